import type { NimClear, NimPush } from '../protocol.js'
import type { Core } from './core.js'
import { decodeRow, toLastMessage, type DecodedRow } from './decode.js'
import { FieldVersions } from './field-versions.js'
import type { MessageCache } from './message-cache.js'
import { matches } from './match.js'
import { ConversationStore } from './store.js'
import type { V2Conversation, V2Message, V2RevokeNotification } from './types.js'

/** Whom the memory tells of its changes. */
export interface CloudTeller {
  created(conversation: V2Conversation): void
  changed(conversations: readonly V2Conversation[]): void
  deleted(ids: readonly string[]): void
  /** Tells the total and the filters, where they changed. */
  unread(): void
}

/**
 * The cloud service's memory: what it takes from the server, what it tells, and in which order.
 * That order is the SDK's own and not the obvious one: a push on a known conversation tells the total first.
 */
export class CloudMemory {
  readonly store = new ConversationStore()
  readonly #versions = new FieldVersions()
  /** Conversations whose last message the client is to find by itself. */
  readonly #unfilled = new Set<string>()

  constructor(
    private readonly core: Core,
    private readonly cache: MessageCache,
    private readonly tell: CloudTeller,
  ) {}

  reset(): void {
    this.store.reset()
    this.#versions.reset()
    this.#unfilled.clear()
  }

  /** A full sync fills the memory in silence; what was there before and is not in it stays. */
  takeSync(push: Extract<NimPush, { type: 'conversationSync' }>): void {
    const rows = this.#decode(push.rows)
    if (!push.full) return this.#takeRows(rows)
    for (const row of rows) this.#versions.init(row.id, row.version)
    this.store.set(rows.filter((row) => !row.deleted).map((row) => row.fields as V2Conversation))
  }

  takePush(push: Extract<NimPush, { type: 'conversations' | 'conversationsDeleted' | 'unreadCleared' }>): void {
    if (push.type === 'unreadCleared') return this.clearUnread(push.clear)
    if (push.type === 'conversations') return this.#takeRows(this.#decode(push.rows))
    for (const id of push.ids) this.#forget(id)
    this.tell.deleted(push.ids)
    this.tell.unread()
  }

  /** A conversation that came inside a message packet shows that message. */
  takeWithMessage(push: { readonly row: Parameters<typeof decodeRow>[1] }, message: V2Message): void {
    const row = decodeRow(this.core, push.row)
    row.fields.lastMessage = toLastMessage(this.core, message, 0)
    this.#unfilled.delete(row.id)
    this.#takeRows([row])
  }

  #decode(rows: readonly Parameters<typeof decodeRow>[1][]): DecodedRow[] {
    return rows.map((row) => this.#fill(decodeRow(this.core, row)))
  }

