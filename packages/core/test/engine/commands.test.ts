import { describe, expect, it } from 'vitest'
import type { Command, CommandResult, Conversation, Engine } from '../../src/index.js'
import { createServer, gate, refusal } from '../support/server.js'
import { alone, openWorld, refused } from '../support/world.js'
import { id, ms, row } from '../support/words.js'

interface Case {
  readonly of: keyof Engine['commands']
  readonly call: (engine: Engine) => Promise<CommandResult>
  readonly sends: Command
  /** What of row `a` is shown before, and from the call on; `undefined` for no row. */
  readonly shows: (row: Conversation | undefined) => unknown
  readonly before: unknown
  readonly after: unknown
}

const ids = [id('a')]
const at = 1_700_000_000_000

const CASES: readonly Case[] = [
  {
    of: 'stickTop',
    call: ({ commands }) => commands.stickTop('a', true),
    sends: { type: 'stickTop', ids, stickTop: true },
    shows: (row) => row?.stickTop,
    before: false,
    after: true,
  },
  {
    of: 'markRead',
    call: ({ commands }) => commands.markRead('a'),
    sends: { type: 'markRead', ids },
    shows: (row) => [row?.unreadCount, row?.mentions.me],
    before: [3, 1],
    after: [0, 0],
  },
  {
    of: 'markUnread',
    call: ({ commands }) => commands.markUnread('a'),
    sends: { type: 'markUnread', ids, markedUnread: true },
    shows: (row) => row?.markedUnread,
    before: false,
    after: true,
  },
  {
    of: 'mute',
    call: ({ commands }) => commands.mute('a', true),
    sends: { type: 'mute', ids, notify: 'none' },
    shows: (row) => row?.notify,
    before: 'all',
    after: 'none',
  },
  {
    of: 'remove',
    call: ({ commands }) => commands.remove('a', { clearMessages: true }),
    sends: { type: 'remove', ids, clearMessages: true },
    shows: (row) => row?.id,
    before: 'a',
    after: undefined,
  },
  {
    of: 'saveDraft',
    call: ({ commands }) => commands.saveDraft('a', 'dear'),
    sends: { type: 'saveDraft', ids, draft: { text: 'dear', at: at as never } },
    shows: (row) => row?.draft?.text,
    before: undefined,
    after: 'dear',
  },
  {
    of: 'setMark',
    call: ({ commands }) => commands.setMark('a', 'starred', true),
    sends: { type: 'setMark', ids, mark: 'starred', on: true },
    shows: (row) => row?.marks,
    before: [],
    after: ['starred'],
  },
  {
    of: 'addToLabel',
    call: ({ commands }) => commands.addToLabel('vip', 'a'),
    sends: { type: 'addToLabel', labelId: 'vip', ids },
    shows: (row) => row?.labels,
    before: ['work'],
    after: ['work', 'vip'],
  },
  {
    of: 'removeFromLabel',
    call: ({ commands }) => commands.removeFromLabel('work', 'a'),
    sends: { type: 'removeFromLabel', labelId: 'work', ids },
    shows: (row) => row?.labels,
    before: ['work'],
    after: [],
  },
  {
    of: 'updateExtension',
    call: ({ commands }) => commands.updateExtension('a', '{"x":1}'),
    sends: { type: 'updateServerExtension', ids, text: '{"x":1}' },
    shows: (row) => row?.serverExtension,
    before: undefined,
    after: '{"x":1}',
  },
  {
    of: 'updateExtension',
    call: ({ commands }) => commands.updateExtension('a', 'mine', { scope: 'local' }),
    sends: { type: 'updateLocalExtension', ids, text: 'mine' },
    shows: (row) => row?.localExtension,
    before: undefined,
    after: 'mine',
  },
]

const first = row('a', { on: 1, unread: 3, mentions: { me: 1, all: 0 }, labels: ['work'] })
const world = () => openWorld({ rows: [first, row('b', { on: 2 })] })

