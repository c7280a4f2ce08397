import { createNimSource } from '@convolist/adapter-netease-nim'
import {
  createConversation,
  createEngine,
  toConversationId,
  toEpochMs,
  type Engine,
  type SourceSink,
} from '@convolist/core'
import { createRecorder, friendPush, wireConversation } from '@convolist/testing'
import { describe, expect, it } from 'vitest'
import { endOfLogin, GENERATIONS, idOf, life, service, startStable, type Nim } from './support/sdk.js'

const LISTENERS = { cloud: 9 + 5 + 2 + 1 + 3 + 3 + 3 + 2, local: 9 + 5 + 2 + 1 + 3 + 3 + 2 }

describe.each(GENERATIONS)('listeners on %s', (_version, start) => {
  let h = start()
  const fresh = (): Nim => (h = start())

  it.each(['cloud', 'local'] as const)('are added by connect and all taken back (%s)', (name) => {
    const source = createNimSource(fresh().nim, { service: name })
    expect(h.listenerCount()).toBe(0)
    const undo = source.connect(createRecorder().sink)
    expect(h.listenerCount()).toBe(LISTENERS[name])
    undo()
    undo()
    expect(h.listenerCount()).toBe(0)
  })

  it('leave the app’s own listeners alone', () => {
    const source = createNimSource(fresh().nim, { service: 'cloud' })
    const mine = (): void => {}
    h.nim.V2NIMConversationService.on('onConversationChanged', mine)
    source.connect(createRecorder().sink)()
    expect(h.listenerCount()).toBe(1)
    h.nim.V2NIMConversationService.off('onConversationChanged', mine)
  })

  it('are not doubled by a second connect; the first undo then does nothing', async () => {
    const source = createNimSource(fresh().nim, { service: 'cloud' })
    const first = createRecorder()
    const second = createRecorder()
    const undoFirst = source.connect(first.sink)
    const undoSecond = source.connect(second.sink)
    expect(h.listenerCount()).toBe(LISTENERS.cloud)
    undoFirst()
    await h.loginAs('me')
    expect(first.events).toEqual([])
    expect(second.of('accountOpened')).toHaveLength(1)
    undoSecond()
    expect(h.listenerCount()).toBe(0)
  })

  it('mount, unmount, mount, as StrictMode does it', async () => {
    const source = createNimSource(fresh().nim, { service: 'cloud' })
    await h.loginAs('me')
    const r = createRecorder()
    source.connect(r.sink)()
    const undo = source.connect(r.sink)
    await h.settle()
    expect(r.of('accountOpened')).toHaveLength(2)
    expect(r.resyncs).toHaveLength(1)
    undo()
    h.nextSync = { rows: [wireConversation({ id: idOf('bob'), version: 1 })] }
    r.clear()
    await h.sync()
    expect(r.emits).toEqual([])
    expect(h.listenerCount()).toBe(0)
  })
})

describe('who is logged in', () => {
  it('is told at login, and the list is asked for when the SDK’s sync has ended', async () => {
    const h = startStable()
    const r = createRecorder()
    const undo = createNimSource(h.nim, { service: 'cloud' }).connect(r.sink)
    expect(r.events).toEqual([])
    await h.loginAs('me')
    expect(r.events.slice(0, 2)).toEqual([
      { type: 'accountOpened', account: 'me' },
      { type: 'connectionChanged', connection: 'connected' },
    ])
    expect(r.resyncs.length).toBeGreaterThan(0)
    undo()
  })

  it('is told at once to a source that comes later', async () => {
    const h = startStable()
    await h.loginAs('me')
    const r = createRecorder()
    const source = createNimSource(h.nim, { service: 'cloud' })
    const undo = source.connect(r.sink)
    expect(r.of('accountOpened')).toEqual([{ type: 'accountOpened', account: 'me' }])
    await h.settle()
    expect(r.resyncs).toEqual(['login'])
    expect((await source.list({ cursor: undefined, limit: 100 })).partial).toBe(false)
    undo()
  })

  it('loses the connection and finds it again without a new account', async () => {
    const h = startStable()
    await h.loginAs('me')
    const r = createRecorder()
    const undo = createNimSource(h.nim, { service: 'cloud' }).connect(r.sink)
    await h.settle()
    r.clear()
    h.disconnect()
    await h.reconnect()
    expect(r.of('connectionChanged').map((event) => event.connection)).toEqual([
      'disconnected',
      'connecting',
      'connected',
    ])
    expect(r.of('accountOpened')).toEqual([])
    expect(r.resyncs.length).toBeGreaterThan(0)
    undo()
  })

  it.each([
    ['kicked', (h: Nim) => h.kick()],
    ['logout', (h: Nim) => h.logout()],
    ['expired', (h: Nim) => endOfLogin(h)],
  ] as const)('is gone after: %s', async (reason, end) => {
    const h = startStable()
    await h.loginAs('me')
    const r = createRecorder()
    const source = createNimSource(h.nim, { service: 'cloud' })
    const undo = source.connect(r.sink)
    await h.settle()
    r.clear()
    await end(h)
    await h.settle()
    expect(r.of('accountClosed')).toEqual([{ type: 'accountClosed', account: 'me', reason }])
    expect(r.events.at(-1)?.type).toBe('accountClosed')
    await expect(source.list({ cursor: undefined, limit: 10 })).rejects.toMatchObject({
      code: 'sync/failed',
      retryable: true,
    })
    undo()
  })
})

