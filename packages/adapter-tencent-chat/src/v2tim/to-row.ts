import {
  createConversation,
  toEpochMs,
  type Conversation,
  type ConversationPatch,
  type Draft,
  type EpochMs,
  type LastMessage,
  type Mentions,
  type MessageType,
  type NotifyLevel,
} from '@convolist/core'
import { parseId } from '../ids.js'
import type { LabelBook } from '../labels.js'
import { toMarks } from '../marks.js'
import { count, flag, isRecord, list, listOf, record, seconds, string, text } from '../read.js'

type ConversationName =
  | 'conversationID'
  | 'showName'
  | 'faceUrl'
  | 'recvOpt'
  | 'unreadCount'
  | 'draftText'
  | 'draftTimestamp'
  | 'isPinned'
  | 'orderKey'
  | 'orderkey' // the uni-app/H5 module and React Native
  | 'markList'
  | 'customData'
  | 'conversationGroupList'
  | 'lastMessage'
  | 'groupAtInfoList'
  | 'groupAtInfolist' // topics and native
  | 'c2cReadTimestamp'
  | 'groupReadSequence'

type MessageName =
  | 'msgID'
  | 'id'
  | 'timestamp'
  | 'sender'
  | 'nickName'
  | 'friendRemark'
  | 'nameCard'
  | 'isSelf'
  | 'isPeerRead'
  | 'status'
  | 'elemType'
  | 'revokerInfo'

const REVOKED = 6
const TYPES: readonly MessageType[] = [
  'unknown',
  'text',
  'custom',
  'image',
  'audio',
  'video',
  'file',
  'location',
  'sticker',
  'notification',
  'merged',
]
/** Where the words of a message are, by `elemType`. */
const WORDS: Readonly<Record<number, readonly [string, string]>> = {
  1: ['textElem', 'text'],
  2: ['customElem', 'desc'],
  6: ['fileElem', 'fileName'],
  7: ['locationElem', 'desc'],
  10: ['mergerElem', 'title'],
}

/** What V2TIM said of one conversation. */
export type Said = ConversationPatch & Pick<Conversation, 'id' | 'kind' | 'targetId'>

/**
 * Copies what is said of one conversation. Bindings leave fields out, and what is left out is not said.
 *
 * @throws TypeError naming the field that is not what V2TIM promises; the caller notes it and goes on with the next row.
 */
export function toPatch(value: unknown, labels: LabelBook): Said {
  const from = record<ConversationName>(value, 'conversation')
  const { id, kind, targetId } = parseId(from.conversationID, 'v2tim')
  const patch: { -readonly [Key in keyof ConversationPatch]: ConversationPatch[Key] } = { id, kind, targetId }
  const said = (field: unknown, take: () => void): void => {
    if (field !== undefined) take()
  }

  said(from.showName, () => {
    const name = text(from.showName, 'showName')
    patch.title = name === targetId ? undefined : name // the SDK's own fallback
  })
  said(from.faceUrl, () => (patch.avatarUrl = text(from.faceUrl, 'faceUrl')))
  said(from.isPinned, () => (patch.stickTop = flag(from.isPinned, 'isPinned')))
  said(from.recvOpt, () => (patch.notify = toNotify(from.recvOpt)))
  said(from.unreadCount, () => (patch.unreadCount = count(from.unreadCount, 'unreadCount') ?? 0))
  said(from.markList, () => Object.assign(patch, toMarks(from.markList)))
  said(from.conversationGroupList, () => {
    patch.labels = listOf(from.conversationGroupList, 'conversationGroupList').map((name) =>
      labels.idOf(string(name, 'conversationGroupList')),
    )
  })
  said(from.customData, () => (patch.serverExtension = toText(from.customData, 'customData')))
  const mentions = from.groupAtInfoList ?? from.groupAtInfolist
  if (patch.unreadCount === 0)
    patch.mentions = toMentions(undefined, 0) // modules before 7.1 may go on listing them
  else if (mentions !== undefined || kind === 'direct') patch.mentions = toMentions(mentions, from.groupReadSequence)
  if (from.c2cReadTimestamp !== undefined) patch.selfReadAt = seconds(from.c2cReadTimestamp, 'c2cReadTimestamp')

  said(from.lastMessage, () => {
    const message = toLastMessage(from.lastMessage)
    patch.lastMessage = message?.preview
    patch.activeAt = message?.preview.sentAt ?? toEpochMs(0)
    if (kind === 'direct' && message?.readByPeer) patch.peerReadAt = message.preview.sentAt
  })
  said(from.draftText, () => (patch.draft = toDraft(from.draftText, from.draftTimestamp, patch.activeAt)))
  // Not a time: it grows when a conversation comes to life. Before 5.5.892 there was none.
  const order = count(from.orderKey ?? from.orderkey, 'orderKey') ?? patch.activeAt
  if (order !== undefined) patch.sortKey = order
  return patch as Said
}

