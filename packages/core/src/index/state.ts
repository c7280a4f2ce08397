import type { Capabilities } from '../model/capabilities.js'
import type { Conversation, GroupReceipt, Label } from '../model/conversation.js'
import type { Connection, FieldStamps } from '../model/events.js'
import type { ConversationId, EpochMs } from '../model/ids.js'
import type { Operation, PendingRow } from '../model/operations.js'
import type { Policies, ViewDefinition } from '../model/views.js'
import { emptyIdMap, type IdMap } from './id-map.js'
import { buildIndex, type OrderIndex, planIndexes } from './order-index.js'

/** How the list stands towards the vendor's. */
export interface SyncStatus {
  /** `partial`: the vendor's own sync failed, its list is capped or not read to the end: rows may be missing. */
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
  /** The messages behind `mentions`, where they are counted from messages. */
  readonly mentions?: readonly SavedMention[] | undefined
  readonly savedAt: EpochMs
}

/** An unread message that names this account, or everyone. */
export interface SavedMention {
  readonly id: ConversationId
  readonly messageId: string
  readonly sentAt: EpochMs
  readonly scope: 'me' | 'all'
}

/** Memory of a removed id, so that older news do not bring it back. */
export interface Tombstone {
  readonly id: ConversationId
  readonly version: number | undefined
  readonly activeAt: number
  readonly tick: number
  readonly at: EpochMs
}

/** The read marks of an id without a row. */
export interface ReadMark {
  readonly id: ConversationId
  readonly selfReadAt: EpochMs | undefined
  readonly peerReadAt: EpochMs | undefined
  readonly groupReceipt: GroupReceipt | undefined
  readonly tick: number
}

/** What changed live in a row while a page is open, and when. */
export interface Touched {
  readonly id: ConversationId
  /** The whole row. */
  readonly all: number
  /** Single fields. */
  readonly fields: Readonly<Record<string, number>> | undefined
}

export interface RowStamps {
  readonly id: ConversationId
  readonly stamps: FieldStamps
}

/** The mentions of a row, by message; of each kind only the latest to come. */
export interface MentionLog {
  readonly id: ConversationId
  /** Unread. */
  readonly messages: ReadonlyMap<string, { readonly sentAt: EpochMs; readonly scope: 'me' | 'all' }>
  /** Read, or taken back: a vendor may tell them again, and they count no more. */
  readonly cleared: readonly string[]
  readonly tick: number
}

export interface OpenRequest {
  readonly requestId: string
  readonly syncId: string | undefined
  /** Its tick: what changed later is newer than its answer. */
  readonly askedAt: number
}

export interface OpenSync {
  readonly syncId: string
  readonly startedTick: number
  /** What its pages had: a row, or of one that cannot be read the id. */
  readonly met: IdMap<{ readonly id: ConversationId }>
}

export interface OpenOperation {
  readonly operation: Operation
  /** Rows on which it has not ended. */
  readonly openRows: number
  /** Rows for which the vendor has not answered. */
  readonly unanswered: number
}

export interface Selection {
  readonly openId: ConversationId | undefined
  /** The views (by key) in which the open row stood while open: with `keepInFilter` it stays in them. */
  readonly stood: readonly string[]
  /** With `keepIndex`: the place the open row had, by view key. */
  readonly places: Readonly<Record<string, number>>
}

/** Small things that change seldom, kept with immer. */
export interface Sides {
  readonly account: string | undefined
  readonly connection: Connection
  readonly sync: SyncStatus
  readonly labels: readonly Label[]
  readonly reported: Readonly<Record<string, number>>
  readonly selection: Selection
}

/** Fixed at creation, but for views and policies. */
export interface Settings {
  readonly policies: Policies
  readonly views: readonly ViewDefinition[]
  readonly tombstoneMs: number
  readonly tombstoneLimit: number
  readonly echoHoldMs: number
  readonly operationTimeoutMs: number
}

