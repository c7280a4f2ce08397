import { expectedRow, type ExpectedRow } from '../simulator/expected.js'
import type { AccountTruth } from '../simulator/truth.js'
import { readTruthKey, type TruthRow } from '../simulator/truth-types.js'
import type { NimDouble } from './double/create-double.js'
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
export function localExpected({ V2NIMLocalConversationService: service }: NimDouble, account: string): ExpectedRow[] {
  const own = service.memory.store.sorted().filter(({ conversationId }) => conversationId.startsWith(`${account}|`))
  return own.map((row) => {
    service.memory.present(row)
    const { conversationId: id } = row
    const { kind, targetId } = readTruthKey(fromNimId(id.slice(0, id.indexOf('|')), id) ?? 'direct/')
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
      sortKey: row.lastMessage?.messageRefer.createTime ?? (row.createTime || row.updateTime),
      marks: [],
      markedUnread: false,
      receipt: { read: Infinity, unread: 0 },
      lastMessage: 'unknown',
      selfReadAt: Infinity,
      peerReadAt: Infinity,
      unsure: ['labels', 'serverExtension', 'marks', 'markedUnread', 'receipt', 'selfReadAt', 'peerReadAt'],
    }
  })
}
