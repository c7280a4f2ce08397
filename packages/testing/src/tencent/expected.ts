import { expectedRow, type ExpectedField, type ExpectedMessage, type ExpectedRow } from '../simulator/expected.js'
import type { AccountTruth } from '../simulator/truth.js'
import type { TruthRow } from '../simulator/truth-types.js'
import type { TencentMessage } from './protocol.js'
import { toSeconds, toTarget, toTencentMessage, wordsOf } from './translate.js'
import { msgIdOf, toNativeId, type V2TimSetting } from './v2tim/conversation.js'
import { toWebId } from './web/conversation.js'

/** A row as the Web SDK's clients see it: times in whole seconds, messages without an id of their own. */
export function webExpected(truth: AccountTruth, row: TruthRow): ExpectedRow {
  const base = common(truth, row, toWebId(toTarget(row)))
  const seconds = row.last === undefined ? 0 : toSeconds(row.last.sentAt)
  return {
    ...base,
    sortKey: seconds * 1_000,
    lastMessage: messageOf(truth, row, ({ element, seq, time }) => `${element.type}:${seq}:${time}`),
    unsure: [...TOLD, 'senderName'], // the SDK keeps the name that stood there before
  }
}

function common(truth: AccountTruth, row: TruthRow, id: string): ExpectedRow {
  const base = expectedRow(truth, row, id)
  return {
    ...base,
    labels: row.labels.flatMap((label) => truth.labels.get(label)?.name ?? []),
    // Whether '' stands for "none" or for "not known" no client can tell.
    avatarUrl: base.avatarUrl === '' ? undefined : base.avatarUrl,
    unsure: TOLD, // told as they move, and by no sync
  }
}

const TOLD = ['selfReadAt', 'peerReadAt', 'receipt', 'mentions', 'mentionsOfAll'] as const

function messageOf(
  truth: AccountTruth,
  row: TruthRow,
  idOf: (message: TencentMessage) => string,
): ExpectedMessage | 'unknown' | undefined {
  const { last, revocation } = row
  if (row.lastDeleted) return 'unknown'
  if (last === undefined) return undefined
  const message = toTencentMessage(truth, row, last)
  const isCustom = last.kind === 'call' || last.kind === 'notification'
  const revoked = revocation !== undefined
  return {
    id: idOf(message),
    sentAt: message.time * 1_000,
    senderId: message.from,
    senderName: message.nick,
    type: isCustom ? 'custom' : last.kind,
    text: revoked ? undefined : wordsOf(message.element),
    revoked,
  }
}

/** What nobody can know where it is not stated. */
const SHOWS: Readonly<Record<V2TimSetting, readonly ExpectedField[]>> = {
  recvOpt: ['notify'],
  isPinned: ['stickTop'],
  draftText: [],
  markList: ['marks', 'markedUnread'],
  customData: ['serverExtension'],
  conversationGroupList: ['labels'],
}

/** Groups have no ids. */
export const namesOfLabels = ({ labels }: AccountTruth): { id: string; name: string }[] =>
  [...labels.values()].map(({ name }) => ({ id: name, name }))

/**
 * A row as V2TIM's clients see it. Where it stands is a matter of this device's own order key; groups have no ids, so
 * that clients know one that was renamed by whichever name they met, and mark off one that took over its name.
 */
export function v2TimExpected(truth: AccountTruth, row: TruthRow, unstated: readonly V2TimSetting[] = []): ExpectedRow {
  const base = common(truth, row, toNativeId(toTarget(row)))
  const isRenamed = (id: string): boolean => {
    const label = truth.labels.get(id)
    return label !== undefined && (label.updatedAt > label.createdAt || truth.formerLabelNames.has(label.name))
  }
  return {
    ...base,
    title: base.title === row.targetId ? undefined : base.title,
    selfReadAt: Infinity, // reading everything is told with the time of the call, which is later than any message
    lastMessage: messageOf(truth, row, msgIdOf),
    unsure: [
      ...TOLD,
      'sortKey',
      ...(row.labels.some(isRenamed) ? (['labels'] as const) : []),
      ...unstated.flatMap((setting) => SHOWS[setting]),
    ],
  }
}
