import { BTreeIndex, createCollection, createLiveQueryCollection, sum } from '@tanstack/db'
import { changedRow } from '../work/row.mjs'

const TOP = 50

/**
 * TanStack DB as its documentation shows it: a synchronised collection, one live query of the first 50 rows in order
 * and one of the unread total. Both are kept up to date by difference; no other view is asked for.
 */
export class TanstackDb {
  /** It shows this many rows of the list of all, and no more. */
  shows = TOP

  constructor() {
    this.rows = createCollection({
      id: 'conversations',
      getKey: (row) => row.id,
      autoIndex: 'eager',
      defaultIndexType: BTreeIndex,
      startSync: true,
      sync: {
        sync: (sink) => {
          this.sink = sink
        },
      },
    })
    this.first = createLiveQueryCollection({
      startSync: true,
      query: (q) =>
        q
          .from({ row: this.rows })
          .orderBy(({ row }) => row.stickTop, 'desc')
          .orderBy(({ row }) => row.sortKey, 'desc')
          .orderBy(({ row }) => row.id, { direction: 'asc', stringSort: 'lexical' })
          .limit(TOP),
    })
    this.total = createLiveQueryCollection({
      startSync: true,
      query: (q) => q.from({ row: this.rows }).select(({ row }) => ({ unread: sum(row.unreadCount) })),
    })
    for (const query of [this.first, this.total]) query.subscribeChanges(() => undefined)
  }

  eventOf(change) {
    return change
  }
  listOf(rows) {
    return rows
  }

  load(rows) {
    const { begin, write, commit, markReady } = this.sink
    begin()
    for (const value of rows) write({ type: 'insert', value })
    commit()
    markReady()
  }
  write(change) {
    this.writeAll([change])
  }
  writeAll(changes) {
    const { begin, write, commit } = this.sink
    const rows = new Map()
    for (const change of changes)
      rows.set(change.id, changedRow(rows.get(change.id) ?? this.rows.get(change.id), change))
    begin()
    for (const value of rows.values()) write({ type: 'update', value })
    commit()
  }

  window(_, start, end) {
    return this.first.toArray.slice(start, end)
  }
  unread() {
    const [total] = this.total.toArray
    return total.unread
  }
  /** The row without what the library adds to it. */
  plain(row) {
    return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('$')))
  }
}
