import { describe, expect, it } from 'vitest'
import type { Capabilities, Conversation } from '../../src/index.js'
import { gate, refusal } from '../support/server.js'
import { line, openWorld, refused } from '../support/world.js'
import { row } from '../support/words.js'

const rows = (): Conversation[] => [
  row('a', { on: 5, unread: 2 }),
  row('b', { on: 4, unread: 1, kind: 'group', labels: ['work'] }),
  row('c', { on: 3, markedUnread: true }),
  row('d', { on: 2 }),
  row('e', { on: 1, unread: 4, marks: ['hidden'] }),
]
const scopes = (
  ...markReadScopes: ('all' | 'kinds' | 'label')[]
): { rows: Conversation[]; capabilities: Partial<Capabilities> } => ({
  rows: rows(),
  capabilities: { markReadScopes },
})

describe('markRead', () => {
  it('of some rows sends them all, and takes the flag off those that carry one', async () => {
    const { engine, server } = await openWorld({ rows: rows() })
    expect(await engine.commands.markRead(['a', 'c', 'd'])).toEqual({ ids: ['a', 'c', 'd'] })
    expect(server.commands).toEqual([
      { type: 'markRead', ids: ['a', 'c', 'd'] },
      { type: 'markUnread', ids: ['c'], markedUnread: false },
    ])
    expect(line(engine)).toBe('a b(1) c d')
  })

  it('of a row with nothing unread is sent, for the vendor may know more, and nothing is awaited', async () => {
    const { engine, server } = await openWorld({ rows: [row('d', { on: 1 })] })
    server.onExecute = (_command, serve) => {
      const answer = serve()
      server.push(row('d', { on: 2, unread: 1 }))
      server.push(row('d', { on: 2 }))
      return answer
    }
    const { commits } = engine.stats
    expect(await engine.commands.markRead('d')).toEqual({ ids: ['d'] })
    engine.flush()
    expect([line(engine), engine.getState().pendingCount, engine.stats.commits - commits]).toEqual(['d', 0, 1])
  })

  it('of a row that is unread and flagged does both', async () => {
    const { engine, server } = await openWorld({ rows: [row('a', { on: 1, unread: 2, markedUnread: true })] })
    const done = engine.commands.markRead('a')
    expect(line(engine)).toBe('a')
    expect(await done).toEqual({ ids: ['a'] })
    expect(server.commands.map((each) => each.type)).toEqual(['markRead', 'markUnread'])
  })

  it('clears mentions where no message is unread', async () => {
    const { engine } = await openWorld({ rows: [row('a', { on: 1, mentions: { me: 1, all: 1 } })] })
    expect(await engine.commands.markRead('a')).toEqual({ ids: ['a'] })
    expect(engine.view().counters.mentions).toBe(0)
  })

  it('sends ids that are not here', async () => {
    const { engine, server } = await openWorld({ rows: rows() })
    expect(await engine.commands.markRead(['a', 'far'])).toEqual({ ids: ['a', 'far'] })
    expect(server.commands).toEqual([{ type: 'markRead', ids: ['a', 'far'] }])
  })

  it('of a view sends what is unread in it, and leaves hidden rows alone', async () => {
    const { engine, server } = await openWorld({ rows: rows() })
    const unread = engine.view({ filter: { unread: true } })
    expect(await engine.commands.markRead(unread)).toEqual({ ids: ['a', 'b', 'c'] })
    expect(server.commands).toMatchObject([
      { type: 'markRead', ids: ['a', 'b'] },
      { type: 'markUnread', ids: ['c'] },
    ])
    expect([unread.size, engine.get('e')?.unreadCount]).toEqual([0, 4])
  })

  it('of a view takes it in whatever a framework has wrapped it, but no other engine’s', async () => {
    const [{ engine, server }, other] = await Promise.all([openWorld({ rows: rows() }), openWorld({ rows: rows() })])
    const theirs = engine.commands.markRead(other.engine.view('all'))
    expect(await refused(theirs)).toMatchObject({ code: 'command/invalid' })
    expect(server.commands).toEqual([])
    expect(await engine.commands.markRead(new Proxy(engine.view(), {}))).toMatchObject({ ids: ['a', 'b', 'c'] })
  })

  it('of all is hidden rows too', async () => {
    const { engine, server } = await openWorld({ rows: rows() })
    await engine.commands.markRead('all')
    const [read] = server.commands
    expect(new Set(read && 'ids' in read ? read.ids : [])).toEqual(new Set(['a', 'b', 'e']))
    expect(engine.view({ filter: { hidden: 'include' } }).counters).toMatchObject({ unread: 0, markedUnread: 0 })
  })

  it('with nothing to read asks nobody', async () => {
    const { engine, server } = await openWorld({ rows: [row('d', { on: 1 })] })
    expect(await engine.commands.markRead('all')).toEqual({ ids: [] })
    expect(await engine.commands.markRead(engine.view())).toEqual({ ids: [] })
    expect(server.commands).toEqual([])
  })

  it('waits for both of its parts before it fails', async () => {
    const { engine, server, clock } = await openWorld({ rows: rows() })
    const flag = gate()
    server.onExecute = async (command, serve) => {
      if (command.type === 'markRead') throw refusal(1)
      await flag.promise
      return serve()
    }
    let isDone = false
    const done = refused(engine.commands.markRead(['a', 'c'])).finally(() => (isDone = true))
    await clock.settle()
    expect([line(engine), isDone]).toEqual(['a(2) b(1) c d', false])
    flag.open()
    expect(await done).toMatchObject({ code: 'command/rejected' })
    expect(line(engine)).toBe('a(2) b(1) c d')
  })
})

