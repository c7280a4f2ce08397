import { lowestBit } from './bits.js'
import { createEdit, type Edit } from './edit.js'
import { bound, buildTree, cutLeaves, treeOf } from './order-build.js'
import { part, withoutRow } from './order-edit.js'
import {
  bitsAt,
  type BitsOf,
  countOf,
  exchangeKid,
  firstRow,
  type Inner,
  innerOf,
  isOwn,
  itemsOf,
  kidOf,
  type Leaf,
  NODE_FILL,
  NODE_MAX,
  NODE_MIN,
  type Node,
  type OrderTree,
  ownInner,
  rowOf,
  sizeOf,
  weightsOf,
} from './order-node.js'
import { isAt, placeIn } from './order-path.js'

/**
 * Removes and adds many rows at once: each leaf that holds some of them, and each node above, is made anew once.
 *
 * @param removedRows strictly ascending; those not there are skipped. A row that changed is in both lists.
 * @param addedRows strictly ascending; one that compares equal to a row that stays takes its place.
 * @param bitsOf asked once for each added row, in their order; rows that stay keep their lanes.
 * @param onRemoved told of each row that was there, with its lanes.
 */
export function treeMerge<R>(
  tree: OrderTree<R>,
  removedRows: readonly R[],
  addedRows: readonly R[],
  bitsOf: BitsOf<R>,
  edit: Edit = createEdit(),
  onRemoved?: (row: R, bits: number) => void,
): OrderTree<R> {
  if (removedRows.length + addedRows.length === 0) return tree
  if (countOf(tree.root, tree.height, 0, tree.laneCount) === 0) {
    return buildTree(tree.compare, tree.laneCount, addedRows, bitsOf, tree.weightOf)
  }
  return new Merge(tree, removedRows, addedRows, bitsOf, edit, onRemoved).run()
}

/** One walk over the nodes that are touched, from left to right, with both lists taken in turn. */
class Merge<R> {
  private removedAt = 0
  private addedAt = 0
  private isChanged = false
  private readonly removedWeights: Float64Array
  private readonly addedWeights: Float64Array
  /** What takes the place of the nodes that are being visited: one stack for all, so that a visit allocates nothing. */
  private readonly made: Node<R>[] = []
  /** Of each level, how many rows of each lane the kid that is being visited had. */
  private readonly counts: Int32Array

  constructor(
    private readonly tree: OrderTree<R>,
    private readonly removed: readonly R[],
    private readonly added: readonly R[],
    private readonly bitsOf: BitsOf<R>,
    private readonly owner: Edit,
    private readonly onRemoved: ((row: R, bits: number) => void) | undefined,
  ) {
    this.removedWeights = new Float64Array(removed.map(tree.weightOf))
    this.addedWeights = new Float64Array(added.map(tree.weightOf))
    this.counts = new Int32Array(tree.height * tree.laneCount)
  }

  run(): OrderTree<R> {
    const { tree } = this
    this.visit(tree.root, tree.height, this.removed.length, this.added.length)
    return this.isChanged ? treeOf(tree, this.made, tree.height) : tree
  }

  /**
   * Leaves in `made` what takes the place of the node: none, one or many, the last of which may be small.
   *
   * @param removedEnd the rows up to there, from the one that is next, stand in this node or nowhere.
   * @param addedEnd the same for the rows to be added.
   */
  private visit(node: Node<R>, level: number, removedEnd: number, addedEnd: number): void {
    if (level === 0) this.mergeLeaf(node, removedEnd, addedEnd)
    else this.mergeInner(node as Inner<R>, level, removedEnd, addedEnd)
  }

  private mergeInner(inner: Inner<R>, level: number, removedEnd: number, addedEnd: number): void {
    const { laneCount } = this.tree
    const { removed, removedWeights, added, addedWeights, counts, made } = this
    const weights = weightsOf(inner)
    const last = weights.length - 1
    const mark = made.length
    let own = inner
    let kids: Node<R>[] | undefined
    for (let at = 0; at <= last; at++) {
      const kid = kidOf(own, at, laneCount)
      let removedTo = removedEnd
      let addedTo = addedEnd
      if (at < last) {
        const weight = weights[at + 1]!
        const next = kidOf(own, at + 1, laneCount)
        removedTo = this.endBefore(removed, removedWeights, this.removedAt, removedEnd, weight, next, level - 1)
        addedTo = this.endBefore(added, addedWeights, this.addedAt, addedEnd, weight, next, level - 1)
      }
      if (removedTo === this.removedAt && addedTo === this.addedAt) {
        kids?.push(kid)
        continue
      }
      const before = (level - 1) * laneCount
      for (let lane = 0; lane < laneCount; lane++) counts[before + lane] = countOf(kid, level - 1, lane, laneCount)
      this.visit(kid, level - 1, removedTo, addedTo)
      if (!kids && made.length === mark + 1 && sizeOf(made[mark]!, level - 1, laneCount) >= NODE_MIN) {
        const only = made.pop()!
        // A node of this edit is changed in place: the same one may hold other rows now.
        if (only === kid && (level === 1 || !isOwn(kid as Inner<R>, this.owner))) continue
        own = ownInner(own, this.owner)
        exchangeKid(this.tree, own, at, only, level, counts, before)
      } else {
        kids ??= itemsOf(own, level, laneCount).slice(0, at)
        kids.push(...made.splice(mark))
      }
    }
    if (kids) this.pushInners(made, kids, level)
    else made.push(own)
  }

