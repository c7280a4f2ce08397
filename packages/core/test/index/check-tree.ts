import { popcount } from '../../src/index/bits.js'
import {
  INNER_MAX,
  INNER_MIN,
  type Inner,
  LEAF_MAX,
  LEAF_MIN,
  type Leaf,
  type Node,
  type OrderTree,
} from '../../src/index/order-node.js'

/** Throws unless the tree keeps its invariants: order, first rows, counts, masks and fill. */
export function checkTree<R>(tree: OrderTree<R>): void {
  const { compare, laneCount, root, height } = tree
  let last: R | undefined
  const assert = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(what)
  }

  function walk(node: Node<R>, level: number): number[] {
    const isRoot = node === root
    if (level === 0) {
      const { first, rows, masks } = node as Leaf<R>
      assert(rows.length <= LEAF_MAX && (isRoot || rows.length >= LEAF_MIN), `leaf of ${rows.length}`)
      assert(first === rows[0], 'first row of a leaf')
      assert(masks.length === laneCount, 'one mask per lane')
      assert(popcount(masks[0]!) === rows.length, 'lane 0 holds every row')
      for (const mask of masks) assert((mask & ~masks[0]!) === 0 && mask >= 0, 'mask within the leaf')
      for (const row of rows) {
        assert(last === undefined || compare(last, row) < 0, 'ascending')
        last = row
      }
      return masks.map(popcount)
    }
    const { first, kids, counts } = node as Inner<R>
    assert(kids.length <= INNER_MAX && kids.length >= (isRoot ? 2 : INNER_MIN), `inner node of ${kids.length}`)
    assert(first === kids[0]!.first, 'first row of an inner node')
    const sums = Array.from({ length: laneCount }, () => 0)
    for (const kid of kids) walk(kid, level - 1).forEach((count, lane) => (sums[lane]! += count))
    assert(counts.join() === sums.join(), `counts ${counts} are not the sums ${sums}`)
    return sums
  }
  walk(root, height)
}
