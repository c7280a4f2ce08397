import type { Prng } from '../prng.js'
import type { TencentPush } from './protocol.js'

type Malformed = Extract<TencentPush, { type: 'malformed' }>

// Events carry no list of ours: a whole-list event that names few rows would delete all others, and rightly so.

const webEvents: readonly (readonly [event: string, data: unknown])[] = [
  ['onConversationListUpdated', null],
  ['onConversationListUpdated', 'conversations'],
  ['onConversationGroupListUpdated', [null, 7, {}]],
  ['onConversationGroupListUpdated', { groups: 1 }],
  ['onTotalUnreadMessageCountUpdated', Number.NaN],
  ['onMessageReadByPeer', [null, { conversationID: 'C2Cnobody', time: 'late', flow: 'out' }]],
  ['onMessageReadByPeer', 42],
  ['onMessageReadReceiptReceived', [{ groupID: 'g', messageID: null, readCount: -1 }]],
  ['onMessageRevoked', [{ conversationID: '', revokerInfo: 'me' }, undefined]],
  ['onNetStateChange', { state: 'wet' }],
]

const nativeEvents: readonly (readonly [event: string, data: unknown])[] = [
  ['onConversationChanged', null],
  ['onConversationChanged', [null, undefined, 42, 'conversation']],
  ['onConversationChanged', [{}, { conversationID: '' }, { conversationID: 'nobody' }]],
  ['onConversationChanged', [{ conversationID: 'c2c_nobody', unreadCount: -5, orderkey: Number.NaN }]],
  ['onNewConversation', { conversationID: 7 }],
  ['onConversationDeleted', [null, '', 12]],
  ['onTotalUnreadMessageCountChanged', 'many'],
  ['onUnreadMessageCountChangedByFilter', { filter: null, totalUnreadCount: {} }],
  ['onConversationGroupNameChanged', { oldName: 1 }],
  ['onConversationsAddedToGroup', { groupName: null, conversationList: 'all' }],
  ['onRecvC2CReadReceipt', [{ userID: null, timestamp: 'now' }]],
  ['onRecvMessageReadReceipts', {}],
  ['onRecvMessageRevoked', { msgID: 0 }],
]

/** An event whose payload makes no sense, such as one bad release has sent at some time. Changes no memory. */
export function malformedPush(prng: Prng, family: 'web' | 'v2tim'): Malformed {
  const [event, data] = prng.pick(family === 'web' ? webEvents : nativeEvents)
  return { type: 'malformed', event, data }
}
