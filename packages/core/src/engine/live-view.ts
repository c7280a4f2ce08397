import type { Conversation } from '../model/conversation.js'
import type { ConversationId } from '../model/ids.js'
import type { ListFilter, Source } from '../model/source.js'
import type { ViewCounters, ViewDefinition } from '../model/views.js'
import type { ListState } from '../index/state.js'
import { isUnread } from '../index/lanes.js'
import { keyOfView } from '../index/view-key.js'
import { keepCounters, keepRows } from '../views/list-selector.js'
import { readView, type ViewReading } from '../views/read-view.js'
import type { Core } from './core.js'
import type { View } from './engine.js'
import type { SyncDriver } from './sync-driver.js'

/** How many windows of a view keep their array while their rows stay the same. */
const WINDOWS_KEPT = 8

/** Pages of the whole list that `loadMore` of a filtered view reads before it lets the caller decide. */
const PAGES_AT_ONCE = 10

export interface ViewDeps {
  readonly core: Core
  readonly driver: SyncDriver
  source(): Source | undefined
  retain(definition: ViewDefinition): () => void
}

export function createView(definition: ViewDefinition, { core, driver, source, retain }: ViewDeps): View {
  let lastState: ListState | undefined
  let reading: ViewReading | undefined
  let counters: ViewCounters | undefined
  let windows: { readonly start: number; readonly end: number; state: ListState; rows: readonly Conversation[] }[] = []
  let cursor: { readonly epoch: number; readonly next: string | undefined } | undefined

  function current(): ViewReading {
    const state = core.state()
    if (!reading || state !== lastState) reading = readView(state, definition)
    lastState = state
    return reading
  }

  function window(start: number, end: number): readonly Conversation[] {
    const state = core.state()
    const known = windows.find((each) => each.start === start && each.end === end)
    if (known?.state === state) return known.rows
    const rows = keepRows(known?.rows, current().window(start, end))
    windows = [{ start, end, state, rows }, ...windows.filter((each) => each !== known)].slice(0, WINDOWS_KEPT)
    return rows
  }

  /** The vendor-side filter for this view, where it has one that means the same. */
  function vendorFilter(): ListFilter | undefined {
    const able = source()?.capabilities.serverFilters ?? []
    const { filter = {} } = definition
    const asked = Object.entries(filter).filter(([, value]) => value !== undefined)
    const isKnown = asked.length > 0 && asked.every(([name]) => (able as readonly string[]).includes(name))
    if (!isKnown || filter.unread === false) return undefined
    return Object.fromEntries(asked)
  }

  /** The vendor's own filter gave its last page, or its whole list was read. */
  const isExhausted = (state: ListState): boolean =>
    !state.sync.hasMore || (vendorFilter() !== undefined && cursor?.epoch === state.epoch && cursor.next === undefined)

  async function loadMore(): Promise<void> {
    const filter = vendorFilter()
    const { epoch } = core.state()
    if (filter) {
      if (isExhausted(core.state())) return
      const from = cursor?.epoch === epoch ? cursor.next : undefined
      return driver.loadPage(filter, from, (next) => (cursor = { epoch, next }))
    }
    const before = current().size
    for (let page = 0; page < PAGES_AT_ONCE && core.state().sync.hasMore && current().size === before; page++) {
      await driver.loadMore()
    }
  }

  function nextUnread(from?: ConversationId | string, direction: 1 | -1 = 1): ConversationId | undefined {
    const { size, counters: sums } = current()
    if (sums.unread + sums.markedUnread === 0) return undefined
    const start = from === undefined ? (direction === 1 ? -1 : size) : current().indexOf(from)
    for (let step = 1; step <= size; step++) {
      const row = current().at((((start + direction * step) % size) + size) % size)
      if (row && row.id !== from && isUnread(row)) return row.id
    }
    return undefined
  }

  return {
    get key() {
      return keyOfView(definition, core.state().policies)
    },
    definition,
    get size() {
      return current().size
    },
    get counters() {
      return (counters = keepCounters(counters, current().counters))
    },
    window,
    at: (index) => current().at(index),
    indexOf: (id) => current().indexOf(id),
    ids: () =>
      current()
        .window(0, current().size)
        .map((row) => row.id),
    nextUnread,
    neighbour(of, direction) {
      const index = current().indexOf(of)
      return index < 0 ? undefined : current().at(index + direction)?.id
    },
    read: (state) => readView(state, definition),
    subscribe(listener) {
      const release = retain(definition)
      let seen = stampOf(core.state(), current())
      const stop = core.subscribe((state) => {
        const stamp = stampOf(state, readView(state, definition))
        if (stamp === seen) return
        seen = stamp
        listener()
      })
      return () => {
        stop()
        release()
      }
    },
    retain: () => retain(definition),
    get hasMore() {
      return !isExhausted(core.state())
    },
    hasMoreIn: (state) => !isExhausted(state),
    loadMore,
  }
}

/** Changes with whatever changes in a view: its rows, the account, and the row that is kept in its place. */
const stampOf = (state: ListState, { version, size }: ViewReading): string =>
  [state.epoch, version, size, state.openId].join()
