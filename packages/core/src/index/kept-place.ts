import type { Conversation } from '../model/conversation.js'
import { EVERY_ROW } from './lanes.js'
import type { OrderIndex } from './order-index.js'
import { treeBitsOf, treeRank, treeSize } from './order-tree.js'
import type { StateParts } from './state.js'
import { viewKey } from './view-key.js'

/** One row moved from its rank to another place: those between move by one. */
export class KeptPlace {
  constructor(
    readonly row: Conversation,
    private readonly rank: number,
    readonly place: number,
  ) {}
  /** The rank by order of what is shown at an index. */
  natural(shown: number): number {
    const { rank, place } = this
    if (shown < place) return shown < rank ? shown : shown + 1
    return shown <= rank ? shown - 1 : shown
  }
  /** Where a rank by order is shown. */
  shown(rank: number): number {
    if (rank === this.rank) return this.place
    const without = rank > this.rank ? rank - 1 : rank
    return without >= this.place ? without + 1 : without
  }
}

/** With `keepIndex`: where the open row stands in a lane, if that is not its place by order. */
export function keptPlaceOf(parts: StateParts, index: OrderIndex, lane: number): KeptPlace | undefined {
  const { openId, places } = parts.sides.selection
  if (openId === undefined || !parts.settings.policies.selection.keepIndex) return undefined
  const wanted = places[placeKey(index, lane)]
  const row = wanted === undefined ? undefined : parts.rows.get(openId)
  if (wanted === undefined || !row || !(treeBitsOf(index.tree, row) & (1 << lane))) return undefined
  const place = Math.min(wanted, treeSize(index.tree, lane) - 1)
  const rank = treeRank(index.tree, lane, row)
  return place === rank ? undefined : new KeptPlace(row, rank, place)
}

/** The keys of the views that hold the row. */
export function viewsOf(parts: StateParts, row: Conversation): string[] {
  return parts.indexes.flatMap((index) => {
    const bits = treeBitsOf(index.tree, row)
    return index.lanes.flatMap((_, i) => (bits & (1 << (i + 1)) ? [placeKey(index, i + 1)] : []))
  })
}

/** The lanes of an index among some views, as bits. */
export function bitsOfViews(index: OrderIndex, views: readonly string[]): number {
  if (views.length === 0) return 0
  return index.lanes.reduce((bits, _, i) => (views.includes(placeKey(index, i + 1)) ? bits | (1 << (i + 1)) : bits), 0)
}

/** The index of every view that holds the row, as it is shown now. */
export function placesOf(parts: StateParts, row: Conversation): Record<string, number> {
  const places: Record<string, number> = {}
  for (const index of parts.indexes) {
    const bits = treeBitsOf(index.tree, row)
    for (let lane = 1; lane <= index.lanes.length; lane++) {
      if (!(bits & (1 << lane))) continue
      const rank = treeRank(index.tree, lane, row)
      places[placeKey(index, lane)] = keptPlaceOf(parts, index, lane)?.shown(rank) ?? rank
    }
  }
  return places
}

const placeKey = (index: OrderIndex, lane: number): string =>
  viewKey(index.key, index.lanes[lane - 1]?.key ?? EVERY_ROW)
