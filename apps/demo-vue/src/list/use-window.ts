import type { Conversation, SyncStatus, View } from '@convolist/core'
import { useConversationList, useUnread } from '@convolist/vue/composables'
import { useVirtualizer } from '@tanstack/vue-virtual'
import { computed, watch, type Ref } from 'vue'
import { useSession } from '../app/demo-context.js'
import { ROW_HEIGHT } from './row-height.js'

/** Rows mounted above and below the screen. */
const OVERSCAN = 8

export interface ListWindow {
  /** The mounted rows, in order; the first stands at `start` in the whole list. */
  readonly rows: Readonly<Ref<readonly Conversation[]>>
  readonly start: Readonly<Ref<number>>
  readonly size: Readonly<Ref<number>>
  readonly sync: Readonly<Ref<SyncStatus>>
  /** In pixels, of all rows together. */
  readonly height: Readonly<Ref<number>>
  /** How many rows fit on the screen. */
  readonly pageRows: Readonly<Ref<number>>
  readonly firstOnScreen: Readonly<Ref<number>>
  readonly scrollTo: (index: number) => void
}

/**
 * The virtualiser says which places are on the screen, the composable gives their rows for the same render: the list knows
 * 100,000 conversations and touches thirty.
 */
export function useWindow(view: View, scroller: Readonly<Ref<HTMLElement | null>>): ListWindow {
  const { commands } = useSession()
  const size = useUnread(view, { count: 'rows' })
  // Rows are all of one height and are not measured, so the virtualiser need not know them by key. Told to (`getItemKey`
  // by id), it asks for the key of every row of the list whenever their order changes. Vue knows the rows by their ids.
  const virtualizer = useVirtualizer<HTMLElement, Element>(
    computed(() => ({
      count: size.value,
      getScrollElement: () => scroller.value,
      estimateSize: () => ROW_HEIGHT,
      overscan: OVERSCAN,
    })),
  )
  const range = computed((): [number, number] => {
    const items = virtualizer.value.getVirtualItems()
    const first = items[0]?.index ?? 0
    return [first, items.length === 0 ? 0 : first + items.length]
  })
  const { rows, start, sync, hasMore } = useConversationList(view, { range })
  watch(
    [hasMore, size, range],
    () => {
      if (hasMore.value && range.value[1] >= size.value) commands.loadMore(view)
    },
    { flush: 'post', immediate: true },
  )
  return {
    rows,
    start,
    size,
    sync,
    height: computed(() => virtualizer.value.getTotalSize()),
    pageRows: computed(() => Math.floor((virtualizer.value.scrollRect?.height ?? 0) / ROW_HEIGHT)),
    firstOnScreen: computed(() => virtualizer.value.range?.startIndex ?? 0),
    scrollTo: (index) => virtualizer.value.scrollToIndex(index),
  }
}
