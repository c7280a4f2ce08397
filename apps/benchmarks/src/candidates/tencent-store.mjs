import { TencentList } from '../vendors/tencent-list.mjs'
import { toTencentRow } from '../vendors/tencent-row.mjs'
import { StoreName, TUIStore } from '../vendors/tencent-uikit.mjs'

/** What there is to read by, of a row of ours. */
const TESTS = {
  all: () => true,
  unread: (row) => row.unreadCount > 0,
  mentioned: (row) => row.groupAtInfoList.length > 0,
  groups: (row) => row.type === 'GROUP',
  labelled: (row) => row.conversationGroupList.includes('work'),
}

/**
 * Tencent's chat-uikit-engine by its own store: each event of the SDK brings the whole list, in order, and the store makes
 * a model of every row. Filters and totals are what an app adds.
 */
export class TencentStore {
  constructor(views, onChange = () => undefined) {
    this.tests = views.map(({ name }) => TESTS[name])
    this.read = new Map()
    TUIStore.watch(StoreName.CONV, {
      conversationList: (models) => {
        this.models = models
        this.read.clear()
        onChange()
      },
    })
  }

  eventOf(change) {
    return change
  }
  listOf(rows) {
    return rows
  }

  load(rows) {
    this.sdk = new TencentList(rows)
    this.hear(this.sdk.rows)
  }
  write(change) {
    this.sdk.message(change)
    this.hear(this.sdk.rows)
  }
  /** The SDK gathers what comes together into one event. */
  writeAll(changes) {
    this.sdk.messages(changes)
    this.hear(this.sdk.rows)
  }
  /** An event of the SDK. */
  hear(rows) {
    TUIStore.update(StoreName.CONV, 'conversationList', rows)
  }

  list(view) {
    if (view === 0) return this.models
    if (!this.read.has(view)) this.read.set(view, this.models.filter(this.tests[view]))
    return this.read.get(view)
  }
  window(view, start, end) {
    return this.list(view).slice(start, end)
  }
  size(view) {
    return this.list(view).length
  }
  unread(view) {
    return this.list(view).reduce((sum, row) => sum + row.unreadCount, 0)
  }
  mentions(view) {
    return this.list(view).reduce((sum, row) => sum + row.groupAtInfoList.length, 0)
  }
  rank(view, id) {
    return this.list(view).findIndex((row) => idOf(row) === id)
  }

  /** The model without what it adds to the SDK's row, and with our id. */
  plain(model) {
    const row = Object.entries(model).filter(([name]) => !ADDED.has(name))
    return { id: idOf(model), ...Object.fromEntries(row) }
  }
  told(row) {
    return { id: row.id, ...toTencentRow(row) }
  }
}

const ADDED = new Set(['isMuted', 'operationType', '_conversation'])

const idOf = ({ type, groupProfile, userProfile }) =>
  type === 'GROUP' ? `me|2|${groupProfile.groupID}` : `me|1|${userProfile.userID}`
