import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseId, toTypes } from '../src/ids.js'
import { isUikitMention } from '../src/mentions.js'
import { toLabel, toRow, type RowContext } from '../src/to-row.js'

const context: RowContext = { account: 'me', revoked: new Map(), native: false, cloud: true }

const refer = {
  senderId: 'bob',
  receiverId: 'me',
  messageClientId: 'c1',
  messageServerId: 's1',
  createTime: 1700,
  conversationType: 1,
  conversationId: 'me|1|bob',
}
const lastMessage = { lastMessageState: 0, messageRefer: refer, messageType: 0, text: 'hi', senderName: 'Bob' }
const conversation = {
  conversationId: 'me|1|bob',
  type: 1,
  name: 'Bob',
  avatar: 'https://example.org/bob.png',
  mute: false,
  stickTop: false,
  localExtension: '',
  serverExtension: '{"vip":1}',
  groupIds: ['g1'],
  lastMessage,
  unreadCount: 3,
  sortOrder: 1700,
  createTime: 1000,
  updateTime: 1800,
}

describe('a conversation becomes a row', () => {
  it('copies every field under our names', () => {
    expect(toRow(conversation, context)).toEqual({
      id: 'me|1|bob',
      kind: 'direct',
      targetId: 'bob',
      channelId: undefined,
      title: 'Bob',
      avatarUrl: 'https://example.org/bob.png',
      stickTop: false,
      stickTopAt: undefined,
      stickTopRank: undefined,
      notify: 'all',
      unreadCount: 3,
      markedUnread: false,
      mentions: { me: 0, all: 0 },
      draft: undefined,
      lastMessage: {
        id: 'c1',
        sentAt: 1700,
        senderId: 'bob',
        senderName: 'Bob',
        type: 'text',
        text: 'hi',
        status: 'sent',
        revoked: false,
        revokedBy: undefined,
      },
      sortKey: 1700,
      activeAt: 1700,
      selfReadAt: undefined,
      peerReadAt: undefined,
      groupReceipt: undefined,
      marks: [],
      labels: ['g1'],
      serverExtension: '{"vip":1}',
      localExtension: undefined,
      createdAt: 1000,
      updatedAt: 1800,
      version: undefined,
    })
  })

  it('lifts the row for a message whose words are no text', () => {
    const odd = { ...lastMessage, text: 5, senderName: {} }
    const row = toRow({ ...conversation, lastMessage: odd }, context)
    expect(row).toMatchObject({ unreadCount: 3, activeAt: 1700 })
    expect(row.lastMessage).toMatchObject({ id: 'c1', text: undefined, senderName: undefined })
  })

  it('keeps nothing of the SDK’s own object', () => {
    const row = toRow(conversation, context)
    expect(row.labels).not.toBe(conversation.groupIds)
    expect(row.lastMessage).not.toBe(conversation.lastMessage)
  })

  it.each([
    ['a team', { conversationId: 'me|2|77' }, { kind: 'group', targetId: '77' }],
    ['a super team', { conversationId: 'me|3|77' }, { kind: 'super-group', targetId: '77' }],
    ['a target with bars', { conversationId: 'me|1|a|2|b' }, { kind: 'direct', targetId: 'a|2|b' }],
    ['a note to self', { conversationId: 'me|1|me' }, { targetId: 'me' }],
    ['a name that is only the id again', { name: 'bob' }, { title: undefined }],
    ['no name', { name: undefined }, { title: undefined }],
    ['an empty avatar', { avatar: '' }, { avatarUrl: undefined }],
    ['muted', { mute: true }, { notify: 'none' }],
    ['pinned, with the prefix', { stickTop: true, sortOrder: 1e15 + 42 }, { stickTop: true, sortKey: 42 }],
    ['pinned, without the prefix (10.8.1)', { stickTop: true, sortOrder: 42 }, { stickTop: true, sortKey: 42 }],
    ['sortOrder 0', { sortOrder: 0 }, { sortKey: 0 }],
    ['a read time (10.9.0)', { lastReadTime: 1750 }, { selfReadAt: 1750 }],
    ['a read time of 0', { lastReadTime: 0 }, { selfReadAt: undefined }],
    ['no last message', { lastMessage: null }, { lastMessage: undefined, activeAt: 1800 }],
    ['neither message nor update', { lastMessage: undefined, updateTime: 0 }, { activeAt: 1000, updatedAt: undefined }],
  ])('%s', (_name, change, expected) => {
    expect(toRow({ ...conversation, ...change }, context)).toMatchObject(expected)
  })

  it.each([
    ['its last message', {}, 1700],
    ['its making, where it has none', { lastMessage: null }, 1000],
    ['its last change, where neither is known', { lastMessage: null, createTime: 0 }, 1800],
  ])('a row of the local service stands at %s', (_name, change, at) => {
    const row = toRow({ ...conversation, sortOrder: 9000, ...change }, { ...context, cloud: false })
    expect(row).toMatchObject({ sortKey: at, activeAt: at })
  })

  it('takes a conversation of node-nim, where every field but the id may be missing', () => {
    expect(toRow({ conversationId: 'me|1|bob' }, context)).toMatchObject({ unreadCount: 0, sortKey: 0, activeAt: 0 })
    expect(toRow({ conversationId: 'me|1|bob', lastMessage: {} }, context).lastMessage).toBeUndefined()
  })

  it.each([
    [0, 'text'],
    [1, 'image'],
    [2, 'audio'],
    [3, 'video'],
    [4, 'location'],
    [5, 'notification'],
    [6, 'file'],
    [10, 'tip'],
    [12, 'call'],
    [100, 'custom'],
    [-1, 'unknown'],
    [undefined, 'unknown'],
  ])('message type %s is %s', (messageType, type) => {
    expect(toRow({ ...conversation, lastMessage: { ...lastMessage, messageType } }, context).lastMessage?.type).toBe(
      type,
    )
  })

  it.each([
    [undefined, 'sent'],
    [0, 'sent'],
    [1, 'sent'],
    [2, 'failed'],
    [3, 'sending'],
  ])('sending state %s is %s', (sendingState, status) => {
    const row = toRow({ ...conversation, lastMessage: { ...lastMessage, lastMessageState: 2, sendingState } }, context)
    expect(row.lastMessage).toMatchObject({ status, text: 'hi', revoked: false })
  })
})

