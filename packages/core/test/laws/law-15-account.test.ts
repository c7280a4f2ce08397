import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createConversation,
  createListSelector,
  getConversation,
  readView,
  reduce,
  type CommandAnswer,
  type Conversation,
  type EngineEvent,
  type ListPage,
  type ListState,
} from '../../src/index.js'
import { createServer, gate } from '../support/server.js'
import { openWorld } from '../support/world.js'
import { walk } from './follow.js'
import { histories } from './history.js'
import { findMarker } from './reach.js'
import { runs } from './runs.js'
import {
  after,
  asked,
  confirmed,
  event,
  given,
  id,
  issued,
  message,
  ms,
  notes,
  page,
  rejected,
  row,
  show,
  syncFinished,
  syncStarted,
  upserted,
} from './support.js'

const MARK = 'FORMER'
const me = event({ type: 'accountOpened', account: `${MARK}-account` })
const you = event({ type: 'accountOpened', account: 'you' })
const closed = event({ type: 'accountClosed', reason: 'kicked' })

/** A row with the marker in every text there is. */
const marked = (name: string): Conversation =>
  createConversation({
    ...row(`${MARK}-${name}`, {
      on: 5,
      unread: 3,
      title: `${MARK}-title`,
      avatarUrl: MARK,
      labels: [`${MARK}-label`],
      marks: [`${MARK}-mark`],
    }),
    targetId: `${MARK}-target`,
    channelId: MARK,
    serverExtension: MARK,
    localExtension: MARK,
    lastMessage: message(5, {
      id: `${MARK}-m`,
      text: `${MARK} words`,
      senderId: MARK,
      senderName: MARK,
      revokedBy: MARK,
    }),
    draft: { text: `${MARK} draft`, at: ms(6) },
    groupReceipt: { messageId: `${MARK}-m`, read: 1, unread: 2 },
  })

/** Everything that an account can leave behind, under way when it changes. */
const life: readonly EngineEvent[] = [
  me,
  upserted(marked('a'), marked('b'), marked('c')),
  event({ type: 'labelsChanged', labels: [{ id: `${MARK}-label`, name: MARK, serverExtension: MARK }] }),
  event({ type: 'unreadReported', unread: 9, scope: `${MARK}-scope` }),
  event({ type: 'mentionReceived', id: id(`${MARK}-a`), messageId: `${MARK}-m`, sentAt: ms(5), scope: 'me' }),
  event({ type: 'mentionReceived', id: id(`${MARK}-nobody`), messageId: `${MARK}-m2`, sentAt: ms(5), scope: 'all' }),
  event({ type: 'selfReadTo', id: id(`${MARK}-nobody`), readAt: ms(4) }),
  event({ type: 'conversationsPatched', patches: [{ id: id(`${MARK}-unknown`), unreadCount: 1 }] }),
  event({ type: 'conversationsRemoved', ids: [id(`${MARK}-c`)] }),
  event({ type: 'draftSaved', id: id(`${MARK}-a`), draft: { text: `${MARK} unsent`, at: ms(7) } }),
  event({ type: 'conversationOpened', id: id(`${MARK}-a`) }),
  syncStarted(`${MARK}-sync`),
  asked(`${MARK}-page`, `${MARK}-sync`),
  asked(`${MARK}-single`),
  issued(`${MARK}-pin`, `${MARK}-a`, { type: 'stickTop', stickTop: true }),
  issued(`${MARK}-text`, `${MARK}-b`, { type: 'serverExtension', text: MARK }),
  issued(`${MARK}-held`, `${MARK}-b`, { type: 'label', labelId: `${MARK}-label`, on: true }),
  confirmed(`${MARK}-held`),
]

