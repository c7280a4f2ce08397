import { type Inner, kidOf, type Leaf, firstRow, type OrderTree, rowOf, weightsOf } from './order-node.js'

/**
 * Where `descend` went: the kid taken at each level, and at level 0 the index in the leaf. Held outside, and used up
 * before the next descent, so that finding a row allocates nothing.
 */
export const path = new Uint8Array(32)

/** The lanes of the row that the last edit took out or exchanged, 0 if it was not there. Held outside like `path`. */
export const taken = { bits: 0 }

/** Walks to the leaf where `row` is or would be, leaving the way in `path`. */
export function descend<R>(tree: OrderTree<R>, row: R): Leaf<R> {
  const { compare, laneCount } = tree
  const weight = tree.weightOf(row)
  let node = tree.root
  for (let level = tree.height; level > 0; level--) {
    const inner = node as Inner<R>
    const weights = weightsOf(inner)
    let low = 0
    let high = weights.length - 1
    while (low < high) {
      const mid = (low + high + 1) >>> 1
      const other = weights[mid]!
      const isBefore =
        other === weight
          ? compare(firstRow(kidOf(inner, mid, laneCount), level - 1, laneCount), row) <= 0
          : other < weight
      if (isBefore) low = mid
      else high = mid - 1
    }
    path[level] = low
    node = kidOf(inner, low, laneCount)
  }
  path[0] = placeIn(node, row, compare, laneCount)
  return node
}

/** The index in a leaf where `row` is or would be. */
export function placeIn<R>(leaf: Leaf<R>, row: R, compare: (a: R, b: R) => number, laneCount: number): number {
  const known = leaf.indexOf(row, laneCount) // mostly it is the very object: then no row is touched
  if (known >= 0) return known - laneCount
  let low = 0
  let high = leaf.length - laneCount
  while (low < high) {
    const mid = (low + high) >>> 1
    if (compare(rowOf(leaf, mid, laneCount), row) < 0) low = mid + 1
    else high = mid
  }
  return low
}

/** Whether the row that `descend` looked for is there. */
export function isThere<R>(tree: OrderTree<R>, leaf: Leaf<R>, row: R): boolean {
  return isAt(tree, leaf, path[0]!, row)
}

/** Whether a row that compares equal stands at an index of a leaf. */
export function isAt<R>(tree: OrderTree<R>, leaf: Leaf<R>, at: number, row: R): boolean {
  if (at >= leaf.length - tree.laneCount) return false
  const found = rowOf(leaf, at, tree.laneCount)
  return found === row || tree.compare(found, row) === 0
}

/** Whether the way in `path` is along the left edge of the kid at `level`. */
export function isLeftmost(level: number): boolean {
  for (let below = 0; below < level; below++) if (path[below] !== 0) return false
  return true
}
