import { describe, expect, it } from 'vitest'
import { createEngine, toConversationId, toEpochMs, type SerializedState, type SourceEvent } from '../../src/index.js'
import { capabilities } from '../laws/profiles.js'
import { createServer, gate } from '../support/server.js'
import { alone, line, openWorld, startWorld } from '../support/world.js'
import { row } from '../support/words.js'

const rows = [
  row('a', { on: 1, unread: 2, mentions: { me: 1, all: 0 }, labels: ['work'] }),
  row('b', { on: 2, markedUnread: true, draft: { text: 'dear', at: 7 as never } }),
  row('c', { on: 3, stickTop: true, notify: 'none' }),
  row('d', { on: 4, marks: ['hidden'], message: { revoked: true, text: undefined } }),
]
const overTheWire = (saved: SerializedState): SerializedState => JSON.parse(JSON.stringify(saved)) as SerializedState

async function saved(): Promise<SerializedState> {
  const { engine, server, clock } = await openWorld({ rows })
  server.emit({ type: 'labelsChanged', labels: [{ id: 'work', name: 'Work' }] })
  await clock.settle()
  return overTheWire(engine.serialize())
}

describe('engine.serialize', () => {
  it('is plain JSON: account, labels and every row in list order, hidden ones too', async () => {
    const { engine, clock } = await openWorld({ rows })
    const plain = engine.serialize()
    expect(plain).toMatchObject({ format: 1, account: 'me', savedAt: clock.now() })
    expect(plain.rows.map((each) => each.id)).toEqual(['c', 'd', 'b', 'a'])
    expect(overTheWire(overTheWire(plain))).toEqual(overTheWire(plain))
  })

  it('of nothing is nothing', () => {
    expect(alone().engine.serialize()).toMatchObject({ account: undefined, rows: [], labels: [] })
  })
})

