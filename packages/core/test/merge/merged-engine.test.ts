import { describe, expect, it } from 'vitest'
import { createEngine, createListSelector, getConversation, selectPhase, selectUnreadTotals } from '../../src/index.js'
import { mergeEngines } from '../../src/merge.js'
import { createServer, gate, type Server } from '../support/server.js'
import { alone, line, openWorld } from '../support/world.js'
import { id, ms, opened, patched, removed, row, upserted } from '../support/words.js'
import { twoAccounts, type TwoAccounts } from './support.js'

const event = (words: Parameters<ReturnType<typeof createEngine>['dispatch']>[0]): typeof words => words

describe('the list of two accounts', () => {
  it('is one order by activity, pins first, whatever the order hints of the vendors', async () => {
    const { merged } = await twoAccounts(
      { rows: [row('a', { on: 5, sortKey: 9e15 }), row('p', { on: 1, stickTop: true })] },
      { rows: [row('b', { on: 6, sortKey: 1 }), row('q', { on: 2, stickTop: true }), row('c', { on: 4 })] },
    )
    expect(line(merged)).toBe('^home:q ^work:p home:b work:a home:c')
  })

  it('tells rows of one id apart, and orders equal ones by account', async () => {
    const same = [row('__proto__', { on: 3, unread: 1 }), row('a:b', { on: 3, unread: 2 })]
    const { merged } = await twoAccounts({ rows: same }, { rows: same })
    expect(line(merged)).toBe('home:__proto__(1) home:a:b(2) work:__proto__(1) work:a:b(2)')
    expect(merged.get('work:a:b')?.unreadCount).toBe(2)
    expect(merged.get('a:b')).toBeUndefined()
    expect(merged.ownerOf('home:a:b')).toMatchObject({ name: 'home', id: 'a:b' })
    expect(merged.ownerOf('nobody:a')).toBeUndefined()
    expect(merged.idOf('work', 'a:b')).toBe('work:a:b')
  })

  it('counts all of them, and each account by itself, in one state', async () => {
    const { merged, work, clock } = await twoAccounts(
      { rows: [row('a', { on: 1, unread: 3 })] },
      { rows: [row('b', { on: 2, unread: 2, notify: 'none' }), row('c', { on: 3, markedUnread: true })] },
      { views: { unread: { filter: { unread: true } } } },
    )
    const seen: number[][] = []
    merged.subscribe(() => {
      const counters = [merged.view(), merged.viewOf('work'), merged.viewOf('home', 'unread')].map((v) => v.counters)
      seen.push(counters.map((each) => each.unread))
    })
    expect(merged.view().counters).toMatchObject({ rows: 3, unread: 5, unreadUnmuted: 3, badge: 4 })
    expect(merged.viewOf('home', 'unread').counters).toMatchObject({ rows: 2, unread: 2, markedUnread: 1 })
    expect(line(merged.viewOf('home'))).toBe('home:c* home:b(2)~')
    work.server.push(row('a', { on: 4, unread: 7 }))
    await clock.settle()
    expect(seen).toEqual([[9, 7, 2]])
  })

  it('changes one row for one event: all other rows, and windows without it, are the same objects', async () => {
    const { merged, work, clock } = await twoAccounts({ rows: [row('a', { on: 1 })] }, { rows: [row('b', { on: 2 })] })
    const top = merged.view().window(0, 1)
    const [b] = top
    work.engine.dispatch(patched('a', { title: 'Ann' }))
    await clock.settle()
    expect(merged.view().window(0, 1)).toBe(top)
    expect(merged.get('home:b')).toBe(b)
    expect(merged.get('work:a')?.title).toBe('Ann')
  })

  it('notifies once for each commit of an engine, and not at all where nothing changed', async () => {
    const { merged, work } = await twoAccounts({ rows: [row('a', { on: 1 }), row('b', { on: 2 })] })
    let told = 0
    let viewTold = 0
    merged.subscribe(() => told++)
    merged.view().subscribe(() => viewTold++)
    told = 0
    work.engine.dispatch(Array.from({ length: 1_000 }, (_, i) => patched('a', { unreadCount: i + 1 })))
    work.engine.flush()
    expect([told, viewTold, merged.get('work:a')?.unreadCount]).toEqual([1, 1, 1_000])
    work.engine.dispatch(patched('a', { unreadCount: 1_000 }))
    work.engine.flush()
    expect([told, viewTold]).toEqual([1, 1])
  })

  it('reads as any other list: selectors, live views, a store, rows by id', async () => {
    const { merged, home, clock } = await twoAccounts({ rows: [row('a', { on: 1 })] }, { rows: [row('b', { on: 2 })] })
    const select = createListSelector(merged.view(), { start: 0, end: 10 })
    const first = select(merged.getState())
    expect(first.rows.map((each) => each.id)).toEqual(['home:b', 'work:a'])
    expect(merged.store.getState()).toBe(merged.getState())
    home.server.push(row('b', { on: 3, unread: 1 }))
    await clock.settle()
    expect(select(merged.getState()).rows[1]).toBe(first.rows[1])
    expect(getConversation(merged.getState(), 'home:b')?.unreadCount).toBe(1)
    expect(merged.store.getState()).toBe(merged.getState())
    expect(merged.view().nextUnread()).toBe('home:b')
    expect(merged.view().neighbour('home:b', 1)).toBe('work:a')
    expect(merged.view({ filter: { where: { key: 'w', test: (each) => each.id.startsWith('w') } } }).size).toBe(1)
  })

  it('starts a hydrating page from what the engines had when they were merged', async () => {
    const { engine } = await openWorld({ rows: [row('a', { on: 1 })] })
    const saved = engine.serialize()
    const merged = mergeEngines([createEngine({ initialState: saved })])
    expect(line(merged)).toBe('0:a')
    expect(merged.store.getInitialState()).toBe(merged.getInitialState())
    merged.engines.get('0')!.dispatch(upserted(row('b', { on: 2 })))
    merged.flush()
    expect(line(merged)).toBe('0:b 0:a')
    expect(merged.view().read(merged.getInitialState()).size).toBe(1)
    expect(merged.serialize().rows.map((each) => each.id)).toEqual(['0:b', '0:a'])
  })
})

