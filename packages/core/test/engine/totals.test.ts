import { describe, expect, it } from 'vitest'
import { selectUnmutedTotals, selectUnreadTotals, type Source, type UnreadQuery } from '../../src/index.js'
import { mergeEngines } from '../../src/merge.js'
import { createServer, type Server } from '../support/server.js'
import { alone, openWorld, refused } from '../support/world.js'
import { id, row } from '../support/words.js'

const rows = [row('a', { on: 1, unread: 2 }), row('b', { on: 2, unread: 3, notify: 'none' })]

/** A server that reports totals for as long as they are watched. */
function reporting(): { server: Server; source: Source; watched: Map<string, UnreadQuery> } {
  const server = createServer({ rows })
  const watched = new Map<string, UnreadQuery>()
  const source: Source = {
    ...server.source,
    watchUnread(query, scope) {
      watched.set(scope, query)
      return () => void watched.delete(scope)
    },
  }
  return { server, source, watched }
}

describe('the total of the vendor', () => {
  it('is read when it is asked for', async () => {
    const { engine } = await openWorld({ rows })
    expect(await engine.readUnread()).toBe(5)
  })

  it.each<[how: string, readUnread: () => Promise<number>, cause: unknown]>([
    ['rejects', () => Promise.reject(new TypeError('odd')), new TypeError('odd')],
    [
      'throws at once',
      () => {
        throw 'odd' as unknown
      },
      'odd',
    ],
  ])('that a source refuses in its own words (it %s) is refused in ours', async (_, readUnread, cause) => {
    const { engine } = alone({ source: { ...reporting().source, readUnread } })
    expect(await refused(engine.readUnread())).toMatchObject({
      name: 'ConvolistError',
      code: 'command/rejected',
      cause,
    })
  })

  it.each<[query: unknown, says: string]>([
    [null, '"query.type"'],
    ['all', '"query.type"'],
    [{ type: 'nope' }, '"query.type": expected "all" or "ids" or "filter"; got "nope"'],
    [{ type: 'all', kinds: ['direct'] }, '"query.kinds": there is no such key'],
    [{ type: 'ids' }, '"query.ids": expected an array'],
    [{ type: 'ids', ids: [7] }, '"query.ids[0]": expected text'],
    [{ type: 'filter', kinds: 'direct' }, '"query.kinds": expected an array'],
    [{ type: 'filter', kinds: ['directly'] }, '"query.kinds[0]"'],
    [{ type: 'filter', labelId: 7 }, '"query.labelId": expected text'],
    [{ type: 'filter', labelId: '' }, '"query.labelId": expected text that is not empty; got ""'],
    [{ type: 'ids', ids: [''] }, '"query.ids[0]": expected text that is not empty'],
    [{ type: 'filter', marks: 'starred' }, '"query.marks": expected an array'],
    [{ type: 'filter', marks: [''] }, '"query.marks[0]": expected text that is not empty'],
    [{ type: 'filter', mentioned: false }, '"query.mentioned": expected true; got false'],
    [{ type: 'filter', ignoreMuted: 'yes' }, '"query.ignoreMuted": expected true or false'],
  ])('is not asked for by what makes no sense: %j', async (query, says) => {
    const { source } = reporting()
    const { engine } = alone({ source })
    const error = await refused(engine.readUnread(query as UnreadQuery))
    expect(error).toMatchObject({ code: 'command/invalid' })
    expect(error.message).toContain(says)
    expect(() => engine.watchUnread(query as UnreadQuery, 'x')).toThrow(says)
    const merged = mergeEngines([engine])
    expect(await refused(merged.readUnread(query as UnreadQuery))).toMatchObject({ code: 'command/invalid' })
  })

  it.each(['kinds', 'marks'])('of no %s is that of nothing, as a view of none is empty', async (name) => {
    const asked: UnreadQuery[] = []
    const { source, watched } = reporting()
    const readUnread = async (query: UnreadQuery): Promise<number> => asked.push(query)
    const { engine } = alone({ source: { ...source, readUnread } })
    engine.watchUnread({ type: 'filter', [name]: [] }, 'none')
    await engine.readUnread({ type: 'filter', [name]: [] })
    expect([watched.get('none'), ...asked]).toEqual([
      { type: 'ids', ids: [] },
      { type: 'ids', ids: [] },
    ])
    expect(engine.view({ filter: { [name]: [] } }).size).toBe(0)
  })

  it('is asked for by marks and mentions in the words of a view', async () => {
    const asked: UnreadQuery[] = []
    const { source, watched } = reporting()
    const { engine } = alone({ source: { ...source, readUnread: async (query) => asked.push(query) } })
    const query = { type: 'filter', marks: ['starred'], mentioned: true } as const
    await engine.readUnread(query)
    await mergeEngines([engine]).readUnread(query)
    engine.watchUnread(query, 'mine')
    expect([...asked, watched.get('mine')]).toEqual([query, query, query])
  })

  it('is watched under a name of the app, until it is not wanted any more', async () => {
    const { server, source, watched } = reporting()
    const { engine, clock } = alone({ source })
    const stop = engine.watchUnread({ type: 'filter', kinds: ['group'] }, 'groups')
    expect(watched.get('groups')).toEqual({ type: 'filter', kinds: ['group'] })
    server.emit({ type: 'unreadReported', scope: 'groups', unread: 4 })
    await clock.settle()
    expect(engine.getState().reported).toEqual({ groups: 4 })
    stop()
    stop()
    expect(watched.size).toBe(0)
  })

  it('is not watched any more when its source is left, and at dispose', async () => {
    const { source, watched } = reporting()
    const { engine } = alone()
    const undo = engine.connect(source)
    const stop = engine.watchUnread({ type: 'all' }, 'mine')
    undo()
    expect(watched.size).toBe(0)
    stop()
    engine.connect(source)
    engine.watchUnread({ type: 'all' }, 'mine')
    engine.dispose()
    expect(watched.size).toBe(0)
  })

  it('is refused with the reason where there is none', async () => {
    const { engine } = alone()
    expect(await refused(engine.readUnread())).toMatchObject({ code: 'engine/no-source' })
    expect(() => engine.watchUnread({ type: 'all' }, 'x')).toThrow('[engine/no-source] watchUnread')
    const bare = await openWorld({ rows, bare: true })
    expect(await refused(bare.engine.readUnread())).toMatchObject({ code: 'command/unsupported' })
    expect(() => bare.engine.watchUnread({ type: 'all' }, 'x')).toThrow('[command/unsupported] watchUnread: test')
    bare.engine.dispose()
    expect(await refused(bare.engine.readUnread())).toMatchObject({ code: 'engine/disposed' })
  })

  it('is kept beside ours, and never in its place', async () => {
    const { engine, server, clock } = await openWorld({ rows })
    server.emit({ type: 'unreadReported', scope: 'unread', unread: 9 })
    await clock.settle()
    expect(engine.view().counters.unread).toBe(5)
    expect(selectUnreadTotals(engine.getState())).toEqual({ ours: 5, vendor: 9, complete: true })
    expect(selectUnmutedTotals(engine.getState())).toEqual({ ours: 2, vendor: undefined, complete: true })
  })

  it('that disagrees with a whole list is noted, with both numbers', async () => {
    const { engine, server, clock } = await openWorld({ rows })
    server.emit({ type: 'unreadReported', scope: 'unread', unread: 5 })
    await clock.settle()
    expect(engine.diagnostics.total).toBe(0)
    server.emit({ type: 'unreadReported', scope: 'unread', unread: 9 })
    await clock.settle()
    expect(engine.diagnostics.recent).toMatchObject([
      { code: 'unread/drift', path: 'unread', detail: 'ours 5, vendor 9', vendor: 'test' },
    ])
  })

  it('that comes together with the change it counts is no drift', async () => {
    const { engine, server, clock } = await openWorld({ rows })
    server.emit(
      { type: 'unreadReported', scope: 'unread', unread: 6 },
      { type: 'conversationsPatched', patches: [{ id: id('a'), unreadCount: 3 }] },
    )
    await clock.settle()
    expect(engine.diagnostics.total).toBe(0)
  })

  it('that came twice changes nothing', async () => {
    const { engine, server, clock } = await openWorld({ rows })
    server.emit({ type: 'unreadReported', scope: 'unread', unread: 5 })
    await clock.settle()
    const state = engine.getState()
    server.emit({ type: 'unreadReported', scope: 'unread', unread: 5 })
    await clock.settle()
    expect(engine.getState()).toBe(state)
  })

  it('is labelled as the better one while the list is not whole', async () => {
    const { engine, server, clock } = await openWorld({ rows, capabilities: { pageSize: 1 } }, { sync: 'page' })
    server.emit({ type: 'unreadReported', scope: 'unread', unread: 5 })
    await clock.settle()
    expect(selectUnreadTotals(engine.getState())).toEqual({ ours: 3, vendor: 5, complete: false })
    expect(engine.diagnostics.total).toBe(0)
  })
})
