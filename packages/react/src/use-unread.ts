import { ConvolistError, type ViewCounters } from '@convolist/core'
import { useEngineFor, type HookOptions } from './provider.js'
import { useEngineValue } from './use-engine-value.js'
import { useView, type ViewInput } from './use-view.js'

export interface UnreadOptions extends HookOptions {
  /** Which counter of the view; `badge` (default) is what the engine's badge policy makes of them. */
  readonly count?: keyof ViewCounters | undefined
}

/**
 * One number for a badge or a tab; renders again only when that number changes.
 *
 * @throws ConvolistError `option/invalid` for a count that no view has.
 */
export function useUnread(view?: ViewInput, options?: UnreadOptions): number {
  const engine = useEngineFor('useUnread', options)
  const live = useView(engine, view)
  const count = options?.count ?? 'badge'
  return useEngineValue(engine, (state) => {
    const { counters } = live.read(state)
    if (count in counters) return counters[count]
    throw new ConvolistError(
      'option/invalid',
      `useUnread(): option "count": expected one of ${Object.keys(counters).join()}.`,
    )
  })
}
