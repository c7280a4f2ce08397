/**
 * A copy of a row, written out: `{ ...row }` of a row this wide costs ten times as much on Node 20, and a floor that
 * did that would be too easy to reach.
 */
export function copyRow(row) {
  return {
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
  }
}

/** The row after a change of `World`; a new object, whichever change it is. */
export function changedRow(row, change) {
  if (change.type === 'row') return change.row
  const next = copyRow(row)
  if (change.type === 'message') {
    next.lastMessage = change.lastMessage
    next.unreadCount = change.unreadCount
    next.sortKey = change.at
    next.activeAt = change.at
  } else if (change.type === 'stickTop') {
    next.stickTop = change.stickTop
    next.stickTopAt = change.stickTop ? change.at : undefined
  } else {
    next.unreadCount = change.unreadCount
    next.mentions = change.mentions
  }
  return next
}

/** Pinned first, then the newest, then by id. */
export function compareRows(a, b) {
  if (a.stickTop !== b.stickTop) return a.stickTop ? -1 : 1
  return b.sortKey - a.sortKey || (a.id === b.id ? 0 : a.id < b.id ? -1 : 1)
}

/** Whether two rows say the same. What mostly differs comes first. */
export function sameRow(a, b) {
  return (
    a === b ||
    (a.sortKey === b.sortKey &&
      a.unreadCount === b.unreadCount &&
      sameMessage(a.lastMessage, b.lastMessage) &&
      a.activeAt === b.activeAt &&
      a.stickTop === b.stickTop &&
      a.notify === b.notify &&
      a.markedUnread === b.markedUnread &&
      a.title === b.title &&
      a.avatarUrl === b.avatarUrl &&
      a.mentions.me === b.mentions.me &&
      a.mentions.all === b.mentions.all &&
      sameFlat(a.draft, b.draft) &&
      a.selfReadAt === b.selfReadAt &&
      a.peerReadAt === b.peerReadAt &&
      sameFlat(a.groupReceipt, b.groupReceipt) &&
      sameTexts(a.marks, b.marks) &&
      sameTexts(a.labels, b.labels) &&
      a.stickTopAt === b.stickTopAt &&
      a.stickTopRank === b.stickTopRank &&
      a.serverExtension === b.serverExtension &&
      a.localExtension === b.localExtension &&
      a.createdAt === b.createdAt &&
      a.updatedAt === b.updatedAt &&
      a.version === b.version &&
      a.kind === b.kind &&
      a.targetId === b.targetId &&
      a.channelId === b.channelId)
  )
}

function sameMessage(a, b) {
  return (
    a === b ||
    (a !== undefined &&
      b !== undefined &&
      a.id === b.id &&
      a.sentAt === b.sentAt &&
      a.text === b.text &&
      a.status === b.status &&
      a.revoked === b.revoked &&
      a.revokedBy === b.revokedBy &&
      a.type === b.type &&
      a.senderId === b.senderId &&
      a.senderName === b.senderName)
  )
}

function sameFlat(a, b) {
  return a === b || (a !== undefined && b !== undefined && Object.keys(a).every((key) => a[key] === b[key]))
}

function sameTexts(a, b) {
  return a === b || (a.length === b.length && a.every((text, at) => text === b[at]))
}
