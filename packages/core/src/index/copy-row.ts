import type { Conversation, ConversationField } from '../model/conversation.js'

/** A row that is being put together: never handed out before it is done. */
export type RowCopy = { -readonly [Field in keyof Conversation]: Conversation[Field] }

/**
 * The same row once more, to be changed before anybody sees it. Written out, because a spread of so many fields
 * takes ten times as long, and every row must keep the one object shape.
 */
export const copyRow = (row: Conversation): RowCopy => ({
  id: row.id,
  kind: row.kind,
  targetId: row.targetId,
  channelId: row.channelId,
  title: row.title,
  avatarUrl: row.avatarUrl,
  stickTop: row.stickTop,
  stickTopAt: row.stickTopAt,
  stickTopRank: row.stickTopRank,
  notify: row.notify,
  unreadCount: row.unreadCount,
  markedUnread: row.markedUnread,
  mentions: row.mentions,
  draft: row.draft,
  lastMessage: row.lastMessage,
  sortKey: row.sortKey,
  activeAt: row.activeAt,
  selfReadAt: row.selfReadAt,
  peerReadAt: row.peerReadAt,
  groupReceipt: row.groupReceipt,
  marks: row.marks,
  labels: row.labels,
  serverExtension: row.serverExtension,
  localExtension: row.localExtension,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  version: row.version,
})

/** The row with one field changed; the same row if it has that very value. */
export function withField<Field extends ConversationField>(
  row: Conversation,
  field: Field,
  value: Conversation[Field],
): Conversation {
  if (row[field] === value) return row
  const copy = copyRow(row)
  copy[field] = value
  return copy
}