describe('the words of a revoked message', () => {
  const revokedRow = { ...conversation, lastMessage: { ...lastMessage, lastMessageState: 1, revokeAccountId: 'bob' } }
  const knowing = (postscript?: string): RowContext => ({
    ...context,
    revoked: new Map([['c1', { revokedBy: 'boss', postscript }]]),
  })

  it('never come from the row, which still holds them', () => {
    const { lastMessage: shown } = toRow(revokedRow, context)
    expect(shown).toMatchObject({ revoked: true, revokedBy: 'bob', text: undefined })
    expect(JSON.stringify(toRow(revokedRow, context))).not.toContain('hi')
  })

  it('give way to the postscript of the notification', () => {
    expect(toRow(revokedRow, knowing('taken back')).lastMessage?.text).toBe('taken back')
    expect(toRow(revokedRow, knowing()).lastMessage).toMatchObject({ text: undefined, revokedBy: 'boss' })
  })

  it('stay away where the SDK lost the mark (local service) but the notification came', () => {
    expect(toRow(conversation, knowing()).lastMessage).toMatchObject({ revoked: true, text: undefined })
  })

  it('are a postscript where the server made the preview from the revocation', () => {
    const { messageType: _type, ...fromServer } = { ...revokedRow.lastMessage, text: 'taken back' }
    const synced = { ...conversation, lastMessage: fromServer }
    expect(toRow(synced, context).lastMessage?.text).toBe('taken back')
    expect(toRow(synced, { ...context, native: true }).lastMessage?.text).toBeUndefined()
  })
})

