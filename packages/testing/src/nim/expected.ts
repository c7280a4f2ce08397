import { expectedRow, type ExpectedMessage, type ExpectedRow } from '../simulator/expected.js'
import type { AccountTruth } from '../simulator/truth.js'
import { readTruthKey, type TruthKey, type TruthRow } from '../simulator/truth-types.js'
import type { NimDouble } from './double/create-double.js'
import type { V2Conversation } from './double/types.js'
import { fromNimId, fromNimMessageType, toNimId } from './translate.js'

/**
 * A row as NIM's clients see it. A newcomer's avatar is known only if a message of theirs has come; marks are this
 * device's own; readers are told as they read, and never again; reading everything moves no read time.
 */
export function nimExpected(truth: AccountTruth, row: TruthRow): ExpectedRow {
  const expected = expectedRow(truth, row, toNimId(truth.account, row))
  const { lastMessage } = expected
  const isNew = row.targetId.startsWith('newcomer')
  return {
    ...expected,
    lastMessage:
      typeof lastMessage === 'object' ? { ...lastMessage, senderName: senderNameOf(truth, lastMessage) } : lastMessage,
    unsure: [
      'marks',
      'markedUnread',
      'receipt',
      'selfReadAt',
      ...MENTIONS,
      ...(isNew ? (['avatarUrl'] as const) : []),
      ...(row.revocation ? (['senderName', 'messageType'] as const) : []),
      ...(truth.aliases.has(row.last?.senderId ?? '') ? (['senderName'] as const) : []),
    ],
  }
}

/** Told with the messages as they come, and by no sync. */
const MENTIONS = ['mentions', 'mentionsOfAll'] as const

/** The SDK names neither this account nor whoever announces something. */
const senderNameOf = (
  { account }: AccountTruth,
  { senderId, senderName, type }: ExpectedMessage,
): string | undefined => (senderId === account || type === 'notification' ? undefined : senderName)

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
  const isGone = (key: TruthKey, shown: ExpectedMessage | undefined): boolean =>
    truth.revocations.some(({ revocation }) => revocation.message.id === shown?.id) ||
    truth.row(key)?.recent.every((message) => message.id !== shown?.id) === true
  return own.map((row) => {
    service.memory.present(row)
    const { conversationId: id } = row
    const key = fromNimId(truth.account, id) ?? 'direct/'
    const { kind, targetId } = readTruthKey(key)
    const lastMessage = shownMessage(row)
    const { last, receipt } = truth.row(key) ?? {}
    // Of the others some may be read: "read all" moves read times without a word, and the SDK tells messages again.
    const named = row.unreadCount > 0 ? (truth.mentioned.get(key) ?? []) : []
    return {
      id,
      kind,
      targetId,
      title: row.name,
      avatarUrl: row.avatar,
      stickTop: row.stickTop,
      notify: row.mute === true ? 'none' : 'all',
      unreadCount: row.unreadCount,
      mentions: named.length,
      mentionsOfAll: named.filter((everybody) => everybody).length,
      labels: [],
      serverExtension: undefined,
      sortKey: lastMessage?.sentAt ?? (row.createTime || row.updateTime),
      marks: [],
      markedUnread: false,
      // The server may have removed and forgotten what this device still shows.
      receipt:
        last?.id !== lastMessage?.id
          ? { read: Infinity, unread: 0 }
          : receipt?.messageId === last?.id
            ? receipt
            : undefined,
      lastMessage,
      // Of two marks under way at once the SDK keeps the one answered last, which may be the older.
      selfReadAt: Math.max(
        service.memory.store.readTimes.get(id) ?? 0,
        truth.selfMarks.get(key)?.at ?? 0,
        lastMessage?.sentAt ?? 0,
      ),
      peerReadAt: truth.peerMarks.get(key)?.at ?? 0,
      unsure: [
        ...(['labels', 'serverExtension', 'marks', 'markedUnread', 'receipt', 'selfReadAt', ...MENTIONS] as const),
        // A message that comes after its revocation or its deletion the SDK shows as it was.
        ...(isGone(key, lastMessage) ? (['lastMessage'] as const) : []),
      ],
    }
  })
}

function shownMessage({ lastMessage }: V2Conversation): ExpectedMessage | undefined {
  if (!lastMessage) return undefined
  const { messageRefer: refer, text, lastMessageState, senderName, messageType } = lastMessage
  return {
    id: refer.messageClientId,
    sentAt: refer.createTime,
    senderId: refer.senderId,
    senderName: senderName === '' ? undefined : senderName,
    type: fromNimMessageType(messageType),
    text: text === '' ? undefined : text,
    revoked: lastMessageState === 1,
  }
}
