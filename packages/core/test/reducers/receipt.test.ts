import { describe, expect, it } from 'vitest'
import type { Conversation, EngineEvent } from '../../src/index.js'
import { capabilities } from '../laws/profiles.js'
import { after, given, setting } from '../laws/support.js'
import { id, message, ms, opened, patched, removed, row, upserted } from '../support/words.js'
import { createState, getConversation, readView, reduce } from '../../src/index.js'

const at = ms(1_000)
const self = (readAt: number, name = 'a'): EngineEvent => ({ type: 'selfReadTo', id: id(name), readAt: ms(readAt), at })
const peer = (readAt: number): EngineEvent => ({ type: 'peerReadTo', id: id('a'), readAt: ms(readAt), at })
const readers = (messageId: string, read: number, unread: number): EngineEvent => ({
  type: 'groupReceiptChanged',
  id: id('a'),
  messageId,
  read,
  unread,
  at,
})
const revoked = (messageId: string, more: { revokedBy?: string; postscript?: string } = {}): EngineEvent => ({
  type: 'messageRevoked',
  id: id('a'),
  messageId,
  ...more,
  at,
})
const a = upserted(row('a', { on: 5, unread: 2 }))
const seen = (...events: EngineEvent[]): Conversation => getConversation(given(a, ...events), 'a')!

describe('a read mark', () => {
  it.each<[string, EngineEvent[], Partial<Conversation>]>([
    ['moves forward', [self(3), self(4)], { selfReadAt: ms(4) }],
    ['never moves back', [self(4), self(3)], { selfReadAt: ms(4) }],
    ['leaves the count alone: it has an event of its own', [self(9)], { unreadCount: 2, selfReadAt: ms(9) }],
    ['of the peer is another one', [peer(3), self(4)], { peerReadAt: ms(3), selfReadAt: ms(4) }],
    ['of the peer never moves back', [peer(4), peer(3)], { peerReadAt: ms(4) }],
    [
      'is not taken away by a row that says nothing of it',
      [self(4), upserted(row('a', { on: 6 }))],
      { selfReadAt: ms(4) },
    ],
    ['outlives its row', [self(4), removed('a'), upserted(row('a', { on: 6 }))], { selfReadAt: ms(4) }],
    [
      'that came for a removed row is there when it returns',
      [removed('a'), self(7), upserted(row('a', { on: 8 }))],
      { selfReadAt: ms(7) },
    ],
  ])('%s', (_, events, expected) => {
    expect(seen(...events)).toMatchObject(expected)
  })

  it.each([
    ['came before the row', [removed('a'), readers('m8', 1, 3), upserted(row('a', { on: 8 }))]],
    [
      'outlive their row',
      [upserted(row('a', { on: 8 })), readers('m8', 1, 3), removed('a'), upserted(row('a', { on: 8 }))],
    ],
  ])('of a group message that %s are there when it is', (_, events) => {
    expect(seen(...events).groupReceipt).toEqual({ messageId: 'm8', read: 1, unread: 3 })
  })

  it('that says nothing new changes nothing', () => {
    const state = given(a, self(4), peer(4))
    expect(after(state, self(4), self(1), peer(4), peer(1))).toBe(state)
  })
})

describe('the readers of a group message', () => {
  it.each<[string, EngineEvent[], object | undefined]>([
    ['are counted by message', [readers('m5', 1, 3)], { messageId: 'm5', read: 1, unread: 3 }],
    ['never become fewer', [readers('m5', 2, 2), readers('m5', 1, 3)], { messageId: 'm5', read: 2, unread: 2 }],
    ['may be more', [readers('m5', 1, 3), readers('m5', 3, 1)], { messageId: 'm5', read: 3, unread: 1 }],
    [
      'of an older message say nothing of the newest',
      [readers('m5', 1, 3), readers('m1', 4, 0)],
      { messageId: 'm5', read: 1, unread: 3 },
    ],
    [
      'of a newer message replace those of the one before',
      [readers('m5', 4, 0), upserted(row('a', { on: 6 })), readers('m6', 1, 3)],
      { messageId: 'm6', read: 1, unread: 3 },
    ],
  ])('%s', (_, events, expected) => {
    expect(seen(...events).groupReceipt).toEqual(expected)
  })

  it('that are said again change nothing', () => {
    const state = given(a, readers('m5', 2, 2))
    expect(after(state, readers('m5', 2, 2), readers('m5', 1, 3))).toBe(state)
  })

  it('of a row nobody knows are kept, the most of them, for when it comes', () => {
    const state = given(readers('m5', 2, 2))
    expect(after(state, readers('m5', 1, 3))).toBe(state)
    const row5 = upserted(row('a', { on: 5 }))
    expect(getConversation(after(state, row5), 'a')!.groupReceipt).toEqual({ messageId: 'm5', read: 2, unread: 2 })
  })
})

