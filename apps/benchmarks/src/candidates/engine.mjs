import { createEngine } from '@convolist/core'
import { toEvent, toPage, toSnapshot } from './events.mjs'

/** The whole public path: `dispatch`, the flush of its batch, one subscriber, live views. */
export class Engine {
  constructor(views) {
    this.notified = 0
    this.engine = createEngine({
      views: Object.fromEntries(views.map(({ name, filter }) => [name, { filter }])),
      clock: {
        now: Date.now,
        setTimeout: () => 0,
        clearTimeout: () => undefined,
        microtask: (run) => {
          this.flush = run // run by hand, right after the dispatch, so that it is inside what is timed
        },
      },
    })
    this.views = views.map(({ name }) => this.engine.view(name))
    this.views[0].subscribe(() => this.notified++)
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

  apply(events) {
    this.engine.dispatch(events)
    this.flush()
  }
  load(list) {
    this.apply(list)
  }
  write(event) {
    this.apply(event)
  }
  writeAll(events) {
    this.apply(events)
  }
  page(events) {
    this.apply(events)
  }
  snapshot(list) {
    this.apply(list)
  }
  remove(ids) {
    this.apply({ type: 'conversationsRemoved', at: 1, ids })
  }

  window(view, start, end) {
    return this.views[view].window(start, end)
  }
  size(view) {
    return this.views[view].size
  }
  unread(view) {
    return this.views[view].counters.unread
  }
  mentions(view) {
    return this.views[view].counters.mentions
  }
  rank(view, id) {
    return this.views[view].indexOf(id)
  }
  get(id) {
    return this.engine.get(id)
  }
  handle() {
    return this.engine.getState()
  }
}
