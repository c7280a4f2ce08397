import { ConvolistError, type ViewCounters } from '@convolist/core'
import { toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { useEngineFor, type ComposableOptions } from './provider.js'
import { useEngineValue } from './use-engine-value.js'
import { useView, type ViewInput } from './use-view.js'

export interface UnreadOptions extends ComposableOptions {
  /** Which counter of the view; `badge` (default) is what the engine's badge policy makes of them. */
  readonly count?: MaybeRefOrGetter<keyof ViewCounters | undefined>
}

/**
 * One number for a badge or a tab; told of only when that number changes.
 *
 * @throws ConvolistError `option/invalid` for a count that no view has, when it is read.
 */
export function useUnread(
  view?: MaybeRefOrGetter<ViewInput | undefined>,
  options?: UnreadOptions,
): ComputedRef<number> {
  const engine = useEngineFor('useUnread', options)
  const live = useView(engine, view)
  return useEngineValue(engine, (state) => {
    const { counters } = live.value.read(state)
    const count = toValue(options?.count) ?? 'badge'
    if (count in counters) return counters[count]
    throw new ConvolistError(
      'option/invalid',
      `useUnread(): option "count": expected one of ${Object.keys(counters).join()}.`,
    )
  })
}
