import { NeteaseStore } from '../candidates/netease-store.mjs'
import { TencentStore } from '../candidates/tencent-store.mjs'
import { TencentList } from '../vendors/tencent-list.mjs'
import { VIEWS } from '../work/views.mjs'

/** NetEase's own store, told what the adapter of NIM is told. */
export class ThroughNeteaseStore {
  notified = 0

  constructor(rows) {
    this.store = new NeteaseStore(VIEWS.slice(0, 1), () => this.notified++)
    this.store.load(this.store.listOf(rows))
  }

  eventOf(change) {
    return this.store.eventOf(change)
  }
  hear(event) {
    this.store.write(event)
  }
  read() {
    return this.store.window(0, 0, 50).length + this.store.unread(0)
  }

  idOf({ id }) {
    return id
  }
  shown() {
    return this.store.rows.map((row) => ({
      id: row.conversationId,
      unreadCount: row.unreadCount,
      text: row.lastMessage.text,
    }))
  }
}

/** Tencent's own store, told what the adapter of the Web SDK is told. */
export class ThroughTencentStore {
  notified = 0

  constructor(rows) {
    this.list = new TencentList(rows)
    this.store = new TencentStore(VIEWS.slice(0, 1), () => this.notified++)
    this.store.hear(this.list.rows)
  }

  eventOf(change) {
    return this.list.later(change)
  }
  hear(event) {
    this.store.hear(event.happen())
  }
  read() {
    return this.store.window(0, 0, 50).length + this.store.unread(0)
  }

  idOf({ kind, targetId }) {
    return (kind === 'group' ? 'GROUP' : 'C2C') + targetId
  }
  shown() {
    return this.store.models.map((row) => ({
      id: row.conversationID,
      unreadCount: row.unreadCount,
      text: row.lastMessage.payload.text,
    }))
  }
}
