import type { ListState } from '@convolist/core'
import type { Value } from '@convolist/demo-kit'
import { useEngine } from '@convolist/vue/composables'
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** Follows one of the demo kit's values. */
export function useValue<T>(value: Pick<Value<T>, 'get' | 'subscribe'>): Readonly<ShallowRef<T>> {
  const ref = shallowRef(value.get())
  onScopeDispose(value.subscribe(() => (ref.value = value.get())))
  return ref
}

/** Follows a part of the engine's state; `select` must give the same reference for the same state. */
export function useEngineState<T>(select: (state: ListState) => T): Readonly<ShallowRef<T>> {
  const engine = useEngine()
  const ref = shallowRef(select(engine.getState()))
  onScopeDispose(engine.subscribe((state) => (ref.value = select(state))))
  return ref
}
