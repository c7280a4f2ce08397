import type { ChatKey, HeldCommand } from '../../src/source-scenarios.js'
import type { VirtualClock } from '../../src/virtual-clock.js'

export interface ToyMessage {
  id: string
  text: string
  sentAt: number
  from: string
}

/** A row as the toy SDK holds it: live, and changed in place. */
export interface ToyRow {
  readonly chat: ChatKey
  pinned: boolean
  muted: boolean
  unread: number
  peerReadAt: number
  extension: string
  last: ToyMessage
}

export type ToyPush =
  | { readonly type: 'account'; readonly account: string | undefined; readonly kicked?: boolean }
  | { readonly type: 'line'; readonly isUp: boolean }
  | { readonly type: 'synced' }
  | { readonly type: 'rows'; readonly rows: readonly ToyRow[] }
  | { readonly type: 'gone'; readonly chats: readonly ChatKey[] }
  | { readonly type: 'peerRead'; readonly chat: ChatKey; readonly at: number }

export interface ToyCommand {
  readonly name: string
  readonly chats: readonly ChatKey[]
  readonly edit: (row: ToyRow) => void
  readonly clears?: boolean
}

type Order =
  | { readonly name: string; readonly action: 'refuse'; readonly chats: readonly ChatKey[] | undefined }
  | { readonly name: string; readonly action: 'hold'; readonly hold: (run: () => void) => void }

const LATENCY_MS = 5

/** A back end and its SDK in one: a list in memory that follows the server's while the line is up. */
export class ToyVendor {
  readonly listeners = new Set<(push: ToyPush) => void>()
  readonly uncaught: unknown[] = []
  /** The SDK's own list. */
  readonly memory = new Map<ChatKey, ToyRow>()
  account: string | undefined
  isUp = true
  /** The last read of the list from the server failed. */
  isStale = false
  nextFailure: { met: boolean } | undefined
  /** What the next page meets once it is made: it fails, or waits. */
  nextPage: (() => Promise<void>) | undefined
  /** Chats whose messages were deleted with them. */
  readonly cleared = new Set<ChatKey>()
  readonly #lists = new Map<string, Map<ChatKey, ToyRow>>()
  readonly #orders: Order[] = []
  #session = 0
  #serial = 0

  constructor(readonly clock: VirtualClock) {}

  list(account = this.account ?? ''): Map<ChatKey, ToyRow> {
    const known = this.#lists.get(account) ?? new Map<ChatKey, ToyRow>()
    this.#lists.set(account, known)
    return known
  }

  tell(push: ToyPush): void {
    for (const listener of this.listeners) {
      try {
        listener(push)
      } catch (error) {
        this.uncaught.push(error)
      }
    }
  }

  login(account: string): void {
    if (this.account !== undefined) this.logout()
    this.account = account
    this.tell({ type: 'account', account })
    this.sync()
  }

  logout(kicked = false): void {
    this.#session += 1
    this.account = undefined
    this.memory.clear()
    this.tell({ type: 'account', account: undefined, kicked })
  }

  setLine(isUp: boolean): void {
    this.isUp = isUp
    this.tell({ type: 'line', isUp })
    if (isUp) this.sync()
  }

  /** Rows of the memory as they are now, but perhaps late. */
  async page(from: number, to: number): Promise<readonly ToyRow[]> {
    const rows = [...this.memory.values()]
      .slice(from, to)
      .map((row) => Object.assign({}, row, { last: { ...row.last } }))
    const meet = this.nextPage
    this.nextPage = undefined
    await meet?.()
    return rows
  }

  sync(): void {
    this.isStale = this.nextFailure !== undefined
    if (this.nextFailure) this.nextFailure.met = true
    this.nextFailure = undefined
    if (!this.isStale) {
      for (const chat of this.memory.keys()) if (!this.list().has(chat)) this.memory.delete(chat)
      for (const row of this.list().values()) this.#remember(row)
    }
    this.tell({ type: 'synced' })
  }

  hear(account: string, chat: ChatKey, text: string, sentAt: number): void {
    const last = { id: `m${++this.#serial}`, text, sentAt, from: chat.slice(chat.indexOf('/') + 1) }
    const list = this.list(account)
    const row = list.get(chat) ?? { chat, pinned: false, muted: false, unread: 0, peerReadAt: 0, extension: '', last }
    list.set(chat, { ...row, last, unread: row.unread + 1 })
    if (account === this.account) this.#publish(chat)
  }

  change(chat: ChatKey, edit: (row: ToyRow) => void): void {
    const row = this.list().get(chat)
    if (row === undefined) return
    edit(row)
    this.#publish(chat)
  }

  remove(chat: ChatKey): void {
    if (!this.list().delete(chat) || !this.isUp) return
    this.memory.delete(chat)
    this.tell({ type: 'gone', chats: [chat] })
  }

  #publish(chat: ChatKey): void {
    const row = this.list().get(chat)
    if (row === undefined || !this.isUp || this.account === undefined) return
    this.tell({ type: 'rows', rows: [this.#remember(row)] })
  }

  /** Writes into the object the SDK has given out before. */
  #remember(row: ToyRow): ToyRow {
    const known = this.memory.get(row.chat) ?? { ...row, last: { ...row.last } }
    Object.assign(known, row, { last: Object.assign(known.last, row.last) })
    this.memory.set(row.chat, known)
    return known
  }

  refuseNext(name: string, chats: readonly ChatKey[] | undefined): void {
    this.#orders.push({ name, action: 'refuse', chats })
  }

  holdNext(name: string): HeldCommand {
    let run: (() => void) | undefined
    this.#orders.push({ name, action: 'hold', hold: (held) => (run = held) })
    return {
      get arrived() {
        return run !== undefined
      },
      release: () => run?.(),
    }
  }

  /** Resolves with the chats that were refused; never, if the account or the line changes before. */
  command(command: ToyCommand): Promise<readonly ChatKey[]> {
    const session = this.#session
    return new Promise((resolve) => {
      const run = (refused: readonly ChatKey[] = []): void => {
        if (session !== this.#session || !this.isUp) return
        this.#carryOut(command, refused)
        this.clock.setTimeout(() => session === this.#session && resolve(refused), LATENCY_MS)
      }
      this.clock.setTimeout(() => {
        const order = this.#takeOrder(command)
        if (order?.action === 'hold') order.hold(run)
        else run(order && command.chats.filter((chat) => order.chats?.includes(chat) ?? true))
      }, LATENCY_MS)
    })
  }

  #carryOut({ name, chats, edit, clears = false }: ToyCommand, refused: readonly ChatKey[]): void {
    for (const chat of chats) {
      if (refused.includes(chat)) continue
      if (clears) this.cleared.add(chat)
      if (name === 'remove') this.remove(chat)
      else this.change(chat, edit)
    }
  }

  #takeOrder({ name, chats }: ToyCommand): Order | undefined {
    const isMeant = (order: Order): boolean => {
      if (order.name !== name) return false
      return order.action === 'hold' || (order.chats?.some((chat) => chats.includes(chat)) ?? true)
    }
    const place = this.#orders.findIndex(isMeant)
    return place === -1 ? undefined : this.#orders.splice(place, 1)[0]
  }
}