describe.each(CASES)('$of', ({ call, sends, shows, before, after }) => {
  const shown = (engine: Engine): unknown => shows(engine.get('a'))

  it('is sent to the vendor, shown at once, and resolves when the vendor has answered', async () => {
    const { engine, server, clock } = await world()
    const answer = gate()
    server.onExecute = async (_, serve) => {
      await answer.promise
      return serve()
    }
    expect(shown(engine)).toEqual(before)
    let result: CommandResult | undefined
    const called = call(engine).then((done) => (result = done))
    expect(shown(engine)).toEqual(after)
    await clock.settle()
    expect(server.commands).toEqual([sends])
    expect([result, engine.getState().pendingCount]).toEqual([undefined, 1])
    answer.open()
    await called
    await clock.settle()
    expect(result).toEqual({ ids: ['a'] })
    expect(shown(engine)).toEqual(after)
    expect(engine.getState().pendingCount).toBe(0)
  })

  it('is rolled back when the vendor refuses, and rejects with the code of the vendor', async () => {
    const { engine, server, clock } = await world()
    server.onExecute = () => Promise.reject(refusal(109_404, true))
    const error = await refused(call(engine))
    expect(error).toMatchObject({
      name: 'ConvolistError',
      code: 'command/rejected',
      vendorCode: 109_404,
      retryable: true,
    })
    expect(shown(engine)).toEqual(before)
    expect(engine.getState().pendingCount).toBe(0)
    await clock.advance(60_000)
    expect([shown(engine), server.commands.length]).toEqual([before, 1])
  })

  it('is rolled back when no answer comes, read again, and a late answer changes nothing', async () => {
    const { engine, server, clock } = await world()
    const late = gate()
    server.onExecute = async (_, serve) => {
      await late.promise
      return serve()
    }
    const called = refused(call(engine))
    await clock.advance(29_999)
    expect(shown(engine)).toEqual(after)
    await clock.advance(1)
    expect(await called).toMatchObject({ code: 'command/timeout', retryable: true })
    await clock.settle()
    expect(shown(engine)).toEqual(before)
    expect(server.fetches).toEqual([['a']])
    expect(engine.diagnostics.counts).toEqual({ 'operation/timeout': 1 })
    const { commits } = engine.stats
    late.open()
    await clock.settle()
    // The vendor carried it out after all, and says so by its event, as for any change of another device.
    expect(shown(engine)).toEqual(after)
    expect(engine.stats.commits).toBe(commits + 1)
  })

  it('goes to the vendor for a row that is not here', async () => {
    const { engine, server, clock } = await world()
    engine.dispatch({ type: 'accountOpened', account: 'you' })
    engine.flush()
    await call(engine)
    expect(server.commands.map((each) => each.type)).toEqual([sends.type])
    await clock.settle()
  })

  it('rejects after dispose, without a source, and when the account changes under it', async () => {
    const gone = await world()
    gone.engine.dispose()
    expect(await refused(call(gone.engine))).toMatchObject({ code: 'engine/disposed' })
    expect(gone.server.commands).toEqual([])

    const { engine } = alone()
    engine.dispatch({ type: 'conversationsUpserted', rows: [first] })
    engine.flush()
    expect(await refused(call(engine))).toMatchObject({ code: 'engine/no-source' })
    expect(shown(engine)).toEqual(before)

    const switched = await world()
    switched.server.onExecute = () => new Promise(() => undefined)
    const called = refused(call(switched.engine))
    switched.server.emit({ type: 'accountOpened', account: 'you' })
    expect(await called).toMatchObject({ code: 'command/account-changed' })
    expect(switched.engine.view().size).toBe(0)
  })
})

/** Those named to `markRead` are always sent. */
const SENT_ANYWAY: ReadonlySet<string> = new Set(['remove', 'markRead'])

describe.each(CASES.filter((each) => !SENT_ANYWAY.has(each.of)))('$of of a row that is so already', ({ call }) => {
  it('does nothing', async () => {
    const { engine, server, clock } = await world()
    await call(engine)
    await clock.settle()
    const { commits } = engine.stats
    expect(await call(engine)).toEqual({ ids: [] })
    await clock.settle()
    expect([server.commands.length, engine.stats.commits]).toEqual([1, commits])
  })
})

describe('the order back', () => {
  it('unpins, alerts again, clears a flag, a mark, a draft', async () => {
    const { engine, server } = await world()
    const { commands } = engine
    await commands.stickTop('a', true)
    await commands.stickTop('a', false)
    await commands.mute('a', true)
    await commands.mute('a', false)
    await commands.markUnread('a')
    await commands.markUnread('a', false)
    await commands.setMark('a', 'hidden', true)
    await commands.setMark('a', 'hidden', false)
    await commands.saveDraft('a', 'x')
    await commands.saveDraft('a', '')
    expect(engine.get('a')).toMatchObject({
      stickTop: false,
      notify: 'all',
      markedUnread: false,
      marks: [],
      draft: undefined,
    })
    expect(server.commands.length).toBe(10)
  })

  it('mutes to the level that is given', async () => {
    const { engine, server } = await world()
    for (const level of ['mentions', 'none', 'all'] as const) await engine.commands.mute('a', level)
    expect(server.commands.map((each) => each.type === 'mute' && each.notify)).toEqual(['mentions', 'none', 'all'])
  })

  it('never flashes when two are given quickly', async () => {
    const { engine, clock } = await world()
    const seen: (boolean | undefined)[] = []
    engine.subscribe(() => seen.push(engine.get('a')?.stickTop))
    const both = [engine.commands.stickTop('a', true), engine.commands.stickTop('a', false)]
    await Promise.all(both)
    await clock.advance(60_000)
    const turn = seen.indexOf(false)
    expect(new Set(seen.slice(0, turn))).toEqual(new Set([true]))
    expect(new Set(seen.slice(turn))).toEqual(new Set([false]))
  })
})

