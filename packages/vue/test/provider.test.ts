import {
  conversationList,
  ConversationListProvider,
  useConversation,
  useConversationCommands,
  useConversationList,
  useEngine,
  useUnread,
} from '@convolist/vue'
import type { Engine, Source } from '@convolist/core'
import { describe, expect, it, vi } from 'vitest'
import { effectScope, h, KeepAlive, nextTick, reactive, ref, shallowRef, type Component } from 'vue'
import {
  apply,
  countListeners,
  engineOf,
  inScope,
  listOf,
  mount,
  mountWith,
  screen,
  settle,
  shown,
} from './support/harness.js'
import { createScriptedSource, row, rows } from '@convolist/testing/scripted-source'

const provided = (engine: () => Engine, child: Component, source?: () => Source | undefined): Component =>
  screen(() => () => h(ConversationListProvider, { engine: engine(), source: source?.() }, () => h(child)))

/** What goes wrong while mounting; a setup that throws would leave Vue thinking that it is still in it. */
function errorOf(component: Component): unknown {
  const errors: unknown[] = []
  vi.mocked(console.warn).mockImplementation(() => {}) // Vue misses the render function, too
  mount(component, { plugins: [{ install: (app) => void (app.config.errorHandler = (error) => errors.push(error)) }] })
  vi.mocked(console.warn).mockClear()
  return errors[0]
}

describe('without an engine', () => {
  const composables: Record<string, () => unknown> = {
    useConversationList: () => useConversationList(),
    useConversation: () => useConversation('a'),
    useUnread: () => useUnread(),
    useConversationCommands: () => useConversationCommands(),
    useEngine: () => useEngine(),
  }

  it.each(Object.entries(composables))('%s names itself and the way out', (name, composable) => {
    const refusal = expect.objectContaining({
      code: 'binding/no-provider',
      message: expect.stringMatching(
        new RegExp(
          `${name}\\(\\).*<ConversationListProvider :engine="engine">.*conversationList\\(engine\\).*{ engine }`,
        ),
      ),
    })
    const Screen = screen(() => {
      composable()
      return () => 'shown'
    })
    expect(errorOf(Screen)).toEqual(refusal)
    expect(composable).toThrow(refusal) // outside of any component
  })

  it('refuses what is no engine, no range and no counter by its name, and takes null for nothing', () => {
    const engine = engineOf(rows(1))
    const refused = (composable: () => unknown, ...words: string[]): void =>
      expect(composable).toThrow(new RegExp(`\\[option/invalid\\] ${words.join('.*')}`))
    refused(() => useUnread('all', { engine: {} as never }), 'useUnread\\(\\)', 'engine')
    refused(() => conversationList({} as never), 'conversationList\\(\\)', 'engine')
    refused(() => useConversationList('all', { engine, range: 'x' as never }), 'useConversationList', '"range"')
    refused(() => useConversationList('all', { engine, range: [1] as never }), 'useConversationList', '"range"')
    refused(() => useUnread('all', { engine, count: 'nope' as never }).value, 'useUnread', '"count"', 'badge')
    refused(() => useConversationList('nobody', { engine }), 'view "nobody"')
    expect(useConversation(null as never, { engine }).value).toBeUndefined()
    expect(useConversationList(null as never, { engine }).size.value).toBe(1)
  })

  it('refuses a provider or an app that was given none', () => {
    expect(errorOf(provided(() => undefined as never, listOf()))).toMatchObject({
      code: 'option/invalid',
      message: expect.stringMatching(/<ConversationListProvider> needs `engine`/),
    })
    expect(() => conversationList(undefined as never)).toThrow(/\[option\/invalid\].*conversationList\(\).*`engine`/)
  })
})

