/** A conversation as Tencent's Web SDK holds it: times in seconds, no id of the last message. */
export function toTencentRow(row) {
  const isGroup = row.kind === 'group'
  const type = isGroup ? 'GROUP' : 'C2C'
  const { avatarUrl: avatar, title, targetId } = row
  return {
    conversationID: type + targetId,
    type,
    subType: isGroup ? 'Public' : '',
    unreadCount: row.unreadCount,
    lastMessage: toTencentPreview(row.lastMessage),
    userProfile: isGroup ? undefined : { userID: targetId, nick: title, avatar },
    groupProfile: isGroup ? { groupID: targetId, name: title, avatar, type: 'Public' } : undefined,
    groupAtInfoList: row.mentions.me > 0 ? [{ atTypeArray: [1], groupID: targetId, messageSequence: 1 }] : [],
    remark: '',
    isPinned: row.stickTop,
    messageRemindType: row.notify === 'none' ? 'AcceptNotNotify' : 'AcceptAndNotify',
    peerReadTime: 0,
    draftText: '',
    markList: [],
    customData: '',
    conversationGroupList: [...row.labels],
  }
}

export function toTencentPreview({ sentAt, senderId, text }) {
  return {
    lastTime: Math.floor(sentAt / 1000),
    lastSequence: sentAt % 1e9,
    fromAccount: senderId,
    type: 'TIMTextElem',
    payload: { text },
    messageForShow: text,
    isRevoked: false,
    revoker: null,
    isPeerRead: false,
    nick: '',
    nameCard: '',
  }
}
