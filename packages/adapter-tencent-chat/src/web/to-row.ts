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
import { labelsIn, type LabelBook } from '../labels.js'
import { toMarks } from '../marks.js'
import { count, fieldsOf, flag, listOf, record, seconds, text, words, type Fields } from '../read.js'

import { WEB_IDS } from './chat.js'

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

export type PreviewName =
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
  /** Unread messages that name this account. */
  readonly mentions: readonly Mention[]
}

/** A message that names this account, or everyone. */
export interface Mention {
  /** Its number in the group. */
  readonly seq: number
  readonly scope: 'me' | 'all'
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
  const parsed = parseId(from.conversationID, WEB_IDS)
  const preview = record<PreviewName>(from.lastMessage ?? {}, 'lastMessage')
  const activeAt = seconds(preview, 'lastTime') ?? toEpochMs(0) // 0 and nothing: at the bottom of its block
  return createConversation({
    ...parsed,
    ...titleOf(from, parsed),
    ...toMarks(from),
    stickTop: flag(from, 'isPinned'),
    notify: notifyOf(from.messageRemindType, parsed, context),
    unreadCount: count(from, 'unreadCount') ?? 0,
    mentions: countsOf(context.mentions),
    lastMessage: toLastMessage(preview, activeAt),
    activeAt,
    peerReadAt: peerReadAt(from, preview, parsed, context.account, activeAt),
    labels: labelsIn(from, context.labels),
    serverExtension: text(from, 'customData'),
  })
}

/** The SDK resolves no names: the remark of a friend, the nick, or nothing (then the id is shown). */
function titleOf(from: Fields<ConversationName>, { kind }: TencentId): Partial<Conversation> {
  const isGroup = kind === 'group'
  const profile = record<'name' | 'nick' | 'avatar'>((isGroup ? from.groupProfile : from.userProfile) ?? {}, 'profile')
  return {
    title: isGroup ? text(profile, 'name') : (text(from, 'remark') ?? text(profile, 'nick')),
    avatarUrl: text(profile, 'avatar'),
  }
}

/** A conversation that has just begun has no setting until the server told it. Notices are never counted. */
function notifyOf(type: unknown, { kind }: TencentId, { known }: RowContext): NotifyLevel {
  if (kind === 'system') return 'none'
  return typeof type === 'string' ? (NOTIFY[type] ?? 'none') : (known?.notify ?? 'all')
}

function toLastMessage(from: Fields<PreviewName>, sentAt: EpochMs): LastMessage | undefined {
  if (!sentAt) return undefined
  const [type = 'unknown', field] = TYPES[String(from.type)] ?? []
  const revoked = from.isRevoked === true // the words are still there
  const fallback = type === 'text' ? from.messageForShow : undefined // else a label like [Image], in a language of its own
  const payload = (field && fieldsOf(from.payload)[field]) ?? fallback
  return {
    id: previewKey(from),
    sentAt,
    senderId: text(from, 'fromAccount') ?? '',
    senderName: words(from, 'nameCard') ?? words(from, 'nick'),
    type,
    text: revoked ? undefined : words({ payload }, 'payload'),
    status: 'sent',
    revoked,
    revokedBy: revoked ? words(from, 'revoker') : undefined,
  }
}

/** Of the message that a row shows. */
export const previewKey = ({ type, lastSequence, lastTime }: Fields<PreviewName>): string =>
  messageKey({ type, sequence: lastSequence, time: lastTime })

/** The SDK's previews have no id; a message of the SDK has all three of these. */
export const messageKey = ({ type, sequence, time }: Fields<'type' | 'sequence' | 'time'>): string =>
  `${String(type)}:${String(sequence)}:${String(time)}`

/** The watermark itself is told only by a sync; later it can be seen by my last message. */
function peerReadAt(
  from: Fields<ConversationName>,
  { isPeerRead, fromAccount }: Fields<PreviewName>,
  { kind }: TencentId,
  account: string,
  activeAt: EpochMs,
): EpochMs | undefined {
  if (kind !== 'direct') return undefined
  const known = seconds(from, 'peerReadTime')
  const isLater = isPeerRead === true && fromAccount === account && activeAt > (known ?? 0)
  return isLater ? activeAt : known
}

/** As the SDK lists them, read or not. */
export const mentionsIn = (from: Fields<'groupAtInfoList'>): Mention[] =>
  listOf(from, 'groupAtInfoList').flatMap((info) => {
    const mention = record<'atTypeArray' | 'messageSequence'>(info, 'groupAtInfoList')
    const types = listOf(mention, 'atTypeArray')
    const seq = count(mention, 'messageSequence') ?? 0
    if (types.includes(1) || types.includes(3)) return { seq, scope: 'me' } // 3 names everyone and me
    return types.includes(2) ? { seq, scope: 'all' } : []
  })

function countsOf(mentions: readonly Mention[]): Mentions {
  const me = mentions.filter(({ scope }) => scope === 'me').length
  return { me, all: mentions.length - me }
}