/** What may still come in of it, stamped with the epoch it had. */
const late = (epoch: number): EngineEvent[] =>
  [
    upserted(marked('a'), marked('d')),
    event({ type: 'conversationsPatched', patches: [{ ...marked('e') }] }),
    page(`${MARK}-page`, marked('f')),
    page(`${MARK}-single`, marked('g')),
    event({ type: 'snapshotReceived', rows: [marked('h')], complete: true }),
    syncFinished(`${MARK}-sync`),
    confirmed(`${MARK}-pin`),
    rejected(`${MARK}-text`),
    issued(`${MARK}-late`, `${MARK}-a`, { type: 'read' }),
    event({ type: 'labelsChanged', labels: [{ id: MARK, name: MARK }] }),
    event({ type: 'unreadReported', unread: 9, scope: MARK }),
    event({ type: 'mentionReceived', id: id(`${MARK}-a`), messageId: MARK, sentAt: ms(9), scope: 'me' }),
    event({ type: 'selfReadTo', id: id(`${MARK}-a`), readAt: ms(9) }),
    event({ type: 'draftSaved', id: id(`${MARK}-a`), draft: { text: MARK, at: ms(9) } }),
    event({ type: 'conversationOpened', id: id(`${MARK}-a`) }),
    event({ type: 'accountClosed', reason: 'logout' }),
  ].map((taken) => Object.assign({}, taken, { epoch }))

const views = [{ filter: { unread: true } }, { filter: { labels: [] } }]
const former = given(
  { views, policies: { selection: { keepInFilter: true, keepIndex: true, onRemove: 'none' } } },
  ...life,
)

describe('law 15, the account', () => {
  it('law 15: the state of an account holds what is looked for below', () => {
    expect(findMarker(former, MARK)).toBeDefined()
    expect(show(former)).toContain(`${MARK}-a`)
  })

  it.each([
    ['connected', 'disconnected'],
    ['connecting', 'disconnected'],
    [undefined, 'unknown'],
  ] as const)('law 15: the connection goes with the account: %s, then %s', (connection, then) => {
    const said = connection ? [event({ type: 'connectionChanged', connection })] : []
    const open = after(given(me, ...said), you)
    expect(open.connection).toBe(connection ?? 'unknown')
    expect(after(open, closed).connection).toBe(then)
    expect(after(open, closed, me, ...said).connection).toBe(connection ?? 'unknown')
  })

  it.each([
    ['a switch', [you]],
    ['a logout', [closed]],
    ['a logout and a login', [closed, you]],
    ['a kick and the same account again', [closed, me, closed]],
  ] as const)('law 15: nothing of the former account can be reached after %s', (_, events) => {
    const state = after(former, ...events)
    expect(findMarker(state, MARK)).toBeUndefined()
    expect(show(state)).toBe('')
    for (const view of [{}, ...views])
      expect(readView(state, view).counters).toMatchObject({ rows: 0, unread: 0, mentions: 0 })
    expect(state).toMatchObject({
      openId: undefined,
      pendingCount: 0,
      labels: [],
      sync: { phase: 'idle', complete: false },
    })
  })

  it('law 15: late events and answers of the former account are dropped, each with a note', () => {
    for (const switched of [
      after(former, you),
      after(former, closed),
      after(former, closed, you, upserted(row('x', { on: 1 }))),
    ]) {
      for (const taken of late(former.epoch)) {
        expect(reduce(switched, taken)).toBe(switched)
        expect(notes(switched, taken).map((note) => note.code)).toEqual(['event/stale-account'])
        expect(JSON.stringify(notes(switched, taken))).not.toContain(MARK)
      }
    }
  })

  it('law 15: events that name another account are dropped', () => {
    const state = given(event({ type: 'accountOpened', account: 'you' }), upserted(row('x', { on: 1 })))
    const foreign = { ...upserted(marked('a')), account: `${MARK}-account` }
    expect(reduce(state, foreign)).toBe(state)
    expect(reduce(state, { ...upserted(row('y', { on: 2 })), account: 'you' })).not.toBe(state)
    const nobody = given()
    expect(reduce(nobody, foreign)).toBe(nobody)
  })

  it('law 15: each change of account raises the epoch, and the next one starts empty', () => {
    const second = after(former, you, upserted(row('x', { on: 1 })))
    expect(second.epoch).toBeGreaterThan(former.epoch)
    expect(after(second, closed).epoch).toBeGreaterThan(second.epoch)
    expect(show(second)).toBe('x')
    expect(show(after(second, event({ type: 'accountOpened', account: 'third' })))).toBe('')
  })

  it('law 15: the account that is open, opened again, keeps its list', () => {
    expect(after(former, me)).toBe(former)
  })

  it('law 15: views, policies and capabilities belong to the app and stay', () => {
    const state = after(former, you, upserted(row('x', { on: 1, unread: 1 })))
    expect(state.capabilities).toBe(former.capabilities)
    expect(show(state, views[0])).toBe('x(1)')
  })

  it('law 15: what the former account deleted, read or mentioned says nothing about the next one', () => {
    const name = `${MARK}-c`
    const state = after(former, you, upserted({ ...row(name, { on: 1 }) }))
    expect(getConversation(state, id(name))).toMatchObject({ selfReadAt: undefined, mentions: { me: 0, all: 0 } })
  })

  it('law 15: without a login rows are accepted under epoch 0', () => {
    const state = given(upserted(row('a', { on: 1 })))
    expect([state.epoch, state.account, show(state)]).toEqual([0, undefined, 'a'])
  })

  it('law 15: in random histories an opened or closed account starts from nothing', () => {
    fc.assert(
      fc.property(histories({ steps: 30 }), fc.boolean(), (history, closing) => {
        const { states } = walk(history)
        const state = after(
          states.at(-1)!,
          closing ? closed : event({ type: 'accountOpened', account: 'somebody else' }),
        )
        const reached = ['words of', 'anna', 'label ', 'draft ', 'server 0', 'local 0', 'l1'].filter((text) =>
          isReachable(state, text),
        )
        expect(reached).toEqual([])
      }),
      runs(150),
    )
  })
})

