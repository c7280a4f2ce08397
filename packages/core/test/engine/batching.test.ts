import { describe, expect, it } from 'vitest'
import { type Clock, createEngine, type Diagnostic, type ListState } from '../../src/index.js'
import { id, patched, row, upserted } from '../laws/support.js'
import { createTestClock } from '../support/clock.js'
import { alone, line, openWorld } from '../support/world.js'

describe('a batch', () => {
  it('is applied once per microtask, and nothing of it can be read before', async () => {
    const { engine, clock } = alone()
    engine.dispatch(upserted(row('a', { on: 1 })))
    engine.dispatch(upserted(row('b', { on: 2 })))
    expect(line(engine)).toBe('')
    await clock.settle()
    expect(line(engine)).toBe('b a')
  })

  it('of many events is one commit and one notification', async () => {
    const { engine, clock } = alone()
    let told = 0
    engine.subscribe(() => told++)
    for (let i = 0; i < 100; i++) engine.dispatch(upserted(row(`r${i}`, { on: i + 1 })))
    await clock.settle()
    expect(told).toBe(1)
    expect(engine.stats).toEqual({ events: 100, commits: 1, notifications: 1 })
  })

  it('that changes nothing is counted as events, and tells nobody', async () => {
    const { engine, clock } = alone()
    engine.dispatch(upserted(row('a', { on: 1 })))
    await clock.settle()
    let told = 0
    engine.subscribe(() => told++)
    engine.dispatch([upserted(row('a', { on: 1 })), patched('a', { unreadCount: 0 })])
    await clock.settle()
    expect(told).toBe(0)
    expect(engine.stats).toEqual({ events: 3, commits: 1, notifications: 1 })
  })

  it('is applied at once by flush, and the microtask that was asked for finds nothing', async () => {
    const { engine, clock } = alone()
    engine.dispatch(upserted(row('a', { on: 1 })))
    engine.flush()
    expect(line(engine)).toBe('a')
    await clock.settle()
    expect(engine.stats.commits).toBe(1)
  })

  it('waits for the frame where that is asked for, and flush does not wait', async () => {
    const { engine, clock } = alone({ batching: 'frame' })
    engine.dispatch(upserted(row('a', { on: 1 })))
    await clock.settle()
    expect(line(engine)).toBe('')
    engine.dispatch(upserted(row('b', { on: 2 })))
    expect(clock.frames).toBe(1)
    await clock.paint()
    expect(line(engine)).toBe('b a')
    engine.dispatch(upserted(row('c', { on: 3 })))
    engine.flush()
    expect(line(engine)).toBe('c b a')
    await clock.paint()
    expect(engine.stats.commits).toBe(2)
  })

  it('waits 16 ms where the host has no frames, and not longer than the engine lives', async () => {
    const { frame: _, ...frameless } = createTestClock()
    const clock: Clock = frameless
    const engine = createEngine({ clock, batching: 'frame' })
    engine.dispatch(upserted(row('a', { on: 1 })))
    await frameless.advance(15)
    expect(line(engine)).toBe('')
    await frameless.advance(1)
    expect(line(engine)).toBe('a')
    engine.dispatch(upserted(row('b', { on: 2 })))
    engine.dispose()
    await frameless.advance(16)
    expect(line(engine)).toBe('a')
  })

  it('is told to a recorder with its events, before subscribers, also when nothing changed', () => {
    const told: string[] = []
    const { engine } = alone({
      onBatch: ({ events, previous, state }) => {
        told.push(`${events.map(({ type }) => type).join()} ${previous === state ? 'same' : 'new'}`)
        if (told.length === 1) throw new Error('the recorder is broken')
      },
      onError: () => told.push('noted'),
    })
    engine.subscribe(() => told.push('subscriber'))
    for (let i = 0; i < 2; i++) {
      engine.dispatch(upserted(row('a', { on: 1 })))
      engine.flush()
    }
    expect(told).toEqual(['conversationsUpserted new', 'noted', 'subscriber', 'conversationsUpserted same'])
  })

  it('gives events without a time the time at which they came, and leaves the others theirs', async () => {
    const { engine, clock } = alone()
    engine.dispatch({ type: 'conversationsUpserted', rows: [row('now')] })
    engine.dispatch({ type: 'conversationsPatched', patches: [{ id: id('now'), stickTop: true }] })
    engine.flush()
    expect(engine.get('now')?.stickTopAt).toBe(clock.now())
    engine.dispatch(upserted(row('then')))
    engine.dispatch(patched('then', { stickTop: true }))
    engine.flush()
    expect(engine.get('then')?.stickTopAt).toBe(1_000)
  })
})

