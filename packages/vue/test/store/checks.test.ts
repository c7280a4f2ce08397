/// <reference types="node" />
import { createTestingPinia } from '@pinia/testing'
import { createEngine, type Engine } from '@convolist/core'
import { defineConversationListStore } from '@convolist/vue'
import {
  acceptHMRUpdate,
  createPinia,
  mapActions,
  mapState,
  setActivePinia,
  storeToRefs,
  type Pinia,
  type PiniaPluginContext,
  type SubscriptionCallbackMutation,
} from 'pinia'
import manifest from 'pinia/package.json'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { computed, createApp, h, isReactive, nextTick } from 'vue'
import { apply, countListeners, countRowReads, engineOf, mount, settle } from '../support/harness.js'
import { createScriptedSource, row, rows } from '@convolist/testing/scripted-source'

let pinia: Pinia
beforeEach(() => {
  pinia = createPinia()
  setActivePinia(pinia)
})
afterEach(() => setActivePinia(undefined))

const many = rows(100_000)
const unreadOf = (id: string, unreadCount: number): { type: 'conversationsPatched'; patches: never } => ({
  type: 'conversationsPatched',
  patches: [{ id, unreadCount }] as never,
})
const titles = (list: readonly { readonly title: string | undefined }[]): string =>
  list.map(({ title }) => title).join(' ')

