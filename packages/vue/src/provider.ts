import { ConvolistError, type Engine, type Source } from '@convolist/core'
import {
  defineComponent,
  getCurrentInstance,
  h,
  hasInjectionContext,
  inject,
  nextTick,
  provide,
  shallowRef,
  toRaw,
  watch,
  type InjectionKey,
  type Plugin,
  type PropType,
} from 'vue'
import { whileMounted } from './while-mounted.js'

/** What every composable takes as its last argument. */
export interface ComposableOptions {
  /** The engine to read; without it, the one of the nearest `<ConversationListProvider>`, or of the app. */
  readonly engine?: Engine | undefined
}

/** The same in every copy of this package. */
const ENGINE: InjectionKey<Engine> = Symbol.for('@convolist/vue')

const engineProps = {
  engine: { type: Object as PropType<Engine>, required: true },
  /** Connected while the provider is mounted; leave it out if `createEngine` got the source. */
  source: { type: Object as PropType<Source | undefined>, default: undefined },
} as const

/**
 * Hands an engine to the composables below it; with another engine, what is below is made anew. It does not own the
 * engine: who made it calls `engine.dispose()`.
 */
export const ConversationListProvider = /* @__PURE__ */ defineComponent({
  name: 'ConversationListProvider',
  props: engineProps,
  setup(props, { slots }) {
    let shown: Engine | undefined
    let turn = 0
    return () => {
      if (shown !== props.engine) turn++
      shown = props.engine
      return h(EngineScope, { key: turn, ...props }, slots)
    }
  },
})

const EngineScope = /* @__PURE__ */ defineComponent({
  name: 'EngineScope',
  props: engineProps,
  setup(props, { slots }) {
    const engine = insist('<ConversationListProvider>', props.engine)
    provide(ENGINE, engine)
    // Where a server's page is taken over, what is below shows what the server did before anything else.
    const isShown = shallowRef(!getCurrentInstance()?.vnode.el)
    void nextTick(() => (isShown.value = true))
    whileMounted(() => {
      let disconnect: (() => void) | undefined
      const stop = watch(
        () => (isShown.value ? props.source : undefined),
        (source) => {
          disconnect?.()
          disconnect = source && engine.connect(source)
        },
        { immediate: true },
      )
      return () => {
        stop()
        disconnect?.()
      }
    })
    return () => slots.default?.()
  },
})

/**
 * The same for a whole app: `app.use(conversationList(engine))`.
 *
 * @throws ConvolistError `option/invalid` without an engine.
 */
export function conversationList(engine: Engine): Plugin {
  insist('conversationList()', engine)
  return { install: (app) => void app.provide(ENGINE, toRaw(engine)) }
}

/**
 * The engine itself, for what the other composables do not cover (`diagnostics`, `setPolicies`, ...).
 *
 * @throws ConvolistError `binding/no-provider` outside a provider.
 */
export function useEngine(options?: ComposableOptions): Engine {
  return useEngineFor('useEngine', options)
}

/** `useEngine` for our own composables, so that the error names the one the user wrote. */
export function useEngineFor(composable: string, options: ComposableOptions | undefined): Engine {
  const engine = options?.engine ?? (hasInjectionContext() ? inject(ENGINE, undefined) : undefined)
  if (engine) return insist(`${composable}()`, engine)
  throw new ConvolistError(
    'binding/no-provider',
    `${composable}() found no engine. Call it in a component inside <ConversationListProvider :engine="engine">, or of an app with app.use(conversationList(engine)), or pass { engine } in its options.`,
  )
}

function insist(who: string, engine: Engine | undefined): Engine {
  if (typeof engine?.getState === 'function') return toRaw(engine)
  throw new ConvolistError('option/invalid', `${who} needs \`engine\`, made by createEngine().`)
}
