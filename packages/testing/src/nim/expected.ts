import { expectedRow, type ExpectedMessage, type ExpectedRow } from '../simulator/expected.js'
import type { AccountTruth } from '../simulator/truth.js'
import { readTruthKey, type TruthRow } from '../simulator/truth-types.js'
import type { NimDouble } from './double/create-double.js'
import type { V2Conversation } from './double/types.js'
import { fromNimId, toNimId } from './translate.js'

/**
 * A row as NIM's clients see it. A newcomer's avatar is known only if a message of theirs has come; marks are this
 * device's own; readers are told as they read, and never again; reading everything moves no read time.
 */
export function nimExpected(truth: AccountTruth, row: TruthRow): ExpectedRow {
  const expected = expectedRow(truth, row, toNimId(truth.account, row))
  const isNew = row.targetId.startsWith('newcomer')
  return {
    ...expected,
    unsure: ['marks', 'markedUnread', 'receipt', 'selfReadAt', ...(isNew ? (['avatarUrl'] as const) : [])],
  }
}

/**
 * The local service's list is this device's own: what it has is what there is. A call that was under way at an account
 * switch may have left rows of the former account in it, which nobody should see. A row stands where its last message
 * is, as at the next login; until then the service's own order has it where it was last pinned or something was taken back.
 */
export function localExpected(
  { V2NIMLocalConversationService: service }: NimDouble,
  truth: AccountTruth,
): ExpectedRow[] {
  const own = service.memory.store
    .sorted()
    .filter(({ conversationId }) => conversationId.startsWith(`${truth.account}|`))
  return own.map((row) => {
    service.memory.present(row)
    const { conversationId: id } = row
    const key = fromNimId(truth.account, id) ?? 'direct/'
    const { kind, targetId } = readTruthKey(key)
    const lastMessage = shownMessage(row)
    return {
      id,
      kind,
      targetId,
      title: row.name,
      avatarUrl: row.avatar,
      stickTop: row.stickTop,
      muted: row.mute ?? false,
      unreadCount: row.unreadCount,
      labels: [],
      serverExtension: undefined,
      sortKey: lastMessage?.sentAt ?? (row.createTime || row.updateTime),
      marks: [],
      markedUnread: false,
      receipt: truth.row(key)?.receipt,
      lastMessage,
      selfReadAt: Math.max(service.memory.store.readTimes.get(id) ?? 0, truth.selfMarks.get(key)?.at ?? 0),
      peerReadAt: truth.peerMarks.get(key)?.at ?? 0,
      unsure: ['labels', 'serverExtension', 'marks', 'markedUnread', 'receipt', 'selfReadAt'],
    }
  })
}

function shownMessage({ lastMessage }: V2Conversation): ExpectedMessage | undefined {
  if (!lastMessage) return undefined
  const { messageRefer: refer, text, lastMessageState } = lastMessage
  return {
    id: refer.messageClientId,
    sentAt: refer.createTime,
    senderId: refer.senderId,
    text: text === '' ? undefined : text,
    revoked: lastMessageState === 1,
  }
}
