import { describe, expect, it } from 'vitest'
import { ConvolistError, type ListPage } from '../../src/index.js'
import { createServer, gate } from '../support/server.js'
import { alone, line, openWorld, refused, startWorld } from '../support/world.js'
import { patched, removed, row, upserted } from '../support/words.js'

/** Rows r1 (oldest) to rn (newest). */
const many = (count: number) => Array.from({ length: count }, (_, i) => row(`r${i + 1}`, { on: i + 1 }))
const offline = new ConvolistError('sync/failed', 'offline', { vendorCode: 191_002, retryable: true })

describe('a sync of the whole list', () => {
  it('asks for page after page by the cursor of the one before', async () => {
    const { engine, server } = await openWorld({ rows: many(25) })
    expect(server.lists).toEqual([
      { cursor: undefined, limit: 10 },
      { cursor: '10', limit: 10 },
      { cursor: '20', limit: 10 },
    ])
    expect(engine.view().size).toBe(25)
    expect(engine.getState().sync).toMatchObject({ phase: 'synced', complete: true, hasMore: false, error: undefined })
  })

  it('shows each page as it comes', async () => {
    const server = createServer({ rows: many(25) })
    const next = gate()
    server.onList = async ({ cursor }, serve) => {
      if (cursor === '20') await next.promise
      return serve()
    }
    const { engine, clock } = await openWorld(server)
    expect([engine.view().size, engine.getState().sync.phase, engine.getState().sync.complete]).toEqual([
      20,
      'syncing',
      false,
    ])
    next.open()
    await clock.settle()
    expect([engine.view().size, engine.getState().sync.phase]).toEqual([25, 'synced'])
  })

  it('of an empty list is complete too', async () => {
    const { engine } = await openWorld()
    expect(engine.getState().sync).toMatchObject({ phase: 'synced', complete: true, hasMore: false })
  })

  it('lets go of rows that the vendor no longer has, and keeps what was changed live meanwhile', async () => {
    const { engine, server, clock } = await openWorld({ rows: many(3) })
    server.drop('r1', 'r2')
    const asked = gate()
    server.onList = async (_, serve) => {
      const page = serve()
      await asked.promise
      return page
    }
    server.resync()
    await clock.settle()
    engine.dispatch(patched('r2', { title: 'still here' }))
    await clock.settle()
    asked.open()
    await clock.settle()
    expect(line(engine)).toBe('r3 r2')
  })

  it('sweeps nothing where the list is capped, or the vendor says that it is not whole', async () => {
    for (const [capabilities, partial] of [[{ list: 'capped' }, false] as const, [{}, true] as const]) {
      const { engine, server, clock } = await openWorld({ rows: many(2), capabilities })
      server.drop('r1')
      server.onList = (_, serve): ListPage => ({ ...serve(), partial })
      server.resync()
      await clock.settle()
      expect(line(engine)).toBe('r2 r1')
      expect(engine.getState().sync).toMatchObject({ phase: 'partial', complete: false })
    }
  })

  it('sweeps nothing where one page on the way was not whole', async () => {
    const { engine, server, clock } = await openWorld({ rows: many(15) })
    server.drop('r1')
    server.onList = ({ cursor }, serve): ListPage => ({ ...serve(), partial: cursor === undefined })
    server.resync()
    await clock.settle()
    expect([engine.view().size, engine.getState().sync.phase]).toEqual([15, 'partial'])
  })

  it('ends where a cursor comes again, as a list that may have more', async () => {
    const server = createServer({ rows: many(25) })
    server.onList = ({ cursor }, serve) => (cursor === '20' ? { rows: [], cursor: '10' } : serve())
    const { engine } = await openWorld(server)
    expect(server.lists.map((each) => each.cursor)).toEqual([undefined, '10', '20'])
    expect(engine.getState().sync).toMatchObject({ phase: 'partial', complete: false, hasMore: false })
    expect(engine.diagnostics.recent).toMatchObject([{ code: 'vendor/malformed', path: 'list.cursor' }])
  })

  it('fails at a page that has no rows, and says so', async () => {
    const server = createServer()
    server.onList = () => ({}) as never
    const { engine } = await openWorld(server)
    expect(engine.getState().sync).toMatchObject({ phase: 'failed', error: 'sync/failed' })
  })
})

describe('a sync of one page', () => {
  it('reads the first page, and says that there is more', async () => {
    const { engine, server } = await openWorld({ rows: many(25) }, { sync: 'page' })
    expect([server.lists.length, engine.view().size]).toEqual([1, 10])
    expect(engine.getState().sync).toMatchObject({ phase: 'partial', complete: false, hasMore: true })
  })

  it('is whole where one page was all there is', async () => {
    const { engine } = await openWorld({ rows: many(3) }, { sync: 'page' })
    expect(engine.getState().sync).toMatchObject({ phase: 'synced', complete: true, hasMore: false })
  })
})

