import type { LastMessage, MessageType } from '@convolist/core'
import { isRecord, record, string, text, time, words, wrong, type Fields } from './read.js'

/** By RongCloud's name without `RC:`: our type, and the field of the content that holds words to show. */
const TYPES: Readonly<Record<string, readonly [MessageType, string?]>> = {
  TxtMsg: ['text', 'content'],
  ReferenceMsg: ['text', 'content'],
  StreamMsg: ['text', 'content'],
  ImgMsg: ['image'],
  GIFMsg: ['image'],
  VcMsg: ['audio'],
  HQVCMsg: ['audio'],
  SightMsg: ['video'],
  FileMsg: ['file', 'name'],
  LBSMsg: ['location', 'poi'],
  CombineMsg: ['merged'],
  CombineV2Msg: ['merged'],
  ImgTextMsg: ['custom', 'title'],
  InfoNtf: ['tip', 'message'],
  GrpNtf: ['notification', 'message'],
  ContactNtf: ['notification', 'message'],
  VCSummary: ['call'],
}

/** `RC:RcCmd` is the order to take a message back, which older servers leave in its place; `RC:RcNtf` the newer note of it. */
export const RECALL = 'RC:RcCmd'
const RECALLED = 'RC:RcNtf'

/** Taken back without a trace (`isDelete` of `recallMessage`): it goes as if it had never been. */
export function isErased(value: unknown): boolean {
  const from = record(value, 'message')
  const { isDelete, delete: isGone } = contentOf(from)
  return (from.messageType === RECALL || from.messageType === RECALLED) && (isDelete === true || isGone === true)
}

/** When a message was taken back; `NaN` if that is not said. */
export function orderedAt(value: unknown): number {
  const { messageType, sentTime, content } = Object(value) as Fields
  return Number(messageType === RECALL ? sentTime : (Object(content) as Fields).recallActionTime)
}

/** @throws TypeError naming the field that is not what RongCloud promises. */
export function toLastMessage(value: unknown): LastMessage {
  const from = record(value, 'message')
  const type = string(from, 'messageType')
  const content = contentOf(from)
  const command = type === RECALL
  const revoked = command || type === RECALLED
  const name = type.slice(3)
  const [kind, field] = (Object.hasOwn(TYPES, name) && TYPES[name]) || ['custom']
  // The order is a message of its own; what the list shows is the one it takes back, at that one's time.
  const senderId = text(from, 'senderUserId') ?? ''
  return {
    id: (command ? words(content, 'messageUId') : text(from, 'messageUId')) ?? '', // none until the server has it
    sentAt: time(command && isTime(content.sentTime) ? content : from, 'sentTime') ?? wrong('sentTime'),
    senderId,
    senderName: isRecord(content.user) ? words(content.user, 'name') : undefined,
    type: revoked ? 'notification' : kind,
    text: field && !revoked ? words(content, field) : undefined,
    status: from.sentStatus === 10 ? 'sending' : from.sentStatus === 20 ? 'failed' : 'sent',
    revoked,
    revokedBy: revoked ? (words(content, 'operatorId') ?? senderId) : undefined,
  }
}

const isTime = (value: unknown): boolean => Number.isFinite(value) && (value as number) > 0

/** Content that could not be read arrives as text. */
export const contentOf = (message: Fields): Fields => (isRecord(message.content) ? message.content : {})
