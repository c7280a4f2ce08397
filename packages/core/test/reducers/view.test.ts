import { describe, expect, it } from 'vitest'
import { type EngineEvent, type ListState, type Policies, readView, type ViewDefinition } from '../../src/index.js'
import { PLAIN_POLICIES } from '../laws/reference/index.js'
import { after, event, given, opened, patched, row, show, upserted } from '../laws/support.js'

const UNREAD: ViewDefinition = { filter: { unread: true } }
const MUTED: ViewDefinition = { filter: { muted: true } }
const GROUPS: ViewDefinition = { filter: { kinds: ['group'] } }

const declared = (views: readonly ViewDefinition[], policies?: Partial<Policies>): EngineEvent =>
  event({ type: 'viewsDeclared', views, ...(policies && { policies: { ...PLAIN_POLICIES, ...policies } }) })
const selecting = (policy: Partial<Policies['selection']>): Partial<Policies> => ({
  selection: { ...PLAIN_POLICIES.selection, ...policy },
})
const liveLanes = (state: ListState): number[] => state.parts.indexes.map(({ lanes }) => lanes.length)

describe('the live views', () => {
  const rows = upserted(row('a', { on: 3, unread: 1 }), row('b', { on: 2, notify: 'none' }), row('c', { on: 1 }))

  it('are those that were declared last, also where it is as many', () => {
    const state = given({ views: [UNREAD] }, rows)
    const other = after(state, declared([MUTED]))
    expect([other.parts.settings.views, show(other, MUTED), show(other, UNREAD)]).toEqual([[MUTED], 'b~', 'a(1)'])
    expect(after(other, patched('c', { notify: 'none' })).parts.indexes).toHaveLength(1)
    expect(show(after(other, patched('c', { notify: 'none' })), MUTED)).toBe('b~ c~')
    expect(liveLanes(after(state, declared([UNREAD, MUTED, GROUPS])))).not.toEqual(liveLanes(state))
    expect(after(state, declared([UNREAD]))).toBe(state)
  })

  it('of different orders have an index each, and share what was built for one', () => {
    const sunk: ViewDefinition = { policy: { mutedSink: true } }
    const state = given({ views: [UNREAD] }, upserted(row('m', { on: 9, notify: 'none' })), rows)
    const both = after(state, declared([UNREAD, sunk]))
    expect([both.parts.indexes.length, show(both), show(both, sunk)]).toEqual([2, 'm~ a(1) b~ c', 'a(1) c m~ b~'])
    expect(both.parts.indexes[0]).toBe(state.parts.indexes[0])
  })

  it('do not move what stands in a state from before', () => {
    const state = given({ views: [UNREAD] }, rows)
    const before = show(state, UNREAD)
    after(state, declared([UNREAD, MUTED]), patched('a', { unreadCount: 0 }), upserted(row('z', { on: 9, unread: 4 })))
    expect([show(state, UNREAD), readView(state, UNREAD).counters.unread]).toEqual([before, 1])
  })
})

describe('the open row', () => {
  const read = patched('a', { unreadCount: 0 })
  const start = (policy: Partial<Policies['selection']>): ListState =>
    given(
      { views: [UNREAD], policies: selecting(policy) },
      upserted(row('a', { on: 2, unread: 1 }), row('b', { on: 1, unread: 2 })),
      opened('a'),
      read,
    )

  it('stays in its view when others are declared besides', () => {
    const state = start({ keepInFilter: true })
    expect(show(state, UNREAD)).toBe('a b(2)')
    expect(show(after(state, declared([UNREAD, MUTED])), UNREAD)).toBe('a b(2)')
    expect(show(after(state, declared([MUTED, UNREAD])), MUTED)).toBe('')
  })

  it('stays in its view under another order', () => {
    const state = after(
      start({ keepInFilter: true }),
      declared([UNREAD], { ...selecting({ keepInFilter: true }), mutedSink: true }),
    )
    expect(show(state, UNREAD)).toBe('a b(2)')
    expect(show(after(state, patched('b', { title: 'new' })), UNREAD)).toBe('a b(2)')
    expect(show(after(state, opened(undefined)), UNREAD)).toBe('b(2)')
  })

  it('leaves its view with the policy that kept it', () => {
    const state = after(start({ keepInFilter: true }), declared([UNREAD], selecting({ keepInFilter: false })))
    expect(show(state, UNREAD)).toBe('b(2)')
    expect(show(start({ keepInFilter: false }), UNREAD)).toBe('b(2)')
  })

  it('keeps its place under another order of the list', () => {
    const kept = selecting({ keepIndex: true })
    const state = given(
      { policies: kept },
      upserted(row('a', { on: 3 }), row('b', { on: 2 }), row('c', { on: 1 })),
      opened('b'),
      upserted(row('b', { on: 9 })),
    )
    expect(show(state)).toBe('a b c')
    const sunk = after(state, declared([], { ...kept, mutedSink: true }))
    expect([show(sunk), show(after(sunk, opened(undefined)))]).toEqual(['a b c', 'b a c'])
  })
})