describe.each(GENERATIONS)('a logout of %s', (_version, start) => {
  it('is a logout also while a lost connection is looked for', async () => {
    const h = start()
    await h.loginAs('me')
    const r = createRecorder()
    const undo = createNimSource(h.nim, { service: 'cloud' }).connect(r.sink)
    h.disconnect()
    life(h).processEvent('connect')
    await h.logout()
    expect(r.of('accountClosed')).toEqual([{ type: 'accountClosed', account: 'me', reason: 'logout' }])
    undo()
  })

  it.each([
    ['logout', (h: Nim) => h.logout()],
    ['kicked', (h: Nim) => h.kick()],
  ] as const)('while nobody listens is told by the next connect: %s', async (reason, end) => {
    const h = start()
    h.nextSync = { full: true, rows: [wireConversation({ id: idOf('bob'), version: 1 })] }
    await h.loginAs('me')
    const source = createNimSource(h.nim, { service: 'cloud' })
    const engine = createEngine()
    const closed: unknown[] = []
    const leave = engine.connect(source)
    await h.settle()
    engine.flush()
    expect(engine.view().size).toBe(1)
    leave()
    await end(h)
    engine.connect({ ...source, connect: (sink) => source.connect({ ...sink, emit: tapped(sink.emit, closed) }) })
    engine.flush()
    expect(engine.view().size).toBe(0)
    expect(engine.getState()).toMatchObject({ account: undefined, connection: 'disconnected' })
    expect(closed).toEqual([{ type: 'accountClosed', account: 'me', reason }])
    engine.dispose()
  })

  it('while nobody listens closes no list of another account, nor one restored before any login', async () => {
    const h = start()
    await h.loginAs('me')
    const source = createNimSource(h.nim, { service: 'cloud' })
    source.connect(createRecorder().sink)()
    await h.logout()
    const row = createConversation({ id: toConversationId('you|1|bob'), kind: 'direct', targetId: 'bob' })
    const initialState = { format: 1, account: 'you', rows: [row], labels: [], savedAt: toEpochMs(1) } as const
    for (const own of [source, createNimSource(h.nim, { service: 'cloud' })]) {
      const engine = createEngine({ initialState, source: own })
      engine.flush()
      expect(engine.view().size).toBe(1)
      engine.dispose()
    }
  })
})

describe.each(GENERATIONS)('watermarks that %s has told already', (_version, start) => {
  /** I have read up to 950, and bob up to 940. */
  async function loggedIn(): Promise<Nim> {
    const h = start()
    const mine = { 0: 0, 1: 'bob', 2: 'me', 7: 900, 8: 0, 9: 'yes', 11: 'c9', 12: 's9' }
    h.nextSync = { full: true, rows: [wireConversation({ id: idOf('bob'), version: 1, lastMessage: mine })] }
    h.mainSync = [
      { sid: 4, cid: 14, r: [{ bob: 950 }, { m_map: {} }, 1] },
      { sid: 4, cid: 12, r: [[{ 1: 'me', 2: 'bob', 7: 940 }]] },
    ]
    await h.loginAs('me')
    return h
  }
  const shownBy = async (h: Nim, engine: Engine): Promise<unknown[]> => {
    for (let turn = 0; turn < 3; turn++) await h.settle()
    engine.flush()
    return engine
      .view()
      .window(0, 9)
      .map(({ targetId, selfReadAt, peerReadAt }) => [targetId, selfReadAt, peerReadAt])
  }

  it('are asked for by a source that comes while the SDK looks for its lost connection; its rows are there at once', async () => {
    const h = await loggedIn()
    h.disconnect()
    life(h).processEvent('connect')
    expect(h.nim.V2NIMLoginService.getLoginStatus()).toBe(2)
    const engine = createEngine({ source: createNimSource(h.nim, { service: 'cloud' }) })
    expect(await shownBy(h, engine)).toEqual([['bob', 950, 940]])
    expect(engine.getState().connection).toBe('connecting')
    await h.reconnect()
    expect(await shownBy(h, engine)).toEqual([['bob', 950, 940]])
    expect(engine.getState()).toMatchObject({ connection: 'connected', sync: { complete: true } })
    engine.dispose()
  })

  it('are asked for after a new login of the same account, of which the SDK has kept all', async () => {
    const h = await loggedIn()
    const engine = createEngine({ source: createNimSource(h.nim, { service: 'cloud' }) })
    expect(await shownBy(h, engine)).toEqual([['bob', 950, 940]])
    endOfLogin(h)
    expect(await shownBy(h, engine)).toEqual([])
    await h.loginAs('me')
    expect(await shownBy(h, engine)).toEqual([['bob', 950, 940]])
    engine.dispose()
  })
})