  #fill(row: DecodedRow): DecodedRow {
    if (row.lastMessageState !== 2) {
      this.#unfilled.delete(row.id)
      return row
    }
    this.#unfilled.add(row.id)
    const found = this.cache.lastOf(row.id)
    const lastMessage = found && toLastMessage(this.core, found, 2, found.sendingState)
    return { ...row, fields: { ...row.fields, lastMessage: lastMessage ?? ('' as never) } }
  }

  /** New ones are told one by one; only if some were not new, the rest is compared field by field. */
  #takeRows(rows: readonly DecodedRow[]): void {
    const fresh = rows.filter((row) => !this.#versions.has(row.id))
    this.#takeNew(fresh)
    if (fresh.length < rows.length) this.#takeKnown(rows)
  }

  #takeNew(rows: readonly DecodedRow[]): void {
    let unreadChanged = false
    for (const row of rows) {
      if (this.#versions.has(row.id)) continue // twice in one packet: the second is lost
      this.#versions.init(row.id, row.version)
      unreadChanged = this.#apply(row, row.fields) || unreadChanged
      const stored = this.store.get(row.id)
      if (stored !== undefined) this.tell.created(stored)
    }
    if (unreadChanged) this.tell.unread()
  }

  #takeKnown(rows: readonly DecodedRow[]): void {
    const news = this.#newsOf(rows)
    if (news.length === 0) return
    const changes = news.map(({ row, fields }) => this.#apply(row, fields))
    if (changes.includes(true)) this.tell.unread()
    this.tell.changed(news.flatMap(({ row }) => this.store.get(row.id) ?? []))
  }

  #newsOf(rows: readonly DecodedRow[]): { row: DecodedRow; fields: DecodedRow['fields'] }[] {
    return rows.flatMap((row) => {
      const fields = this.#versions.news(row)
      return fields === undefined ? [] : [{ row, fields }]
    })
  }

  /** @returns whether unread counts changed. */
  #apply(row: DecodedRow, fields: DecodedRow['fields']): boolean {
    if (!row.deleted) return this.store.upsert(fields)
    return (this.store.delete(row.id)?.unreadCount ?? 0) > 0
  }

  #forget(id: string): V2Conversation | undefined {
    this.#versions.forget(id)
    return this.store.delete(id)
  }

  /** The answer to our own command: told as a change, and unread numbers last. */
  takeAnswer(rows: readonly Parameters<typeof decodeRow>[1][] = []): void {
    const changed: V2Conversation[] = []
    let unreadChanged = false
    for (const { row, fields } of this.#newsOf(rows.map((one) => this.#decodeAnswer(one)))) {
      const known = this.store.get(row.id)
      unreadChanged = this.#apply(row, fields) || unreadChanged
      const stored = this.store.get(row.id)
      if (stored === undefined) continue
      if (known === undefined) this.tell.created(stored)
      else changed.push(stored)
    }
    if (changed.length > 0) this.tell.changed(changed)
    if (unreadChanged) this.tell.unread()
  }

  #decodeAnswer(row: Parameters<typeof decodeRow>[1]): DecodedRow {
    const decoded = decodeRow(this.core, row)
    return { ...decoded, fields: { ...decoded.fields, lastMessageState: decoded.lastMessageState } }
  }

  /** Our own deletion: all of the ids are told, also those that were refused or unknown. */
  deleteOwn(ids: readonly string[]): void {
    const gone = ids.map((id) => this.#forget(id))
    this.tell.deleted(ids)
    if (gone.some((conversation) => (conversation?.unreadCount ?? 0) > 0)) this.tell.unread()
  }

  clearUnread(clear: NimClear): void {
    const option = {
      conversationTypes: clear.types && [...clear.types],
      conversationGroupIds: clear.groupId === undefined ? undefined : [clear.groupId],
    }
    const changed: V2Conversation[] = []
    for (const conversation of this.store.sorted()) {
      const { conversationId } = conversation
      const known = this.#versions.get(conversationId, 'unreadCount')
      if (!matches(conversation, option) || (known !== undefined && known >= clear.version)) continue
      this.#versions.set(conversationId, 'unreadCount', clear.version)
      if (conversation.unreadCount === 0) continue
      changed.push({ ...conversation, unreadCount: 0 })
    }
    for (const conversation of changed) this.store.upsert(conversation)
    if (changed.length > 0) this.tell.changed(changed)
    this.tell.unread()
  }

  deleteGroup(groupId: string, version: number): void {
    const changed: V2Conversation[] = []
    for (const id of this.#versions.ids()) {
      const known = this.#versions.get(id, 'groupIds')
      if (known !== undefined && version <= known) continue
      this.#versions.set(id, 'groupIds', version)
      const conversation = this.store.get(id)
      if (conversation?.groupIds?.includes(groupId) !== true) continue
      const next = { ...conversation, groupIds: conversation.groupIds.filter((one) => one !== groupId) }
      this.store.upsert(next)
      changed.push(next)
    }
    if (changed.length > 0) this.tell.changed(changed)
  }

  /** A message of our own is on its way, failed, or (without history) has arrived. */
  showMessage(id: string, message: V2Message | undefined, state: number, sendingState: number): void {
    const known = this.store.get(id)
    const lastMessage = message && toLastMessage(this.core, message, state, sendingState)
    if (JSON.stringify(known?.lastMessage ?? undefined) === JSON.stringify(lastMessage)) return
    if (known === undefined) return this.#createShowing(id, lastMessage)
    const time = lastMessage?.messageRefer.createTime
    const sortOrder = time === undefined ? known.sortOrder : known.stickTop ? time + 1e15 : time
    const next = { ...known, sortOrder, lastMessage }
    this.store.upsert(next)
    this.tell.changed([next])
  }

  #createShowing(id: string, lastMessage: V2Conversation['lastMessage']): void {
    this.#versions.init(id, -1)
    const now = this.core.clock.now()
    const made: V2Conversation = {
      conversationId: id,
      type: this.core.ids.parseConversationType(id),
      stickTop: false,
      localExtension: '',
      serverExtension: '',
      unreadCount: 0,
      createTime: now,
      updateTime: now,
      sortOrder: now,
      lastMessage,
    }
    this.store.upsert(made)
    this.tell.created(made)
  }

  /** Looks for another last message in the message memory. `force`: also where the server did not ask for it. */
  fillFromCache(ids: readonly string[], force: boolean): void {
    for (const id of new Set(ids)) {
      if (!force && !this.#unfilled.has(id)) continue
      const shown = this.store.get(id)?.lastMessage?.messageRefer.messageClientId
      const found = this.cache.lastOf(id)
      if (found?.messageClientId === shown) continue
      this.#unfilled.delete(id)
      this.showMessage(id, found, 2, found?.sendingState ?? 0)
    }
  }

  /** Marks the shown message as revoked; its words stay in the object. */
  revoke(notifications: readonly V2RevokeNotification[]): void {
    const changed: V2Conversation[] = []
    for (const { postscript, messageRefer, ...more } of notifications) {
      const conversation = this.store.get(messageRefer.conversationId)
      const shown = conversation?.lastMessage
      if (shown?.messageRefer.messageClientId !== messageRefer.messageClientId || shown.lastMessageState === 1) continue
      Object.assign(shown, { lastMessageState: 1, ...(postscript ? { text: postscript } : {}), ...more })
      this.store.upsert(conversation as V2Conversation)
      changed.push(conversation as V2Conversation)
    }
    if (changed.length > 0) this.tell.changed(changed)
  }
}
