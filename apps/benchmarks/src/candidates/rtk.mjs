import { configureStore, createEntityAdapter, createSelector, createSlice } from '@reduxjs/toolkit'
import { changedRow, compareRows } from '../work/row.mjs'

/** What Redux Toolkit's documentation shows for a sorted list: an entity adapter with `sortComparer`, and selectors. */
export class Rtk {
  constructor(views) {
    const adapter = createEntityAdapter({ selectId: (row) => row.id, sortComparer: compareRows })
    const { reducer, actions } = createSlice({
      name: 'conversations',
      initialState: adapter.getInitialState(),
      reducers: {
        listReceived: adapter.setAll,
        changed(state, { payload }) {
          adapter.upsertMany(state, payload)
        },
        removed: adapter.removeMany,
      },
    })
    this.actions = actions
    this.store = configureStore({ reducer })
    this.selectors = adapter.getSelectors()
    this.views = views.map(({ test }) => {
      const selectRows = createSelector([this.selectors.selectAll], (rows) => rows.filter(test))
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
  pageOf(rows) {
    return rows
  }
  listOf(rows) {
    return rows
  }

  load(rows) {
    this.store.dispatch(this.actions.listReceived(rows))
  }
  write(change) {
    this.writeAll([change])
  }
  writeAll(changes) {
    const rows = new Map()
    for (const change of changes) rows.set(change.id, changedRow(rows.get(change.id) ?? this.get(change.id), change))
    this.store.dispatch(this.actions.changed([...rows.values()]))
  }
  page(rows) {
    this.store.dispatch(this.actions.changed(rows))
  }
  snapshot(rows) {
    this.store.dispatch(this.actions.listReceived(rows))
  }
  remove(ids) {
    this.store.dispatch(this.actions.removed(ids))
  }

  window(view, start, end) {
    return this.views[view].selectRows(this.store.getState()).slice(start, end)
  }
  size(view) {
    return this.views[view].selectRows(this.store.getState()).length
  }
  unread(view) {
    return this.views[view].selectUnread(this.store.getState())
  }
  mentions(view) {
    return this.views[view].selectMentions(this.store.getState())
  }
  rank(view, id) {
    return this.views[view].selectRows(this.store.getState()).findIndex((row) => row.id === id)
  }
  get(id) {
    return this.selectors.selectById(this.store.getState(), id)
  }
}
