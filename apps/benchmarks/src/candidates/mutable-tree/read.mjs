import { countBits, lowBits } from './bits.mjs'

export function sizeOf({ root, height, lanes }, lane) {
  if (height === 0) return countBits(root.masks[lane])
  let size = 0
  for (let at = lane; at < root.counts.length; at += lanes) size += root.counts[at]
  return size
}

/** The members of a lane from `start` up to, not including, `end`. */
export function windowOf(tree, lane, start, end) {
  const out = []
  fill(tree.root, tree.height, tree.lanes, lane, start, Math.min(end, sizeOf(tree, lane)), out)
  return out
}

function fill(node, level, lanes, lane, start, end, out) {
  if (level === 0) {
    fillFromLeaf(node, lane, start, end, out)
    return
  }
  const { counts, kids } = node
  let before = 0
  for (let i = 0; before < end && i < kids.length; i++) {
    const count = counts[i * lanes + lane]
    if (count > 0 && before + count > start) {
      fill(kids[i], level - 1, lanes, lane, Math.max(0, start - before), Math.min(count, end - before), out)
    }
    before += count
  }
}

function fillFromLeaf({ rows, masks }, lane, start, end, out) {
  let mask = masks[lane]
  if (mask === lowBits(rows.length)) {
    for (let i = start; i < end; i++) out.push(rows[i])
    return
  }
  for (let i = 0; i < start; i++) mask &= mask - 1
  for (let left = end - start; left > 0; left--) {
    out.push(rows[31 - Math.clz32(mask & -mask)])
    mask &= mask - 1
  }
}

/** How many members of a lane stand before `row`, which is in the tree. */
export function rankOf(tree, lane, row) {
  tree.find(row)
  const { lanes, nodes, slots } = tree
  let rank = countBits(nodes[0].masks[lane] & lowBits(slots[0]))
  for (let level = tree.height; level > 0; level--) {
    const { counts } = nodes[level]
    const end = slots[level] * lanes
    for (let at = lane; at < end; at += lanes) rank += counts[at]
  }
  return rank
}
