import type { SerializedState, Source } from '@convolist/core'
import {
  ConversationListProvider,
  defineConversationListStore,
  useConversationCommands,
  useUnread,
} from '@convolist/vue'
import { createPinia } from 'pinia'
import { expect, it } from 'vitest'
import { createSSRApp, h, type Component, type Plugin } from 'vue'
import { renderToString } from 'vue/server-renderer'
import type { Engine } from '@convolist/core'
import { apply, countListeners, engineOf, listOf, mount, screen, settle, shown } from './support/harness.js'
import { createScriptedSource, row, rows } from '@convolist/testing/scripted-source'

const views = { unread: { filter: { unread: true } } }

const Badge = screen(() => {
  const unread = useUnread('unread')
  return () => h('b', unread.value)
})

const pageOf = (engine: Engine, seen?: string[]): Component => {
  const Lists = [Badge, listOf('unread', { range: [0, 10] }, seen), listOf({ filter: { kinds: ['direct'] } })]
  const Page = screen(
    () => () =>
      h(
        'main',
        Lists.map((each) => h(each)),
      ),
  )
  return screen(() => () => h(ConversationListProvider, { engine }, () => h(Page)))
}

const render = (component: Component, ...plugins: Plugin[]): Promise<string> => {
  const app = createSSRApp(component)
  for (const plugin of plugins) app.use(plugin)
  return renderToString(app)
}

/** What crosses the wire: text. */
function saved(): SerializedState {
  const engine = engineOf([row('a', { unreadCount: 2, at: 5 }), row('b', { at: 9, stickTop: true })])
  return JSON.parse(JSON.stringify(engine.serialize())) as SerializedState
}

it('renders on a server what the engine has, and leaves nothing behind', async () => {
  const source = createScriptedSource([[row('a', { unreadCount: 2, at: 5 }), row('b', { at: 9, stickTop: true })]])
  const engine = engineOf([], { views, source })
  await engine.ready
  const live = countListeners(engine)
  const html = await render(pageOf(engine))
  expect(html).toContain('<b>2</b><ul><li>A(2)</li></ul><ul><li>^B</li><li>A(2)</li></ul>')
  expect(live()).toBe(0)
})

it('does not connect the source of a provider on a server', async () => {
  const source = createScriptedSource([rows(2)])
  const engine = engineOf(rows(1))
  await render(screen(() => () => h(ConversationListProvider, { engine, source }, () => h(listOf()))))
  expect(source.listening).toBe(0)
})

it('hydrates without a warning, keeps the elements, and lives on', async () => {
  const initialState = saved()
  const html = await render(pageOf(engineOf([], { views, initialState })))
  const engine = engineOf([], { views, initialState })
  const seen: string[] = []
  const { container } = mount(pageOf(engine, seen), { html, create: createSSRApp })
  expect(container.innerHTML).toBe(html)
  expect(seen).toEqual(['list', 'a'])
  await apply(engine, { type: 'conversationsUpserted', rows: [row('n', { at: 20, unreadCount: 1 })] })
  expect(shown(container)).toBe('N(1) A(2) ^B N(1) A(2)')
})

it('connects the source of a provider after hydration, whatever a component below asks of the engine meanwhile', async () => {
  const initialState = saved()
  const Opener = screen(() => {
    useConversationCommands().open('a')
    return () => h(listOf())
  })
  const provided = (engine: Engine, source?: Source): Component =>
    screen(() => () => h(ConversationListProvider, { engine, source }, () => h(Opener)))
  const html = await render(provided(engineOf([], { initialState })))
  const scripted = createScriptedSource([[row('n', { at: 20 })]])
  const source: Source = {
    ...scripted,
    connect(sink) {
      sink.emit([{ type: 'conversationsUpserted', rows: [row('n', { at: 20 })] }])
      return scripted.connect(sink)
    },
  }
  const { container } = mount(provided(engineOf([], { initialState }), source), { html, create: createSSRApp })
  expect(container.innerHTML).toBe(html)
  await settle()
  expect(scripted.listening).toBe(1)
  expect(shown(container)).toContain('N')
})

it('hydrates a store from what the same store was on the server', async () => {
  const useList = defineConversationListStore((initialState) => engineOf([], { initialState }))
  const Page = screen(() => {
    const store = useList()
    return () => h('ul', [`${store.unread}`, ...store.rows.map(({ id, title }) => h('li', { key: id }, title))])
  })
  const server = createPinia()
  server.state.value['conversation-list'] = saved()
  const html = await render(Page, server)
  expect(html).toContain('2<li>B</li><li>A</li>')

  const client = createPinia()
  client.state.value = JSON.parse(JSON.stringify(server.state.value)) as never
  const { container } = mount(Page, { html, plugins: [client], create: createSSRApp })
  expect(container.innerHTML).toBe(html)
  await apply(useList(client).engine, { type: 'conversationsRemoved', ids: [row('b').id] })
  expect(shown(container)).toBe('A')
})

it('renders two requests at once without mixing them', async () => {
  const pages = [1, 2].map((user) => engineOf([], { initialState: { ...saved(), rows: [row(`user${user}`)] } }))
  const html = await Promise.all(
    pages.map((engine) => render(screen(() => () => h(ConversationListProvider, { engine }, () => h(listOf()))))),
  )
  await settle()
  expect(html.map((each) => each.replaceAll(/<!--[^>]*-->/g, ''))).toEqual([
    '<ul><li>USER1</li></ul>',
    '<ul><li>USER2</li></ul>',
  ])
})
