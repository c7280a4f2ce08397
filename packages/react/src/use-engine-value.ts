import type { Engine, ListState } from '@convolist/core'
import { useCallback, useSyncExternalStore } from 'react'

/** `read` must give the same reference for the same state. On a server it reads the initial state. */
export function useEngineValue<T>(engine: Engine, read: (state: ListState) => T): T {
  const subscribe = useCallback((listener: () => void) => engine.subscribe(listener), [engine])
  return useSyncExternalStore(
    subscribe,
    () => read(engine.getState()),
    () => read(engine.getInitialState()),
  )
}
