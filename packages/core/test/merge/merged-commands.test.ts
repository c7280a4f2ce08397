import { describe, expect, it } from 'vitest'
import type { ConvolistError } from '../../src/index.js'
import { mergeEngines } from '../../src/merge.js'
import { createServer, refusal } from '../support/server.js'
import { line, openWorld, refused } from '../support/world.js'
import { id, row } from '../support/words.js'
import { twoAccounts, type TwoAccounts } from './support.js'

const rows = { rows: [row('a', { on: 1, unread: 1 }), row('b', { on: 2, unread: 2, kind: 'group' as const })] }
const types = ({ server }: TwoAccounts['work']): string[] => server.commands.map((command) => command.type)

describe('a command on a merged list', () => {
  it('goes to the owner of each row, is shown at once, and answers with the ids of the list', async () => {
    const { merged, work, home } = await twoAccounts(rows, rows)
    const done = merged.commands.stickTop(['home:a', 'work:b', 'home:b'], true)
    expect(line(merged)).toBe('^home:b(2) ^work:b(2) ^home:a(1) work:a(1)')
    expect([...(await done).ids].sort()).toEqual(['home:a', 'home:b', 'work:b'])
    expect(work.server.commands).toEqual([{ type: 'stickTop', ids: ['b'], stickTop: true }])
    expect(home.server.commands).toEqual([{ type: 'stickTop', ids: ['a', 'b'], stickTop: true }])
  })

  it('reaches the owner whichever it is', async () => {
    const { merged, work, home } = await twoAccounts(rows, rows)
    const { commands } = merged
    await commands.mute('work:a', true)
    await commands.markUnread('work:a')
    await commands.saveDraft('work:a', 'hm')
    await commands.setMark('work:a', 'starred', true)
    await commands.updateExtension('work:a', 'x')
    await commands.create('work:new')
    await commands.sendReceipt('work:a', [{}])
    await commands.remove('work:b')
    expect(types(work)).toEqual(
      'mute markUnread saveDraft setMark updateServerExtension create sendReceipt remove'.split(' '),
    )
    expect(types(home)).toEqual([])
    expect(merged.get('work:a')).toMatchObject({ notify: 'none', markedUnread: true, marks: ['starred'] })
    expect(merged.get('work:b')).toBeUndefined()
  })

  it('that one vendor refuses rolls back there, and says for which ids', async () => {
    const { merged, work, clock } = await twoAccounts(rows, rows)
    work.server.onExecute = () => {
      throw refusal(7, true)
    }
    const error = (await refused(merged.commands.stickTop(['home:a', 'work:a'], true))) as ConvolistError
    expect(error).toMatchObject({ code: 'command/partial', vendorCode: 7, retryable: true })
    expect([...error.failed!.keys()]).toEqual(['work:a'])
    await clock.settle()
    expect(line(merged)).toBe('^home:a(1) home:b(2) work:b(2) work:a(1)')
    const alone = (await refused(merged.commands.stickTop('work:a', true))) as ConvolistError
    expect(alone).toMatchObject({ code: 'command/rejected', vendorCode: 7 })
  })

  it('that a vendor refuses in part names those ids as the list does', async () => {
    const { merged, work, home } = await twoAccounts(rows, rows)
    work.server.onExecute = () => ({ failed: new Map([['b' as never, refusal(9)]]) })
    const error = (await refused(merged.commands.stickTop(['work:a', 'work:b'], true))) as ConvolistError
    expect([error.code, ...error.failed!.keys()]).toEqual(['command/partial', 'work:b'])
    home.server.onExecute = work.server.onExecute = () => {
      throw refusal(3)
    }
    const all = (await refused(merged.commands.mute(['work:a', 'home:b'], true))) as ConvolistError
    expect([all.code, ...all.failed!.keys()]).toEqual(['command/rejected', 'work:a', 'home:b'])
  })

  it('refuses what belongs to nobody, before anything is shown or sent', async () => {
    const { merged, work } = await twoAccounts(rows, rows)
    const { commands } = merged
    const calls = [
      () => commands.stickTop(['work:a', 'nobody:a'], true),
      () => commands.remove('a'),
      () => commands.markRead(['work:']),
      () => commands.markRead(work.engine.view({ filter: { kinds: ['direct'] } })),
      () => commands.addToLabel('work:l', ['home:a']),
      () => commands.createLabel('VIP'),
      () => commands.createLabel('VIP', ['work:a', 'home:a']),
      () => commands.renameLabel('l', 'VIP'),
      () => commands.stickTop(7 as never, true),
      async () => commands.open('a'),
      async () => commands.orderStickTop(['a']),
    ]
    for (const call of calls) expect(await refused(call())).toMatchObject({ code: 'command/invalid' })
    expect(work.server.commands).toEqual([])
    expect(line(merged)).toBe('home:b(2) work:b(2) home:a(1) work:a(1)')
  })

  it('marks as read: rows, a view, all accounts', async () => {
    const { merged, work, home } = await twoAccounts(
      { ...rows, capabilities: { markReadScopes: ['all', 'kinds'] } },
      rows,
    )
    await merged.commands.markRead('home:a')
    expect(types(home)).toEqual(['markRead'])
    await merged.commands.markRead(merged.view({ filter: { kinds: ['group'] } }))
    expect(line(merged)).toBe('home:b work:b home:a work:a(1)')
    expect(work.server.commands.at(-1)).toMatchObject({ scope: { type: 'kinds', kinds: ['group'] } })
    await merged.commands.markRead(merged.view({ filter: { unread: true } }))
    expect(work.server.commands.at(-1)).toEqual({ type: 'markRead', ids: ['a'] })
    work.server.push(row('a', { on: 9, unread: 4 }))
    work.engine.flush()
    await merged.commands.markRead('all')
    expect(merged.view().counters.unread).toBe(0)
    expect(work.server.commands.at(-1)).toMatchObject({ scope: { type: 'all' } })
  })

  it('marks a label as read where it belongs', async () => {
    const labelled = [row('a', { on: 2, unread: 1, labels: ['vip'] }), row('b', { on: 1, unread: 1 })]
    const { merged, work, home } = await twoAccounts(
      { rows: labelled, capabilities: { markReadScopes: ['label'] } },
      rows,
    )
    await merged.commands.markRead(merged.view({ filter: { labels: ['work:vip'] } }))
    expect(work.server.commands).toMatchObject([{ type: 'markRead', scope: { type: 'label', labelId: 'vip' } }])
    expect(types(home)).toEqual([])
    await merged.commands.markRead(merged.view({ filter: { labels: ['work:vip', 'home:vip'] } }))
    expect(types(home)).toEqual([])
  })

  it('keeps labels with the account they belong to', async () => {
    const { merged, work, home } = await twoAccounts(rows, rows)
    const label = await merged.commands.createLabel('VIP', 'work:a')
    expect(label).toEqual({ id: 'work:label-VIP', name: 'VIP' })
    await merged.commands.addToLabel(label.id, ['work:a', 'work:b'])
    expect(merged.view({ filter: { labels: [label.id] } }).ids()).toEqual(['work:b', 'work:a'])
    await merged.commands.removeFromLabel(label.id, 'work:b')
    await merged.commands.renameLabel(label.id, 'Best')
    expect(merged.getState().labels).toEqual([{ id: 'work:label-VIP', name: 'Best' }])
    await merged.commands.deleteLabel(label.id)
    expect(merged.getState().labels).toEqual([])
    expect(types(home)).toEqual([])
    expect(types(work)).toContain('deleteLabel')
    work.server.onExecute = () => ({ label: { id: 'l', name: 'l' }, failed: new Map([[id('b'), refusal(7)]]) })
    const { code, failed } = (await refused(merged.commands.createLabel('l', ['work:a', 'work:b']))) as ConvolistError
    expect([code, [...failed!.keys()]]).toEqual(['command/partial', ['work:b']])
    const one = mergeEngines([home.engine])
    expect(await one.commands.createLabel('Mine')).toMatchObject({ id: '0:label-Mine' })
  })

  it('puts pinned rows of several accounts in one order of the user', async () => {
    const pinned = { rows: [row('a', { on: 1, stickTop: true }), row('b', { on: 2, stickTop: true })] }
    const { merged, work } = await twoAccounts(pinned, pinned, { policies: { pinOrder: 'manual' } })
    merged.commands.orderStickTop(['work:a', 'home:b', 'work:b'])
    expect(line(merged)).toBe('^work:a ^home:b ^work:b ^home:a')
    work.server.push(row('b', { on: 9, stickTop: true }))
    work.engine.flush()
    expect(line(merged)).toBe('^work:a ^home:b ^work:b ^home:a')
    merged.commands.orderStickTop(['work:b'])
    expect(line(merged)).toBe('^work:b ^home:b ^home:a ^work:a')
  })
})

