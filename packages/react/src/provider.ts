import { ConvolistError, type Engine, type Source } from '@convolist/core'
import { createContext, createElement, useContext, useEffect, type ReactElement, type ReactNode } from 'react'

/** What every hook takes as its last argument. */
export interface HookOptions {
  /** The engine to read; without it, the one of the nearest `<ConversationListProvider>`. */
  readonly engine?: Engine | undefined
}

export interface ConversationListProviderProps {
  readonly engine: Engine
  /** Connected while the provider is mounted; leave it out if `createEngine` got the source. */
  readonly source?: Source | undefined
  readonly children?: ReactNode
}

const EngineContext = createContext<Engine | undefined>(undefined)

/** Hands an engine to the hooks below it. It does not own the engine: who made it calls `engine.dispose()`. */
export function ConversationListProvider({ engine, source, children }: ConversationListProviderProps): ReactElement {
  insist('<ConversationListProvider>', engine)
  useEffect(() => source && engine.connect(source), [engine, source])
  return createElement(EngineContext.Provider, { value: engine }, children)
}

/**
 * The engine itself, for what the other hooks do not cover (`diagnostics`, `policies`, ...). Never renders again by itself.
 *
 * @throws ConvolistError `binding/no-provider` outside a provider.
 */
export function useEngine(options?: HookOptions): Engine {
  return useEngineFor('useEngine', options)
}

/** `useEngine` for our own hooks, so that the error names the one the user wrote. */
export function useEngineFor(hook: string, options: HookOptions | undefined): Engine {
  const provided = useContext(EngineContext)
  const engine = options?.engine ?? provided
  if (engine) return insist(`${hook}()`, engine)
  throw new ConvolistError(
    'binding/no-provider',
    `${hook}() found no engine. Render it inside <ConversationListProvider engine={engine}>, or pass { engine } in its options.`,
  )
}

function insist(who: string, engine: Engine | undefined): Engine {
  if (typeof engine?.getState === 'function') return engine
  throw new ConvolistError('option/invalid', `${who} needs \`engine\`, made by createEngine().`)
}