describe('a dispatch from within', () => {
  it('a notification is applied after it, and everybody sees both states in order', async () => {
    const { engine, clock } = alone()
    const seen: string[] = []
    engine.subscribe((state: ListState) => {
      if (engine.view().size === 1) {
        engine.dispatch(upserted(row('b', { on: 2 })))
        engine.flush()
      }
      seen.push(`first ${engine.view().read(state).size}`)
    })
    engine.subscribe((state: ListState, previous: ListState) => {
      seen.push(`second ${engine.view().read(previous).size}→${engine.view().read(state).size}`)
    })
    engine.dispatch(upserted(row('a', { on: 1 })))
    await clock.settle()
    expect(seen).toEqual(['first 1', 'second 0→1', 'first 2', 'second 1→2'])
    expect(engine.stats).toMatchObject({ commits: 2, notifications: 2 })
  })

  it('a diagnostic, with a flush, loses nothing of the batch that was being applied', async () => {
    const { engine, clock } = alone()
    engine.diagnostics.subscribe((note) => {
      if (note.code !== 'event/unknown') return
      engine.dispatch(upserted(row('b', { on: 2 })))
      engine.flush()
    })
    engine.dispatch([upserted(row('a', { on: 1 })), { type: 'nonsense' } as never, upserted(row('c', { on: 3 }))])
    engine.flush()
    expect(line(engine)).toBe('c a')
    await clock.settle()
    expect(line(engine)).toBe('c b a')
  })

  it('a selector listener that disposes the engine ends the notification', async () => {
    const { engine, clock } = alone()
    let told = 0
    engine.subscribe(() => engine.dispose())
    engine.subscribe(() => told++)
    engine.dispatch(upserted(row('a', { on: 1 })))
    await clock.settle()
    expect([engine.disposed, told]).toEqual([true, 0])
  })
})

describe('a subscription to a selected value', () => {
  it('is told only when the value changed, with the former one', async () => {
    const { engine, clock } = alone()
    const told: [number, number][] = []
    const undo = engine.subscribe(
      (state) => engine.view().read(state).counters.unread,
      (unread, before) => told.push([unread, before]),
    )
    engine.dispatch(upserted(row('a', { on: 1, unread: 2 })))
    await clock.settle()
    engine.dispatch(upserted(row('b', { on: 2 })))
    await clock.settle()
    engine.dispatch(patched('a', { unreadCount: 5 }))
    await clock.settle()
    undo()
    engine.dispatch(patched('a', { unreadCount: 6 }))
    await clock.settle()
    expect(told).toEqual([
      [2, 0],
      [5, 2],
    ])
  })

  it('may say itself what is equal', async () => {
    const { engine, clock } = alone()
    const told: string[] = []
    engine.subscribe(
      (state) =>
        engine
          .view()
          .read(state)
          .window(0, 2)
          .map((each) => each.id),
      (ids) => told.push(ids.join(' ')),
      (a, b) => a.join() === b.join(),
    )
    engine.dispatch(upserted(row('a', { on: 1 })))
    await clock.settle()
    engine.dispatch(patched('a', { unreadCount: 5 }))
    await clock.settle()
    expect(told).toEqual(['a'])
  })
})