describe('markRead of what one vendor call covers', () => {
  it('is one call for all', async () => {
    const { engine, server } = await openWorld(scopes('all'))
    await engine.commands.markRead('all')
    expect(server.commands[0]).toMatchObject({ type: 'markRead', scope: { type: 'all' } })
    expect(server.commands.filter((each) => each.type === 'markRead').length).toBe(1)
  })

  it('is one call for kinds, and for a label', async () => {
    const { engine, server } = await openWorld(scopes('kinds', 'label'))
    await engine.commands.markRead(engine.view({ filter: { kinds: ['group'] } }))
    expect(server.commands).toEqual([{ type: 'markRead', ids: ['b'], scope: { type: 'kinds', kinds: ['group'] } }])
    server.push(row('b', { on: 6, unread: 1, kind: 'group', labels: ['work'] }))
    await engine.commands.markRead(engine.view({ filter: { labels: ['work'] } }))
    expect(server.commands.at(-1)).toEqual({ type: 'markRead', ids: ['b'], scope: { type: 'label', labelId: 'work' } })
  })

  it('is whole although the ids are more than a call may carry', async () => {
    const { engine, server } = await openWorld({
      rows: Array.from({ length: 150 }, (_, i) => row(`r${i}`, { on: i + 1, unread: 1 })),
      capabilities: { markReadScopes: ['all'] },
    })
    await engine.commands.markRead('all')
    expect(server.commands.length).toBe(1)
    expect(engine.view().counters.unread).toBe(0)
  })

  it('is asked for although every row that was read so far is read already', async () => {
    const { engine, server } = await openWorld(
      {
        rows: [row('a', { on: 2 }), row('b', { on: 1, unread: 5 })],
        capabilities: { markReadScopes: ['all'], pageSize: 1 },
      },
      { sync: 'page' },
    )
    expect(line(engine)).toBe('a')
    await engine.commands.markRead('all')
    expect(server.commands).toEqual([{ type: 'markRead', ids: [], scope: { type: 'all' } }])
  })

  it('is done id by id where the view says more than the scope, or the vendor has none', async () => {
    const { engine, server } = await openWorld(scopes('kinds', 'label'))
    await engine.commands.markRead(engine.view({ filter: { kinds: ['group'], unread: true } }))
    await engine.commands.markRead(engine.view({ filter: { labels: [] } }))
    await engine.commands.markRead('all')
    expect(server.commands.filter((each) => 'scope' in each)).toEqual([])
    expect(server.commands.filter((each) => each.type === 'markRead').length).toBe(3)
  })

  it('is rolled back as a whole', async () => {
    const { engine, server } = await openWorld(scopes('all'))
    server.onExecute = () => Promise.reject(refusal(3))
    expect(await refused(engine.commands.markRead('all'))).toMatchObject({ vendorCode: 3 })
    expect(line(engine)).toBe('a(2) b(1) c* d')
  })
})