describe('a message that was taken back', () => {
  it.each<[string, EngineEvent[], object]>([
    ['loses its words', [revoked('m5', { revokedBy: 'x' })], { revoked: true, text: undefined, revokedBy: 'x' }],
    ['shows the words given in their place', [revoked('m5', { postscript: 'gone' })], { revoked: true, text: 'gone' }],
    [
      'keeps what an earlier notice said',
      [revoked('m5', { postscript: 'gone', revokedBy: 'x' }), revoked('m5')],
      { text: 'gone', revokedBy: 'x' },
    ],
    ['gets what a later notice adds', [revoked('m5'), revoked('m5', { postscript: 'gone' })], { text: 'gone' }],
    ['that is not the newest changes nothing', [revoked('m1')], { revoked: false, text: 'text 5' }],
    [
      'does not come back with an older statement of it',
      [revoked('m5'), upserted(row('a', { on: 5, unread: 2 }))],
      { revoked: true, text: undefined },
    ],
    [
      'does not come back with a patch',
      [revoked('m5'), patched('a', { lastMessage: message(5) })],
      { revoked: true, text: undefined },
    ],
    ['gives way to the next message', [revoked('m5'), upserted(row('a', { on: 6 }))], { id: 'm6', revoked: false }],
  ])('%s', (_, events, expected) => {
    expect(seen(...events).lastMessage).toMatchObject(expected)
  })

  it('is taken back once', () => {
    const notice = revoked('m5', { revokedBy: 'x', postscript: 'gone' })
    const state = given(a, notice)
    expect(after(state, notice, revoked('m5'))).toBe(state)
    expect(after(state, revoked('m5', { revokedBy: 'y' }))).not.toBe(state)
  })

  it('of a row without a message changes nothing', () => {
    const state = given(a, patched('a', { lastMessage: undefined }))
    const notes: unknown[] = []
    expect(reduce(state, revoked('m5'), (note) => notes.push(note))).toBe(state)
    expect(notes).toEqual([])
  })

  it('leaves its words nowhere in the state', () => {
    const state = given(a, revoked('m5'))
    expect(JSON.stringify(readView(state).window(0, 9))).not.toContain('text 5')
  })
})