/** Everything in a state but its methods. */
export interface StateParts {
  readonly tick: number
  readonly epoch: number
  readonly settings: Settings
  readonly capabilities: Capabilities | undefined
  readonly sides: Sides
  /** Shown rows: the truth, with open operations on top. */
  readonly rows: IdMap<Conversation>
  readonly indexes: readonly OrderIndex[]
  readonly overlay: IdMap<PendingRow>
  readonly operations: ReadonlyMap<string, OpenOperation>
  readonly tombstones: IdMap<Tombstone>
  readonly readMarks: IdMap<ReadMark>
  readonly touched: IdMap<Touched>
  readonly stamps: IdMap<RowStamps>
  readonly mentionLogs: IdMap<MentionLog>
  readonly requests: readonly OpenRequest[]
  readonly openSync: OpenSync | undefined
  /** Ids to read again from the vendor. */
  readonly wanted: ReadonlySet<ConversationId>
}

/**
 * The whole list at one moment: an opaque, immutable handle. Read rows and views through functions
 * (`getConversation`, `readView`); a class, so that immer in an app's own store neither drafts nor walks it.
 */
export class ListState {
  /** @internal */
  readonly parts: StateParts
  constructor(parts: StateParts) {
    this.parts = parts
  }
  get account(): string | undefined {
    return this.parts.sides.account
  }
  /** Counts the accounts opened so far; events and answers of an earlier one are dropped. */
  get epoch(): number {
    return this.parts.epoch
  }
  get connection(): Connection {
    return this.parts.sides.connection
  }
  get capabilities(): Capabilities | undefined {
    return this.parts.capabilities
  }
  get sync(): SyncStatus {
    return this.parts.sides.sync
  }
  get labels(): readonly Label[] {
    return this.parts.sides.labels
  }
  /** The vendor's own totals by scope (`unread`, `unreadUnmuted`, ...): to compare with, not to show. */
  get reported(): Readonly<Record<string, number>> {
    return this.parts.sides.reported
  }
  get openId(): ConversationId | undefined {
    return this.parts.sides.selection.openId
  }
  get policies(): Policies {
    return this.parts.settings.policies
  }
  /** Operations the vendor has not answered, for one row at least. */
  get pendingCount(): number {
    let count = 0
    for (const { unanswered } of this.parts.operations.values()) if (unanswered > 0) count++
    return count
  }
  /** What devtools show: a summary, for a list of 100,000 rows as JSON takes a quarter of a second. */
  toJSON(): object {
    const { account, epoch, connection, sync, openId, pendingCount, reported } = this
    return { account, epoch, connection, sync, openId, pendingCount, reported, rows: this.parts.rows.size }
  }
}

export const NO_SYNC: SyncStatus = Object.freeze({
  phase: 'idle',
  startedAt: undefined,
  finishedAt: undefined,
  complete: false,
  hasMore: false,
  error: undefined,
})

/** What an account leaves nothing of: every part that holds its data, empty. */
export function emptyParts(settings: Settings): Omit<StateParts, 'tick' | 'epoch' | 'capabilities' | 'settings'> {
  return {
    sides: {
      account: undefined,
      connection: 'unknown',
      sync: NO_SYNC,
      labels: [],
      // Scopes are named by the app: without a prototype, `__proto__` is a name like any other.
      reported: Object.create(null) as Record<string, number>,
      selection: { openId: undefined, stood: [], places: {} },
    },
    rows: emptyIdMap(),
    indexes: planIndexes(settings.views, settings.policies).map((plan) => buildIndex(plan, undefined, undefined)),
    overlay: emptyIdMap(),
    operations: new Map(),
    tombstones: emptyIdMap(),
    readMarks: emptyIdMap(),
    touched: emptyIdMap(),
    stamps: emptyIdMap(),
    mentionLogs: emptyIdMap(),
    requests: [],
    openSync: undefined,
    wanted: new Set(),
  }
}