describe('what the accounts say beside their rows', () => {
  it('is joined: labels by account, connection, sync, and totals once all have told theirs', async () => {
    const { merged, work, home } = await twoAccounts({ rows: [row('a', { labels: ['l'] })] }, { rows: [row('b')] })
    const tell = (world: typeof work, ...events: Parameters<typeof world.engine.dispatch>[0][]): void => {
      for (const each of events) world.engine.dispatch(each)
      world.engine.flush()
    }
    tell(work, event({ type: 'labelsChanged', labels: [{ id: 'l', name: 'VIP' }] }))
    tell(home, event({ type: 'labelsChanged', labels: [{ id: 'l', name: 'Family' }] }))
    const { labels } = merged.getState()
    expect(labels).toEqual([
      { id: 'work:l', name: 'VIP' },
      { id: 'home:l', name: 'Family' },
    ])
    expect(merged.view({ filter: { labels: ['work:l'] } }).ids()).toEqual(['work:a'])
    expect(merged.getState().account).toBe('work:me,home:me')
    expect(merged.getState().sync).toMatchObject({ phase: 'synced', complete: true, hasMore: false })
    tell(work, event({ type: 'connectionChanged', connection: 'disconnected' }))
    expect(selectPhase(merged.getState())).toBe('synced')
    tell(home, event({ type: 'connectionChanged', connection: 'disconnected' }))
    expect(selectPhase(merged.getState())).toBe('offline')
    tell(work, event({ type: 'unreadReported', unread: 3, scope: 'unread' }))
    expect(selectUnreadTotals(merged.getState()).vendor).toBeUndefined()
    tell(home, event({ type: 'unreadReported', unread: 4, scope: 'unread' }))
    expect(selectUnreadTotals(merged.getState()).vendor).toBe(7)
    tell(home, event({ type: 'syncStarted', syncId: 's' }))
    expect(merged.getState().sync).toMatchObject({ phase: 'syncing', complete: true })
    expect(merged.getState().labels).toBe(labels)
  })

  it('leaves an account that nobody is signed in to out of it', async () => {
    const signedIn = await openWorld({ rows: [row('a')] })
    const merged = mergeEngines([
      { name: 'in', engine: signedIn.engine },
      { name: 'out', engine: createEngine() },
    ])
    expect(merged.getState().sync).toMatchObject({ phase: 'synced', complete: true })
    expect(selectPhase(mergeEngines([createEngine()]).getState())).toBe('signed-out')
    expect(selectPhase(mergeEngines([]).getState())).toBe('signed-out')
  })

  it('goes on to the diagnostics, with the name of the account', async () => {
    const { merged, work } = await twoAccounts()
    work.engine.dispatch({ type: 'conversationsUpserted', rows: [{ ...row('x'), unreadCount: -1 }] })
    work.engine.flush()
    expect(merged.diagnostics.recent.at(-1)).toMatchObject({
      code: 'row/malformed',
      path: 'work: rows[0].unreadCount',
    })
  })
})

