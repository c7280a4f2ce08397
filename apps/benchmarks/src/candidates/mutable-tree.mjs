import { changedRow, sameRow } from '../work/row.mjs'
import { treeOf } from './mutable-tree/build.mjs'
import { rankOf, sizeOf, windowOf } from './mutable-tree/read.mjs'
import { Tree } from './mutable-tree/tree.mjs'

/** Sums beside the members of each lane: unread, unread without muted, mentions, flagged, flagged without muted. */
const SUMS = 5

/**
 * The practical limit: what the same index costs when nothing has to stay as it was. A `Map` by id, one tree of all
 * rows with a lane for each view, sums for each lane; no versions, no policies, no operations.
 */
export class MutableTree {
  constructor(views) {
    this.tests = views.map((view) => view.test)
    this.lanes = views.length
    this.rows = new Map()
    this.tree = new Tree(this.lanes)
    this.totals = new Array(this.lanes * SUMS).fill(0)
  }

  eventOf(change) {
    return change
  }
  pageOf(rows) {
    return rows
  }
  listOf(rows) {
    return rows
  }

  load(rows) {
    for (let i = 0; i < rows.length; i++) this.rows.set(rows[i].id, rows[i])
    this.tree = treeOf(rows, this.lanes, (row) => {
      const bits = this.bitsOf(row)
      this.sum(row, bits, 1)
      return bits
    })
  }

  write(change) {
    const row = this.rows.get(change.id)
    this.replace(row, changedRow(row, change))
  }

  writeAll(changes) {
    for (let i = 0; i < changes.length; i++) this.write(changes[i])
  }

  page(rows) {
    for (let i = 0; i < rows.length; i++) this.put(rows[i])
  }

  remove(ids) {
    for (const id of ids) this.take(this.rows.get(id))
  }

  /** The whole list anew, each id once: takes over what differs, and drops what is not in it. */
  snapshot(rows) {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]
      const known = this.rows.get(row.id)
      if (known === undefined) this.put(row)
      else if (!sameRow(known, row)) this.replace(known, row)
    }
    if (rows.length === this.rows.size) return
    const ids = new Set(rows.map((row) => row.id))
    for (const [id, row] of this.rows) if (!ids.has(id)) this.take(row)
  }

  window(lane, start, end) {
    return windowOf(this.tree, lane, start, end)
  }
  size(lane) {
    return sizeOf(this.tree, lane)
  }
  unread(lane) {
    return this.totals[lane * SUMS]
  }
  mentions(lane) {
    return this.totals[lane * SUMS + 2]
  }
  rank(lane, id) {
    return rankOf(this.tree, lane, this.rows.get(id))
  }

  put(row) {
    const bits = this.bitsOf(row)
    this.rows.set(row.id, row)
    this.tree.insert(row, bits)
    this.sum(row, bits, 1)
  }

  take(row) {
    this.rows.delete(row.id)
    this.tree.find(row)
    this.tree.removeFound()
    this.sum(row, this.bitsOf(row), -1)
  }

  replace(known, row) {
    const bits = this.bitsOf(row)
    this.rows.set(row.id, row)
    this.tree.find(known)
    if (!this.tree.exchangeFound(row, bits)) {
      this.tree.removeFound()
      this.tree.insert(row, bits)
    }
    this.sum(known, this.bitsOf(known), -1)
    this.sum(row, bits, 1)
  }

  bitsOf(row) {
    const { tests } = this
    let bits = 1
    for (let lane = 1; lane < tests.length; lane++) if (tests[lane](row)) bits |= 1 << lane
    return bits
  }

  sum(row, bits, sign) {
    const unread = row.unreadCount
    const mentions = row.mentions.me + row.mentions.all
    const flagged = row.markedUnread ? 1 : 0
    if (unread === 0 && mentions === 0 && flagged === 0) return
    const isMuted = row.notify === 'none'
    const { totals } = this
    for (let lane = 0, rest = bits; rest !== 0; lane++, rest >>>= 1) {
      if ((rest & 1) === 0) continue
      const at = lane * SUMS
      totals[at] += sign * unread
      totals[at + 2] += sign * mentions
      totals[at + 3] += sign * flagged
      if (isMuted) continue
      totals[at + 1] += sign * unread
      totals[at + 4] += sign * flagged
    }
  }
}
