import { describe, expect, it } from 'vitest'
import type { Conversation, Engine, EngineOptions } from '../../src/index.js'
import { patched, removed, row, syncedList, upserted } from '../support/words.js'
import { alone } from '../support/world.js'

/** Rows in which every read is seen: what an event costs is what it looks at. */
function countingReads(rows: readonly Conversation[]): { rows: Conversation[]; reads(): number } {
  let reads = 0
  const counted = rows.map((each) => {
    const { sortKey } = each
    return Object.defineProperty({ ...each }, 'sortKey', { enumerable: true, get: () => (reads++, sortKey) })
  })
  const since = (): number => {
    const seen = reads
    reads = 0
    return seen
  }
  return { rows: counted, reads: since }
}

const list = (count: number): Conversation[] =>
  Array.from({ length: count }, (_, i) => row(`r${i}`, { on: i + 1, unread: i % 5 === 0 ? 1 : 0 }))

/** An engine with `count` rows whose condition counts how often it is asked. */
function counted(count: number, options: EngineOptions = {}) {
  let tests = 0
  const where = { key: 'counted', test: (each: Conversation) => (tests++, each.unreadCount > 0) }
  const { engine } = alone({ views: { mine: { filter: { where } } }, ...options })
  const { rows, reads } = countingReads(list(count))
  engine.dispatch(syncedList(rows))
  engine.flush()
  const cost = (work: (engine: Engine) => void): { tests: number; reads: number; notifications: number } => {
    reads()
    tests = 0
    const { notifications } = engine.stats
    work(engine)
    engine.flush()
    return { tests, reads: reads(), notifications: engine.stats.notifications - notifications }
  }
  return { engine, cost }
}

const WORK: Readonly<Record<string, (engine: Engine) => void>> = {
  'a new message': (engine) => engine.dispatch(upserted(row('r500', { on: 1e6, unread: 1 }))),
  'a new row': (engine) => engine.dispatch(upserted(row('new', { on: 1e6, unread: 1 }))),
  'a patch': (engine) => engine.dispatch(patched('r500', { unreadCount: 7 })),
  'a removal': (engine) => engine.dispatch(removed('r500')),
  'a pin that is shown at once': (engine) => void engine.commands.stickTop('r500', true).catch(() => undefined),
  'opening a row': (engine) => engine.commands.open('r500'),
  'a window, counters and a place': (engine) => {
    const view = engine.view('mine')
    view.window(100, 150)
    expect(view.counters.rows).toBe(view.size)
    view.indexOf('r500')
  },
}

describe('what one event costs', () => {
  const [small, large] = [counted(1_000), counted(100_000)]

  it('begins with lists that read the same at their edges, short or long', () => {
    const ends = [small, large].map(({ engine }) => {
      const view = engine.view()
      return [view.size, view.at(0)?.id, view.at(view.size - 1)?.id, view.indexOf('r500'), view.counters.unread]
    })
    expect(ends).toEqual([
      [1_000, 'r999', 'r0', 499, 200],
      [100_000, 'r99999', 'r0', 99_499, 20_000],
    ])
  })

  it.each(Object.entries(WORK))('does not grow with the list, but for a few steps more: %s', (_, work) => {
    const [few, many] = [small.cost(work), large.cost(work)]
    expect(many.tests).toBe(few.tests)
    expect(many.tests).toBeLessThanOrEqual(2)
    expect(many.notifications).toBe(few.notifications)
    expect(many.notifications).toBeLessThanOrEqual(1)
    // A hundred times the rows: some seven more halvings at each of the few searches.
    expect(many.reads - few.reads).toBeLessThan(100)
  })

  it('is one notification for a thousand of them, and one test for each', () => {
    const { engine, cost } = counted(10_000)
    const { tests, notifications } = cost(() => {
      for (let i = 0; i < 1_000; i++) engine.dispatch(patched(`r${i}`, { unreadCount: 9 }))
    })
    expect([tests, notifications]).toEqual([1_000, 1])
  })

  it('is nothing for views that it does not touch: they keep their rows and tell nobody', () => {
    const { engine, cost } = counted(10_000)
    const view = engine.view('mine')
    let told = 0
    view.subscribe(() => told++)
    const rows = view.window(0, 50)
    cost(() => engine.dispatch(patched('r1', { title: 'not in it' })))
    expect([told, view.window(0, 50) === rows]).toEqual([0, true])
  })

  it('is nothing for a list that is announced as it is', () => {
    const { engine, cost } = counted(10_000)
    const before = engine.getState()
    const { tests } = cost(() => engine.dispatch({ type: 'snapshotReceived', rows: list(10_000), complete: true }))
    expect([tests, engine.getState() === before]).toEqual([0, true])
  })

  it('is one pass over the rows for a view that comes to live, and none for the next event', () => {
    const { engine, cost } = counted(10_000)
    let tests = 0
    const test = (): boolean => ++tests > 0
    const view = engine.view({ filter: { where: { key: 'late', test } } })
    cost(() => view.retain())
    expect(tests).toBe(10_000)
    cost(() => engine.dispatch(patched('r7', { unreadCount: 3 })))
    expect(tests).toBe(10_001)
  })
})
