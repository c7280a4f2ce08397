import type { ConversationId } from '@convolist/core'

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
