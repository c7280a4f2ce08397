import type { ViewCounters } from '@convolist/core'
import { toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { useEngineFor, type ComposableOptions } from './provider.js'
import { useEngineValue } from './use-engine-value.js'
import { useView, type ViewInput } from './use-view.js'

export interface UnreadOptions extends ComposableOptions {
  /** Which counter of the view; `badge` (default) is what the engine's badge policy makes of them. */
  readonly count?: MaybeRefOrGetter<keyof ViewCounters | undefined>
}

/** One number for a badge or a tab; told of only when that number changes. */
export function useUnread(
  view?: MaybeRefOrGetter<ViewInput | undefined>,
  options?: UnreadOptions,
): ComputedRef<number> {
  const engine = useEngineFor('useUnread', options)
  const live = useView(engine, view)
  return useEngineValue(engine, (state) => live.value.read(state).counters[toValue(options?.count) ?? 'badge'])
}
