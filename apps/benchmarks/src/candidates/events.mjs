// A change of the world in core's words; made before the clock runs.

export function toEvent(change) {
  const { at } = change
  if (change.type === 'row') return { type: 'conversationsUpserted', at, rows: [change.row] }
  return { type: 'conversationsPatched', at, patches: [toPatch(change)] }
}

function toPatch(change) {
  const { id, at } = change
  if (change.type === 'stickTop') return { id, stickTop: change.stickTop }
  if (change.type === 'unread') return { id, unreadCount: change.unreadCount, mentions: change.mentions }
  return { id, lastMessage: change.lastMessage, unreadCount: change.unreadCount, sortKey: at, activeAt: at }
}

export function toSnapshot(rows, at) {
  return { type: 'snapshotReceived', at, rows, complete: true }
}

/** Asked for and received at once: nothing happened in between. */
export function toPage(rows, at) {
  return [
    { type: 'pageRequested', at, requestId: 'page' },
    { type: 'pageReceived', at, requestId: 'page', rows, hasMore: true },
  ]
}