describe('a new sync', () => {
  it('supersedes the one under way, whose page is not taken any more', async () => {
    const server = createServer({ rows: many(2) })
    const first = gate()
    server.onList = async (_, serve) => {
      if (server.lists.length > 1) return serve()
      await first.promise
      return { rows: [row('old', { on: 99 })], cursor: undefined }
    }
    const { engine, clock } = startWorld(server)
    await clock.settle()
    server.resync()
    await clock.settle()
    expect([line(engine), engine.getState().sync.phase]).toEqual(['r2 r1', 'synced'])
    first.open()
    await clock.settle()
    expect(line(engine)).toBe('r2 r1')
  })

  it('asked for many times in one turn is one walk over the list', async () => {
    const { server, clock } = await openWorld({ rows: many(2) })
    for (let i = 0; i < 5; i++) server.resync()
    await clock.settle()
    expect(server.lists.length).toBe(2)
  })

  it('follows what the vendor said together with the request for it', async () => {
    const server = createServer({ rows: many(2) })
    const { engine, clock } = startWorld(server)
    server.emit({ type: 'conversationsUpserted', rows: [row('live', { on: 50 })] })
    await clock.settle()
    expect(line(engine)).toBe('r2 r1')
  })
})

describe('refresh', () => {
  it('resolves when the sync has ended', async () => {
    const { engine, server } = await openWorld({ rows: many(2) })
    server.put(row('new', { on: 9 }))
    await engine.commands.refresh()
    expect(line(engine)).toBe('new r2 r1')
  })

  it('resolves with the sync that took its place', async () => {
    const { engine, server, clock } = await openWorld({ rows: many(2) })
    const held = gate()
    let calls = 0
    server.onList = async (_, serve) => {
      if (calls++ === 0) await held.promise
      return serve()
    }
    const refreshed = engine.commands.refresh()
    await clock.settle()
    server.put(row('new', { on: 9 }))
    server.resync()
    await refreshed
    expect(line(engine)).toBe('new r2 r1')
  })

  it('rejects with the vendor code, and the list stays as it is', async () => {
    const { engine, server } = await openWorld({ rows: many(2) })
    server.onList = () => Promise.reject(offline)
    expect(await refused(engine.commands.refresh())).toMatchObject({
      name: 'ConvolistError',
      code: 'sync/failed',
      vendorCode: 191_002,
      retryable: true,
    })
    expect(line(engine)).toBe('r2 r1')
    expect(engine.getState().sync).toMatchObject({ phase: 'failed', complete: false, error: '191002' })
    expect(engine.diagnostics.recent).toMatchObject([
      { code: 'vendor/failed', path: 'list (refresh)', detail: '191002', vendor: 'test' },
    ])
  })

  it('names a vendor error that is not ours as the cause', async () => {
    const { engine, server } = await openWorld({ rows: many(2) })
    const cause = new TypeError('from the SDK')
    server.onList = () => {
      throw cause
    }
    expect(await refused(engine.commands.refresh())).toMatchObject({ code: 'sync/failed', cause, retryable: true })
  })

  it('rejects without a source, and when the account changes under it', async () => {
    const { engine } = alone()
    expect(await refused(engine.commands.refresh())).toMatchObject({ code: 'engine/no-source' })
    const world = await openWorld({ rows: many(2) })
    const held = gate()
    world.server.onList = async (_, serve) => {
      await held.promise
      return serve()
    }
    const refreshed = refused(world.engine.commands.refresh())
    await world.clock.settle()
    world.server.emit({ type: 'accountClosed', reason: 'kicked' })
    held.open()
    expect(await refreshed).toMatchObject({ code: 'command/account-changed' })
    await world.clock.settle()
    expect(world.engine.view().size).toBe(0)
  })
})