describe('names and avatars', () => {
  it('are read again, once, for everyone who changed in one task', async () => {
    const h = startStable()
    h.nextSync = {
      full: true,
      rows: ['bob', 'ann'].map((peer) => wireConversation({ id: idOf(peer), version: 1 })),
    }
    await h.loginAs('me')
    const r = createRecorder()
    const undo = createNimSource(h.nim, { service: 'cloud' }).connect(r.sink)
    await h.settle()
    r.clear()
    h.answers.v2GetUserList = () => ({
      r: [['bob', 'ann'].map((id) => ({ 1: id, 3: `${id}!`, 4: `${id}.png`, 12: 1, 13: 2 }))],
    })
    await h.nim.V2NIMUserService.getUserListFromCloud(['bob', 'ann', 'stranger'])
    await h.settle()
    expect(r.events).toEqual([
      {
        type: 'conversationsPatched',
        unknown: 'ignore',
        patches: [
          { id: idOf('bob'), title: 'bob!', avatarUrl: 'bob.png' },
          { id: idOf('ann'), title: 'ann!', avatarUrl: 'ann.png' },
        ],
      },
    ])
    undo()
  })

  it('follow a friend’s alias, and lose it with the friend', async () => {
    const h = startStable()
    h.nextSync = { full: true, rows: [wireConversation({ id: idOf('bob'), version: 1 })] }
    await h.loginAs('me')
    const r = createRecorder()
    const undo = createNimSource(h.nim, { service: 'cloud' }).connect(r.sink)
    await h.settle()
    r.clear()
    h.feed(friendPush({ id: 'bob', alias: 'Bobby' }))
    await h.settle()
    h.feed({ sid: 12, cid: 102, r: ['bob'] })
    await h.settle()
    expect(r.of('conversationsPatched').flatMap((event) => event.patches.map((patch) => patch.title))).toEqual([
      'Bobby',
      undefined,
    ])
    undo()
  })

  it('of teams and super teams likewise', async () => {
    const h = startStable()
    h.nextSync = {
      full: true,
      rows: [idOf('7', 'team'), idOf('8', 'superTeam')].map((id) => wireConversation({ id, version: 1 })),
    }
    await h.loginAs('me')
    const r = createRecorder()
    const undo = createNimSource(h.nim, { service: 'cloud' }).connect(r.sink)
    await h.settle()
    r.clear()
    h.feed({ sid: 8, cid: 109, r: [1, [{ 1: '7', 3: 'Team seven', 4: 1, 8: 1, 20: 't.png' }]] })
    service(h, 'V2NIMTeamService').emit('onTeamInfoUpdated', { teamId: '7', teamType: 1 })
    service(h, 'V2NIMTeamService').emit('onTeamInfoUpdated', { teamId: '8', teamType: 2 })
    await h.settle()
    expect(r.of('conversationsPatched').flatMap((event) => event.patches)).toEqual([
      { id: idOf('7', 'team'), title: 'Team seven', avatarUrl: 't.png' },
      { id: idOf('8', 'superTeam'), title: undefined, avatarUrl: undefined },
    ])
    undo()
  })
})

