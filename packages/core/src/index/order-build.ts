import { lowBits, lowestBit } from './bits.js'
import { createEdit, type Edit } from './edit.js'
import { treeInsert, treeRemove } from './order-edit.js'
import {
  bitsAt,
  type BitsOf,
  type Compare,
  INNER_FILL,
  Inner,
  innerOf,
  LEAF_FILL,
  LEAF_MIN,
  Leaf,
  type Node,
  OrderTree,
} from './order-node.js'

const MAX_LANES = 31

export function emptyTree<R>(compare: Compare<R>, laneCount: number): OrderTree<R> {
  if (!(laneCount >= 1 && laneCount <= MAX_LANES)) {
    throw new RangeError(`laneCount must be from 1 to ${MAX_LANES}, got ${laneCount}`)
  }
  const nothing = undefined as R // the first row of no rows; never compared with, for there is nothing to descend into
  return new OrderTree(compare, laneCount, new Leaf<R>(undefined, nothing, [], masksOf([], 0, 0, laneCount)), 0)
}

/** Whether rows are strictly ascending: pages mostly arrive so, and need no sort. */
export function isSorted<R>(rows: readonly R[], compare: Compare<R>): boolean {
  for (let i = 1; i < rows.length; i++) if (compare(rows[i - 1]!, rows[i]!) >= 0) return false
  return true
}

/**
 * A tree of many rows at once, O(n).
 *
 * @param sortedRows strictly ascending; this is not checked (see `isSorted`).
 */
export function buildTree<R>(
  compare: Compare<R>,
  laneCount: number,
  sortedRows: readonly R[],
  bitsOf: BitsOf<R>,
): OrderTree<R> {
  const leaves: Leaf<R>[] = []
  pushLeaves(leaves, sortedRows, sortedRows.map(bitsOf), laneCount)
  return treeOf(emptyTree(compare, laneCount), leaves)
}

/** The same rows in the same order with other lanes, O(n). */
export function treeWithLanes<R>(tree: OrderTree<R>, laneCount: number, bitsOf: BitsOf<R>): OrderTree<R> {
  const next = emptyTree(tree.compare, laneCount)
  next.root = withLanes(tree.root, tree.height, laneCount, bitsOf)
  next.height = tree.height
  return next
}

function withLanes<R>(node: Node<R>, level: number, laneCount: number, bitsOf: BitsOf<R>): Node<R> {
  if (level === 0) {
    const rows = (node as Leaf<R>).rows
    return new Leaf(undefined, node.first, rows, masksOf(rows.map(bitsOf), 0, rows.length, laneCount))
  }
  const kids = (node as Inner<R>).kids.map((kid) => withLanes(kid, level - 1, laneCount, bitsOf))
  return innerOf(undefined, kids, level, laneCount)
}

/**
 * Removes and adds many rows at once. A row that changed is in both lists: its old version and its new one.
 *
 * @param removedRows strictly ascending; those not there are skipped.
 * @param addedRows strictly ascending; one that compares equal to a row that stays takes its place.
 * @param bitsOf asked for the added rows; rows that stay keep their lanes.
 */
export function treeMerge<R>(
  tree: OrderTree<R>,
  removedRows: readonly R[],
  addedRows: readonly R[],
  bitsOf: BitsOf<R>,
  edit?: Edit,
): OrderTree<R> {
  if (removedRows.length + addedRows.length === 0) return tree
  const leaves = leavesOf(tree)
  // Visiting every leaf costs about as much as editing one row in FEW_PER_LEAF leaves.
  if ((removedRows.length + addedRows.length) * FEW_PER_LEAF < leaves.length) {
    const owner = edit ?? createEdit()
    let next = tree
    for (const row of removedRows) next = treeRemove(next, row, owner)
    for (const row of addedRows) next = treeInsert(next, row, bitsOf(row), owner)
    return next
  }
  const merged = mergeLeaves(tree, leaves, removedRows, addedRows, bitsOf)
  return merged === undefined ? tree : treeOf(emptyTree(tree.compare, tree.laneCount), merged)
}

const FEW_PER_LEAF = 8

