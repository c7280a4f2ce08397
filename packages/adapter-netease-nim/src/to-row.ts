import {
  createConversation,
  toEpochMs,
  type Conversation,
  type EpochMs,
  type Label,
  type LastMessage,
  type MessageType,
} from '@convolist/core'
import { parseId } from './ids.js'
import type { NimConversation, NimGroup, NimLastMessage, NimMessageRefer } from './nim.js'

/** What was said about a revoked message when it was revoked. */
export interface Revocation {
  readonly revokedBy?: string | undefined
  readonly postscript?: string | undefined
}

export interface RowContext {
  readonly account: string
  /** By client id of the message. The row itself cannot tell a postscript from the words that were taken back. */
  readonly revoked: ReadonlyMap<string, Revocation>
  readonly native: boolean
}

/** NIM puts this on the sortOrder of pinned rows. */
const PINNED = 1e15

const TYPES: Readonly<Record<number, MessageType>> = {
  0: 'text',
  1: 'image',
  2: 'audio',
  3: 'video',
  4: 'location',
  5: 'notification',
  6: 'file',
  7: 'call', // the call signalling of the older SDKs
  10: 'tip',
  11: 'custom', // robot
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
  const { id, kind, targetId } =
    parseId(from.conversationId, context.account) ?? wrong('conversationId', 'an id of this account')
  const lastMessage = from.lastMessage == null ? undefined : toLastMessage(from.lastMessage, context)
  const updatedAt = time(from.updateTime, 'updateTime')
  const createdAt = time(from.createTime, 'createTime')
  const activeAt = lastMessage?.sentAt ?? updatedAt ?? createdAt ?? toEpochMs(0)
  const name = text(from.name, 'name')
  return createConversation({
    id,
    kind,
    targetId,
    // Without a name the SDK falls back to the bare id, also in the middle of things (10.8.1: after a revoke).
    title: name === targetId ? undefined : name,
    avatarUrl: text(from.avatar, 'avatar'),
    stickTop: flag(from.stickTop, 'stickTop'),
    notify: flag(from.mute, 'mute') ? 'none' : 'all',
    unreadCount: count(from.unreadCount, 'unreadCount') ?? 0,
    lastMessage,
    sortKey: (count(from.sortOrder, 'sortOrder') ?? activeAt) % PINNED, // stickTop says the rest
    activeAt,
    selfReadAt: time(from.lastReadTime, 'lastReadTime'),
    labels: from.groupIds == null ? [] : list(from.groupIds, 'groupIds').map((label) => string(label, 'groupIds')),
    serverExtension: text(from.serverExtension, 'serverExtension'),
    localExtension: text(from.localExtension, 'localExtension'),
    createdAt,
    updatedAt,
  })
}

function toLastMessage(value: unknown, context: RowContext): LastMessage | undefined {
  const from = record<NimLastMessage>(value, 'lastMessage')
  const refer = record<NimMessageRefer>(from.messageRefer ?? {}, 'lastMessage.messageRefer')
  const id = text(refer.messageClientId, 'messageClientId') ?? text(refer.messageServerId, 'messageServerId')
  if (id === undefined) return undefined
  const revocation = context.revoked.get(id)
  const revoked = revocation !== undefined || from.lastMessageState === 1
  return {
    id,
    sentAt: time(refer.createTime, 'lastMessage.createTime') ?? toEpochMs(0),
    senderId: text(refer.senderId, 'lastMessage.senderId') ?? '',
    senderName: text(from.senderName, 'senderName'),
    type: TYPES[from.messageType ?? -1] ?? 'unknown',
    text: revoked ? (revocation?.postscript ?? postscriptOf(from, context)) : text(from.text, 'lastMessage.text'),
    status: from.sendingState === 3 ? 'sending' : from.sendingState === 2 ? 'failed' : 'sent',
    revoked,
    revokedBy: revoked ? (revocation?.revokedBy ?? text(from.revokeAccountId, 'revokeAccountId')) : undefined,
  }
}

/**
 * After a revoke `text` still holds the original words, unless there was a postscript. Only a preview the server made
 * of the revocation itself is safe: it has no message type (10.8.1 and 10.9.77-alpha.4 on the Web; unknown for node-nim).
 */
function postscriptOf(from: NimLastMessage, context: RowContext): string | undefined {
  const madeByServer = from.lastMessageState === 1 && from.messageType === undefined && !context.native
  return madeByServer ? text(from.text, 'lastMessage.text') : undefined
}

/** A conversation group, which the list calls a label. */
export function toLabel(value: unknown): Label {
  const from = record<NimGroup>(value, 'group')
  return {
    id: string(from.groupId, 'groupId'),
    name: text(from.name, 'name') ?? '',
    serverExtension: text(from.serverExtension, 'serverExtension'),
    createdAt: time(from.createTime, 'createTime'),
    updatedAt: time(from.updateTime, 'updateTime'),
  }
}

// Readers of single fields. What is absent, null or NIM's own word for it ('' or 0) is unknown; anything else that is
// not of the promised kind is refused. Messages name the field, never its content.

export function wrong(field: string, expected: string): never {
  throw new TypeError(`${field}: expected ${expected}`)
}

export function record<T extends object>(value: unknown, field: string): { readonly [Key in keyof T]?: T[Key] } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : wrong(field, 'an object')
}

export const list = (value: unknown, field: string): readonly unknown[] =>
  Array.isArray(value) ? value : wrong(field, 'a list')

export const string = (value: unknown, field: string): string =>
  typeof value === 'string' && value !== '' ? value : wrong(field, 'a text')

export const text = (value: unknown, field: string): string | undefined =>
  value == null || value === '' ? undefined : string(value, field)

export const count = (value: unknown, field: string): number | undefined =>
  value == null
    ? undefined
    : Number.isFinite(value) && (value as number) >= 0
      ? (value as number)
      : wrong(field, 'a count')

export function time(value: unknown, field: string): EpochMs | undefined {
  const ms = count(value, field)
  return ms ? toEpochMs(ms) : undefined
}

const flag = (value: unknown, field: string): boolean =>
  value == null ? false : typeof value === 'boolean' ? value : wrong(field, 'true or false')
