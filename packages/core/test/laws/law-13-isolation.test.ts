import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Diagnostic, Engine, ListState, SourceEvent } from '../../src/index.js'
import { createServer } from '../support/server.js'
import { alone, line, openWorld } from '../support/world.js'
import { runs } from './runs.js'
import { id, ms, patched, row, upserted } from './support.js'

const fail = (words: string) => (): never => {
  throw new Error(words)
}
const newRow = (name: string, on = 1): Parameters<Engine['dispatch']>[0] => upserted(row(name, { on }))

/** Ways to listen to every change of the list. */
const SUBSCRIBE = {
  engine: (engine: Engine, listen: () => void) => engine.subscribe(listen),
  selected: (engine: Engine, listen: () => void) => engine.subscribe((state) => state, listen),
  view: (engine: Engine, listen: () => void) => engine.view().subscribe(listen),
} as const

const listenerSteps = fc.oneof(
  fc.record({
    do: fc.constant('listen' as const),
    to: fc.constantFrom('engine' as const, 'selected' as const, 'view' as const),
    throws: fc.boolean(),
  }),
  fc.record({ do: fc.constant('leave' as const), nth: fc.nat() }),
  fc.record({
    do: fc.constant('say' as const),
    id: fc.constantFrom('a', 'b', 'c'),
    on: fc.integer({ min: 1, max: 9 }),
  }),
)