describe('the fifteen checks', () => {
  it('1 returns a real StoreDefinition', () => {
    const useList = defineConversationListStore(engineOf(rows(2)), 'inbox')
    expect(useList.$id).toBe('inbox')
    const store = useList(pinia)
    expect(store.$id).toBe('inbox')
    expect(isReactive(store)).toBe(true)
    expect(useList()).toBe(store)
    expect(defineConversationListStore(engineOf([])).$id).toBe('conversation-list')
    expect(acceptHMRUpdate(useList, {})).toBeTypeOf('function')
  })

  it('2 gives refs by storeToRefs, and works with mapState and mapActions', async () => {
    const engine = engineOf([row('a', { unreadCount: 3 })])
    const useList = defineConversationListStore(engine)
    const store = useList()
    const { rows: list, size, unread, openId, counters } = storeToRefs(store)
    expect([titles(list.value), size.value, unread.value, openId.value]).toEqual(['A', 1, 3, undefined])
    expect(storeToRefs(store)).not.toHaveProperty('stickTop')
    expect(store.stickTop).toBeTypeOf('function')
    await apply(engine, unreadOf('a', 4))
    expect([unread.value, counters.value.unread]).toEqual([4, 4])

    const { container } = mount(
      {
        computed: mapState(useList, { total: 'unread', first: (each) => each.rows[0]?.title }),
        methods: mapActions(useList, ['open']),
        mounted(this: { open(id: string): void }) {
          this.open('a')
        },
        render(this: { total: number; first: string }) {
          return h('p', `${this.first} ${this.total}`)
        },
      } as never,
      { plugins: [pinia] },
    )
    expect(container.textContent).toBe('A 4')
    expect(openId.value).toBe('a')
  })

  it('3 returns all state from setup, and nothing private is needed to rebuild it', () => {
    const engine = engineOf([row('a', { unreadCount: 1 }), row('b')])
    const store = defineConversationListStore(engine)()
    engine.commands.open('b')
    expect(Object.keys(pinia.state.value['conversation-list']!)).toEqual([
      'account',
      'labels',
      'rows',
      'sync',
      'connection',
      'policies',
      'openId',
    ])
    expect(store.$state).toBe(pinia.state.value['conversation-list'])

    const rebuilt = createPinia()
    rebuilt.state.value = JSON.parse(JSON.stringify(pinia.state.value)) as never
    const second = defineConversationListStore(engineOf([]))(rebuilt)
    expect([titles(second.rows), second.unread, second.openId]).toEqual(['A B', 1, 'b'])
  })

  it('4 sends $patch and $state through the engine, or refuses them by the name of the command', async () => {
    const engine = engineOf(rows(3))
    const store = defineConversationListStore(engine)()
    const told: string[] = []
    store.$subscribe(({ type }, state) => told.push(`${type} ${state.openId}`), { flush: 'sync' })

    store.$patch({ openId: 'c1' })
    expect(engine.getState().openId).toBe('c1')
    store.$patch((state) => {
      state.openId = 'c2'
    })
    expect(engine.getState().openId).toBe('c2')
    expect(told).toEqual(['patch object c1', 'patch function c2'])
    store.$state = { openId: 'c0' } as never
    expect([engine.getState().openId, store.openId]).toEqual(['c0', 'c0'])

    const before = engine.getState()
    expect(() => store.$patch({ rows: [] })).toThrow(/\[binding\/read-only\] "rows".*stickTop\(\).*remove\(\)/)
    expect(() => store.$patch({ sync: { phase: 'failed' } })).toThrow(/"sync.phase".*refresh\(\)/)
    expect(() => (store.$state = { labels: [] } as never)).toThrow(/"labels".*createLabel\(\)/)
    expect(engine.getState()).toBe(before)
    await nextTick()
    await apply(engine, unreadOf('c1', 1))
    expect(told.at(-1)).toBe('direct c0') // a refused patch has not made it deaf
  })

  it('5 has $reset', async () => {
    const source = createScriptedSource([rows(2)])
    const engine = engineOf([], { source, policies: { mutedSink: true } })
    const list = vi.spyOn(source, 'list')
    const store = defineConversationListStore(engine)()
    await settle()
    store.openId = 'c1'
    store.setPolicies({ mutedSink: false })
    list.mockClear()
    store.$reset()
    await settle()
    expect([store.openId, store.policies.mutedSink]).toEqual([undefined, true])
    expect(list).toHaveBeenCalledTimes(1)
    expect(titles(store.rows)).toBe('C0 C1')

    const alone = defineConversationListStore(engineOf(rows(1)), 'alone')()
    alone.$reset() // without a source
    await settle()
    expect(alone.size).toBe(1)
  })

  it('6 tells $subscribe once per commit, as direct, at a bounded cost for 100,000 rows', async () => {
    const engine = engineOf(many)
    const reads = countRowReads(engine)
    const store = defineConversationListStore(engine)()
    const told: SubscriptionCallbackMutation<object>['type'][] = []
    store.$subscribe(({ type }) => told.push(type), { flush: 'sync' })
    const later = vi.fn<() => void>()
    store.$subscribe(later)

    engine.dispatch(Array.from({ length: 1000 }, (_, turn) => unreadOf(`c${turn}`, 7)))
    engine.flush()
    expect(told).toEqual(['direct'])
    await apply(engine, { type: 'connectionChanged', connection: 'disconnected' }, unreadOf('c5', 1))
    expect(told).toEqual(['direct', 'direct'])
    expect(later).toHaveBeenCalledTimes(1)
    await apply(engine, unreadOf('c5', 1)) // says nothing new
    expect(told).toHaveLength(2)

    for (let turn = 0; turn < 100; turn++) await apply(engine, unreadOf(`c${turn * 900}`, turn + 10))
    expect(told).toHaveLength(102)
    expect(reads()).toBe(0) // Vue walks what it watches deeply: all rows, at each commit
  })

  it('7 shows every command to $onAction, and settles after and onError with it', async () => {
    const source = createScriptedSource([rows(2)])
    const engine = engineOf([], { source })
    const store = defineConversationListStore(engine)()
    await settle()
    const told: string[] = []
    store.$onAction(({ name, args, after, onError }) => {
      told.push(`${name} ${JSON.stringify(args)}`)
      after((result) => void told.push(`after ${name} ${JSON.stringify(result)}`))
      onError((error) => void told.push(`error ${name} ${(error as { code?: string }).code}`))
    })
    const pinned = store.stickTop('c1', true)
    expect(titles(store.rows)).toBe('C1 C0') // at once
    expect(told).toEqual(['stickTop ["c1",true]'])
    source.asked[0]!.answer()
    await pinned
    const muted = store.mute('c0', true)
    source.asked[1]!.refuse(new Error('no'))
    await expect(muted).rejects.toMatchObject({ code: 'command/rejected' })
    expect(told.slice(1)).toEqual(['after stickTop {"ids":["c1"]}', 'mute ["c0",true]', 'error mute command/rejected'])
    for (const name of Object.keys(engine.commands)) expect(store).toHaveProperty(name)
    told.length = 0
    store.open('c0')
    expect(told).toEqual(['open ["c0"]', 'after open undefined'])
  })

  it('8 leaves the engine with $dispose, and shows what the engine has when used again', async () => {
    const engine = engineOf(rows(2))
    const live = countListeners(engine)
    const useList = defineConversationListStore(engine)
    useList().$dispose()
    expect(live()).toBe(0)
    expect(pinia.state.value).not.toHaveProperty('conversation-list')
    await apply(engine, { type: 'conversationsRemoved', ids: [row('c0').id] })
    expect(titles(useList().rows)).toBe('C1')
    await apply(engine, unreadOf('c1', 5))
    expect([useList().unread, live()]).toEqual([5, 1])
    expect(engine.disposed).toBe(false) // it is not the store's
  })

  it('9 renders on a server from an engine per request, and hydrates from its JSON', async () => {
    const requests = ['ada', 'bob'].map((user) => {
      const own = createPinia()
      const useList = defineConversationListStore(() => engineOf([row(user, { unreadCount: 2 })]))
      useList(own).openId = user
      return JSON.stringify(own.state.value)
    })
    expect(requests[0]).toContain('"title":"ADA"')
    expect(requests[1]).not.toContain('ADA')

    const engines: Engine[] = []
    const useList = defineConversationListStore((initialState) => {
      const engine = createEngine({ initialState })
      engines.push(engine)
      return engine
    })
    const client = createPinia()
    client.state.value = JSON.parse(requests[0]!) as never
    const store = useList(client)
    expect([titles(store.rows), store.unread, store.openId]).toEqual(['ADA', 2, 'ada'])
    expect(isReactive(engines[0]!.get('ada')!.mentions)).toBe(false)
    await apply(engines[0]!, { type: 'conversationsUpserted', rows: [row('new', { at: 9 })] })
    expect(titles(store.rows)).toBe('NEW ADA') // the first event wipes nothing
    store.$dispose()
    expect(engines.map(({ disposed }) => disposed)).toEqual([true])
    expect(useList(client).size).toBe(0) // a new engine, and nothing of the former
    useList(client).$dispose()
  })

  it('10 keeps two pinias on one engine in step, and two engines apart by their ids', async () => {
    const [engine, other] = [engineOf(rows(1)), engineOf([row('x')])]
    const live = countListeners(engine)
    const useList = defineConversationListStore(engine)
    const [first, second] = [useList(createPinia()), useList(createPinia())]
    await apply(engine, unreadOf('c0', 8))
    expect([first.unread, second.unread, live()]).toEqual([8, 8, 1])
    first.$dispose()
    await apply(engine, unreadOf('c0', 9))
    expect(second.unread).toBe(9)
    const useOther = defineConversationListStore(other, 'other')
    expect([titles(useList(pinia).rows), titles(useOther(pinia).rows)]).toEqual(['C0', 'X'])
  })

  it('11 takes initialState, stubbed actions and overridden getters from createTestingPinia', async () => {
    const useList = defineConversationListStore(() => createEngine())
    const testing = createTestingPinia({
      createSpy: vi.fn,
      initialState: { 'conversation-list': { rows: [row('a', { unreadCount: 2 })], openId: 'a' } },
    })
    const store = useList(testing)
    expect([titles(store.rows), store.unread, store.openId]).toEqual(['A', 2, 'a'])
    void store.stickTop('a', true)
    expect(store.stickTop).toHaveBeenCalledWith('a', true)
    expect(store.rows[0]?.stickTop).toBe(false)
    const seen = computed(() => store.unread)
    Object.assign(store, { unread: 42 })
    expect(seen.value).toBe(42)
    Object.assign(store, { unread: undefined })
    expect(seen.value).toBe(2)
    store.$dispose()
  })

  it('12 lets plugins add properties and watch actions', async () => {
    const actions: string[] = []
    const plugin = ({ store, options }: PiniaPluginContext): { hello: string } => {
      expect(options.actions).toHaveProperty('markRead')
      store.$onAction(({ name }) => void actions.push(name))
      return { hello: `to ${store.$id}` }
    }
    createApp({}).use(pinia.use(plugin))
    const store = defineConversationListStore(engineOf(rows(1)))()
    expect((store as unknown as { hello: string }).hello).toBe('to conversation-list')
    store.open('c0')
    expect(actions).toEqual(['open'])
    // What a persistence plugin with `pick: ['openId']` does.
    const saved = JSON.stringify({ openId: store.$state.openId })
    store.open(undefined)
    store.$patch(JSON.parse(saved) as { openId: string })
    expect(store.openId).toBe('c0')
  })

  it('13 keeps the engine and its one subscription over a hot update', async () => {
    const engine = engineOf(rows(2))
    const live = countListeners(engine)
    const useList = defineConversationListStore(engine)
    const store = useList()
    const told = vi.fn<() => void>()
    store.$subscribe(told, { flush: 'sync' })
    const hot = { data: {} as Record<string, unknown>, accept: () => {}, invalidate: () => {} }
    const update = acceptHMRUpdate(useList, hot)
    update({ useList: defineConversationListStore(() => engineOf([row('other')])) })
    await nextTick()
    expect([titles(store.rows), live()]).toEqual(['C0 C1', 1])
    await apply(engine, unreadOf('c0', 6))
    expect([store.unread, store.rows[0]?.unreadCount]).toEqual([6, 6])
    expect(told).toHaveBeenCalledTimes(1)
    store.open('c1')
    expect(engine.getState().openId).toBe('c1')
    store.$dispose()
    expect(live()).toBe(0)
  })

  it('14 runs on Pinia 3.0.4 and on Pinia 4.1', () => {
    expect(manifest.version).toBe(process.env['PINIA'] === 'pinia 3' ? '3.0.4' : '4.1.0')
  })

  // 15, devtools, needs a file of its own: devtools.test.ts
})
