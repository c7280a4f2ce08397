import { sized } from './arrays.js'
import { lowBits, lowestBit, popcount } from './bits.js'
import {
  bitsAt,
  countOf,
  type Inner,
  kidMask,
  kidOf,
  type Leaf,
  leafMask,
  type Node,
  type OrderTree,
  rowOf,
  sizeOf,
} from './order-node.js'
import { descend, isThere, path } from './order-path.js'

/** The lanes of a row as a bit set with bit 0 set; 0 if the row is not there. */
export function treeBitsOf<R>(tree: OrderTree<R>, row: R): number {
  const leaf = descend(tree, row)
  return isThere(tree, leaf, row) ? bitsAt(leaf, path[0]!, tree.laneCount) : 0
}

/** How many rows are in a lane. */
export function treeSize<R>(tree: OrderTree<R>, lane: number): number {
  return countOf(tree.root, tree.height, lane, tree.laneCount)
}

/** The rows of a lane from index `start` up to, not including, `end`. Indexes outside the lane are clipped. */
export function treeWindow<R>(tree: OrderTree<R>, lane: number, start: number, end: number): R[] {
  const from = Math.max(0, Math.trunc(start) || 0)
  const to = Math.min(treeSize(tree, lane), Math.trunc(end) || 0)
  if (from >= to) return []
  const out = sized<R>(to - from)
  fill(tree.root, tree.height, tree.laneCount, lane, from, to, out, 0)
  return out
}

/** Every row of a lane: O(n), for the rare caller that needs them all. */
export function treeRows<R>(tree: OrderTree<R>, lane: number): R[] {
  return treeWindow(tree, lane, 0, treeSize(tree, lane))
}

export function treeAt<R>(tree: OrderTree<R>, lane: number, index: number): R | undefined {
  return treeWindow(tree, lane, index, index + 1)[0]
}

/** How many members of a lane stand before `row`, which need not be a member, nor be in the tree. */
export function treeRank<R>(tree: OrderTree<R>, lane: number, row: R): number {
  const laneCount = tree.laneCount
  const leaf = descend(tree, row)
  let rank = popcount(leafMask(leaf, lane) & lowBits(path[0]!))
  let node = tree.root
  for (let level = tree.height; level > 0; level--) {
    const inner = node as Inner<R>
    const at = path[level]!
    for (let rest = kidMask(inner, lane) & lowBits(at); rest !== 0; rest &= rest - 1) {
      rank += countOf(kidOf(inner, lowestBit(rest), laneCount), level - 1, lane, laneCount)
    }
    node = kidOf(inner, at, laneCount)
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
  let index = Math.max(0, from)
  for (const row of treeIterate(tree, lane, index)) if (visit(row, index++) === false) return
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
  laneCount: number,
  lane: number,
  start: number,
  end: number,
  out: R[],
  filled: number,
): number {
  if (level === 0) return fillFromLeaf(node, laneCount, lane, start, end, out, filled)
  const inner = node as Inner<R>
  let before = 0
  let at = filled
  for (let rest = kidMask(inner, lane); before < end; rest &= rest - 1) {
    const kid = kidOf(inner, lowestBit(rest), laneCount)
    const count = countOf(kid, level - 1, lane, laneCount)
    if (before + count > start) {
      const from = start > before ? start - before : 0
      const to = end - before < count ? end - before : count
      at =
        level === 1
          ? fillFromLeaf(kid, laneCount, lane, from, to, out, at)
          : fill(kid, level - 1, laneCount, lane, from, to, out, at)
    }
    before += count
  }
  return at
}

function fillFromLeaf<R>(
  leaf: Leaf<R>,
  laneCount: number,
  lane: number,
  start: number,
  end: number,
  out: R[],
  filled: number,
): number {
  let mask = leafMask(leaf, lane)
  let at = filled
  if (mask === lowBits(sizeOf(leaf, 0, laneCount))) {
    for (let i = start; i < end; i++) out[at++] = rowOf(leaf, i, laneCount)
    return at
  }
  for (let i = 0; i < start; i++) mask &= mask - 1
  for (let left = end - start; left > 0; left--) {
    out[at++] = rowOf(leaf, lowestBit(mask), laneCount)
    mask &= mask - 1
  }
  return at
}
