import { countBits } from './bits.mjs'

export const LEAF_MAX = 31 // a lane's mask is one small integer
export const LEAF_FILL = 26
export const LEAF_MIN = 8
export const INNER_MAX = 32
export const INNER_FILL = 28
export const INNER_MIN = 8

/** Rows in order. `keys[i]` is the number row i is ordered by first, so that a search seldom looks at a row. */
export class Leaf {
  constructor(rows, keys, masks) {
    this.rows = rows
    this.keys = keys
    /** Per lane: bit i says whether row i is a member. */
    this.masks = masks
  }
}

/** What a search needs of the kids lies here side by side: no kid is visited but the one that is entered. */
export class Inner {
  constructor(kids, keys, counts) {
    this.kids = kids
    /** Nothing below kid i has a smaller key. */
    this.keys = keys
    /** Members of lane l below kid i, at `i * lanes + l`. */
    this.counts = counts
  }
}

/**
 * Grows along the order of `compareRows`. Rows of equal keys are compared themselves, so rounding does no harm; sort
 * keys are times here, far below the step that lifts pinned rows.
 */
export const keyOf = (row) => (row.stickTop ? -1e15 : 0) - row.sortKey

export function bitsAt(leaf, at) {
  const { masks } = leaf
  let bits = 0
  for (let lane = 0; lane < masks.length; lane++) bits |= ((masks[lane] >>> at) & 1) << lane
  return bits
}

export function leafOf(rows, keys, bits, lanes) {
  const masks = new Array(lanes).fill(0)
  for (let i = 0; i < rows.length; i++) {
    for (let lane = 0; lane < lanes; lane++) masks[lane] |= ((bits[i] >>> lane) & 1) << i
  }
  return new Leaf(rows, keys, masks)
}

export function innerOf(kids, keys, level, lanes) {
  return new Inner(
    kids,
    keys,
    kids.flatMap((kid) => countsOf(kid, level - 1, lanes)),
  )
}

/** The members of each lane in a node. */
export function countsOf(node, level, lanes) {
  if (level === 0) return node.masks.map(countBits)
  const counts = new Array(lanes).fill(0)
  for (let i = 0; i < node.counts.length; i++) counts[i % lanes] += node.counts[i]
  return counts
}

export function firstRow(node, level) {
  let first = node
  for (let left = level; left > 0; left--) first = first.kids[0]
  return first.rows[0]
}
