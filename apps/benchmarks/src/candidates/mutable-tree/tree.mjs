import { compareRows } from '../../work/row.mjs'
import { makeRoom, refill } from './balance.mjs'
import { insertBit, removeBit } from './bits.mjs'
import { bitsAt, firstRow, keyOf, LEAF_MAX, LEAF_MIN, leafOf } from './nodes.mjs'

/** An order-statistic B+ tree of rows that changes in place. Lane 0 holds every row. */
export class Tree {
  constructor(lanes) {
    this.lanes = lanes
    this.root = leafOf([], [], [], lanes)
    this.height = 0
    /** The way of the last search: from the root, at index `height`, down to the leaf, at index 0. */
    this.nodes = []
    this.slots = []
  }

  /** Goes to where `row` is or belongs; true if this very row stands there. */
  find(row) {
    const { nodes, slots } = this
    const key = keyOf(row)
    let node = this.root
    for (let level = this.height; level > 0; level--) {
      const slot = slotFor(node, level, key, row)
      nodes[level] = node
      slots[level] = slot
      node = node.kids[slot]
    }
    nodes[0] = node
    const known = node.rows.indexOf(row)
    slots[0] = known >= 0 ? known : placeIn(node, key, row)
    return known >= 0
  }

  insert(row, bits) {
    this.find(row)
    while (this.nodes[0].rows.length >= LEAF_MAX) {
      makeRoom(this)
      this.find(row)
    }
    this.count(bits, 0)
    const at = this.slots[0]
    const { rows, keys, masks } = this.nodes[0]
    shiftIn(rows, at, row)
    shiftIn(keys, at, keyOf(row))
    for (let lane = 0; lane < masks.length; lane++) masks[lane] = insertBit(masks[lane], at, (bits >>> lane) & 1)
  }

  /** Takes away the row that `find` has found. */
  removeFound() {
    const at = this.slots[0]
    const leaf = this.nodes[0]
    const { rows, keys, masks } = leaf
    this.count(0, bitsAt(leaf, at))
    shiftOut(rows, at)
    shiftOut(keys, at)
    for (let lane = 0; lane < masks.length; lane++) masks[lane] = removeBit(masks[lane], at)
    if (rows.length < LEAF_MIN && this.height > 0) refill(this)
  }

  /** Puts `row` in the place of the one that `find` has found; false if it does not belong there. */
  exchangeFound(row, bits) {
    const at = this.slots[0]
    const leaf = this.nodes[0]
    const { rows, masks } = leaf
    if (compareRows(row, rows[at]) !== 0) {
      const isBetween = at > 0 && at + 1 < rows.length
      if (!isBetween || compareRows(rows[at - 1], row) > 0 || compareRows(row, rows[at + 1]) > 0) return false
    }
    const before = bitsAt(leaf, at)
    rows[at] = row
    leaf.keys[at] = keyOf(row)
    if (before === bits) return true
    this.count(bits, before)
    for (let lane = 0; lane < masks.length; lane++) {
      masks[lane] = (masks[lane] & ~(1 << at)) | (((bits >>> lane) & 1) << at)
    }
    return true
  }

  /** Moves the counts along the way of the last search. */
  count(come, gone) {
    const { lanes, nodes, slots } = this
    for (let level = this.height; level > 0; level--) {
      const { counts } = nodes[level]
      const base = slots[level] * lanes
      for (let lane = 0; lane < lanes; lane++) counts[base + lane] += ((come >>> lane) & 1) - ((gone >>> lane) & 1)
    }
  }
}

function slotFor(inner, level, key, row) {
  const { keys, kids } = inner
  let low = 0
  let high = keys.length - 1
  while (low < high) {
    const mid = (low + high + 1) >>> 1
    const isBefore = keys[mid] === key ? compareRows(firstRow(kids[mid], level - 1), row) <= 0 : keys[mid] < key
    if (isBefore) low = mid
    else high = mid - 1
  }
  return low
}

function placeIn({ keys, rows }, key, row) {
  let low = 0
  let high = keys.length
  while (low < high) {
    const mid = (low + high) >>> 1
    const isBefore = keys[mid] === key ? compareRows(rows[mid], row) < 0 : keys[mid] < key
    if (isBefore) low = mid + 1
    else high = mid
  }
  return low
}

function shiftIn(items, at, item) {
  items.push(item)
  for (let i = items.length - 1; i > at; i--) items[i] = items[i - 1]
  items[at] = item
}

function shiftOut(items, at) {
  const last = items.length - 1
  for (let i = at; i < last; i++) items[i] = items[i + 1]
  items.pop()
}
