import type { NotifyLevel } from '@convolist/core'
import type { AccountTruth } from '../../simulator/truth.js'
import {
  readTruthKey,
  truthKey,
  type TruthKey,
  type TruthMessage,
  type TruthRevocation,
  type TruthRow,
} from '../../simulator/truth-types.js'
import type { RongPushedMessage } from '../wire.js'
import type { RongListedRow, RongSetting, RongTarget } from './protocol.js'

/** Super-groups of the truth are groups here: ultra groups are in the list only if the server is so configured. */
export const toTarget = ({ kind, targetId }: Pick<TruthRow, 'kind' | 'targetId'>): RongTarget => ({
  conversationType: kind === 'direct' ? 1 : 3,
  targetId,
})

export function toKey(truth: AccountTruth, { conversationType, targetId }: RongTarget): TruthKey {
  if (conversationType === 1) return truthKey('direct', targetId)
  const big = truthKey('super-group', targetId)
  return truth.rows.has(big) || truth.removed.has(big) ? big : truthKey('group', targetId)
}

/** The list's id of a conversation, as adapters make it. */
export const toRongId = ({ conversationType, targetId }: RongTarget): string => `${conversationType}__${targetId}`

const LEVELS: Readonly<Record<NotifyLevel, number>> = { all: -1, mentions: 1, none: 5 }

export const notifyAt = (level: number): NotifyLevel => (level <= 0 ? 'all' : level < LEVELS.none ? 'mentions' : 'none')

export function toRongMessage(truth: AccountTruth, row: TruthRow, message: TruthMessage): RongPushedMessage {
  const { mentions } = message
  return {
    ...toTarget(row),
    channelId: '',
    senderUserId: message.senderId,
    ...bodyOf(message),
    messageUId: message.id,
    messageDirection: message.senderId === truth.account ? 1 : 2,
    sentTime: message.sentAt,
    isPersited: true,
    isCounted: !message.silent,
    isMentioned: mentions !== undefined,
    isOffLineMessage: false,
    isStatusMessage: false,
  }
}

function bodyOf({ kind, text, mentions, id }: TruthMessage): Pick<RongPushedMessage, 'messageType' | 'content'> {
  const mentionedInfo = mentions && {
    type: mentions === 'all' ? 1 : 2,
    userIdList: mentions === 'all' ? [] : [...mentions],
  }
  switch (kind) {
    case 'text':
      return { messageType: 'RC:TxtMsg', content: { content: text ?? '', ...(mentionedInfo && { mentionedInfo }) } }
    case 'image':
      return { messageType: 'RC:ImgMsg', content: { content: '', imageUri: '' } }
    case 'audio':
      return { messageType: 'RC:HQVCMsg', content: { remoteUrl: '', duration: 4 } }
    case 'file':
      return { messageType: 'RC:FileMsg', content: { name: '报价单.xlsx', size: 32_768, fileUrl: '' } }
    case 'call':
      return { messageType: 'RC:VCSummary', content: { hangupReason: 3 } }
    case 'custom':
      return { messageType: 'app:order', content: { order: id } }
    case 'notification':
      return { messageType: 'RC:GrpNtf', content: { operation: 'Add', message: '' } }
  }
}

/** A command is a message like any other, but not counted. */
const command = (row: TruthRow, from: string, mine: boolean, at: number, uid: string): RongPushedMessage => ({
  ...toTarget(row),
  channelId: '',
  senderUserId: from,
  messageType: '',
  content: {},
  messageUId: uid,
  messageDirection: mine ? 1 : 2,
  sentTime: at,
  isPersited: false,
  isCounted: false,
  isMentioned: false,
  isOffLineMessage: false,
  isStatusMessage: false,
})

/** The order to take a message back. */
export function toRecall(truth: AccountTruth, row: TruthRow, { message, by, at }: TruthRevocation): RongPushedMessage {
  return {
    ...command(row, by, by === truth.account, at, `recall ${message.id}`),
    messageType: 'RC:RcCmd',
    isPersited: true, // of all commands this one takes a place in the list
    content: {
      messageUId: message.id,
      sentTime: message.sentAt,
      conversationType: toTarget(row).conversationType,
      targetId: row.targetId,
      isAdmin: false,
      isDelete: false,
    },
  }
}

/** What this account has read on another device. Clients go by when it was said, not by what it says. */
export function toReadCommand(truth: AccountTruth, row: TruthRow, at: number): RongPushedMessage {
  return {
    ...command(row, truth.account, true, at, `read ${row.key} ${at}`),
    messageType: 'RC:SRSMsg',
    content: { lastMessageSendTime: row.readAt },
  }
}

/** What the server lists: after a recall the order stands in the message's place. */
export function toListedRow(truth: AccountTruth, row: TruthRow): RongListedRow {
  const { last, revocation } = row
  const message = revocation === undefined ? last && toRongMessage(truth, row, last) : toRecall(truth, row, revocation)
  return { ...toTarget(row), operationTime: row.activeAt, message }
}

/** All settings of a conversation; what was removed is not pinned any more. */
export function toSetting(truth: AccountTruth, key: TruthKey, time = truth.now()): RongSetting {
  const row = truth.row(key)
  return {
    ...toTarget(readTruthKey(key)),
    time,
    isTop: row?.stickTop ?? false,
    level: LEVELS[truth.notifyOf(key)],
    tagIds: row?.labels ?? [],
  }
}
