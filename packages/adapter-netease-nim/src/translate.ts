import { toConversationId, type ConversationId, type SourceEvent } from '@convolist/core'
import { makeId, parseId } from './ids.js'
import type { IsMention } from './mentions.js'
import type { NimMessage } from './nim.js'
import { remember, type Line } from './session.js'
import { count, record, string, text, time, wrong } from './to-row.js'

type Fields<Name extends string> = Record<Name, unknown>

export function ownId(line: Line, id: unknown): ConversationId {
  return parseId(id, me(line))?.id ?? wrong('conversationId', 'an id of this account')
}

export function me(line: Line): string {
  return line.session?.account ?? wrong('account', 'somebody logged in')
}

/** A mute is told by the setting service; no unread event comes with it, though badges change. */
export function muted(line: Line, type: number, target: unknown, mode: unknown): readonly SourceEvent[] {
  const id = toConversationId(makeId(me(line), type, string(target, 'target')))
  // Mode 2 of a team mutes its ordinary members only; NIM's conversations call that muted too.
  const notify = count(mode, 'mode') === 0 ? 'all' : 'none'
  return [{ type: 'conversationsPatched', patches: [{ id, notify }], unknown: 'ignore' }]
}

/** Messages that name this account. What else a message changes comes with its conversation. */
export function mentioned(line: Line, messages: readonly unknown[], isMention: IsMention): readonly SourceEvent[] {
  return line.each(messages, 'onReceiveMessages', (value) => {
    const from = record<NimMessage>(value, 'message')
    if (from.senderId === me(line) || from.messageConfig?.unreadEnabled === false) return undefined
    const scope = askHook(line, from, isMention)
    if (!scope) return undefined
    return {
      type: 'mentionReceived',
      id: ownId(line, from.conversationId),
      messageId: string(from.messageClientId, 'messageClientId'),
      sentAt: time(from.createTime, 'createTime') ?? wrong('createTime', 'a time'),
      scope,
    }
  })
}

function askHook(line: Line, message: NimMessage, isMention: IsMention): ReturnType<IsMention> {
  try {
    return isMention(message, me(line))
  } catch (cause) {
    line.note('app/threw', 'isMention', cause)
    return undefined
  }
}

/** Comes before the row that still shows the words; from here on no row of ours can show them. */
export function revoked(notice: unknown, line: Line): SourceEvent {
  const from = record<Fields<'messageRefer' | 'revokeAccountId' | 'postscript'>>(notice, 'notification')
  const refer = record<NimMessage>(from.messageRefer, 'messageRefer')
  const id = ownId(line, refer.conversationId)
  const messageId = string(refer.messageClientId, 'messageClientId')
  const revocation = {
    revokedBy: text(from.revokeAccountId, 'revokeAccountId'),
    postscript: text(from.postscript, 'postscript'),
  }
  if (line.session) remember(line.session.revoked, messageId, revocation)
  return { type: 'messageRevoked', id, messageId, ...revocation }
}

/** How far the other side has read. The SDK takes older receipts over newer ones; the engine does not. */
export function peerRead(receipt: unknown, line: Line): SourceEvent | undefined {
  const from = record<Fields<'conversationId' | 'timestamp'>>(receipt, 'receipt')
  const readAt = time(from.timestamp, 'timestamp')
  return readAt && { type: 'peerReadTo', id: ownId(line, from.conversationId), readAt }
}

/** Keyed by both ids of the message; ours is the client's, as in a row's last message. */
export function groupRead(receipt: unknown, line: Line): SourceEvent {
  const from = record<Fields<'conversationId' | 'messageClientId' | 'messageServerId' | 'readCount' | 'unreadCount'>>(
    receipt,
    'receipt',
  )
  const serverId = text(from.messageServerId, 'messageServerId') ?? ''
  const messageId = text(from.messageClientId, 'messageClientId') ?? line.session?.clientIds.get(serverId)
  return {
    type: 'groupReceiptChanged',
    id: ownId(line, from.conversationId),
    messageId: messageId ?? string(serverId, 'messageServerId'),
    read: count(from.readCount, 'readCount') ?? 0,
    unread: count(from.unreadCount, 'unreadCount') ?? 0,
  }
}
