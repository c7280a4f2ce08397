import { setGlobalDevModeChecks } from 'reselect'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  createListSelector,
  createState,
  type EngineEvent,
  type ListState,
  readView,
  reduceBatch,
  selectAccount,
  selectLabels,
  selectLabelsById,
  selectOpenId,
  selectPhase,
  selectSync,
  selectUnmutedTotals,
  selectUnreadTotals,
} from '../../src/index.js'
import { ms, opened, patched, row, synced, upserted } from '../support/words.js'

const SELECTORS: Readonly<Record<string, (state: ListState) => unknown>> = {
  selectAccount,
  selectLabels,
  selectLabelsById,
  selectOpenId,
  selectPhase,
  selectSync,
  selectUnmutedTotals,
  selectUnreadTotals,
  'a list selector': createListSelector({ read: readView }, { start: 0, end: 2 }),
}

const at = ms(1)
const reported = (unread: number): EngineEvent => ({ type: 'unreadReported', scope: 'unread', unread, at })
const labels: EngineEvent = {
  type: 'labelsChanged',
  labels: [
    { id: 'work', name: 'Work' },
    { id: '__proto__', name: 'Proto' },
  ],
  at,
}
const filled = (): ListState =>
  reduceBatch(createState(), [
    { type: 'accountOpened', account: 'me', at },
    ...synced(row('a', { on: 3, unread: 2 }), row('b', { on: 2, unread: 3, notify: 'none' }), row('c', { on: 1 })),
    labels,
    reported(5),
    opened('a'),
  ])

/** Whatever is printed while the dev checks of reselect run on every call. */
const printed: unknown[] = []
const host = globalThis as unknown as {
  console: { warn: (...parts: unknown[]) => void; error: (...parts: unknown[]) => void }
}
const { warn, error } = host.console
beforeAll(() => {
  setGlobalDevModeChecks({ inputStabilityCheck: 'always', identityFunctionCheck: 'always' })
  host.console.warn = (...parts) => printed.push(parts)
  host.console.error = (...parts) => printed.push(parts)
})
afterEach(() => {
  const warnings = printed.splice(0)
  if (warnings.length > 0) throw new Error(`reselect warned: ${JSON.stringify(warnings)}`)
})
afterAll(() => {
  Object.assign(host.console, { warn, error })
  setGlobalDevModeChecks({ inputStabilityCheck: 'once', identityFunctionCheck: 'once' })
})

describe.each(Object.entries(SELECTORS))('%s', (_, select) => {
  it('gives the same for the same state', () => {
    const state = filled()
    expect(select(state)).toBe(select(state))
  })

  it('gives the same after an event that has nothing to do with it', () => {
    const state = filled()
    const before = select(state)
    const next = reduceBatch(state, [patched('c', { title: 'below' })])
    expect(next).not.toBe(state)
    expect(select(next)).toBe(before)
  })

  it('gives something for an empty state', () => {
    expect(() => select(createState())).not.toThrow()
  })
})

describe('what is selected', () => {
  it('is the labels by id, whatever their ids are', () => {
    const byId = selectLabelsById(filled())
    expect([byId.get('work')?.name, byId.get('__proto__')?.name, byId.size]).toEqual(['Work', 'Proto', 2])
  })

  it('is our total beside the total of the vendor, and whether ours can be trusted', () => {
    const state = filled()
    expect(selectUnreadTotals(state)).toEqual({ ours: 5, vendor: 5, complete: true })
    expect(selectUnmutedTotals(state)).toEqual({ ours: 2, vendor: undefined, complete: true })
    expect(selectUnreadTotals(reduceBatch(state, [reported(9)]))).toEqual({ ours: 5, vendor: 9, complete: true })
    expect(selectUnreadTotals(createState())).toEqual({ ours: 0, vendor: undefined, complete: false })
  })

  it('counts hidden rows into the total, as vendors do', () => {
    const state = reduceBatch(filled(), [upserted(row('h', { on: 9, unread: 7, marks: ['hidden'] }))])
    expect(selectUnreadTotals(state).ours).toBe(12)
    expect(readView(state).counters.unread).toBe(5)
  })

  it('is one word for where the list stands', () => {
    const state = createState()
    const phaseAfter = (...events: EngineEvent[]): string => selectPhase(reduceBatch(state, events))
    const open: EngineEvent = { type: 'accountOpened', account: 'me', at }
    const gone: EngineEvent = { type: 'connectionChanged', connection: 'disconnected', at }
    expect(selectPhase(state)).toBe('signed-out')
    expect(phaseAfter(open)).toBe('idle')
    expect(phaseAfter(open, { type: 'syncStarted', syncId: 's', at })).toBe('syncing')
    expect(phaseAfter(open, ...synced(row('a')))).toBe('synced')
    expect(phaseAfter(open, ...synced(row('a')), gone)).toBe('offline')
    expect(phaseAfter(...synced(row('a')))).toBe('synced')
  })

  it('does not keep every total it has ever seen', () => {
    const totals = selectUnreadTotals.memoizedResultFunc
    const first = totals(5, 500, true)
    expect(totals(5, 500, true)).toBe(first)
    for (let unread = 0; unread < 100; unread++) totals(5, unread, true)
    const again = totals(5, 500, true)
    expect(again).toEqual(first)
    expect(again).not.toBe(first)
  })
})
