import type { ConversationId, View } from '@convolist/core'
import { focusAt, settleFocus, type Focus } from '@convolist/demo-kit'
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'

export interface RowFocus {
  /** The row that Tab leads to; `undefined` until a row had the focus. */
  readonly tabStop: Focus | undefined
  /** Gives a row the keyboard focus, scrolling to it if need be. */
  readonly moveTo: (focus: Focus) => void
  /** Gives the focus back to a row after a menu or dialog; to its neighbour if it is gone. */
  readonly toRow: (id: ConversationId) => void
  /** The browser gave the focus to this row. */
  readonly onFocused: (id: ConversationId) => void
}

/** Roving focus, held by id: a row that moves keeps it, and when it is removed its nearest neighbour gets it. */
export function useRowFocus(
  view: View,
  scroller: RefObject<HTMLElement | null>,
  scrollTo: (index: number) => void,
): RowFocus {
  const [focus, setFocus] = useState<Focus>()
  const settled = focus && settleFocus(view, focus)
  if (settled !== focus) setFocus(settled)
  const isWanted = useRef(false)

  useLayoutEffect(() => {
    const row = settled && isWanted.current ? rowElement(scroller.current, settled.id) : undefined
    if (row && !row.contains(document.activeElement)) row.focus({ preventScroll: true })
  })

  // The list keeps the focus until the user gives it to something else; that its node was removed is no such thing.
  useEffect(() => {
    const look = (event: Event): void => {
      isWanted.current = scroller.current?.contains(event.target as Node) ?? false
    }
    document.addEventListener('focusin', look)
    document.addEventListener('pointerdown', look)
    return () => {
      document.removeEventListener('focusin', look)
      document.removeEventListener('pointerdown', look)
    }
  }, [scroller])

  const moveTo = (next: Focus): void => {
    isWanted.current = true
    scrollTo(next.index)
    setFocus({ ...next }) // a new object, so that the effect runs even for the same row
  }
  return {
    tabStop: settled,
    moveTo,
    toRow: (id) => {
      const index = view.indexOf(id)
      const next = index >= 0 ? { id, index } : focusAt(view, settled?.index ?? 0)
      if (next) moveTo(next)
    },
    onFocused: (id) => {
      const index = view.indexOf(id)
      if (index >= 0 && id !== settled?.id) setFocus({ id, index })
    },
  }
}

/** By comparing, not by a selector: an id is other people's text. */
function rowElement(list: HTMLElement | null, id: ConversationId): HTMLElement | undefined {
  return [...(list?.querySelectorAll<HTMLElement>('[role=row]') ?? [])].find((row) => row.dataset['id'] === id)
}
