import { createRongCloudSource } from '@convolist/adapter-rongcloud'
import { changedRow } from '../work/row.mjs'
import { createEmitter } from './emitter.mjs'

/** IMLib: a message is told as the row with what changed in it, each with its time. */
export function openRongCloud(rows) {
  const sdk = new Map(rows.map((row) => [row.id, row]))
  const byTime = rows.toSorted((a, b) => b.activeAt - a.activeAt)
  const { on, off, emit } = createEmitter()
  const answer = (data) => ({ code: 0, data })
  const im = {
    addEventListener: on,
    removeEventListener: off,
    getConnectionStatus: () => 0,
    getCurrentUserId: () => 'me',
    async getConversationList({ startTime, count }) {
      const start = startTime === 0 ? 0 : byTime.findIndex((row) => row.activeAt < startTime)
      return answer(start < 0 ? [] : byTime.slice(start, start + count).map(toRongRow))
    },
    getConversation: async () => answer(undefined),
    getTotalUnreadCount: async () => answer(rows.reduce((sum, { id }) => sum + sdk.get(id).unreadCount, 0)),
    setConversationNotificationLevel: async () => answer(undefined),
  }
  return {
    source: createRongCloudSource(im),
    eventOf(change) {
      const row = changedRow(sdk.get(change.id), change)
      sdk.set(row.id, row)
      const conversation = toRongRow(row)
      const said = (val) => ({ val, time: change.at })
      const updatedItems = {
        latestMessage: said(conversation.latestMessage),
        unreadMessageCount: said(conversation.unreadMessageCount),
      }
      return { conversationList: [{ conversation, updatedItems }] }
    },
    emit: (event) => emit('CONVERSATION', event),
    idOf: (row) => `${typeOf(row)}__${row.targetId}`,
  }
}

const typeOf = ({ kind }) => (kind === 'group' ? 3 : 1)

function toRongRow(row) {
  const { lastMessage } = row
  const conversationType = typeOf(row)
  return {
    conversationType,
    targetId: row.targetId,
    channelId: '',
    isTop: row.stickTop,
    notificationLevel: row.notify === 'none' ? 5 : 0,
    unreadMessageCount: row.unreadCount,
    unreadMentionedCount: 0,
    hasMentioned: false,
    operationTime: row.activeAt,
    latestMessage: {
      messageUId: lastMessage.id,
      messageType: 'RC:TxtMsg',
      conversationType,
      targetId: row.targetId,
      channelId: '',
      senderUserId: lastMessage.senderId,
      sentTime: lastMessage.sentAt,
      sentStatus: 30,
      content: { content: lastMessage.text },
    },
  }
}
