import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Conversation,
  createState,
  type EngineEvent,
  getConversation,
  type ListState,
  type OperationId,
  readView,
  reduce,
  reduceBatch,
} from '../../src/index.js'
import { versioned } from '../laws/profiles.js'
import {
  after,
  asked,
  event,
  given,
  operation,
  page,
  removed,
  syncFailed,
  syncStarted,
  upserted,
} from '../laws/support.js'
import { ms, row } from '../support/words.js'

const snapshotOf = (rows: readonly Conversation[], complete = true): EngineEvent => ({
  type: 'snapshotReceived',
  at: ms(1),
  rows,
  complete,
})

const ids = Array.from({ length: 80 }, (_, i) => `c${i}`)
const listed = fc.record({ id: fc.constantFrom(...ids), on: fc.nat(100), unread: fc.nat(4) })
const rowOf = ({ id, on, unread }: { id: string; on: number; unread: number }): Conversation => row(id, { on, unread })
const unique = fc.uniqueArray(listed, { selector: ({ id }) => id, maxLength: 80 })

describe('a snapshot', () => {
  it('takes over the last statement of each row, in whatever order they come and however often', () => {
    fc.assert(
      fc.property(unique, fc.array(listed, { maxLength: 120 }), fc.boolean(), (before, after, complete) => {
        const known = before.map(rowOf)
        const rows = after.map(rowOf)
        const wanted = new Map((complete ? [] : known).map((each) => [each.id, each]))
        for (const each of rows) wanted.set(each.id, each)
        const state = reduce(reduce(createState(), snapshotOf(known)), snapshotOf(rows, complete))
        const reading = readView(state)
        const shown = reading.window(0, 1000)
        expect(new Set(shown.map(({ id }) => id))).toEqual(new Set(wanted.keys()))
        for (const each of shown) expect(each).toMatchObject({ ...wanted.get(each.id), stickTopAt: undefined })
        expect(shown.map(({ sortKey }) => sortKey)).toEqual(shown.map(({ sortKey }) => sortKey).sort((a, b) => b - a))
        expect(reading.counters.unread).toBe([...wanted.values()].reduce((sum, each) => sum + each.unreadCount, 0))
      }),
    )
  })

  it('in the order of the list, keeps every row that says the same, also past rows that moved or left', () => {
    const known = Array.from({ length: 400 }, (_, i) => row(`c${i}`, { on: 1000 - i }))
    const state = reduce(createState(), snapshotOf(known))
    const moved = row('c300', { on: 2000 })
    const left = (each: Conversation, i: number): boolean => i % 50 >= 10 && each.id !== 'c300'
    const rows = [moved, ...known.filter(left).map((each) => Object.assign({}, each))]
    const next = reduce(state, snapshotOf(rows))
    expect(readView(next).window(0, 1)[0]).toBe(moved)
    for (const each of known.filter(left)) expect(getConversation(next, each.id)).toBe(getConversation(state, each.id))
    expect(readView(next).size).toBe(rows.length)
  })

  it('notes what it cannot read, and does not sweep what that may have been', () => {
    const state = reduce(createState(), snapshotOf([row('a', { on: 1 }), row('b', { on: 2 })]))
    const paths: string[] = []
    const bad = { ...row('a', { on: 3 }), unreadCount: -1 }
    const next = reduce(state, snapshotOf([bad, row('c', { on: 4 })]), ({ path }) => paths.push(path ?? ''))
    expect(
      readView(next)
        .window(0, 9)
        .map(({ id }) => id),
    ).toEqual(['c', 'a'])
    expect(paths).toEqual(['rows[0].unreadCount'])
  })

  it('takes out what it does not name, also when it ends the last open operation', () => {
    const before = reduce(createState(), snapshotOf([row('a', { on: 1 }), row('b', { on: 2 })]))
    const pinned = reduceBatch(before, [
      { type: 'operationIssued', operation: operation('o', 'a', { type: 'stickTop', stickTop: true }), at: ms(2) },
      { type: 'operationConfirmed', operationId: 'o' as OperationId, at: ms(3) },
      snapshotOf([row('a', { on: 1, stickTop: true })]),
    ])
    expect(pinned.pendingCount).toBe(0)
    expect(
      readView(pinned)
        .window(0, 9)
        .map(({ id }) => id),
    ).toEqual(['a'])
  })

  it('with one id twice in the very first list is the same as one row after the other', () => {
    const rows = [row('a', { on: 1, unread: 2 }), row('b', { on: 2 }), row('a', { on: 3, unread: 5 })]
    const state = reduce(createState(), snapshotOf(rows))
    expect(
      readView(state)
        .window(0, 9)
        .map(({ id }) => id),
    ).toEqual(['a', 'b'])
    expect(readView(state).counters.unread).toBe(5)
  })
})

