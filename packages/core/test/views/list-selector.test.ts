import { describe, expect, it } from 'vitest'
import {
  createListSelector,
  createState,
  type ListState,
  readView,
  reduceBatch,
  type ViewDefinition,
} from '../../src/index.js'
import { openWorld } from '../support/world.js'
import { patched, row, synced, upserted } from '../support/words.js'

const viewOf = (definition: ViewDefinition = {}) => ({ read: (state: ListState) => readView(state, definition) })
const list = (count: number): ListState =>
  reduceBatch(
    createState(),
    synced(...Array.from({ length: count }, (_, i) => row(`r${i}`, { on: count - i, unread: i % 2 }))),
  )
const names = (rows: readonly { readonly id: string }[]): string => rows.map((each) => each.id).join(' ')

describe('a list selector', () => {
  it('selects all rows without a range, and of one state', () => {
    const state = list(3)
    expect(createListSelector(viewOf())(state)).toEqual({
      rows: readView(state).window(0, 3),
      start: 0,
      size: 3,
      counters: readView(state).counters,
      sync: state.sync,
      hasMore: false,
    })
  })

  it.each([
    [{ start: 0, end: 2 }, 'r0 r1', 0],
    [{ start: 2, end: 4 }, 'r2 r3', 2],
    [{ start: 3, end: 99 }, 'r3 r4', 3],
    [{ start: 3, end: Infinity }, 'r3 r4', 3],
    [{ start: -4, end: 2 }, 'r0 r1', 0],
    [{ start: 1.7, end: 3.2 }, 'r1 r2', 1],
    [{ start: 9, end: 12 }, '', 5],
    [{ start: 4, end: 2 }, '', 4],
    [{ start: 2, end: 2 }, '', 2],
    [{ start: NaN, end: 2 }, 'r0 r1', 0],
    [{ start: 0, end: NaN }, '', 0],
  ])('clips %j to the list', (range, expected, start) => {
    const selected = createListSelector(viewOf(), range)(list(5))
    expect([names(selected.rows), selected.start, selected.size]).toEqual([expected, start, 5])
  })

  it('gives the same object while nothing in it changed, and the parts that did not change of a new one', () => {
    const select = createListSelector(viewOf(), { start: 0, end: 2 })
    const state = list(5)
    const before = select(state)
    expect(select(state)).toBe(before)
    expect(select(reduceBatch(state, [patched('r4', { title: 'below' })]))).toBe(before)

    const counted = select(reduceBatch(state, [patched('r4', { unreadCount: 7 })]))
    expect(counted).not.toBe(before)
    expect([counted.rows, counted.sync]).toEqual([before.rows, before.sync])
    expect(counted.rows).toBe(before.rows)
    expect(counted.counters).not.toBe(before.counters)

    const titled = select(reduceBatch(state, [patched('r1', { title: 'other' })]))
    expect(titled.rows).not.toBe(before.rows)
    expect(titled.rows[0]).toBe(before.rows[0])
    expect(titled.counters).toEqual(before.counters)
  })

  it('keeps counters by what they say', () => {
    const select = createListSelector(viewOf(), { start: 0, end: 2 })
    const state = list(5)
    const before = select(state)
    const titled = select(reduceBatch(state, [patched('r1', { title: 'other' })]))
    expect(titled.counters).toBe(before.counters)
  })

  it('of a filter tells of its own rows only', () => {
    const select = createListSelector(viewOf({ filter: { unread: true } }), { start: 0, end: 9 })
    const state = list(6)
    const before = select(state)
    expect(names(before.rows)).toBe('r1 r3 r5')
    expect(select(reduceBatch(state, [upserted(row('new', { on: 99 }))]))).toBe(before)
    const next = select(reduceBatch(state, [patched('r3', { unreadCount: 0 })]))
    expect(names(next.rows)).toBe('r1 r5')
  })

  it('has the next state at once, never a mix of two', () => {
    const select = createListSelector(viewOf())
    const state = list(3)
    const next = reduceBatch(state, [upserted(row('new', { on: 99, unread: 4 }))])
    for (const each of [state, next, state, next]) {
      const { rows, size, counters } = select(each)
      expect([rows.length, counters.rows, counters.unread]).toEqual([
        size,
        size,
        rows.reduce((sum, one) => sum + one.unreadCount, 0),
      ])
    }
  })

  it('says of a view that pages by itself whether that one has more', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => row(`r${i}`, { on: i + 1, unread: i < 5 ? 1 : 0 }))
    const { engine } = await openWorld({ rows, capabilities: { serverFilters: ['unread'] } }, { sync: 'page' })
    const unread = engine.view({ filter: { unread: true } })
    const select = createListSelector(unread)
    expect(select(engine.getState())).toMatchObject({ size: 0, hasMore: true })
    await unread.loadMore()
    expect(select(engine.getState())).toMatchObject({ size: 5, hasMore: false })
    expect(createListSelector(engine.view())(engine.getState()).hasMore).toBe(true)
  })
})
