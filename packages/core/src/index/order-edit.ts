import { sized } from './arrays.js'
import { lowBits } from './bits.js'
import { createEdit, type Edit } from './edit.js'
import {
  bitsAt,
  countRow,
  type Inner,
  innerOf,
  itemsOf,
  kidOf,
  type Leaf,
  leafMask,
  leafOfLeaves,
  NODE_MAX,
  NODE_MIN,
  type Node,
  OrderTree,
  ownInner,
  rowOf,
  setKid,
  setWeight,
  sizeOf,
  weightsOf,
  withKids,
} from './order-node.js'
import { descend, isLeftmost, isThere, path, taken } from './order-path.js'

/**
 * Adds a row. A row that compares equal is exchanged for it.
 *
 * @param bits its lanes; bit 0 is set in any case.
 */
export function treeInsert<R>(tree: OrderTree<R>, row: R, bits: number, edit?: Edit): OrderTree<R> {
  const leaf = descend(tree, row)
  if (isThere(tree, leaf, row)) return exchange(tree, leaf, row, bits | 1, edit ?? createEdit())
  const next = copyOf(tree)
  insertAlongPath(next, row, bits | 1, edit ?? createEdit())
  return next
}

/** Removes the row that compares equal; the same tree if there is none. Leaves its lanes in `taken`. */
export function treeRemove<R>(tree: OrderTree<R>, row: R, edit?: Edit): OrderTree<R> {
  const leaf = descend(tree, row)
  taken.bits = 0
  if (!isThere(tree, leaf, row)) return tree
  const next = copyOf(tree)
  removeAlongPath(next, leaf, edit ?? createEdit())
  return next
}

/**
 * Exchanges a row for its new version and moves it to where that belongs. If `oldRow` is not there, `newRow` is added.
 * Leaves the lanes of `oldRow` in `taken`.
 *
 * @param newBits the lanes of the new version; bit 0 is set in any case.
 */
export function treeReplace<R>(tree: OrderTree<R>, oldRow: R, newRow: R, newBits: number, edit?: Edit): OrderTree<R> {
  const leaf = descend(tree, oldRow)
  if (!isThere(tree, leaf, oldRow)) {
    const added = treeInsert(tree, newRow, newBits, edit)
    taken.bits = 0
    return added
  }
  const owner = edit ?? createEdit()
  if (staysInPlace(tree, leaf, newRow)) return exchange(tree, leaf, newRow, newBits | 1, owner)
  const next = copyOf(tree)
  removeAlongPath(next, leaf, owner)
  const target = descend(next, newRow)
  if (!isThere(next, target, newRow)) {
    insertAlongPath(next, newRow, newBits | 1, owner) // under one owner: the top of both paths is copied once
    return next
  }
  const { bits } = taken
  const exchanged = exchange(next, target, newRow, newBits | 1, owner)
  taken.bits = bits
  return exchanged
}

function copyOf<R>(tree: OrderTree<R>): OrderTree<R> {
  return new OrderTree(tree.compare, tree.weightOf, tree.laneCount, tree.root, tree.height)
}

/** Whether `row` may take the place at `path`. At the end of a leaf the answer is no: then the row is just moved. */
function staysInPlace<R>(tree: OrderTree<R>, leaf: Leaf<R>, row: R): boolean {
  const { compare, laneCount, height } = tree
  const at = path[0]!
  const order = compare(row, rowOf(leaf, at, laneCount))
  if (order === 0) return true
  const neighbour = order < 0 ? at - 1 : at + 1
  if (neighbour < 0) return isLeftmost(height + 1)
  if (neighbour === sizeOf(leaf, 0, laneCount)) return false
  if (height > 0) {
    // Mostly a row moves far. The weights around the leaf tell, and no neighbour is touched.
    let parent = tree.root as Inner<R>
    for (let level = height; level > 1; level--) parent = kidOf(parent, path[level]!, laneCount) as Inner<R>
    const weights = weightsOf(parent)
    const weight = tree.weightOf(row)
    if (order < 0 ? weight < weights[path[1]!]! : weight > weights[path[1]! + 1]!) return false
  }
  const there = rowOf(leaf, neighbour, laneCount)
  return order < 0 ? compare(row, there) > 0 : compare(row, there) < 0
}

