import type { Prng } from '../prng.js'
import type { NimPush } from './protocol.js'

type Malformed = Extract<NimPush, { type: 'malformed' }>

const listEvents: readonly (readonly [event: string, ...args: unknown[]])[] = [
  ['onConversationChanged', null],
  ['onConversationChanged', [null, undefined, 42, 'conversation']],
  ['onConversationChanged', [{}]],
  ['onConversationChanged', [{ conversationId: '', type: 1, unreadCount: 1, sortOrder: 1 }]],
  ['onConversationChanged', [{ conversationId: 'nobody-knows-this', unreadCount: -5, sortOrder: Number.NaN }]],
  ['onConversationChanged', [{ conversationId: 'somebody-else|1|bob', type: 1, unreadCount: 3, sortOrder: 9e15 }]],
  ['onConversationCreated', undefined],
  ['onConversationCreated', { conversationId: 7, unreadCount: 'many' }],
  ['onConversationDeleted', 'not a list'],
  ['onConversationDeleted', [null, '', 12]],
  ['onTotalUnreadCountChanged', Number.NaN],
  ['onUnreadCountChangedByFilter', null, 'x'],
  ['onConversationReadTimeUpdated', undefined, Infinity],
]

const messageEvents: readonly (readonly [event: string, ...args: unknown[]])[] = [
  ['onReceiveMessages', [null, {}]],
  ['onReceiveP2PMessageReadReceipts', [{ conversationId: null, timestamp: 'now' }]],
  ['onReceiveTeamMessageReadReceipts', {}],
  ['onMessageRevokeNotifications', [{ messageRefer: null }]],
]

/** An event whose payload makes no sense, such as one bad release has sent at some time. Changes no memory. */
export function malformedPush(prng: Prng): Malformed {
  const ofMessages = prng.chance(0.25)
  const [event, ...args] = prng.pick(ofMessages ? messageEvents : listEvents)
  const list = prng.pick(['V2NIMConversationService', 'V2NIMLocalConversationService'] as const)
  return { type: 'malformed', service: ofMessages ? 'V2NIMMessageService' : list, event, args }
}