export const toRow = (value: unknown, labels: LabelBook): Conversation =>
  createConversation(toPatch(value, labels) as Conversation)

function toNotify(recvOpt: unknown): NotifyLevel {
  const option = count(recvOpt, 'recvOpt') ?? 0
  return option === 0 ? 'all' : option === 3 ? 'mentions' : 'none' // 1 does not receive at all, 2 receives in silence
}

function toDraft(words: unknown, at: unknown, activeAt: EpochMs | undefined): Draft | undefined {
  const draft = text(words, 'draftText')
  return draft === undefined
    ? undefined
    : { text: draft, at: seconds(at, 'draftTimestamp') ?? activeAt ?? toEpochMs(0) }
}

/** A mention I have read past is over, where the SDK says how far I have read (7.1 and later). */
function toMentions(infos: unknown, readTo: unknown): Mentions {
  const read = count(readTo, 'groupReadSequence') ?? 0
  let me = 0
  let all = 0
  for (const info of listOf(infos, 'groupAtInfoList')) {
    const { atType, seq } = record<'atType' | 'seq'>(info, 'groupAtInfoList')
    if (read > 0 && (count(seq, 'seq') ?? Infinity) <= read) continue
    if (atType === 2) all++
    else if (atType === 1 || atType === 3) me++ // 3 names everyone and me
  }
  return { me, all }
}

function toLastMessage(value: unknown): { preview: LastMessage; readByPeer: boolean } | undefined {
  if (value == null) return undefined
  const from = record<MessageName>(value, 'lastMessage')
  const id = text(from.msgID, 'msgID') ?? text(from.id, 'id')
  const sentAt = seconds(from.timestamp, 'timestamp')
  if (id === undefined || sentAt === undefined) return undefined
  const elemType = count(from.elemType, 'elemType') ?? 0
  const status = count(from.status, 'status')
  const revoked = status === REVOKED
  const revoker = isRecord(from.revokerInfo) ? text(from.revokerInfo.userID, 'revokerInfo') : undefined
  return {
    preview: {
      id,
      sentAt,
      senderId: text(from.sender, 'sender') ?? '',
      senderName:
        text(from.nameCard, 'nameCard') ?? text(from.friendRemark, 'friendRemark') ?? text(from.nickName, 'nickName'),
      type: TYPES[elemType] ?? 'unknown',
      text: revoked ? undefined : wordsOf(value as Record<string, unknown>, elemType),
      status: status === 1 ? 'sending' : status === 3 ? 'failed' : 'sent',
      revoked,
      revokedBy: revoked ? revoker : undefined,
    },
    readByPeer: from.isSelf === true && from.isPeerRead === true,
  }
}

function wordsOf(message: Record<string, unknown>, elemType: number): string | undefined {
  const [element = '', field = ''] = WORDS[elemType] ?? []
  const elem = message[element]
  return isRecord(elem) ? text(elem[field], field) : undefined
}

/** Text everywhere but on HarmonyOS and iOS, which hand out bytes. */
function toText(value: unknown, field: string): string | undefined {
  const bytes = value instanceof ArrayBuffer || ArrayBuffer.isView(value)
  return bytes ? new TextDecoder().decode(value) || undefined : text(value, field)
}

export const rowsIn = (value: unknown, field: string): readonly unknown[] =>
  list(isRecord(value) ? value.conversationList : value, field)