describe('a merged list is ready', () => {
  const isReady = async ({ merged, clock }: Pick<TwoAccounts, 'merged' | 'clock'>): Promise<boolean> => {
    let ready = false
    void merged.ready.then(() => (ready = true))
    await clock.settle()
    return ready
  }

  /** A server whose list takes until `answer` is called. */
  const slowServer = (): { server: Server; answer: () => void } => {
    const server = createServer()
    const { promise, open } = gate()
    server.onList = (_, serve) => promise.then(serve)
    return { server, answer: open }
  }
  const signedOut = (): Server => Object.assign(createServer(), { account: undefined, resyncs: false })

  it('when every account has had its first sync', async () => {
    const { server, answer } = slowServer()
    const world = await twoAccounts({}, server)
    expect(await isReady(world)).toBe(false)
    answer()
    expect(await isReady(world)).toBe(true)
  })

  it('without the accounts that nobody is signed in to', async () => {
    expect(await isReady(await twoAccounts({}, signedOut()))).toBe(true)
  })

  it('not before somebody has signed in somewhere', async () => {
    const world = await twoAccounts(signedOut(), signedOut())
    expect(await isReady(world)).toBe(false)
    world.home.server.emit({ type: 'accountOpened', account: 'me' })
    world.home.server.resync()
    expect(await isReady(world)).toBe(true)
  })

  it('once the account that was waited for has signed out', async () => {
    const world = await twoAccounts({}, slowServer().server)
    expect(await isReady(world)).toBe(false)
    world.home.server.emit({ type: 'accountClosed', reason: 'logout' })
    expect(await isReady(world)).toBe(true)
  })

  it('once the account that was waited for is taken out, also one that came later', async () => {
    const { merged, clock } = await twoAccounts(signedOut(), signedOut())
    const remove = merged.add('late', (await openWorld(slowServer().server, { clock })).engine)
    merged.add('later', (await openWorld({}, { clock })).engine)
    expect(await isReady({ merged, clock })).toBe(false)
    remove()
    expect(await isReady({ merged, clock })).toBe(true)
  })

  it.each(['with', 'without'])('once the source of an account %s a login is gone in its first sync', async (login) => {
    const { server } = slowServer()
    if (login === 'without') server.account = undefined
    const lone = alone()
    const disconnect = lone.engine.connect(server.source)
    await lone.clock.settle()
    const { merged, clock } = await twoAccounts(signedOut(), signedOut())
    merged.add('late', lone.engine)
    merged.add('later', (await openWorld({}, { clock })).engine)
    expect([await isReady({ merged, clock }), lone.engine.getState().sync.phase]).toEqual([false, 'syncing'])
    disconnect()
    lone.engine.flush()
    expect(await isReady({ merged, clock })).toBe(true)
  })

  it('once it is disposed, for nobody need wait any longer', async () => {
    const { merged, clock } = await twoAccounts(signedOut(), signedOut())
    merged.dispose()
    expect(await isReady({ merged, clock })).toBe(true)
  })
})

