import type { Engine, View, ViewDefinition } from '@convolist/core'
import { computed, isReactive, toRaw, toValue, watch, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { whileMounted } from './while-mounted.js'

/** Which list: the name of a declared view, a definition, or a view of the same engine. */
export type ViewInput = string | ViewDefinition | View

/** The shared view, kept live while the component is mounted. */
export function useView(engine: Engine, input: MaybeRefOrGetter<ViewInput | undefined>): ComputedRef<View> {
  const view = computed(() => {
    const given = toValue(input)
    if (isView(given)) return toRaw(given)
    return engine.view(isReactive(given) ? copy(given) : (given ?? undefined))
  })
  void view.value // a wrong name is refused here and not while rendering
  whileMounted(() => {
    let release = (): void => {}
    const stop = watch(
      view,
      (next) => {
        const former = release
        release = next.retain()
        former()
      },
      { immediate: true, flush: 'sync' },
    )
    return () => {
      stop()
      release()
    }
  })
  return view
}

const isView = (input: ViewInput | undefined): input is View => typeof input === 'object' && 'retain' in (input ?? {})

/** A definition that is edited in place becomes another view, and must not change the one it was. */
function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copy(each)])) as T
}
