import type { TencentMessage, TencentPush, TencentRow, TencentTarget } from '../protocol.js'
import {
  blankConversation,
  emptyPreview,
  fromRow,
  previewOf,
  toRemind,
  toWebId,
  toWebMessage,
  type WebConversation,
  type WebMessage,
} from './conversation.js'

type Push<Type extends TencentPush['type']> = Extract<TencentPush, { type: Type }>

/** What one push did to the memory, for the events that follow. */
export interface Arrived {
  /** Messages the SDK had not seen. */
  readonly messages: readonly WebMessage[]
  /** Chats that began with them. */
  readonly begun: readonly TencentTarget[]
}

/**
 * The memory of the Web SDK: its conversations in their order, and the messages it has seen since the login. How it
 * counts is its own: one-to-one chats by what the server said at the login and plus one per message, but once something
 * is read, by the unread messages it has seen.
 */
export class WebStore {
  /** Rebuilt with every sort; equal times keep the order they had. */
  rows = new Map<string, WebConversation>()
  /** Names of the conversation groups by the server's id. */
  readonly groups = new Map<string, string>()
  readonly #messages = new Map<string, WebMessage[]>()
  readonly #seen = new Set<string>()
  /** Ids met in the pages of a sync, and in what came with the missed messages. */
  readonly #paged = new Set<string>()
  readonly #counted = new Set<string>()
  /** How far groups were read, where "read all" has said so. */
  readonly #groupReads = new Map<string, number>()

  constructor(private readonly account: () => string) {}

