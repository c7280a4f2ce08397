import { toListRange } from '@convolist/core'
import { useMemo, useSyncExternalStore } from 'react'
import { observeList, type ConversationList } from './observe-list.js'
import { useEngineFor, type HookOptions } from './provider.js'
import { useView, type ViewInput } from './use-view.js'

export interface ListOptions extends HookOptions {
  /** The rows to give: `start` (included) to `end` (not included), clipped to the list. Without it: all of them. */
  readonly range?: { readonly start: number; readonly end: number } | readonly [start: number, end: number] | undefined
}

/**
 * A live list: its rows in order, its counters, its sync status, all of one state.
 *
 * Renders again only when a property that the component reads has changed, so take what you need:
 * `const { rows } = useConversationList('unread')` is not told about counters or sync.
 *
 * @throws ConvolistError `binding/no-provider` outside a provider, `option/invalid` for a view name nobody declared, or a range that is none.
 */
export function useConversationList(view?: ViewInput, options?: ListOptions): ConversationList {
  const engine = useEngineFor('useConversationList', options)
  const live = useView(engine, view)
  const { start, end } = toListRange(options?.range, 'useConversationList()')
  const list = useMemo(() => observeList(engine, live, start, end), [engine, live, start, end])
  return useSyncExternalStore(list.subscribe, list.read, list.readInitial)
}