describe('what is not what NIM promises', () => {
  it.each([
    ['not an object', 'x', 'conversation'],
    ['no id', {}, 'conversationId'],
    ['an id of another account', { ...conversation, conversationId: 'you|1|bob' }, 'conversationId'],
    ['type 0', { ...conversation, conversationId: 'me|0|bob' }, 'conversationId'],
    ['no target', { ...conversation, conversationId: 'me|1|' }, 'conversationId'],
    ['a name that is a number', { ...conversation, name: 7 }, 'name'],
    ['a mute that is a text', { ...conversation, mute: 'true' }, 'mute'],
    ['a negative count', { ...conversation, unreadCount: -1 }, 'unreadCount'],
    ['NaN for order', { ...conversation, sortOrder: Number.NaN }, 'sortOrder'],
    ['groups that are a text', { ...conversation, groupIds: '["g"]' }, 'groupIds'],
    ['a group that is a number', { ...conversation, groupIds: [1] }, 'groupIds'],
    ['a message that is a text', { ...conversation, lastMessage: '{}' }, 'lastMessage'],
    [
      'a time that is a text',
      { ...conversation, lastMessage: { messageRefer: { ...refer, createTime: '1' } } },
      'createTime',
    ],
  ])('%s is refused by the name of the field', (_name, value, field) => {
    expect(() => toRow(value, context)).toThrow(field)
  })

  it('never puts content into the refusal', () => {
    expect(() => toRow({ ...conversation, name: { secret: 'words' } }, context)).toThrow(
      /^name is missing or malformed$/,
    )
  })

  it('arbitrary JSON gives a row of this account or a TypeError, nothing else', () => {
    const outcome = (value: object): string => {
      try {
        return toRow({ ...value, conversationId: 'me|1|bob' }, context).id
      } catch (cause) {
        return (cause as Error).constructor.name
      }
    }
    const fields = fc.record(Object.fromEntries(Object.keys(conversation).map((key) => [key, fc.jsonValue()])))
    fc.assert(fc.property(fields, (value) => ['me|1|bob', 'TypeError'].includes(outcome(value))))
  })
})

describe('ids', () => {
  it('are parsed with the account we know, whatever characters it has', () => {
    expect(parseId('a.b|1|x', 'a.b')).toMatchObject({ type: 1, targetId: 'x' })
    expect(parseId('aXb|1|x', 'a.b')).toBeUndefined()
    expect(parseId('me|1|__proto__', 'me')).toMatchObject({ targetId: '__proto__' })
    expect(parseId('me|1|two\nlines', 'me')).toMatchObject({ targetId: 'two\nlines' })
  })

  it('come back the same for every account and target', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.constantFrom(1, 2, 3),
        (account, target, type) => {
          expect(parseId(`${account}|${type}|${target}`, account)).toMatchObject({ type, targetId: target })
        },
      ),
    )
  })

  it('leave out kinds that NIM does not have', () => {
    expect(toTypes(['super-group', 'system', 'direct'])).toEqual([3, 1])
  })
})

describe('labels', () => {
  it('are NIM’s conversation groups', () => {
    const group = { groupId: 'g1', name: 'VIP', serverExtension: '', createTime: 5, updateTime: 0 }
    expect(toLabel(group)).toEqual({
      id: 'g1',
      name: 'VIP',
      serverExtension: undefined,
      createdAt: 5,
      updatedAt: undefined,
    })
    expect(() => toLabel({ name: 'x' })).toThrow('groupId')
  })
})

describe('mentions by the UIKit’s convention', () => {
  const message = (yxAitMsg: unknown, conversationType = 2): Parameters<typeof isUikitMention>[0] => ({
    conversationType,
    serverExtension: JSON.stringify({ yxAitMsg }),
  })

  it.each([
    ['names me', message({ me: { text: '@me' }, ait_all: {} }), 'me'],
    ['names everyone', message({ ait_all: {} }), 'all'],
    ['names somebody else', message({ bob: {} }), undefined],
    ['in a super team', message({ me: {} }, 3), 'me'],
    ['one to one', message({ me: {} }, 1), undefined],
    ['an extension that is not JSON', { conversationType: 2, serverExtension: 'yxAitMsg' }, undefined],
    ['an extension of null', { conversationType: 2, serverExtension: 'null // yxAitMsg' }, undefined],
    ['a list', message(['me']), undefined],
    ['an extension that is a number', { conversationType: 2, serverExtension: 7 as unknown as string }, undefined],
    ['no extension', { conversationType: 2 }, undefined],
  ])('%s', (_name, value, expected) => {
    expect(isUikitMention(value, 'me')).toBe(expected)
  })

  it('does not take inherited names for accounts', () => {
    expect(isUikitMention(message({}), 'toString')).toBeUndefined()
    expect(isUikitMention({ conversationType: 2, serverExtension: '{"yxAitMsg":{"__proto__":{}}}' }, '__proto__')).toBe(
      'me',
    )
  })
})
