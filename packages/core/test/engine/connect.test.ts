import { describe, expect, it } from 'vitest'
import type { Source, SourceSink } from '../../src/index.js'
import { createServer, gate } from '../support/server.js'
import { alone, line, openWorld, refused } from '../support/world.js'
import { id as toId, row } from '../support/words.js'

const rows = [row('a', { on: 1, unread: 2 }), row('b', { on: 2 })]

describe('a source', () => {
  it('is listened to once although it is connected twice, and as long as one of the two wants it', async () => {
    const { engine, clock } = alone()
    const server = createServer({ rows })
    const first = engine.connect(server.source)
    const second = engine.connect(server.source)
    await clock.settle()
    expect([server.sinks.length, server.listeners, server.lists.length]).toEqual([1, 1, 1])
    first()
    first()
    expect(server.listeners).toBe(1)
    second()
    expect([server.listeners, engine.capabilities]).toEqual([0, undefined])
  })

  it('that was left and connected again in the same turn is synced once, without an empty list in between', async () => {
    const { engine, server, clock } = await openWorld({ rows }, {})
    const seen = new Set<number>()
    engine.subscribe(() => seen.add(engine.view().size))
    const world = alone()
    const undo = world.engine.connect(server.source)
    undo()
    world.engine.connect(server.source)
    await world.clock.settle()
    expect(line(world.engine)).toBe('b a(2)')
    expect(world.engine.getState().sync.phase).toBe('synced')
    await clock.settle()
    expect([...seen]).toEqual([])
  })

  it('may speak while it is being connected', async () => {
    const { engine, clock } = alone()
    const server = createServer()
    const source: Source = {
      ...server.source,
      connect(sink) {
        sink.emit([{ type: 'conversationsUpserted', rows: [row('early', { on: 1 })] }])
        return () => undefined
      },
    }
    engine.connect(source)
    await clock.settle()
    expect(line(engine)).toBe('early')
  })

  it('is not heard after it was left', async () => {
    const { engine, clock } = alone()
    const server = createServer({ rows })
    const undo = engine.connect(server.source)
    await clock.settle()
    const sink: SourceSink = server.sinks[0]!
    undo()
    sink.emit([{ type: 'conversationsUpserted', rows: [row('late', { on: 9 })] }])
    sink.note({ code: 'vendor/malformed', path: 'late' })
    sink.resync('late')
    await clock.settle()
    expect(line(engine)).toBe('b a(2)')
    expect([engine.diagnostics.total, server.lists.length]).toEqual([0, 1])
  })

  it('may have something done later, by the engine’s clock, while it is connected', async () => {
    const { engine, clock } = alone()
    const server = createServer({ rows })
    const undo = engine.connect(server.source)
    const sink: SourceSink = server.sinks[0]!
    const done: string[] = []
    sink.after?.(50, () => done.push('kept'))
    sink.after?.(50, () => done.push('taken back'))()
    sink.after?.(500, () => done.push('too late'))
    await clock.advance(49)
    expect(done).toEqual([])
    await clock.advance(1)
    undo()
    await clock.advance(1_000)
    expect(done).toEqual(['kept'])
  })

  it('may look a row up, of the account it names, while it is connected', async () => {
    const { engine, clock } = alone()
    const server = createServer({ rows })
    server.account = 'me'
    const undo = engine.connect(server.source)
    await clock.settle()
    const sink: SourceSink = server.sinks[0]!
    const shown = (id: string, account: string): unknown => sink.row?.(toId(id), account)?.unreadCount
    expect([shown('a', 'me'), shown('a', 'you'), shown('z', 'me')]).toEqual([2, undefined, undefined])
    sink.emit([{ type: 'accountOpened', account: 'you' }])
    expect(shown('a', 'you')).toBeUndefined() // the list is the former account's until the batch is applied
    sink.emit([{ type: 'conversationsUpserted', rows: [row('a', { on: 1, unread: 3 })] }])
    await clock.settle()
    expect([shown('a', 'me'), shown('a', 'you')]).toEqual([undefined, 3])
    undo()
    expect(shown('a', 'you')).toBeUndefined()
  })

  it('that throws while it is connected is not connected, and may be tried again', async () => {
    const { engine, clock } = alone()
    const server = createServer({ rows })
    let isDown = true
    const source: Source = {
      ...server.source,
      connect(sink) {
        if (isDown) throw new Error('not yet')
        return server.source.connect(sink)
      },
    }
    expect(() => engine.connect(source)).toThrow('not yet')
    expect(engine.capabilities).toBeUndefined()
    isDown = false
    engine.connect(source)
    await clock.settle()
    expect(line(engine)).toBe('b a(2)')
  })

  it('whose undo throws is left all the same, and the app hears of it', async () => {
    const { engine, errors } = alone()
    const server = createServer({ rows })
    const undo = engine.connect({
      ...server.source,
      connect: () => () => {
        throw new Error('stuck')
      },
    })
    undo()
    expect(errors.map(String)).toEqual(['Error: stuck'])
    expect(engine.capabilities).toBeUndefined()
  })
})

