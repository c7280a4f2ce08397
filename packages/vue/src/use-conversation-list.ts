import {
  createListSelector,
  toListRange,
  type Conversation,
  type ListRange,
  type SyncStatus,
  type View,
  type ViewCounters,
} from '@convolist/core'
import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { useEngineFor, type ComposableOptions } from './provider.js'
import { useEngineValue } from './use-engine-value.js'
import { useView, type ViewInput } from './use-view.js'

/** `start` (included) to `end` (not included). */
export type Range = ListRange | readonly [start: number, end: number]

export interface ListOptions extends ComposableOptions {
  /** The rows to give, clipped to the list: a value, a ref or a getter. Without it: all of them. */
  readonly range?: MaybeRefOrGetter<Range | undefined>
}

/** Refs, each told of only when it changed; all of them are of one state. */
export interface ConversationList {
  /** The rows of the range, in order; the same array while none of them changed. */
  readonly rows: ComputedRef<readonly Conversation[]>
  /** The place of `rows.value[0]` in the view, after clipping. */
  readonly start: ComputedRef<number>
  /** How many rows the whole view has. */
  readonly size: ComputedRef<number>
  readonly counters: ComputedRef<ViewCounters>
  readonly sync: ComputedRef<SyncStatus>
  /** Has the vendor pages that were not read? */
  readonly hasMore: ComputedRef<boolean>
  /** Reads the vendor's next page. Rejects with `ConvolistError` `sync/failed`. */
  readonly loadMore: () => Promise<void>
  /** The view itself, for `indexOf`, `nextUnread` and the like in event handlers. */
  readonly view: ComputedRef<View>
}

/**
 * A live list: its rows in order, its counters, its sync status.
 *
 * A component renders again only when a ref that it reads has changed. View and range may be refs or getters.
 *
 * @throws ConvolistError `binding/no-provider` outside a provider, `option/invalid` for a view name nobody declared, or a range that is none.
 */
export function useConversationList(
  view?: MaybeRefOrGetter<ViewInput | undefined>,
  options?: ListOptions,
): ConversationList {
  const engine = useEngineFor('useConversationList', options)
  const live = useView(engine, view)
  // Each by itself, so that another range with the same bounds is the same.
  const range = (): ListRange => toListRange(toValue(options?.range), 'useConversationList()')
  const from = computed(() => range().start)
  const to = computed(() => range().end)
  void from.value // a wrong range is refused here and not while rendering
  const selectRows = computed(() => createListSelector(live.value, { start: from.value, end: to.value }))
  const selectWhole = computed(() => createListSelector(live.value, NO_ROWS)) // keeps its counters when the range moves
  const part = useEngineValue(engine, (state) => selectRows.value(state))
  const whole = useEngineValue(engine, (state) => selectWhole.value(state))
  return {
    rows: computed(() => part.value.rows),
    start: computed(() => part.value.start),
    size: computed(() => whole.value.size),
    counters: computed(() => whole.value.counters),
    sync: computed(() => whole.value.sync),
    hasMore: computed(() => whole.value.hasMore),
    loadMore: () => live.value.loadMore(),
    view: live,
  }
}

const NO_ROWS = { start: 0, end: 0 }
