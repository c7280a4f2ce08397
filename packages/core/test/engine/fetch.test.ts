import { describe, expect, it } from 'vitest'
import { createServer, gate } from '../support/server.js'
import { alone, line, openWorld, refused } from '../support/world.js'
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

  it('of a former visit is shown at once, and what it does not say is read', async () => {
    const { engine, server, clock } = await openWorld({ rows: [row('a', { on: 1 }), row('b', { on: 2 })] })
    server.put(row('a', { on: 3, unread: 5, stickTop: true }))
    server.emit({ type: 'conversationsPatched', patches: [{ id: id('a'), unreadCount: 5 }], known: 'read' })
    engine.flush()
    expect(line(engine)).toBe('b a(5)')
    await clock.settle()
    expect([line(engine), server.fetches]).toEqual(['^a(5) b', [['a']]])
    expect(engine.diagnostics.counts).toEqual({})
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

describe('commands.fetch', () => {
  it('shows rows that were not read yet, and gives them in the order asked for', async () => {
    const rows = Array.from({ length: 5 }, (_, i) => row(`r${i}`, { on: 9 - i }))
    const { engine, server, clock } = await openWorld({ rows, capabilities: { pageSize: 2 } }, { sync: 'page' })
    const fetched = engine.commands.fetch(['r4', 'r0', 'ghost', 'r4'])
    await clock.settle()
    expect((await fetched).map((each) => each.id)).toEqual(['r4', 'r0'])
    expect((await fetched)[0]).toBe(engine.get('r4'))
    expect([line(engine), server.fetches]).toEqual(['r0 r1 r4', [['r4', 'r0', 'ghost']]])
  })

  it('asks for a hundred in one call, and for none without ids', async () => {
    const { engine, server, clock } = await openWorld()
    const fetched = engine.commands.fetch(Array.from({ length: 230 }, (_, i) => `r${i}`))
    await clock.settle()
    expect([await fetched, server.fetches.map((ids) => ids.length)]).toEqual([[], [100, 100, 30]])
    expect(await engine.commands.fetch([])).toEqual([])
    expect(server.fetches.length).toBe(3)
  })

  it('takes out what the vendor has no more, and not what was heard meanwhile', async () => {
    const { engine, server, clock } = await openWorld({ rows: [row('a', { on: 1 }), row('b', { on: 2 })] })
    const late = gate()
    server.onFetch = async () => {
      await late.promise
      return []
    }
    const fetched = engine.commands.fetch(['a', 'b'])
    await clock.settle()
    server.push(row('b', { on: 3, unread: 5 }))
    late.open()
    await clock.settle()
    expect([(await fetched).map((each) => each.id), line(engine)]).toEqual([['b'], 'b(5)'])
  })

  it('fails once, as the vendor says, and shows nothing', async () => {
    const { engine, server, clock } = await openWorld()
    server.onFetch = () => Promise.reject(new Error('offline'))
    const fetched = engine.commands.fetch('b')
    await expect(fetched).rejects.toMatchObject({ code: 'sync/failed', cause: { message: 'offline' } })
    server.onFetch = () => undefined as never
    await expect(engine.commands.fetch('b')).rejects.toMatchObject({ code: 'sync/failed' })
    await clock.settle()
    expect([server.fetches.length, engine.view().size, engine.getState().parts.requests]).toEqual([2, 0, []])
  })

  it('is refused without rows by id, without a source, and for what is no id', async () => {
    const bare = await openWorld({ bare: true })
    await expect(bare.engine.commands.fetch('a')).rejects.toMatchObject({ code: 'command/unsupported' })
    await expect(bare.engine.commands.fetch([''])).rejects.toMatchObject({ code: 'command/invalid' })
    const { engine } = alone()
    await expect(engine.commands.fetch('a')).rejects.toMatchObject({ code: 'engine/no-source' })
    engine.dispose()
    await expect(engine.commands.fetch('a')).rejects.toMatchObject({ code: 'engine/disposed' })
  })

  it.each([
    ['the account changes', 'command/account-changed', 'answered'],
    ['the account changes', 'command/account-changed', 'refused'],
    ['the engine is disposed', 'engine/disposed', 'answered'],
    ['the source goes', 'engine/no-source', 'answered'],
  ])('ends when %s meanwhile: %s, also where it is %s', async (what, code, end) => {
    const server = createServer({ rows: [row('b', { on: 2 })] })
    const { engine, clock } = alone()
    const disconnect = engine.connect(server.source)
    await clock.settle()
    const late = gate()
    server.onFetch = async (_, serve) => {
      await late.promise
      if (end === 'refused') throw new Error('logged out')
      return serve()
    }
    const error = refused(engine.commands.fetch('c'))
    await clock.settle()
    if (what === 'the account changes') server.emit({ type: 'accountOpened', account: 'you' })
    else if (what === 'the source goes') disconnect()
    else engine.dispose()
    await clock.settle()
    server.put(row('c', { on: 3 }))
    late.open()
    await clock.settle()
    expect(await error).toMatchObject({ code })
    expect(engine.get('c')).toBeUndefined()
  })
})
