import type { Conversation, View } from '@convolist/core'
import { shiftOf, type Anchor } from '@convolist/demo-kit'
import { watch, type Ref } from 'vue'
import { ROW_HEIGHT } from './row-height.js'

/**
 * Keeps what the user is looking at where it is: with new messages arriving at the top, rows further down would slide away
 * at every event. At the very top nothing is held, for there the user wants to see what is new.
 */
export function useAnchor(
  view: View,
  scroller: Readonly<Ref<HTMLElement | null>>,
  start: Readonly<Ref<number>>,
  rows: Readonly<Ref<readonly Conversation[]>>,
): void {
  let before: Anchor | undefined
  watch(
    [start, rows],
    () => {
      const shift = before ? shiftOf(before, (id) => view.indexOf(id)) : 0
      before = { start: start.value, ids: rows.value.map((row) => row.id) }
      const list = scroller.value
      // Where the list stands is asked for last, and seldom: the answer costs a layout.
      if (shift === 0 || !list || list.scrollTop < ROW_HEIGHT) return
      list.scrollBy({ top: shift * ROW_HEIGHT, behavior: 'instant' })
    },
    { flush: 'post', immediate: true },
  )
}
