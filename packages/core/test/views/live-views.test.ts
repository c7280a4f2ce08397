import { describe, expect, it } from 'vitest'
import {
  createState,
  type Engine,
  type EngineEvent,
  readView,
  reduceBatch,
  type ViewDefinition,
} from '../../src/index.js'
import { alone, line } from '../support/world.js'
import { id, ms, patched, row, upserted } from '../support/words.js'

const UNREAD = { filter: { unread: true } }
const liveViews = (engine: Engine): number => engine.getState().parts.settings.views.length

function filled(options: Parameters<typeof alone>[0] = {}) {
  const world = alone(options)
  world.engine.dispatch(
    upserted(
      row('a', { on: 3, unread: 2 }),
      row('b', { on: 2, kind: 'group' }),
      row('c', { on: 1, unread: 1, kind: 'group' }),
    ),
  )
  world.engine.flush()
  return world
}

describe('engine.view', () => {
  it('gives one view for definitions that mean the same', () => {
    const { engine } = filled({ views: { unread: UNREAD } })
    expect(engine.view({ filter: { unread: true } })).toBe(engine.view('unread'))
    expect(engine.view()).toBe(engine.view('all'))
    expect(engine.view({})).toBe(engine.view())
    expect(engine.view({ filter: {} })).toBe(engine.view())
    expect(engine.view({ filter: { kinds: ['group', 'direct'] } })).toBe(
      engine.view({ filter: { kinds: ['direct', 'group'] } }),
    )
    expect(engine.view({ filter: { text: ' Ann ' } })).toBe(engine.view({ filter: { text: 'ann' } }))
    expect(engine.view({ filter: { or: [{ muted: true }, { unread: true }] } })).toBe(
      engine.view({ filter: { or: [{ unread: true }, { muted: true }] } }),
    )
    const test = (): boolean => true
    expect(engine.view({ filter: { where: { key: 'k', test } } })).toBe(
      engine.view({ filter: { where: { key: 'k', test: () => true } } }),
    )
  })

  it('gives different views for definitions that do not', () => {
    const { engine } = filled()
    const views: ViewDefinition[] = [
      {},
      UNREAD,
      { filter: { unread: false } },
      { filter: { hidden: 'include' } },
      { filter: { labels: [] } },
      { filter: { not: { unread: true } } },
      { filter: { and: [{ unread: true }] } },
      { policy: { unreadFirst: true } },
      { filter: { text: 'a|b' } },
      { filter: { where: { key: 'unread:true', test: () => true } } },
    ]
    expect(new Set(views.map((each) => engine.view(each))).size).toBe(views.length)
  })

  it('gives the same view after policies changed, and keeps apart what they only made look alike', () => {
    const { engine } = filled()
    const all = engine.view()
    const pinned = engine.view({ policy: { mutedSink: false } })
    expect(pinned).not.toBe(all)
    engine.dispatch(patched('a', { notify: 'none' }))
    engine.setPolicies({ mutedSink: true })
    expect([line(all), line(pinned)]).toEqual(['b c(1) a(2)~', 'a(2)~ b c(1)'])
    expect(engine.view()).toBe(all)
  })

  it('finds a view again however many others were made meanwhile, if somebody uses it or declared it', () => {
    const { engine } = filled({ views: { unread: UNREAD } })
    const [declared, used, unused] = ['unread', { filter: { text: 'used' } }, { filter: { text: 'unused' } }].map(
      (each) => engine.view(each),
    )
    used!.retain()
    for (let i = 0; i < 500; i++) engine.view({ filter: { text: `typed ${i}` } })
    expect(engine.view('unread')).toBe(declared)
    expect(engine.view({ filter: { text: 'used' } })).toBe(used)
    expect(engine.view({ filter: { text: 'unused' } })).not.toBe(unused)
  })

  it('keeps a declared `all` as the view of all rows', () => {
    const { engine } = filled({ views: { all: { policy: { unreadFirst: true } } } })
    expect(line(engine)).toBe('a(2) c(1) b')
  })
})

describe('a view nobody uses', () => {
  it('is worked out from all rows when it is read, and reads the same as a live one', () => {
    const definitions: ViewDefinition[] = [
      {},
      UNREAD,
      { filter: { kinds: ['group'] }, policy: { unreadFirst: true } },
      { filter: { or: [{ unread: true }, { text: 'b' }] } },
      { filter: { hidden: 'include' }, policy: { pinOrder: 'manual', draftLift: 'laterOfBoth' } },
    ]
    for (const definition of definitions) {
      const [adHoc, live] = [filled(), filled()]
      live.engine.view(definition).retain()
      expect(liveViews(adHoc.engine)).toBe(0)
      const [a, b] = [adHoc.engine.view(definition), live.engine.view(definition)]
      expect(a.ids()).toEqual(b.ids())
      expect(a.counters).toEqual(b.counters)
      expect(a.window(1, 3)).toEqual(b.window(1, 3))
      expect(a.ids().map((each) => a.indexOf(each))).toEqual(b.ids().map((each) => b.indexOf(each)))
    }
  })

  it('is worked out once for each state', () => {
    const { engine } = filled()
    let tests = 0
    const test = (): boolean => ++tests > 0
    const view = engine.view({ filter: { where: { key: 'counted', test } } })
    view.window(0, 2)
    expect([view.size, view.indexOf('a'), view.counters.rows, tests]).toEqual([3, 0, 3, 3])
  })
})

