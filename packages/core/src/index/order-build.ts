import {
  type BitsOf,
  type Compare,
  type Inner,
  innerOf,
  itemsOf,
  kidOf,
  type Leaf,
  leafOf,
  NODE_FILL,
  type Node,
  OrderTree,
  sizeOf,
  type WeightOf,
} from './order-node.js'

const MAX_LANES = 31

/** @param weightOf speeds up searching; see {@link WeightOf}. */
export function emptyTree<R>(compare: Compare<R>, laneCount: number, weightOf: WeightOf<R> = weightless): OrderTree<R> {
  if (!(laneCount >= 1 && laneCount <= MAX_LANES)) {
    throw new RangeError(`laneCount must be from 1 to ${MAX_LANES}, got ${laneCount}`)
  }
  return new OrderTree(compare, weightOf, laneCount, leafOf<R>([], [], 0, 0, laneCount), 0)
}

const weightless = (): number => 0

/** Whether rows are strictly ascending: pages mostly arrive so, and need no sort. */
export function isSorted<R>(rows: readonly R[], compare: Compare<R>): boolean {
  for (let i = 1; i < rows.length; i++) if (compare(rows[i - 1]!, rows[i]!) >= 0) return false
  return true
}

/**
 * A tree of many rows at once, O(n).
 *
 * @param sortedRows strictly ascending; this is not checked (see `isSorted`).
 * @param bitsOf asked once for each row.
 * @param weightOf speeds up searching; see {@link WeightOf}.
 */
export function buildTree<R>(
  compare: Compare<R>,
  laneCount: number,
  sortedRows: readonly R[],
  bitsOf: BitsOf<R>,
  weightOf?: WeightOf<R>,
): OrderTree<R> {
  const leaves: Leaf<R>[] = []
  cutLeaves(leaves, sortedRows, sortedRows.map(bitsOf), laneCount)
  return treeOf(emptyTree(compare, laneCount, weightOf), leaves)
}

/** The same rows in the same order with other lanes, O(n). `bitsOf` is asked once for each row. */
export function treeWithLanes<R>(tree: OrderTree<R>, laneCount: number, bitsOf: BitsOf<R>): OrderTree<R> {
  const next = emptyTree(tree.compare, laneCount, tree.weightOf)
  const leaves = leavesOf(tree).map((leaf) => {
    const rows = itemsOf(leaf, 0, tree.laneCount)
    return leafOf(rows, rows.map(bitsOf), 0, rows.length, laneCount)
  })
  return treeOf(next, leaves)
}

function leavesOf<R>(tree: OrderTree<R>): Leaf<R>[] {
  let nodes: Node<R>[] = [tree.root]
  for (let level = tree.height; level > 0; level--) {
    nodes = nodes.flatMap((node) => itemsOf(node, level, tree.laneCount))
  }
  return nodes
}

/** Cuts rows into leaves of even size, with some room to grow. */
export function cutLeaves<R>(out: Node<R>[], rows: readonly R[], bits: readonly number[], laneCount: number): void {
  const pieces = Math.ceil(rows.length / NODE_FILL)
  for (let i = 0; i < pieces; i++)
    out.push(leafOf(rows, bits, bound(rows, i, pieces), bound(rows, i + 1, pieces), laneCount))
}

/**
 * A tree of the kind of another, over nodes in order.
 *
 * @param level of the nodes: 0 for leaves.
 */
export function treeOf<R>(kind: OrderTree<R>, nodesInOrder: readonly Node<R>[], level = 0): OrderTree<R> {
  const tree = emptyTree(kind.compare, kind.laneCount, kind.weightOf)
  let nodes = nodesInOrder
  tree.height = nodes.length === 0 ? 0 : level
  while (nodes.length > 1) {
    const level = ++tree.height
    const pieces = Math.ceil(nodes.length / NODE_FILL)
    const above: Inner<R>[] = []
    for (let i = 0; i < pieces; i++) {
      above.push(innerOf(undefined, nodes, bound(nodes, i, pieces), bound(nodes, i + 1, pieces), level, tree))
    }
    nodes = above
  }
  if (nodes.length === 1) tree.root = nodes[0]!
  while (tree.height > 0 && sizeOf(tree.root, tree.height, tree.laneCount) === 1) {
    tree.root = kidOf(tree.root as Inner<R>, 0, tree.laneCount)
    tree.height--
  }
  return tree
}

/** Where piece `i` begins when items are cut into pieces of even size. */
export function bound(items: readonly unknown[], i: number, pieces: number): number {
  return Math.floor((items.length * i) / pieces)
}
