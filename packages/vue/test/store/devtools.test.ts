/// <reference types="node" />
import '../support/strict-console.js'
import { devtools, stringify } from '@vue/devtools-kit'
import { expect, it, vi } from 'vitest'
import { createApp, type App } from 'vue'
import { engineOf, settle } from '../support/harness.js'
import { rows } from '@convolist/testing/scripted-source'

// Pinia brings its devtools along only in development, and decides so while it is loaded.
vi.hoisted(() => {
  process.env['NODE_ENV'] = 'development'
})
const { createPinia } = await import('pinia')
const { defineConversationListStore } = await import('@convolist/vue')

interface TimelineEvent {
  readonly event: { readonly title: string; readonly data: Record<string, unknown> }
}
interface Payload {
  readonly app: App
  readonly inspectorId: string
  readonly nodeId: string
  state?: Record<'state' | 'getters', { readonly key: string; readonly value: unknown }[]>
  rootNodes?: { readonly id: string }[]
}
type Ask = (payload: Payload) => void

/** An open devtools panel: notes the timeline, and asks what the inspector asks. */
function openPanel(): { timeline: TimelineEvent['event'][]; ask: Record<string, Ask> } {
  const timeline: TimelineEvent['event'][] = []
  const ask: Record<string, Ask> = {}
  const on = new Proxy({}, { get: (_, name: string) => (handler: Ask) => (ask[name] = handler) })
  const api = new Proxy(
    {
      on,
      now: () => 0,
      addTimelineEvent: ({ event }: TimelineEvent) => timeline.push(event),
      getSettings: () => ({ logStoreChanges: false }),
    },
    { get: (known, name) => Reflect.get(known, name) ?? (() => undefined) },
  )
  devtools.hook.on.setupDevtoolsPlugin((_, setup) => void setup(api as never))
  return { timeline, ask }
}

it('15 shows the store and its actions in devtools, without a clone of 100,000 rows', async () => {
  const { timeline, ask } = openPanel()
  const engine = engineOf(rows(100_000))
  const app = createApp({})
  app.use(createPinia())
  const store = app.runWithContext(() => defineConversationListStore(engine)())
  await settle()
  const payload: Payload = { app, inspectorId: 'pinia', nodeId: 'conversation-list' }

  ask['getInspectorTree']!(payload)
  expect(payload.rootNodes?.map(({ id }) => id)).toContain('conversation-list')
  ask['getInspectorState']!(payload)
  const fieldsOf = (part: 'state' | 'getters'): string[] => payload.state![part].map(({ key }) => key)
  expect(fieldsOf('state')).toEqual(['account', 'labels', 'rows', 'sync', 'connection', 'policies', 'openId'])
  expect(fieldsOf('getters')).toEqual(['size', 'counters', 'unread', 'hasMore'])

  store.open('c7')
  expect(timeline.map(({ title }) => title)).toEqual(['🛫 open', 'mutation', '🛬 open'])
  timeline.length = 0
  engine.dispatch({ type: 'conversationsPatched', patches: [{ id: 'c500' as never, unreadCount: 4 }] })
  engine.flush()
  expect(timeline.map(({ title }) => title)).toEqual(['mutation'])
  // What crosses to the panel: for the timeline no rows at all, for the inspector no more than devtools themselves allow.
  expect(stringify(timeline[0]!).length).toBeLessThan(100_000)
  const read = vi.fn<() => void>()
  const list = payload.state!.state.find(({ key }) => key === 'rows')!.value as unknown[]
  const counted = new Proxy(list, {
    get: (rowsOf, key) => (/^\d+$/.test(String(key)) && read(), Reflect.get(rowsOf, key)),
  })
  stringify({ rows: counted })
  expect(read.mock.calls.length).toBeLessThanOrEqual(5_000)
})
