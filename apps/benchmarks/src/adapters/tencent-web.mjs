import { createTencentWebSource } from '@convolist/adapter-tencent-chat'
import { TencentList } from '../vendors/tencent-list.mjs'
import { createEmitter } from './emitter.mjs'

/** The Web SDK without its throttle: each message is told by the whole list, of live objects. */
export function openTencentWeb(rows) {
  const list = new TencentList(rows)
  const { emit, ...listening } = createEmitter()
  const unused = async () => undefined
  const chat = {
    ...listening,
    isReady: () => true,
    getLoginUser: () => 'me',
    getConversationList: async () => ({ data: { conversationList: list.rows, isSyncCompleted: true } }),
    setMessageRead: unused,
    deleteConversation: unused,
    pinConversation: unused,
  }
  return {
    source: createTencentWebSource(chat),
    eventOf: (change) => list.later(change),
    emit: (event) => emit('onConversationListUpdated', { data: event.happen(), isSyncCompleted: true }),
    idOf: ({ kind, targetId }) => (kind === 'group' ? 'GROUP' : 'C2C') + targetId,
  }
}
