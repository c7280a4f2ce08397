import { createEdit, type Edit } from './edit.js'
import { treeInsert, treeRemove } from './order-edit.js'
import {
  bitsAt,
  type BitsOf,
  type Compare,
  countOf,
  type Inner,
  innerOf,
  itemsOf,
  type Leaf,
  leafOf,
  NODE_FILL,
  NODE_MIN,
  type Node,
  OrderTree,
  rowOf,
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
  pushLeaves(leaves, sortedRows, sortedRows.map(bitsOf), laneCount)
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

/**
 * Removes and adds many rows at once. A row that changed is in both lists: its old version and its new one.
 *
 * @param removedRows strictly ascending; those not there are skipped.
 * @param addedRows strictly ascending; one that compares equal to a row that stays takes its place.
 * @param bitsOf asked once for each added row; rows that stay keep their lanes.
 */
export function treeMerge<R>(
  tree: OrderTree<R>,
  removedRows: readonly R[],
  addedRows: readonly R[],
  bitsOf: BitsOf<R>,
  edit: Edit = createEdit(),
): OrderTree<R> {
  const changes = removedRows.length + addedRows.length
  if (changes === 0) return tree
  const size = countOf(tree.root, tree.height, 0, tree.laneCount)
  if (size === 0) return buildTree(tree.compare, tree.laneCount, addedRows, bitsOf, tree.weightOf)
  if (changes * ROWS_PER_EDIT > size) return new Merge(tree, removedRows, addedRows, bitsOf).run(leavesOf(tree))
  let next = tree
  for (const row of removedRows) next = treeRemove(next, row, edit)
  for (const row of addedRows) next = treeInsert(next, row, bitsOf(row), edit)
  return next
}

// One edit costs about as much as taking over the leaves of so many rows.
const ROWS_PER_EDIT = 200

/** One pass over all leaves: those without a change are taken over, runs of changed ones are merged and cut anew. */
class Merge<R> {
  private readonly leaves: Leaf<R>[] = []
  /** Merged, but not in a leaf yet. */
  private rows: R[] = []
  private bits: number[] = []
  private removedAt = 0
  private addedAt = 0
  private isChanged = false

  constructor(
    private readonly tree: OrderTree<R>,
    private readonly removed: readonly R[],
    private readonly added: readonly R[],
    private readonly bitsOf: BitsOf<R>,
  ) {}

  run(leaves: readonly Leaf<R>[]): OrderTree<R> {
    const { compare, weightOf, laneCount } = this.tree
    for (let i = 0; i < leaves.length; i++) {
      const leaf = leaves[i]!
      const end = i + 1 < leaves.length ? rowOf(leaves[i + 1]!, 0, laneCount) : undefined
      if (this.isTouched(end) || (this.rows.length > 0 && this.rows.length < NODE_MIN)) this.mergeLeaf(leaf, end)
      else {
        this.flush()
        this.leaves.push(leaf)
      }
    }
    if (!this.isChanged) return this.tree
    const last = this.rows.length > 0 && this.rows.length < NODE_MIN ? this.leaves.pop() : undefined
    if (last !== undefined) {
      const rows = itemsOf(last, 0, laneCount)
      this.bits = rows.map((_, at) => bitsAt(last, at, laneCount)).concat(this.bits)
      this.rows = rows.concat(this.rows)
    }
    this.flush()
    return treeOf(emptyTree(compare, laneCount, weightOf), this.leaves)
  }

  private mergeLeaf(leaf: Leaf<R>, end: R | undefined): void {
    const { compare, laneCount } = this.tree
    itemsOf(leaf, 0, laneCount).forEach((row, at) => {
      while (this.addedAt < this.added.length && compare(this.added[this.addedAt]!, row) < 0) this.add()
      while (this.removedAt < this.removed.length && compare(this.removed[this.removedAt]!, row) < 0) this.removedAt++
      const isRemoved = this.removedAt < this.removed.length && compare(this.removed[this.removedAt]!, row) === 0
      if (isRemoved) {
        this.removedAt++
        this.isChanged = true
      }
      if (this.addedAt < this.added.length && compare(this.added[this.addedAt]!, row) === 0) this.add()
      else if (!isRemoved) this.take(row, bitsAt(leaf, at, laneCount))
    })
    while (this.addedAt < this.added.length && this.isBefore(this.added[this.addedAt]!, end)) this.add()
  }

  private isTouched(end: R | undefined): boolean {
    return (
      (this.removedAt < this.removed.length && this.isBefore(this.removed[this.removedAt]!, end)) ||
      (this.addedAt < this.added.length && this.isBefore(this.added[this.addedAt]!, end))
    )
  }

  private isBefore(row: R, end: R | undefined): boolean {
    return end === undefined || this.tree.compare(row, end) < 0
  }

  private add(): void {
    const row = this.added[this.addedAt++]!
    this.take(row, this.bitsOf(row))
    this.isChanged = true
  }

  private take(row: R, bits: number): void {
    this.rows.push(row)
    this.bits.push(bits)
  }

  private flush(): void {
    pushLeaves(this.leaves, this.rows, this.bits, this.tree.laneCount)
    this.rows = []
    this.bits = []
  }
}

function leavesOf<R>(tree: OrderTree<R>): Leaf<R>[] {
  let nodes: Node<R>[] = [tree.root]
  for (let level = tree.height; level > 0; level--) {
    nodes = nodes.flatMap((node) => itemsOf(node, level, tree.laneCount))
  }
  return nodes
}

/** Cuts rows into leaves of even size, with some room to grow. */
function pushLeaves<R>(out: Leaf<R>[], rows: readonly R[], bits: readonly number[], laneCount: number): void {
  const pieces = Math.ceil(rows.length / NODE_FILL)
  for (let i = 0; i < pieces; i++)
    out.push(leafOf(rows, bits, bound(rows, i, pieces), bound(rows, i + 1, pieces), laneCount))
}

/** Puts inner levels on top of leaves, in a tree that is still empty. */
function treeOf<R>(tree: OrderTree<R>, leaves: readonly Leaf<R>[]): OrderTree<R> {
  let nodes: readonly Node<R>[] = leaves
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
  return tree
}

/** Where piece `i` begins when items are cut into pieces of even size. */
function bound(items: readonly unknown[], i: number, pieces: number): number {
  return Math.floor((items.length * i) / pieces)
}
