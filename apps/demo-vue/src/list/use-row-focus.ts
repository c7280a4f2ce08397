import type { Conversation, ConversationId, View } from '@convolist/core'
import { focusAt, settleFocus, type Focus } from '@convolist/demo-kit'
import { onMounted, onUnmounted, onUpdated, shallowRef, watch, type Ref } from 'vue'

export interface RowFocus {
  /** The row that Tab leads to; `undefined` until a row had the focus. */
  readonly tabStop: Readonly<Ref<Focus | undefined>>
  /** Gives a row the keyboard focus, scrolling to it if need be. */
  readonly moveTo: (focus: Focus) => void
  /** Gives the focus back to a row after a menu or dialog; to its neighbour if it is gone. */
  readonly toRow: (id: ConversationId) => void
  /** The browser gave the focus to this row. */
  readonly onFocused: (id: ConversationId) => void
}

interface Shown {
  readonly rows: Readonly<Ref<readonly Conversation[]>>
  readonly size: Readonly<Ref<number>>
  readonly scrollTo: (index: number) => void
}

/** Roving focus, held by id: a row that moves keeps it, and when it is removed its nearest neighbour gets it. */
export function useRowFocus(
  view: View,
  scroller: Readonly<Ref<HTMLElement | null>>,
  { rows, size, scrollTo }: Shown,
): RowFocus {
  const focus = shallowRef<Focus>()
  let isWanted = false
  watch([rows, size], () => {
    focus.value = focus.value && settleFocus(view, focus.value)
  })

  const giveFocus = (): void => {
    const row = focus.value && isWanted ? rowElement(scroller.value, focus.value.id) : undefined
    if (row && !row.contains(document.activeElement)) row.focus({ preventScroll: true })
  }
  onMounted(giveFocus)
  onUpdated(giveFocus)

  // The list keeps the focus until the user gives it to something else; that its node was removed is no such thing.
  const look = (event: Event): void => {
    isWanted = scroller.value?.contains(event.target as Node) ?? false
  }
  onMounted(() => {
    document.addEventListener('focusin', look)
    document.addEventListener('pointerdown', look)
  })
  onUnmounted(() => {
    document.removeEventListener('focusin', look)
    document.removeEventListener('pointerdown', look)
  })

  const moveTo = (next: Focus): void => {
    isWanted = true
    scrollTo(next.index)
    focus.value = { ...next } // a new object, so that the list is updated even for the same row
  }
  return {
    tabStop: focus,
    moveTo,
    toRow: (id) => {
      const index = view.indexOf(id)
      const next = index >= 0 ? { id, index } : focusAt(view, focus.value?.index ?? 0)
      if (next) moveTo(next)
    },
    onFocused: (id) => {
      const index = view.indexOf(id)
      if (index >= 0 && id !== focus.value?.id) focus.value = { id, index }
    },
  }
}

/** By comparing, not by a selector: an id is other people's text. */
function rowElement(list: HTMLElement | null, id: ConversationId): HTMLElement | undefined {
  return [...(list?.querySelectorAll<HTMLElement>('[role=row]') ?? [])].find((row) => row.dataset['id'] === id)
}