describe('an account of the list', () => {
  it('that changes takes all it had with it, and leaves the other as it is', async () => {
    const { merged, work, clock } = await twoAccounts(
      { rows: [row('a', { on: 1, unread: 3, stickTop: true })] },
      { rows: [row('b', { on: 2, unread: 1 })] },
      { views: { unread: { filter: { unread: true } } } },
    )
    const b = merged.get('home:b')
    merged.commands.open('work:a')
    const { epoch } = merged.getState()
    work.server.drop('a')
    work.server.put(row('z', { on: 9 }))
    work.server.emit({ type: 'accountOpened', account: 'other' })
    work.engine.flush()
    expect([line(merged), merged.getState().openId, merged.getState().epoch > epoch]).toEqual([
      'home:b(1)',
      undefined,
      true,
    ])
    expect(merged.get('work:a')).toBeUndefined()
    expect(merged.view('unread').counters.unread).toBe(1)
    work.server.resync()
    await clock.settle()
    expect(line(merged)).toBe('work:z home:b(1)')
    expect(merged.get('home:b')).toBe(b)
  })

  it('can come later and leave again', async () => {
    const { merged, work } = await twoAccounts({ rows: [row('a', { on: 1 })] }, { rows: [row('b', { on: 2 })] })
    const third = await openWorld({ rows: [row('c', { on: 3 })] })
    let told = 0
    merged.subscribe(() => told++)
    const leave = merged.add('third', third.engine)
    expect(line(merged)).toBe('third:c home:b work:a')
    expect(line(merged.viewOf('third'))).toBe('third:c')
    const before = told
    leave()
    leave()
    expect(line(merged)).toBe('home:b work:a')
    expect(told).toBe(before + 1)
    third.engine.dispatch(upserted(row('d', { on: 9 })))
    third.engine.flush()
    expect(line(merged)).toBe('home:b work:a')
    expect(() => merged.viewOf('third')).toThrow(/no engine is called "third"/)
    expect(() => merged.add('work', third.engine)).toThrow(/"work" is the name of another engine/)
    expect(work.engine.disposed).toBe(false)
  })

  it('may be a merged list itself', async () => {
    const { merged, work, clock } = await twoAccounts({ rows: [row('a', { on: 1 })] }, { rows: [row('b', { on: 2 })] })
    const all = mergeEngines([{ name: 'mine', engine: merged }], { clock })
    expect(line(all)).toBe('mine:home:b mine:work:a')
    await all.commands.stickTop('mine:work:a', true)
    expect([line(all), line(work.engine)]).toEqual(['^mine:work:a mine:home:b', '^a'])
    all.commands.open('mine:home:b')
    expect(merged.ownerOf('home:b')?.engine.getState().openId).toBe('b')
  })

  it('has one row open when another account joins that has one as well', async () => {
    const { merged, work } = await twoAccounts({ rows: [row('a', { on: 2 })] }, {})
    merged.commands.open('work:a')
    const third = await openWorld({ rows: [row('c', { on: 3 })] })
    third.engine.commands.open('c')
    const remove = merged.add('third', third.engine)
    expect([merged.getState().openId, third.engine.getState().openId]).toEqual(['work:a', undefined])
    remove()
    merged.commands.open(undefined)
    third.engine.commands.open('c')
    merged.add('third', third.engine)
    expect([merged.getState().openId, work.engine.getState().openId]).toEqual(['third:c', undefined])
  })

  it('opens its row for the whole list, and another that was open is closed in its own account', async () => {
    const { merged, work, home } = await twoAccounts(
      { rows: [row('a', { on: 1, unread: 2 })] },
      { rows: [row('b', { on: 2, unread: 2 })] },
      { views: { unread: { filter: { unread: true } } } },
    )
    merged.commands.open('work:a')
    expect([work.engine.getState().openId, home.engine.getState().openId]).toEqual(['a', undefined])
    await merged.commands.markRead('work:a')
    expect(line(merged.view('unread'))).toBe('home:b(2) work:a')
    home.engine.commands.open('b') // by its own screen
    expect([work.engine.getState().openId, merged.getState().openId]).toEqual([undefined, 'home:b'])
    expect(line(merged.view('unread'))).toBe('home:b(2)')
    merged.commands.open(undefined)
    expect(home.engine.getState().openId).toBeUndefined()
  })

  it('keeps its open row in the filter through a removal that is refused', async () => {
    const { merged, work, clock } = await twoAccounts({ rows: [row('a', { on: 1, unread: 2 })] }, undefined, {
      views: { unread: { filter: { unread: true } } },
    })
    merged.commands.open('work:a')
    await merged.commands.markRead('work:a')
    work.server.onExecute = () => {
      throw new Error('refused')
    }
    const done = merged.commands.remove('work:a').catch(() => 'refused')
    expect([line(merged.view('unread')), merged.getState().pendingCount]).toEqual(['', 1])
    expect(await done).toBe('refused')
    await clock.settle()
    expect([line(merged.view('unread')), merged.getState().pendingCount]).toEqual(['work:a', 0])
  })

  it('opens the neighbour in the merged order when the open row leaves', async () => {
    const { merged, work, home } = await twoAccounts(
      { rows: [row('a', { on: 3 }), row('c', { on: 1 })] },
      { rows: [row('b', { on: 2 })] },
      { policies: { selection: { onRemove: 'next' } } },
    )
    merged.commands.open('work:a')
    work.engine.dispatch(removed('a'))
    work.engine.flush()
    expect([merged.getState().openId, home.engine.getState().openId]).toEqual(['home:b', 'b'])
    expect(work.engine.getState().openId).toBeUndefined()
  })
})

