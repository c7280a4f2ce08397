import { createEngine } from '@convolist/core'
import { mergeEngines } from '@convolist/core/merge'
import { toEvent, toSnapshot } from './events.mjs'

const NAMES = ['0', '1', '2']

/** Which account has a row. Accounts follow the order of the ids, so that rows of one time keep theirs when merged. */
const accountOf = (id) => (id < 'me|1|ui' ? 0 : id < 'me|2|' ? 1 : 2)

/** The rows of the world in three accounts, each with an engine of its own, and one list of them all. */
export class Merged {
  constructor(views) {
    this.notified = 0
    this.flushes = []
    this.engines = NAMES.map((_, account) => createEngine({ clock: clockOf((run) => (this.flushes[account] = run)) }))
    this.merged = mergeEngines(this.engines, {
      views: Object.fromEntries(views.map(({ name, filter }) => [name, { filter: filterOf(filter) }])),
      clock: clockOf(() => undefined),
    })
    this.views = views.map(({ name }) => this.merged.view(name))
    this.views[0].subscribe(() => this.notified++)
  }

  eventOf(change) {
    return { account: accountOf(change.id), event: toEvent(change) }
  }
  listOf(rows) {
    return NAMES.map((_, account) => ({
      account,
      event: toSnapshot(
        rows.filter((row) => accountOf(row.id) === account),
        1,
      ),
    }))
  }

  apply({ account, event }) {
    this.engines[account].dispatch(event)
    this.flushes[account]()
  }
  load(list) {
    for (const each of list) this.apply(each)
  }
  write(each) {
    this.apply(each)
  }
  /** A burst comes to each account by itself. */
  writeAll(list) {
    for (const { account, event } of list) this.engines[account].dispatch(event)
    for (const flush of this.flushes) flush()
  }

  /** The row as the world knows it. */
  plain(row) {
    return { ...row, id: row.id.slice(2), labels: row.labels.map((label) => label.slice(2)) }
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
    return this.views[view].indexOf(`${accountOf(id)}:${id}`)
  }
}

/** Labels go by the account they are of. */
const filterOf = ({ labels, ...filter }) =>
  labels ? { ...filter, labels: NAMES.flatMap((name) => labels.map((label) => `${name}:${label}`)) } : filter

/** Batches are flushed by hand, right after the dispatch, so that they are inside what is timed. */
const clockOf = (microtask) => ({ now: Date.now, setTimeout: () => 0, clearTimeout: () => undefined, microtask })