describe('commands without a change of the list', () => {
  it('create asks for rows that are not here, and only for those', async () => {
    const { engine, server } = await world()
    expect(await engine.commands.create(['a', 'new'])).toEqual({ ids: ['new'] })
    expect(server.commands).toEqual([{ type: 'create', ids: ['new'] }])
    expect(await engine.commands.create('a')).toEqual({ ids: [] })
    expect(server.commands.length).toBe(1)
  })

  it('rows that come with an answer are taken as the vendor gives them', async () => {
    const { engine, server } = await world()
    server.onExecute = () => ({ rows: [row('new', { on: 9, unread: 2 })] })
    await engine.commands.create('new')
    expect(engine.get('new')).toMatchObject({ unreadCount: 2 })
  })

  it('sendReceipt hands the message objects of the vendor through, untouched', async () => {
    const { engine, server } = await world()
    const message = Object.freeze({ live: 'object of the SDK' })
    await engine.commands.sendReceipt('a', [message])
    const [sent] = server.commands
    expect(sent).toMatchObject({ type: 'sendReceipt', ids: ['a'] })
    expect(sent?.type === 'sendReceipt' && sent.messages[0]).toBe(message)
  })

  it('orderStickTop puts the pinned rows in order, here and at once', async () => {
    const pinned = ['a', 'b', 'c'].map((name, i) => row(name, { on: i + 1, stickTop: true }))
    const { engine, server } = await openWorld({ rows: pinned }, { policies: { pinOrder: 'manual' } })
    engine.commands.orderStickTop(['b', 'c', 'a'])
    expect(engine.view().ids()).toEqual(['b', 'c', 'a'])
    expect(server.commands).toEqual([])
  })
})

describe('open', () => {
  it('is shown at once, and told to the vendor', async () => {
    const { engine, server, clock } = await world()
    engine.commands.open('a')
    expect(engine.getState().openId).toBe('a')
    engine.commands.open(undefined)
    expect(engine.getState().openId).toBeUndefined()
    await clock.settle()
    expect(server.commands).toEqual([
      { type: 'open', ids: ['a'] },
      { type: 'open', ids: [] },
    ])
  })

  it('is told to the vendor once, also of the row that takes the place of one that was removed', async () => {
    const { engine, server, clock } = await openWorld(
      { rows: [first, row('b', { on: 2 })] },
      { policies: { selection: { onRemove: 'next' } } },
    )
    engine.commands.open('b')
    engine.commands.open('b')
    server.emit({ type: 'conversationsRemoved', ids: [id('b')] })
    await clock.settle()
    expect(engine.getState().openId).toBe('a')
    expect(server.commands).toEqual([
      { type: 'open', ids: ['b'] },
      { type: 'open', ids: ['a'] },
    ])
  })

  it('is not told of an account that left', async () => {
    const { engine, server, clock } = await world()
    engine.commands.open('a')
    server.emit({ type: 'accountOpened', account: 'you' })
    await clock.settle()
    expect(server.commands).toEqual([{ type: 'open', ids: ['a'] }])
  })

  it('is told with the connection where it was opened before, and closed with that of the next account', async () => {
    const { engine, clock } = alone({
      initialState: { format: 1, account: 'me', rows: [], labels: [], savedAt: ms(1) },
    })
    const server = createServer({ rows: [first] })
    engine.commands.open('a')
    engine.connect(server.source)
    await clock.settle()
    expect(server.commands).toEqual([])
    const connected = { type: 'connectionChanged', connection: 'connected' } as const
    server.emit(connected)
    await clock.settle()
    server.emit({ type: 'connectionChanged', connection: 'disconnected' })
    server.emit(connected)
    await clock.settle()
    expect(server.commands).toEqual([{ type: 'open', ids: ['a'] }])
    server.emit({ type: 'accountClosed', reason: 'expired' })
    await clock.settle()
    expect(server.commands).toHaveLength(1)
    server.emit({ type: 'accountOpened', account: 'me' }, connected)
    await clock.settle()
    expect(server.commands.slice(1)).toEqual([{ type: 'open', ids: [] }])
  })

  it('stays, with a note, where the vendor refuses', async () => {
    const { engine, server, clock } = await world()
    server.onExecute = () => Promise.reject(refusal(1))
    engine.commands.open('a')
    await clock.settle()
    expect(engine.getState().openId).toBe('a')
    expect(engine.diagnostics.recent).toMatchObject([{ code: 'vendor/failed', path: 'open' }])
  })

  it('is ours alone without a source, and where the vendor does not want to know', async () => {
    const { engine } = alone()
    engine.commands.open('a')
    expect(engine.getState().openId).toBe('a')
    const server = createServer()
    const { commands } = server.source.capabilities
    Object.assign(commands, { open: { support: 'none', batch: 1, echo: false } })
    const vendor = await openWorld(server)
    vendor.engine.commands.open('a')
    await vendor.clock.settle()
    expect([vendor.engine.getState().openId, server.commands.length]).toEqual(['a', 0])
  })
})

