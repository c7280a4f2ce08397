import type { NotifyLevel } from '@convolist/core'
import type { AccountTruth } from '../simulator/truth.js'
import {
  readTruthKey,
  truthKey,
  type TruthKey,
  type TruthKind,
  type TruthMessage,
  type TruthRow,
} from '../simulator/truth-types.js'
import type { TencentElement, TencentMessage, TencentOption, TencentRow, TencentTarget } from './protocol.js'

export const toSeconds = (ms: number): number => Math.floor(ms / 1_000)

/** Tencent has no super-groups: they are groups like any other. */
export const toTarget = ({ kind, targetId }: Pick<TruthRow, 'kind' | 'targetId'>): TencentTarget => ({
  kind: kind === 'direct' ? 'direct' : 'group',
  target: targetId,
})

export const targetOf = (key: TruthKey): TencentTarget => toTarget(readTruthKey(key))

/** The key of a target, whether or not it is in the list. */
export function toKey(truth: AccountTruth, { kind, target }: TencentTarget): TruthKey {
  if (kind === 'direct') return truthKey('direct', target)
  const big = truthKey('super-group', target)
  return truth.rows.has(big) || truth.removed.has(big) ? big : truthKey('group', target)
}

/** Grows from message to message of an account. */
export const serialOf = (message: TruthMessage): number => Number(message.serverId) - 700_000_000

/** A group counts its messages one by one. */
const seqOf = (kind: TruthKind, message: TruthMessage): number => (kind === 'direct' ? serialOf(message) : message.nth)

/** The newest message this account has read. The numbers of a chat do not go back when messages are taken back or deleted. */
export function lastReadSeq({ kind, unread, newest, recent, readAt }: TruthRow): number {
  if (unread === 0 && newest !== undefined) return seqOf(kind, newest)
  const unreadOne = recent.find((message) => message.sentAt > readAt) // the one before it may be gone
  return unreadOne ? seqOf(kind, unreadOne) - 1 : Math.max(0, ...recent.map((message) => seqOf(kind, message)))
}

/** Times are cut to seconds: messages of one second are read together. */
export const isUpTo =
  (time: number, seq: number, isDirect: boolean) =>
  (message: TruthMessage): boolean =>
    isDirect ? toSeconds(message.sentAt) <= time : message.nth <= seq

export function toTencentMessage(truth: AccountTruth, row: TruthRow, message: TruthMessage): TencentMessage {
  const { account } = truth
  const target = toTarget(row)
  const mine = message.senderId === account
  return {
    ...target,
    from: message.senderId,
    nick: message.senderName,
    to: target.kind === 'direct' && !mine ? account : target.target,
    seq: seqOf(row.kind, message),
    random: serialOf(message),
    time: toSeconds(message.sentAt),
    element: elementOf(message),
    atTypes: mine || target.kind === 'direct' ? [] : atTypesOf(account, message),
    silent: message.silent,
    receiptWanted: message.receiptWanted,
  }
}

function atTypesOf(account: string, { mentions }: TruthMessage): number[] {
  if (mentions === 'all') return [2]
  return mentions?.includes(account) === true ? [1] : []
}

function elementOf({ kind, text, id, notice }: TruthMessage): TencentElement {
  switch (kind) {
    case 'text':
      return { type: 'TIMTextElem', content: { Text: text ?? '' } }
    case 'image':
      return { type: 'TIMImageElem', content: { UUID: id, ImageFormat: 1, ImageInfoArray: [] } }
    case 'audio':
      return { type: 'TIMSoundElem', content: { UUID: id, Url: '', Size: 8_192, Second: 4 } }
    case 'file':
      return { type: 'TIMFileElem', content: { UUID: id, Url: '', FileSize: 32_768, FileName: '报价单.xlsx' } }
    case 'call':
      return { type: 'TIMCustomElem', content: { Data: '{"call":1}', Desc: '', Ext: '' } }
    case 'custom':
      return { type: 'TIMCustomElem', content: { Data: '{"card":"order"}', Desc: text ?? '', Ext: '' } }
    case 'notification': // what groups announce comes as a message of the app's own
      return { type: 'TIMCustomElem', content: { Data: JSON.stringify(notice ?? {}), Desc: '', Ext: '' } }
  }
}

/** The words of a message as a list shows them. */
export function wordsOf({ type, content }: TencentElement): string | undefined {
  const words =
    type === 'TIMTextElem' ? content['Text'] : type === 'TIMFileElem' ? content['FileName'] : content['Desc']
  return typeof words === 'string' && words !== '' ? words : undefined
}

const BITS: Readonly<Record<string, number>> = { starred: 1, unread: 2, folded: 4, hidden: 8 }

export const toBit = (mark: string): number => BITS[mark] ?? Number(mark)
export const toMark = (bit: number): string => Object.keys(BITS).find((name) => BITS[name] === bit) ?? String(bit)

/** Of receiving: 1 would be not even to receive. */
export const OPTIONS: Readonly<Record<NotifyLevel, TencentOption>> = { all: 0, none: 2, mentions: 3 }
export const NOTIFY: Readonly<Record<TencentOption, NotifyLevel>> = { 0: 'all', 1: 'none', 2: 'none', 3: 'mentions' }

export function toTencentRow(truth: AccountTruth, row: TruthRow): TencentRow {
  const profile = truth.profiles.get(row.targetId)
  const { last, revocation } = row
  const isDirect = row.kind === 'direct'
  return {
    ...toTarget(row),
    name: profile?.name,
    avatar: profile?.avatarUrl,
    remark: isDirect ? truth.aliases.get(row.targetId) : undefined,
    pinned: row.stickTop,
    option: OPTIONS[truth.notifyOf(row.key)],
    unread: row.unread,
    last: last && toTencentMessage(truth, row, last),
    revokedBy: revocation?.by,
    marks: row.marks.map(toBit).sort((a, b) => a - b),
    customData: row.extension ?? '',
    groups: row.labels.flatMap((id) => truth.labels.get(id)?.name ?? []),
    readTime: toSeconds(row.readAt),
    readSeq: lastReadSeq(row),
    peerReadTime: toSeconds(row.peerReadAt),
  }
}