/** Puts `row` in the place of the one at `path`. */
function exchange<R>(tree: OrderTree<R>, leaf: Leaf<R>, row: R, bits: number, owner: Edit): OrderTree<R> {
  const laneCount = tree.laneCount
  const at = path[0]!
  const oldBits = bitsAt(leaf, at, laneCount)
  taken.bits = oldBits
  if (oldBits === bits && rowOf(leaf, at, laneCount) === row) return tree
  const next = copyOf(tree)
  let parent: Inner<R> | undefined
  let slot = 0
  for (let level = next.height; level > 0; level--) {
    const inner = ownInner(nodeAt(next, parent, slot) as Inner<R>, owner)
    putNode(next, parent, slot, inner)
    parent = inner
    slot = path[level]!
    if (oldBits !== bits) countRow(inner, slot, bits, oldBits, level, laneCount)
    if (isLeftmost(level)) setWeight(inner, slot, tree.weightOf(row))
  }
  const changed = leaf.slice()
  changed[laneCount + at] = row
  for (let lane = 0; lane < laneCount; lane++) {
    changed[lane] = (leafMask(leaf, lane) & ~(1 << at)) | (((bits >>> lane) & 1) << at)
  }
  putNode(next, parent, slot, changed)
  return next
}

function insertAlongPath<R>(tree: OrderTree<R>, row: R, bits: number, owner: Edit): void {
  const laneCount = tree.laneCount
  // Only a row before all others comes first in its leaf: elsewhere `descend` ends in the leaf that begins before it.
  const isFirst = path[0] === 0
  if (isFull(tree.root, tree.height, laneCount)) {
    tree.root = innerOf(owner, [tree.root], 0, 1, tree.height + 1, tree)
    tree.height++
    path[tree.height] = 0
  }
  let parent: Inner<R> | undefined
  let slot = 0
  for (let level = tree.height; level > 0; level--) {
    const node = nodeAt(tree, parent, slot) as Inner<R>
    const isTight = isFull(kidOf(node, path[level]!, laneCount), level - 1, laneCount)
    const inner = isTight ? splitKid(tree, node, level, owner) : ownInner(node, owner)
    putNode(tree, parent, slot, inner)
    parent = inner
    slot = path[level]!
    countRow(inner, slot, bits, 0, level, laneCount)
    if (isFirst) setWeight(inner, 0, tree.weightOf(row))
  }
  const leaf = nodeAt(tree, parent, slot)
  putNode(tree, parent, slot, withRow(leaf, path[0]!, row, bits, laneCount))
}

function removeAlongPath<R>(tree: OrderTree<R>, found: Leaf<R>, owner: Edit): void {
  const laneCount = tree.laneCount
  const bits = bitsAt(found, path[0]!, laneCount)
  taken.bits = bits
  let parent: Inner<R> | undefined
  let slot = 0
  for (let level = tree.height; level > 0; level--) {
    const node = nodeAt(tree, parent, slot) as Inner<R>
    const isLow = sizeOf(kidOf(node, path[level]!, laneCount), level - 1, laneCount) <= NODE_MIN
    const inner = isLow ? refillKid(tree, node, level, owner) : ownInner(node, owner)
    putNode(tree, parent, slot, inner)
    parent = inner
    slot = path[level]!
    countRow(inner, slot, 0, bits, level, laneCount)
    if (isLeftmost(level)) setWeight(inner, slot, tree.weightOf(rowOf(found, 1, laneCount)))
  }
  const leaf = nodeAt(tree, parent, slot)
  putNode(tree, parent, slot, withoutRow(leaf, path[0]!, laneCount))
  while (tree.height > 0 && sizeOf(tree.root, tree.height, laneCount) === 1) {
    tree.root = kidOf(tree.root as Inner<R>, 0, laneCount)
    tree.height--
  }
}

function nodeAt<R>(tree: OrderTree<R>, parent: Inner<R> | undefined, slot: number): Node<R> {
  return parent === undefined ? tree.root : kidOf(parent, slot, tree.laneCount)
}

function putNode<R>(tree: OrderTree<R>, parent: Inner<R> | undefined, slot: number, node: Node<R>): void {
  if (parent === undefined) tree.root = node
  else setKid(parent, slot, node, tree.laneCount)
}

