// A slow, naive second implementation of the contract in ARCHITECTURE.md, to check the fast one against.
import type { Conversation, ConversationId, SyncStatus, ViewCounters } from '../../../src/index.js'
import type { Model } from './model.js'
import { openOperations } from './overlay.js'
import { count, everyShown, liveViews, rowsOf } from './views.js'

export { apply } from './apply.js'
export { createModel, FIELDS, PLAIN_POLICIES, LIMITS, same, type Model } from './model.js'
export { shown } from './overlay.js'
export { touchedSince } from './truth.js'
export { belongs, compare, count, rowsOf, viewKey } from './views.js'

export interface ViewSeen {
  /** In order; the rows themselves are in `Seen.rows`. */
  readonly ids: readonly ConversationId[]
  readonly counters: ViewCounters
}

/** Everything that can be read from a state, as plain values. */
export interface Seen {
  readonly account: string | undefined
  readonly connection: string
  readonly sync: SyncStatus
  readonly openId: ConversationId | undefined
  readonly pending: number
  readonly reported: readonly (readonly [string, number])[]
  readonly labels: readonly string[]
  readonly views: readonly ViewSeen[]
  readonly rows: readonly (Conversation | undefined)[]
}

export function see(model: Model, ids: readonly ConversationId[]): Seen {
  const all = everyShown(model)
  const byId = new Map(all.map((row) => [row.id, row]))
  return {
    account: model.account,
    connection: model.connection,
    sync: model.status,
    openId: model.openId,
    pending: openOperations(model),
    reported: [...model.reported].sort(([a], [b]) => (a < b ? -1 : 1)),
    labels: [...model.labels.values()].map((label) => `${label.id}=${label.name}`).sort(),
    views: liveViews(model).map((view) => {
      const rows = rowsOf(model, view, all)
      return { ids: rows.map((row) => row.id), counters: count(rows, model.policies) }
    }),
    rows: ids.map((id) => byId.get(id)),
  }
}