describe('reading on in a merged list', () => {
  const many = (name: string, count: number) =>
    Array.from({ length: count }, (_, i) => row(`${name}${i}`, { on: 1_000 - i, unread: i % 10 === 9 ? 1 : 0 }))

  it('reads a page in every account that has more, and in all of them syncs again', async () => {
    const { merged, work, home } = await twoAccounts({ rows: many('a', 35) }, { rows: many('b', 5) })
    expect(merged.view().size).toBe(40)
    expect(merged.view().hasMore).toBe(false)
    const before = [work.server.lists.length, home.server.lists.length]
    await merged.commands.refresh()
    expect([work.server.lists.length > before[0]!, home.server.lists.length > before[1]!]).toEqual([true, true])
    home.server.onList = () => {
      throw new Error('down')
    }
    await expect(merged.commands.refresh()).rejects.toMatchObject({ code: 'sync/failed' })
    expect(merged.getState().sync.phase).toBe('failed')
  })

  it('fetches rows by id, each from its account', async () => {
    const { merged, work, home } = await twoAccounts({ rows: many('a', 2) }, { rows: many('b', 2) })
    home.server.put(row('late', { on: 3 }))
    const rows = await merged.commands.fetch(['home:late', 'work:a1', 'home:ghost'])
    expect(rows).toEqual([merged.get('home:late'), merged.get('work:a1')])
    expect([work.server.fetches, home.server.fetches]).toEqual([[['a1']], [['late', 'ghost']]])
    await expect(merged.commands.fetch('late')).rejects.toMatchObject({ code: 'command/invalid' })
    home.server.onFetch = () => Promise.reject(new Error('down'))
    await expect(merged.commands.fetch(['work:a1', 'home:late'])).rejects.toMatchObject({ code: 'sync/failed' })
  })

  it('fills a filtered view page by page', async () => {
    const { merged, work } = await twoAccounts({ rows: many('a', 35) }, { rows: many('b', 5) })
    const paged = mergeEngines([{ name: 'work', engine: await pagedOn(work) }])
    const unread = paged.view({ filter: { unread: true } })
    expect([paged.view().size, unread.size, unread.hasMore]).toEqual([10, 1, true])
    await unread.loadMore()
    expect([paged.view().size, unread.size]).toEqual([20, 2])
    await paged.commands.loadMore()
    await unread.loadMore()
    await unread.loadMore()
    expect([paged.view().size, unread.hasMore]).toEqual([35, false])
    expect(merged.disposed).toBe(false)
  })

  it('adds up what the vendors say', async () => {
    const { merged, work } = await twoAccounts(rows, rows)
    expect(await merged.readUnread()).toBe(6)
    expect(await merged.readUnread({ type: 'ids', ids: [merged.idOf('work', 'a')] })).toBe(3)
    expect(await merged.readUnread({ type: 'filter', labelId: 'work:l' })).toBe(3)
    await expect(merged.readUnread({ type: 'filter', labelId: 'l' })).rejects.toMatchObject({ code: 'command/invalid' })
    work.engine.dispose()
    await expect(merged.readUnread()).rejects.toMatchObject({ code: 'engine/disposed' })
  })
})

