import { describe, expect, it } from 'vitest'
import type { Conversation, ListPage } from '../../src/index.js'
import { createServer, gate } from '../support/server.js'
import { line, openWorld, refused } from '../support/world.js'
import { row } from '../support/words.js'

/** r1 (oldest) to rn; every tenth is unread, every third a group. */
const many = (count: number): Conversation[] =>
  Array.from({ length: count }, (_, i) =>
    row(`r${i + 1}`, { on: i + 1, unread: (i + 1) % 10 === 0 ? 1 : 0, kind: (i + 1) % 3 === 0 ? 'group' : 'direct' }),
  )
const page = { sync: 'page' } as const
const UNREAD = { filter: { unread: true } }

describe('loadMore', () => {
  it('reads the next page, until there is none', async () => {
    const { engine, server } = await openWorld({ rows: many(25) }, page)
    await engine.commands.loadMore()
    expect([engine.view().size, engine.view().hasMore]).toEqual([20, true])
    await engine.commands.loadMore()
    expect([engine.view().size, engine.view().hasMore]).toEqual([25, false])
    expect(engine.getState().sync).toMatchObject({ phase: 'synced', complete: true })
    await engine.commands.loadMore()
    expect(server.lists.length).toBe(3)
  })

  it('is one call for all who ask at the same time', async () => {
    const { engine, server } = await openWorld({ rows: many(25) }, page)
    await Promise.all([engine.commands.loadMore(), engine.commands.loadMore(), engine.view().loadMore()])
    expect([server.lists.length, engine.view().size]).toEqual([2, 20])
  })

  it('rejects where the page could not be read, and reads the same one next time', async () => {
    const { engine, server } = await openWorld({ rows: many(25) }, page)
    server.onList = () => Promise.reject(new Error('offline'))
    expect(await refused(engine.commands.loadMore())).toMatchObject({ code: 'sync/failed', retryable: true })
    expect([engine.view().size, engine.view().hasMore, engine.getState().sync.phase]).toEqual([10, true, 'partial'])
    server.onList = undefined
    await engine.commands.loadMore()
    expect(server.lists.map((each) => each.cursor)).toEqual([undefined, '10', '10'])
    expect(engine.view().size).toBe(20)
  })

  it('rejects where the cursor stands still, so that nobody scrolls for ever', async () => {
    const server = createServer({ rows: many(25) })
    server.onList = ({ cursor }, serve): ListPage => (cursor === '10' ? { ...serve(), cursor } : serve())
    const { engine } = await openWorld(server, page)
    expect(await refused(engine.commands.loadMore())).toMatchObject({ code: 'sync/failed', retryable: false })
    expect(engine.view().size).toBe(20)
    expect(engine.getState().sync.complete).toBe(false)
  })

  it('never takes a page for new that was asked for before the list was walked anew', async () => {
    const { engine, server, clock } = await openWorld({ rows: many(25) }, page)
    const late = gate()
    server.onList = async ({ cursor }, serve) => {
      if (cursor === '10' && server.lists.length === 2) await late.promise
      return serve()
    }
    const loaded = engine.commands.loadMore()
    await clock.settle()
    await engine.commands.refresh()
    late.open()
    await loaded
    expect(engine.view().size).toBe(20)
    await engine.commands.loadMore()
    expect(server.lists.map((each) => each.cursor)).toEqual([undefined, '10', undefined, '10'])
  })

  it('does not leave "more" behind where a whole sync came in between', async () => {
    const { engine, server, clock } = await openWorld({ rows: many(25) }, page)
    const late = gate()
    server.onList = async ({ cursor }, serve) => {
      const answer = serve()
      if (cursor === '10') await late.promise
      return answer
    }
    const loaded = engine.commands.loadMore()
    await clock.settle()
    server.drop(...[...server.rows.keys()].slice(0, 20))
    await engine.commands.refresh()
    late.open()
    await loaded
    expect(engine.getState().sync).toMatchObject({ phase: 'synced', complete: true, hasMore: false })
  })

  it('is dropped with the account that asked for it', async () => {
    const { engine, server, clock } = await openWorld({ rows: many(25) }, page)
    const late = gate()
    server.onList = async (_, serve) => {
      const answer = serve()
      await late.promise
      return answer
    }
    void engine.commands.loadMore()
    await clock.settle()
    server.emit({ type: 'accountOpened', account: 'you' })
    await clock.settle()
    late.open()
    await clock.settle()
    expect(engine.view().size).toBe(0)
  })
})