describe('a snapshot beside what is known', () => {
  const told = (rows: readonly Conversation[], complete: boolean): EngineEvent =>
    event({ type: 'snapshotReceived', rows, complete })
  const known = { ...row('a', { on: 5, title: 'known' }), version: 5 }
  const listed = given({ capabilities: versioned }, upserted(known))

  it('of a lower version is old news of that row', () => {
    const titles = [4, 5, 6, undefined].map((version) => {
      const said = { ...row('a', { on: 5, title: 'told' }), version }
      return getConversation(after(listed, told([said], true)), 'a')?.title
    })
    expect(titles).toEqual(['known', 'told', 'told', 'told'])
  })

  it('brings a removed row back with a higher version, or if it is the whole list', () => {
    const gone = after(listed, event({ type: 'conversationsRemoved', ids: [known.id], versions: [6] }))
    const back = (version: number | undefined, complete: boolean): unknown[] => {
      const state = after(gone, told([{ ...known, version }], complete))
      return [readView(state).size, state.parts.tombstones.size]
    }
    expect([6, 7, undefined].map((version) => back(version, false))).toEqual([
      [0, 1],
      [1, 0],
      [1, 0],
    ])
    expect([6, 7].map((version) => back(version, true))).toEqual([
      [1, 0],
      [1, 0],
    ])
    const other = after(gone, told([{ ...row('b', { on: 1 }), version: 1 }], false))
    expect([readView(other).size, other.parts.tombstones.size]).toEqual([1, 1])
  })

  it('is newer than a page that was asked for before it', () => {
    const state = given({}, upserted(row('a', { on: 5 })), asked('r'), told([row('a', { on: 5, title: 'told' })], true))
    const paged = (before: ListState): string | undefined =>
      getConversation(after(before, page('r', row('a', { on: 5, title: 'paged' }))), 'a')?.title
    expect(paged(state)).toBe('told')
    // One that said nothing new of the row is no word against the page.
    expect(paged(given({}, upserted(row('a', { on: 5 })), asked('r'), told([row('a', { on: 5 })], true)))).toBe('paged')
  })

  it('tells how whole the list is, but not while a sync is at work', () => {
    const sync = ({ sync: { phase, complete, hasMore } }: ListState): unknown[] => [phase, complete, hasMore]
    const more = event({ type: 'pageReceived', requestId: 'r', rows: [], hasMore: true })
    const paged = given({}, asked('r'), more)
    expect(sync(after(paged, told([], true)))).toEqual(['synced', true, false])
    expect(sync(after(paged, told([], false)))).toEqual(['partial', false, true])
    expect(sync(after(paged, syncStarted(), told([], true)))).toEqual(['syncing', false, true])
    expect(after(paged, syncStarted(), syncFailed(), told([], true)).sync.error).toBeUndefined()
  })

  it('that repeats a row out of its order takes the last that it said', () => {
    const rows = Array.from({ length: 12 }, (_, i) => row(`c${i}`, { on: 100 - i }))
    const last = row('c9', { on: 200, title: 'last' })
    const state = after(
      given({}, upserted(...rows)),
      told([row('c9', { on: 150, title: 'first' }), ...rows.slice(0, 9), last], true),
    )
    expect(
      readView(state)
        .window(0, 2)
        .map(({ title, sortKey }) => [title, sortKey]),
    ).toEqual([
      ['last', 200],
      [rows[0]!.title, 100],
    ])
    expect(readView(state).size).toBe(10)
  })

  it('does not start a list anew where marks, mentions or removals are remembered', () => {
    const mark = event({ type: 'selfReadTo', id: known.id, readAt: ms(9) })
    const mention = event({ type: 'mentionReceived', id: known.id, messageId: 'm', sentAt: ms(5), scope: 'me' })
    const list = told([row('a', { on: 5, unread: 1 })], true)
    expect(getConversation(given({}, mark, list), 'a')?.selfReadAt).toBe(9)
    expect(getConversation(given({}, mention, list), 'a')?.mentions.me).toBe(1)
    expect(given({}, upserted(row('a', { on: 1 })), removed('a'), list).parts.tombstones.size).toBe(0)
  })
})
