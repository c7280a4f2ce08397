import type { NimMessage, NimPush } from '../protocol.js'
import type { Core } from './core.js'
import { decodeMessage, decodeRevoke, toRefer } from './decode.js'
import { NimEmitter } from './emitter.js'
import { clientCodes, raise } from './error.js'
import { checkConversationId, kindOf } from './ids.js'
import type { MessageCache } from './message-cache.js'
import { ReceiptBook } from './receipt-book.js'
import type { V2DeletedNotification, V2Message, V2P2PReceipt, V2RevokeNotification, V2TeamReceipt } from './types.js'

export interface MessageEvents {
  onSendMessage: (message: V2Message) => void
  onReceiveMessages: (messages: V2Message[]) => void
  onReceiveMessagesModified: (messages: V2Message[]) => void
  onReceiveP2PMessageReadReceipts: (receipts: V2P2PReceipt[]) => void
  onReceiveTeamMessageReadReceipts: (receipts: V2TeamReceipt[]) => void
  onMessageRevokeNotifications: (notifications: V2RevokeNotification[]) => void
  onMessageDeletedNotifications: (notifications: V2DeletedNotification[]) => void
  onClearHistoryNotifications: (notifications: { conversationId: string; deleteTime: number }[]) => void
}

/** What the other services do when messages come, go or change; in the order in which the SDK calls them. */
export interface MessageHooks {
  /** Before anybody is told. */
  senderSeen(message: V2Message): void
  /** The conversation push that came with the message; before the local service learns of it. */
  conversationCame(push: NonNullable<Extract<NimPush, { type: 'message' }>['conversation']>, message: V2Message): void
  noticeCame(message: V2Message): void
  messageCame(message: V2Message): void
  messageSent(message: V2Message): void
  messagesRoamed(messages: readonly V2Message[]): void
  messagesRevoked(notifications: readonly V2RevokeNotification[]): void
  messagesDeleted(notifications: readonly V2DeletedNotification[]): void
}

/** `V2NIMMessageService`, as far as a list of conversations depends on it. */
export class MessageService extends NimEmitter<MessageEvents> {
  readonly name = 'V2NIMMessageService'
  readonly #receipts: ReceiptBook

  constructor(
    private readonly core: Core,
    private readonly cache: MessageCache,
    private readonly hooks: MessageHooks,
  ) {
    super(core)
    this.#receipts = new ReceiptBook(core)
  }

  async sendMessage(message: V2Message, conversationId: string): Promise<{ message: V2Message }> {
    const { core } = this
    checkConversationId(core.account, conversationId)
    if (message.messageServerId !== '' || message.sendingState === 1)
      raise(clientCodes.invalidParameter, 'sendMessage: message has already been sent')
    const type = core.ids.parseConversationType(conversationId)
    const draft: V2Message = {
      ...message,
      senderId: core.account,
      receiverId: core.ids.parseConversationTargetId(conversationId),
      conversationType: type,
      conversationId,
      sendingState: 3,
    }
    this.#changed(draft)
    this.emit('onSendMessage', draft)
    try {
      const reply = await core.request({ name: 'sendMessage', message: toWire(draft) })
      const sent = {
        ...draft,
        ...(reply.message !== undefined && {
          messageServerId: reply.message.serverId,
          createTime: reply.message.time,
        }),
        sendingState: 1,
        messageStatus: { errorCode: 200 },
      }
      this.#changed(sent)
      this.emit('onSendMessage', sent)
      return { message: sent }
    } catch (error) {
      const failed = { ...draft, sendingState: 2 }
      this.#changed(failed)
      failed.messageStatus = { errorCode: (error as { code: number }).code }
      this.emit('onSendMessage', failed)
      throw error
    }
  }

