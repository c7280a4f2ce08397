import type { Capabilities } from './capabilities.js'
import type { Conversation, ConversationField, ConversationPatch, Draft, Label } from './conversation.js'
import type { ConversationId, EpochMs } from './ids.js'
import type { Operation, OperationId } from './operations.js'
import type { Policies, ViewDefinition } from './views.js'

interface EventBase {
  /** When it reached us. The reducer has no clock of its own. */
  readonly at: EpochMs
  /** The account epoch it belongs to; an event of an earlier epoch is dropped. */
  readonly epoch?: number | undefined
  /** The account it belongs to, where the vendor says; an event of another account is dropped. */
  readonly account?: string | undefined
}

export type Connection = 'unknown' | 'connecting' | 'connected' | 'disconnected'

export interface AccountOpened extends EventBase {
  readonly type: 'accountOpened'
  readonly account: string
}
/** Logged out, kicked, signature expired: nothing of the account can be read afterwards. */
export interface AccountClosed extends EventBase {
  readonly type: 'accountClosed'
  readonly reason: 'logout' | 'kicked' | 'expired' | 'disposed'
}
export interface ConnectionChanged extends EventBase {
  readonly type: 'connectionChanged'
  readonly connection: Connection
}
/** By the engine for each source; by an adapter where it learns more of its SDK later on, before what depends on it. */
export interface CapabilitiesDeclared extends EventBase {
  readonly type: 'capabilitiesDeclared'
  readonly capabilities: Capabilities
}

/** A walk over the vendor's whole list begins; rows it does not meet are swept at its end. */
export interface SyncStarted extends EventBase {
  readonly type: 'syncStarted'
  readonly syncId: string
}
/** A page is asked for now: whatever happens to its rows from here on is newer than the page. */
export interface PageRequested extends EventBase {
  readonly type: 'pageRequested'
  readonly requestId: string
  /** Set where the page is part of a sync. */
  readonly syncId?: string | undefined
  /** Set where single rows are read by name. */
  readonly ids?: readonly ConversationId[] | undefined
}
/** A part of the vendor's list: says nothing about rows that are not in it. */
export interface PageReceived extends EventBase {
  readonly type: 'pageReceived'
  readonly requestId: string
  readonly rows: readonly Conversation[]
  /** Ids asked for by name that the vendor no longer has. */
  readonly missing?: readonly ConversationId[] | undefined
  /** Does the vendor have more pages of the whole list after this one? */
  readonly hasMore?: boolean | undefined
  /** More rows of the same answer follow, so the request stays open: a long page comes in slices. */
  readonly more?: boolean | undefined
}
export interface PageFailed extends EventBase {
  readonly type: 'pageFailed'
  readonly requestId: string
}
export interface SyncFinished extends EventBase {
  readonly type: 'syncFinished'
  readonly syncId: string
  /** Every row the vendor has was in a page. Only then are the others swept. */
  readonly complete: boolean
}
export interface SyncFailed extends EventBase {
  readonly type: 'syncFailed'
  readonly syncId: string
  readonly reason: string
}
/** The whole list as it is now: a row that is not in it is gone (`complete`), or not said (`!complete`). */
export interface SnapshotReceived extends EventBase {
  readonly type: 'snapshotReceived'
  readonly rows: readonly Conversation[]
  readonly complete: boolean
}

/** Full live rows, known before or not. */
export interface ConversationsUpserted extends EventBase {
  readonly type: 'conversationsUpserted'
  readonly rows: readonly Conversation[]
}
/** Only what the vendor mentioned. */
export interface ConversationsPatched extends EventBase {
  readonly type: 'conversationsPatched'
  readonly patches: readonly ConversationPatch[]
  /** The vendor's time of each field, one entry for each patch; only where `fieldStamps` is declared. */
  readonly stamps?: readonly (FieldStamps | undefined)[] | undefined
  /** What to do with an id nobody knows, or a removed one with a later `activeAt`: `read` it from the vendor (default), or `ignore` it. */
  readonly unknown?: 'read' | 'ignore' | undefined
  /** `read` also the rows that are known: of a former visit, so that what the patches do not say may be old. */
  readonly known?: 'read' | undefined
}
export type FieldStamps = { readonly [Field in ConversationField]?: EpochMs | undefined }

export interface ConversationsRemoved extends EventBase {
  readonly type: 'conversationsRemoved'
  readonly ids: readonly ConversationId[]
  /** The version of each deletion, where the vendor has row versions. */
  readonly versions?: readonly (number | undefined)[] | undefined
}

