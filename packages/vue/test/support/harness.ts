import './strict-console.js'
import { createEngine, type Conversation, type Dispatchable, type Engine, type EngineOptions } from '@convolist/core'
import { conversationList, useConversationList, type ListOptions, type ViewInput } from '@convolist/vue'
import { afterEach, vi } from 'vitest'
import {
  createApp,
  defineComponent,
  effectScope,
  h,
  nextTick,
  type App,
  type Component,
  type EffectScope,
  type Plugin,
  type PropType,
} from 'vue'

const engines: Engine[] = []
const apps: App[] = []
const scopes: EffectScope[] = []

afterEach(() => {
  for (const app of apps.splice(0)) app.unmount()
  for (const scope of scopes.splice(0)) scope.stop()
  for (const engine of engines.splice(0)) engine.dispose()
})

/** An engine that already holds `rows`; disposed after the test. */
export function engineOf(rows: readonly Conversation[], options: EngineOptions = {}): Engine {
  const engine = createEngine(options)
  engines.push(engine)
  if (rows.length > 0) engine.dispatch({ type: 'snapshotReceived', rows, complete: true })
  engine.flush()
  return engine
}

/** Applies events the way a vendor's burst does, one batch, one commit, and waits for Vue to have rendered it. */
export async function apply(engine: Engine, ...events: Dispatchable[]): Promise<void> {
  engine.dispatch(events)
  engine.flush()
  await nextTick()
}

/** Lets promises of the source, the engine's microtasks and Vue's jobs run. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

export interface Mounted {
  readonly container: HTMLElement
  readonly app: App
  unmount(): void
}

/** Mounts into the page (over `html`, if it was rendered on a server); unmounted after the test. */
export function mount(component: Component, { plugins = [], html, create = createApp }: MountOptions = {}): Mounted {
  const container = document.body.appendChild(document.createElement('div'))
  if (html !== undefined) container.innerHTML = html
  const app = create(component)
  for (const plugin of plugins) app.use(plugin)
  app.mount(container)
  apps.push(app)
  const unmount = (): void => {
    apps.splice(apps.indexOf(app), 1)
    app.unmount()
  }
  return { container, app, unmount }
}

export interface MountOptions {
  readonly plugins?: readonly Plugin[]
  readonly html?: string | undefined
  readonly create?: typeof createApp
}

/** A component that renders nothing but what `setup` returns. */
export const screen = (setup: () => () => unknown): Component => defineComponent({ setup: setup as () => () => string })

export const mountWith = (engine: Engine, component: Component): Mounted =>
  mount(component, { plugins: [conversationList(engine)] })

/** Runs a composable outside of any component, until the end of the test. */
export function inScope<T>(run: () => T): T & { stop(): void } {
  const scope = effectScope(true)
  scopes.push(scope)
  return Object.assign(scope.run(run) as T & object, { stop: () => scope.stop() })
}

/** How many listeners the engine has from now on. */
export function countListeners(engine: Engine): () => number {
  let live = 0
  const subscribe = engine.subscribe as (listener: () => void) => () => void
  vi.spyOn(engine, 'subscribe').mockImplementation((listener: unknown) => {
    const stop = subscribe.call(engine, listener as () => void)
    live += 1
    return () => {
      live -= 1
      stop()
    }
  })
  return () => live
}

/** How many rows of the whole list were read one by one from now on. */
export function countRowReads(engine: Engine): () => number {
  let reads = 0
  const view = engine.view()
  const read = view.read.bind(view)
  vi.spyOn(view, 'read').mockImplementation((state) => {
    const reading = read(state)
    return new Proxy(reading, {
      get(target, key) {
        if (key === 'at') reads++
        const found: unknown = Reflect.get(target, key, target)
        return typeof found === 'function' ? (found.bind(target) as unknown) : found
      },
    })
  })
  return () => reads
}

const Row = defineComponent({
  props: { row: { type: Object as PropType<Conversation>, required: true }, seen: Array as PropType<string[]> },
  setup: (props) => () => {
    const { id, stickTop, title, unreadCount } = props.row
    props.seen?.push(id)
    return h('li', `${stickTop ? '^' : ''}${title}${unreadCount ? `(${unreadCount})` : ''}`)
  },
})

/** The list as an app would write it; every render of it, and of a row, is noted in `seen`. */
export const listOf = (view?: ViewInput | (() => ViewInput), options?: ListOptions, seen?: string[]): Component =>
  defineComponent({
    name: 'TestList',
    setup() {
      const { rows } = useConversationList(view, options)
      return () => {
        seen?.push('list')
        return h(
          'ul',
          rows.value.map((row) => h(Row, { key: row.id, row, ...(seen && { seen }) })),
        )
      }
    },
  })

/** The rows on the screen as one line: `^A B(2)`. */
export const shown = (container: Element): string =>
  [...container.querySelectorAll('li')].map((item) => item.textContent).join(' ')