describe('ready', () => {
  const isSettled = async (promise: Promise<void>): Promise<boolean> => {
    let is = false
    void promise.then(() => (is = true))
    await Promise.resolve()
    return is
  }

  it('waits for the end of the first sync, also of one that failed', async () => {
    const server = createServer({ rows: many(2) })
    const held = gate()
    server.onList = async () => {
      await held.promise
      throw offline
    }
    const { engine, clock } = startWorld(server)
    await clock.settle()
    expect(await isSettled(engine.ready)).toBe(false)
    held.open()
    await clock.settle()
    expect(await isSettled(engine.ready)).toBe(true)
  })

  it('does not take a refresh without a source, or of an account that left, for it', async () => {
    const { engine, clock } = alone()
    await refused(engine.commands.refresh())
    expect(await isSettled(engine.ready)).toBe(false)
    const server = createServer({ rows: many(2) })
    const held = gate()
    server.onList = async (_, serve) => {
      await held.promise
      return serve()
    }
    engine.connect(server.source)
    await clock.settle()
    server.emit({ type: 'accountClosed', reason: 'logout' })
    held.open()
    await clock.settle()
    expect(await isSettled(engine.ready)).toBe(false)
    server.emit({ type: 'accountOpened', account: 'you' })
    server.resync()
    await clock.settle()
    expect(await isSettled(engine.ready)).toBe(true)
  })

  it('resolves at dispose, so that nobody waits for ever', async () => {
    const { engine } = alone()
    engine.dispose()
    expect(await isSettled(engine.ready)).toBe(true)
  })
})

describe('a long page', () => {
  /** A list of `count` rows in one page, and an engine of which each commit takes 3 ms. */
  function startLong(count: number) {
    const world = startWorld({ rows: many(count), capabilities: { pageSize: 10_000 } })
    world.engine.subscribe(() => world.clock.step(3))
    return world
  }

  it('is shown in slices, and the host has its turn in between', async () => {
    const { engine, clock, server } = startLong(3_500)
    await clock.settle()
    expect([engine.view().size, engine.getState().sync.phase, clock.timers]).toEqual([2_000, 'syncing', 1])
    await clock.advance(0)
    expect([engine.view().size, engine.getState().sync.phase, clock.timers]).toEqual([3_500, 'synced', 0])
    expect(server.lists).toHaveLength(1)
    expect(engine.getState().sync).toMatchObject({ complete: true, hasMore: false })
  })

  it('is as old as when it was asked for: what happens between two slices is newer, and unlisted rows leave at its end', async () => {
    const { engine, clock, server } = startLong(3_500)
    await clock.advance(1)
    server.drop('r3', 'r4')
    server.resync()
    await clock.settle()
    expect(engine.getState().sync.phase).toBe('syncing')
    engine.dispatch([
      upserted(row('r1', { on: 1, title: 'live' })),
      removed('r2'),
      patched('r3', { title: 'still here' }),
    ])
    await clock.advance(1)
    expect(engine.getState().sync.phase).toBe('synced')
    expect([engine.get('r1')?.title, engine.get('r3')?.title]).toEqual(['live', 'still here'])
    expect([engine.get('r2'), engine.get('r4')]).toEqual([undefined, undefined])
    expect(engine.view().size).toBe(3_498)
  })

  it('is given up with the account it was read for, or the engine', async () => {
    const { engine, clock, server } = startLong(3_500)
    await clock.settle()
    server.emit({ type: 'accountOpened', account: 'other' })
    await clock.settle()
    server.onList = () => ({ rows: [], cursor: undefined })
    await clock.advance(10)
    expect(engine.view().size).toBe(0)
    const second = startLong(3_500)
    const refusal = refused(second.engine.commands.refresh())
    await second.clock.settle()
    second.engine.dispose()
    expect(second.clock.timers).toBe(0)
    expect(await refusal).toMatchObject({ code: 'engine/disposed' })
  })

  it('asked for as the next page comes in slices, too', async () => {
    const world = startWorld({ rows: many(6_000), capabilities: { pageSize: 3_000 } }, { sync: 'page' })
    const { engine, clock } = world
    await clock.settle()
    expect(engine.view().size).toBe(3_000)
    engine.subscribe(() => clock.step(9))
    const more = engine.commands.loadMore()
    await clock.settle()
    expect([engine.view().size, engine.getState().sync.hasMore]).toEqual([4_000, true])
    await clock.advance(10)
    await more
    expect([engine.view().size, engine.getState().sync.hasMore]).toEqual([6_000, false])
  })

  it('keeps the host from its turn for no longer than half a frame when the vendor answers at once', async () => {
    const { engine, clock } = startWorld({ rows: many(100) })
    engine.subscribe(() => clock.step(3))
    await clock.settle()
    expect([engine.view().size, clock.timers]).toEqual([20, 1])
    await clock.advance(1)
    expect(engine.view().size).toBe(100)
  })

  it('ends with the only page it reads, however long that took: more can be asked for at once', async () => {
    const { engine, clock } = startWorld({ rows: many(30) }, { sync: 'page' })
    engine.subscribe(() => clock.step(20))
    await clock.settle()
    expect([engine.getState().sync.phase, clock.timers]).toEqual(['partial', 0])
    await engine.commands.loadMore()
    expect(engine.view().size).toBe(20)
  })
})
