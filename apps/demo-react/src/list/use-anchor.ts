import type { Conversation, View } from '@convolist/core'
import { shiftOf, type Anchor } from '@convolist/demo-kit'
import { useLayoutEffect, useRef, type RefObject } from 'react'
import { ROW_HEIGHT } from './row-height.js'

/**
 * Keeps what the user is looking at where it is: with new messages arriving at the top, rows further down would slide away
 * at every event. At the very top nothing is held, for there the user wants to see what is new.
 */
export function useAnchor(
  view: View,
  scroller: RefObject<HTMLElement | null>,
  start: number,
  rows: readonly Conversation[],
): void {
  const anchor = useRef<Anchor>(undefined)
  useLayoutEffect(() => {
    const before = anchor.current
    anchor.current = { start, ids: rows.map((row) => row.id) }
    const shift = before ? shiftOf(before, (id) => view.indexOf(id)) : 0
    const list = scroller.current
    // Where the list stands is asked for last, and seldom: the answer costs a layout.
    if (shift === 0 || !list || list.scrollTop < ROW_HEIGHT) return
    list.scrollBy({ top: shift * ROW_HEIGHT, behavior: 'instant' })
  }, [view, scroller, start, rows])
}
