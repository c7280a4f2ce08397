import type { ConversationId, View } from '@convolist/core'

/** The rows that were on the screen, top to bottom, and the place of the first. */
export interface Anchor {
  readonly start: number
  readonly ids: readonly ConversationId[]
}

/**
 * By how many places the rows on the screen have moved as a block: the median of their moves, so that a row that left for
 * the top does not count. Scrolling by as much keeps what the user is looking at where it is.
 */
export function shiftOf(anchor: Anchor, indexOf: (id: ConversationId) => number): number {
  const moves = anchor.ids
    .map((id, at) => indexOf(id) - (anchor.start + at))
    .filter((_, at) => indexOf(anchor.ids[at]!) >= 0)
    .sort((a, b) => a - b)
  return moves[moves.length >> 1] ?? 0
}

/**
 * Scrolls the list along with the rows on its screen; at the very top it does not, for there the user wants to see what is
 * new.
 *
 * @returns the anchor where it is now: short of its rows where the list could not be scrolled so far.
 */
export function followAnchor(
  anchor: Anchor,
  view: Pick<View, 'indexOf'>,
  list: HTMLElement,
  rowHeight: number,
): Anchor {
  const shift = shiftOf(anchor, (id) => view.indexOf(id))
  if (shift === 0) return anchor
  const top = list.scrollTop // asked for last, and seldom: the answer may cost a layout
  if (top < rowHeight) return anchor
  list.scrollBy({ top: shift * rowHeight, behavior: 'instant' })
  return { ...anchor, start: anchor.start + Math.round((list.scrollTop - top) / rowHeight) }
}
