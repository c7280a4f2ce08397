import { describe, expect, it } from 'vitest'
import { getConversation, type EngineEvent, type ListState } from '../../src/index.js'
import { capped, versioned } from '../laws/profiles.js'
import {
  after,
  asked,
  event,
  given,
  id,
  issued,
  notedAt,
  page,
  patched,
  rejected,
  removed,
  row,
  show,
  syncFailed,
  syncFinished,
  syncStarted,
  upserted,
} from '../laws/support.js'

const paged = (requestId: string, hasMore: boolean): EngineEvent =>
  event({ type: 'pageReceived', requestId, rows: [], hasMore })
const missing = (requestId: string, ...ids: unknown[]): EngineEvent =>
  event({ type: 'pageReceived', requestId, rows: [], missing: ids as never })

const [a, b] = [row('a', { on: 5 }), row('b', { on: 4 })]
const listed = given(upserted(a, b))
/** Paged into, and not to the end. */
const begun = after(listed, asked('p'), paged('p', true))

describe('a sync that is over', () => {
  it.each([
    ['finished', syncFinished()],
    ['failed', syncFailed()],
  ])('takes no page any more that was asked for in it, but others: %s', (_, end) => {
    const state = after(listed, syncStarted(), asked('r1', 's1'), asked('r2'), end)
    const late = page('r1', row('z', { on: 9 }))
    expect([show(after(state, late)), notedAt(state, late)]).toEqual([show(state), [['page/stale', 'requestId']]])
    expect(show(after(state, page('r2', row('z', { on: 9 }))))).toBe(`z ${show(state)}`.trim())
    expect(state.parts.requests.map(({ requestId }) => requestId)).toEqual(['r2'])
  })

  it.each([
    ['finished', syncFinished()],
    ['failed', syncFailed()],
  ])('ends once: %s', (_, end) => {
    const state = after(listed, syncStarted(), syncFinished('s1', false))
    expect([after(state, end), notedAt(state, end)]).toEqual([state, [['page/stale', 'syncId']]])
  })

  it('is not that of another id', () => {
    const state = after(listed, syncStarted('s2'))
    for (const end of [syncFinished('s1'), syncFailed('s1')]) {
      expect([after(state, end), notedAt(state, end)]).toEqual([state, [['page/stale', 'syncId']]])
    }
    expect([after(state, asked('r', 's1')), notedAt(state, asked('r', 's1'))]).toEqual([
      state,
      [['page/stale', 'syncId']],
    ])
    expect(notedAt(listed, asked('r', 's1'))).toEqual([['page/stale', 'syncId']])
  })

  it('forgets what was changed in it', () => {
    const state = after(listed, syncStarted(), patched('a', { title: 'new' }))
    expect(state.parts.touched.size).toBe(1)
    expect(after(state, syncFinished()).parts.touched.size).toBe(0)
    expect(after(state, syncFailed()).parts.touched.size).toBe(0)
    expect(after(state, asked('r'), syncFailed()).parts.touched.size).toBe(1)
    expect(after(state, asked('r'), syncFailed(), page('r')).parts.touched.size).toBe(0)
    expect(
      after(state, asked('r'), syncFailed(), event({ type: 'pageFailed', requestId: 'r' })).parts.touched.size,
    ).toBe(0)
  })

  it('tells how it ended', () => {
    const [whole, part] = [true, false].map(
      (complete) => after(begun, syncStarted(), syncFinished('s1', complete)).sync,
    )
    expect(whole).toMatchObject({ phase: 'synced', complete: true, hasMore: false, finishedAt: 1_000 })
    expect(part).toMatchObject({ phase: 'partial', complete: false, hasMore: true, finishedAt: 1_000 })
    expect(after(listed, syncStarted(), syncFailed()).sync).toMatchObject({
      phase: 'failed',
      complete: false,
      error: 'network',
    })
    expect(after(listed, syncStarted(), syncFailed(), syncStarted('s2')).sync.error).toBeUndefined()
    const end = given(
      { capabilities: capped },
      upserted(a),
      asked('p'),
      paged('p', true),
      syncStarted(),
      syncFinished(),
    )
    expect(show(end)).toBe('a')
    expect(end.sync).toMatchObject({ phase: 'partial', complete: false, hasMore: false })
  })
})

describe('a sync', () => {
  it('that is told again goes on as it was', () => {
    const state = after(listed, syncStarted(), asked('r', 's1'), page('r', a))
    expect(after(state, syncStarted())).toBe(state)
    expect(show(after(state, syncStarted(), syncFinished()))).toBe('a')
  })

  it('does away with the pages of the one before it, and with no other', () => {
    const state = after(listed, syncStarted(), asked('r1', 's1'), asked('r2'), syncStarted('s2'))
    expect(state.parts.requests.map(({ requestId }) => requestId)).toEqual(['r2'])
  })

  it('keeps a row that it met in a page of no sync, or could not read', () => {
    const bad = { ...b, sortKey: NaN }
    expect(show(after(listed, syncStarted(), asked('r'), page('r', b, a), syncFinished()))).toBe('a b')
    expect(show(after(listed, syncStarted(), asked('r', 's1'), page('r', a, bad), syncFinished()))).toBe('a b')
    expect(show(after(listed, asked('r'), syncStarted(), page('r', a, b), syncFinished()))).toBe('')
  })
})

