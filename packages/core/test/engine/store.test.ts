import { devtools, subscribeWithSelector } from 'zustand/middleware'
import { shallow } from 'zustand/vanilla/shallow'
import type { StoreApi } from 'zustand/vanilla'
import { afterEach, describe, expect, it } from 'vitest'
import { createListSelector, type Engine, type ListState, selectSync } from '../../src/index.js'
import { patched, row, synced, upserted } from '../support/words.js'
import { alone, line } from '../support/world.js'

/** What `useStore` of zustand does: the snapshot is read after each notification, and must be stable between them. */
function useStore<T>(store: StoreApi<ListState>, select: (state: ListState) => T) {
  let renders = 1
  let shown = select(store.getState())
  const undo = store.subscribe(() => {
    const next = select(store.getState())
    if (Object.is(next, shown)) return
    shown = next
    renders++
  })
  return { read: () => shown, renders: () => renders, undo }
}

/** What `useShallow` makes of a selector. */
function useShallow<T>(select: (state: ListState) => T): (state: ListState) => T {
  let last: T | undefined
  return (state) => {
    const next = select(state)
    return shallow(last, next) ? last! : (last = next)
  }
}

describe('engine.store', () => {
  it('holds the very state of the engine, from the first on', () => {
    const { engine } = alone()
    expect(engine.store.getState()).toBe(engine.getState())
    expect(engine.store.getInitialState()).toBe(engine.getInitialState())
    engine.dispatch(upserted(row('a', { on: 1 })))
    engine.flush()
    expect(engine.store.getState()).toBe(engine.getState())
    expect(engine.store.getInitialState()).toBe(engine.getInitialState())
    expect(engine.getInitialState()).not.toBe(engine.getState())
  })

  it('is set once for each commit, with the state before', () => {
    const { engine } = alone()
    const told: [number, number][] = []
    const sizeIn = (state: ListState): number => engine.view().read(state).size
    engine.store.subscribe((state, previous) => told.push([sizeIn(state), sizeIn(previous)]))
    engine.dispatch([upserted(row('a', { on: 1 })), upserted(row('b', { on: 2 }))])
    engine.flush()
    engine.dispatch(patched('a', { unreadCount: 0 }))
    engine.flush()
    expect(told).toEqual([[2, 0]])
  })

  it('renders what selected a list only when that changed', () => {
    const { engine } = alone()
    const list = useStore(engine.store, createListSelector(engine.view(), { start: 0, end: 1 }))
    const sync = useStore(engine.store, selectSync)
    engine.dispatch(upserted(row('a', { on: 1 }), row('b', { on: 2 })))
    engine.flush()
    engine.dispatch(patched('a', { title: 'below the window' }))
    engine.flush()
    expect(list.read().rows.map((each) => each.id)).toEqual(['b'])
    expect([list.renders(), sync.renders()]).toEqual([2, 1])
  })

  it('goes with shallow comparison of a selector that makes a new object each time', () => {
    const { engine } = alone()
    const counters = useStore(
      engine.store,
      useShallow((state) => {
        const { unread, mentions } = engine.view().read(state).counters
        return { unread, mentions }
      }),
    )
    engine.dispatch(upserted(row('a', { on: 1, unread: 3 })))
    engine.flush()
    engine.dispatch(patched('a', { title: 'other' }))
    engine.flush()
    expect(counters.read()).toEqual({ unread: 3, mentions: 0 })
    expect(counters.renders()).toBe(2)
  })

  it('lets a listener of its own that throws stop neither the engine nor the subscribers of the engine', () => {
    const { engine, errors } = alone()
    let told = 0
    engine.store.subscribe(() => {
      throw new Error('in zustand')
    })
    engine.subscribe(() => told++)
    for (const name of ['a', 'b']) {
      engine.dispatch(upserted(row(name, { on: 1 })))
      engine.flush()
    }
    expect(told).toBe(2)
    expect(errors.map(String)).toEqual(['Error: in zustand', 'Error: in zustand'])
    expect(engine.store.getState()).toBe(engine.getState())
  })

  it('takes subscribeWithSelector', () => {
    const { engine } = alone({ enhance: (creator) => subscribeWithSelector(creator) })
    const told: (readonly [number, number])[] = []
    const store = engine.store as unknown as {
      subscribe(
        select: (state: ListState) => number,
        listener: (value: number, previous: number) => void,
        options: { fireImmediately: boolean },
      ): () => void
    }
    const select = (state: ListState): number => engine.view().read(state).counters.unread
    store.subscribe(select, (value, previous) => told.push([value, previous]), { fireImmediately: true })
    engine.dispatch(upserted(row('a', { on: 1, unread: 3 })))
    engine.flush()
    engine.dispatch(patched('a', { title: 'other' }))
    engine.flush()
    expect(told).toEqual([
      [0, 0],
      [3, 0],
    ])
  })
})

/** The browser extension, as far as the middleware speaks to it. */
function fakeExtension() {
  const log: { type: string; state: object }[] = []
  const scope = globalThis as { __REDUX_DEVTOOLS_EXTENSION__?: unknown; window?: unknown }
  const extension = {
    connect: () => ({
      init: (state: object) => log.push({ type: 'init', state }),
      send: (action: { type: string }, state: object) => log.push({ type: action.type, state }),
      subscribe: () => () => undefined,
    }),
  }
  scope.window = globalThis
  scope.__REDUX_DEVTOOLS_EXTENSION__ = extension
  return { log, remove: () => (delete scope.__REDUX_DEVTOOLS_EXTENSION__, delete scope.window) }
}

describe('devtools', () => {
  let remove = (): unknown => undefined
  afterEach(() => void remove())

  function withDevtools(): { engine: Engine; log: { type: string; state: object }[] } {
    const extension = fakeExtension()
    remove = extension.remove
    const { engine } = alone({
      enhance: (creator) => devtools(subscribeWithSelector(creator), { enabled: true, name: 'list' }),
    })
    return { engine, log: extension.log }
  }

  it('shows the first state, then each commit by the names of its events', () => {
    const { engine, log } = withDevtools()
    engine.dispatch(upserted(row('a', { on: 1 })))
    engine.flush()
    engine.dispatch([upserted(row('b', { on: 2 })), patched('a', { unreadCount: 3 }), patched('b', { unreadCount: 4 })])
    engine.flush()
    expect(log.map((entry) => entry.type)).toEqual([
      'init',
      'convolist/conversationsUpserted',
      'convolist/conversationsUpserted+conversationsPatched',
    ])
    expect(line(engine)).toBe('b(4) a(3)')
  })

  it('shows a summary that stays small however long the list is', () => {
    const { engine, log } = withDevtools()
    engine.dispatch([
      { type: 'accountOpened', account: 'me' },
      ...synced(...Array.from({ length: 5_000 }, (_, i) => row(`r${i}`, { on: i + 1 }))),
    ])
    engine.flush()
    const shown = JSON.stringify(log.at(-1)!.state)
    expect(JSON.parse(shown)).toMatchObject({ account: 'me', epoch: 1, rows: 5_000, sync: { phase: 'synced' } })
    expect(shown.length).toBeLessThan(500)
  })
})
