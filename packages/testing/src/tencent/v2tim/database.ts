import type { TencentMessage, TencentPush, TencentRow, TencentTarget } from '../protocol.js'
import {
  blankNative,
  msgIdOf,
  settingsOf,
  toNativeId,
  toNativeMessage,
  type V2TimConversation,
  type V2TimMessage,
} from './conversation.js'

type Push<Type extends TencentPush['type']> = Extract<TencentPush, { type: Type }>

/** Rows by what is to be told of them. */
export interface Touched {
  readonly begun: readonly V2TimConversation[]
  readonly changed: readonly V2TimConversation[]
}

/** How many rows a sync may bring: keys are given out downwards from the newest. */
const SYNC_STEP = 1_000_000
/** The newest messages of a conversation that are remembered when they are read and old: a server may send them again. */
const KEPT_READ = 20
/** Late copies of a message arrive within this time. */
const KEPT_SECONDS = 60

/** V2TIM's database of one account on this device. It outlives the login. */
export class V2TimDatabase {
  readonly rows = new Map<string, V2TimConversation>()
  groups: string[] = []
  readonly #messages = new Map<string, TencentMessage[]>()
  readonly #met = new Set<string>()
  /** What was heard since the sync began. */
  readonly #heard = new Map<string, number>()
  #orderKey = SYNC_STEP
  /** The key of a sync's first row. */
  #syncKey = SYNC_STEP

  constructor(readonly account: string) {}

  get(target: TencentTarget): V2TimConversation | undefined {
    return this.rows.get(toNativeId(target))
  }

  /** Pinned ones first, then by the order key. */
  sorted(): V2TimConversation[] {
    return [...this.rows.values()].sort((a, b) => Number(b.isPinned) - Number(a.isPinned) || b.orderkey - a.orderkey)
  }

  /** Muted conversations are in no total. */
  total(test: (row: V2TimConversation) => boolean = () => true): number {
    let sum = 0
    for (const row of this.rows.values()) if (row.recvOpt === 0 && test(row)) sum += row.unreadCount
    return sum
  }

  /** Brings the conversation to life. */
  raise(row: V2TimConversation): void {
    this.#orderKey += 1
    row.orderkey = this.#orderKey
  }

  beginSync(): void {
    this.#met.clear()
    this.#heard.clear()
    this.#orderKey += SYNC_STEP
    this.#syncKey = this.#orderKey
  }

