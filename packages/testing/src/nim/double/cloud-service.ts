import type { NimPush } from '../protocol.js'
import { CloudMemory } from './cloud-memory.js'
import type { Core } from './core.js'
import { structuredCopy } from './decode.js'
import { NimEmitter } from './emitter.js'
import { clientCodes, NimDoubleError, raise, refuseArgument } from './error.js'
import { checkConversationId, checkIds, checkNumber, checkType, kindOf } from './ids.js'
import type { MessageCache } from './message-cache.js'
import { Names } from './names.js'
import { readPage } from './read-page.js'
import { checkFilter } from './totals.js'
import type {
  V2Conversation,
  V2ConversationFilter,
  V2ConversationOption,
  V2ConversationResult,
  V2OperationResult,
} from './types.js'

/** The events of both conversation services. */
export interface ConversationEvents {
  onSyncStarted: () => void
  onSyncFinished: () => void
  onSyncFailed: (error: Error) => void
  onConversationCreated: (conversation: V2Conversation) => void
  onConversationDeleted: (conversationIds: string[]) => void
  onConversationChanged: (conversations: V2Conversation[]) => void
  onTotalUnreadCountChanged: (unreadCount: number) => void
  onUnreadCountChangedByFilter: (filter: V2ConversationFilter, unreadCount: number) => void
  onConversationReadTimeUpdated: (conversationId: string, readTime: number) => void
}

type LivePush = Extract<NimPush, { type: 'conversations' | 'conversationsDeleted' | 'unreadCleared' }>

/** `V2NIMConversationService`: the list the server keeps. */
export class CloudConversationService extends NimEmitter<ConversationEvents> {
  readonly name = 'V2NIMConversationService'
  readonly memory: CloudMemory
  readonly #names: Names
  #syncing = false
  #cursor = 0
  /** What came during a sync; taken after it. */
  #queue: (() => void)[] = []

  constructor(
    private readonly core: Core,
    cache: MessageCache,
    /** Since 10.8.10 the service is off unless the app turns it on. */
    private readonly enabled: boolean,
  ) {
    super(core)
    this.#names = new Names(core, { lendsRevoked: false })
    this.memory = new CloudMemory(core, cache, {
      created: (conversation) => this.emit('onConversationCreated', this.#copy(conversation)),
      changed: (conversations) => this.#tellChanged(conversations),
      deleted: (ids) => this.emit('onConversationDeleted', [...ids]),
      unread: () => this.#tellUnread(),
    })
  }

  get #store(): CloudMemory['store'] {
    return this.memory.store
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

  /** Events carry copies; names and mute are looked up on the original first. */
  #copy(conversation: V2Conversation): V2Conversation {
    const copy = structuredCopy(this.#present(conversation))
    delete copy.lastMessageState
    return copy
  }

  #present(conversation: V2Conversation): V2Conversation {
    this.#store.assign(conversation, this.#names.of(conversation))
    return conversation
  }

