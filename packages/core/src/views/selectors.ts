import { createSelector, lruMemoize } from 'reselect'
import type { Label } from '../model/conversation.js'
import type { ListState, SyncStatus } from '../index/state.js'
import { readView } from './read-view.js'

export const selectAccount = (state: ListState): string | undefined => state.account
export const selectSync = (state: ListState): SyncStatus => state.sync
export const selectLabels = (state: ListState): readonly Label[] => state.labels
export const selectOpenId = (state: ListState): ListState['openId'] => state.openId

/** Labels by id, for rows that carry many. */
export const selectLabelsById = /* @__PURE__ */ createSelector(
  [selectLabels],
  (labels): ReadonlyMap<string, Label> => new Map(labels.map((label) => [label.id, label])),
)

/** Our total and the vendor's, side by side. */
export interface UnreadTotals {
  /** Summed over the rows we have. */
  readonly ours: number
  /** What the vendor said last; `undefined` if it said nothing. */
  readonly vendor: number | undefined
  /** `ours` is exact only while every row of the vendor's is here; until then show the vendor's, if any. */
  readonly complete: boolean
}

const totalsOf = (scope: 'unread' | 'unreadUnmuted') =>
  createSelector(
    [
      (state: ListState) => readView(state, EVERY_ROW).counters[scope],
      (state: ListState) => state.reported[scope],
      (state: ListState) => state.sync.complete,
    ],
    (ours, vendor, complete): UnreadTotals => ({ ours, vendor, complete }),
    // Numbers are never forgotten by reselect's own cache: it would grow with every total there ever was.
    { memoize: lruMemoize, memoizeOptions: { maxSize: TOTALS_KEPT } },
  )

/** Several engines may share a page. */
const TOTALS_KEPT = 8

const EVERY_ROW = { filter: { hidden: 'include' } } as const

/** Unread messages of all rows, hidden ones included, as vendors count them. */
export const selectUnreadTotals = /* @__PURE__ */ totalsOf('unread')

/** The same without muted rows. */
export const selectUnmutedTotals = /* @__PURE__ */ totalsOf('unreadUnmuted')

/** Is the list on its way, and should the screen say so? One word for a status line. */
export const selectPhase = /* @__PURE__ */ createSelector(
  [selectAccount, selectSync, (state: ListState) => state.connection],
  (account, sync, connection): 'signed-out' | 'offline' | SyncStatus['phase'] => {
    if (connection === 'disconnected') return 'offline'
    if (account === undefined && sync.phase === 'idle') return 'signed-out'
    return sync.phase
  },
)
