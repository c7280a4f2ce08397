import { createTencentV2TimSource } from '@convolist/adapter-tencent-chat'
import { changedRow } from '../work/row.mjs'

/** The native family: a message is told as its whole row. */
export function openTencentV2Tim(rows) {
  const sdk = new Map(rows.map((row) => [row.id, row]))
  const unused = async () => undefined
  let listener
  const chat = {
    getLoginUser: async () => 'me',
    addConversationListener: (callbacks) => {
      listener = callbacks
    },
    removeConversationListener: unused,
    getConversationList: async ({ nextSeq, count }) => ({
      conversationList: rows.slice(nextSeq, nextSeq + count).map(toV2TimRow),
      nextSeq: nextSeq + count,
      isFinished: nextSeq + count >= rows.length,
    }),
    getTotalUnreadMessageCount: async () =>
      rows.reduce((sum, { id, notify }) => sum + (notify === 'none' ? 0 : sdk.get(id).unreadCount), 0),
    pinConversation: unused,
  }
  return {
    source: createTencentV2TimSource(chat),
    eventOf(change) {
      const row = changedRow(sdk.get(change.id), change)
      sdk.set(row.id, row)
      return [toV2TimRow(row)]
    },
    emit: (changed) => listener.onConversationChanged(changed),
    idOf,
  }
}

const idOf = ({ kind, targetId }) => (kind === 'group' ? 'group_' : 'c2c_') + targetId

function toV2TimRow(row) {
  const isGroup = row.kind === 'group'
  const { lastMessage } = row
  return {
    conversationID: idOf(row),
    type: isGroup ? 2 : 1,
    userID: isGroup ? null : row.targetId,
    groupID: isGroup ? row.targetId : null,
    showName: row.title,
    faceUrl: row.avatarUrl,
    recvOpt: row.notify === 'none' ? 2 : 0,
    unreadCount: row.unreadCount,
    draftText: '',
    draftTimestamp: 0,
    isPinned: row.stickTop,
    orderkey: row.sortKey,
    markList: [],
    customData: '',
    conversationGroupList: [...row.labels],
    groupAtInfoList: [],
    lastMessage: {
      msgID: lastMessage.id,
      timestamp: Math.floor(lastMessage.sentAt / 1000),
      sender: lastMessage.senderId,
      nickName: '',
      elemType: 1,
      textElem: { text: lastMessage.text },
      status: 2,
      isSelf: false,
      isPeerRead: false,
    },
  }
}