describe('mentions that we count ourselves', () => {
  const derived = { capabilities: capabilities({ mentions: 'derived' }) }
  const mention = (messageId: string, sentAt: number, scope: 'me' | 'all' = 'me'): EngineEvent => ({
    type: 'mentionReceived',
    id: id('a'),
    messageId,
    sentAt: ms(sentAt),
    scope,
    at,
  })
  const counted = (...events: EngineEvent[]): string => {
    const { me, all } = getConversation(given(derived, a, ...events), 'a')!.mentions
    return `${me} ${all}`
  }

  const read = [mention('m1', 1), patched('a', { unreadCount: 0 })]
  const seen = [mention('m5', 5), mention('m7', 7)]
  const looked = [mention('m1', 1), opened('a'), opened(undefined)]
  const back = [mention('m5', 5), mention('m6', 6), revoked('m6')]
  const open = [opened('a'), mention('m9', 9), opened(undefined)]

  it.each<[string, EngineEvent[], string]>([
    ['are counted by whom they name', [mention('m1', 1), mention('m2', 2, 'all'), mention('m3', 3)], '2 1'],
    ['count once', [mention('m1', 1), mention('m1', 1)], '1 0'],
    ['are over when the row is read', [mention('m1', 1), patched('a', { unreadCount: 0 })], '0 0'],
    ['are over up to where it is read', [mention('m1', 1), mention('m7', 7), self(5)], '1 0'],
    ['before what was read already do not count', [self(5), mention('m1', 1), mention('m7', 7)], '1 0'],
    ['are over when the row is opened', [mention('m1', 1), opened('a')], '0 0'],
    ['of the open row do not count', [opened('a'), mention('m9', 9)], '0 0'],
    ['leave with the message that is taken back', [mention('m5', 5), mention('m6', 6), revoked('m6')], '1 0'],
    ['count no more when they come again after the row was read', [...read, mention('m1', 1)], '0 0'],
    ['count no more when they come again after they were read one by one', [...seen, self(5), mention('m5', 5)], '1 0'],
    ['count no more when they come again after the row was opened', [...looked, mention('m1', 1)], '0 0'],
    ['count no more when the message that was taken back comes again', [...back, mention('m6', 6)], '1 0'],
    ['that came to the open row count no more when they come again', [...open, mention('m9', 9)], '0 0'],
    [
      'count though they are older than those that are read, if they had not come yet',
      [...read, mention('m0', 0)],
      '1 0',
    ],
    ['leave with the row', [mention('m1', 1), removed('a'), upserted(row('a', { on: 9, unread: 1 }))], '0 0'],
    [
      'are the latest to come of as many as the vendor says are unread, where it states the row again',
      [mention('m4', 4), mention('m7', 7, 'all'), mention('m5', 5), upserted(row('a', { on: 6, unread: 1 }))],
      '1 1',
    ],
    ['stay when the vendor states the row again', [mention('m1', 1), upserted(row('a', { on: 6, unread: 3 }))], '1 0'],
  ])('%s', (_, events, expected) => {
    expect(counted(...events)).toBe(expected)
  })

  it('of one row are counted up to the latest 500, and those before them count no more', () => {
    const many = Array.from({ length: 501 }, (_, i) => mention(`m${i}`, i))
    expect(counted(...many, mention('m0', 0))).toBe('500 0')
    expect(counted(...many, patched('a', { unreadCount: 0 }), mention('m2', 2))).toBe('0 0')
  })

  it('that come before their row wait for it', () => {
    const state = given(derived, mention('m1', 1), mention('m2', 2, 'all'), a)
    expect(getConversation(state, 'a')?.mentions).toEqual({ me: 1, all: 1 })
  })

  it('that come before their row are forgotten for too many rows, the longest unheard of first', () => {
    const names = Array.from({ length: 60 }, (_, index) => `x${index}`)
    const rowsOf = (some: readonly string[]): EngineEvent => upserted(...some.map((name) => row(name, { unread: 1 })))
    const told = names.map((name) => ({ ...mention('m1', 1), id: id(name) }))
    const state = after(createState({ tombstoneLimit: 20 }), ...setting(derived), rowsOf(names.slice(0, 10)), ...told)
    const all = after(state, rowsOf(names.slice(10)))
    const kept = names.filter((name) => getConversation(all, name)!.mentions.me > 0)
    expect(kept.length).toBeGreaterThanOrEqual(28)
    expect(kept.length).toBeLessThanOrEqual(30)
    expect(kept).toEqual([...names.slice(0, 10), ...names.slice(10 - kept.length)])
  })

  it('that come before their row are over up to where it is read', () => {
    const state = given(derived, mention('m1', 1), mention('m5', 5, 'all'), mention('m7', 7), self(5), a)
    expect(getConversation(state, 'a')?.mentions).toEqual({ me: 1, all: 0 })
  })

  it('are not counted where the vendor counts them', () => {
    const state = given({ capabilities: capabilities({ mentions: 'vendor' }) }, a)
    expect(after(state, mention('m1', 1))).toBe(state)
  })
})
