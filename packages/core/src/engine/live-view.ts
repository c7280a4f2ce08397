import type { Conversation } from '../model/conversation.js'
import type { ConversationId } from '../model/ids.js'
import type { ListFilter, Source } from '../model/source.js'
import type { ViewCounters, ViewDefinition } from '../model/views.js'
import type { ListState } from '../index/state.js'
import { isUnread } from '../index/lanes.js'
import { keepCounters, keepRows } from '../views/list-selector.js'
import { readView, type ViewReading } from '../views/read-view.js'
import type { Core } from './core.js'
import type { Ids, View } from './engine.js'
import type { SyncDriver } from './sync-driver.js'

/** How many windows of a view keep their array while their rows stay the same. */
const WINDOWS_KEPT = 8

/** A window that nobody asked for in so many states is let go: it would hold back rows as they once were. */
const WINDOW_STATES = 64

interface Window {
  readonly start: number
  readonly end: number
  rows: readonly Conversation[]
  /** States since it was last asked for. A number: each state itself would hold a whole former list. */
  age: number
}

/** Pages of the whole list that `loadMore` of a filtered view reads before it lets the caller decide. */
const PAGES_AT_ONCE = 10

/** Rows looked at in one go when the next unread one is sought. */
const CHUNK = 128

export interface ViewDeps {
  readonly core: Core
  readonly driver: Pick<SyncDriver, 'loadMore' | 'loadPage'>
  source(): Source | undefined
  retain(): () => void
}

/** By their functions, which frameworks hand on as they are where they wrap the objects around them. */
const owners = new WeakMap<View['window'], Core>()

export const isView = (target: Ids | View): target is View =>
  typeof target === 'object' && target !== null && !Array.isArray(target) && 'definition' in target

/** Was it made for this engine? Another one's rows are not its own. */
export const isViewOf = (core: Core, { window }: View): boolean => owners.get(window) === core

export function createView(key: string, definition: ViewDefinition, { core, driver, source, retain }: ViewDeps): View {
  /** Of the newest state only: a view that nobody reads any more would hold back a former list. */
  let reading: ViewReading | undefined
  let counters: ViewCounters | undefined
  const windows: Window[] = [] // the newest first
  let cursor: { readonly epoch: number; readonly next: string | undefined } | undefined
  let loading: { readonly from: Source | undefined; readonly epoch: number; readonly done: Promise<void> } | undefined

  function current(): ViewReading {
    if (reading) return reading
    if (windows.length === 0) core.onNext(forget) // while there are windows, it is told anyway
    return (reading = readView(core.state(), definition))
  }

  function forget(isOtherAccount: boolean): boolean {
    reading = undefined
    if (isOtherAccount) windows.length = 0
    for (let i = 0; i < windows.length; i++) windows[i]!.age++
    while (windows[windows.length - 1]?.age === WINDOW_STATES) windows.length--
    return windows.length > 0
  }

  function window(start: number, end: number): readonly Conversation[] {
    const now = current()
    const at = windows.findIndex((each) => each.start === start && each.end === end)
    const known = windows[at]
    if (known?.age === 0) return known.rows
    const rows = keepRows(known?.rows, now.window(start, end))
    if (at === 0) {
      known!.rows = rows
      known!.age = 0
      return rows
    }
    if (known) windows.splice(at, 1)
    else if (windows.length === WINDOWS_KEPT) windows.pop()
    windows.unshift({ start, end, rows, age: 0 })
    return rows
  }

  /** The vendor-side filter for this view, where it has one that means the same. */
  function vendorFilter(): ListFilter | undefined {
    const able = source()?.capabilities.serverFilters ?? []
    const { filter = {} } = definition
    const asked = Object.entries(filter).filter(([, value]) => value !== undefined)
    const isKnown = asked.length > 0 && asked.every(([name]) => (able as readonly string[]).includes(name))
    // No vendor means by an empty list, or by `false`, what we do.
    const isOurs = asked.some(([, value]) => value === false || (Array.isArray(value) && value.length === 0))
    return isKnown && !isOurs ? Object.fromEntries(asked) : undefined
  }

  /** The vendor's own filter gave its last page, or its whole list was read. */
  const isExhausted = (state: ListState): boolean =>
    !state.sync.hasMore || (vendorFilter() !== undefined && cursor?.epoch === state.epoch && cursor.next === undefined)

  async function readOn(): Promise<void> {
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

  /** One page at a time: who asks meanwhile waits for the same one. */
  function loadMore(): Promise<void> {
    const from = source()
    const { epoch } = core.state()
    if (loading?.from === from && loading?.epoch === epoch) return loading.done
    const done = readOn().finally(() => {
      if (loading === own) loading = undefined
    })
    const own = (loading = { from, epoch, done })
    return done
  }

  function nextUnread(from?: ConversationId | string, direction: 1 | -1 = 1): ConversationId | undefined {
    const { size, counters: sums } = current()
    if (sums.unread + sums.markedUnread === 0) return undefined
    const place = from === undefined ? -1 : current().indexOf(from)
    if (direction === 1) return firstUnread(place + 1, size, 1) ?? firstUnread(0, place, 1)
    if (place < 0) return firstUnread(0, size, -1)
    return firstUnread(0, place, -1) ?? firstUnread(place + 1, size, -1)
  }

  /** From the top of a range, or from its bottom. */
  function firstUnread(start: number, end: number, direction: 1 | -1): ConversationId | undefined {
    for (let done = 0; done < end - start; done += CHUNK) {
      const [from, to] = direction === 1 ? [start + done, start + done + CHUNK] : [end - done - CHUNK, end - done]
      const unread = current().window(Math.max(start, from), Math.min(to, end)).filter(isUnread)
      if (unread.length > 0) return unread.at(direction === 1 ? 0 : -1)!.id
    }
    return undefined
  }

  owners.set(window, core)
  return {
    key,
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
      const release = retain()
      // All that can change in a view: its rows and their sums, what its badge counts, the account, the row kept in place.
      let { epoch, policies } = core.state()
      let keptId = keptIdOf(core.state())
      let { version } = current()
      const stop = core.subscribe((state) => {
        const now = (state === core.state() ? current() : readView(state, definition)).version
        const kept = keptIdOf(state)
        if (now === version && epoch === state.epoch && policies === state.policies && kept === keptId) return
        ;({ epoch, policies } = state)
        keptId = kept
        version = now
        listener()
      })
      return () => {
        stop()
        release()
      }
    },
    retain,
    get hasMore() {
      return !isExhausted(core.state())
    },
    hasMoreIn: (state) => !isExhausted(state),
    loadMore,
  }
}

/** The row that is kept in its place, if any is. */
const keptIdOf = ({ policies, openId }: ListState): ConversationId | undefined =>
  policies.selection.keepIndex ? openId : undefined