describe('a call for the whole list', () => {
  const unable = { ...rows, capabilities: { markReadScopes: ['all', 'kinds'] as const } }
  /** What a vendor nobody is signed in to says to everything. */
  const signOut = ({ server, engine }: TwoAccounts['work']): void => {
    server.onList = server.onExecute = () => {
      throw refusal('signed out')
    }
    server.source.readUnread = () => Promise.reject(refusal('signed out'))
    server.emit({ type: 'accountClosed', reason: 'kicked' })
    engine.flush()
  }

  it('leaves out an account nobody is signed in to', async () => {
    const { merged, work, home } = await twoAccounts(unable, rows)
    signOut(work)
    expect(await merged.readUnread()).toBe(3)
    expect(await merged.readUnread({ type: 'filter', ignoreMuted: true })).toBe(3)
    await merged.commands.refresh()
    expect(home.server.lists).toHaveLength(2)
    await merged.commands.markRead(merged.view({ filter: { kinds: ['group'] } }))
    expect(line(merged)).toBe('home:b home:a(1)')
    expect((await merged.commands.markRead('all')).ids).toEqual(['home:a'])
    expect(line(merged)).toBe('home:b home:a')
    expect([work.server.lists.length, types(work)]).toEqual([1, []])
    await expect(merged.readUnread({ type: 'filter', labelId: 'work:l' })).rejects.toMatchObject({
      vendorCode: 'signed out',
    })
  })

  it('takes in a source that has a list without a login', async () => {
    const server = createServer(rows)
    server.account = undefined
    const { engine } = await openWorld(server)
    const { merged } = await twoAccounts(rows, rows)
    merged.add('open', engine)
    expect(await merged.readUnread()).toBe(9)
    await merged.commands.markRead('all')
    expect(merged.view().counters.unread).toBe(0)
    server.drop('a', 'b')
    await merged.commands.refresh()
    expect(merged.viewOf('open').size).toBe(0)
    await merged.commands.refresh()
    expect(server.lists).toHaveLength(3)
  })

  it('says what one engine says, if nobody is signed in to any', async () => {
    const { merged, work, home } = await twoAccounts(unable, unable)
    signOut(work)
    signOut(home)
    const calls = [() => merged.readUnread(), () => merged.commands.markRead('all')]
    const alone = [() => work.engine.readUnread(), () => work.engine.commands.markRead('all')]
    for (const [i, call] of calls.entries()) {
      const [ours, theirs] = [await refused(call()), await refused(alone[i]!())]
      expect([ours.message, ours]).toEqual([theirs.message, theirs])
    }
    await expect(merged.commands.refresh()).rejects.toMatchObject({ code: 'sync/failed' })
  })

  it('names the account in which it was refused, where there are no ids to name', async () => {
    const { merged, work } = await twoAccounts({ capabilities: { list: 'capped', markReadScopes: ['all'] } }, rows)
    work.server.onExecute = () => {
      throw refusal(5)
    }
    const error = await refused(merged.commands.markRead('all'))
    expect(error).toMatchObject({ code: 'command/partial', vendorCode: 5 })
    expect(error.message).toContain('all that was asked of work was refused')
    expect(merged.viewOf('home').counters.unread).toBe(0)
  })
})

/** Another engine on the same server, which reads one page at a time. */
async function pagedOn({ server, clock }: TwoAccounts['work']): Promise<TwoAccounts['work']['engine']> {
  const { createEngine } = await import('../../src/index.js')
  const engine = createEngine({ source: server.source, sync: 'page', clock })
  await clock.settle()
  return engine
}
