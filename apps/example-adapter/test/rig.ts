import type { ChatKey, ContractRig, HeldCommand, RigOptions } from '@convolist/testing/source-contract'
import { createBackendSource } from '../src/adapter.js'
import type { Session } from '../src/backend.js'
import { Backend, type PostedCommand } from '../src/server.js'

/** The app's part: who is logged in, and whom to tell. */
function createSession(
  backend: Backend,
): Session & { enter(account: string | undefined): void; readonly listeners: Set<() => void> } {
  const listeners = new Set<() => void>()
  let current: Session['current']
  return {
    listeners,
    get current() {
      return current
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    enter(account) {
      current = account === undefined ? undefined : { account, token: backend.login(account) }
      for (const listener of listeners) listener()
    },
  }
}

/** What the next command of a type meets: a refusal, or a wait. */
interface Order {
  readonly type: string
  readonly meet: (command: PostedCommand) => Promise<readonly string[]> | undefined
}

function createOrders(): {
  readonly rule: (command: PostedCommand) => Promise<readonly string[]>
  add(order: Order): void
  /** Whose messages were to be deleted. */
  readonly cleared: ReadonlySet<string>
} {
  const orders: Order[] = []
  const cleared = new Set<string>()
  return {
    cleared,
    add: (order) => void orders.push(order),
    async rule(command) {
      if (command.clearMessages === true) command.ids.forEach((id) => cleared.add(id))
      const place = orders.findIndex(({ type, meet }) => type === command.type && meet(command) !== undefined)
      return place === -1 ? [] : ((await orders.splice(place, 1)[0]?.meet(command)) ?? [])
    },
  }
}

/** The back end, the adapter on real sockets, and the words in which the contract steers them. */
export async function createRig({ pageSize }: RigOptions): Promise<ContractRig> {
  const orders = createOrders()
  let failure: { met: boolean } | undefined
  let late: { arrived: boolean; readonly gate: Promise<boolean> } | undefined
  const canList = (): boolean | Promise<boolean> => {
    if (late) {
      const { gate } = Object.assign(late, { arrived: true })
      late = undefined
      return gate
    }
    const can = failure === undefined
    if (failure) failure.met = true
    failure = undefined
    return can
  }
  const backend = new Backend({ rule: orders.rule, canList })
  const url = await backend.listen()
  const session = createSession(backend)
  const source = createBackendSource(url, session, { pageSize, retryMs: 5 })
  let account = 'me'
  let serial = 0

  const write = (name: string, chat: ChatKey, text: string, sentAt: number, unread: number): void => {
    const senderId = chat.slice(chat.indexOf('/') + 1)
    backend.write(name, chat, { unread, last: { id: `m${++serial}`, senderId, sentAt, text } })
  }
  const rowOf = (chat: ChatKey) => backend.mailbox(account).rows.get(chat)
  const tell = (message: unknown): void => backend.tell(account, JSON.stringify(message))

  return {
    source,
    settle: () => new Promise((resolve) => setTimeout(resolve, 10)),
    listenerCount: () => session.listeners.size,
    uncaught: () => [],
    close: () => {
      session.enter(undefined)
      backend.close()
    },
    server: {
      seed: (name, chats) => {
        for (const { chat, sentAt, text = chat, unreadCount = 0, stickTop = false } of chats) {
          write(name, chat, text, sentAt, unreadCount)
          backend.write(name, chat, { pinned: stickTop })
        }
      },
      login: (name) => {
        account = name
        session.enter(name)
      },
      logout: () => session.enter(undefined),
      kick: () => backend.kick(account),
      disconnect: () => backend.setUp(false),
      reconnect: () => backend.setUp(true),
      id: (chat) => chat,
      truth: (chat) => {
        const row = rowOf(chat)
        return row && { unreadCount: row.unread, stickTop: row.pinned }
      },
      receive: (chat, { text, sentAt }) => write(account, chat, text, sentAt, (rowOf(chat)?.unread ?? 0) + 1),
      revoke: (chat) => {
        const { id, senderId, sentAt } = rowOf(chat)!.last
        backend.write(account, chat, { last: { id, senderId, sentAt } })
      },
      peerRead: () => undefined,
      readElsewhere: (chat) => backend.write(account, chat, { unread: 0 }),
      stickTopElsewhere: (chat, stickTop) => backend.write(account, chat, { pinned: stickTop }),
      removeElsewhere: (chat) => backend.remove(account, chat),
      refuseNext: (type, chats) => {
        const isRefused = (id: string): boolean => chats === undefined || chats.includes(id as ChatKey)
        orders.add({
          type,
          meet: ({ ids }) => (ids.some(isRefused) ? Promise.resolve(ids.filter(isRefused)) : undefined),
        })
      },
      holdNext: (type) => {
        let hasArrived = false
        let release = (): void => undefined
        const gate = new Promise<readonly string[]>((resolve) => (release = () => resolve([])))
        orders.add({
          type,
          meet: () => {
            hasArrived = true
            return gate
          },
        })
        return {
          get arrived() {
            return hasArrived
          },
          release: () => release(),
        } satisfies HeldCommand
      },
      failNextSync: () => (failure = { met: false }),
      holdNextPage: () => {
        let release = (): void => undefined
        const page = { arrived: false, gate: new Promise<boolean>((resolve) => (release = () => resolve(true))) }
        late = page
        return {
          get arrived() {
            return page.arrived
          },
          release: () => release(),
        } satisfies HeldCommand
      },
      isCleared: (chat) => orders.cleared.has(chat),
      garbage: [
        { name: 'text that is no JSON', send: () => backend.tell(account, 'no JSON') },
        {
          name: 'half of an event',
          send: () => backend.tell(account, `{"rows":[${JSON.stringify(rowOf('direct/ann'))}`),
        },
        { name: 'nothing', send: () => tell(null) },
        { name: 'an event of no type', send: () => tell({ rows: [] }) },
        { name: 'rows that are none', send: () => tell({ type: 'rows', rows: 'all' }) },
        { name: 'rows of all sorts', send: () => tell({ type: 'rows', rows: [null, 7, {}, { id: 'direct/x' }] }) },
        { name: 'a removal of nothing', send: () => tell({ type: 'removed', ids: 'all' }) },
      ],
      sendBeside: (chat, unread) => {
        const row = rowOf(chat)
        tell({ type: 'rows', rows: [{ id: 7 }, row && { ...row, unread, version: row.version + 0.5 }] })
      },
    },
  }
}