describe('an engine that starts from a saved list', () => {
  it('shows it before anything has come, the same in every field', async () => {
    const { engine } = alone({ initialState: await saved() })
    const before = await openWorld({ rows })
    expect(line(engine)).toBe('^c~ b* a(2)')
    for (const { id } of rows) expect(engine.get(id)).toEqual(before.engine.get(id))
    expect(engine.view().counters).toEqual(before.engine.view().counters)
    expect(engine.getState().labels).toEqual([{ id: 'work', name: 'Work' }])
    expect(engine.getState().sync).toMatchObject({ phase: 'idle', complete: false })
    expect(engine.getInitialState()).toBe(engine.getState())
    expect(engine.store.getInitialState()).toBe(engine.getState())
  })

  it('is corrected by the first sync, row by row', async () => {
    const server = createServer({ rows: [row('a', { on: 9 }), rows[2]!, row('new', { on: 5 })] })
    const page = gate()
    server.onList = async (_, serve) => {
      await page.promise
      return serve()
    }
    const { engine, clock } = startWorld(server, { initialState: await saved() })
    const kept = engine.get('c')
    await clock.settle()
    expect(line(engine)).toBe('^c~ b* a(2)')
    page.open()
    await clock.settle()
    expect(line(engine)).toBe('^c~ a new')
    expect(engine.get('c')).toBe(kept)
  })

  it('keeps its rows for the same account, and has none left for another', async () => {
    const initialState = await saved()
    const same = createServer({ rows })
    same.resyncs = false
    const kept = await openWorld(same, { initialState })
    expect(line(kept.engine)).toBe('^c~ b* a(2)')
    const other = createServer({ rows: [row('x', { on: 1 })] })
    other.resyncs = false
    other.account = 'you'
    const emptied = await openWorld(other, { initialState })
    expect([line(emptied.engine), emptied.engine.getState().labels]).toEqual(['', []])
    expect(emptied.engine.get('a')).toBeUndefined()
  })

  it('keeps drafts, which the vendor does not have', async () => {
    const { engine } = await openWorld(
      { rows: rows.map((each) => ({ ...each, draft: undefined })) },
      { initialState: await saved() },
    )
    expect(engine.get('b')?.draft).toEqual({ text: 'dear', at: 7 })
  })

  describe('whose mentions are counted from messages', () => {
    const derived = { capabilities: { mentions: 'derived' } } as const
    const told = [row('a', { on: 5, unread: 3 })]
    const mention = (messageId: string, sentAt: number) =>
      ({
        type: 'mentionReceived',
        id: toConversationId('a'),
        messageId,
        sentAt: toEpochMs(sentAt),
        scope: 'me',
      }) as const

    async function again(change: (saved: SerializedState) => SerializedState = (saved) => saved) {
      const first = await openWorld({ rows: told, ...derived })
      first.server.emit(mention('m3', 3))
      first.server.emit(mention('m5', 5))
      await first.clock.settle()
      const next = await openWorld(
        { rows: told, ...derived },
        { initialState: change(overTheWire(first.engine.serialize())) },
      )
      const hear = async (...events: SourceEvent[]): Promise<unknown> => {
        for (const event of events) next.server.emit(event)
        await next.clock.settle()
        return next.engine.get('a')?.mentions.me
      }
      return { hear, mentions: next.engine.get('a')?.mentions }
    }

    it('goes on counting them by their messages', async () => {
      const { hear, mentions } = await again()
      expect(mentions).toEqual({ me: 2, all: 0 })
      expect(await hear(mention('m3', 3))).toBe(2)
      expect(await hear({ type: 'messageRevoked', id: toConversationId('a'), messageId: 'm3' })).toBe(1)
      expect(await hear(mention('m6', 6))).toBe(2)
      expect(await hear({ type: 'selfReadTo', id: toConversationId('a'), readAt: toEpochMs(5) })).toBe(1)
    })

    it('knows when they are read although it was saved without their messages', async () => {
      const { hear, mentions } = await again((saved) => ({ ...saved, mentions: undefined }))
      expect(mentions).toEqual({ me: 2, all: 0 })
      expect(await hear({ type: 'conversationsUpserted', rows: [row('a', { on: 6, unread: 1 })] })).toBe(1)
      expect(await hear({ type: 'conversationsUpserted', rows: [row('a', { on: 6, unread: 0 })] })).toBe(0)
    })

    it('leaves them to a vendor that counts them itself', async () => {
      const first = await openWorld({ rows: told, ...derived })
      first.server.emit(mention('m5', 5))
      await first.clock.settle()
      const next = await openWorld(
        {
          rows: [row('a', { on: 5, unread: 3, mentions: { me: 2, all: 0 } })],
          capabilities: { rowFields: [...capabilities().rowFields, 'mentions'] },
        },
        { initialState: overTheWire(first.engine.serialize()) },
      )
      expect(next.engine.get('a')?.mentions).toEqual({ me: 2, all: 0 })
      next.server.emit({ type: 'messageRevoked', id: toConversationId('a'), messageId: 'm5' })
      await next.clock.settle()
      expect(next.engine.get('a')?.mentions).toEqual({ me: 2, all: 0 })
    })
  })

  it('shows it in the order and the views of this app', async () => {
    const { engine } = alone({
      initialState: await saved(),
      policies: { unreadFirst: true, mutedSink: true },
      views: { unread: { filter: { unread: true } } },
    })
    expect([line(engine), line(engine.view('unread'))]).toEqual(['^c~ b* a(2)', 'b* a(2)'])
  })

  it('leaves out rows that were spoiled on the way, and keeps the others', async () => {
    const state = await saved()
    const spoiled = [null, 7, {}, { ...state.rows[0], id: '' }, { ...state.rows[0], unreadCount: -1 }, ...state.rows]
    const { engine } = alone({ initialState: { ...state, rows: spoiled as never } })
    expect(line(engine)).toBe('^c~ b* a(2)')
    expect(engine.diagnostics.counts).toEqual({ 'row/malformed': 5 })
    const unlabelled = alone({ initialState: { ...state, labels: undefined as never } })
    expect(line(unlabelled.engine)).toBe('^c~ b* a(2)')
  })

  it('does not write into what it was given', async () => {
    const state = await saved()
    const copy = overTheWire(state)
    const engine = createEngine({ initialState: state })
    engine.dispatch({ type: 'conversationsRemoved', ids: [rows[0]!.id] })
    engine.flush()
    expect(state).toEqual(copy)
  })
})