describe('a sync whose source is left', () => {
  it('has failed, so that no screen waits for it, and takes no page any more', async () => {
    const { engine, clock } = alone()
    const server = createServer({ rows })
    const late = gate()
    server.onList = async (_, serve) => {
      await late.promise
      return serve()
    }
    const undo = engine.connect(server.source)
    await clock.settle()
    expect(engine.getState().sync.phase).toBe('syncing')
    const refreshed = refused(engine.commands.refresh())
    await clock.settle()
    undo()
    expect(await refreshed).toMatchObject({ code: 'engine/no-source' })
    await clock.settle()
    expect(engine.getState().sync).toMatchObject({ phase: 'failed', error: 'disconnected' })
    late.open()
    await clock.settle()
    expect(line(engine)).toBe('')
  })

  it('gives its page neither to the source that came after it', async () => {
    const { engine, clock } = alone()
    const first = createServer({ rows: [row('old', { on: 1 })] })
    const late = gate()
    first.onList = async (_, serve) => {
      await late.promise
      return serve()
    }
    engine.connect(first.source)
    await clock.settle()
    engine.connect(createServer({ rows }).source)
    await clock.settle()
    late.open()
    await clock.settle()
    expect(line(engine)).toBe('b a(2)')
    expect(engine.getState().sync.phase).toBe('synced')
  })
})

describe('another source', () => {
  it('takes the place of the one before, whose own undo then does nothing', async () => {
    const { engine, clock } = alone()
    const [first, second] = [createServer({ rows }), createServer({ rows: [row('c', { on: 3 })] })]
    const undo = engine.connect(first.source)
    engine.connect(second.source)
    expect([first.listeners, second.listeners]).toEqual([0, 1])
    undo()
    await clock.settle()
    expect([second.listeners, line(engine)]).toEqual([1, 'c'])
    expect(engine.capabilities).toBe(second.source.capabilities)
  })

  it('of the same vendor and account keeps the rows until its sync has spoken', async () => {
    const { engine, clock } = await openWorld({ rows })
    const next = createServer({ rows: [row('b', { on: 2, unread: 7 })] })
    engine.connect(next.source)
    engine.flush()
    expect(line(engine)).toBe('b a(2)')
    await clock.settle()
    expect(line(engine)).toBe('b(7)')
  })

  it('of another vendor starts from nothing, although it calls the user by the same name', async () => {
    const { engine, clock } = await openWorld({ rows })
    const other = createServer({ rows: [row('c', { on: 3 })], capabilities: { vendor: 'other' } })
    const { epoch } = engine.getState()
    engine.connect(other.source)
    engine.flush()
    expect([line(engine), engine.getState().account]).toEqual(['', 'me'])
    expect(engine.getState().epoch).toBeGreaterThan(epoch)
    await clock.settle()
    expect(line(engine)).toBe('c')
  })
})

describe('dispose', () => {
  it('leaves no listener and no timer, however much was under way', async () => {
    const { engine, server, clock } = await openWorld({ rows }, { batching: 'microtask' })
    server.onExecute = () => new Promise(() => undefined)
    server.onList = () => Promise.reject(new Error('offline'))
    const outcomes = [engine.commands.stickTop('a', true), engine.commands.refresh()].map(refused)
    engine.view({ filter: { unread: true } }).subscribe(() => undefined)()
    await clock.settle()
    server.emit({ type: 'conversationsRemoved', ids: [rows[1]!.id] })
    await clock.settle()
    expect(clock.timers).toBeGreaterThan(2)
    engine.dispose()
    expect([clock.timers, server.listeners]).toEqual([0, 0])
    expect((await Promise.all(outcomes)).map((error) => 'code' in error && error.code)).toEqual([
      'engine/disposed',
      'sync/failed',
    ])
  })

  it('ends a refresh that waits', async () => {
    const { engine, server, clock } = await openWorld({ rows })
    server.onList = () => new Promise(() => undefined)
    const done = refused(engine.commands.refresh())
    await clock.settle()
    engine.dispose()
    expect(await done).toMatchObject({ code: 'engine/disposed' })
    expect(await refused(engine.commands.loadMore())).toMatchObject({ code: 'engine/disposed' })
  })

  it('may be called from anywhere, and twice', async () => {
    const { engine, clock } = await openWorld({ rows })
    engine.subscribe(() => engine.dispose())
    engine.dispatch({ type: 'conversationsUpserted', rows: [row('c', { on: 3 })] })
    await clock.settle()
    engine.dispose()
    expect(engine.disposed).toBe(true)
    expect(() => engine.connect(createServer().source)).toThrow('[engine/disposed]')
  })
})