  #changed(message: V2Message): void {
    this.cache.put(message)
    this.hooks.messageSent(message)
  }

  async revokeMessage(message: V2Message, params: { postscript?: string } = {}): Promise<void> {
    const { core } = this
    checkConversationId(core.account, message.conversationId)
    if (message.conversationType === 1 && message.senderId !== core.account)
      raise(clientCodes.invalidParameter, 'revokeMessage: p2p message senderId is not current user')
    if (message.messageServerId === '' || message.messageServerId === '0')
      raise(clientCodes.invalidParameter, 'revokeMessage: cannot revoke message with invalid messageServerId')
    const { postscript } = params
    const kind = kindOf(message.conversationType)
    const target = core.ids.parseConversationTargetId(message.conversationId)
    await core.request({ name: 'revokeMessage', clientId: message.messageClientId, kind, target, postscript })
    const revoke = {
      ...(postscript !== undefined && { postscript }),
      revokeType: message.conversationType,
      revokeAccountId: core.account,
      messageRefer: toRefer(message),
    } as V2RevokeNotification
    this.#revoked([revoke])
  }

  async deleteMessage(message: V2Message): Promise<void> {
    const { core } = this
    const kind = kindOf(message.conversationType)
    const target = core.ids.parseConversationTargetId(message.conversationId)
    const reply = await core.request({ name: 'deleteMessages', kind, target, clientIds: [message.messageClientId] })
    this.#deleted([{ messageRefer: toRefer(message), deleteTime: reply.time ?? core.clock.now() }])
  }

  sendP2PMessageReceipt(message: V2Message): Promise<void> {
    return this.#receipts.sendP2P(message)
  }

  getP2PMessageReceipt(conversationId: string): Promise<V2P2PReceipt> {
    return this.#receipts.getP2P(conversationId)
  }

  isPeerRead(message: V2Message): boolean {
    return this.#receipts.isPeerRead(message)
  }

  sendTeamMessageReceipts(messages: V2Message[]): Promise<void> {
    return this.#receipts.sendTeam(messages)
  }

  getTeamMessageReceipts(messages: V2Message[]): Promise<V2TeamReceipt[]> {
    return this.#receipts.getTeam(messages)
  }

  receiveMessage(push: Extract<NimPush, { type: 'message' }>): void {
    const message = decodeMessage(this.core, push.message)
    if (message.messageType !== 5) this.hooks.senderSeen(message)
    this.emit('onReceiveMessages', [message])
    this.cache.put(message)
    if (push.conversation !== undefined) this.hooks.conversationCame(push.conversation, message)
    if (message.messageType === 5) this.hooks.noticeCame(message)
    this.hooks.messageCame(message)
  }

  receiveRoaming(push: Extract<NimPush, { type: 'roamingMessages' }>): void {
    const messages = push.messages.map((message) => decodeMessage(this.core, message))
    this.emit('onReceiveMessages', messages)
    for (const message of messages) this.cache.put(message)
    this.hooks.messagesRoamed(messages)
  }

  receiveRevoke(push: Extract<NimPush, { type: 'messageRevoked' }>): void {
    this.#revoked([decodeRevoke(this.core, push.revoke)])
  }

  receiveDeletion(push: Extract<NimPush, { type: 'messagesDeleted' }>): void {
    this.#deleted(
      push.messages.map((message) => ({
        deleteTime: push.time,
        messageRefer: toRefer(decodeMessage(this.core, message)),
      })),
    )
  }

  #revoked(notifications: V2RevokeNotification[]): void {
    for (const { messageRefer } of notifications) this.cache.remove(messageRefer.messageClientId)
    this.emit('onMessageRevokeNotifications', notifications)
    this.hooks.messagesRevoked(notifications)
  }

  #deleted(notifications: V2DeletedNotification[]): void {
    for (const { messageRefer } of notifications) this.cache.remove(messageRefer.messageClientId)
    this.emit('onMessageDeletedNotifications', notifications)
    this.hooks.messagesDeleted(notifications)
  }

  receiveReceipts(push: Extract<NimPush, { type: 'peerReceipt' | 'peerReceipts' | 'teamReceipts' }>): void {
    if (push.type === 'teamReceipts')
      this.emit(
        'onReceiveTeamMessageReadReceipts',
        push.receipts.map((receipt) => this.#receipts.toTeamReceipt(receipt)),
      )
    else {
      const receipts = push.type === 'peerReceipt' ? [push] : push.receipts
      this.emit(
        'onReceiveP2PMessageReadReceipts',
        receipts.map(({ peer, time }) => this.#receipts.note(peer, time)),
      )
    }
  }

  reset(): void {
    this.#receipts.reset()
  }
}

/** `V2NIMMessageCreator`: makes messages to be sent. */
export class MessageCreator {
  #serial = 0

  constructor(private readonly core: Core) {}

  createTextMessage(text: string): V2Message {
    return this.#create(0, { text })
  }

  createTipsMessage(text: string): V2Message {
    return this.#create(10, { text })
  }

  createCustomMessage(text: string, rawAttachment: string): V2Message {
    return this.#create(100, { text, attachment: { raw: rawAttachment } })
  }

  #create(messageType: number, content: Partial<V2Message>): V2Message {
    this.#serial += 1
    const createTime = this.core.clock.now()
    return {
      messageClientId: `${this.core.account}-${createTime.toString(36)}-${this.#serial}`,
      messageType,
      createTime,
      sendingState: 0,
      messageStatus: { errorCode: 200 },
      isSelf: true,
      senderId: '',
      receiverId: '',
      conversationType: 0,
      conversationId: '',
      messageServerId: '',
      messageConfig: {
        unreadEnabled: true,
        readReceiptEnabled: false,
        lastMessageUpdateEnabled: true,
        historyEnabled: true,
      },
      ...content,
    }
  }
}

function toWire(message: V2Message): Omit<NimMessage, 'serverId' | 'time'> {
  return {
    kind: kindOf(message.conversationType),
    from: message.senderId,
    to: message.receiverId,
    type: message.messageType,
    text: message.text,
    clientId: message.messageClientId,
    serverExtension: message.serverExtension,
    readReceipt: message.messageConfig?.readReceiptEnabled,
  }
}