describe('the app around a merged list', () => {
  it('may throw in a listener, which stops nobody', async () => {
    const { merged, work, errors } = await twoAccounts()
    const heard: string[] = []
    merged.subscribe(() => {
      throw new Error('mine')
    })
    merged.subscribe(() => heard.push(line(merged)))
    work.engine.dispatch(upserted(row('a', { on: 1 })))
    work.engine.flush()
    expect([heard, errors.map(String)]).toEqual([['work:a'], ['Error: mine']])
    expect(work.errors).toEqual([])
  })

  it('may throw in a condition, which then matches nothing', async () => {
    const { merged, work, errors } = await twoAccounts({ rows: [row('a')] }, undefined, {
      views: { bad: { filter: { where: { key: 'bad', test: () => JSON.parse('{') as boolean } } } },
    })
    work.engine.dispatch(upserted(row('b', { on: 1 })))
    work.engine.flush()
    expect([merged.view('bad').size, merged.view().size, errors.length]).toEqual([0, 2, 1])
  })

  it('sees every state in order, also when a listener gives an order to an engine', async () => {
    const { merged, work, home } = await twoAccounts({ rows: [row('a')] }, { rows: [row('b')] })
    const seen: string[] = []
    const atOnce: unknown[] = []
    merged.subscribe(() => {
      if (merged.get('work:a')?.unreadCount === 1 && merged.get('home:b')?.unreadCount === 0) {
        home.engine.dispatch(patched('b', { unreadCount: 1 }))
        home.engine.flush()
        atOnce.push(merged.get('home:b')?.unreadCount)
      }
    })
    merged.subscribe((state) =>
      seen.push(['work:a', 'home:b'].map((each) => getConversation(state, each)?.unreadCount).join()),
    )
    work.engine.dispatch(patched('a', { unreadCount: 1 }))
    work.engine.flush()
    expect([seen, atOnce]).toEqual([['1,0', '1,1'], [1]])
  })

  it('is told by name what cannot be merged', async () => {
    const { engine } = await openWorld()
    const wrong: [list: unknown, options: unknown, why: RegExp][] = [
      [engine, {}, /"engines": expected an array/],
      [[{ name: 'a:b', engine }], {}, /"name": expected text that is not empty and holds no colon/],
      [[{ name: '', engine }], {}, /"name"/],
      [[{ name: 'a', engine: {} }], {}, /"engine": expected what createEngine\(\) returned, for "a"/],
      [[null], {}, /"name"/],
      [
        [
          { name: 'a', engine },
          { name: 'a', engine: createEngine() },
        ],
        {},
        /"a" is the name of another/,
      ],
      [[engine, engine], {}, /"1" is in this list under another name/],
      [[engine], { source: undefined }, /"source": a merged list takes only views, policies/],
      [
        [engine],
        { foo: 1 },
        /"foo": a merged list takes only views, policies, diagnosticsLimit, enhance, clock, onError$/,
      ],
      [[engine], null, /"options"/],
      [[engine], { veiws: {} }, /"veiws"/],
      [[engine], { policies: { pinOrder: 'time' } }, /policies\.pinOrder/],
    ]
    for (const [list, options, why] of wrong) expect(() => mergeEngines(list as never, options as never)).toThrow(why)
    const merged = mergeEngines([])
    expect(() => merged.add('me', merged)).toThrow(/cannot hold itself/)
    expect(() => merged.add('none', undefined as never)).toThrow(/"engine": expected what createEngine/)
    engine.dispose()
    expect(() => mergeEngines([engine])).toThrow(/"0" has been disposed/)
  })

  it('is told which engine to ask for what belongs to one SDK', async () => {
    const { merged, work } = await twoAccounts()
    for (const name of ['dispatch', 'connect', 'watchUnread'] as const) {
      const call = merged[name] as (...args: unknown[]) => unknown
      expect(() => call({}, 'x')).toThrow(`merged.engines.get(name).${name}(...)`)
    }
    expect(merged.capabilities).toBeUndefined()
    expect(merged.ownerOf('work:x')?.engine).toBe(work.engine)
  })

  it('lets go of its engines at dispose, which live on', async () => {
    const { merged, work, clock } = await twoAccounts({ rows: [row('a')] })
    let told = 0
    merged.subscribe(() => told++)
    merged.diagnostics.subscribe(() => told++)
    merged.dispose()
    work.engine.dispatch([upserted(row('b', { on: 1 })), opened('b'), { type: 'nonsense' } as never])
    await clock.advance(5_000)
    expect([told, merged.disposed, clock.timers]).toEqual([0, true, 0])
    expect(line(work.engine)).toBe('b a')
    await expect(merged.commands.loadMore()).resolves.toBeUndefined()
    expect(() => merged.add('x', work.engine)).toThrow(/disposed/)
  })

  it('may change the policies at any time', async () => {
    const { merged } = await twoAccounts(
      { rows: [row('a', { on: 1, stickTop: true, stickTopAt: ms(9) }), row('b', { on: 5, notify: 'none' })] },
      { rows: [row('c', { on: 2, stickTop: true, stickTopAt: ms(3) }), row('d', { on: 4 })] },
    )
    expect(line(merged)).toBe('^home:c ^work:a work:b~ home:d')
    merged.setPolicies({ pinOrder: 'pinTime', mutedSink: true })
    expect(line(merged)).toBe('^work:a ^home:c home:d work:b~')
    expect(() => merged.setPolicies({ mutedSink: 1 } as never)).toThrow(/mutedSink/)
    merged.setPolicies({ pinOrder: 'manual' })
    merged.commands.orderStickTop(['home:c', 'work:a'])
    expect(line(merged)).toBe('^home:c ^work:a home:d work:b~')
    expect(merged.policies.pinOrder).toBe('manual')
    expect(id('a')).toBe('a')
  })
})
