import type { NimTeamReceipt } from '../protocol.js'
import type { Core } from './core.js'
import { clientCodes, raise, refuseArgument } from './error.js'
import { checkConversationId } from './ids.js'
import type { V2Message, V2P2PReceipt, V2TeamReceipt } from './types.js'

/** Read receipts: a watermark for each direct chat, counts for each message of a team. */
export class ReceiptBook {
  readonly #peerRead = new Map<string, number>()

  constructor(private readonly core: Core) {}

  /** Whatever arrives is believed, an older mark too: the SDK lets the watermark go back. */
  note(peer: string, timestamp: number): V2P2PReceipt {
    const conversationId = this.core.ids.p2pConversationId(peer)
    this.#peerRead.set(conversationId, timestamp)
    return { conversationId, timestamp }
  }

  async sendP2P(message: V2Message): Promise<void> {
    if (message.conversationType !== 1) refuseArgument("param 'conversationType' unexpected")
    if (message.senderId === this.core.account) refuseArgument('own message')
    await this.core.request({ name: 'sendPeerReceipt', peer: message.senderId, time: message.createTime })
  }

  async getP2P(conversationId: string): Promise<V2P2PReceipt> {
    checkConversationId(this.core.account, conversationId)
    if (this.core.ids.parseConversationType(conversationId) !== 1)
      raise(clientCodes.invalidParameter, 'conversationId is not p2p conversationId')
    return { conversationId, timestamp: this.#peerRead.get(conversationId) ?? 0 }
  }

  isPeerRead(message: V2Message): boolean {
    const { account } = this.core
    if (message.conversationType !== 1 || message.senderId !== account) return false
    if (message.receiverId === account) return true
    return message.createTime <= (this.#peerRead.get(this.core.ids.p2pConversationId(message.receiverId)) ?? 0)
  }

  async sendTeam(messages: readonly V2Message[]): Promise<void> {
    checkOneConversation(messages)
    checkTeam(messages)
    if (messages.some((message) => message.senderId === this.core.account))
      raise(clientCodes.invalidParameter, 'own message')
    await this.core.request({ name: 'sendTeamReceipts' })
  }

  async getTeam(messages: readonly V2Message[]): Promise<V2TeamReceipt[]> {
    checkTeam(messages)
    if (messages.some((message) => message.senderId !== this.core.account))
      raise(clientCodes.invalidParameter, 'exist messages senderId is not current user')
    checkOneConversation(messages)
    const asked = messages.map(({ receiverId, messageClientId, messageServerId }) => ({
      team: receiverId,
      clientId: messageClientId,
      serverId: messageServerId,
    }))
    const reply = await this.core.request({ name: 'getTeamReceipts', messages: asked })
    // the SDK leaves the team's id on what it was asked for, though not on what it emits
    return (reply.receipts ?? []).map((receipt) =>
      Object.assign(this.toTeamReceipt(receipt), { receiverId: receipt.team }),
    )
  }

  toTeamReceipt(receipt: NimTeamReceipt): V2TeamReceipt {
    return {
      conversationId: this.core.ids.teamConversationId(receipt.team),
      messageServerId: receipt.serverId,
      messageClientId: receipt.clientId,
      readCount: receipt.read,
      unreadCount: receipt.unread,
    }
  }

  reset(): void {
    this.#peerRead.clear()
  }
}

function checkTeam(messages: readonly V2Message[]): void {
  const ok = messages.length > 0 && messages.every((message) => message.conversationType === 2)
  if (!ok) refuseArgument("param 'messages' unexpected")
}

function checkOneConversation(messages: readonly V2Message[]): void {
  if (messages.some((message) => message.conversationId !== messages[0]?.conversationId))
    raise(clientCodes.misuse, 'conversationId not same')
}