describe('what the app throws', () => {
  it('goes to onError and into the diagnostics, without its words', async () => {
    const { engine, clock, errors } = alone()
    const thrown = new TypeError('secret words')
    engine.subscribe(() => {
      throw thrown
    })
    engine.dispatch(upserted(row('a', { on: 1 })))
    await clock.settle()
    expect(errors).toEqual([thrown])
    expect(engine.diagnostics.recent).toMatchObject([{ code: 'app/threw', detail: 'TypeError', at: clock.now() }])
    expect(JSON.stringify(engine.diagnostics.recent)).not.toContain('secret')
  })

  it('goes to the console where there is no onError, and where onError throws too', async () => {
    const console = (globalThis as unknown as { console: { error: (error: unknown) => void } }).console
    const { error } = console
    const printed: unknown[] = []
    console.error = (each) => printed.push(each)
    try {
      for (const onError of [undefined, () => fail('handler')]) {
        const clock = createTestClock()
        const engine = createEngine({ clock, onError })
        let told = 0
        engine.subscribe(() => fail('listener'))
        engine.subscribe(() => told++)
        engine.dispatch(upserted(row('a', { on: 1 })))
        await clock.settle()
        engine.dispatch(upserted(row('b', { on: 2 })))
        await clock.settle()
        expect(told).toBe(2)
      }
    } finally {
      console.error = error
    }
    expect(printed.map(String)).toEqual(['Error: listener', 'Error: listener', 'Error: handler', 'Error: handler'])
  })

  it('in a listener of diagnostics does not lead to more of the same', async () => {
    const { engine, errors } = alone()
    const heard: Diagnostic[] = []
    engine.diagnostics.subscribe(() => fail('diagnostics'))
    engine.diagnostics.subscribe((note) => heard.push(note))
    engine.dispatch({ type: 'nonsense' } as never)
    engine.flush()
    expect(errors.map(String)).toEqual(['Error: diagnostics'])
    expect(heard.map((note) => note.code)).toEqual(['event/unknown'])
    expect(engine.diagnostics.counts).toEqual({ 'event/unknown': 1, 'app/threw': 1 })
  })

  it('in a condition of a view hides its row there, and is told once and not for each row', async () => {
    const { engine, errors } = alone({
      views: {
        mine: { filter: { or: [{ where: { key: 'mine', test: (each) => each.id === 'c' || fail('mine') } }] } },
      },
    })
    engine.dispatch(upserted(row('a', { on: 1 }), row('b', { on: 2 }), row('c', { on: 3 })))
    engine.flush()
    expect([line(engine), line(engine.view('mine'))]).toEqual(['c b a', 'c'])
    expect(errors.map(String)).toEqual(['Error: mine'])
    expect(engine.diagnostics.counts).toEqual({ 'app/threw': 1 })
  })
})

describe('diagnostics', () => {
  it('keep the newest, count all, and end with their subscription', () => {
    const { engine } = alone({ diagnosticsLimit: 2 })
    const heard: string[] = []
    const undo = engine.diagnostics.subscribe((note) => heard.push(note.code))
    engine.dispatch([{ type: 'x' } as never, { type: 'y' } as never, upserted({ ...row('a'), unreadCount: -1 })])
    engine.flush()
    undo()
    engine.dispatch({ type: 'z' } as never)
    engine.flush()
    expect(heard).toEqual(['event/unknown', 'event/unknown', 'row/malformed'])
    expect(engine.diagnostics.recent.map(({ code, path }) => [code, path])).toEqual([
      ['row/malformed', 'rows[0].unreadCount'],
      ['event/unknown', 'type'],
    ])
    expect(engine.diagnostics.counts).toEqual({ 'event/unknown': 3, 'row/malformed': 1 })
    expect(engine.diagnostics.total).toBe(4)
  })

  it('may be kept not at all, and are counted all the same', () => {
    const { engine } = alone({ diagnosticsLimit: 0 })
    engine.dispatch({ type: 'x' } as never)
    engine.flush()
    expect([engine.diagnostics.recent, engine.diagnostics.total]).toEqual([[], 1])
  })

  it('give the same list while nothing was noted', () => {
    const { engine } = alone()
    engine.dispatch({ type: 'x' } as never)
    engine.flush()
    expect(engine.diagnostics.recent).toBe(engine.diagnostics.recent)
  })

  it('of a source carry its name', async () => {
    const { engine, server } = await openWorld()
    server.sinks[0]!.note({ code: 'vendor/malformed', path: 'onConversationChanged[0]' })
    expect(engine.diagnostics.recent).toMatchObject([{ code: 'vendor/malformed', vendor: 'test' }])
  })
})

function fail(words: string): never {
  throw new Error(words)
}
