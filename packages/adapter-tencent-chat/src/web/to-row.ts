import {
  createConversation,
  toEpochMs,
  type Conversation,
  type EpochMs,
  type LastMessage,
  type Mentions,
  type MessageType,
  type NotifyLevel,
} from '@convolist/core'
import { parseId, type TencentId } from '../ids.js'
import type { LabelBook } from '../labels.js'
import { toMarks } from '../marks.js'
import { count, flag, isRecord, listOf, record, seconds, string, text, type Fields } from '../read.js'

type ConversationName =
  | 'conversationID'
  | 'unreadCount'
  | 'lastMessage'
  | 'groupProfile'
  | 'userProfile'
  | 'groupAtInfoList'
  | 'remark'
  | 'isPinned'
  | 'messageRemindType'
  | 'markList'
  | 'customData'
  | 'conversationGroupList'
  | 'peerReadTime'

type PreviewName =
  | 'lastTime'
  | 'lastSequence'
  | 'fromAccount'
  | 'type'
  | 'payload'
  | 'messageForShow'
  | 'isRevoked'
  | 'revoker'
  | 'nick'
  | 'nameCard'
  | 'isPeerRead'

export interface RowContext {
  readonly account: string
  readonly labels: LabelBook
  /** What was known of the row before, for what the SDK does not say, or forgets at a reconnect. */
  readonly known?: Conversation | undefined
  /** What a conversation without a setting counts as. */
  readonly unknown: NotifyLevel
  /** Mentions that the SDK forgot. */
  readonly carried?: Mentions | undefined
}

const TYPES: Readonly<Record<string, readonly [MessageType, string?]>> = {
  TIMTextElem: ['text', 'text'],
  TIMImageElem: ['image'],
  TIMSoundElem: ['audio'],
  TIMVideoFileElem: ['video'],
  TIMFileElem: ['file', 'fileName'],
  TIMFaceElem: ['sticker'],
  TIMLocationElem: ['location', 'description'],
  TIMCustomElem: ['custom', 'description'],
  TIMRelayElem: ['merged', 'title'],
  TIMGroupTipElem: ['notification'],
  TIMGroupSystemNoticeElem: ['notification'],
}

const NOTIFY: Readonly<Record<string, NotifyLevel>> = {
  '': 'all',
  AcceptAndNotify: 'all',
  AcceptNotNotify: 'none',
  Discard: 'none',
  AcceptNotNotifyExceptAt: 'mentions',
  NotReceiveMsgExceptAt: 'mentions',
}

/**
 * Copies one conversation of the SDK into a row. The SDK hands out its own live objects, so nothing of the input is kept.
 *
 * @throws TypeError naming the field that is not what the SDK promises; the caller notes it and goes on with the next row.
 */
export function toRow(value: unknown, context: RowContext): Conversation {
  const from = record<ConversationName>(value, 'conversation')
  const parsed = parseId(from.conversationID, 'web')
  const preview = record<PreviewName>(from.lastMessage ?? {}, 'lastMessage')
  const activeAt = seconds(preview.lastTime, 'lastTime') ?? toEpochMs(0) // 0 and nothing: at the bottom of its block
  const { marks, markedUnread } = toMarks(from.markList)
  return createConversation({
    ...parsed,
    ...titleOf(from, parsed),
    stickTop: flag(from.isPinned, 'isPinned'),
    notify: notifyOf(from.messageRemindType, parsed, context),
    unreadCount: count(from.unreadCount, 'unreadCount') ?? 0,
    mentions: plus(mentionsIn(from.groupAtInfoList), context.carried),
    lastMessage: toLastMessage(preview, activeAt),
    sortKey: activeAt,
    activeAt,
    peerReadAt: peerReadAt(from, preview, parsed, context.account, activeAt),
    marks,
    markedUnread,
    labels: listOf(from.conversationGroupList, 'conversationGroupList').map((name) =>
      context.labels.idOf(string(name, 'conversationGroupList')),
    ),
    serverExtension: text(from.customData, 'customData'),
  })
}

/** The SDK resolves no names: the remark of a friend, the nick, or nothing (then the id is shown). */
function titleOf(from: Fields<ConversationName>, { kind }: TencentId): Partial<Conversation> {
  const profile = (kind === 'group' ? from.groupProfile : from.userProfile) ?? {}
  const { name, nick, avatar } = record<'name' | 'nick' | 'avatar'>(profile, 'profile')
  return {
    title: kind === 'group' ? text(name, 'name') : (text(from.remark, 'remark') ?? text(nick, 'nick')),
    avatarUrl: text(avatar, 'avatar'),
  }
}

/**
 * A conversation that has just begun has no setting until the server told it. Whether the total counts it meanwhile differs
 * from SDK to SDK: so do we, unless we knew better. Notices are never counted.
 */
function notifyOf(type: unknown, { kind }: TencentId, { known, unknown }: RowContext): NotifyLevel {
  if (kind === 'system') return 'none'
  return typeof type === 'string' ? (NOTIFY[type] ?? 'none') : (known?.notify ?? unknown)
}

function toLastMessage(from: Fields<PreviewName>, sentAt: EpochMs): LastMessage | undefined {
  if (!sentAt) return undefined
  const [type = 'unknown', field] = TYPES[String(from.type)] ?? []
  const revoked = from.isRevoked === true // the words are still there
  const payload = isRecord(from.payload) ? from.payload : {}
  const fallback = type === 'text' ? from.messageForShow : undefined // else a label like [Image], in a language of its own
  return {
    id: messageKey(from.type, from.lastSequence, from.lastTime),
    sentAt,
    senderId: text(from.fromAccount, 'fromAccount') ?? '',
    senderName: text(from.nameCard, 'nameCard') ?? text(from.nick, 'nick'),
    type,
    text: revoked ? undefined : text((field === undefined ? undefined : payload[field]) ?? fallback, 'payload'),
    status: 'sent',
    revoked,
    revokedBy: revoked ? text(from.revoker, 'revoker') : undefined,
  }
}

/** The SDK's previews have no id; a message of the SDK has all three of these. */
export const messageKey = (type: unknown, sequence: unknown, time: unknown): string =>
  `${String(type)}:${String(sequence)}:${String(time)}`

/** The watermark itself is told only by a sync; later it can be seen by my last message. */
function peerReadAt(
  { peerReadTime }: Fields<ConversationName>,
  preview: Fields<PreviewName>,
  { kind }: TencentId,
  account: string,
  activeAt: EpochMs,
): EpochMs | undefined {
  if (kind !== 'direct') return undefined
  const isRead = preview.isPeerRead === true && preview.fromAccount === account
  const known = seconds(peerReadTime, 'peerReadTime') ?? 0
  return toEpochMs(Math.max(known, isRead ? activeAt : 0)) || undefined
}

export function mentionsIn(infos: unknown): Mentions {
  let me = 0
  let all = 0
  for (const info of listOf(infos, 'groupAtInfoList')) {
    const types = listOf(record<'atTypeArray'>(info, 'groupAtInfoList').atTypeArray, 'atTypeArray')
    if (types.includes(1) || types.includes(3))
      me++ // 3 names everyone and me
    else if (types.includes(2)) all++
  }
  return { me, all }
}

const plus = (a: Mentions, b: Mentions | undefined): Mentions => (b ? { me: a.me + b.me, all: a.all + b.all } : a)
