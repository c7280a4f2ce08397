import type { Conversation } from '../model/conversation.js'
import { ConvolistError } from '../model/errors.js'
import type { ViewCounters } from '../model/views.js'
import type { ListState, SyncStatus } from '../index/state.js'
import type { ViewReading } from './read-view.js'

/** Which rows to select: from `start` (included) to `end` (not included). */
export interface ListRange {
  readonly start: number
  readonly end: number
}

/**
 * For bindings: a range as users write it, `{ start, end }` or `[start, end]`; without one, of all rows.
 *
 * @throws ConvolistError `option/invalid`, in the name of `who`, for anything that has no bounds.
 */
export function toListRange(
  range: ListRange | readonly [start: number, end: number] | undefined,
  who: string,
): ListRange {
  const given = (range ?? [0, Infinity]) as Partial<ListRange> & readonly number[]
  const { start = given[0], end = given[1] } = given
  if (typeof start === 'number' && typeof end === 'number') return { start, end }
  throw new ConvolistError('option/invalid', `${who}: expected a "range" { start, end } or [start, end]`)
}

/** What a list component renders, all of one state. */
export interface ListSelection {
  readonly rows: readonly Conversation[]
  /** The index of the first of `rows` in the view. */
  readonly start: number
  readonly size: number
  readonly counters: ViewCounters
  readonly sync: SyncStatus
  readonly hasMore: boolean
}

/** Where a selection is read from: a view of an engine. */
export interface ReadableView {
  read(state: ListState): ViewReading
  /** Where it pages by itself; without it, `state.sync.hasMore` counts. */
  hasMoreIn?(state: ListState): boolean
}

/**
 * Makes a selector for one list: the same object comes back while nothing in it changed, and within a new one
 * every part that did not change keeps its reference. Without a range, all rows are selected: fine for some hundreds.
 */
export function createListSelector(view: ReadableView, range?: ListRange): (state: ListState) => ListSelection {
  let lastState: ListState | undefined
  let last: ListSelection | undefined
  return (state) => {
    if (last && state === lastState) return last
    const next = select(view, state, range, last)
    lastState = state
    return (last = last && sameSelection(last, next) ? last : next)
  }
}

function select(
  view: ReadableView,
  state: ListState,
  range: ListRange | undefined,
  last: ListSelection | undefined,
): ListSelection {
  const reading = view.read(state)
  const { size } = reading
  const start = Math.min(Math.max(0, Math.trunc(range?.start ?? 0) || 0), size)
  return {
    rows: keepRows(last?.rows, reading.window(start, range?.end ?? size)),
    start,
    size,
    counters: keepCounters(last?.counters, reading.counters),
    sync: state.sync,
    hasMore: view.hasMoreIn?.(state) ?? state.sync.hasMore,
  }
}

/** The former array if it holds the very same rows. */
export function keepRows(
  last: readonly Conversation[] | undefined,
  next: readonly Conversation[],
): readonly Conversation[] {
  if (!last || last.length !== next.length) return next
  for (let i = 0; i < next.length; i++) if (last[i] !== next[i]) return next
  return last
}

/** The former counters if they are equal. */
export function keepCounters(last: ViewCounters | undefined, next: ViewCounters): ViewCounters {
  const same =
    last &&
    last.rows === next.rows &&
    last.unread === next.unread &&
    last.unreadUnmuted === next.unreadUnmuted &&
    last.mentions === next.mentions &&
    last.markedUnread === next.markedUnread &&
    last.badge === next.badge
  return same ? last : next
}

const sameSelection = (a: ListSelection, b: ListSelection): boolean =>
  a.rows === b.rows &&
  a.start === b.start &&
  a.size === b.size &&
  a.counters === b.counters &&
  a.sync === b.sync &&
  a.hasMore === b.hasMore
