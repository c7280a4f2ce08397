import type { Conversation, View } from '@convolist/core'
import { followAnchor, type Anchor } from '@convolist/demo-kit'
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'
import { ROW_HEIGHT } from './row-height.js'

/**
 * Keeps what the user is looking at where it is: with new messages arriving at the top, rows further down would slide away
 * at every event. The list is scrolled before it renders, and once more after where it had to grow first.
 */
export function useAnchor(
  view: View,
  scroller: RefObject<HTMLElement | null>,
  start: number,
  rows: readonly Conversation[],
): void {
  const anchor = useRef<Anchor>(undefined)
  useEffect(
    () =>
      view.subscribe(() => {
        const list = scroller.current
        const before = anchor.current
        if (!list || !before) return
        anchor.current = followAnchor(before, view, list, ROW_HEIGHT)
        // The browser's own comes with the next frame: too late for the window to move along, and rows to stay mounted.
        if (anchor.current !== before) list.dispatchEvent(new Event('scroll'))
      }),
    [view, scroller],
  )
  useLayoutEffect(() => {
    const before = anchor.current
    anchor.current = { start, ids: rows.map((row) => row.id) }
    if (scroller.current && before) followAnchor(before, view, scroller.current, ROW_HEIGHT)
  }, [view, scroller, start, rows])
}
