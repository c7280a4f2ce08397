import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEngine, createListSelector, type Engine, type EngineEvent, type ListState } from '../../src/index.js'
import { createTestClock } from '../support/clock.js'
import { alone, line, openWorld } from '../support/world.js'
import { histories } from './history.js'
import { beginning, createContext, interpret, VIEWS } from './interpret.js'
import { count } from './reference/index.js'
import { runs } from './runs.js'
import { event, id, patched, removed, row, upserted } from './support.js'

describe('law 12, no tearing', () => {
  it('law 12: many events in one turn are one commit, one store change and one notification', async () => {
    const { engine, clock } = alone()
    let [told, stored] = [0, 0]
    engine.subscribe(() => (told += 1))
    engine.store.subscribe(() => (stored += 1))
    for (let index = 0; index < 50; index += 1) engine.dispatch(upserted(row(`x${index}`, { on: index + 1 })))
    engine.dispatch([patched('x3', { unreadCount: 2 }), removed('x4')])
    expect([told, stored, engine.view().size]).toEqual([0, 0, 0])
    await clock.settle()
    expect([told, stored, engine.view().size]).toEqual([1, 1, 49])
    expect(engine.stats).toMatchObject({ events: 52, commits: 1 })
  })

  it('law 12: a turn in which nothing changed tells nobody', async () => {
    const { engine, clock } = alone()
    engine.dispatch(upserted(row('a', { on: 1 })))
    await clock.settle()
    let told = 0
    engine.subscribe(() => (told += 1))
    engine.dispatch([upserted(row('a', { on: 1 })), patched('a', {})])
    await clock.settle()
    expect(told).toBe(0)
  })

  it('law 12: what comes and goes within one turn is never seen', async () => {
    const { engine, clock } = alone()
    const seen: string[] = []
    engine.subscribe(() => seen.push(line(engine)))
    engine.dispatch(upserted(row('a', { on: 1 })))
    await clock.settle()
    engine.dispatch([upserted(row('b', { on: 2 })), removed('b'), patched('a', { unreadCount: 1 })])
    await clock.settle()
    expect(seen).toEqual(['a', 'a(1)'])
  })

  it('law 12: with frames, the events of a frame are one notification', async () => {
    const { engine, clock } = alone({ batching: 'frame' })
    const seen: string[] = []
    engine.subscribe(() => seen.push(line(engine)))
    engine.dispatch(upserted(row('a', { on: 1 })))
    await clock.settle()
    engine.dispatch(upserted(row('b', { on: 2 })))
    await clock.settle()
    expect(seen).toEqual([])
    await clock.paint()
    expect(seen).toEqual(['b a'])
  })

  it('law 12: flush applies what is waiting at once, and once', async () => {
    const { engine, clock } = alone()
    let told = 0
    engine.subscribe(() => (told += 1))
    engine.dispatch(upserted(row('a', { on: 1 })))
    engine.flush()
    expect([told, line(engine)]).toEqual([1, 'a'])
    engine.flush()
    await clock.settle()
    expect(told).toBe(1)
  })

  it('law 12: in a notification the list, the counters, the rows and the store are of one state', async () => {
    const { engine, clock } = alone({ views: { unread: { filter: { unread: true } } } })
    let looks = 0
    const look = (): void => {
      looks += 1
      isOfOneState(engine, engine.getState())
    }
    engine.subscribe(look)
    engine.subscribe((state) => isOfOneState(engine, state))
    engine.subscribe((state) => state.sync, look)
    engine.store.subscribe(look)
    engine.view('unread').subscribe(look)
    engine.view({ filter: { kinds: ['group'] } }).subscribe(look)
    for (let turn = 1; turn <= 5; turn += 1) {
      engine.dispatch([
        upserted(row('a', { on: turn, unread: turn }), row(`b${turn}`, { on: turn, kind: 'group' })),
        patched('a', { stickTop: turn % 2 === 0 }),
      ])
      await clock.settle()
    }
    expect(looks).toBeGreaterThanOrEqual(20)
  })

  it('law 12: a view tells only of its own changes, once for each commit', async () => {
    const { engine, clock } = alone()
    const unread = engine.view({ filter: { unread: true } })
    let told = 0
    unread.subscribe(() => (told += 1))
    const turn = async (...events: EngineEvent[]): Promise<number> => {
      told = 0
      engine.dispatch(events)
      await clock.settle()
      return told
    }
    expect(await turn(upserted(row('a', { on: 1 })))).toBe(0)
    expect(await turn(patched('a', { unreadCount: 1 }), patched('a', { unreadCount: 2 }))).toBe(1)
    expect(await turn(upserted(row('b', { on: 2 })), patched('b', { title: 'quiet' }))).toBe(0)
    expect(await turn(patched('a', { unreadCount: 0 }))).toBe(1)
    told = 0
    engine.view({ filter: { muted: true } }).retain()
    await clock.settle()
    expect(told).toBe(0)
  })

  it('law 12: reads between two commits do not mix them, also through a state that is held', async () => {
    const { engine, clock } = alone()
    engine.dispatch(upserted(row('a', { on: 1, unread: 1 })))
    await clock.settle()
    const held = engine.getState()
    const view = engine.view()
    engine.dispatch([upserted(row('b', { on: 2, unread: 5 })), removed('a')])
    engine.flush()
    expect(
      view
        .read(held)
        .window(0, 9)
        .map((shown) => shown.id),
    ).toEqual(['a'])
    expect(view.read(held).counters).toMatchObject({ rows: 1, unread: 1 })
    expect(view.counters).toMatchObject({ rows: 1, unread: 5 })
    expect(createListSelector(view)(held)).toMatchObject({ size: 1, counters: { unread: 1 } })
  })

  it('law 12: an optimistic change and its roll-back are each one notification', async () => {
    const { engine, clock, server } = await openWorld({ rows: [row('a', { on: 1 }), row('b', { on: 2 })] })
    const seen: string[] = []
    engine.subscribe(() => seen.push(line(engine)))
    server.onExecute = () => Promise.reject(new Error('no'))
    const refused = engine.commands.stickTop(['a', 'b'], true).catch(() => 'refused')
    await clock.settle()
    expect(await refused).toBe('refused')
    expect([...new Set(seen)]).toEqual(['^b ^a', 'b a'])
    expect(seen).toHaveLength(2)
  })

  it('law 12: random batches are never seen half', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories({ steps: 30 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 5 })),
        async (history, lengths) => {
          const clock = createTestClock()
          const engine = createEngine({ clock, onError: rethrow })
          const context = createContext(history)
          const events = [...beginning(context), ...history.steps.flatMap((step) => interpret(context, step) ?? [])]
          let [told, commits] = [0, 0]
          engine.subscribe((state, previous) => {
            told += 1
            expect(state).not.toBe(previous)
            isOfOneState(engine, state)
          })
          for (let start = 0; start < events.length;) {
            const length = lengths.next().value as number
            const before = engine.getState()
            engine.dispatch(events.slice(start, start + length))
            expect(engine.getState()).toBe(before)
            engine.flush()
            if (engine.getState() !== before) commits += 1
            start += length
          }
          expect(told).toBe(commits)
          engine.dispose()
        },
      ),
      runs(60),
    )
  })
})

