import { createEngine } from '@convolist/core'

/** Microtasks between a callback and the engine's notification: more than any adapter needs. */
const TURNS = 20
const ROUNDS_TO_LOAD = 10_000

/** One adapter over the stand-in of its SDK, the engine, one live view, and one who listens to that. */
export class ThroughEngine {
  notified = 0

  constructor(vendor) {
    this.vendor = vendor
    this.engine = createEngine({ source: vendor.source })
    this.view = this.engine.view()
    this.view.subscribe(() => this.notified++)
  }

  /** Waits until the engine has walked the vendor's list. */
  async load(size) {
    for (let round = 0; this.view.size < size && round < ROUNDS_TO_LOAD; round++) await nextTask()
    for (let round = 0; round < TURNS; round++) await nextTask()
    if (this.view.size !== size) throw new Error(`${this.view.size} of ${size} rows were loaded`)
  }

  eventOf(change) {
    return this.vendor.eventOf(change)
  }
  /** The vendor's callback, and all that follows until whoever renders has been told. */
  async hear(event) {
    const before = this.notified
    this.vendor.emit(event)
    for (let turn = 0; turn < TURNS && this.notified === before; turn++) await undefined
  }
  read() {
    return this.view.window(0, 50).length + this.view.counters.unread
  }

  idOf(row) {
    return this.vendor.idOf(row)
  }
  shown() {
    const rows = this.view.window(0, this.view.size)
    return rows.map(({ id, unreadCount, lastMessage }) => ({ id, unreadCount, text: lastMessage.text }))
  }
  /** What the adapter or the engine could not make sense of. */
  notes() {
    return this.engine.diagnostics.recent
  }
  close() {
    this.engine.dispose()
  }
}

const nextTask = () => new Promise((resolve) => setImmediate(resolve))