describe('an argument that cannot be right', () => {
  const WRONG: readonly [string, (engine: Engine) => Promise<unknown>][] = [
    ['stickTop: expected an id', ({ commands }) => commands.stickTop('', true)],
    ['stickTop: expected an id', ({ commands }) => commands.stickTop(['a', ''], true)],
    ['stickTop: expected an id', ({ commands }) => commands.stickTop(undefined as never, true)],
    ['stickTop: expected true or false', ({ commands }) => commands.stickTop('a', 'yes' as never)],
    ['markRead: expected an id', ({ commands }) => commands.markRead([7] as never)],
    ['markRead: expected an id', ({ commands }) => commands.markRead(null as never)],
    ['markUnread: expected true or false', ({ commands }) => commands.markUnread('a', 1 as never)],
    ['mute: expected true, false, "all"', ({ commands }) => commands.mute('a', 'silent' as never)],
    ['remove: expected an id', ({ commands }) => commands.remove({} as never)],
    ['saveDraft: expected text', ({ commands }) => commands.saveDraft('a', undefined as never)],
    ['setMark: expected a mark', ({ commands }) => commands.setMark('a', '', true)],
    ['createLabel: expected a name', ({ commands }) => commands.createLabel('')],
    ['createLabel: expected an id', ({ commands }) => commands.createLabel('x', [''])],
    ['renameLabel: expected a label id', ({ commands }) => commands.renameLabel('', 'x')],
    ['renameLabel: expected a name', ({ commands }) => commands.renameLabel('x', '')],
    ['deleteLabel: expected a label id', ({ commands }) => commands.deleteLabel(7 as never)],
    ['addToLabel: expected a label id', ({ commands }) => commands.addToLabel('', 'a')],
    ['updateExtension: expected text', ({ commands }) => commands.updateExtension('a', {} as never)],
    [
      'updateExtension: expected text, and the scope',
      ({ commands }) => commands.updateExtension('a', 'x', { scope: 'nope' as never }),
    ],
    ['remove: expected true or false', ({ commands }) => commands.remove('a', { clearMessages: 'yes' as never })],
    ['open: expected an id', async ({ commands }) => commands.open('')],
    ['orderStickTop: expected an id', async ({ commands }) => commands.orderStickTop([''])],
  ]

  it.each(WRONG)('is refused by name, and nothing is shown or sent: %s (%#)', async (says, call) => {
    const { engine, server, clock } = await world()
    const state = engine.getState()
    const error = await refused(call(engine))
    expect(error).toMatchObject({ name: 'ConvolistError', code: 'command/invalid' })
    expect(error.message).toContain(says)
    await clock.settle()
    expect([server.commands.length, engine.getState() === state]).toEqual([0, true])
  })

  it('may have `null` for its options, which are then none', async () => {
    const { engine, server } = await world()
    await engine.commands.updateExtension('a', 'new', null as never)
    await engine.commands.remove('a', null as never)
    expect(server.commands).toMatchObject([
      { type: 'updateServerExtension', text: 'new' },
      { type: 'remove', clearMessages: false },
    ])
  })

  it('is not an id like `__proto__`, nor one that comes twice', async () => {
    const { engine, server } = await openWorld({ rows: [row('__proto__', { on: 1 }), row('constructor', { on: 2 })] })
    await engine.commands.stickTop(['__proto__', '__proto__', 'constructor'], true)
    expect(server.commands).toMatchObject([{ ids: ['__proto__', 'constructor'] }])
    expect(engine.get('__proto__')?.stickTop).toBe(true)
  })
})