describe('an engine', () => {
  it('comes from the options first, then from the nearest provider, then from the app', () => {
    const [outer, inner, own] = [engineOf([]), engineOf([]), engineOf([])]
    const found: Engine[] = []
    const Child = screen(() => {
      found.push(useEngine(), useEngine({ engine: own }))
      return () => undefined
    })
    mountWith(outer, Child)
    mountWith(
      outer,
      provided(() => inner, Child),
    )
    expect(found).toEqual([outer, own, inner, own])
  })

  it('is found as itself behind a reactive proxy', async () => {
    const engine = engineOf(rows(1))
    const { engine: proxy } = reactive({ engine })
    const live = countListeners(engine)
    expect(useEngine({ engine: proxy })).toBe(engine)
    const list = inScope(() => useConversationList('all', { engine: proxy }))
    expect([list.rows.value[0], live()]).toEqual([engine.get('c0'), 1])
  })

  it('can be changed: what is below is made anew, and nothing of the former is shown', async () => {
    const [first, second] = [engineOf([row('a')]), engineOf([row('b')])]
    const engine = shallowRef(first)
    const live = countListeners(first)
    const { container } = mount(provided(() => engine.value, listOf()))
    expect(shown(container)).toBe('A')
    engine.value = second
    await nextTick()
    expect(shown(container)).toBe('B')
    await apply(first, { type: 'conversationsUpserted', rows: [row('late')] })
    expect([shown(container), live()]).toEqual(['B', 0])
  })
})

describe('a source', () => {
  it('is connected while the provider is mounted, once for two of them', async () => {
    const source = createScriptedSource([rows(2)])
    const engine = engineOf([])
    const two = ref(true)
    const Provider = provided(
      () => engine,
      listOf(),
      () => source,
    )
    const { container, unmount } = mount(screen(() => () => [h(Provider), two.value ? h(Provider) : undefined]))
    await settle()
    expect(source.listening).toBe(1)
    expect(shown(container)).toBe('C0 C1 C0 C1')
    two.value = false
    await nextTick()
    expect(source.listening).toBe(1)
    unmount()
    expect(source.listening).toBe(0)
  })

  it('can be changed', async () => {
    const [first, second] = [createScriptedSource([rows(2)], 'one'), createScriptedSource([[row('z')]], 'two')]
    const source = shallowRef<Source | undefined>(first)
    const engine = engineOf([])
    const { container } = mount(
      provided(
        () => engine,
        listOf(),
        () => source.value,
      ),
    )
    await settle()
    source.value = second
    await settle()
    expect([first.listening, second.listening, shown(container)]).toEqual([0, 1, 'Z'])
    source.value = undefined
    await settle()
    expect(second.listening).toBe(0)
  })
})

describe('a composable', () => {
  it('works in an effect scope, and ends with it', async () => {
    const engine = engineOf(rows(2))
    const live = countListeners(engine)
    const scope = effectScope()
    const unread = scope.run(() => useUnread('all', { engine }))!
    await apply(engine, { type: 'conversationsPatched', patches: [{ id: row('c0').id, unreadCount: 3 }] })
    expect([unread.value, live()]).toEqual([3, 1])
    scope.stop()
    expect(live()).toBe(0)
  })

  it('works when it is first called in a hook of a mounted component', async () => {
    const engine = engineOf(rows(1))
    let size = 0
    const list = shallowRef<{ size: { value: number } }>()
    mountWith(engine, {
      mounted: () => void (list.value = useConversationList('all', { engine })),
      render: () => h('p', (size = list.value?.size.value ?? 0)),
    })
    await apply(engine, { type: 'conversationsUpserted', rows: [row('new')] })
    expect(size).toBe(2)
  })

  it('shows the newest rows when a kept-alive component comes back', async () => {
    const engine = engineOf(rows(2))
    const shows = ref(true)
    const List = listOf()
    const { container } = mountWith(
      engine,
      screen(() => () => h(KeepAlive, () => (shows.value ? h(List) : h('p')))),
    )
    shows.value = false
    await nextTick()
    await apply(engine, { type: 'conversationsRemoved', ids: [row('c0').id] })
    shows.value = true
    await nextTick()
    expect(shown(container)).toBe('C1')
  })
})
