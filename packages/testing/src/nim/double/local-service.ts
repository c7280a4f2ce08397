import type { NimMark, NimPush } from '../protocol.js'
import { chunks } from '../chunks.js'
import type { ConversationEvents } from './cloud-service.js'
import type { Core } from './core.js'
import { structuredCopy } from './decode.js'
import { NimEmitter } from './emitter.js'
import { clientCodes, NimDoubleError, raise, refuseArgument } from './error.js'
import { checkConversationId, checkIds, checkNumber, checkType, kindOf, typeOf } from './ids.js'
import { LocalMemory } from './local-memory.js'
import type { MessageCache } from './message-cache.js'
import { readPage } from './read-page.js'
import { checkFilter } from './totals.js'
import type {
  V2Conversation,
  V2ConversationFilter,
  V2ConversationOption,
  V2ConversationResult,
  V2OperationResult,
} from './types.js'

/** Ids in one packet of read marks. */
const MARKS_PER_PACKET = 50

/** `V2NIMLocalConversationService`: the list the client makes out of messages. It knows neither groups nor server extensions. */
export class LocalConversationService extends NimEmitter<ConversationEvents> {
  readonly name = 'V2NIMLocalConversationService'
  readonly memory: LocalMemory
  /** Since 10.9.40: messages of the conversation the user has open do not count. */
  setCurrentConversation?: (conversationId?: string) => void

  constructor(
    private readonly core: Core,
    private readonly cache: MessageCache,
  ) {
    super(core)
    this.memory = new LocalMemory(core, cache, {
      created: (conversation) => this.emit('onConversationCreated', this.#copy(conversation)),
      changed: (conversations) => this.#tellChanged(conversations),
      unread: () => this.#tellUnread(),
    })
  }

  get #store(): LocalMemory['store'] {
    return this.memory.store
  }

