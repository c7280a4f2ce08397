import { changedRow, compareRows, sameRow } from '../work/row.mjs'

/**
 * What one writes with speed in mind and nothing else: a sorted array for each view, kept in order by binary search and
 * `splice`, and running totals. Changed in place; a splice moves half the array.
 */
export class ViewLists {
  constructor(views) {
    this.rows = new Map()
    this.views = views.map(({ test }) => ({ test, rows: [], unread: 0, mentions: 0 }))
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
    for (const row of rows) this.rows.set(row.id, row)
    for (const view of this.views) {
      view.rows = rows.filter(view.test)
      for (const row of view.rows) count(view, row, 1)
    }
  }
  write(change) {
    const row = this.rows.get(change.id)
    this.replace(row, changedRow(row, change))
  }
  writeAll(changes) {
    for (const change of changes) this.write(change)
  }
  page(rows) {
    for (const row of rows) this.put(row)
  }
  remove(ids) {
    for (const id of ids) this.take(this.rows.get(id))
  }
  snapshot(rows) {
    const gone = new Set(this.rows.keys())
    for (const row of rows) {
      gone.delete(row.id)
      const known = this.rows.get(row.id)
      if (!known) this.put(row)
      else if (!sameRow(known, row)) this.replace(known, row)
    }
    this.remove(gone)
  }

  replace(known, row) {
    this.take(known)
    this.put(row)
  }
  put(row) {
    this.rows.set(row.id, row)
    for (const view of this.views) {
      if (!view.test(row)) continue
      view.rows.splice(placeIn(view.rows, row), 0, row)
      count(view, row, 1)
    }
  }
  take(row) {
    this.rows.delete(row.id)
    for (const view of this.views) {
      if (!view.test(row)) continue
      view.rows.splice(placeIn(view.rows, row), 1)
      count(view, row, -1)
    }
  }

  window(view, start, end) {
    return this.views[view].rows.slice(start, end)
  }
  size(view) {
    return this.views[view].rows.length
  }
  unread(view) {
    return this.views[view].unread
  }
  mentions(view) {
    return this.views[view].mentions
  }
  rank(view, id) {
    return placeIn(this.views[view].rows, this.rows.get(id))
  }
}

/** Where the row stands, or belongs. */
function placeIn(rows, row) {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareRows(rows[middle], row) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function count(view, row, sign) {
  view.unread += sign * row.unreadCount
  view.mentions += sign * (row.mentions.me + row.mentions.all)
}
