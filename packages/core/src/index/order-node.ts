import { lowBits, popcount } from './bits.js'
import type { Edit } from './edit.js'

export type Compare<R> = (a: R, b: R) => number

/** Which lanes a row is in: bit k set means member of lane k. Lane 0 holds every row, whatever bit 0 says. */
export type BitsOf<R> = (row: R) => number

// 30 rows: a lane's mask then is a small integer in V8 with compressed pointers (Chrome), where 32 bits would be boxed.
export const LEAF_MAX = 30
export const LEAF_FILL = 26
export const LEAF_MIN = 7
export const INNER_MAX = 32
export const INNER_FILL = 28
export const INNER_MIN = 8

/** A leaf's arrays are never changed, only exchanged, so that copies of a leaf share them. */
export class Leaf<R> {
  constructor(
    readonly owner: Edit | undefined,
    /** The first row, kept here too: descending then touches one object less per step. */
    public first: R,
    public rows: readonly R[],
    /** Per lane: bit i set means row i is a member. */
    public masks: readonly number[],
  ) {}
}

/** The arrays of an inner node belong to it alone and change under its owner. */
export class Inner<R> {
  constructor(
    readonly owner: Edit | undefined,
    public first: R,
    public kids: Node<R>[],
    /** Per lane: how many rows below are members. */
    public counts: number[],
  ) {}
}

/** Which of the two it is follows from its level: leaves are level 0. */
export type Node<R> = Leaf<R> | Inner<R>

export function countOf<R>(node: Node<R>, level: number, lane: number): number {
  return level === 0 ? popcount((node as Leaf<R>).masks[lane]!) : (node as Inner<R>).counts[lane]!
}

export function innerOf<R>(owner: Edit | undefined, kids: Node<R>[], level: number, laneCount: number): Inner<R> {
  const counts: number[] = []
  for (let lane = 0; lane < laneCount; lane++) {
    let count = 0
    for (let i = 0; i < kids.length; i++) count += countOf(kids[i]!, level - 1, lane)
    counts.push(count)
  }
  return new Inner(owner, kids[0]!.first, kids, counts)
}

/** The bit set of row `at`, read back from the masks. */
export function bitsAt<R>(leaf: Leaf<R>, at: number): number {
  const masks = leaf.masks
  let bits = 0
  for (let lane = 0; lane < masks.length; lane++) bits |= ((masks[lane]! >>> at) & 1) << lane
  return bits
}

/** The two leaves that share `a` and `b` out so that the left one has `cut` rows. `b` may be missing: a split. */
export function shareOut<R>(owner: Edit, a: Leaf<R>, b: Leaf<R> | undefined, cut: number): [Leaf<R>, Leaf<R>] {
  const rows = b === undefined ? a.rows : a.rows.concat(b.rows)
  const size = a.rows.length
  const left: number[] = []
  const right: number[] = []
  for (let lane = 0; lane < a.masks.length; lane++) {
    const low = a.masks[lane]!
    const high = b === undefined ? 0 : b.masks[lane]!
    // Both together may be more than 32 rows: put the halves together without making the whole.
    left.push(cut <= size ? low & lowBits(cut) : low | ((high & lowBits(cut - size)) << size))
    right.push(cut <= size ? (low >>> cut) | (high << (size - cut)) : high >>> (cut - size))
  }
  return [new Leaf(owner, rows[0]!, rows.slice(0, cut), left), new Leaf(owner, rows[cut]!, rows.slice(cut), right)]
}

/**
 * Rows in order, with any number of lanes (views) over them: a persistent order-statistic B+ tree. Every node counts
 * the members of each lane below it, so one copied path keeps order, sizes, ranks and windows of all views together.
 *
 * A tree never changes; an edit gives the next one, which shares all but a path. Under one `Edit` a batch reuses the
 * nodes it made, so of a batch only the last tree may be kept.
 */
export class OrderTree<R> {
  /** Set while the tree is being made, never after. */
  constructor(
    readonly compare: Compare<R>,
    readonly laneCount: number,
    public root: Node<R>,
    /** Inner levels above the leaves. */
    public height: number,
  ) {}
}

/**
 * Where `descend` went: the child taken at each level, and at level 0 the index in the leaf. Held outside, and used up
 * before the next descent, so that finding a row allocates nothing.
 */
export const path = new Uint8Array(32)

/** Walks to the leaf where `row` is or would be, leaving the way in `path`. */
export function descend<R>(tree: OrderTree<R>, row: R): Leaf<R> {
  const compare = tree.compare
  let node = tree.root
  for (let level = tree.height; level > 0; level--) {
    const kids = (node as Inner<R>).kids
    let low = 0
    let high = kids.length - 1
    while (low < high) {
      const mid = (low + high + 1) >>> 1
      if (compare(kids[mid]!.first, row) <= 0) low = mid
      else high = mid - 1
    }
    path[level] = low
    node = kids[low]!
  }
  const leaf = node as Leaf<R>
  const rows = leaf.rows
  const known = rows.indexOf(row) // most searches are for the very object: no comparison, no row touched
  if (known >= 0) {
    path[0] = known
    return leaf
  }
  let low = 0
  let high = rows.length
  while (low < high) {
    const mid = (low + high) >>> 1
    if (compare(rows[mid]!, row) < 0) low = mid + 1
    else high = mid
  }
  path[0] = low
  return leaf
}

/** Whether the row that `descend` looked for is there. */
export function isAt<R>(tree: OrderTree<R>, leaf: Leaf<R>, row: R): boolean {
  const at = path[0]!
  if (at >= leaf.rows.length) return false
  const found = leaf.rows[at]!
  return found === row || tree.compare(found, row) === 0
}
