import { changedRow } from '../work/row.mjs'

/**
 * The physical limit of a new message: one `Map` read and write, one new row, a copy of 50 pointers. It keeps no order
 * and counts nothing, so it can do no other work.
 */
export class Floor {
  constructor() {
    this.rows = new Map()
    this.top = []
  }

  eventOf(change) {
    return change
  }
  listOf(rows) {
    return rows
  }

  load(rows) {
    for (const row of rows) this.rows.set(row.id, row)
    this.top = rows.slice(0, 50)
  }

  write(change) {
    this.rows.set(change.id, changedRow(this.rows.get(change.id), change))
  }

  writeAll(changes) {
    for (let i = 0; i < changes.length; i++) this.write(changes[i])
  }

  window() {
    return this.top.slice()
  }
  unread() {
    return 0
  }
  get(id) {
    return this.rows.get(id)
  }
}