  #copy(conversation: V2Conversation): V2Conversation {
    return structuredCopy(this.memory.present(conversation))
  }

  #tellChanged(conversations: readonly V2Conversation[]): void {
    const copies = conversations.map((conversation) => this.#copy(conversation))
    for (const copy of copies) copy.lastMessage ||= undefined
    this.emit('onConversationChanged', copies)
  }

  #tellUnread(): void {
    this.#store.totals.digest(
      (total) => this.emit('onTotalUnreadCountChanged', total),
      (filter, sum) => this.emit('onUnreadCountChangedByFilter', filter, sum),
    )
  }

  #checkLogin(): void {
    if (this.core.loginStatus === 0) raise(clientCodes.illegalState, 'Client logout.')
  }

  // --- reading -------------------------------------------------------------------------------------------------

  getConversationList(offset: number, limit: number): Promise<V2ConversationResult> {
    return this.#list(offset, limit, {})
  }

  getConversationListByOption(
    offset: number,
    limit: number,
    option: V2ConversationOption,
  ): Promise<V2ConversationResult> {
    if (typeof option !== 'object' || option === null) refuseArgument('param is null or undefined')
    const { conversationTypes, onlyUnread } = option
    return this.#list(offset, limit, { conversationTypes, onlyUnread })
  }

  #list(offset: number, limit: number, option: V2ConversationOption): Promise<V2ConversationResult> {
    checkNumber(offset, 'offset', 0)
    checkNumber(limit, 'limit', 1)
    if (this.core.account === '') raise(clientCodes.illegalState)
    const present = (conversation: V2Conversation): V2Conversation => this.memory.present(conversation)
    return readPage(this.core, this.#store.matching(option), { offset, limit }, present)
  }

  async getConversation(conversationId: string): Promise<V2Conversation> {
    checkConversationId(this.core.account, conversationId)
    return this.memory.present(this.#store.get(conversationId) ?? raise(clientCodes.notExist))
  }

  async getConversationListByIds(conversationIds: string[]): Promise<V2Conversation[]> {
    checkIds(conversationIds)
    if (this.core.account === '') raise(clientCodes.illegalState)
    return conversationIds.flatMap((id) => this.#store.get(id) ?? []).map((one) => this.memory.present(one))
  }

  getTotalUnreadCount(): number {
    return this.#store.totals.told
  }

  getUnreadCountByIds(conversationIds: string[]): Promise<number> {
    checkIds(conversationIds)
    const counts = [...new Set(conversationIds)].map((id) => this.#store.get(id)?.unreadCount ?? 0)
    return Promise.resolve(counts.reduce((sum, count) => sum + count, 0))
  }

  getUnreadCountByFilter(filter: V2ConversationFilter): Promise<number> {
    checkFilter(filter, { groups: false })
    return Promise.resolve(this.#store.totals.sumOf({ ...filter, conversationGroupId: undefined }))
  }

  subscribeUnreadCountByFilter(filter: V2ConversationFilter): void {
    this.#checkSubscription(filter)
    const watched = this.#store.totals.watch(filter)
    this.emit('onUnreadCountChangedByFilter', watched.filter, watched.sum)
  }

  unsubscribeUnreadCountByFilter(filter: V2ConversationFilter): void {
    this.#checkSubscription(filter)
    this.#store.totals.unwatch(filter)
  }

  #checkSubscription(filter: V2ConversationFilter): void {
    this.#checkLogin()
    checkFilter(filter, { groups: false })
    if (filter.conversationTypes?.length === 0) delete filter.conversationTypes
  }

  async getConversationReadTime(conversationId: string): Promise<number> {
    checkConversationId(this.core.account, conversationId)
    return this.#store.readTimes.get(conversationId) ?? 0
  }

  // --- commands ------------------------------------------------------------------------------------------------

  /** Made in memory only. */
  async createConversation(conversationId: string): Promise<V2Conversation> {
    checkConversationId(this.core.account, conversationId)
    const known = this.#store.get(conversationId)
    if (known !== undefined) return this.memory.present(known)
    const made = this.memory.fromCache(conversationId, this.core.clock.now())
    made.unreadCount = this.memory.countUnread(conversationId)
    this.#store.upsert(made)
    const stored = this.#store.get(conversationId) as V2Conversation
    this.emit('onConversationCreated', this.#copy(stored))
    return stored
  }

  /** Marks as read first; the total is told before the deletion. */
  async deleteConversation(conversationId: string, clearMessage = false): Promise<void> {
    checkConversationId(this.core.account, conversationId)
    checkType(clearMessage, 'boolean', 'clearMessage')
    await this.#mark(conversationId)
    const gone = this.#store.delete(conversationId) ?? raise(clientCodes.notExist)
    if (clearMessage) this.cache.clear(conversationId)
    if (gone.unreadCount > 0) this.#tellUnread()
    this.emit('onConversationDeleted', [conversationId])
  }

  async deleteConversationListByIds(conversationIds: string[], clearMessage = false): Promise<V2OperationResult[]> {
    checkIds(conversationIds)
    checkType(clearMessage, 'boolean', 'clearMessage')
    await this.#markAll(conversationIds)
    const gone = conversationIds.map((id) => {
      if (clearMessage) this.cache.clear(id)
      return this.#store.delete(id)
    })
    if (gone.some((one) => one !== undefined)) this.#tellUnread()
    this.emit('onConversationDeleted', [...conversationIds])
    return []
  }

  /** Makes the conversation if it is not there. Its time becomes that of the operation. */
  async stickTopConversation(conversationId: string, stickTop: boolean): Promise<void> {
    checkConversationId(this.core.account, conversationId)
    checkType(stickTop, 'boolean', 'stickTop')
    if (this.#store.get(conversationId)?.stickTop === stickTop) return
    const type = this.core.ids.parseConversationType(conversationId)
    const target = this.core.ids.parseConversationTargetId(conversationId)
    const reply = await this.core.request({ name: 'localStickTop', kind: kindOf(type), target, stickTop })
    const time = reply.time ?? this.core.clock.now()
    this.memory.setPin(conversationId, stickTop)
    const sortOrder = this.memory.sortOrderOf(stickTop, time)
    this.#store.upsert({ conversationId, type, stickTop, updateTime: time, sortOrder })
    this.#tellChanged([this.#store.get(conversationId) as V2Conversation])
  }

  async updateConversationLocalExtension(conversationId: string, localExtension: string): Promise<void> {
    checkConversationId(this.core.account, conversationId)
    checkType(localExtension, 'string', 'localExtension')
    const known = this.#store.get(conversationId) ?? raise(clientCodes.notExist)
    if (known.localExtension === localExtension) return
    const next = { ...known, localExtension }
    this.#store.upsert(next)
    this.#tellChanged([next])
  }

  async clearTotalUnreadCount(): Promise<void> {
    this.#checkLogin()
    await this.#clear(this.#store.sorted())
  }

  /** Ids of another account come back as failures; what the server refuses does not. */
  async clearUnreadCountByIds(conversationIds: string[]): Promise<V2OperationResult[]> {
    this.#checkLogin()
    checkIds(conversationIds)
    const own = conversationIds.filter((id) => this.core.ids.parseConversationType(id) !== 0)
    await this.#clear(own.flatMap((id) => this.#store.get(id) ?? []))
    return conversationIds
      .filter((id) => !own.includes(id))
      .map((conversationId) => ({ conversationId, error: new NimDoubleError(clientCodes.notExist) }))
  }

  /** Reaches only the first thousand. */
  async clearUnreadCountByTypes(types: number[]): Promise<void> {
    this.#checkLogin()
    const ok = Array.isArray(types) && types.length > 0 && types.every((type) => [1, 2, 3].includes(type))
    if (!ok) refuseArgument("param 'types' unexpected")
    await this.#clear(this.#store.matching({ conversationTypes: types }).slice(0, 1_000))
  }

  async #clear(conversations: readonly V2Conversation[]): Promise<void> {
    await this.#markAll(conversations.map(({ conversationId }) => conversationId))
    this.memory.clearUnread(conversations)
  }

  async markConversationRead(conversationId: string): Promise<number> {
    this.#checkLogin()
    checkConversationId(this.core.account, conversationId)
    return this.#mark(conversationId)
  }

  enableCurrentConversation(): void {
    this.setCurrentConversation = (conversationId) => {
      this.memory.openId = conversationId || undefined
      const known = conversationId ? this.#store.get(conversationId) : undefined
      if (known !== undefined) this.memory.clearUnread([known])
    }
  }

  async #mark(conversationId: string): Promise<number> {
    const before = this.#store.readTimes.get(conversationId) ?? 0
    const mark = this.#markFor(conversationId)
    if (mark === undefined) return before || this.core.clock.now()
    if (before >= mark.time) return before
    await this.core.request({ name: 'markRead', marks: [mark] })
    this.#store.readTimes.set(conversationId, mark.time)
    return mark.time
  }

  /** What the server refuses is swallowed, and counts as done here. */
  async #markAll(conversationIds: readonly string[]): Promise<void> {
    const marks = conversationIds.flatMap((id) => {
      const mark = this.#markFor(id)
      return mark === undefined || (this.#store.readTimes.get(id) ?? 0) >= mark.time ? [] : [{ id, mark }]
    })
    const ofSuperTeams = marks.filter(({ mark }) => mark.kind === 'superTeam')
    const ofOthers = marks.filter(({ mark }) => mark.kind !== 'superTeam')
    for (const part of [...chunks(ofSuperTeams, MARKS_PER_PACKET), ...chunks(ofOthers, MARKS_PER_PACKET)]) {
      // oxlint-disable-next-line no-await-in-loop -- one packet after the other, as the SDK does
      await this.core.request({ name: 'markRead', marks: part.map(({ mark }) => mark) }).catch(() => undefined)
      for (const { id, mark } of part) this.#store.readTimes.set(id, mark.time)
    }
  }

  #markFor(conversationId: string): NimMark | undefined {
    const known = this.#store.get(conversationId)
    if (known === undefined) return undefined
    const before = this.#store.readTimes.get(conversationId) ?? 0
    const shown = known.lastMessage?.messageRefer.createTime
    const time = shown ?? (known.unreadCount === 0 && before > 0 ? before : this.core.clock.now())
    return { kind: kindOf(known.type), target: this.core.ids.parseConversationTargetId(conversationId), time }
  }

  // --- what comes in -------------------------------------------------------------------------------------------

  syncEnded(error: Error | undefined): void {
    if (error !== undefined) {
      this.emit('onSyncFailed', error)
      return
    }
    const all = this.memory.rebuild()
    if (all.length > 0) {
      this.#tellChanged(all)
      this.#store.totals.digestTotal((total) => this.emit('onTotalUnreadCountChanged', total))
    }
    this.emit('onSyncFinished')
  }

  /** A mark of another device counts unread anew: read time, total, conversation, in this order. */
  receiveMark({ kind, target, time }: NimMark): void {
    const id = this.core.ids.conversationId(typeOf(kind), target)
    if (!this.#raiseReadTime(id, time)) return
    const known = this.#store.get(id)
    if (known === undefined) return
    const before = known.unreadCount
    this.#store.assign(known, { unreadCount: this.memory.countUnread(id) })
    this.#store.upsert(known)
    this.#tellUnread()
    if (known.unreadCount !== before) this.#tellChanged([known])
  }

  receiveMarks(marks: readonly NimMark[]): void {
    for (const { kind, target, time } of marks)
      this.#raiseReadTime(this.core.ids.conversationId(typeOf(kind), target), time)
  }

  #raiseReadTime(id: string, time: number): boolean {
    if (time <= (this.#store.readTimes.get(id) ?? 0)) return false
    this.#store.readTimes.set(id, time)
    this.emit('onConversationReadTimeUpdated', id, time)
    return true
  }

  receivePin({ pin, time }: Extract<NimPush, { type: 'localPin' }>): void {
    const id = this.core.ids.conversationId(typeOf(pin.kind), pin.target)
    this.memory.setPin(id, pin.stickTop)
    const known = this.#store.get(id)
    if (known === undefined) return
    this.#store.assign(known, {
      stickTop: pin.stickTop,
      updateTime: Math.max(known.updateTime, time),
      sortOrder: this.memory.sortOrderOf(pin.stickTop, time),
    })
    this.#store.upsert(known)
    this.#tellChanged([known])
  }

  receivePins({ pins, time }: Extract<NimPush, { type: 'localPins' }>): void {
    const pinned = new Set(pins.map(({ kind, target }) => this.core.ids.conversationId(typeOf(kind), target)))
    for (const id of pinned) this.memory.setPin(id, true)
    for (const known of this.#store.sorted()) {
      const stickTop = pinned.has(known.conversationId)
      this.#store.assign(known, {
        stickTop,
        ...(stickTop && { updateTime: Math.max(known.updateTime, time) }),
      })
      this.memory.setPin(known.conversationId, stickTop)
    }
  }

  muteChanged(conversationId: string, mute: boolean): void {
    const known = this.#store.get(conversationId)
    if (known === undefined || known.mute === mute) return
    this.#store.assign(known, { mute })
    this.#store.upsert(known)
    this.#tellChanged([known])
  }

  reset(): void {
    this.memory.reset()
  }
}