  /** How far the rows from `start` on stand before a node. */
  private endBefore(
    rows: readonly R[],
    rowWeights: Float64Array,
    start: number,
    end: number,
    weight: number,
    node: Node<R>,
    level: number,
  ): number {
    const { compare, laneCount } = this.tree
    for (let at = start; at < end; at++) {
      const own = rowWeights[at]!
      const isBefore = own === weight ? compare(rows[at]!, firstRow(node, level, laneCount)) < 0 : own < weight
      if (!isBefore) return at
    }
    return end
  }

  private mergeLeaf(leaf: Leaf<R>, removedEnd: number, addedEnd: number): void {
    const { laneCount, compare } = this.tree
    let gone = 0
    for (; this.removedAt < removedEnd; this.removedAt++) {
      const row = this.removed[this.removedAt]!
      const at = placeIn(leaf, row, compare, laneCount)
      if (!isAt(this.tree, leaf, at, row)) continue
      gone |= 1 << at
      this.onRemoved?.(row, bitsAt(leaf, at, laneCount))
    }
    if (this.addedAt < addedEnd) return this.addToLeaf(leaf, gone, addedEnd)
    if (gone === 0) return void this.made.push(leaf)
    this.isChanged = true
    let left = leaf
    for (let rest = gone, taken = 0; rest !== 0; rest &= rest - 1, taken++) {
      left = withoutRow(left, lowestBit(rest) - taken, laneCount)
    }
    if (left.length > laneCount) this.made.push(left)
  }

  /** Pushes the rows of a leaf that stay, and among them the added ones. */
  private addToLeaf(leaf: Leaf<R>, removed: number, addedEnd: number): void {
    const { compare, laneCount } = this.tree
    const rows: R[] = []
    const bits: number[] = []
    let gone = removed
    let at = 0
    const keepUpTo = (end: number): void => {
      for (; at < end; at++) {
        if ((gone & (1 << at)) !== 0) continue
        rows.push(rowOf(leaf, at, laneCount))
        bits.push(bitsAt(leaf, at, laneCount))
      }
    }
    for (; this.addedAt < addedEnd; this.addedAt++) {
      const row = this.added[this.addedAt]!
      const place = placeIn(leaf, row, compare, laneCount)
      if (isAt(this.tree, leaf, place, row)) gone |= 1 << place
      keepUpTo(place)
      rows.push(row)
      bits.push(this.bitsOf(row))
    }
    keepUpTo(leaf.length - laneCount)
    cutLeaves(this.made, rows, bits, laneCount)
    this.isChanged = true
  }

  /** Pushes inner nodes over kids of any size. */
  private pushInners(out: Node<R>[], kids: readonly Node<R>[], level: number): void {
    const even = this.evened(kids, level - 1)
    const pieces = even.length <= NODE_MAX ? Math.min(1, even.length) : Math.ceil(even.length / NODE_FILL)
    for (let i = 0; i < pieces; i++) {
      out.push(innerOf(this.owner, even, bound(even, i, pieces), bound(even, i + 1, pieces), level, this.tree))
    }
  }

  /** The same nodes, small ones joined with a neighbour. A small one may be left if it is the only one. */
  private evened(nodes: readonly Node<R>[], level: number): Node<R>[] {
    const { tree, owner } = this
    const out: Node<R>[] = []
    const isSmall = (node: Node<R>): boolean => sizeOf(node, level, tree.laneCount) < NODE_MIN
    for (const node of nodes) {
      const last = out.at(-1)
      if (last === undefined || !(isSmall(last) || isSmall(node))) {
        out.push(node)
        continue
      }
      out.pop()
      if (level > 0) {
        const kids = [last, node].flatMap((each) => itemsOf(each, level, tree.laneCount))
        this.pushInners(out, kids, level)
        continue
      }
      const total = sizeOf(last, 0, tree.laneCount) + sizeOf(node, 0, tree.laneCount)
      const cut = total * 4 <= NODE_MAX * 3 ? total : total >> 1
      out.push(part(tree, last, node, 0, cut, 0, owner))
      if (cut < total) out.push(part(tree, last, node, cut, total, 0, owner))
    }
    return out
  }
}
