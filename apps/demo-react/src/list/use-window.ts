import type { Conversation, SyncStatus, View } from '@convolist/core'
import { useConversationList, useUnread } from '@convolist/react'
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { useEffect, type RefObject } from 'react'
import { useSession } from '../app/demo-context.js'
import { ROW_HEIGHT } from './row-height.js'

/** Rows mounted above and below the screen. */
const OVERSCAN = 8

export interface ListWindow {
  /** The mounted rows, in order; the first stands at `start` in the whole list. */
  readonly rows: readonly Conversation[]
  readonly start: number
  readonly size: number
  readonly sync: SyncStatus
  /** In pixels, of all rows together. */
  readonly height: number
  /** How many rows fit on the screen. */
  readonly pageRows: number
  readonly firstOnScreen: number
  readonly scrollTo: (index: number) => void
}

/**
 * The virtualiser says which places are on the screen, the window hook gives their rows in the same render: the list knows
 * 100,000 conversations and touches thirty.
 */
export function useWindow(view: View, scroller: RefObject<HTMLElement | null>): ListWindow {
  const { commands } = useSession()
  const size = useUnread(view, { count: 'rows' })
  // Rows are all of one height and are not measured, so the virtualiser need not know them by key. Told to (`getItemKey`
  // by id), it asks for the key of every row of the list whenever their order changes. React knows the rows by their ids.
  // eslint-disable-next-line react-hooks/incompatible-library -- its results are used here and now, never memoised
  const virtualizer: Virtualizer<HTMLElement, Element> = useVirtualizer({
    count: size,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
  })
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const end = items.length === 0 ? 0 : first + items.length
  const { rows, start, sync, hasMore } = useConversationList(view, { range: [first, end] })
  useEffect(() => {
    if (hasMore && end >= size) commands.loadMore(view)
  }, [hasMore, end, size, commands, view])
  return {
    rows,
    start,
    size,
    sync,
    height: virtualizer.getTotalSize(),
    pageRows: Math.floor((virtualizer.scrollRect?.height ?? 0) / ROW_HEIGHT),
    firstOnScreen: virtualizer.range?.startIndex ?? 0,
    scrollTo: (index) => virtualizer.scrollToIndex(index),
  }
}