/** Leaves without a change are taken over as they are; runs of changed ones are merged and cut anew. `undefined`: no change. */
function mergeLeaves<R>(
  tree: OrderTree<R>,
  leaves: readonly Leaf<R>[],
  removedRows: readonly R[],
  addedRows: readonly R[],
  bitsOf: BitsOf<R>,
): Leaf<R>[] | undefined {
  const { compare, laneCount } = tree
  const out: Leaf<R>[] = []
  let rows: R[] = [] // merged, not yet in a leaf
  let bits: number[] = []
  let r = 0
  let a = 0
  let isChanged = addedRows.length > 0
  const take = (row: R, rowBits: number): void => {
    rows.push(row)
    bits.push(rowBits)
  }
  const flush = (): void => {
    pushLeaves(out, rows, bits, laneCount)
    rows = []
    bits = []
  }
  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i]!
    const next = leaves[i + 1]?.first
    const isLast = i === leaves.length - 1
    const reaches = (row: R): boolean => isLast || compare(row, next!) < 0
    const isTouched =
      (r < removedRows.length && reaches(removedRows[r]!)) || (a < addedRows.length && reaches(addedRows[a]!))
    if (!isTouched && (rows.length === 0 || rows.length >= LEAF_MIN)) {
      flush()
      out.push(leaf)
      continue
    }
    for (let at = 0; at < leaf.rows.length; at++) {
      const row = leaf.rows[at]!
      while (a < addedRows.length && compare(addedRows[a]!, row) < 0) take(addedRows[a]!, bitsOf(addedRows[a++]!))
      while (r < removedRows.length && compare(removedRows[r]!, row) < 0) r++
      const isRemoved = r < removedRows.length && compare(removedRows[r]!, row) === 0
      const isExchanged = a < addedRows.length && compare(addedRows[a]!, row) === 0
      if (isRemoved) {
        r++
        isChanged = true
      }
      if (isExchanged) take(addedRows[a]!, bitsOf(addedRows[a++]!))
      else if (!isRemoved) take(row, bitsAt(leaf, at))
    }
    while (a < addedRows.length && reaches(addedRows[a]!)) take(addedRows[a]!, bitsOf(addedRows[a++]!))
    while (r < removedRows.length && reaches(removedRows[r]!)) r++
  }
  if (!isChanged) return undefined
  if (rows.length > 0 && rows.length < LEAF_MIN && out.length > 0) {
    const last = out.pop()!
    rows = last.rows.concat(rows)
    bits = last.rows.map((_, at) => bitsAt(last, at)).concat(bits)
  }
  flush()
  return out
}

function leavesOf<R>(tree: OrderTree<R>): Leaf<R>[] {
  let nodes: Node<R>[] = [tree.root]
  for (let level = tree.height; level > 0; level--) nodes = nodes.flatMap((node) => (node as Inner<R>).kids)
  return nodes as Leaf<R>[]
}

/** Cuts rows into leaves of even size, with some room to grow. */
function pushLeaves<R>(out: Leaf<R>[], rows: readonly R[], bits: readonly number[], laneCount: number): void {
  const pieces = Math.ceil(rows.length / LEAF_FILL)
  for (let i = 0; i < pieces; i++) {
    const start = Math.floor((rows.length * i) / pieces)
    const end = Math.floor((rows.length * (i + 1)) / pieces)
    out.push(new Leaf(undefined, rows[start]!, rows.slice(start, end), masksOf(bits, start, end, laneCount)))
  }
}

function masksOf(bits: readonly number[], start: number, end: number, laneCount: number): number[] {
  const masks: number[] = []
  for (let lane = 0; lane < laneCount; lane++) masks.push(0)
  for (let i = start; i < end; i++) {
    for (let rest = (bits[i]! | 1) & lowBits(laneCount); rest !== 0; rest &= rest - 1)
      masks[lowestBit(rest)]! |= 1 << (i - start)
  }
  return masks
}

/** Puts inner levels on top of leaves. */
function treeOf<R>(tree: OrderTree<R>, leaves: Leaf<R>[]): OrderTree<R> {
  let nodes: Node<R>[] = leaves
  let height = 0
  while (nodes.length > 1) {
    height++
    const pieces = Math.ceil(nodes.length / INNER_FILL)
    const above: Inner<R>[] = []
    for (let i = 0; i < pieces; i++) {
      const kids = nodes.slice(Math.floor((nodes.length * i) / pieces), Math.floor((nodes.length * (i + 1)) / pieces))
      above.push(innerOf(undefined, kids, height, tree.laneCount))
    }
    nodes = above
  }
  if (nodes.length === 1) tree.root = nodes[0]!
  tree.height = height
  return tree
}
