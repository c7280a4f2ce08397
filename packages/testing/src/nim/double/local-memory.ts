import type { Core } from './core.js'
import { toLastMessage } from './decode.js'
import type { MessageCache } from './message-cache.js'
import { Names } from './names.js'
import { ConversationStore } from './store.js'
import type { V2Conversation, V2DeletedNotification, V2Message, V2MessageRefer, V2RevokeNotification } from './types.js'

/** Beyond this many the least recently used conversation goes, and nobody is told. */
const CAPACITY = 10_000

export interface LocalTeller {
  created(conversation: V2Conversation): void
  changed(conversations: readonly V2Conversation[]): void
  unread(): void
}

/** The local service's memory: a list that the client makes out of the messages it has seen. */
export class LocalMemory {
  readonly pins = new Set<string>()
  readonly store: ConversationStore
  readonly #names: Names
  /** 10.9.40 and later: the conversation the user has open, whose messages do not count. */
  openId: string | undefined

  constructor(
    private readonly core: Core,
    private readonly cache: MessageCache,
    private readonly tell: LocalTeller,
  ) {
    this.#names = new Names(core, { lendsRevoked: true })
    this.store = new ConversationStore(
      (fields) => ({
        type: 0,
        stickTop: this.pins.has(fields.conversationId),
        localExtension: '',
        lastMessage: null,
        unreadCount: 0,
        sortOrder: 0,
        createTime: 0,
        updateTime: 0,
        ...fields,
      }),
      CAPACITY,
    )
  }

  reset(): void {
    this.store.reset()
    this.pins.clear()
    this.openId = undefined
  }

  present(conversation: V2Conversation): V2Conversation {
    this.store.assign(conversation, this.#names.of(conversation))
    return conversation
  }

  /** A pinned conversation carries a prefix in front of its time. */
  sortOrderOf(stickTop: boolean, time: number): number {
    return stickTop ? time + 1e15 : time
  }

  setPin(id: string, stickTop: boolean): void {
    if (stickTop) this.pins.add(id)
    else this.pins.delete(id)
  }

  /** The conversation as the message memory tells it. */
  fromCache(id: string, updateTime?: number): V2Conversation {
    const known = this.store.get(id)
    const last = this.cache.lastOf(id)
    const time = updateTime ?? (last?.createTime || known?.updateTime || this.core.clock.now())
    const stickTop = this.pins.has(id)
    return {
      conversationId: id,
      type: this.core.ids.parseConversationType(id),
      stickTop,
      localExtension: known?.localExtension ?? '',
      lastMessage: last === undefined ? null : toLastMessage(this.core, last, 0, last.sendingState),
      unreadCount: 0,
      createTime: known?.createTime || time,
      updateTime: time,
      sortOrder: this.sortOrderOf(stickTop, time),
    }
  }

  roamed(messages: readonly V2Message[]): void {
    for (const id of new Set(messages.map((message) => message.conversationId))) this.store.upsert(this.fromCache(id))
  }

  /** At the end of a sync everything is made again, and told in one event. */
  rebuild(): readonly V2Conversation[] {
    return this.store.sorted().flatMap(({ conversationId }) => {
      const made = this.fromCache(conversationId)
      made.unreadCount = this.countUnread(conversationId)
      this.present(made)
      this.store.upsert(made)
      return this.store.get(conversationId) ?? []
    })
  }

  countUnread(id: string): number {
    const readTime = this.store.readTimes.get(id) ?? 0
    return this.cache.of(id).filter((message) => this.#isUnread(message, readTime)).length
  }

  #isUnread(message: V2Message, readTime = 0): boolean {
    const { createTime, senderId, messageStatus, messageConfig } = message
    const counts = messageStatus.errorCode === 200 && messageConfig?.unreadEnabled !== false
    return counts && createTime > readTime && senderId !== this.core.account
  }

  receive(message: V2Message): void {
    const known = this.store.get(message.conversationId)
    const stored = known === undefined ? this.#create(message) : this.#update(known, message)
    const counts = message.conversationId !== this.openId && this.#isUnread(message)
    this.store.assign(stored, { unreadCount: stored.unreadCount + (counts ? 1 : 0) })
    this.present(stored)
    this.store.upsert(stored)
    if (known === undefined) this.tell.created(stored)
    else this.tell.changed([stored])
    this.tell.unread()
  }

  sent(message: V2Message): void {
    const known = this.store.get(message.conversationId)
    if (known === undefined) this.tell.created(this.#create(message))
    else this.tell.changed([this.#update(known, message)])
  }

  #update(known: V2Conversation, message: V2Message): V2Conversation {
    this.store.assign(known, {
      lastMessage: toLastMessage(this.core, message, 0, message.sendingState),
      createTime: known.createTime || message.createTime,
      updateTime: message.createTime,
      sortOrder: this.sortOrderOf(known.stickTop, message.createTime),
    })
    this.store.upsert(known)
    return this.store.get(known.conversationId) as V2Conversation
  }

  /** A pinned peer's new conversation has the pin but not its place: a bug of 10.8.1, gone in 10.9.30. */
  #create(message: V2Message): V2Conversation {
    const { conversationId, createTime } = message
    this.store.upsert({
      conversationId,
      type: this.core.ids.parseConversationType(conversationId),
      createTime,
      updateTime: createTime,
      sortOrder: createTime,
      stickTop: this.pins.has(conversationId),
      localExtension: '',
      lastMessage: toLastMessage(this.core, message, 0, message.sendingState),
      unreadCount: 0,
    })
    return this.store.get(conversationId) as V2Conversation
  }

  /** Revoked or deleted: the one before it shows again, and the conversation jumps up. */
  removed(notifications: readonly (V2RevokeNotification | V2DeletedNotification)[], isSyncing: boolean): void {
    const touched = new Set<string>()
    for (const notification of notifications) {
      const { messageRefer } = notification
      const known = this.store.get(messageRefer.conversationId)
      if (known === undefined) continue
      const time = 'deleteTime' in notification ? notification.deleteTime : this.core.clock.now()
      if (this.#withdraw(known, messageRefer)) touched.add(known.conversationId)
      if (!('deleteTime' in notification) || time > known.updateTime)
        this.store.assign(known, { updateTime: time, sortOrder: this.sortOrderOf(known.stickTop, time) })
      this.store.upsert(known)
    }
    if (isSyncing || touched.size === 0) return
    this.tell.changed([...touched].flatMap((id) => this.store.get(id) ?? []))
    this.tell.unread()
  }

  #withdraw(known: V2Conversation, refer: V2MessageRefer): boolean {
    const isShown = known.lastMessage?.messageRefer.messageClientId === refer.messageClientId
    if (isShown) {
      const last = this.cache.lastOf(known.conversationId)
      this.store.assign(known, { lastMessage: last && toLastMessage(this.core, last, 0, last.sendingState) })
    }
    const readTime = this.store.readTimes.get(known.conversationId) ?? 0
    const wasUnread = known.unreadCount > 0 && refer.createTime > readTime && refer.senderId !== this.core.account
    if (wasUnread) this.store.assign(known, { unreadCount: known.unreadCount - 1 })
    return isShown || wasUnread
  }

  clearUnread(conversations: readonly V2Conversation[]): void {
    const cleared = conversations.filter(({ conversationId, type }) =>
      this.store.upsert({ conversationId, type, unreadCount: 0 }),
    )
    if (cleared.length === 0) return
    this.tell.changed(cleared.flatMap(({ conversationId }) => this.store.get(conversationId) ?? []))
    this.tell.unread()
  }
}
