import { toConversationId, type ConversationId, type SourceEvent } from '@convolist/core'
import { makeId, parseId } from './ids.js'
import type { IsMention } from './mentions.js'
import type { NimMessage, NimP2PReceipt, NimRevocation, NimTeamReceipt } from './nim.js'
import { number, record, refuse, string, sureNumber, time, words } from './read.js'
import type { Session } from './session.js'

/** Enough for what a list can show at once; older revocations are forgotten first. */
const REMEMBERED = 1000

export const ownId = (id: unknown, { account }: Session): ConversationId =>
  parseId(id, account)?.id ?? refuse('conversationId')

/** A mute is told by the setting service; no unread event comes with it, though badges change. */
export function muted(type: number, target: unknown, mode: unknown, { account }: Session): SourceEvent {
  const id = toConversationId(makeId(account, type, string({ target }, 'target')))
  // Mode 2 of a team mutes its ordinary members only; NIM's conversations call that muted too.
  const notify = sureNumber(mode, 'mode') ? 'none' : 'all'
  return { type: 'conversationsPatched', patches: [{ id, notify }], unknown: 'ignore' }
}

/** A message that names this account. What else a message changes comes with its conversation. */
export function mentioned(value: unknown, session: Session, isMention: IsMention): SourceEvent | undefined {
  const from = record<NimMessage>(value, 'message')
  if (from.senderId === session.account || from.messageConfig?.unreadEnabled === false) return undefined
  const scope = isMention(from, session.account)
  if (!scope) return undefined
  return {
    type: 'mentionReceived',
    id: ownId(from.conversationId, session),
    messageId: string(from, 'messageClientId'),
    sentAt: time(from, 'createTime') ?? refuse('createTime'),
    scope,
  }
}

/** Comes before the row that still shows the words; from here on no row of ours can show them. */
export function revoked(notice: unknown, session: Session): SourceEvent {
  const event = deleted(notice, session)
  const from = record<NimRevocation>(notice, 'notification')
  const revocation = { revokedBy: words(from, 'revokeAccountId'), postscript: words(from, 'postscript') }
  session.revoked.set(event.messageId, revocation)
  if (session.revoked.size > REMEMBERED) session.revoked.delete(session.revoked.keys().next().value ?? '')
  return { ...event, ...revocation }
}

/** It names nobody from here on. The row with the message that shows instead comes after it, during a sync at its end. */
export function deleted(notice: unknown, session: Session): Extract<SourceEvent, { type: 'messageRevoked' }> {
  const { messageRefer } = record<NimRevocation>(notice, 'notification')
  const refer = record<NimMessage>(messageRefer, 'messageRefer')
  const id = ownId(refer.conversationId, session)
  return { type: 'messageRevoked', id, messageId: string(refer, 'messageClientId') }
}

/** How far the other side has read. The SDK takes older receipts over newer ones; the engine does not. */
export function peerRead(receipt: unknown, session: Session): SourceEvent | undefined {
  const from = record<NimP2PReceipt>(receipt, 'receipt')
  const readAt = from.timestamp == null ? refuse('timestamp') : time(from, 'timestamp')
  return readAt && { type: 'peerReadTo', id: ownId(from.conversationId, session), readAt }
}

/** How many have read one message. */
export const groupRead = (receipt: NimTeamReceipt, messageId: string, session: Session): SourceEvent => ({
  type: 'groupReceiptChanged',
  id: ownId(receipt.conversationId, session),
  messageId,
  read: number(receipt, 'readCount') ?? 0,
  unread: number(receipt, 'unreadCount') ?? 0,
})
