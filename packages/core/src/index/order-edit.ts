import { inserted, removed, replaced } from './arrays.js'
import { insertBit, removeBit } from './bits.js'
import { createEdit, type Edit } from './edit.js'
import {
  bitsAt,
  descend,
  INNER_MAX,
  INNER_MIN,
  Inner,
  innerOf,
  isAt,
  LEAF_MAX,
  LEAF_MIN,
  Leaf,
  type Node,
  OrderTree,
  path,
  shareOut,
} from './order-node.js'

/**
 * Adds a row. A row that compares equal is exchanged for it.
 *
 * @param bits its lanes; bit 0 is set in any case.
 */
export function treeInsert<R>(tree: OrderTree<R>, row: R, bits: number, edit?: Edit): OrderTree<R> {
  const leaf = descend(tree, row)
  if (isAt(tree, leaf, row)) return exchange(tree, leaf, row, bits | 1, edit ?? createEdit())
  const next = copyOf(tree)
  insertAlongPath(next, row, bits | 1, edit ?? createEdit())
  return next
}

/** Removes the row that compares equal; the same tree if there is none. */
export function treeRemove<R>(tree: OrderTree<R>, row: R, edit?: Edit): OrderTree<R> {
  const leaf = descend(tree, row)
  if (!isAt(tree, leaf, row)) return tree
  const next = copyOf(tree)
  removeAlongPath(next, leaf, edit ?? createEdit())
  return next
}

/**
 * Exchanges a row for its new version and moves it to where that belongs. If `oldRow` is not there, `newRow` is added.
 *
 * @param newBits the lanes of the new version; bit 0 is set in any case.
 */
export function treeReplace<R>(tree: OrderTree<R>, oldRow: R, newRow: R, newBits: number, edit?: Edit): OrderTree<R> {
  const leaf = descend(tree, oldRow)
  if (!isAt(tree, leaf, oldRow)) return treeInsert(tree, newRow, newBits, edit)
  const owner = edit ?? createEdit()
  if (staysInPlace(tree, leaf, newRow)) return exchange(tree, leaf, newRow, newBits | 1, owner)
  const next = copyOf(tree)
  removeAlongPath(next, leaf, owner)
  if (isAt(next, descend(next, newRow), newRow)) return treeInsert(next, newRow, newBits, owner)
  insertAlongPath(next, newRow, newBits | 1, owner) // under one owner: the top of both paths is copied once
  return next
}

function copyOf<R>(tree: OrderTree<R>): OrderTree<R> {
  return new OrderTree(tree.compare, tree.laneCount, tree.root, tree.height)
}

/** Whether `row` may take the place at `path`. A neighbour in another leaf is not looked up: then the row is moved. */
function staysInPlace<R>(tree: OrderTree<R>, leaf: Leaf<R>, row: R): boolean {
  const rows = leaf.rows
  const at = path[0]!
  const order = tree.compare(row, rows[at]!)
  if (order === 0) return true
  if (order > 0) return at + 1 < rows.length && tree.compare(row, rows[at + 1]!) < 0
  return at > 0 ? tree.compare(row, rows[at - 1]!) > 0 : isLeftmost(tree.height)
}

function isLeftmost(height: number): boolean {
  for (let level = height; level > 0; level--) if (path[level] !== 0) return false
  return true
}

/** Puts `row` in the place of the one at `path`. */
function exchange<R>(tree: OrderTree<R>, leaf: Leaf<R>, row: R, bits: number, owner: Edit): OrderTree<R> {
  const at = path[0]!
  const old = leaf.rows[at]!
  const oldBits = bitsAt(leaf, at)
  if (old === row && oldBits === bits) return tree
  const next = copyOf(tree)
  let parent: Inner<R> | undefined
  let slot = 0
  for (let level = next.height; level > 0; level--) {
    const inner: Inner<R> = ownInner(next, parent, slot, owner)
    if (oldBits !== bits) addToCounts(inner.counts, bits, oldBits)
    if (inner.first === old) inner.first = row
    parent = inner
    slot = path[level]!
  }
  let masks = leaf.masks
  if (oldBits !== bits) {
    const changed = masks.slice()
    for (let lane = 0; lane < changed.length; lane++) {
      changed[lane] = (changed[lane]! & ~(1 << at)) | (((bits >>> lane) & 1) << at)
    }
    masks = changed
  }
  putLeaf(next, parent, slot, leaf, at === 0 ? row : leaf.first, replaced(leaf.rows, at, row), masks, owner)
  return next
}

function insertAlongPath<R>(tree: OrderTree<R>, row: R, bits: number, owner: Edit): void {
  // Only a row before all others comes first in its leaf: elsewhere `descend` ends in the leaf that begins before it.
  const isFirst = path[0] === 0
  if (isFull(tree.root, tree.height)) {
    tree.root = innerOf(owner, [tree.root], tree.height + 1, tree.laneCount)
    tree.height++
    path[tree.height] = 0
  }
  let parent: Inner<R> | undefined
  let slot = 0
  for (let level = tree.height; level > 0; level--) {
    const inner: Inner<R> = ownInner(tree, parent, slot, owner)
    if (isFull(inner.kids[path[level]!]!, level - 1)) splitKid(inner, level, tree.laneCount, owner)
    addToCounts(inner.counts, bits, 0)
    if (isFirst) inner.first = row
    parent = inner
    slot = path[level]!
  }
  const leaf = (parent === undefined ? tree.root : parent.kids[slot]!) as Leaf<R>
  const at = path[0]!
  const masks = leaf.masks.slice()
  for (let lane = 0; lane < masks.length; lane++) masks[lane] = insertBit(masks[lane]!, at, (bits >>> lane) & 1)
  putLeaf(tree, parent, slot, leaf, isFirst ? row : leaf.first, inserted(leaf.rows, at, row), masks, owner)
}