  /** A page of the server's list, newest first. What was heard since the page was made stays. */
  takePage(rows: readonly TencentRow[], start: number): Touched {
    const begun: V2TimConversation[] = []
    const changed: V2TimConversation[] = []
    rows.forEach((row, index) => {
      const id = toNativeId(row)
      this.#met.add(id)
      const known = this.rows.get(id)
      const before = JSON.stringify(known)
      const made = known ?? blankNative(row, 0)
      this.rows.set(id, made)
      Object.assign(made, settingsOf(row))
      if ((row.last?.seq ?? 0) >= (this.#heard.get(id) ?? 0))
        this.#takeServerState(made, row, this.#syncKey - start - index)
      if (known === undefined) begun.push(made)
      else if (JSON.stringify(made) !== before) changed.push(made)
    })
    return { begun, changed }
  }

  #takeServerState(made: V2TimConversation, row: TencentRow, orderkey: number): void {
    const last = row.last && toNativeMessage(row.last, this.account, row.peerReadTime)
    if (last !== undefined && row.revokedBy !== undefined) last.status = 6
    if (last?.msgID !== made.lastMessage?.msgID || made.orderkey === 0) made.orderkey = orderkey
    made.lastMessage = last ?? null
    made.unreadCount = row.unread
    if (row.unread === 0) made.groupAtInfoList = []
  }

  /** What was in no page is gone; no event says so. */
  endSync(): void {
    for (const id of this.rows.keys()) if (!this.#met.has(id)) this.#drop(id)
  }

  #drop(id: string): boolean {
    this.#messages.delete(id)
    return this.rows.delete(id)
  }

  takeMessages({ messages }: Push<'messages'>): Touched & { readonly arrived: readonly V2TimMessage[] } {
    const begun = new Set<V2TimConversation>()
    const changed = new Set<V2TimConversation>()
    const arrived: V2TimMessage[] = []
    for (const message of messages) {
      const id = toNativeId(message)
      if (!this.#remember(id, message)) continue
      const known = this.rows.get(id)
      const row = known ?? blankNative(message, 0)
      if (known === undefined) begun.add(row)
      else if (!begun.has(row)) changed.add(row)
      this.rows.set(id, row)
      arrived.push(this.#show(row, message))
    }
    return { begun: [...begun], changed: [...changed], arrived }
  }

  /** @returns false for one that was heard before. */
  #remember(id: string, message: TencentMessage): boolean {
    const list = this.#messages.get(id) ?? []
    if (list.some((one) => one.seq === message.seq)) return false
    if (this.rows.get(id)?.lastMessage?.msgID === msgIdOf(message)) return false // known by its row
    this.#heard.set(id, Math.max(message.seq, this.#heard.get(id) ?? 0))
    list.push(message)
    list.sort((a, b) => a.seq - b.seq)
    this.#messages.set(id, this.#worthKeeping(id, list))
    return true
  }

  /** Without what is read, old, and far behind the newest: nobody asks for it again. */
  #worthKeeping(id: string, list: TencentMessage[]): TencentMessage[] {
    const row = this.rows.get(id)
    const old = (list.at(-1)?.time ?? 0) - KEPT_SECONDS
    return list.filter(
      (message, place) =>
        place >= list.length - KEPT_READ ||
        message.time > old ||
        (row !== undefined && row.unreadCount > 0 && this.#isUnread(row, message)),
    )
  }

  #show(row: V2TimConversation, message: TencentMessage): V2TimMessage {
    const made = toNativeMessage(message, this.account)
    const { seq = 0, timestamp = 0 } = row.lastMessage ?? {} // one of ours that is still being sent has no number of its own
    if (message.seq >= seq && message.time >= timestamp) {
      row.lastMessage = made
      this.raise(row)
    }
    if (this.#isUnread(row, message)) row.unreadCount += 1
    return made
  }

  #isUnread(row: V2TimConversation, message: TencentMessage): boolean {
    const isRead =
      message.kind === 'direct' ? message.time <= row.c2cReadTimestamp : message.seq <= row.groupReadSequence
    return message.from !== this.account && !message.silent && !isRead
  }

  revoke({ message }: Push<'revoked'>): V2TimConversation | undefined {
    const row = this.get(message)
    if (row === undefined) return undefined
    const id = row.conversationID
    const list = this.#messages.get(id) ?? []
    this.#messages.set(
      id,
      list.filter((one) => one.seq !== message.seq),
    )
    const isLast = row.lastMessage?.msgID === msgIdOf(message)
    const wasUnread =
      row.unreadCount > 0 && list.length !== this.#messages.get(id)?.length && this.#isUnread(row, message)
    if (isLast && row.lastMessage?.status === 6) return undefined
    if (wasUnread) row.unreadCount -= 1
    if (isLast && row.lastMessage !== null) row.lastMessage = { ...row.lastMessage, status: 6 }
    return isLast || wasUnread ? row : undefined
  }

