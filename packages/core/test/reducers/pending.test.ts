import { describe, expect, it } from 'vitest'
import { type EngineEvent, getConversation, type ListState } from '../../src/index.js'
import {
  after,
  asked,
  confirmed,
  event,
  given,
  issued,
  notes,
  operation,
  rejected,
  show,
  ticked,
} from '../laws/support.js'
import { id, patched, row, upserted } from '../support/words.js'

const pin = { type: 'stickTop', stickTop: true } as const
const rows = upserted(row('a', { on: 2 }), row('b', { on: 1 }))
const wanted = (state: ListState): string => [...state.parts.wanted].join(' ')

describe('an operation on many rows', () => {
  it.each<[string, EngineEvent[], string, number]>([
    ['is pending until all have been answered', [confirmed('o', { ids: [id('a')] })], '^a ^b', 1],
    ['goes back for the rows that were refused', [rejected('o', { ids: [id('a')] })], '^b a', 1],
    [
      'has its answer when each row has one',
      [confirmed('o', { ids: [id('a')] }), rejected('o', { ids: [id('b')] })],
      '^a b',
      0,
    ],
    ['takes the first answer', [confirmed('o'), confirmed('o', { at: 3_000 })], '^a ^b', 0],
    ['knows nothing of rows that are not its own', [rejected('o', { ids: [id('zzz')] })], '^a ^b', 1],
    ['is not ended by an answer to another one', [rejected('other'), confirmed('another')], '^a ^b', 1],
  ])('%s', (_, answers, expected, pending) => {
    const state = given(rows, issued('o', 'a b', pin), ...answers)
    expect([show(state), state.pendingCount]).toEqual([expected, pending])
  })

  it('counts one answer for each row, however often it comes', () => {
    const state = given(rows, issued('o', 'a b', pin))
    const only = { ids: [id('a')] }
    for (const answer of [confirmed('o', only), rejected('o', only)]) {
      expect(after(state, answer, answer).pendingCount).toBe(1)
      expect(after(state, confirmed('o', only), answer, confirmed('o')).pendingCount).toBe(0)
    }
    expect(after(state, confirmed('o', only), rejected('o', only)).pendingCount).toBe(1)
    const beside = after(state, issued('p', 'a', pin), confirmed('p'), rejected('o', only))
    expect([beside.pendingCount, after(beside, confirmed('o')).pendingCount]).toEqual([1, 0])
  })

  it('that is issued twice, or on rows nobody knows, changes nothing', () => {
    const state = given(rows, issued('o', 'a', pin))
    expect(after(state, issued('o', 'b', pin), issued('p', 'nobody', pin))).toBe(state)
  })
})

describe('the time of an operation', () => {
  it('is over after thirty seconds for rows without an answer: they are rolled back and read again', () => {
    const state = given(
      rows,
      issued('o', 'a b', pin),
      confirmed('o', { ids: [id('a')] }),
      patched('a', { stickTop: true }),
    )
    expect(show(after(state, ticked(30_999)))).toBe('^a ^b')
    const over = after(state, ticked(31_000))
    expect([show(over), wanted(over), over.pendingCount]).toEqual(['^a b', 'b', 0])
    expect(notes(state, ticked(31_000)).map((note) => note.code)).toEqual(['operation/timeout'])
  })

  it('is not over for rows whose answer came late: those are held for their echo like any other', () => {
    const state = given(rows, issued('o', 'a b', pin), confirmed('o', { ids: [id('a')], at: 30_500 }))
    const over = after(state, ticked(31_000))
    expect([show(over), wanted(over)]).toEqual(['^a b', 'b'])
    const held = after(over, ticked(35_499))
    expect(show(held)).toBe('^a b')
    const silent = after(held, ticked(35_500))
    expect([show(silent), wanted(silent), silent.parts.operations.size]).toEqual(['a b', 'b a', 0])
    expect(notes(held, ticked(35_500)).map((note) => note.code)).toEqual(['operation/no-echo'])
  })

  it('of an answer is that of the first one', () => {
    const state = given(rows, issued('o', 'a', pin), confirmed('o', { at: 2_000 }), confirmed('o', { at: 6_000 }))
    expect([show(after(state, ticked(6_999))), show(after(state, ticked(7_000)))]).toEqual(['^a b', 'a b'])
  })

  it('is each operation’s own, on the same row', () => {
    const mute = { type: 'notify', notify: 'none' } as const
    const state = given(
      rows,
      issued('o', 'a b', pin),
      issued('p', 'a', mute),
      confirmed('o', { at: 2_000 }),
      confirmed('p', { at: 4_000 }),
    )
    const [one, both] = [after(state, ticked(7_000)), after(state, ticked(9_000))]
    expect([show(state), show(one), show(both)]).toEqual(['^a~ ^b', 'a~ b', 'a b'])
    expect([one, both].map(({ parts }) => [...parts.operations.keys()].join())).toEqual(['p', ''])
    expect(notes(state, ticked(7_000)).map((note) => [note.code, note.path])).toEqual([['operation/no-echo', 'o']])
  })

  it('once over, leaves the row that a page did not have, which was not refused', () => {
    const missing = event({ type: 'pageReceived', requestId: 'r', rows: [], missing: [id('a')] })
    const begin = [rows, issued('o', 'a', pin), asked('r'), missing]
    const state = given({ capabilities: { fetchByIds: false } }, ...begin, confirmed('o', { at: 2_000 }))
    expect([show(state), show(after(state, ticked(7_000)))]).toEqual(['^a b', 'a b'])
  })

  it('of a held operation alone is no timeout', () => {
    const state = given(rows, issued('o', 'a', pin), confirmed('o', { at: 30_500 }))
    expect(after(state, ticked(31_000))).toBe(state)
    expect(notes(state, ticked(31_000))).toEqual([])
  })

  it('is told by the tick alone', () => {
    const state = given(rows, issued('o', 'a', pin))
    const later = after(state, {
      ...patched('b', { title: 'x' }),
      at: operation('x', 'a', pin, { issuedAt: 99_000 as never }).issuedAt,
    })
    expect(getConversation(later, 'a')?.stickTop).toBe(true)
  })
})
