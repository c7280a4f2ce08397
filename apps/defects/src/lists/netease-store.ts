import type { NimDouble } from '@convolist/testing'
import { createRequire } from 'node:module'
import type { ShownRow } from '../wrong.js'
import type { List } from './list.js'
import { standingIn } from './standing-in.js'

/** What is used of `@xkit-yx/im-store-v2`, whose package names typings that it does not have. */
interface Kit {
  readonly RootStore: new (nim: object, options: object, platform: string) => RootStore
}
interface RootStore {
  readonly conversationStore: { readonly totalUnreadCount: number }
  readonly uiStore: { readonly conversations: readonly KitRow[] }
  destroy(): void
}
interface KitRow {
  readonly conversationId: string
  readonly stickTop: boolean
  readonly mute?: boolean
  readonly unreadCount: number
  readonly sortOrder: number
  readonly lastMessage?: {
    readonly lastMessageState: number
    readonly messageRefer: { readonly messageClientId: string }
  } | null
}

/** More than any run has: the kit reads this many rows, and no page after them. */
const CONVERSATIONS_MAX = 1_000

/**
 * NetEase's own store as its UI kit runs it: the whole root store on the SDK, which reads the list at each sync by
 * itself, and the list it gives to the UI in the UI's order.
 */
export function openNeteaseStore(nim: NimDouble): List {
  const { RootStore } = createRequire(import.meta.url)('@xkit-yx/im-store-v2') as Kit
  const options = { conversationLimit: CONVERSATIONS_MAX, aiVisible: false, aiBotsVisible: false, debug: 'off' }
  const root = withoutNetwork(() => new RootStore(sdkOf(nim), options, 'Web'))
  return {
    read: () => ({
      rows: [...root.uiStore.conversations].sort(inOrder).map(toShown),
      badge: root.conversationStore.totalUnreadCount,
    }),
    dispose: () => root.destroy(),
  }
}

const SETTINGS = { appkey: 'none', enableV2CloudConversation: true }

function sdkOf(nim: NimDouble): object {
  const services = new Map(Object.entries(nim).map(([name, service]) => [name, standingIn(service as object, answer)]))
  class Sdk {
    readonly options = SETTINGS
    readonly getOptions = (): object => SETTINGS
  }
  return new Proxy(new Sdk(), {
    get(sdk, name) {
      if (typeof name === 'string' && name.startsWith('V2NIM')) return services.get(name) ?? standingIn({}, answer)
      return Reflect.get(sdk, name) as unknown
    },
  })
}

/** Pages and applications are told in an object, all else in a list. */
const answer = (method: string): unknown =>
  /Application|ActionInfo|MemberList|ByOption/.test(method) ? { infos: [], offset: 0, finished: true } : []

/** Each new root store is reported to a server of NetEase. */
function withoutNetwork<T>(run: () => T): T {
  const { fetch } = globalThis
  globalThis.fetch = () => Promise.reject(new Error('there is no network here'))
  try {
    return run()
  } finally {
    globalThis.fetch = fetch
  }
}

/** NIM puts 1e15 on the order of pinned rows, and its oldest bug is to forget that. */
const inOrder = (a: KitRow, b: KitRow): number => Number(b.stickTop) - Number(a.stickTop) || b.sortOrder - a.sortOrder

const REVOKED = 1

const toShown = ({ conversationId: id, stickTop, mute = false, unreadCount, lastMessage }: KitRow): ShownRow => ({
  id,
  stickTop,
  muted: mute,
  unreadCount,
  preview: lastMessage
    ? { id: lastMessage.messageRefer.messageClientId, revoked: lastMessage.lastMessageState === REVOKED }
    : undefined,
})
