import { compareRows } from '../../work/row.mjs'
import { firstRow, INNER_FILL, innerOf, keyOf, LEAF_FILL, leafOf } from './nodes.mjs'
import { Tree } from './tree.mjs'

/** A tree of many rows at once; `rows` are sorted first if they are not yet. */
export function treeOf(rows, lanes, bitsOf) {
  const tree = new Tree(lanes)
  if (rows.length === 0) return tree
  const sorted = isSorted(rows) ? rows : [...rows].sort(compareRows)
  let nodes = pieces(sorted, LEAF_FILL).map((part) => leafOf(part, part.map(keyOf), part.map(bitsOf), lanes))
  for (; nodes.length > 1; tree.height++) {
    nodes = pieces(nodes, INNER_FILL).map((kids) => {
      const keys = kids.map((kid) => keyOf(firstRow(kid, tree.height)))
      return innerOf(kids, keys, tree.height + 1, lanes)
    })
  }
  tree.root = nodes[0]
  return tree
}

function isSorted(rows) {
  for (let i = 1; i < rows.length; i++) if (compareRows(rows[i - 1], rows[i]) >= 0) return false
  return true
}

/** Cuts a list into parts of even length, none above `size`. */
function pieces(items, size) {
  const count = Math.ceil(items.length / size)
  const parts = []
  for (let i = 0; i < count; i++) {
    parts.push(items.slice(Math.floor((items.length * i) / count), Math.floor((items.length * (i + 1)) / count)))
  }
  return parts
}
