/** NIM puts this on the `sortOrder` of pinned rows. */
const PINNED = 1e15

/** A conversation as NIM hands it out, by either of its services. */
export function toNimRow(row) {
  return {
    conversationId: row.id,
    type: row.kind === 'group' ? 2 : 1,
    name: row.title,
    avatar: row.avatarUrl,
    mute: row.notify === 'none',
    stickTop: row.stickTop,
    groupIds: [...row.labels],
    localExtension: '',
    serverExtension: '',
    unreadCount: row.unreadCount,
    sortOrder: row.sortKey + (row.stickTop ? PINNED : 0),
    createTime: row.createdAt,
    updateTime: row.activeAt,
    lastMessage: toNimPreview(row),
  }
}

function toNimPreview({ id, kind, lastMessage }) {
  return {
    lastMessageState: 0,
    messageType: 0,
    messageRefer: {
      messageClientId: lastMessage.id,
      messageServerId: lastMessage.id,
      conversationType: kind === 'group' ? 2 : 1,
      conversationId: id,
      senderId: lastMessage.senderId,
      receiverId: id.split('|')[2],
      createTime: lastMessage.sentAt,
    },
    senderName: '',
    sendingState: 1,
    text: lastMessage.text,
  }
}
