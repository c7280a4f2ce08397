import type { Conversation, View } from '@convolist/core'
import { followAnchor, type Anchor } from '@convolist/demo-kit'
import { onScopeDispose, watch, type Ref } from 'vue'
import { ROW_HEIGHT } from './row-height.js'

/**
 * Keeps what the user is looking at where it is: with new messages arriving at the top, rows further down would slide away
 * at every event. The list is scrolled before it renders, and once more after where it had to grow first.
 */
export function useAnchor(
  view: View,
  scroller: Readonly<Ref<HTMLElement | null>>,
  start: Readonly<Ref<number>>,
  rows: Readonly<Ref<readonly Conversation[]>>,
): void {
  let anchor: Anchor | undefined
  onScopeDispose(
    view.subscribe(() => {
      const list = scroller.value
      const before = anchor
      if (!list || !before) return
      anchor = followAnchor(before, view, list, ROW_HEIGHT)
      // The browser's own comes with the next frame: too late for the window to move along, and rows to stay mounted.
      if (anchor !== before) list.dispatchEvent(new Event('scroll'))
    }),
  )
  watch(
    [start, rows],
    () => {
      const before = anchor
      anchor = { start: start.value, ids: rows.value.map((row) => row.id) }
      if (scroller.value && before) followAnchor(before, view, scroller.value, ROW_HEIGHT)
    },
    { flush: 'post', immediate: true },
  )
}