/** This account has read up to `readAt`, on any device. A watermark: an older one changes nothing. */
export interface SelfReadTo extends EventBase {
  readonly type: 'selfReadTo'
  readonly id: ConversationId
  readonly readAt: EpochMs
}
/** The other side of a one-to-one chat has read up to `readAt`. */
export interface PeerReadTo extends EventBase {
  readonly type: 'peerReadTo'
  readonly id: ConversationId
  readonly readAt: EpochMs
}
export interface GroupReceiptChanged extends EventBase {
  readonly type: 'groupReceiptChanged'
  readonly id: ConversationId
  readonly messageId: string
  readonly read: number
  readonly unread: number
}
/** A message was taken back; if the row previews it, its words leave the state. */
export interface MessageRevoked extends EventBase {
  readonly type: 'messageRevoked'
  readonly id: ConversationId
  readonly messageId: string
  readonly revokedBy?: string | undefined
  /** What to show in its place, where the vendor or the sender gave a text for that. */
  readonly postscript?: string | undefined
}
/** An unread message names this account (or everyone). Counted once per message id; reading clears it. */
export interface MentionReceived extends EventBase {
  readonly type: 'mentionReceived'
  readonly id: ConversationId
  readonly messageId: string
  readonly sentAt: EpochMs
  readonly scope: 'me' | 'all'
}

export interface LabelsChanged extends EventBase {
  readonly type: 'labelsChanged'
  readonly labels: readonly Label[]
  readonly removed?: readonly string[] | undefined
  /** `labels` is the whole list: others are gone. */
  readonly complete?: boolean | undefined
}
/** The vendor's own total; kept beside ours and compared, never mixed with it. */
export interface UnreadReported extends EventBase {
  readonly type: 'unreadReported'
  readonly unread: number
  /** `unreadUnmuted` leaves muted rows out. Other totals are kept under the key the app subscribed with. */
  readonly scope: 'unread' | 'unreadUnmuted' | (string & {})
}

export interface DraftSaved extends EventBase {
  readonly type: 'draftSaved'
  readonly id: ConversationId
  readonly draft: Draft | undefined
}
/** The user reads this conversation now; `undefined` closes it. */
export interface ConversationOpened extends EventBase {
  readonly type: 'conversationOpened'
  readonly id: ConversationId | undefined
}
/** The user put the pinned rows in this order. */
export interface StickTopOrdered extends EventBase {
  readonly type: 'stickTopOrdered'
  readonly ids: readonly ConversationId[]
}

export interface OperationIssued extends EventBase {
  readonly type: 'operationIssued'
  readonly operation: Operation
}
export interface OperationConfirmed extends EventBase {
  readonly type: 'operationConfirmed'
  readonly operationId: OperationId
  /** The rows it went through for; all of the operation's without it. */
  readonly ids?: readonly ConversationId[] | undefined
  /** The row version that carries the change, where the vendor says. */
  readonly version?: number | undefined
}
export interface OperationRejected extends EventBase {
  readonly type: 'operationRejected'
  readonly operationId: OperationId
  readonly ids?: readonly ConversationId[] | undefined
  readonly reason: 'refused' | 'timeout' | 'disconnected'
}

/** Time passed: holds, tombstones and open operations that are over end here. */
export interface ClockTicked extends EventBase {
  readonly type: 'clockTicked'
}
/** The set of live views, and the policies that order them. */
export interface ViewsDeclared extends EventBase {
  readonly type: 'viewsDeclared'
  readonly views: readonly ViewDefinition[]
  readonly policies?: Policies | undefined
}

export type EngineEvent =
  | AccountOpened
  | AccountClosed
  | ConnectionChanged
  | CapabilitiesDeclared
  | SyncStarted
  | PageRequested
  | PageReceived
  | PageFailed
  | SyncFinished
  | SyncFailed
  | SnapshotReceived
  | ConversationsUpserted
  | ConversationsPatched
  | ConversationsRemoved
  | SelfReadTo
  | PeerReadTo
  | GroupReceiptChanged
  | MessageRevoked
  | MentionReceived
  | LabelsChanged
  | UnreadReported
  | DraftSaved
  | ConversationOpened
  | StickTopOrdered
  | OperationIssued
  | OperationConfirmed
  | OperationRejected
  | ClockTicked
  | ViewsDeclared

type WithoutStamp<Event> = Event extends EngineEvent ? Omit<Event, 'at' | 'epoch'> : never

/** What an adapter emits; the engine adds the time. News that may be late name their `account`. */
export type SourceEvent = WithoutStamp<
  | AccountOpened
  | AccountClosed
  | ConnectionChanged
  | CapabilitiesDeclared
  | SnapshotReceived
  | ConversationsUpserted
  | ConversationsPatched
  | ConversationsRemoved
  | SelfReadTo
  | PeerReadTo
  | GroupReceiptChanged
  | MessageRevoked
  | MentionReceived
  | LabelsChanged
  | UnreadReported
>
