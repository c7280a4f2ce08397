import { sized } from './arrays.js'
import { lowBits, lowestBit, popcount } from './bits.js'
import { bitsAt, countOf, descend, type Inner, isAt, type Leaf, type Node, type OrderTree, path } from './order-node.js'

/** The lanes of a row as a bit set with bit 0 set; 0 if the row is not there. */
export function treeBitsOf<R>(tree: OrderTree<R>, row: R): number {
  const leaf = descend(tree, row)
  return isAt(tree, leaf, row) ? bitsAt(leaf, path[0]!) : 0
}

/** How many rows are in a lane. */
export function treeSize<R>(tree: OrderTree<R>, lane: number): number {
  return countOf(tree.root, tree.height, lane)
}

/** The rows of a lane from index `start` up to, not including, `end`. Indexes outside the lane are clipped. */
export function treeWindow<R>(tree: OrderTree<R>, lane: number, start: number, end: number): R[] {
  const from = Math.max(0, Math.trunc(start) || 0)
  const to = Math.min(treeSize(tree, lane), Math.trunc(end) || 0)
  if (from >= to) return []
  const out = sized<R>(to - from)
  fill(tree.root, tree.height, lane, from, to, out, 0)
  return out
}

/** Every row of a lane: O(n), for the rare caller that needs them all. */
export function treeRows<R>(tree: OrderTree<R>, lane: number): R[] {
  return treeWindow(tree, lane, 0, treeSize(tree, lane))
}

export function treeAt<R>(tree: OrderTree<R>, lane: number, index: number): R | undefined {
  if (!(index >= 0 && index < treeSize(tree, lane))) return undefined
  let left = index
  let node = tree.root
  for (let level = tree.height; level > 0; level--) {
    const kids = (node as Inner<R>).kids
    let slot = 0
    for (; ; slot++) {
      const count = countOf(kids[slot]!, level - 1, lane)
      if (left < count) break
      left -= count
    }
    node = kids[slot]!
  }
  const leaf = node as Leaf<R>
  return leaf.rows[lowestBit(dropLowest(leaf.masks[lane]!, left))]
}

/** How many members of a lane stand before `row`, which need not be a member, nor be in the tree. */
export function treeRank<R>(tree: OrderTree<R>, lane: number, row: R): number {
  const leaf = descend(tree, row)
  let rank = popcount(leaf.masks[lane]! & lowBits(path[0]!))
  let node = tree.root
  for (let level = tree.height; level > 0; level--) {
    const kids = (node as Inner<R>).kids
    const slot = path[level]!
    for (let i = 0; i < slot; i++) rank += countOf(kids[i]!, level - 1, lane)
    node = kids[slot]!
  }
  return rank
}

/** Calls `visit` with each row of a lane and its index, from index `from` on, until it returns `false`. */
export function treeForEach<R>(
  tree: OrderTree<R>,
  lane: number,
  visit: (row: R, index: number) => boolean | void,
  from = 0,
): void {
  const size = treeSize(tree, lane)
  for (let start = Math.max(0, from); start < size; start += CHUNK) {
    const rows = treeWindow(tree, lane, start, start + CHUNK)
    for (let i = 0; i < rows.length; i++) if (visit(rows[i]!, start + i) === false) return
  }
}

/** The rows of a lane from an index on, fetched in chunks as they are asked for. */
export function* treeIterate<R>(tree: OrderTree<R>, lane: number, from = 0): Generator<R, void> {
  const size = treeSize(tree, lane)
  for (let start = Math.max(0, from); start < size; start += CHUNK) yield* treeWindow(tree, lane, start, start + CHUNK)
}

const CHUNK = 128

/** Copies the members `start` to `end` of `node` to `out` from index `filled` on; returns where it stopped. */
function fill<R>(
  node: Node<R>,
  level: number,
  lane: number,
  start: number,
  end: number,
  out: R[],
  filled: number,
): number {
  if (level === 0) return fillFromLeaf(node as Leaf<R>, lane, start, end, out, filled)
  const kids = (node as Inner<R>).kids
  let before = 0
  let at = filled
  for (let i = 0; before < end; i++) {
    const kid = kids[i]!
    const count = countOf(kid, level - 1, lane)
    if (count > 0 && before + count > start) {
      at = fill(kid, level - 1, lane, Math.max(0, start - before), Math.min(count, end - before), out, at)
    }
    before += count
  }
  return at
}

function fillFromLeaf<R>(leaf: Leaf<R>, lane: number, start: number, end: number, out: R[], filled: number): number {
  const rows = leaf.rows
  let mask = leaf.masks[lane]!
  let at = filled
  if (mask === lowBits(rows.length)) {
    for (let i = start; i < end; i++) out[at++] = rows[i]!
    return at
  }
  mask = dropLowest(mask, start)
  for (let left = end - start; left > 0; left--) {
    out[at++] = rows[lowestBit(mask)]!
    mask &= mask - 1
  }
  return at
}

function dropLowest(mask: number, count: number): number {
  let rest = mask
  for (let i = 0; i < count; i++) rest &= rest - 1
  return rest
}
