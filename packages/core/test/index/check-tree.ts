import { popcount } from '../../src/index/bits.js'
import {
  countOf,
  type Inner,
  kidMask,
  kidOf,
  leafMask,
  NODE_MAX,
  NODE_MIN,
  type Node,
  type OrderTree,
  rowOf,
  sizeOf,
  weightsOf,
} from '../../src/index/order-node.js'

/** Throws unless the tree keeps its invariants: order, counts, masks, weights and fill. */
export function checkTree<R>(tree: OrderTree<R>): void {
  const { compare, weightOf, laneCount, root, height } = tree
  const lanes = Array.from({ length: laneCount }, (_, lane) => lane)
  let last: R | undefined
  const assert = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(what)
  }

  /** Checks what is below; returns the counts of its lanes and its first row. */
  function walk(node: Node<R>, level: number): { counts: number[]; first: R } {
    const size = sizeOf(node, level, laneCount)
    const min = node !== root ? NODE_MIN : level === 0 ? 0 : 2
    assert(size >= min && size <= NODE_MAX, `node of ${size} at level ${level}`)
    if (level === 0) {
      const masks = lanes.map((lane) => leafMask(node, lane))
      assert(masks[0] === (1 << size) - 1, 'lane 0 holds every row')
      for (const mask of masks) assert((mask & ~masks[0]!) === 0 && mask >= 0, 'mask within the leaf')
      for (let i = 0; i < size; i++) {
        const row = rowOf(node, i, laneCount)
        assert(last === undefined || compare(last, row) < 0, 'ascending')
        assert(last === undefined || weightOf(last) <= weightOf(row), 'weights never fall')
        last = row
      }
      return { counts: masks.map(popcount), first: rowOf(node, 0, laneCount) }
    }
    const inner = node as Inner<R>
    const weights = weightsOf(inner)
    assert(weights.length === size, 'one weight per kid')
    const kids = weights.map((_, i) => walk(kidOf(inner, i, laneCount), level - 1))
    kids.forEach(({ first }, i) => assert(weights[i] === weightOf(first), `weight of kid ${i}`))
    const counts = lanes.map((lane) => {
      const inLane = kids.map((kid) => kid.counts[lane]!)
      const sum = inLane.reduce((a, b) => a + b, 0)
      const mask = inLane.reduce((bits, count, i) => (count > 0 ? bits | (1 << i) : bits), 0)
      assert(countOf(inner, level, lane, laneCount) === sum, `count of lane ${lane}`)
      assert(kidMask(inner, lane) === mask, `mask of lane ${lane}`)
      return sum
    })
    return { counts, first: kids[0]!.first }
  }
  walk(root, height)
}
