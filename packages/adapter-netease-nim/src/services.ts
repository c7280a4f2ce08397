import { ConvolistError } from '@convolist/core'
import type {
  NimConversationService,
  NimGroupService,
  NimInstance,
  NimLoginService,
  NimMessageService,
  NimSettingService,
  NimWeb,
} from './nim.js'

/** Who keeps the list: the server (`cloud`), or the client from the messages it sees (`local`). */
export type NimServiceName = 'cloud' | 'local'

export type NimListened = Pick<NimLoginService, 'on' | 'off'>

/** The app's SDK, whatever platform it is of. Services the app did not register are `undefined`. */
export interface Services {
  readonly mode: NimServiceName
  /** node-nim: data comes from a native database, methods return errors, events are named differently. */
  readonly native: boolean
  /** 100801 is 10.8.1; `undefined` where the SDK does not say. */
  readonly version: number | undefined
  readonly conversation: NimConversationService
  readonly login: NimLoginService
  readonly message: NimMessageService | undefined
  readonly setting: NimSettingService | undefined
  readonly group: NimGroupService | undefined
  readonly user: NimListened | undefined
  readonly friend: NimListened | undefined
  readonly team: NimListened | undefined
  /** `onConversationChanged` as this platform calls it. */
  eventName(name: string): string
}

const NEEDED = 'createNimSource needs an instance of nim-web-sdk-ng 10.8.0 or later, or a node-nim client'
/** The first version whose cloud service is off unless asked for. */
const CLOUD_OFF_SINCE = 100_810

/** Finds the services and checks them, so that a wrong object fails here and not at the first event. */
export function openServices(nim: NimInstance, mode: NimServiceName): Services {
  if (typeof nim !== 'object' || nim === null)
    throw wrongInstance(`${NEEDED}, but got ${nim === null ? 'null' : typeof nim}.`)
  const web = 'V2NIMLoginService' in nim
  const find = <Service>(name: string): Service | undefined =>
    (nim as unknown as Record<string, Service | null | undefined>)[
      web ? `V2NIM${name}` : name[0]?.toLowerCase() + name.slice(1)
    ] ?? undefined
  const need = <Service>(name: string, methods: readonly string[]): Service => checked(find(name), web, name, methods)

  const login = need<NimLoginService>('LoginService', ['getLoginUser', 'getLoginStatus'])
  const conversation = need<NimConversationService>(
    mode === 'cloud' ? 'ConversationService' : 'LocalConversationService',
    ['getConversationList', 'getConversationListByOption', 'getConversationListByIds', 'stickTopConversation'],
  )
  const { version, options } = web ? about(nim) : {}
  if (options && options.apiVersion !== 'v2') {
    throw wrongInstance(`The NIM SDK was made for its V1 interface; create it with the option apiVersion: 'v2'.`)
  }
  if (mode === 'cloud' && (version ?? 0) >= CLOUD_OFF_SINCE && options?.enableV2CloudConversation !== true) {
    throw wrongInstance(CLOUD_OFF)
  }
  // The HarmonyOS SDK names its services like node-nim and its events like the Web.
  const native = !web && 'instance' in conversation
  return {
    mode,
    native,
    version,
    conversation,
    login,
    message: find('MessageService'),
    setting: find('SettingService'),
    group: mode === 'cloud' ? find('ConversationGroupService') : undefined,
    user: find('UserService'),
    friend: find('FriendService'),
    team: find('TeamService'),
    eventName: (name) => (native ? name.slice(2).replace(/^(P2P|.)/, (head) => head.toLowerCase()) : name),
  }
}

export const CLOUD_OFF =
  "The cloud conversation service of this NIM SDK is off. Create the SDK with enableV2CloudConversation: true (node-nim: enableCloudConversation), or use service: 'local'."

function about(nim: NimWeb): { version?: number; options?: Record<string, unknown> } {
  const { constructor, options } = nim as unknown as {
    constructor?: { sdkVersion?: unknown }
    options?: Record<string, unknown>
  }
  const version = constructor?.sdkVersion
  return { ...(typeof version === 'number' && { version }), ...(options && { options }) }
}

function checked<Service>(
  service: Service | undefined,
  web: boolean,
  name: string,
  methods: readonly string[],
): Service {
  const path = web ? `nim.V2NIM${name}` : `nim.${name[0]?.toLowerCase()}${name.slice(1)}`
  if (typeof service !== 'object' || service === null) throw wrongInstance(`${path} is missing. ${NEEDED}.`)
  const missing = ['on', 'off', ...methods].find((method) => typeof service[method as keyof Service] !== 'function')
  if (missing) throw wrongInstance(`${path}.${missing} is not a function. ${NEEDED}.`)
  return service
}

const wrongInstance = (message: string): ConvolistError => new ConvolistError('source/wrong-instance', message)