describe('at login', () => {
  it('thousands of single read times leave as one', async () => {
    const h = startStable()
    const r = createRecorder()
    const undo = createNimSource(h.nim, { service: 'cloud' }).connect(r.sink)
    const p2p = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`u${index}`, 1000 + index]))
    h.mainSync = [{ sid: 4, cid: 14, r: [p2p, { m_map: { 7: 500 } }, 1] }]
    await h.loginAs('me')
    expect(r.of('selfReadTo')).toHaveLength(3001)
    expect(r.emits.filter((batch) => batch.some((event) => event.type === 'selfReadTo'))).toHaveLength(1)
    undo()
  })

  it('labels are listed', async () => {
    const h = startStable()
    h.answers.v2ConversationGroupListGet = () => ({ r: [[{ 1: 'g1', 2: 'VIP', 3: '', 4: 1, 5: 2 }]] })
    const r = createRecorder()
    const undo = createNimSource(h.nim, { service: 'cloud' }).connect(r.sink)
    await h.loginAs('me')
    expect(r.of('labelsChanged')).toEqual([
      {
        type: 'labelsChanged',
        complete: true,
        labels: [expect.objectContaining({ id: 'g1', name: 'VIP', updatedAt: 2 })],
      },
    ])
    undo()
  })

  it('a source that comes later asks for the watermarks it missed', async () => {
    const h = startStable()
    const mine = { 0: 0, 1: 'bob', 2: 'me', 7: 900, 8: 0, 9: 'yes', 11: 'c9', 12: 's9' }
    h.nextSync = { full: true, rows: [wireConversation({ id: idOf('bob'), version: 1, lastMessage: mine })] }
    h.mainSync = [
      { sid: 4, cid: 14, r: [{ bob: 950 }, { m_map: {} }, 1] },
      { sid: 4, cid: 12, r: [[{ 1: 'me', 2: 'bob', 7: 940 }]] },
    ]
    await h.loginAs('me')
    const r = createRecorder()
    const source = createNimSource(h.nim, { service: 'cloud' })
    const undo = source.connect(r.sink)
    await source.list({ cursor: undefined, limit: 100 })
    await h.settle()
    expect(r.of('selfReadTo')).toEqual([{ type: 'selfReadTo', id: idOf('bob'), readAt: 950 }])
    expect(r.of('peerReadTo')).toEqual([{ type: 'peerReadTo', id: idOf('bob'), readAt: 940 }])
    undo()
  })

  it('and so of the pages after the first, once', async () => {
    const h = startStable()
    const rows = ['ann', 'bob'].map((user, index) => wireConversation({ id: idOf(user), version: index + 1 }))
    h.nextSync = { full: true, rows }
    h.mainSync = [{ sid: 4, cid: 14, r: [{ ann: 940, bob: 950 }, { m_map: {} }, 1] }]
    await h.loginAs('me')
    const r = createRecorder()
    const source = createNimSource(h.nim, { service: 'cloud' })
    const undo = source.connect(r.sink)
    const walk = async (): Promise<void> => {
      let cursor: string | undefined
      do cursor = (await source.list({ cursor, limit: 1 })).cursor
      while (cursor !== undefined)
      await h.settle()
    }
    await walk()
    const told = r.of('selfReadTo')
    expect(new Map(told.map(({ id, readAt }) => [id, readAt]))).toEqual(
      new Map<string, number>([
        [idOf('bob'), 950],
        [idOf('ann'), 940],
      ]),
    )
    await walk()
    expect(r.of('selfReadTo')).toEqual(told)
    undo()
  })
})

describe('a restored list', () => {
  it('stays where the source comes between the attempts of a first login', async () => {
    const h = startStable()
    Object.assign(h.nim.V2NIMLoginService, { account: 'me' })
    life(h).processEvent('connect')
    life(h).processEvent('connectFail', Object.assign(new Error('no network'), { code: 192001 }))
    const bob = createConversation({ id: toConversationId(idOf('bob')), kind: 'direct', targetId: 'bob' })
    const initialState = { format: 1, account: 'me', rows: [bob], labels: [], savedAt: toEpochMs(1) } as const
    const engine = createEngine({ initialState, source: createNimSource(h.nim, { service: 'cloud' }) })
    await h.settle()
    engine.flush()
    expect(engine.view().ids()).toEqual([idOf('bob')])
    expect(engine.getState().sync).toMatchObject({ phase: 'partial', complete: false })
    engine.dispose()
  })
})

/** Keeps what is emitted. */
const tapped =
  (emit: SourceSink['emit'], kept: unknown[]): SourceSink['emit'] =>
  (events) => {
    kept.push(...events)
    emit(events)
  }