/** What the engine, its store and its views say is what this one state says. */
function isOfOneState(engine: Engine, state: ListState): void {
  expect(engine.getState()).toBe(state)
  expect(engine.store.getState()).toBe(state)
  for (const definition of [{}, ...VIEWS.slice(0, 3)]) {
    const view = engine.view(definition)
    const rows = view.window(0, view.size)
    expect(rows).toHaveLength(view.size)
    expect(view.read(state).window(0, view.size)).toEqual(rows)
    expect(view.counters).toEqual(count(rows, engine.policies))
    for (const shown of rows) expect(engine.get(shown.id)).toBe(shown)
    expect(rows.map((shown) => view.indexOf(shown.id))).toEqual(rows.map((_, index) => index))
  }
  expect(engine.get(id('nobody'))).toBeUndefined()
}

const rethrow = (error: unknown): never => {
  throw error
}

describe('law 12, events without a time', () => {
  it('law 12: events of one batch without a time get one time', async () => {
    const { engine, clock } = alone()
    engine.dispatch([
      { type: 'conversationsUpserted', rows: [row('a', { on: 1 })] },
      { type: 'conversationsPatched', patches: [{ id: id('a'), stickTop: true }] },
    ])
    await clock.settle()
    expect(engine.get('a')?.stickTopAt).toBe(clock.now())
    expect(event({ type: 'clockTicked' }).at).toBe(1_000)
  })
})