describe('a view in use', () => {
  it('is live while somebody retains it, and a little longer, for who comes back', async () => {
    const { engine, clock } = filled()
    const view = engine.view(UNREAD)
    const [first, second] = [view.retain(), view.retain()]
    expect(liveViews(engine)).toBe(1)
    first()
    first()
    await clock.advance(5_000)
    expect(liveViews(engine)).toBe(1)
    second()
    await clock.advance(999)
    expect(liveViews(engine)).toBe(1)
    await clock.advance(1)
    expect([liveViews(engine), clock.timers]).toEqual([0, 0])
  })

  it('that is used again in time is not built again', async () => {
    const { engine, clock } = filled()
    const view = engine.view(UNREAD)
    view.retain()()
    const { indexes } = engine.getState().parts
    await clock.advance(500)
    const release = view.retain()
    await clock.advance(5_000)
    expect(engine.getState().parts.indexes).toBe(indexes)
    release()
    await clock.advance(1_000)
    expect(liveViews(engine)).toBe(0)
  })

  it('that was declared is live from the start, and never built or dropped for who uses it', async () => {
    const { engine, clock } = filled({ views: { unread: UNREAD } })
    const state = engine.getState()
    const release = engine.view('unread').retain()
    const undo = engine.view().subscribe(() => undefined)
    release()
    undo()
    await clock.advance(5_000)
    expect(engine.getState()).toBe(state)
  })

  it('is kept up row by row: its condition is asked of the changed row only', () => {
    const { engine } = filled()
    const asked: string[] = []
    const test = (each: { readonly id: string }): boolean => asked.push(each.id) > 0
    engine.view({ filter: { where: { key: 'asked', test } } }).retain()
    asked.length = 0
    engine.dispatch(patched('b', { title: 'x' }))
    engine.flush()
    expect(asked).toEqual(['b'])
  })
})

describe('a subscription to a view', () => {
  function told(definition: ViewDefinition, options: Parameters<typeof alone>[0] = {}) {
    const world = filled(options)
    let count = 0
    const undo = world.engine.view(definition).subscribe(() => count++)
    const after = (...events: Parameters<Engine['dispatch']>[0][]): number => {
      for (const event of events) world.engine.dispatch(event)
      world.engine.flush()
      const told = count
      count = 0
      return told
    }
    return { ...world, undo, after }
  }

  it('is told once for each commit that changed its rows, order or counters', () => {
    const { after, undo } = told(UNREAD)
    expect(after(patched('a', { unreadCount: 5 }), patched('c', { unreadCount: 2 }))).toBe(1)
    expect(after(patched('c', { sortKey: 9 }))).toBe(1)
    expect(after(patched('b', { unreadCount: 1 }))).toBe(1)
    expect(after(patched('b', { unreadCount: 0 }))).toBe(1)
    undo()
    expect(after(patched('a', { unreadCount: 9 }))).toBe(0)
  })

  it('is not told of other rows, of the connection, or of a row that is opened', () => {
    const { after } = told(UNREAD)
    expect(after(patched('b', { title: 'read' }))).toBe(0)
    expect(after({ type: 'connectionChanged', connection: 'connected' })).toBe(0)
    expect(after({ type: 'conversationOpened', id: id('b') })).toBe(0)
  })

  it('is told when the account leaves', () => {
    const { after } = told(UNREAD)
    expect(after({ type: 'accountOpened', account: 'me' })).toBe(1)
  })

  it('is told when policies change its order, or only what its badge counts', () => {
    const { engine, after } = told({})
    engine.dispatch(patched('a', { notify: 'none' }))
    expect(after()).toBe(1)
    engine.setPolicies({ mutedSink: true })
    expect(after()).toBe(1)
    expect(engine.view().counters.badge).toBe(1)
    engine.setPolicies({ badge: { includeMuted: true } })
    expect(after()).toBe(1)
    expect(engine.view().counters.badge).toBe(3)
  })

  it('is told when another row is kept in its place', () => {
    const { after } = told({}, { policies: { selection: { keepIndex: true } } })
    expect(after({ type: 'conversationOpened', id: id('c') })).toBe(1)
  })
})

