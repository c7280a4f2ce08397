import type { MessageType, NotifyLevel } from '@convolist/core'
import type { AccountTruth } from './truth.js'
import type { TruthKind, TruthRow } from './truth-types.js'

/** A conversation as the server has it, in plain words; what a list should show once everything has settled. */
export interface ExpectedRow {
  /** The vendor's conversation id. */
  readonly id: string
  readonly kind: TruthKind
  readonly targetId: string
  /** The name a client can know; `undefined` for people it has no profile of. */
  readonly title: string | undefined
  readonly avatarUrl: string | undefined
  readonly stickTop: boolean
  readonly notify: NotifyLevel
  readonly unreadCount: number
  /** Unread messages that name this account or everyone, and how many of them name everyone. */
  readonly mentions: number
  readonly mentionsOfAll: number
  readonly labels: readonly string[]
  readonly serverExtension: string | undefined
  /** But `unread`, which is a field of its own. */
  readonly marks: readonly string[]
  readonly markedUnread: boolean
  /** How many have read the newest message, and how many have not; `undefined` where nobody was asked to tell. */
  readonly receipt: { readonly read: number; readonly unread: number } | undefined
  /** Where `lastMessage` is unknown, a client may go by the message it shows instead. */
  readonly sortKey: number
  /** `unknown`: the newest message was deleted, and what a client shows instead depends on what it has seen. */
  readonly lastMessage: ExpectedMessage | 'unknown' | undefined
  readonly selfReadAt: number
  readonly peerReadAt: number
  /**
   * What this vendor's clients cannot know of the row, or know from elsewhere. Of watermarks, readers and mentions they
   * may have missed the newest, and are never ahead; of a message, that it was taken back.
   */
  readonly unsure: readonly ExpectedField[]
}

export type ExpectedField =
  | 'title'
  | 'avatarUrl'
  | 'unreadCount'
  | 'mentions'
  | 'mentionsOfAll'
  | 'labels'
  | 'serverExtension'
  | 'sortKey'
  | 'lastMessage'
  | 'stickTop'
  | 'notify'
  | 'marks'
  | 'markedUnread'
  | 'receipt'
  | 'selfReadAt'
  | 'peerReadAt'
  | 'senderName'
  | 'messageType'

export interface ExpectedMessage {
  readonly id: string
  readonly sentAt: number
  readonly senderId: string
  readonly senderName: string | undefined
  readonly type: MessageType
  /** `undefined` for a revoked one without a postscript: its words must not be shown. */
  readonly text: string | undefined
  readonly revoked: boolean
}

/** How one vendor's clients see a row of the truth. */
export type ToExpected = (truth: AccountTruth, row: TruthRow) => ExpectedRow

/** Every row of an account, in the order of a list: pinned first, then by sort key, then by id. */
export function expectedRows(truth: AccountTruth, toExpected: ToExpected): ExpectedRow[] {
  return [...truth.rows.values()].map((row) => toExpected(truth, row)).sort(inListOrder)
}

/** The row as the truth has it; vendors change what their clients see otherwise. */
export function expectedRow(truth: AccountTruth, row: TruthRow, id: string): ExpectedRow {
  const profile = truth.profiles.get(row.targetId)
  return {
    id,
    kind: row.kind,
    targetId: row.targetId,
    title: truth.aliases.get(row.targetId) ?? profile?.name,
    avatarUrl: profile?.avatarUrl,
    stickTop: row.stickTop,
    notify: truth.notifyOf(row.key),
    unreadCount: row.unread,
    mentions: row.named.length,
    mentionsOfAll: row.named.filter(({ mentions }) => mentions === 'all').length,
    labels: row.labels,
    serverExtension: row.extension,
    marks: row.marks.filter((mark) => mark !== 'unread'),
    markedUnread: row.marks.includes('unread'),
    receipt: row.receipt !== undefined && row.receipt.messageId === row.last?.id ? row.receipt : undefined,
    sortKey: row.activeAt,
    lastMessage: row.lastDeleted ? 'unknown' : expectedMessage(row),
    selfReadAt: row.readAt,
    peerReadAt: row.peerReadAt,
    unsure: [],
  }
}

function expectedMessage({ last, revocation }: TruthRow): ExpectedMessage | undefined {
  if (last === undefined) return undefined
  return {
    id: last.id,
    sentAt: last.sentAt,
    senderId: last.senderId,
    senderName: last.senderName,
    type: last.kind,
    text: revocation === undefined ? last.text : revocation.postscript,
    revoked: revocation !== undefined,
  }
}

export function inListOrder(a: ExpectedRow, b: ExpectedRow): number {
  if (a.stickTop !== b.stickTop) return a.stickTop ? -1 : 1
  return b.sortKey - a.sortKey || (a.id < b.id ? -1 : 1)
}