/** Views name labels and texts of their own; what belongs to rows must not be found. */
function isReachable(state: ListState, text: string): boolean {
  const found = findMarker(state, text)
  return found !== undefined && !/views|capabilities|filter|definition|lanes|key/i.test(found)
}

describe('law 15, the account in the engine', () => {
  it('law 15: after a switch nothing of the former account can be read from the engine', async () => {
    const server = createServer({ rows: [marked('a'), marked('b')] })
    server.account = `${MARK}-account`
    const { engine, clock } = await openWorld(server, { views: { unread: { filter: { unread: true } } } })
    const [list, execute] = [gate<ListPage>(), gate<CommandAnswer>()]
    server.onList = () => list.promise
    server.onExecute = () => execute.promise
    const views = [engine.view(), engine.view('unread'), engine.view({ filter: { labels: [] } })]
    const select = createListSelector(views[0]!, { start: 0, end: 9 })
    select(engine.getState())
    const command = engine.commands.stickTop(`${MARK}-a`, true).catch((error: unknown) => error)
    const refresh = engine.commands.refresh().catch((error: unknown) => error)
    engine.commands.open(`${MARK}-a`)
    await clock.settle()
    expect(findMarker(engine.getState(), MARK)).toBeDefined()

    const late = server.sinks[0]!
    server.emit({ type: 'accountOpened', account: 'you' })
    await clock.settle()
    late.emit([{ type: 'conversationsUpserted', rows: [marked('late')], account: `${MARK}-account` }])
    list.open({ rows: [marked('late')], cursor: undefined })
    execute.open({ rows: [marked('late')] })
    await Promise.all([command, refresh])
    await clock.advance(60_000)

    const readings = [
      engine.getState(),
      engine.store.getState(),
      engine.serialize(),
      select(engine.getState()),
      engine.diagnostics.recent,
    ]
    const windows = views.map((view) => [view.window(0, 9), view.ids(), view.counters])
    expect(findMarker([readings, windows], MARK)).toBeUndefined()
    expect(engine.getState()).toMatchObject({ account: 'you', pendingCount: 0, openId: undefined })
    engine.dispose()
  })
})