describe('reads of a view', () => {
  it('give the same array and counters while nothing in them changed', () => {
    const { engine } = filled()
    const view = engine.view()
    const [rows, counters] = [view.window(0, 2), view.counters]
    engine.dispatch(patched('c', { title: 'below' }))
    engine.flush()
    expect([view.window(0, 2) === rows, view.counters === counters]).toEqual([true, true])
    engine.dispatch(patched('b', { title: 'inside' }))
    engine.flush()
    expect(view.window(0, 2)).not.toBe(rows)
    expect(view.window(0, 2)[0]).toBe(rows[0])
    expect(view.counters).toBe(counters)
  })

  it('clip what is outside', () => {
    const view = filled().engine.view()
    const ids = (start: number, end: number): string =>
      view
        .window(start, end)
        .map((each) => each.id)
        .join('')
    expect([ids(-5, 2), ids(2, 99), ids(5, 9), ids(2, 1), ids(NaN, 2), ids(0, NaN)]).toEqual([
      'ab',
      'c',
      '',
      '',
      'ab',
      '',
    ])
    expect([view.at(0)?.id, view.at(-1), view.at(3), view.at(NaN)]).toEqual(['a', undefined, undefined, undefined])
  })

  it('know where a row is, and that it is not', () => {
    const { engine } = filled()
    expect(['a', 'b', 'c', 'nobody', '__proto__'].map((each) => engine.view().indexOf(each))).toEqual([0, 1, 2, -1, -1])
    expect(engine.view(UNREAD).indexOf('b')).toBe(-1)
  })

  it('of a state that is held stay what they were', () => {
    const { engine } = filled()
    const state = engine.getState()
    const view = engine.view(UNREAD)
    engine.dispatch(patched('a', { unreadCount: 0 }))
    engine.flush()
    expect([view.read(state).size, view.size]).toEqual([2, 1])
    expect(
      view
        .read(state)
        .window(0, 9)
        .map((each) => each.id),
    ).toEqual(['a', 'c'])
  })

  it('follow the state without any subscription', () => {
    const { engine } = filled()
    const view = engine.view(UNREAD)
    expect(view.size).toBe(2)
    engine.dispatch(patched('b', { unreadCount: 1 }))
    engine.flush()
    expect([view.size, view.counters.unread, view.ids().join('')]).toEqual([3, 4, 'abc'])
  })
})

describe('many views', () => {
  const MANY: ViewDefinition[] = Array.from({ length: 70 }, (_, i) => ({ filter: { labels: [`label-${i}`] } }))

  it('more than one tree holds are all kept up', () => {
    const { engine } = alone()
    for (const each of MANY) engine.view(each).retain()
    const rows = Array.from({ length: 200 }, (_, i) =>
      row(`r${i}`, { on: i + 1, unread: i % 3, labels: [`label-${i % 70}`, `label-${(i * 7) % 70}`] }),
    )
    engine.dispatch(upserted(...rows))
    engine.dispatch(patched('r5', { labels: ['label-69'] }))
    engine.dispatch(patched('r70', { sortKey: 1_000 }))
    engine.dispatch({ type: 'conversationsRemoved', ids: [id('r6'), id('r7')] })
    engine.flush()
    expect(new Set(engine.getState().parts.indexes.map((index) => index.key)).size).toBe(1)
    expect(engine.getState().parts.indexes.length).toBeGreaterThan(2)
    const apart = reduceBatch(createState(), [
      upserted(...rows),
      patched('r5', { labels: ['label-69'] }),
      patched('r70', { sortKey: 1_000 }),
      { type: 'conversationsRemoved', ids: [id('r6'), id('r7')], at: rows[0]!.activeAt },
    ])
    for (const each of MANY) {
      const [live, worked] = [engine.view(each), readView(apart, each)]
      expect(live.ids()).toEqual(worked.window(0, worked.size).map(({ id: name }) => name))
      expect(live.counters).toEqual(worked.counters)
    }
  })

  it('of different orders are kept up too', () => {
    const { engine } = filled()
    const orders = (['activity', 'pinTime', 'manual'] as const).flatMap((pinOrder) =>
      [true, false].flatMap((unreadFirst) => [true, false].map((mutedSink) => ({ pinOrder, unreadFirst, mutedSink }))),
    )
    const views = orders.map((policy) => engine.view({ policy }))
    for (const view of views) view.retain()
    const events = [
      upserted(row('d', { on: 4 }), row('e', { on: 5, stickTop: true })),
      patched('b', { stickTop: true }),
      patched('a', { notify: 'none' }),
      patched('c', { sortKey: 9 }),
      stickTopOrdered('b', 'e'),
    ]
    const apart = reduceBatch(engine.getState(), [{ type: 'viewsDeclared', views: [], at: ms(1) }, ...events])
    engine.dispatch(events)
    engine.flush()
    const worked = orders.map((policy) => readView(apart, { policy }).window(0, 9))
    expect(views.map((view) => view.window(0, 9))).toEqual(worked)
    expect(new Set(views.map(line)).size).toBe(4)
  })
})

const stickTopOrdered = (...names: string[]): EngineEvent => ({
  type: 'stickTopOrdered',
  ids: names.map(id),
  at: ms(1),
})
