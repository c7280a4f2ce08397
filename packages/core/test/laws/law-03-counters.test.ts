import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readView, type Policies, type ViewCounters } from '../../src/index.js'
import { walk } from './follow.js'
import { histories } from './history.js'
import { count } from './reference/index.js'
import { runs } from './runs.js'
import {
  after,
  event,
  given,
  issued,
  notes,
  opened,
  patched,
  rejected,
  row,
  syncFinished,
  syncStarted,
  upserted,
  asked,
  page,
} from './support.js'

const vendorCounts = { capabilities: { mentions: 'vendor' } } as const
const rows = upserted(
  row('a', { on: 1, unread: 3, mentions: { me: 1, all: 1 } }),
  row('b', { on: 2, unread: 2, notify: 'none', markedUnread: true }),
  row('c', { on: 3, markedUnread: true, kind: 'group' }),
  row('d', { on: 4, notify: 'none', markedUnread: true }),
  row('e', { on: 5, unread: 7, marks: ['hidden'] }),
)
const reported = (unread: number, scope = 'unread') => event({ type: 'unreadReported', unread, scope })

describe('law 3, the counters', () => {
  it('law 3: every counter is the sum over the rows of its view', () => {
    const state = given(vendorCounts, rows)
    expect(readView(state).counters).toMatchObject({
      rows: 4,
      unread: 5,
      unreadUnmuted: 3,
      mentions: 2,
      markedUnread: 3,
    })
    expect(readView(state, { filter: { kinds: ['group'] } }).counters).toMatchObject({
      rows: 1,
      unread: 0,
      markedUnread: 1,
    })
    expect(readView(state, { filter: { muted: true } }).counters).toMatchObject({
      rows: 2,
      unread: 2,
      unreadUnmuted: 0,
    })
    expect(readView(state, { filter: { text: 'nobody' } }).counters).toEqual({
      rows: 0,
      unread: 0,
      unreadUnmuted: 0,
      mentions: 0,
      markedUnread: 0,
      badge: 0,
    } satisfies ViewCounters)
  })

  it('law 3: the badge adds up what its policy says', () => {
    const badge = (includeMuted: boolean, includeMarkedUnread: boolean): number => {
      const policies: Partial<Policies> = { badge: { includeMuted, includeMarkedUnread } }
      return readView(given({ ...vendorCounts, policies }, rows)).counters.badge
    }
    expect(badge(false, false)).toBe(3)
    expect(badge(true, false)).toBe(5)
    expect(badge(false, true)).toBe(4)
    expect(badge(true, true)).toBe(7)
  })

  it('law 3: the counters follow what is shown, not what is only true', () => {
    const state = given(vendorCounts, rows, issued('o', 'a b', { type: 'read' }))
    expect(readView(state).counters).toMatchObject({ unread: 0, mentions: 0, markedUnread: 3 })
    expect(readView(after(state, patched('a', { unreadCount: 5 }))).counters.unread).toBe(2)
    expect(readView(after(state, patched('a', { unreadCount: 1 }))).counters.unread).toBe(1)
    expect(readView(after(state, rejected('o'))).counters).toMatchObject({ unread: 5, mentions: 2 })
    expect(readView(given(vendorCounts, rows, issued('o', 'a', { type: 'remove' }))).counters).toMatchObject({
      rows: 3,
      unread: 2,
    })
  })

  it('law 3: no count that is below zero, broken or beyond belief ever enters a sum', () => {
    const state = given(vendorCounts, rows)
    for (const unread of [-1, -0.5, 0.5, NaN, Infinity, 2 ** 53, 1e300, 1_000_000_001]) {
      const next = after(state, upserted(row('a', { on: 9, unread })))
      expect(readView(next).counters).toEqual(readView(state).counters)
    }
    const most = after(state, ...['x', 'y', 'z'].map((name) => upserted(row(name, { on: 9, unread: 1_000_000_000 }))))
    expect(readView(most).counters.unread).toBe(3_000_000_005)
  })

  it("law 3: the vendor's total is kept beside ours and never shown in its place", () => {
    const state = given(vendorCounts, rows, reported(99), reported(1, 'unreadUnmuted'), reported(4, '__proto__'))
    expect(readView(state).counters.unread).toBe(5)
    expect(Object.entries(state.reported).sort()).toEqual([
      ['__proto__', 4],
      ['unread', 99],
      ['unreadUnmuted', 1],
    ])
    expect(Object.getPrototypeOf(state.reported)).toBeNull()
  })

  it("law 3: a difference from the vendor's total is noted only while the list is complete and nothing is open", () => {
    const first = row('a', { on: 1, unread: 3 })
    const synced = given(syncStarted(), asked('r', 's1'), page('r', first), syncFinished())
    expect(synced.sync).toMatchObject({ phase: 'synced', complete: true })
    const codes = (...events: Parameters<typeof notes>[1][]): string[] =>
      notes(synced, ...events).map((note) => note.code)
    expect(codes(reported(3))).toEqual([])
    expect(codes(reported(4))).toEqual(['unread/drift'])
    expect(codes(issued('o', 'a', { type: 'read' }), reported(4))).toEqual([])
    expect(notes(given(upserted(first)), reported(4))).toEqual([])
  })

  it('law 3: where the list is known to be incomplete both numbers are there, and labelled', () => {
    const state = given(
      syncStarted(),
      asked('r', 's1'),
      page('r', row('a', { on: 1, unread: 3 })),
      syncFinished('s1', false),
      reported(40),
    )
    expect(state.sync).toMatchObject({ phase: 'partial', complete: false })
    expect([readView(state).counters.unread, state.reported['unread']]).toEqual([3, 40])
  })

  it('law 3: the open row counts as what it is in a filter it is kept in', () => {
    const unread = { filter: { unread: true } }
    const selection = { keepInFilter: true, keepIndex: false, onRemove: 'none' } as const
    const state = given(
      { views: [unread], policies: { selection } },
      upserted(row('a', { on: 1, unread: 2 })),
      opened('a'),
      patched('a', { unreadCount: 0 }),
    )
    expect(readView(state, unread).counters).toMatchObject({ rows: 1, unread: 0, badge: 0 })
  })

  it('law 3: in random histories every counter is a safe integer, not negative, and the fold over the window', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        walk(history, ({ after: state, model }) => {
          for (const view of [{}, ...model.views]) {
            const reading = readView(state, view)
            expect(reading.counters).toEqual(count(reading.window(0, reading.size), model.policies))
            for (const sum of Object.values(reading.counters)) expect(Number.isSafeInteger(sum) && sum >= 0).toBe(true)
          }
        })
      }),
      runs(200),
    )
  })
})
