import {
  createConversation,
  toEpochMs,
  type Conversation,
  type Label,
  type LastMessage,
  type MessageType,
} from '@convolist/core'
import { parseId } from './ids.js'
import type { NimConversation, NimGroup, NimLastMessage, NimMessageRefer } from './nim.js'
import { flag, list, number, record, refuse, string, text, time, words } from './read.js'

/** What was said about a message when it was revoked. */
export interface Revocation {
  readonly revokedBy?: string | undefined
  readonly postscript?: string | undefined
}

export interface RowContext {
  readonly account: string
  /** By client id of the message. The row itself cannot tell a postscript from the words that were taken back. */
  readonly revoked: ReadonlyMap<string, Revocation>
  readonly native: boolean
  readonly cloud: boolean
}

/** NIM puts this on the sortOrder of pinned rows. */
const PINNED = 1e15

/** By NIM's number. 7 is the call signalling of older SDKs, 11 a robot. */
const TYPES: Readonly<Record<number, MessageType>> = {
  0: 'text',
  1: 'image',
  2: 'audio',
  3: 'video',
  4: 'location',
  5: 'notification',
  6: 'file',
  7: 'call',
  10: 'tip',
  11: 'custom',
  12: 'call',
  100: 'custom',
}

/**
 * Copies one conversation of the SDK into a row. The SDK hands out its own live objects, so nothing of the input is kept.
 *
 * @throws TypeError naming the field that is not what NIM promises; the caller notes it and goes on with the next row.
 */
export function toRow(value: unknown, context: RowContext): Conversation {
  const from = record<NimConversation>(value, 'conversation')
  const { id, kind, targetId } = parseId(from.conversationId, context.account) ?? refuse('conversationId')
  const lastMessage = from.lastMessage == null ? undefined : toLastMessage(from.lastMessage, context)
  const updatedAt = time(from, 'updateTime')
  const createdAt = time(from, 'createTime')
  // The local service moves a row, and its sortOrder, to "now" when a message is taken back or deleted and when it is
  // pinned or unpinned, often without an event, and back to its last message at the next login. Ours stays with it.
  const { cloud } = context
  const order = number(from, 'sortOrder')
  const activeAt = lastMessage?.sentAt || (cloud && updatedAt) || createdAt || updatedAt || toEpochMs(0)
  const title = text(from, 'name')
  return createConversation({
    id,
    kind,
    targetId,
    // Without a name the SDK falls back to the bare id, also in the middle of things (10.8.1: after a revoke).
    title: title === targetId ? undefined : title,
    avatarUrl: text(from, 'avatar'),
    stickTop: flag(from, 'stickTop'),
    notify: flag(from, 'mute') ? 'none' : 'all',
    unreadCount: number(from, 'unreadCount') ?? 0,
    lastMessage,
    sortKey: ((cloud ? order : undefined) ?? activeAt) % PINNED, // stickTop says the rest
    activeAt,
    selfReadAt: time(from, 'lastReadTime'),
    labels: list(from.groupIds ?? [], 'groupIds').map((id) => string({ groupIds: id }, 'groupIds')),
    serverExtension: text(from, 'serverExtension'),
    localExtension: text(from, 'localExtension'),
    createdAt,
    updatedAt,
  })
}

function toLastMessage(value: unknown, context: RowContext): LastMessage | undefined {
  const from = record<NimLastMessage>(value, 'lastMessage')
  const refer = record<NimMessageRefer>(from.messageRefer ?? {}, 'messageRefer')
  const id = text(refer, 'messageClientId') ?? text(refer, 'messageServerId')
  if (id === undefined) return undefined
  const known = context.revoked.get(id)
  const revoked = known !== undefined || from.lastMessageState === 1
  // After a revoke the text still holds the original words, unless there was a postscript. Only a preview the server
  // made of the revocation is safe; it has no message type (both Web generations; unknown for node-nim).
  const isSafe = !revoked || (!known && from.messageType === undefined && !context.native)
  return {
    id,
    sentAt: time(refer, 'createTime') ?? toEpochMs(0),
    senderId: text(refer, 'senderId') ?? '',
    senderName: words(from, 'senderName'),
    type: TYPES[from.messageType ?? -1] ?? 'unknown',
    text: isSafe ? words(from, 'text') : known?.postscript,
    status: from.sendingState === 3 ? 'sending' : from.sendingState === 2 ? 'failed' : 'sent',
    revoked,
    revokedBy: revoked ? (known?.revokedBy ?? words(from, 'revokeAccountId')) : undefined,
  }
}

/** A conversation group, which the list calls a label. */
export function toLabel(value: unknown): Label {
  const from = record<NimGroup>(value, 'group')
  return {
    id: string(from, 'groupId'),
    name: text(from, 'name') ?? '',
    serverExtension: text(from, 'serverExtension'),
    createdAt: time(from, 'createTime'),
    updatedAt: time(from, 'updateTime'),
  }
}
