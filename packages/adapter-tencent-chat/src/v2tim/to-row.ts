import {
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
import { labelsIn, type LabelBook } from '../labels.js'
import { toMarks } from '../marks.js'
import { count, fieldsOf, flag, isRecord, list, listOf, record, seconds, text, words, type Fields } from '../read.js'

import { V2TIM_IDS } from './chat.js'

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

type From = Fields<ConversationName>

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

type Patch = { -readonly [Key in keyof ConversationPatch]: ConversationPatch[Key] }

/** What was heard before of the same account. */
interface Known {
  readonly labels: LabelBook
  readonly lastMessages: ReadonlyMap<string, LastMessage>
  readonly readMentions: Map<string, number>
}

/** What V2TIM said of one conversation. */
export type Said = ConversationPatch & Pick<Conversation, 'id' | 'kind' | 'targetId'>

/**
 * Copies what is said of one conversation. Bindings leave fields out, and what is left out is not said.
 *
 * @throws TypeError naming the field that is not what V2TIM promises; the caller notes it and goes on with the next row.
 */
export function toPatch(value: unknown, { labels, lastMessages, readMentions }: Known): Said {
  const from = record<ConversationName>(value, 'conversation')
  const { id, kind, targetId } = parseId(from.conversationID, V2TIM_IDS)
  const patch: Patch = { id, kind, targetId }
  const says = (key: ConversationName): boolean => from[key] !== undefined
  if (says('showName')) patch.title = titleOf(text(from, 'showName'), targetId)
  if (says('faceUrl')) patch.avatarUrl = text(from, 'faceUrl')
  if (says('isPinned')) patch.stickTop = flag(from, 'isPinned')
  if (says('recvOpt')) patch.notify = toNotify(count(from, 'recvOpt'))
  if (says('unreadCount')) patch.unreadCount = count(from, 'unreadCount') ?? 0
  if (says('markList')) Object.assign(patch, toMarks(from))
  if (says('conversationGroupList')) patch.labels = labelsIn(from, labels)
  if (says('customData')) patch.serverExtension = toText(from)
  if (says('c2cReadTimestamp')) patch.selfReadAt = seconds(from, 'c2cReadTimestamp')
  const mentions = from.groupAtInfoList ?? from.groupAtInfolist
  if (mentions !== undefined || kind === 'direct' || patch.unreadCount === 0)
    patch.mentions = toMentions(mentions, from, patch, readMentions)
  if (says('lastMessage')) {
    const message = toLastMessage(from.lastMessage)
    patch.lastMessage = message?.preview
    // A cleared history leaves the row where it is.
    patch.activeAt = (message?.preview ?? lastMessages.get(id))?.sentAt ?? toEpochMs(0)
    if (kind === 'direct' && message?.readByPeer) patch.peerReadAt = message.preview.sentAt
  }
  if (says('draftText')) patch.draft = toDraft(from, patch.activeAt)
  // Not a time: it grows when a conversation comes to life. Before 5.5.892 there was none.
  const order = count({ orderKey: from.orderKey ?? from.orderkey }, 'orderKey') ?? patch.activeAt
  if (order !== undefined) patch.sortKey = order
  return patch as Said
}

/** Without a name the SDK falls back to the bare id. */
const titleOf = (name: string | undefined, targetId: string): string | undefined =>
  name === targetId ? undefined : name

/** 1 does not receive at all, 2 receives in silence. */
const toNotify = (option = 0): NotifyLevel => (option === 0 ? 'all' : option === 3 ? 'mentions' : 'none')

function toDraft(from: From, activeAt: EpochMs = toEpochMs(0)): Draft | undefined {
  const draft = text(from, 'draftText')
  return draft === undefined ? undefined : { text: draft, at: seconds(from, 'draftTimestamp') ?? activeAt }
}

/** A mention I have read past is over. Before 7.1 no row says how far that is, and it may go on being listed. */
function toMentions(
  groupAtInfoList: unknown,
  from: From,
  { id, unreadCount }: Pick<ConversationPatch, 'id' | 'unreadCount'>,
  readMentions: Map<string, number>,
): Mentions {
  const infos = listOf({ groupAtInfoList }, 'groupAtInfoList')
  if (infos.length === 0) return { me: 0, all: 0 }
  const listed = infos.map((info) => {
    const mention = record<'atType' | 'seq'>(info, 'groupAtInfoList')
    return { atType: mention.atType, seq: count(mention, 'seq') ?? Infinity }
  })
  let known = readMentions.get(id) ?? 0
  if (unreadCount === 0) {
    for (const { seq } of listed) if (seq < Infinity) known = Math.max(known, seq)
    readMentions.set(id, known)
  }
  const read = count(from, 'groupReadSequence') || known
  const unread = listed.filter(({ seq }) => seq > read).sort((a, b) => b.seq - a.seq)
  let me = 0
  let all = 0
  for (const { atType } of unread.slice(0, unreadCount)) {
    if (atType === 2) all++
    else if (atType === 1 || atType === 3) me++ // 3 names everyone and me
  }
  return { me, all }
}

function toLastMessage(value: unknown): { preview: LastMessage; readByPeer: boolean } | undefined {
  if (value == null) return undefined
  const from = record<MessageName>(value, 'lastMessage')
  const id = text(from, 'msgID') ?? text(from, 'id')
  const sentAt = seconds(from, 'timestamp')
  if (id === undefined || sentAt === undefined) return undefined
  const elemType = count(from, 'elemType') ?? 0
  const status = count(from, 'status')
  const revoked = status === REVOKED
  return {
    preview: {
      id,
      sentAt,
      senderId: text(from, 'sender') ?? '',
      senderName: words(from, 'nameCard') ?? words(from, 'friendRemark') ?? words(from, 'nickName'),
      type: TYPES[elemType] ?? 'unknown',
      text: revoked ? undefined : wordsOf(from, elemType),
      status: status === 1 ? 'sending' : status === 3 ? 'failed' : 'sent',
      revoked,
      revokedBy: revoked ? words(fieldsOf(from.revokerInfo), 'userID') : undefined,
    },
    readByPeer: from.isSelf === true && from.isPeerRead === true,
  }
}

function wordsOf(message: Readonly<Record<string, unknown>>, elemType: number): string | undefined {
  const [element = '', field = ''] = WORDS[elemType] ?? []
  return words(fieldsOf(message[element]), field)
}

/** Text everywhere but on HarmonyOS and iOS, which hand out bytes. */
function toText(from: From): string | undefined {
  const value = from.customData
  const bytes = value instanceof ArrayBuffer || ArrayBuffer.isView(value)
  return bytes ? new TextDecoder().decode(value) || undefined : text(from, 'customData')
}

export const rowsIn = (value: unknown, field: string): readonly unknown[] =>
  list(isRecord(value) ? value.conversationList : value, field)
