import type { Capabilities } from './capabilities.js'
import type { Command, CommandAnswer } from './commands.js'
import type { Conversation, ConversationKind, ConversationMark } from './conversation.js'
import type { Diagnostic } from './diagnostics.js'
import type { SourceEvent } from './events.js'
import type { ConversationId, EpochMs } from './ids.js'

/** A vendor-side filter; only keys named in `capabilities.serverFilters` are ever set. */
export interface ListFilter {
  readonly unread?: boolean | undefined
  readonly kinds?: readonly ConversationKind[] | undefined
  readonly labels?: readonly string[] | undefined
  readonly marks?: readonly ConversationMark[] | undefined
  readonly mentioned?: boolean | undefined
}

export interface ListRequest {
  /** Where the last page ended; `undefined` asks for the first page. Opaque to the engine. */
  readonly cursor: string | undefined
  readonly limit: number
  readonly filter?: ListFilter | undefined
}

export interface ListPage {
  readonly rows: readonly Conversation[]
  /** Where the next page starts; `undefined` at the end. */
  readonly cursor: string | undefined
  /** The vendor's list is known to be incomplete (its own sync failed): nothing is swept after it. */
  readonly partial?: boolean | undefined
}

/** Whose unread messages to add up, on the vendor's side. */
export type UnreadQuery =
  /**
   * The vendor's own total, by its own rule: NIM and RongCloud count muted conversations, Tencent Cloud Chat does not.
   * `{ type: 'filter', ignoreMuted: true }` leaves them out where the vendor can.
   */
  | { readonly type: 'all' }
  /** Each id counts once. */
  | { readonly type: 'ids'; readonly ids: readonly ConversationId[] }
  | {
      readonly type: 'filter'
      readonly kinds?: readonly ConversationKind[] | undefined
      readonly labelId?: string | undefined
      /** Of rows that carry any of these. */
      readonly marks?: readonly ConversationMark[] | undefined
      /** Of rows in which an unread message names me, or everyone. */
      readonly mentioned?: true | undefined
      readonly ignoreMuted?: boolean | undefined
    }

/** What an adapter may do to the engine. None of these ever throws. */
export interface SourceSink {
  emit(events: readonly SourceEvent[]): void
  note(diagnostic: Diagnostic): void
  /** The vendor's own sync has ended, or something may have been missed: walk its list again. */
  resync(reason: string): void
  now(): EpochMs
  /**
   * Runs something later, on the engine's own clock, unless the source is disconnected by then. A sink that is not an
   * engine's may leave it out: then the host's timers do.
   *
   * @returns takes it back.
   */
  after?(ms: number, run: () => void): () => void
  /**
   * The row as it is shown, if the list is this account's: it may have rows that the source has not told, those of
   * `initialState`. What was just emitted is not in it yet. A sink that is not an engine's may leave it out.
   */
  row?(id: ConversationId, account: string): Conversation | undefined
}

/**
 * A vendor SDK as the engine sees it. Made by an adapter (`createNimSource`, ...) over the app's own instance;
 * the app logs in and out, the source only listens, lists and passes commands on.
 */
export interface Source {
  readonly vendor: string
  readonly capabilities: Capabilities
  /**
   * Adds the SDK listeners and says who is logged in (`accountOpened`, then `resync`), at once if somebody is. If somebody
   * was when it was connected last, and nobody is now, it says `accountClosed`.
   * @returns removes exactly those listeners; may be called twice.
   */
  connect(sink: SourceSink): () => void
  /** One page of the vendor's list. Rejects with `ConvolistError` `sync/failed`. */
  list(request: ListRequest): Promise<ListPage>
  /** Single rows by id; ids the vendor does not have are left out. Only where `fetchByIds` is declared. */
  fetch?(ids: readonly ConversationId[]): Promise<readonly Conversation[]>
  /** Carries out one command. Rejects with `ConvolistError` `command/rejected` if the vendor refuses it as a whole. */
  execute(command: Command): Promise<CommandAnswer>
  /** The vendor's own unread number, for comparison. */
  readUnread?(query: UnreadQuery): Promise<number>
  /** Asks the vendor to report that number whenever it changes, as `unreadReported` with `scope`. */
  watchUnread?(query: UnreadQuery, scope: string): () => void
}