function withRow<R>(leaf: Leaf<R>, at: number, row: R, bits: number, laneCount: number): Leaf<R> {
  const size = leaf.length
  const out = sized<unknown>(size + 1)
  const below = lowBits(at)
  for (let lane = 0; lane < laneCount; lane++) {
    const mask = leafMask(leaf, lane)
    out[lane] = (mask & below) | ((mask & ~below) << 1) | (((bits >>> lane) & 1) << at)
  }
  const place = laneCount + at
  for (let i = laneCount; i < place; i++) out[i] = leaf[i]
  out[place] = row
  for (let i = place; i < size; i++) out[i + 1] = leaf[i]
  return out
}

export function withoutRow<R>(leaf: Leaf<R>, at: number, laneCount: number): Leaf<R> {
  const out = leaf.slice()
  const below = lowBits(at)
  for (let lane = 0; lane < laneCount; lane++) {
    const mask = leafMask(leaf, lane)
    out[lane] = (mask & below) | ((mask >>> 1) & ~below)
  }
  const last = leaf.length - 1
  for (let i = laneCount + at; i < last; i++) out[i] = leaf[i + 1]
  out.pop()
  return out
}

// Kids are split and refilled on the way down, before it is known to be needed: then nothing has to go back up.

function isFull(node: Node<unknown>, level: number, laneCount: number): boolean {
  return sizeOf(node, level, laneCount) >= NODE_MAX
}

/** The node with the full kid on the path split in two. The path then leads into the right one of them. */
function splitKid<R>(tree: OrderTree<R>, inner: Inner<R>, level: number, owner: Edit): Inner<R> {
  const kid = kidOf(inner, path[level]!, tree.laneCount)
  const at = path[level - 1]!
  const size = sizeOf(kid, level - 1, tree.laneCount)
  const cut = cutFor(at, size)
  const parts = [part(tree, kid, kid, 0, cut, level - 1, owner), part(tree, kid, kid, cut, size, level - 1, owner)]
  const next = withKids(tree, inner, path[level]!, 1, parts, level, owner)
  // At the cut a new row ends the left leaf, but an inner kid at the cut is the right node's first.
  if (level === 1 ? at > cut : at >= cut) {
    path[level]!++
    path[level - 1] = at - cut
  }
  return next
}

/**
 * Most inserts come in runs at one place: new messages below the pinned rows, pages at the end. So the side that goes
 * on growing gets the room, and the other stays three quarters full instead of half.
 */
function cutFor(at: number, size: number): number {
  const quarter = (size + 3) >> 2
  if (at <= quarter) return quarter
  return at >= size - quarter ? size - quarter : size >> 1
}

/** The node with the low kid on the path joined with a neighbour, or the two evened out. The path follows. */
function refillKid<R>(tree: OrderTree<R>, inner: Inner<R>, level: number, owner: Edit): Inner<R> {
  const laneCount = tree.laneCount
  const left = Math.max(0, path[level]! - 1)
  const a = kidOf(inner, left, laneCount)
  const b = kidOf(inner, left + 1, laneCount)
  const size = sizeOf(a, level - 1, laneCount)
  const total = size + sizeOf(b, level - 1, laneCount)
  const at = path[level - 1]! + (path[level]! > left ? size : 0)
  const cut = total * 4 <= NODE_MAX * 3 ? total : total >> 1
  const parts = [part(tree, a, b, 0, cut, level - 1, owner)]
  if (cut < total) parts.push(part(tree, a, b, cut, total, level - 1, owner))
  path[level] = at < cut ? left : left + 1
  path[level - 1] = at < cut ? at : at - cut
  return withKids(tree, inner, left, 2, parts, level, owner)
}

/** A node of the items from `start` to `end` of `a` and, after them, `b`. */
export function part<R>(
  tree: OrderTree<R>,
  a: Node<R>,
  b: Node<R>,
  start: number,
  end: number,
  level: number,
  owner: Edit,
): Node<R> {
  if (level === 0) return leafOfLeaves(a, b, start, end, tree.laneCount)
  const kids = itemsOf(a, level, tree.laneCount).concat(itemsOf(b, level, tree.laneCount))
  return innerOf(owner, kids, start, end, level, tree)
}
