import { toEpochMs, type Conversation } from '@convolist/core'
import { describe, expect, it } from 'vitest'
import { receiptOf } from '../../src/format/receipt.js'
import { message, row } from '../rows.js'

const mine = message({ senderId: 'me', sentAt: toEpochMs(1000) })

describe('how far my last message got', () => {
  it.each<[string, Partial<Conversation>, unknown]>([
    ['theirs', { lastMessage: message() }, { type: 'none' }],
    ['no message', {}, { type: 'none' }],
    ['recalled', { lastMessage: { ...mine, revoked: true } }, { type: 'none' }],
    ['on its way', { lastMessage: { ...mine, status: 'sending' } }, { type: 'sending' }],
    ['failed', { lastMessage: { ...mine, status: 'failed' } }, { type: 'failed' }],
    ['sent', { lastMessage: mine }, { type: 'sent' }],
    ['read before it', { lastMessage: mine, peerReadAt: toEpochMs(999) }, { type: 'sent' }],
    ['read up to it', { lastMessage: mine, peerReadAt: toEpochMs(1000) }, { type: 'read' }],
    ['a group, unknown', { kind: 'group', lastMessage: mine, peerReadAt: toEpochMs(5000) }, { type: 'sent' }],
    [
      'a group, none',
      { kind: 'group', lastMessage: mine, groupReceipt: { messageId: 'm1', read: 0, unread: 3 } },
      { type: 'sent' },
    ],
    [
      'a group, some',
      { kind: 'group', lastMessage: mine, groupReceipt: { messageId: 'm1', read: 2, unread: 3 } },
      { type: 'readBy', read: 2, all: 5 },
    ],
    [
      'a group, all',
      { kind: 'group', lastMessage: mine, groupReceipt: { messageId: 'm1', read: 5, unread: 0 } },
      { type: 'read' },
    ],
    [
      'a group, another message',
      { kind: 'group', lastMessage: mine, groupReceipt: { messageId: 'm0', read: 5, unread: 0 } },
      { type: 'sent' },
    ],
  ])('%s', (_, known, expected) => {
    expect(receiptOf(row(known), 'me')).toEqual(expected)
  })
})
