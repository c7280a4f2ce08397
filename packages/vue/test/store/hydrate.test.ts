import { createTestingPinia } from '@pinia/testing'
import { createEngine, type Engine } from '@convolist/core'
import { mergeEngines } from '@convolist/core/merge'
import { defineConversationListStore, type ConversationListStore } from '@convolist/vue'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { apply, engineOf, settle } from '../support/harness.js'
import { createScriptedSource, row, rows } from '@convolist/testing/scripted-source'

afterEach(() => setActivePinia(undefined))

const label = { id: 'l', name: 'Later' }
const saved = { account: 'me', labels: [label], rows: [row('a', { unreadCount: 2 })], openId: 'a' }

const seen = ({ account, labels, rows: list, openId, unread }: ConversationListStore): unknown => ({
  account,
  labels,
  ids: list.map(({ id }) => id),
  openId,
  unread,
})
const all = { account: 'me', labels: [label], ids: ['a'], openId: 'a', unread: 2 }

/** A pinia to which a server's state came, as text. */
function hydrated(state: object): ReturnType<typeof createPinia> {
  const pinia = createPinia()
  pinia.state.value = JSON.parse(JSON.stringify({ 'conversation-list': state })) as never
  return pinia
}

describe('a state from a server', () => {
  it('goes into an engine that heard of nothing yet', () => {
    expect(seen(defineConversationListStore(engineOf([]))(hydrated(saved)))).toEqual(all)
  })

  it('goes into an engine of a factory that takes no initial state', () => {
    const useList = defineConversationListStore(() => engineOf([]))
    expect(seen(useList(hydrated(saved)))).toEqual(all)
  })

  it('leaves a merged list to its engines', () => {
    const merged = mergeEngines([{ name: 'work', engine: engineOf([]) }])
    const store = defineConversationListStore(merged)(hydrated(saved))
    expect(store.size).toBe(0)
    expect(() => Object.assign(store, { rows: [] })).toThrow(/"rows" is read-only\. Call stickTop\(\)/)
  })

  it.each([{ account: 7 }, { account: '' }, { labels: 'abc' }, { rows: 'abc' }])(
    'is refused where it is assigned, and noted where it came, with a part that cannot be one: %j',
    (part) => {
      const store = defineConversationListStore(engineOf([]))(createPinia())
      expect(() => Object.assign(store, part)).toThrow(`"${Object.keys(part)[0]}" is read-only`)
      const engine = engineOf([])
      defineConversationListStore(engine)(hydrated({ ...saved, ...part }))
      expect(engine.diagnostics.recent.map(({ code }) => code)).toEqual(['event/malformed'])
    },
  )

  it.each([null, 7, ''])('with the open row %j opens none', (openId) => {
    const engine = engineOf([])
    expect(seen(defineConversationListStore(engine)(hydrated({ ...saved, openId })))).toEqual({
      ...all,
      openId: undefined,
    })
    expect(defineConversationListStore(engine)(hydrated({ ...saved, openId })).openId).toBeUndefined()
  })

  it('is older than what an engine has, and than what its vendor will say', async () => {
    const known = defineConversationListStore(engineOf(rows(2)))(hydrated(saved))
    expect(known.rows.map(({ id }) => id)).toEqual(['c0', 'c1'])

    const source = createScriptedSource([rows(1)], 'other')
    const connected = defineConversationListStore(engineOf([], { source }), 'conversation-list')(hydrated(saved))
    expect(connected.size).toBe(0)
    await settle()
    expect([connected.account, connected.rows.map(({ id }) => id)]).toEqual(['other', ['c0']])
  })

  it('of another account is gone once the SDK has opened its own, with the row that was open', async () => {
    const source = createScriptedSource([rows(1)], 'other')
    const engines: Engine[] = []
    const useList = defineConversationListStore((initialState) => {
      const engine = createEngine({ initialState, source })
      engines.push(engine)
      return engine
    })
    const store = useList(hydrated(saved))
    await settle()
    expect(seen(store)).toMatchObject({ account: 'other', ids: ['c0'], openId: undefined })
    store.$dispose()
    expect(engines.map(({ disposed }) => disposed)).toEqual([true])
  })

  it('opens its row again where the factory has taken the rows', () => {
    const useList = defineConversationListStore((initialState) => engineOf([], { initialState }))
    expect(seen(useList(hydrated(saved)))).toEqual(all)
  })

  it('is corrected by the first sync', async () => {
    const engine = createEngine()
    const store = defineConversationListStore(engine)(hydrated(saved))
    const disconnect = engine.connect(createScriptedSource([[row('b')]], 'me'))
    await settle()
    expect(store.rows.map(({ id }) => id)).toEqual(['b'])
    disconnect()
    engine.dispose()
  })

  it('says nothing where it is not one of ours', () => {
    const store = defineConversationListStore(engineOf(rows(1)))(hydrated({ something: 'else' }))
    expect(store.size).toBe(1)
  })
})

describe('initialState of a test', () => {
  const test = (initialState: object, engine: Engine): ConversationListStore =>
    defineConversationListStore(engine)(
      createTestingPinia({ createSpy: vi.fn, initialState: { 'conversation-list': initialState } }),
    )

  it('may name its parts in any order', () => {
    const { account, labels, rows: list, openId } = saved
    expect(seen(test({ account, labels, rows: list, openId }, engineOf([])))).toEqual(all)
    expect(seen(test({ rows: list, openId, labels, account }, engineOf([])))).toEqual(all)
    expect(seen(test({ labels, rows: list }, engineOf([])))).toMatchObject({ labels: [label], ids: ['a'] })
  })

  it('is followed by events like any other', async () => {
    const engine = engineOf([])
    const store = test(saved, engine)
    await apply(engine, { type: 'conversationsUpserted', rows: [row('b', { at: 5, unreadCount: 1 })] })
    expect([store.rows.map(({ id }) => id), store.unread]).toEqual([['b', 'a'], 3])
  })

  it('is refused for an engine that has rows of its own', () => {
    expect(() => test({ rows: saved.rows }, engineOf(rows(1)))).toThrow(/\[binding\/read-only\] "rows"/)
  })
})
