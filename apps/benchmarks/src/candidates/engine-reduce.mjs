import { createState, getConversation, readView, reduce, reduceBatch } from '@convolist/core'
import { toEvent, toPage, toSnapshot } from './events.mjs'

/** Our reducer alone: `reduce` and `readView`, as an app would use them in a store of its own. */
export class EngineReduce {
  constructor(views) {
    this.definitions = views.map(({ filter }) => ({ filter }))
    this.state = createState({ views: this.definitions })
    this.readings = []
    this.readOf = []
  }

  eventOf(change) {
    return toEvent(change)
  }
  pageOf(rows) {
    return toPage(rows, 1)
  }
  listOf(rows) {
    return toSnapshot(rows, 1)
  }

  load(list) {
    this.state = reduce(this.state, list)
  }
  write(event) {
    this.state = reduce(this.state, event)
  }
  writeAll(events) {
    this.state = reduceBatch(this.state, events)
  }
  page(events) {
    this.state = reduceBatch(this.state, events)
  }
  snapshot(list) {
    this.state = reduce(this.state, list)
  }
  remove(ids) {
    this.state = reduce(this.state, { type: 'conversationsRemoved', at: 1, ids })
  }

  /** One reading of a view for each state, as one render has. */
  read(view) {
    if (this.readOf[view] !== this.state) {
      this.readOf[view] = this.state
      this.readings[view] = readView(this.state, this.definitions[view])
    }
    return this.readings[view]
  }
  window(view, start, end) {
    return this.read(view).window(start, end)
  }
  size(view) {
    return this.read(view).size
  }
  unread(view) {
    return this.read(view).counters.unread
  }
  mentions(view) {
    return this.read(view).counters.mentions
  }
  rank(view, id) {
    return this.read(view).indexOf(id)
  }
  get(id) {
    return getConversation(this.state, id)
  }
  handle() {
    return this.state
  }
}