  /** Read up to there, here or elsewhere: what came later stays unread. `Infinity`: everything. */
  read(target: TencentTarget, time: number, seq: number): V2TimConversation | undefined {
    const row = this.get(target)
    if (row === undefined) return undefined
    const last = row.lastMessage
    const newest = this.#messages.get(row.conversationID)?.at(-1) // may be gone from the server
    const isDirect = target.kind === 'direct'
    const to = isDirect
      ? Math.min(time, Math.max(last?.timestamp ?? 0, newest?.time ?? 0))
      : Math.min(seq, Math.max(last?.seq ?? 0, newest?.seq ?? 0))
    if (isDirect) row.c2cReadTimestamp = Math.max(row.c2cReadTimestamp, to)
    else row.groupReadSequence = Math.max(row.groupReadSequence, to)
    const later = (this.#messages.get(row.conversationID) ?? []).filter((message) => this.#isUnread(row, message))
    const unread = Math.min(row.unreadCount, later.length)
    const mentions = row.groupAtInfoList.filter((one) => one.seq > row.groupReadSequence)
    if (unread === row.unreadCount && mentions.length === row.groupAtInfoList.length) return undefined
    row.unreadCount = unread
    row.groupAtInfoList = mentions
    return row
  }

  readAll({ direct, groups }: Pick<Push<'allRead'>, 'direct' | 'groups'>): V2TimConversation[] {
    const all: TencentTarget[] = direct
      ? [...this.rows.values()].flatMap(({ userID }) => (userID === null ? [] : [{ kind: 'direct', target: userID }]))
      : []
    const rows = all.map((target) => this.read(target, Infinity, Infinity))
    const more = groups.map(({ id, seq }) => this.read({ kind: 'group', target: id }, 0, seq))
    return [...rows, ...more].flatMap((row) => row ?? [])
  }

  peerRead(peer: string, time: number): V2TimConversation | undefined {
    const row = this.rows.get(`c2c_${peer}`)
    const last = row?.lastMessage
    if (row === undefined || !last?.isSelf || last.isPeerRead || last.timestamp > time) return undefined
    row.lastMessage = { ...last, isPeerRead: true }
    return row
  }

  mention({ group, message }: Push<'mention'>): V2TimConversation | undefined {
    const row = this.rows.get(`group_${group}`)
    if (row === undefined || message.seq <= row.groupReadSequence) return undefined
    if (row.groupAtInfoList.some((one) => one.seq === message.seq)) return undefined
    row.groupAtInfoList = [...row.groupAtInfoList, { atType: message.atTypes[0] ?? 0, seq: message.seq }]
    return row
  }

  /** @returns the ids of what was there. */
  remove(targets: readonly TencentTarget[]): string[] {
    return targets.map(toNativeId).filter((id) => this.#drop(id))
  }

  clearHistory(target: TencentTarget): V2TimConversation | undefined {
    const row = this.get(target)
    if (row === undefined) return undefined
    this.#messages.delete(row.conversationID)
    row.lastMessage = null
    row.unreadCount = 0
    return row
  }

  /** @returns the row if anything changed. */
  edit(target: TencentTarget, change: Partial<V2TimConversation>): V2TimConversation | undefined {
    const row = this.get(target)
    if (row === undefined) return undefined
    const before = JSON.stringify(row)
    Object.assign(row, change)
    return JSON.stringify(row) === before ? undefined : row
  }

  setPinned(target: TencentTarget, isPinned: boolean): V2TimConversation | undefined {
    const row = this.edit(target, { isPinned })
    if (row !== undefined) this.raise(row)
    return row
  }

  setInGroup(targets: readonly TencentTarget[], name: string, added: boolean): V2TimConversation[] {
    return targets.flatMap((target) => {
      const row = this.get(target)
      if (row === undefined || row.conversationGroupList.includes(name) === added) return []
      const others = row.conversationGroupList.filter((one) => one !== name)
      row.conversationGroupList = added ? [...others, name] : others
      return [row]
    })
  }

  /** Rows take the new name, or lose the group, without a word. */
  replaceGroup(from: string, to: string | undefined): void {
    this.groups = this.groups.flatMap((name) => (name === from ? (to ?? []) : name))
    for (const row of this.rows.values()) {
      if (!row.conversationGroupList.includes(from)) continue
      row.conversationGroupList = row.conversationGroupList.flatMap((name) => (name === from ? (to ?? []) : name))
    }
  }

  lookedUp(rows: readonly TencentRow[]): V2TimConversation[] {
    return rows.flatMap((row) => this.edit(row, settingsOf(row)) ?? [])
  }
}