function removeAlongPath<R>(tree: OrderTree<R>, found: Leaf<R>, owner: Edit): void {
  const old = found.rows[path[0]!]!
  const bits = bitsAt(found, path[0]!)
  const successor = found.rows[1]!
  let parent: Inner<R> | undefined
  let slot = 0
  for (let level = tree.height; level > 0; level--) {
    const inner: Inner<R> = ownInner(tree, parent, slot, owner)
    if (isLow(inner.kids[path[level]!]!, level - 1)) refillKid(inner, level, tree.laneCount, owner)
    addToCounts(inner.counts, 0, bits)
    if (inner.first === old) inner.first = successor
    parent = inner
    slot = path[level]!
  }
  const leaf = (parent === undefined ? tree.root : parent.kids[slot]!) as Leaf<R>
  const at = path[0]!
  const masks = leaf.masks.slice()
  for (let lane = 0; lane < masks.length; lane++) masks[lane] = removeBit(masks[lane]!, at)
  putLeaf(tree, parent, slot, leaf, at === 0 ? successor : leaf.first, removed(leaf.rows, at), masks, owner)
  while (tree.height > 0 && (tree.root as Inner<R>).kids.length === 1) {
    tree.root = (tree.root as Inner<R>).kids[0]!
    tree.height--
  }
}

/** The inner node at `slot` (or the root), made `owner`'s own. */
function ownInner<R>(tree: OrderTree<R>, parent: Inner<R> | undefined, slot: number, owner: Edit): Inner<R> {
  const node = (parent === undefined ? tree.root : parent.kids[slot]!) as Inner<R>
  if (node.owner === owner) return node
  const own = new Inner(owner, node.first, node.kids.slice(), node.counts.slice())
  if (parent === undefined) tree.root = own
  else parent.kids[slot] = own
  return own
}

function putLeaf<R>(
  tree: OrderTree<R>,
  parent: Inner<R> | undefined,
  slot: number,
  leaf: Leaf<R>,
  first: R,
  rows: readonly R[],
  masks: readonly number[],
  owner: Edit,
): void {
  if (leaf.owner === owner) {
    leaf.first = first
    leaf.rows = rows
    leaf.masks = masks
    return
  }
  const own = new Leaf(owner, first, rows, masks)
  if (parent === undefined) tree.root = own
  else parent.kids[slot] = own
}

function addToCounts(counts: number[], come: number, gone: number): void {
  for (let lane = 0; lane < counts.length; lane++) {
    counts[lane] = counts[lane]! + ((come >>> lane) & 1) - ((gone >>> lane) & 1)
  }
}

function sizeOf<R>(node: Node<R>, level: number): number {
  return level === 0 ? (node as Leaf<R>).rows.length : (node as Inner<R>).kids.length
}

// Nodes are split and refilled on the way down, before it is known to be needed: then nothing has to go back up.
const isFull = <R>(node: Node<R>, level: number): boolean => sizeOf(node, level) >= (level === 0 ? LEAF_MAX : INNER_MAX)
const isLow = <R>(node: Node<R>, level: number): boolean => sizeOf(node, level) <= (level === 0 ? LEAF_MIN : INNER_MIN)

/** Splits the full kid on the path in two, and follows the path into the right one of them. */
function splitKid<R>(parent: Inner<R>, level: number, laneCount: number, owner: Edit): void {
  const slot = path[level]!
  const at = path[level - 1]!
  const kid = parent.kids[slot]!
  const cut = cutFor(at, sizeOf(kid, level - 1))
  const [left, right] = shareKids(kid, undefined, cut, level - 1, laneCount, owner)
  parent.kids = inserted(parent.kids, slot + 1, right)
  parent.kids[slot] = left
  // At the cut a new row ends the left leaf, but an inner kid at the cut is the right node's first.
  if (level === 1 ? at > cut : at >= cut) {
    path[level] = slot + 1
    path[level - 1] = at - cut
  }
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

/** Joins the low kid on the path with a neighbour, or evens the two out, and follows the path. */
function refillKid<R>(parent: Inner<R>, level: number, laneCount: number, owner: Edit): void {
  const slot = path[level]!
  const left = slot > 0 ? slot - 1 : 0
  const a = parent.kids[left]!
  const b = parent.kids[left + 1]!
  const size = sizeOf(a, level - 1)
  const total = size + sizeOf(b, level - 1)
  const at = path[level - 1]! + (slot > left ? size : 0)
  const max = level === 1 ? LEAF_MAX : INNER_MAX
  const cut = total * 4 <= max * 3 ? total : total >> 1
  const [low, high] = shareKids(a, b, cut, level - 1, laneCount, owner)
  if (cut === total) parent.kids = removed(parent.kids, left + 1)
  else parent.kids[left + 1] = high
  parent.kids[left] = low
  path[level] = at < cut ? left : left + 1
  path[level - 1] = at < cut ? at : at - cut
}

function shareKids<R>(
  a: Node<R>,
  b: Node<R> | undefined,
  cut: number,
  level: number,
  laneCount: number,
  owner: Edit,
): [Node<R>, Node<R>] {
  if (level === 0) return shareOut(owner, a as Leaf<R>, b as Leaf<R> | undefined, cut)
  const kids = b === undefined ? (a as Inner<R>).kids : (a as Inner<R>).kids.concat((b as Inner<R>).kids)
  const low = innerOf(owner, kids.slice(0, cut), level, laneCount)
  return [low, cut === kids.length ? low : innerOf(owner, kids.slice(cut), level, laneCount)]
}
