import type { ExpectedRow } from '@convolist/testing'
import { describe, expect, it } from 'vitest'
import { noneWrong, type Shown, type ShownRow, type Wrong, wrongOfBoth } from '../src/wrong.js'

const server = (id: string, sortKey: number, more: Partial<ExpectedRow> = {}): ExpectedRow => ({
  id,
  kind: 'direct',
  targetId: id,
  title: id,
  avatarUrl: undefined,
  stickTop: false,
  notify: 'all',
  unreadCount: 1,
  mentions: 0,
  mentionsOfAll: 0,
  labels: [],
  serverExtension: undefined,
  marks: [],
  markedUnread: false,
  receipt: undefined,
  sortKey,
  lastMessage: {
    id: `m-${id}`,
    sentAt: sortKey,
    senderId: id,
    senderName: id,
    type: 'text',
    text: 'hi',
    revoked: false,
  },
  selfReadAt: 0,
  peerReadAt: 0,
  unsure: [],
  ...more,
})
const shown = (id: string, more: Partial<ShownRow> = {}): ShownRow => ({
  id,
  stickTop: false,
  muted: false,
  unreadCount: 1,
  preview: { id: `m-${id}`, revoked: false },
  ...more,
})

const TRUTH = [server('a', 9), server('b', 8), server('c', 8), server('d', 7)]
const RIGHT: Shown = { rows: TRUTH.map(({ id }) => shown(id)), badge: 4 }
const [A, B, C, D] = RIGHT.rows as [ShownRow, ShownRow, ShownRow, ShownRow]

const wrongOf = (rows: readonly ShownRow[], badge = 4, other = RIGHT): Wrong =>
  wrongOfBoth({ rows, badge }, other, TRUTH, { a: 4, b: 4 }).a
const some = (wrong: Partial<Wrong>): Wrong => ({ ...noneWrong(), ...wrong })

describe('a list beside the server’s', () => {
  it('has nothing wrong where it is the same, and rows of one moment may stand either way', () => {
    expect(wrongOf([A, B, C, D])).toEqual(noneWrong())
    expect(wrongOf([A, C, B, D])).toEqual(noneWrong())
  })

  it.each<[string, readonly ShownRow[], Partial<Wrong>]>([
    ['lacks a row', [A, B, D], { missing: 1, alone: 1 }],
    ['has a row too many', [A, shown('x'), B, C, D], { ghost: 1, alone: 1 }],
    ['has one row out of place', [D, A, B, C], { misplaced: 1 }],
    ['is upside down', [D, C, B, A], { misplaced: 2 }],
    ['counts otherwise', [{ ...A, unreadCount: 0 }, B, C, D], { unread: 1, content: 1, alone: 1 }],
    ['shows an older message', [A, { ...B, preview: undefined }, C, D], { preview: 1, content: 1, alone: 1 }],
    [
      'shows what was taken back',
      [A, { ...B, preview: { id: 'm-b', revoked: true } }, C, D],
      { preview: 1, content: 1, alone: 1 },
    ],
    [
      'has two things wrong of one row',
      [A, B, C, { ...D, muted: true, stickTop: true }],
      { muted: 1, stickTop: 1, content: 1, alone: 1 },
    ],
  ])('%s', (_, rows, wrong) => {
    expect(wrongOf(rows)).toEqual(some(wrong))
  })

  it('may show any message where the newest was deleted, and stand where that one says', () => {
    const truth = [server('a', 9), server('b', 8, { lastMessage: 'unknown' })]
    const list = { rows: [shown('b', { preview: undefined }), A], badge: 2 }
    expect(wrongOfBoth(list, list, truth, { a: 2, b: 2 }).a).toEqual(noneWrong())
  })

  it('is wrong alone only where the other is right', () => {
    const other = { rows: [A, B, D], badge: 3 }
    expect(wrongOf([A, B], 3, other)).toEqual(some({ missing: 2, badge: 1, alone: 1 }))
    expect(wrongOf([A, B, C, D], 3)).toEqual(some({ badge: 1, badgeAlone: 1 }))
  })
})