describe('law 13, isolation', () => {
  it('law 13: a subscriber that throws stops neither the others nor the dispatch', async () => {
    const { engine, clock, errors } = alone()
    const heard: string[] = []
    engine.subscribe(() => heard.push('first'))
    engine.subscribe(fail('mine'))
    engine.subscribe((state) => state, fail('selected'))
    engine.subscribe(() => heard.push('last'))
    engine.dispatch(newRow('a'))
    await clock.settle()
    expect(heard).toEqual(['first', 'last'])
    expect(line(engine)).toBe('a')
    engine.dispatch(newRow('b', 2))
    expect(() => engine.flush()).not.toThrow()
    expect(heard).toEqual(['first', 'last', 'first', 'last'])
    expect(errors.map(String)).toEqual(['Error: mine', 'Error: selected', 'Error: mine', 'Error: selected'])
    expect(engine.diagnostics.counts['app/threw']).toBe(4)
  })

  it('law 13: selectors, comparisons, views, diagnostics and the store are isolated in the same way', async () => {
    const { engine, clock } = alone()
    let heard = 0
    engine.dispatch(newRow('a'))
    await clock.settle()
    let armed = false
    engine.subscribe(
      (state) => {
        if (armed) throw new Error('selector, later')
        return state
      },
      () => 0,
    )
    engine.subscribe(
      (state) => state,
      () => 0,
      fail('comparison'),
    )
    engine.view().subscribe(fail('view'))
    engine.diagnostics.subscribe(fail('diagnostics'))
    engine.store.subscribe(fail('store'))
    engine.view().subscribe(() => (heard += 1))
    engine.diagnostics.subscribe(() => (heard += 100))
    engine.subscribe(() => (heard += 10))
    armed = true
    engine.dispatch([newRow('b', 2) as never, { type: 'nonsense' } as never])
    expect(() => engine.flush()).not.toThrow()
    expect(heard % 100).toBe(11)
    expect(heard).toBeGreaterThanOrEqual(111)
    expect(line(engine)).toBe('b a')
  })

  it('law 13: every subscriber sees every state in order, also when one of them dispatches', async () => {
    const { engine, clock, errors } = alone()
    const chains: [ListState, ListState][][] = [[], [], []]
    const follow = (chain: number) => (state: ListState, previous: ListState) =>
      void chains[chain]!.push([state, previous])
    engine.subscribe(follow(0))
    engine.subscribe((state) => {
      const { size } = engine.view()
      expect(engine.getState()).toBe(state)
      if (size < 6) engine.dispatch(newRow(`x${size}`, size + 1))
      if (size === 3) engine.flush()
    })
    engine.subscribe(follow(1))
    engine.subscribe(
      (state) => state,
      (state, previous) => follow(2)(state, previous),
    )
    engine.dispatch(newRow('x0'))
    await clock.settle()
    expect(line(engine)).toBe('x5 x4 x3 x2 x1 x0')
    for (const chain of chains) {
      expect(chain).toHaveLength(6)
      chain.slice(1).forEach(([, previous], index) => expect(previous).toBe(chain[index]![0]))
      expect(chain.at(-1)![0]).toBe(engine.getState())
    }
    expect(errors).toEqual([])
  })

  it('law 13: during a notification the engine shows the state it tells of, to every subscriber', async () => {
    const { engine, clock } = alone()
    const seen: string[] = []
    engine.subscribe(() => {
      if (engine.view().size === 1) engine.dispatch(newRow('b', 2))
      seen.push(`first ${line(engine)}`)
    })
    engine.subscribe(() => seen.push(`second ${line(engine)}`))
    engine.dispatch(newRow('a'))
    await clock.settle()
    expect(seen).toEqual(['first a', 'second a', 'first b a', 'second b a'])
  })

  it('law 13: who unsubscribes during a notification is not told, who subscribes is told from the next on', async () => {
    const { engine, clock } = alone()
    const heard: string[] = []
    let undo: () => void = () => undefined
    engine.subscribe(() => {
      heard.push('first')
      undo()
      if (heard.length === 1) engine.subscribe(() => heard.push('late'))
    })
    undo = engine.subscribe(() => heard.push('second'))
    engine.dispatch(newRow('a'))
    await clock.settle()
    expect(heard).toEqual(['first'])
    engine.dispatch(newRow('b'))
    await clock.settle()
    expect(heard).toEqual(['first', 'first', 'late'])
  })

  it('law 13: one listener given twice is two subscriptions, and ending one ends one', async () => {
    const { engine, clock } = alone()
    let told = 0
    const listener = (): void => void (told += 1)
    const undo = engine.subscribe(listener)
    engine.subscribe(listener)
    undo()
    undo()
    engine.dispatch(newRow('a'))
    await clock.settle()
    expect(told).toBe(1)
  })

  it('law 13: a long chain of dispatches from within does not overflow the stack', async () => {
    const { engine, clock } = alone()
    engine.subscribe(() => {
      const { size } = engine.view()
      if (size < 3_000) engine.dispatch(newRow(`x${size}`, size + 1))
    })
    engine.dispatch(newRow('x0'))
    await clock.settle()
    engine.flush()
    for (let turn = 0; turn < 3_000 && engine.view().size < 3_000; turn += 1) await clock.settle()
    expect(engine.view().size).toBe(3_000)
  })

  it('law 13: whoever comes, goes and throws, each listener hears every state while it listens, in order', () => {
    fc.assert(
      fc.property(fc.array(listenerSteps, { maxLength: 60 }), (steps) => {
        const { engine, errors } = alone()
        const listeners: { heard: ListState[]; wanted: ListState[]; undo: () => void; throws: boolean }[] = []
        const gone: typeof listeners = []
        let thrown = 0
        for (const step of steps) {
          if (step.do === 'listen') {
            const heard: ListState[] = []
            const { throws } = step
            const listen = (): void => {
              heard.push(engine.getState())
              if (throws) throw new Error('mine')
            }
            listeners.push({ heard, wanted: [], throws, undo: SUBSCRIBE[step.to](engine, listen) })
          } else if (step.do === 'leave') {
            gone.push(...listeners.splice(step.nth % (listeners.length || 1), 1))
            gone.at(-1)?.undo()
          } else {
            const before = engine.getState()
            engine.dispatch(newRow(step.id, step.on))
            engine.flush()
            if (engine.getState() === before) continue
            for (const { wanted, throws } of listeners) {
              wanted.push(engine.getState())
              if (throws) thrown++
            }
          }
        }
        for (const { heard, wanted } of [...listeners, ...gone]) expect(heard).toEqual(wanted)
        expect(errors).toHaveLength(thrown)
      }),
      runs(100),
    )
  })

  it('law 13: a filter of the app that throws hides its row and is noted', async () => {
    const { engine, clock } = alone()
    const where = {
      key: 'broken',
      test: ({ id: name }: { readonly id: string }) => (name === 'a' ? fail('filter')() : true),
    }
    const view = engine.view({ filter: { where } })
    view.retain()
    engine.dispatch([newRow('a') as never, newRow('b', 2) as never])
    await clock.settle()
    expect(line(engine)).toBe('b a')
    expect(line(view)).toBe('b')
    expect(engine.diagnostics.counts['app/threw']).toBeGreaterThan(0)
  })

  it('law 13: nothing is ever thrown into a callback of the SDK', async () => {
    const { engine, server, clock } = await openWorld({ rows: [row('a', { on: 1 })] })
    engine.subscribe(fail('mine'))
    engine.store.subscribe(fail('store'))
    const sink = server.sinks[0]!
    const hostile = [
      undefined,
      null,
      5,
      'x',
      [null],
      [{ type: 'nonsense' }],
      [{ type: 'conversationsUpserted', rows: [null] }],
    ]
    for (const events of hostile) expect(() => sink.emit(events as unknown as SourceEvent[])).not.toThrow()
    for (const note of [undefined, null, 5, {}]) expect(() => sink.note(note as Diagnostic)).not.toThrow()
    expect(() => sink.resync(undefined as unknown as string)).not.toThrow()
    expect(sink.now()).toBe(ms(clock.now()))
    server.push(row('b', { on: 2 }))
    await clock.settle()
    expect(line(engine)).toBe('b a')
    engine.dispose()
    for (const events of hostile) expect(() => sink.emit(events as unknown as SourceEvent[])).not.toThrow()
    expect(() => sink.resync('late')).not.toThrow()
    expect(() => sink.note({ code: 'vendor/failed', path: 'late' })).not.toThrow()
    await clock.settle()
    expect(line(engine)).toBe('b a')
  })

  it('law 13: a source that throws where it may not is noted, and the engine goes on', async () => {
    const server = createServer({ rows: [row('a', { on: 1 })] })
    const source = { ...server.source, connect: fail('connect') as never }
    const { engine, clock } = alone()
    expect(thrownBy(() => engine.connect(source))).toMatch(/^$|connect/)
    engine.dispatch(newRow('b'))
    await clock.settle()
    expect(line(engine)).toBe('b')
    const listing = createServer({ rows: [row('a', { on: 1 })] })
    listing.onList = fail('list')
    engine.connect(listing.source)
    await clock.settle()
    expect(engine.diagnostics.counts['vendor/failed']).toBeGreaterThan(0)
    listing.emit({ type: 'conversationsPatched', patches: [{ id: id('zzz'), unreadCount: 1 }] })
    expect(() => engine.dispatch(patched('b', { unreadCount: 2 }))).not.toThrow()
    await clock.settle()
    engine.dispose()
  })
})

/** The words of what is thrown, or nothing. */
function thrownBy(run: () => unknown): string {
  try {
    run()
    return ''
  } catch (error) {
    return String(error)
  }
}
