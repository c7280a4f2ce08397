import { ConvolistError } from '@convolist/core'
import type {
  NimConversationService,
  NimEmitter,
  NimGroupService,
  NimInstance,
  NimLoginService,
  NimMessageService,
  NimSettingService,
} from './nim.js'

/** Who keeps the list: the server (`cloud`), or the client from the messages it sees (`local`). */
export type NimServiceName = 'cloud' | 'local'

/** The app's SDK, whatever platform it is of. Services the app did not register are `undefined`. */
export interface Services {
  readonly cloud: boolean
  /** node-nim: data comes from a native database, methods return errors, events are named differently. */
  readonly native: boolean
  /** 100801 is 10.8.1; `undefined` where the SDK does not say. */
  readonly version: number | undefined
  readonly conversation: NimConversationService
  readonly login: NimLoginService
  readonly message: NimMessageService | undefined
  readonly setting: NimSettingService | undefined
  readonly group: NimGroupService | undefined
  readonly user: NimEmitter | undefined
  readonly friend: NimEmitter | undefined
  readonly team: NimEmitter | undefined
}

/** The first version whose cloud service is off unless asked for. */
const CLOUD_OFF_SINCE = 100_810

interface About {
  readonly constructor?: { readonly sdkVersion?: number }
  readonly options?: { readonly apiVersion?: string; readonly enableV2CloudConversation?: boolean }
}

/** Finds the services and checks them, so that a wrong object fails here and not at the first event. */
export function openServices(nim: NimInstance, cloud: boolean): Services {
  const given = Object(nim) as About & Record<string, object | null | undefined>
  const web = 'V2NIMLoginService' in given
  const path = (name: string): string => (web ? `V2NIM${name}Service` : `${bare(name)}Service`)
  const find = <Service>(name: string): Service | undefined => (given[path(name)] ?? undefined) as Service | undefined
  const need = <Service>(name: string, ...methods: string[]): Service => {
    const service = find<Record<string, unknown>>(name)
    for (const method of ['on', 'off', ...methods]) {
      if (typeof service?.[method] !== 'function') refuse(`nim.${path(name)}.${method} is not a function`)
    }
    return service as Service
  }

  const login = need<NimLoginService>('Login', 'getLoginUser', 'getLoginStatus')
  const conversation = need<NimConversationService>(cloud ? 'Conversation' : 'LocalConversation', 'getConversationList')
  const version = web ? given.constructor?.sdkVersion : undefined
  const { apiVersion = 'v2', enableV2CloudConversation } = given.options ?? {}
  if (apiVersion !== 'v2') refuse("it was created without apiVersion: 'v2'")
  if (cloud && version && version >= CLOUD_OFF_SINCE && !enableV2CloudConversation) {
    refuse("its cloud service is off; create it with enableV2CloudConversation: true, or use service: 'local'")
  }
  return {
    cloud,
    // The HarmonyOS SDK names its services like node-nim and its events like the Web.
    native: !web && 'instance' in conversation,
    version,
    conversation,
    login,
    message: find('Message'),
    setting: find('Setting'),
    group: cloud ? find('ConversationGroup') : undefined,
    user: find('User'),
    friend: find('Friend'),
    team: find('Team'),
  }
}

/** `onP2PMessageMuteModeChanged` as node-nim calls it: `p2pMessageMuteModeChanged`. */
export const nativeEvent = (name: string): string => bare(name.slice(2))

const bare = (name: string): string => name.replace(/^(P2P|.)/, (head) => head.toLowerCase())

function refuse(found: string): never {
  throw new ConvolistError(
    'source/wrong-instance',
    `createNimSource needs an instance of nim-web-sdk-ng 10.8.0 or later, or of node-nim: ${found}`,
  )
}
