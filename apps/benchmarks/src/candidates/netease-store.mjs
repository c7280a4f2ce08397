import { autorun, ConversationStore, UiStore } from '../vendors/netease-kit.mjs'
import { toNimRow } from '../vendors/nim-row.mjs'
import { changedRow } from '../work/row.mjs'

const TESTS = {
  all: () => true,
  unread: (row) => row.unreadCount > 0,
  mentioned: (row) => row.aitMsgs.length > 0,
  groups: (row) => row.type === 2,
  labelled: (row) => row.groupIds.includes('work'),
}

/**
 * NetEase's im-store-v2 by its own conversation store and its list for the UI, with the sort by `sortOrder` that an
 * observer of that list adds. The root store is left out: it reports each start to a server.
 */
export class NeteaseStore {
  constructor(views, onChange = () => undefined) {
    this.tests = views.map(({ name }) => TESTS[name])
    this.read = new Map()
    this.emit = {}
    const nim = {
      V2NIMConversationService: {
        on: (event, listener) => {
          this.emit[event] = listener
        },
      },
    }
    const root = { logger: null, uiStore: { selectedConversation: '' } }
    root.conversationStore = this.store = new ConversationStore(root, nim)
    this.ui = new UiStore(root)
    autorun(() => {
      this.rows = this.ui.conversations.sort((a, b) => b.sortOrder - a.sortOrder)
      this.read.clear()
      onChange()
    })
  }

  /** The SDK tells whole rows. */
  eventOf(change) {
    const row = changedRow(this.sdk.get(change.id), change)
    this.sdk.set(row.id, row)
    return toStoreRow(row)
  }
  listOf(rows) {
    this.sdk = new Map(rows.map((row) => [row.id, row]))
    return rows.map(toStoreRow)
  }

  load(rows) {
    this.store.addConversation(rows)
  }
  write(row) {
    this.emit.onConversationChanged([row])
  }
  writeAll(rows) {
    this.emit.onConversationChanged(rows)
  }

  list(view) {
    if (view === 0) return this.rows
    if (!this.read.has(view)) this.read.set(view, this.rows.filter(this.tests[view]))
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
    return this.list(view).reduce((sum, row) => sum + row.aitMsgs.length, 0)
  }
  rank(view, id) {
    return this.list(view).findIndex((row) => row.conversationId === id)
  }

  /** What is observed, as plain objects, and with our id. */
  plain(row) {
    return { id: row.conversationId, ...JSON.parse(JSON.stringify(row)) }
  }
  told(row) {
    return { id: row.id, ...toStoreRow(row) }
  }
}

/** The store keeps mentions beside what the SDK says; it learns them from messages. */
const toStoreRow = (row) => ({ ...toNimRow(row), aitMsgs: row.mentions.me > 0 ? ['mention'] : [] })
