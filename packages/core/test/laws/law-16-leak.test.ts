import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CommandAnswer, Engine, ListPage, SourceSink } from '../../src/index.js'
import { collected } from '../support/collected.mjs'
import { createServer, gate } from '../support/server.js'
import { alone, line, openWorld, refused, startWorld } from '../support/world.js'
import { runs } from './runs.js'
import { id, row, upserted } from './support.js'

const rows = [row('a', { on: 1, unread: 2 }), row('b', { on: 2 })]
const codeOf = async (promise: Promise<unknown>): Promise<unknown> =>
  ((await refused(promise)) as { code?: unknown }).code

const LIFE = [
  'settle',
  'second',
  'minute',
  'paint',
  'silent',
  'refusing',
  'offline',
  'hanging',
  'push',
  'unknown',
  'account',
  'resync',
  'pin',
  'read',
  'remove',
  'refresh',
  'more',
  'listen',
  'retain',
  'leave',
  'connect',
] as const
type LifeStep = (typeof LIFE)[number]
const lifeSteps = fc.constantFrom(...LIFE)

describe('law 16, nothing is left behind', () => {
  it('law 16: after dispose no listener of the SDK, timer, frame or subscriber is left', async () => {
    const { engine, server, clock } = await openWorld({ rows }, { batching: 'frame' })
    await clock.paint()
    let told = 0
    engine.subscribe(() => (told += 1))
    engine.store.subscribe(() => (told += 1))
    engine.view({ filter: { unread: true } }).subscribe(() => (told += 1))
    engine.diagnostics.subscribe(() => (told += 1))
    server.onExecute = () => new Promise<CommandAnswer>(() => undefined)
    const pending = codeOf(engine.commands.stickTop('a', true))
    engine.dispatch(upserted(row('c', { on: 3 })))
    expect(server.listeners).toBe(1)
    engine.dispose()
    expect([server.listeners, engine.disposed]).toEqual([0, true])
    told = 0
    await clock.paint()
    await clock.advance(3_600_000)
    expect([clock.timers, clock.frames, told]).toEqual([0, 0, 0])
    expect(await pending).toMatch(/^(engine\/disposed|command\/account-changed)$/)
  })

  it('law 16: a view that nobody reads any more holds back no former list', async () => {
    const { engine } = alone()
    engine.dispatch(upserted(row('a', { on: 1 })))
    engine.flush()
    const former = ((): WeakRef<object> => {
      engine.view({ filter: { unread: true } }).window(0, 10)
      return new WeakRef(engine.getState())
    })()
    engine.dispatch(upserted(row('a', { on: 2 })))
    engine.flush()
    await collected()
    expect(engine.view().size).toBe(1)
    expect(former.deref()).toBeUndefined()
  })

  it('law 16: a window that nobody reads any more holds back no former row, but keeps its array for a while', async () => {
    const { engine } = alone()
    const view = engine.view()
    const write = (on: number): void => {
      engine.dispatch(upserted(row('a', { on }), row('b', { on: 0 })))
      engine.flush()
    }
    write(1)
    const below = view.window(1, 2)
    const former = ((): WeakRef<object> => new WeakRef(view.window(0, 1)[0]!))()
    for (let on = 2; on < 60; on++) write(on)
    expect(view.window(1, 2)).toBe(below)
    for (let on = 60; on < 120; on++) write(on)
    await collected()
    expect(view.size).toBe(2)
    expect(former.deref()).toBeUndefined()
  })

  it('law 16: no window holds back a row of a former account', async () => {
    const { engine } = alone()
    const view = engine.view()
    engine.dispatch({ type: 'accountOpened', account: 'me' })
    engine.dispatch(upserted(row('a', { on: 1 })))
    engine.flush()
    const former = ((): WeakRef<object> => new WeakRef(view.window(0, 1)[0]!))()
    engine.dispatch(upserted(row('b', { on: 2 })))
    engine.flush()
    engine.dispatch({ type: 'accountOpened', account: 'you' })
    engine.flush()
    await collected()
    expect(view.size).toBe(0)
    expect(former.deref()).toBeUndefined()
  })

  it('law 16: every open promise settles at dispose', async () => {
    const server = createServer({ rows })
    server.onList = () => new Promise<ListPage>(() => undefined)
    server.onExecute = () => new Promise<CommandAnswer>(() => undefined)
    const { engine, clock } = startWorld(server)
    await clock.settle()
    engine.dispatch(upserted(...rows))
    engine.flush()
    const outcomes = [
      engine.commands.stickTop('a', true),
      engine.commands.markRead('all'),
      engine.commands.remove('b'),
      engine.commands.refresh(),
      engine.commands.loadMore(),
      engine.view({ filter: { unread: true } }).loadMore(),
      engine.ready,
    ].map((promise) =>
      promise.then(
        () => 'resolved',
        () => 'rejected',
      ),
    )
    await clock.settle()
    engine.dispose()
    await clock.settle()
    const settled = await Promise.race([Promise.all(outcomes), clock.settle().then(() => 'hanging')])
    expect(settled).not.toBe('hanging')
  })

  it('law 16: late answers do nothing', async () => {
    const server = createServer({ rows })
    const [list, execute] = [gate<ListPage>(), gate<CommandAnswer>()]
    const { engine, clock } = await openWorld(server)
    server.onList = () => list.promise
    server.onExecute = () => execute.promise
    const outcomes = [engine.commands.stickTop('a', true), engine.commands.refresh()].map((promise) =>
      promise.catch(() => 'rejected'),
    )
    await clock.settle()
    engine.dispose()
    const [state, told] = [engine.getState(), engine.stats.notifications]
    list.open({ rows: [row('late', { on: 9 })], cursor: undefined })
    execute.fail(new Error('late'))
    server.sinks.forEach((sink) => {
      sink.emit([{ type: 'conversationsUpserted', rows: [row('late', { on: 9 })] }])
      sink.resync('late')
    })
    await Promise.all(outcomes)
    await clock.advance(600_000)
    expect(engine.getState()).toBe(state)
    expect(engine.stats.notifications).toBe(told)
    expect(clock.timers).toBe(0)
  })

  it('law 16: a disposed engine can still be read, refuses commands and ignores events', async () => {
    const { engine, clock } = await openWorld({ rows })
    const view = engine.view({ filter: { unread: true } })
    engine.dispose()
    engine.dispose()
    engine.dispatch(upserted(row('c', { on: 3 })))
    engine.flush()
    await clock.settle()
    expect([line(engine), line(view), engine.get('a')?.unreadCount]).toEqual(['b a(2)', 'a(2)', 2])
    expect(await codeOf(engine.commands.stickTop('a', true))).toBe('engine/disposed')
    expect(await codeOf(engine.commands.refresh())).toBe('engine/disposed')
    expect(() => engine.subscribe(() => undefined)()).not.toThrow()
    expect(() => view.retain()()).not.toThrow()
    expect(clock.timers).toBe(0)
  })

  it('law 16: connecting, leaving and connecting again, as StrictMode does, leaves one listener and in the end none', async () => {
    const { engine, clock } = alone()
    const server = createServer({ rows })
    const first = engine.connect(server.source)
    first()
    const second = engine.connect(server.source)
    await clock.settle()
    expect([server.listeners, line(engine)]).toEqual([1, 'b a(2)'])
    const third = engine.connect(server.source)
    expect(server.listeners).toBe(1)
    first()
    second()
    expect(server.listeners).toBe(1)
    second()
    third()
    await clock.settle()
    expect(server.listeners).toBe(0)
    await clock.advance(600_000)
    expect(clock.timers).toBe(0)
    engine.dispose()
  })

  it('law 16: connecting a thousand times leaves nothing but the last', async () => {
    const { engine, clock } = alone()
    const server = createServer({ rows })
    for (let turn = 0; turn < 1_000; turn += 1) engine.connect(server.source)()
    const undo = engine.connect(server.source)
    await clock.settle()
    expect([server.listeners, line(engine)]).toEqual([1, 'b a(2)'])
    undo()
    expect(server.listeners).toBe(0)
    engine.dispose()
  })

  it('law 16: a source connected late is left with the others', async () => {
    const { engine, clock, server } = await openWorld({ rows })
    const other = createServer({ rows: [row('c', { on: 3 })] })
    const undo = engine.connect(other.source)
    engine.dispose()
    await clock.settle()
    expect([server.listeners, other.listeners]).toEqual([0, 0])
    expect(() => undo()).not.toThrow()
  })

  it('law 16: a source connected after dispose is not listened to', async () => {
    const { engine, clock } = alone()
    engine.dispose()
    const server = createServer({ rows })
    const connected = Promise.resolve().then(() => engine.connect(server.source)())
    expect(
      await connected.then(
        () => 'ignored',
        (error: { code?: unknown }) => error.code,
      ),
    ).toMatch(/^(ignored|engine\/disposed)$/)
    await clock.settle()
    expect([server.listeners, server.lists.length, line(engine)]).toEqual([0, 0, ''])
  })

  it('law 16: subscriptions and views that ended keep nothing alive', async () => {
    const { engine, clock } = await openWorld({ rows })
    let told = 0
    const undo = [
      engine.subscribe(() => (told += 1)),
      engine.subscribe(
        (state) => state,
        () => (told += 1),
      ),
      engine.store.subscribe(() => (told += 1)),
      engine.view({ filter: { unread: true } }).subscribe(() => (told += 1)),
      engine.view({ filter: { muted: true } }).retain(),
      engine.diagnostics.subscribe(() => (told += 1)),
    ]
    for (const end of [...undo, ...undo]) end()
    told = 0
    engine.dispatch([upserted(row('c', { on: 3, unread: 1 })), { type: 'nonsense' } as never])
    await clock.settle()
    expect(told).toBe(0)
  })

  it('law 16: retries stop with the engine', async () => {
    const server = createServer({ rows })
    server.onList = () => Promise.reject(new Error('offline'))
    const { engine, clock } = startWorld(server)
    await clock.settle()
    expect(clock.timers).toBeGreaterThan(0)
    engine.dispose()
    expect(clock.timers).toBe(0)
    const asked = server.lists.length
    await clock.advance(3_600_000)
    expect(server.lists).toHaveLength(asked)
  })

  it('law 16: an account that leaves takes its timers, promises and late answers with it', async () => {
    const server = createServer({ rows })
    const { engine, clock } = await openWorld(server)
    const [list, execute] = [gate<ListPage>(), gate<CommandAnswer>()]
    server.onList = () => list.promise
    server.onExecute = () => execute.promise
    const command = codeOf(engine.commands.stickTop('a', true))
    const refresh = engine.commands.refresh().then(
      () => 'resolved',
      () => 'rejected',
    )
    await clock.settle()
    server.onList = () => ({ rows: [row('yours', { on: 1 })], cursor: undefined })
    server.emit({ type: 'accountOpened', account: 'you' })
    server.resync('switched')
    await clock.settle()
    list.open({ rows: [row('mine', { on: 9 })], cursor: undefined })
    execute.open({ rows: [row('mine', { on: 9 })] })
    expect(await command).toBe('command/account-changed')
    expect(['resolved', 'rejected']).toContain(await refresh)
    await clock.advance(60_000)
    expect(line(engine)).toBe('yours')
    expect(engine.getState().pendingCount).toBe(0)
    engine.dispose()
    expect(clock.timers).toBe(0)
  })

  it('law 16: whatever was begun, in whatever order, dispose leaves nothing of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(lifeSteps, { maxLength: 40 }), fc.boolean(), async (steps, inFrames) => {
        const server = createServer({ rows })
        const { engine, clock } = startWorld(server, { batching: inFrames ? 'frame' : 'microtask' })
        const other = createServer({ rows: [row('z', { on: 7 })] })
        const open: Promise<unknown>[] = [engine.ready]
        const undo: (() => void)[] = []
        const life: Record<LifeStep, () => unknown> = {
          settle: () => clock.settle(),
          second: () => clock.advance(1_000),
          minute: () => clock.advance(60_000),
          paint: () => clock.paint(),
          silent: () => (server.onExecute = () => new Promise<CommandAnswer>(() => undefined)),
          refusing: () => (server.onExecute = () => Promise.reject(new Error('no'))),
          offline: () => (server.onList = () => Promise.reject(new Error('offline'))),
          hanging: () => (server.onList = () => new Promise<ListPage>(() => undefined)),
          push: () => server.push(row('c', { on: 3, unread: 1 })),
          unknown: () => server.emit({ type: 'conversationsPatched', patches: [{ id: id('x'), unreadCount: 1 }] }),
          account: () => server.emit({ type: 'accountOpened', account: 'you' }),
          resync: () => server.resync('again'),
          pin: () => open.push(engine.commands.stickTop('a', true)),
          read: () => open.push(engine.commands.markRead('all')),
          remove: () => open.push(engine.commands.remove(['a', 'b'])),
          refresh: () => open.push(engine.commands.refresh()),
          more: () => open.push(engine.view({ filter: { unread: true } }).loadMore()),
          listen: () =>
            undo.push(
              engine.subscribe(() => undefined),
              engine.view().subscribe(() => undefined),
            ),
          retain: () => undo.push(engine.view({ filter: { muted: true } }).retain()),
          leave: () => undo.pop()?.(),
          connect: () => undo.push(engine.connect(other.source)),
        }
        for (const step of steps) {
          // oxlint-disable-next-line no-await-in-loop -- one after the other
          await life[step]()
        }
        const settled = Promise.all(open.map((promise) => promise.catch(() => undefined))).then(() => 'settled')
        engine.dispose()
        await clock.settle()
        expect(await Promise.race([settled, clock.settle().then(() => 'hanging')])).toBe('settled')
        await clock.paint()
        expect([server.listeners, other.listeners, clock.timers, clock.frames]).toEqual([0, 0, 0, 0])
      }),
      runs(100),
    )
  })

  it('law 16: a source that calls back while it is let go is not heard', async () => {
    const server = createServer({ rows })
    let told = 0
    const source = {
      ...server.source,
      connect(sink: SourceSink) {
        const undo = server.source.connect(sink)
        return () => {
          sink.emit([{ type: 'conversationsUpserted', rows: [row('ghost', { on: 9 })] }])
          sink.resync('going')
          undo()
        }
      },
    }
    const { engine, clock } = alone({ source })
    await clock.settle()
    engine.subscribe(() => (told += 1))
    engine.dispose()
    await clock.advance(60_000)
    expect([told, isKnown(engine, 'ghost'), clock.timers]).toEqual([0, false, 0])
  })
})

const isKnown = (engine: Engine, name: string): boolean => engine.get(id(name)) !== undefined
