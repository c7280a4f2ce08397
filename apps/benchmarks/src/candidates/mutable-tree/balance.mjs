import { lowBits } from './bits.mjs'
import {
  bitsAt,
  countsOf,
  firstRow,
  Inner,
  INNER_MAX,
  INNER_MIN,
  innerOf,
  keyOf,
  Leaf,
  LEAF_MAX,
  LEAF_MIN,
  leafOf,
} from './nodes.mjs'

/** Cuts the highest of the full nodes above and at the leaf of the last search in two; the search must be done anew. */
export function makeRoom(tree) {
  const { lanes, nodes, slots } = tree
  let level = 0
  while (level < tree.height && nodes[level + 1].kids.length >= INNER_MAX) level++
  const node = nodes[level]
  if (level === tree.height) {
    tree.height++
    tree.root = innerOf([node], [-Infinity], tree.height, lanes)
    nodes[tree.height] = tree.root
    slots[tree.height] = 0
  }
  const parent = nodes[level + 1]
  const slot = slots[level + 1]
  const cut = cutFor(slots[level], level === 0 ? node.rows.length : node.kids.length)
  const right = level === 0 ? cutLeaf(node, cut) : cutInner(node, cut, lanes)
  parent.kids.splice(slot + 1, 0, right)
  parent.keys.splice(slot + 1, 0, keyOf(firstRow(right, level)))
  parent.counts.splice((slot + 1) * lanes, 0, ...countsOf(right, level, lanes))
  recount(parent, slot, level, lanes)
}

/** Rows come in runs at one place (the top, the end): the side that grows gets the room. */
function cutFor(at, size) {
  const quarter = (size + 3) >> 2
  if (at <= quarter) return quarter
  return at >= size - quarter ? size - quarter : size >> 1
}

function cutLeaf(leaf, cut) {
  const masks = leaf.masks.map((mask) => mask >>> cut)
  for (let lane = 0; lane < masks.length; lane++) leaf.masks[lane] &= lowBits(cut)
  return new Leaf(leaf.rows.splice(cut), leaf.keys.splice(cut), masks)
}

function cutInner(inner, cut, lanes) {
  return new Inner(inner.kids.splice(cut), inner.keys.splice(cut), inner.counts.splice(cut * lanes))
}

/** Joins the small leaf of the last search, and whatever becomes small above it, with a neighbour. */
export function refill(tree) {
  for (let level = 1; level <= tree.height; level++) {
    const inner = tree.nodes[level]
    const slot = tree.slots[level]
    const kid = inner.kids[slot]
    const isSmall = level === 1 ? kid.rows.length < LEAF_MIN : kid.kids.length < INNER_MIN
    if (!isSmall || inner.kids.length === 1) break
    const left = Math.max(0, slot - 1)
    if (level === 1) joinLeaves(inner, left, tree.lanes)
    else joinInners(inner, left, level, tree.lanes)
  }
  while (tree.height > 0 && tree.root.kids.length === 1) {
    tree.root = tree.root.kids[0]
    tree.height--
  }
}

function joinLeaves(inner, left, lanes) {
  const a = inner.kids[left]
  const b = inner.kids[left + 1]
  const size = a.rows.length
  const bits = [...a.rows.map((_, at) => bitsAt(a, at)), ...b.rows.map((_, at) => bitsAt(b, at))]
  const rows = a.rows.concat(b.rows)
  const keys = a.keys.concat(b.keys)
  const cut = rows.length <= LEAF_MAX ? rows.length : rows.length >> 1
  inner.kids[left] = leafOf(rows.slice(0, cut), keys.slice(0, cut), bits.slice(0, cut), lanes)
  if (cut === rows.length) dropKid(inner, left + 1, lanes)
  else {
    inner.kids[left + 1] = leafOf(rows.slice(cut), keys.slice(cut), bits.slice(cut), lanes)
    if (cut !== size) inner.keys[left + 1] = keys[cut]
    recount(inner, left + 1, 0, lanes)
  }
  recount(inner, left, 0, lanes)
}

function joinInners(inner, left, level, lanes) {
  const a = inner.kids[left]
  const b = inner.kids[left + 1]
  b.keys[0] = inner.keys[left + 1]
  a.kids.push(...b.kids)
  a.keys.push(...b.keys)
  a.counts.push(...b.counts)
  if (a.kids.length <= INNER_MAX) dropKid(inner, left + 1, lanes)
  else {
    inner.kids[left + 1] = cutInner(a, a.kids.length >> 1, lanes)
    inner.keys[left + 1] = inner.kids[left + 1].keys[0]
    recount(inner, left + 1, level - 1, lanes)
  }
  recount(inner, left, level - 1, lanes)
}

function dropKid(inner, slot, lanes) {
  inner.kids.splice(slot, 1)
  inner.keys.splice(slot, 1)
  inner.counts.splice(slot * lanes, lanes)
}

function recount(inner, slot, level, lanes) {
  const counts = countsOf(inner.kids[slot], level, lanes)
  for (let lane = 0; lane < lanes; lane++) inner.counts[slot * lanes + lane] = counts[lane]
}
