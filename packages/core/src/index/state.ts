import type { Capabilities } from '../model/capabilities.js'
import type { Conversation, Label } from '../model/conversation.js'
import type { Connection } from '../model/events.js'
import type { ConversationId, EpochMs } from '../model/ids.js'

/** How the list stands towards the vendor's. */
export interface SyncStatus {
  /** `partial`: the vendor's own sync failed, or its list is capped: rows may be missing. */
  readonly phase: 'idle' | 'syncing' | 'synced' | 'partial' | 'failed'
  readonly startedAt: EpochMs | undefined
  readonly finishedAt: EpochMs | undefined
  /** Is every row of the vendor's here? Counters are exact only then. */
  readonly complete: boolean
  /** Does the vendor have pages that were not read? */
  readonly hasMore: boolean
  readonly error: string | undefined
}

/** A list that was saved, or rendered on a server. Plain JSON. */
export interface SerializedState {
  readonly format: 1
  readonly account: string | undefined
  /** In list order. */
  readonly rows: readonly Conversation[]
  readonly labels: readonly Label[]
  readonly savedAt: EpochMs
}

/** The public face of a state; see ListState below. */
export interface ListStateFields {
  readonly account: string | undefined
  readonly epoch: number
  readonly connection: Connection
  readonly capabilities: Capabilities | undefined
  readonly sync: SyncStatus
  readonly labels: readonly Label[]
  /** The vendor's own totals by scope (`unread`, `unreadUnmuted`, ...): compare, do not show. */
  readonly reported: Readonly<Record<string, number>>
  readonly openId: ConversationId | undefined
  /** Operations without an answer yet. */
  readonly pendingCount: number
}

/** Draft of the class; the real one lands with the reducers. */
export type ListState = ListStateFields & object
