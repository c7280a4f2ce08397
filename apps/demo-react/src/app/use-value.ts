import { useEngine } from '@convolist/react'
import type { ListState } from '@convolist/core'
import type { Value } from '@convolist/demo-kit'
import { useCallback, useSyncExternalStore } from 'react'

/** Follows one of the demo kit's values. */
export const useValue = <T>(value: Pick<Value<T>, 'get' | 'subscribe'>): T =>
  useSyncExternalStore(value.subscribe, value.get)

/** Follows a part of the engine's state; `select` must give the same reference for the same state. */
export function useEngineState<T>(select: (state: ListState) => T): T {
  const engine = useEngine()
  const subscribe = useCallback((listener: () => void) => engine.subscribe(listener), [engine])
  return useSyncExternalStore(subscribe, () => select(engine.getState()))
}