  reset(): void {
    this.rows.clear()
    for (const memory of [this.groups, this.#messages, this.#seen, this.#paged, this.#counted, this.#groupReads])
      memory.clear()
  }

  get(target: TencentTarget): WebConversation | undefined {
    return this.rows.get(toWebId(target))
  }

  /** Pinned ones with a message, pinned ones without, the rest with one, the rest without; by time within each. */
  sort(): void {
    const blocks: WebConversation[][] = [[], [], [], []]
    for (const row of this.rows.values()) {
      const isEmpty = !row.lastMessage.lastTime
      blocks[(row.isPinned ? 0 : 2) + (isEmpty ? 1 : 0)]?.push(row)
    }
    const byTime = (a: WebConversation, b: WebConversation): number => b.lastMessage.lastTime - a.lastMessage.lastTime
    for (const block of [blocks[0], blocks[2]]) block?.sort(byTime)
    this.rows = new Map(blocks.flat().map((row) => [row.conversationID, row]))
  }

  /** Leaves out what is muted, and what has no setting yet. */
  total(): number {
    let sum = 0
    for (const { messageRemindType: type, unreadCount } of this.rows.values())
      if (type === '' || type === 'AcceptAndNotify') sum += unreadCount
    return sum
  }

  messageOf(id: string): WebMessage | undefined {
    for (const list of this.#messages.values()) {
      const found = list.find((message) => message.ID === id)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Every row of a page is a new object: drafts and mentions are gone, the count of a one-to-one chat stays. */
  takePage(rows: readonly TencentRow[]): void {
    for (const row of rows) {
      const made = fromRow(row, this.account())
      const known = this.rows.get(made.conversationID)
      if (known !== undefined && made.type === 'C2C') made.unreadCount = known.unreadCount
      if (known?.groupProfile !== undefined) made.groupProfile = { ...known.groupProfile }
      this.rows.set(made.conversationID, made)
      this.#paged.add(made.conversationID)
    }
    this.sort()
  }

  /** Chats that the missed messages spoke of and the list did not have are forgotten; all others stay, listed or not. */
  endOfPages(): void {
    for (const id of this.#counted) if (!this.#paged.has(id)) this.rows.delete(id)
  }

  /** What the server counts at a login. */
  takeCounts(counts: readonly { readonly peer: string; readonly unread: number }[]): void {
    for (const { peer, unread } of counts) {
      const id = `C2C${peer}`
      const row = this.rows.get(id) ?? blankConversation({ kind: 'direct', target: peer })
      this.rows.set(id, row)
      this.#counted.add(id)
      row.unreadCount = unread
    }
    this.sort()
  }

  takeMessages({ messages }: Push<'messages'>): Arrived {
    const arrived: WebMessage[] = []
    const begun: TencentTarget[] = []
    const fresh = new Set<string>()
    for (const message of messages) {
      const made = toWebMessage(message, this.account())
      if (!this.#remember(made)) continue
      arrived.push(made)
      const known = this.rows.get(made.conversationID)
      const isLate = message.kind === 'direct' && known !== undefined && message.time < known.lastMessage.lastTime
      if (isLate && !fresh.has(made.conversationID)) continue // in memory, but neither counted nor shown
      if (known === undefined) begun.push({ kind: message.kind, target: message.target })
      fresh.add(made.conversationID)
      this.#show(known ?? this.#begin(message), made, message)
    }
    this.sort()
    return { messages: arrived, begun }
  }

  #begin(message: TencentMessage): WebConversation {
    const made = blankConversation(message)
    this.rows.set(made.conversationID, made)
    return made
  }

  #show(row: WebConversation, made: WebMessage, message: TencentMessage): void {
    const before = row.lastMessage
    const isRead = message.kind === 'group' && message.seq <= (this.#groupReads.get(message.target) ?? 0)
    // Merged over the old preview in place.
    Object.assign(row.lastMessage, previewOf(made.payload, message), { nick: before.nick, nameCard: before.nameCard })
    if (made.flow === 'in' && !message.silent && !isRead) row.unreadCount += 1
  }

  /** Sent by this device. */
  takeSent(message: TencentMessage): { readonly message: WebMessage; readonly isNew: boolean } {
    const made = toWebMessage(message, this.account())
    this.#remember(made)
    const known = this.rows.get(made.conversationID)
    this.#show(known ?? this.#begin(message), made, message)
    this.sort()
    return { message: made, isNew: known === undefined }
  }

  /** @returns false for one that was seen before. */
  #remember(message: WebMessage): boolean {
    const key = `${message.conversationID} ${message.ID}`
    if (this.#seen.has(key)) return false
    this.#seen.add(key)
    const list = this.#messages.get(message.conversationID) ?? []
    this.#messages.set(message.conversationID, list)
    list.push(message)
    list.sort((a, b) => a.time - b.time || a.sequence - b.sequence)
    return true
  }

  /** @returns the message as far as it is known, and whether the list changed. */
  revoke({ message, by }: Push<'revoked'>): { readonly message: Partial<WebMessage>; readonly changed: boolean } {
    const { ID, conversationID, sequence, time } = toWebMessage(message, this.account())
    const known = this.#messages.get(conversationID)?.find((one) => one.ID === ID)
    if (known !== undefined) Object.assign(known, { isRevoked: true, revoker: by })
    const row = this.rows.get(conversationID)
    let changed = false
    if (row !== undefined && row.unreadCount > 0) {
      row.unreadCount -= 1 // whether or not it was this one that was unread
      changed = true
    }
    const last = row?.lastMessage
    if (last !== undefined && last.lastSequence === sequence && (row?.type === 'GROUP' || last.lastTime === time)) {
      last.isRevoked = true
      last.revoker = by
      changed = true
    }
    return { message: known ?? { ID, conversationID, sequence, time, revoker: by }, changed }
  }

  /** Read up to there, here or on another device. @returns whether the list changed. */
  read(target: TencentTarget, time: number, seq: number): boolean {
    const id = toWebId(target)
    const isDirect = target.kind === 'direct'
    const list = this.#messages.get(id) ?? []
    for (const message of [...list].reverse()) {
      if (isDirect ? message.time > time : message.sequence > seq) continue
      if (message.flow === 'in' && message.isRead) break
      message.isRead = true
    }
    return this.#recount(this.rows.get(id))
  }

  /** Counts what it has seen; what only the server counted is thereby read. */
  #recount(row: WebConversation | undefined): boolean {
    if (row === undefined) return false
    const unread = (this.#messages.get(row.conversationID) ?? []).filter((message) => !message.isRead).length
    if (unread === row.unreadCount) return false
    row.unreadCount = unread
    return true
  }

  clearMentions(row: WebConversation | undefined): boolean {
    if (row === undefined || row.groupAtInfoList.length === 0) return false
    row.groupAtInfoList.length = 0
    return true
  }

  /** Goes through every row that has unread messages, also those it is not about: those are counted anew. */
  readAll({ direct, groups }: Pick<Push<'allRead'>, 'direct' | 'groups'>): boolean {
    for (const { id, seq } of groups) this.#groupReads.set(id, seq)
    let changed = false
    for (const row of this.rows.values()) {
      if (row.unreadCount === 0) continue
      const target = row.conversationID.slice(row.type.length)
      if (row.type === 'C2C' && direct) {
        changed = this.read({ kind: 'direct', target }, row.lastMessage.lastTime, 0) || changed
      } else if (row.type === 'GROUP' && this.#groupReads.has(target)) {
        this.#markRead(row.conversationID, this.#groupReads.get(target) ?? 0)
      }
      changed = this.#recount(row) || changed
    }
    return changed
  }

  #markRead(id: string, seq: number): void {
    for (const message of this.#messages.get(id) ?? []) if (message.sequence <= seq) message.isRead = true
  }

  /** @returns the outgoing messages that are newly read, and whether the list changed. */
  peerRead(peer: string, time: number): { readonly messages: readonly WebMessage[]; readonly changed: boolean } {
    const list = this.#messages.get(`C2C${peer}`) ?? []
    const messages = list.filter((one) => one.flow === 'out' && !one.isPeerRead && one.time <= time)
    for (const message of messages) message.isPeerRead = true
    const last = this.rows.get(`C2C${peer}`)?.lastMessage
    const changed = last?.fromAccount === this.account() && last.lastTime <= time && !last.isPeerRead
    if (changed) last.isPeerRead = true
    return { messages, changed }
  }

  /** @returns whether the list changed. */
  mention({ group, message }: Push<'mention'>): boolean {
    const row = this.rows.get(`GROUP${group}`)
    if (row === undefined || message.from === this.account()) return false
    const { from, seq, random, atTypes } = message
    const isKnown = row.groupAtInfoList.some((one) => one.__random === random)
    if (!isKnown)
      row.groupAtInfoList.push({ from, groupID: group, messageSequence: seq, atTypeArray: atTypes, __random: random })
    return true
  }

  remove(ids: readonly string[]): boolean {
    let changed = false
    for (const id of ids) {
      changed = this.rows.delete(id) || changed
      this.forgetMessages(id)
    }
    return changed
  }

  forgetMessages(id: string): void {
    for (const message of this.#messages.get(id) ?? []) this.#seen.delete(`${id} ${message.ID}`)
    this.#messages.delete(id)
  }

  clearHistory(id: string): void {
    this.forgetMessages(id)
    const row = this.rows.get(id)
    if (row !== undefined) row.lastMessage = emptyPreview()
    this.sort()
  }

  setPinned(target: TencentTarget, pinned: boolean): boolean {
    const row = this.get(target)
    if (row === undefined || row.isPinned === pinned) return false
    row.isPinned = pinned
    this.sort()
    return true
  }

  setOption({ target, option }: Pick<Push<'muted'>, 'target' | 'option'>): boolean {
    const row = this.get(target)
    if (row === undefined || row.messageRemindType === toRemind(option)) return false
    row.messageRemindType = toRemind(option)
    return true
  }

  setMarks({ target, marks }: Push<'marked'>): boolean {
    const row = this.get(target)
    if (row === undefined || row.markList.join() === marks.join()) return false
    row.markList = [...marks]
    return true
  }

  setCustomData(target: TencentTarget, text: string): boolean {
    const row = this.get(target)
    if (row === undefined || row.customData === text) return false
    row.customData = text
    return true
  }

  /** @returns whether a row changed. */
  setInGroup(targets: readonly TencentTarget[], name: string, added: boolean): boolean {
    let changed = false
    for (const target of targets) {
      const row = this.get(target)
      if (row === undefined || row.conversationGroupList.includes(name) === added) continue
      if (added) row.conversationGroupList.push(name)
      else row.conversationGroupList.splice(row.conversationGroupList.indexOf(name), 1)
      changed = true
    }
    return changed
  }

  /** @returns whether a row changed. */
  replaceGroup(from: string, to: string | undefined): boolean {
    let changed = false
    for (const { conversationGroupList: names } of this.rows.values()) {
      const at = names.indexOf(from)
      if (at === -1) continue
      names.splice(at, 1, ...(to === undefined ? [] : [to]))
      changed = true
    }
    return changed
  }

  /** What was looked up about a chat that has just begun. @returns whether the list changed. */
  lookedUp(rows: readonly TencentRow[]): boolean {
    let changed = false
    for (const row of rows) {
      const known = this.get(row)
      if (known === undefined) continue
      const fresh = fromRow(row, this.account())
      const { messageRemindType, markList, customData, conversationGroupList, userProfile, groupProfile } = fresh
      Object.assign(known, { messageRemindType, markList, customData, conversationGroupList })
      if (userProfile) known.userProfile = userProfile
      if (groupProfile) known.groupProfile = groupProfile
      changed = true
    }
    return changed
  }
}