  #check(): void {
    if (!this.enabled) raise(clientCodes.misuse, 'V2CloudConversation is not enabled')
  }

  #checkLogin(): void {
    if (this.core.loginStatus === 0) raise(clientCodes.illegalState, 'Client logout.')
  }

  // --- reading -------------------------------------------------------------------------------------------------

  /** Throws at once, instead of rejecting, on bad arguments and when logged out: so does the SDK. */
  getConversationList(offset: number, limit: number): Promise<V2ConversationResult> {
    return this.#list(offset, limit, {})
  }

  getConversationListByOption(
    offset: number,
    limit: number,
    option: V2ConversationOption,
  ): Promise<V2ConversationResult> {
    if (typeof option !== 'object' || option === null) refuseArgument("param 'option' is required")
    return this.#list(offset, limit, option)
  }

  #list(offset: number, limit: number, option: V2ConversationOption): Promise<V2ConversationResult> {
    this.#check()
    checkNumber(offset, 'offset', 0)
    checkNumber(limit, 'limit', 1)
    if (this.core.account === '') raise(clientCodes.illegalState)
    const present = (conversation: V2Conversation): V2Conversation => this.#present(conversation)
    return readPage(this.core, this.#store.matching(option), { offset, limit }, present)
  }

  async getConversation(conversationId: string): Promise<V2Conversation> {
    this.#check()
    checkConversationId(this.core.account, conversationId)
    return this.#present(this.#store.get(conversationId) ?? raise(clientCodes.notExist))
  }

  async getConversationListByIds(conversationIds: string[]): Promise<V2Conversation[]> {
    this.#check()
    checkIds(conversationIds)
    if (this.core.account === '') raise(clientCodes.illegalState)
    return conversationIds.flatMap((id) => this.#store.get(id) ?? []).map((conversation) => this.#present(conversation))
  }

  getTotalUnreadCount(): number {
    this.#check()
    return this.#store.totals.told
  }

  getUnreadCountByIds(conversationIds: string[]): Promise<number> {
    this.#check()
    checkIds(conversationIds)
    const counts = conversationIds.map((id) => this.#store.get(id)?.unreadCount ?? 0)
    return Promise.resolve(counts.reduce((sum, count) => sum + count, 0))
  }

  getUnreadCountByFilter(filter: V2ConversationFilter): Promise<number> {
    this.#check()
    checkFilter(filter, { groups: true })
    return Promise.resolve(this.#store.totals.sumOf(filter))
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
    this.#check()
    this.#checkLogin()
    checkFilter(filter, { groups: true })
    if (filter.conversationTypes?.length === 0) delete filter.conversationTypes
  }

  async getConversationReadTime(conversationId: string): Promise<number> {
    this.#check()
    checkConversationId(this.core.account, conversationId)
    return this.#store.readTimes.get(conversationId) ?? 0
  }

  // --- commands ------------------------------------------------------------------------------------------------

  async createConversation(conversationId: string): Promise<V2Conversation> {
    this.#check()
    checkConversationId(this.core.account, conversationId)
    const reply = await this.core.request({ name: 'createConversation', id: conversationId })
    this.memory.takeAnswer(reply.rows)
    return this.#present(this.#store.get(conversationId) ?? raise(clientCodes.notExist))
  }

  /** Resolves, and removes the conversation here, even if the server refused: so does the SDK. */
  async deleteConversation(conversationId: string, clearMessage = false): Promise<void> {
    this.#check()
    checkConversationId(this.core.account, conversationId)
    checkType(clearMessage, 'boolean', 'clearMessage')
    try {
      await this.core.request({ name: 'deleteConversation', id: conversationId, clearMessage })
    } catch {
      // the SDK only logs it
    }
    if (this.#store.get(conversationId) !== undefined) this.memory.deleteOwn([conversationId])
  }

  async deleteConversationListByIds(conversationIds: string[], clearMessage = false): Promise<V2OperationResult[]> {
    this.#check()
    checkIds(conversationIds)
    checkType(clearMessage, 'boolean', 'clearMessage')
    const reply = await this.core.request({ name: 'deleteConversations', ids: conversationIds, clearMessage })
    const failed = toFailures(reply.failed).filter(
      // gone on the server but still here: then it is deleted here, and counts as a success
      ({ conversationId, error }) => error.code !== 110404 || this.#store.get(conversationId) === undefined,
    )
    if (failed.length < conversationIds.length) this.memory.deleteOwn(conversationIds)
    return failed
  }

  async stickTopConversation(conversationId: string, stickTop: boolean): Promise<void> {
    this.#check()
    checkConversationId(this.core.account, conversationId)
    checkType(stickTop, 'boolean', 'stickTop')
    const reply = await this.core.request({ name: 'stickTop', id: conversationId, stickTop })
    this.memory.takeAnswer(reply.rows)
  }

  async updateConversation(conversationId: string, updateInfo: { serverExtension: string }): Promise<void> {
    this.#check()
    checkConversationId(this.core.account, conversationId)
    checkType(updateInfo?.serverExtension, 'string', 'serverExtension')
    const { serverExtension } = updateInfo
    const reply = await this.core.request({ name: 'updateConversation', id: conversationId, serverExtension })
    this.memory.takeAnswer(reply.rows)
  }

  async updateConversationLocalExtension(conversationId: string, localExtension: string): Promise<void> {
    this.#check()
    checkConversationId(this.core.account, conversationId)
    checkType(localExtension, 'string', 'localExtension')
    const known = this.#store.get(conversationId) ?? raise(clientCodes.notExist)
    if (known.localExtension === localExtension) return
    const next = { ...known, localExtension }
    this.#store.upsert(next)
    this.#tellChanged([next])
  }

  async clearTotalUnreadCount(): Promise<void> {
    this.#check()
    const reply = await this.core.request({ name: 'clearAllUnread' })
    if (reply.clear !== undefined) this.memory.clearUnread(reply.clear)
  }

  async clearUnreadCountByIds(conversationIds: string[]): Promise<V2OperationResult[]> {
    this.#check()
    checkIds(conversationIds)
    const reply = await this.core.request({ name: 'clearUnread', ids: conversationIds })
    this.memory.takeAnswer(reply.rows)
    return toFailures(reply.failed)
  }

  /** Only sends the command: what it changes comes as a push. */
  async clearUnreadCountByGroupId(groupId: string): Promise<void> {
    this.#check()
    checkType(groupId, 'string', 'groupId')
    await this.core.request({ name: 'clearUnreadOfGroup', groupId })
  }

  async clearUnreadCountByTypes(types: number[]): Promise<void> {
    this.#check()
    const ok = Array.isArray(types) && types.length > 0 && types.every((type) => [1, 2, 3].includes(type))
    if (!ok) refuseArgument("param 'types' unexpected")
    const reply = await this.core.request({ name: 'clearUnreadOfTypes', types })
    if (reply.clear !== undefined) this.memory.clearUnread(reply.clear)
  }

  /** Moves the read time and leaves the unread count alone. */
  async markConversationRead(conversationId: string): Promise<number> {
    this.#check()
    this.#checkLogin()
    checkConversationId(this.core.account, conversationId)
    const known = this.#store.get(conversationId)
    if (known === undefined)
      throw new NimDoubleError(clientCodes.invalidParameter, { reason: 'Conversation not exist' })
    const before = this.#store.readTimes.get(conversationId) ?? 0
    const time = known.lastMessage?.messageRefer.createTime ?? this.core.clock.now()
    if (before >= time) return before
    const target = this.core.ids.parseConversationTargetId(conversationId)
    await this.core.request({ name: 'markRead', marks: [{ kind: kindOf(known.type), target, time }] })
    this.#store.readTimes.set(conversationId, time)
    return time
  }

  // --- what comes in -------------------------------------------------------------------------------------------

  /** Asks for what has changed since the last sync. `ended` is called before the pushes that had to wait are taken. */
  async sync(ended: (error?: Error) => void): Promise<void> {
    this.#syncing = true
    this.emit('onSyncStarted')
    try {
      const reply = await this.core.request({ name: 'conversationSync', cursor: this.#cursor })
      this.#syncing = false
      if (reply.sync?.full === true) this.#store.settleOrder()
      this.#cursor = reply.sync?.cursor ?? 0
      this.#store.totals.digestTotal((total) => this.emit('onTotalUnreadCountChanged', total))
      this.#tellUnread()
      this.emit('onSyncFinished')
      ended()
    } catch (error) {
      this.#syncing = false
      this.emit('onSyncFailed', error as Error)
      ended(error as Error)
    }
    const queue = this.#queue
    this.#queue = []
    for (const take of queue) take()
  }

  receiveSync(push: Extract<NimPush, { type: 'conversationSync' }>): void {
    this.memory.takeSync(push)
  }

  receive(push: LivePush): void {
    this.#afterSync(() => this.memory.takePush(push))
  }

  receiveWithMessage(...args: Parameters<CloudMemory['takeWithMessage']>): void {
    this.#afterSync(() => this.memory.takeWithMessage(...args))
  }

  #afterSync(take: () => void): void {
    if (this.#syncing) this.#queue.push(take)
    else take()
  }

  receiveReadTime(conversationId: string, time: number): void {
    this.#store.readTimes.set(conversationId, time)
    this.emit('onConversationReadTimeUpdated', conversationId, time)
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
    this.#syncing = false
    this.#cursor = 0
    this.#queue = []
  }
}

function toFailures(failed: Readonly<Record<string, number>> = {}): V2OperationResult[] {
  return Object.entries(failed).map(([conversationId, code]) => ({ conversationId, error: new NimDoubleError(code) }))
}