describe('a page', () => {
  it('that fails takes no other with it', () => {
    const state = after(listed, asked('r1'), asked('r2'), event({ type: 'pageFailed', requestId: 'r1' }))
    expect(notedAt(state, page('r1'))).toEqual([['page/stale', 'requestId']])
    expect(show(after(state, page('r2', row('z', { on: 9 }))))).toBe('z a b')
  })

  it('that came is over, unless there is more of it', () => {
    const state = after(listed, asked('r'))
    expect(notedAt(after(state, page('r')), page('r'))).toEqual([['page/stale', 'requestId']])
    const more = event({ type: 'pageReceived', requestId: 'r', rows: [], more: true })
    expect(notedAt(after(state, more), page('r'))).toEqual([])
  })

  it('that is asked for twice is asked for once', () => {
    const state = after(listed, asked('r'))
    expect(after(state, asked('r'))).toBe(state)
  })

  it('at the end of the list makes it whole, where paging can', () => {
    const part = [syncStarted(), syncFinished('s1', false)]
    const end = (state: ListState, hasMore: boolean): ListState['sync'] =>
      after(state, asked('r'), paged('r', hasMore)).sync
    const partial = after(begun, ...part)
    expect(end(partial, false)).toMatchObject({ phase: 'synced', complete: true, hasMore: false })
    expect(end(partial, true)).toMatchObject({ phase: 'partial', complete: false, hasMore: true })
    const lost = after(begun, syncStarted(), syncFailed())
    expect(end(lost, false)).toMatchObject({ phase: 'failed', complete: false, hasMore: false })
    // The vendor said before that there is no more, and the list was not whole all the same.
    expect(end(after(listed, ...part), false)).toMatchObject({ phase: 'partial', complete: false })
    const short = given({ capabilities: capped }, asked('p'), paged('p', true), ...part)
    expect(end(short, false)).toMatchObject({ phase: 'partial', complete: false, hasMore: false })
  })

  it('brings a removed row back if its version is higher, or it was asked for later', () => {
    const versions = { capabilities: versioned }
    const gone = event({ type: 'conversationsRemoved', ids: [id('a')], versions: [5] })
    const seen = (version: number | undefined, ...before: EngineEvent[]): string =>
      show(given(versions, upserted({ ...a, version: 4 }), ...before, page('r', { ...a, version })))
    expect([5, 6, undefined].map((version) => seen(version, asked('r'), gone))).toEqual(['', 'a', ''])
    expect([5, 6, undefined].map((version) => seen(version, gone, asked('r')))).toEqual(['', 'a', 'a'])
    // A whole sync since then is the last word, whatever its versions.
    expect([5, 6].map((version) => seen(version, gone, syncStarted(), asked('r', 's1')))).toEqual(['a', 'a'])
    expect([5, 6].map((version) => seen(version, syncStarted(), gone, asked('r', 's1')))).toEqual(['', 'a'])
  })

  it('leaves no trace of the removal of a row that it brings back', () => {
    const state = after(listed, removed('a'), asked('r'), page('r', a))
    expect([show(state), state.parts.tombstones.size]).toEqual(['a b', 0])
  })
})

describe('a row that a page misses', () => {
  it('goes, unless something was heard of it since', () => {
    const state = after(listed, asked('r'))
    expect(show(after(state, missing('r', 'a', 'nobody')))).toBe('b')
    expect(show(after(state, patched('a', { title: 'new' }), missing('r', 'a')))).toBe('a b')
    expect(show(after(listed, patched('a', { title: 'new' }), asked('r'), missing('r', 'a')))).toBe('b')
  })

  it('stays while the user does something to it, is asked for after that, or goes where none can be asked for', () => {
    const begin = (fetchByIds: boolean): ListState =>
      given(
        { capabilities: { fetchByIds } },
        upserted(a, b),
        issued('o', 'a', { type: 'stickTop', stickTop: true }),
        asked('r1'),
        missing('r1', 'a'),
        asked('r2'),
      )
    const state = begin(true)
    expect([show(state), state.parts.overlay.get(id('a'))?.unmet]).toEqual(['^a b', true])
    expect(after(state, missing('r2', 'a')).parts.overlay).toBe(state.parts.overlay)
    const ended = after(state, rejected('o'))
    expect([show(ended), [...ended.parts.wanted]]).toEqual(['a b', ['a']])
    expect(show(after(begin(false), rejected('o')))).toBe('b')
  })

  it('is noted if it has no id', () => {
    const state = after(listed, asked('r'))
    expect(notedAt(state, missing('r', null, '', 'a'))).toEqual(Array(2).fill(['row/malformed', 'missing']))
    expect(getConversation(after(state, missing('r', null, 'a')), 'a')).toBeUndefined()
  })
})