describe('loadMore of a view that the vendor can filter', () => {
  const filtered = { rows: many(250), capabilities: { serverFilters: ['unread', 'kinds'] as const } }

  it('pages by that filter, and knows when it is through', async () => {
    const { engine, server } = await openWorld(filtered, page)
    const unread = engine.view(UNREAD)
    expect([unread.size, unread.hasMore]).toEqual([1, true])
    await unread.loadMore()
    expect(server.lists.at(-1)).toEqual({ cursor: undefined, limit: 10, filter: { unread: true } })
    expect([unread.size, unread.hasMore]).toEqual([10, true])
    await unread.loadMore()
    await unread.loadMore()
    expect([unread.size, unread.hasMore]).toEqual([25, false])
    const calls = server.lists.length
    await unread.loadMore()
    expect(server.lists.length).toBe(calls)
    expect(engine.getState().sync).toMatchObject({ phase: 'partial', hasMore: true, complete: false })
  })

  it('is one call for all who ask at the same time', async () => {
    const { engine, server } = await openWorld(filtered, page)
    const unread = engine.view(UNREAD)
    await Promise.all([unread.loadMore(), unread.loadMore()])
    expect([server.lists.length, unread.size]).toEqual([2, 10])
  })

  it('may be one of marks and mentions', async () => {
    const capabilities = { serverFilters: ['marks', 'mentioned'] as const }
    const { engine, server } = await openWorld({ ...filtered, capabilities }, page)
    const filter = { marks: ['starred'], mentioned: true }
    await engine.view({ filter }).loadMore()
    expect(server.lists.at(-1)).toEqual({ cursor: undefined, limit: 10, filter })
  })

  it('does not ask where the whole list is here', async () => {
    const { engine, server } = await openWorld({ ...filtered, rows: many(10) }, page)
    const groups = engine.view({ filter: { kinds: ['group'] } })
    expect(groups.hasMore).toBe(false)
    await groups.loadMore()
    expect(server.lists.length).toBe(1)
  })

  it('starts anew for another account', async () => {
    const { engine, server, clock } = await openWorld(filtered, page)
    const unread = engine.view(UNREAD)
    await unread.loadMore()
    server.emit({ type: 'accountOpened', account: 'you' })
    server.resync()
    await clock.settle()
    await unread.loadMore()
    expect(server.lists.at(-1)).toMatchObject({ cursor: undefined, filter: { unread: true } })
  })
})

describe('loadMore of a view that the vendor cannot filter', () => {
  it('reads pages of the whole list until the view has grown', async () => {
    const { engine, server } = await openWorld({ rows: many(45) }, page)
    const groups = engine.view({ filter: { unread: true, kinds: ['group'] } })
    expect(line(groups)).toBe('')
    await groups.loadMore()
    expect([line(groups), server.lists.length]).toEqual(['r30(1)', 2])
    await groups.loadMore()
    expect([groups.hasMore, engine.getState().sync.complete, server.lists.length]).toEqual([false, true, 5])
  })

  it('reads ten pages at most, and lets the caller decide', async () => {
    const { engine, server } = await openWorld({ rows: many(250) }, page)
    const none = engine.view({ filter: { text: 'nobody' } })
    await none.loadMore()
    expect([server.lists.length, none.hasMore]).toEqual([11, true])
  })

  it('is also so where the vendor would not mean the same by the filter', async () => {
    const others = [{ kinds: [] }, { labels: [] }, { marks: [] }, { mentioned: false }, { unread: true, muted: false }]
    for (const filter of [{ unread: false }, ...others]) {
      const { engine, server } = await openWorld(
        { rows: many(25), capabilities: { serverFilters: ['unread', 'kinds', 'labels', 'marks', 'mentioned'] } },
        page,
      )
      await engine.view({ filter }).loadMore()
      expect(server.lists.at(1)).toEqual({ cursor: '10', limit: 10 })
    }
  })
})
