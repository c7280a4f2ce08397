import { produce } from 'immer'
import { createSelector } from 'reselect'
import { compareRows } from '../work/row.mjs'

/** What one writes first: the rows by id in one object of immer's, and memoised selectors that sort and filter it. */
export class ImmerSort {
  constructor(views) {
    this.state = { rows: {} }
    const selectSorted = createSelector([(state) => state.rows], (rows) => Object.values(rows).sort(compareRows))
    this.views = views.map(({ test }) => {
      const selectRows = createSelector([selectSorted], (rows) => rows.filter(test))
      const sumOf = (of) => createSelector([selectRows], (rows) => rows.reduce((sum, row) => sum + of(row), 0))
      return {
        selectRows,
        selectUnread: sumOf((row) => row.unreadCount),
        selectMentions: sumOf((row) => row.mentions.me + row.mentions.all),
      }
    })
  }

  eventOf(change) {
    return change
  }
  listOf(rows) {
    return rows
  }

  load(rows) {
    this.state = produce(this.state, (draft) => {
      draft.rows = Object.fromEntries(rows.map((row) => [row.id, row]))
    })
  }
  write(change) {
    this.writeAll([change])
  }
  writeAll(changes) {
    this.state = produce(this.state, (draft) => {
      for (const change of changes) {
        const row = draft.rows[change.id]
        row.lastMessage = change.lastMessage
        row.unreadCount = change.unreadCount
        row.sortKey = change.at
        row.activeAt = change.at
      }
    })
  }

  window(view, start, end) {
    return this.views[view].selectRows(this.state).slice(start, end)
  }
  size(view) {
    return this.views[view].selectRows(this.state).length
  }
  unread(view) {
    return this.views[view].selectUnread(this.state)
  }
  mentions(view) {
    return this.views[view].selectMentions(this.state)
  }
  rank(view, id) {
    return this.views[view].selectRows(this.state).findIndex((row) => row.id === id)
  }
}
