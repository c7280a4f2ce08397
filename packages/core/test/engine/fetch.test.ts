import { describe, expect, it } from 'vitest'
import { createServer, gate } from '../support/server.js'
import { alone, line, openWorld } from '../support/world.js'
import { id, ms, row } from '../support/words.js'

/** A patch of a row that the engine does not know. */
const unknown = (...names: string[]) => ({
  type: 'conversationsPatched' as const,
  patches: names.map((name) => ({ id: id(name), unreadCount: 1 })),
})

describe('a patch of a row nobody knows', () => {
  it('has the row read by id', async () => {
    const { engine, server, clock } = await openWorld({ rows: [row('a', { on: 1 })] })
    server.put(row('b', { on: 2, unread: 4 }))
    server.emit(unknown('b'))
    await clock.settle()
    expect(server.fetches).toEqual([['b']])
    expect(line(engine)).toBe('b(4) a')
    expect(engine.diagnostics.counts).toEqual({ 'row/unknown': 1 })
  })

  it('leaves no row where the vendor has none, and does not ask for ever', async () => {
    const { engine, server, clock } = await openWorld()
    server.emit(unknown('ghost'))
    await clock.advance(60_000)
    expect([server.fetches.length, engine.view().size]).toEqual([1, 0])
  })

  it('of a removed row asks the vendor only if it tells of later activity, and shows what the vendor has then', async () => {
    const { engine, server, clock } = await openWorld({ rows: [row('a', { on: 1 }), row('b', { on: 2 })] })
    const told = async (activeAt: number | undefined, unknown?: 'ignore'): Promise<void> => {
      const patches = [
        { id: id('b'), kind: 'direct' as const, targetId: 'b', ...(activeAt && { activeAt: ms(activeAt) }) },
      ]
      server.emit({ type: 'conversationsPatched', patches, unknown })
      await clock.settle()
    }
    server.emit({ type: 'conversationsRemoved', ids: [id('b')] })
    await told(undefined)
    await told(row('b', { on: 2 }).activeAt)
    await told(9_000, 'ignore')
    expect([line(engine), server.fetches.length]).toEqual(['a', 0])
    server.put(row('b', { on: 9, unread: 3 }))
    await told(9_000)
    expect([line(engine), server.fetches]).toEqual(['b(3) a', [['b']]])
  })

  it('asks for a hundred ids in one call at most, each once', async () => {
    const { server, clock } = await openWorld()
    const names = Array.from({ length: 230 }, (_, i) => `r${i}`)
    server.emit(unknown(...names, ...names))
    await clock.settle()
    expect(server.fetches.map((ids) => ids.length)).toEqual([100, 100, 30])
    expect(new Set(server.fetches.flat()).size).toBe(230)
  })

  it('tries three times, with waits that double, then lets it be', async () => {
    const { engine, server, clock } = await openWorld()
    server.onFetch = () => Promise.reject(new Error('offline'))
    server.emit(unknown('b'))
    await clock.settle()
    expect(server.fetches.length).toBe(1)
    await clock.advance(999)
    expect(server.fetches.length).toBe(1)
    await clock.advance(1)
    expect(server.fetches.length).toBe(2)
    await clock.advance(2_000)
    expect(server.fetches.length).toBe(3)
    await clock.advance(3_600_000)
    expect([server.fetches.length, clock.timers]).toEqual([3, 0])
    expect(engine.diagnostics.counts).toEqual({ 'row/unknown': 1, 'vendor/failed': 3 })
  })

  it('takes an answer that is no list for a failure', async () => {
    const { engine, server, clock } = await openWorld()
    server.onFetch = () => undefined as never
    server.emit(unknown('b'))
    await clock.advance(3_600_000)
    expect([server.fetches.length, engine.diagnostics.counts['vendor/failed']]).toEqual([3, 3])
  })

  it('does not let the answer override what came live after it was asked for', async () => {
    const { engine, server, clock } = await openWorld()
    server.put(row('b', { on: 2, unread: 4 }))
    const late = gate()
    server.onFetch = async (_, serve) => {
      const rows = serve()
      await late.promise
      return rows
    }
    server.emit(unknown('b'))
    await clock.settle()
    server.push(row('b', { on: 3, unread: 5 }))
    await clock.settle()
    late.open()
    await clock.settle()
    expect(line(engine)).toBe('b(5)')
  })

  it('has the whole list walked again where rows cannot be read by id', async () => {
    const { engine, server, clock } = await openWorld({ rows: [row('a', { on: 1 })], bare: true })
    server.put(row('b', { on: 2, unread: 4 }))
    server.emit(unknown('b'))
    await clock.settle()
    expect([server.lists.length, line(engine)]).toEqual([2, 'b(4) a'])
    await clock.advance(60_000)
    expect(server.lists.length).toBe(2)
  })

  it('is not read for an account or from a source that has gone meanwhile', async () => {
    const { engine, server, clock } = await openWorld()
    server.onFetch = () => Promise.reject(new Error('offline'))
    server.emit(unknown('b'))
    await clock.settle()
    server.emit({ type: 'accountOpened', account: 'you' })
    await clock.advance(60_000)
    expect(server.fetches.length).toBe(1)

    const other = createServer()
    other.onFetch = () => Promise.reject(new Error('offline'))
    const lone = alone()
    const disconnect = lone.engine.connect(other.source)
    await lone.clock.settle()
    other.emit(unknown('b'))
    await lone.clock.settle()
    disconnect()
    await lone.clock.advance(60_000)
    expect(other.fetches.length).toBe(1)
    expect(engine.view().size).toBe(0)
  })

  it('is left alone without a source', async () => {
    const { engine, clock } = alone()
    engine.dispatch(unknown('b'))
    await clock.advance(60_000)
    expect([engine.view().size, clock.timers]).toEqual([0, 0])
  })
})
