import type { Prng } from '../../prng.js'
import type { RongPush } from './protocol.js'

const events: readonly (readonly [event: string, data: unknown])[] = [
  ['CONVERSATION', null],
  ['CONVERSATION', { conversationList: [null, undefined, 42, 'conversation'] }],
  ['CONVERSATION', { conversationList: [{}, { conversation: { conversationType: 1, targetId: '' } }] }],
  ['CONVERSATION', { conversationList: [{ conversation: { conversationType: 99, targetId: 'x' }, updatedItems: {} }] }],
  [
    'CONVERSATION',
    {
      conversationList: [
        {
          conversation: { conversationType: 1, targetId: 'nobody' },
          updatedItems: { unreadMessageCount: { time: 'late', val: -5 }, isTop: 7 },
        },
      ],
    },
  ],
  ['MESSAGES', { messages: [null, { conversationType: 1, messageType: 'RC:RcCmd', content: null }] }],
  ['READ_RECEIPT_RECEIVED', { conversation: null, sentTime: Number.NaN }],
  ['MESSAGE_RECEIPT_RESPONSE', { conversation: { conversationType: 3 }, messageUIdList: 'all' }],
  ['MESSAGE_MODIFIED', 'message'],
]

/** An event whose payload makes no sense, such as one bad release has raised at some time. Changes no memory. */
export function malformedPush(prng: Prng): Extract<RongPush, { type: 'malformed' }> {
  const [event, data] = prng.pick(events)
  return { type: 'malformed', event, data }
}
