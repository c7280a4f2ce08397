import type { StoreApi } from 'zustand/vanilla'
import type { Capabilities } from '../model/capabilities.js'
import type { CommandResult } from '../model/commands.js'
import type { Conversation, ConversationMark, Label, NotifyLevel } from '../model/conversation.js'
import type { Diagnostic, DiagnosticCode } from '../model/diagnostics.js'
import type { EngineEvent } from '../model/events.js'
import type { ConversationId, EpochMs } from '../model/ids.js'
import type { Source, UnreadQuery } from '../model/source.js'
import type { Policies, ViewCounters, ViewDefinition } from '../model/views.js'
import type { ListState, SerializedState } from '../index/state.js'
import type { PoliciesInput } from '../views/create-state.js'
import type { ViewReading } from '../views/read-view.js'

/** Time as the engine uses it; tests and the simulator hand in a virtual one. */
export interface Clock {
  now(): number
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  /** Runs after the current task: where a batch is flushed. */
  microtask(run: () => void): void
  /** Runs before the next paint; used with `batching: 'frame'`. Falls back to a 16 ms timer. */
  frame?(run: () => void): void
  /** A number in [0, 1) for the jitter of retries. */
  random?(): number
}

export interface EngineOptions {
  /** Where events come from; can also be connected later with `engine.connect(source)`. */
  readonly source?: Source | undefined
  /** Views that are always live, by name: `engine.view('unread')`. `all` exists without being declared. */
  readonly views?: Readonly<Record<string, ViewDefinition>> | undefined
  readonly policies?: PoliciesInput | undefined
  /** When collected events are applied and subscribers told: once per microtask (default), or once per frame. */
  readonly batching?: 'microtask' | 'frame' | undefined
  /** `all` walks the vendor's whole list at a sync (default); `page` reads one page, and more by `loadMore`. */
  readonly sync?: 'all' | 'page' | undefined
  /** How long a call of the vendor may stay unanswered before it is rolled back and its rows read again. Default 30,000 ms. */
  readonly operationTimeoutMs?: number | undefined
  /** How long a confirmed change is held while its echo is awaited. Default 5,000 ms. */
  readonly echoHoldMs?: number | undefined
  /** First wait after a failed sync, give or take a quarter; doubles up to `retryMaxMs`. Defaults 1,000 and 60,000 ms. */
  readonly retryMs?: number | undefined
  readonly retryMaxMs?: number | undefined
  /** How many times in a row a failed sync is tried again by itself, until somebody asks for one. Default 8. */
  readonly retryLimit?: number | undefined
  /** How long a deletion is remembered. Default 600,000 ms, the least allowed. */
  readonly tombstoneMs?: number | undefined
  /**
   * How many deletions are remembered, the newest. Default 10,000. Of ids without a row as many mentions wait (and as
   * many more as there are rows), and ten times as many read marks.
   */
  readonly tombstoneLimit?: number | undefined
  /** How many diagnostics are kept for reading. Default 200. */
  readonly diagnosticsLimit?: number | undefined
  /** Starts from rows saved by `engine.serialize()` (server rendering, persistence); the first sync corrects them. */
  readonly initialState?: SerializedState | undefined
  /**
   * Wraps the zustand store creator, for middleware: `(creator) => devtools(subscribeWithSelector(creator))`. Devtools
   * show each commit by the names of its events, with a summary of the state.
   */
  readonly enhance?: StoreEnhancer | undefined
  readonly clock?: Clock | undefined
  /** Told of every batch as it is applied, before subscribers are: for recorders, replays and logs. */
  readonly onBatch?: ((batch: Batch) => void) | undefined
  /** Where errors of the app's own listeners and conditions go. Default: `console.error`. They never stop the engine. */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** Events that were applied together, and the state before and after. The two are the same where nothing changed. */
export interface Batch {
  readonly events: readonly EngineEvent[]
  readonly previous: ListState
  readonly state: ListState
}

/** Takes the creator of the store's state and returns it wrapped, as zustand middleware does. */
export type StoreEnhancer = (creator: () => ListState) => unknown

export type Ids = ConversationId | string | readonly (ConversationId | string)[]

/**
 * One live, ordered, counted list over the engine's rows. Equal definitions share one index.
 * Reads are of the current state; the same array or object comes back while nothing in it changed.
 */
export interface View {
  /** One name for what the view means; views of equal definition have the same. */
  readonly key: string
  readonly definition: ViewDefinition
  readonly size: number
  readonly counters: ViewCounters
  /** Rows `start` (included) to `end` (not included), clipped to the list. */
  window(start: number, end: number): readonly Conversation[]
  at(index: number): Conversation | undefined
  /** The row's place in this view, or -1. */
  indexOf(id: ConversationId | string): number
  /** Every id in order. Costs time and memory in proportion to the list: for exports, not for rendering. */
  ids(): readonly ConversationId[]
  /** The nearest row after (or before) this one with unread messages; wraps around. `undefined` if none. */
  nextUnread(from?: ConversationId | string, direction?: 1 | -1): ConversationId | undefined
  /** The neighbour below (1) or above (-1), or `undefined` at the end. */
  neighbour(of: ConversationId | string, direction: 1 | -1): ConversationId | undefined
  /** The same reads over a state you hold, for selectors that must not mix two states. */
  read(state: ListState): ViewReading
  /** Told once per commit in which this view's rows, order or counters changed. Keeps the view live. */
  subscribe(listener: () => void): () => void
  /** Keeps the view's index maintained until the returned function is called. */
  retain(): () => void
  /** Has the vendor rows of this view that were not read yet? */
  readonly hasMore: boolean
  /** The same for a state you hold. */
  hasMoreIn(state: ListState): boolean
  /**
   * Reads the next page: by the vendor's own filter where it has one, else of the whole list, until the view has grown
   * (ten pages at most). One page at a time; rejects with `sync/failed`.
   */
  loadMore(): Promise<void>
}

/**
 * Orders to the vendor. Each is shown at once where that is possible (optimistic), resolves when the vendor
 * confirmed, and rejects with a `ConvolistError` after the rows were rolled back (`command/invalid` for an argument that
 * cannot be right). Setting what is already so does nothing, unless the vendor may not have said so (`guessed` in its
 * capabilities); ids that are not in the list go to the vendor all the same.
 */
export interface Commands {
  /** Pins or unpins. @see NIM `stickTopConversation`, Tencent `pinConversation`, RongCloud `setConversationToTop` */
  stickTop(ids: Ids, stickTop: boolean): Promise<CommandResult>
  /**
   * Marks as read: given rows, every row of a view, or everything (`'all'`; a row of that id is `['all']`). Rows that
   * are named are always sent: an SDK tells its app of a message before it tells of the row.
   */
  markRead(target: Ids | View | 'all'): Promise<CommandResult>
  /** Sets or clears the user's "unread" flag; message counts stay. */
  markUnread(ids: Ids, markedUnread?: boolean): Promise<CommandResult>
  /** `true` mutes, `false` alerts for everything; or the level itself. */
  mute(ids: Ids, notify: boolean | NotifyLevel): Promise<CommandResult>
  /** Deletes conversations from the list. `clearMessages` asks the vendor to delete their history too. */
  remove(ids: Ids, options?: { readonly clearMessages?: boolean }): Promise<CommandResult>
  /** Keeps unsent text on the row; empty text removes it. */
  saveDraft(id: ConversationId | string, text: string): Promise<CommandResult>
  setMark(ids: Ids, mark: ConversationMark, on: boolean): Promise<CommandResult>
  createLabel(name: string, ids?: Ids): Promise<Label>
  renameLabel(labelId: string, name: string): Promise<CommandResult>
  deleteLabel(labelId: string): Promise<CommandResult>
  addToLabel(labelId: string, ids: Ids): Promise<CommandResult>
  removeFromLabel(labelId: string, ids: Ids): Promise<CommandResult>
  /** App-defined text on the row: kept by the vendor (`server`, default) or on this device (`local`). */
  updateExtension(ids: Ids, text: string, options?: { readonly scope?: 'server' | 'local' }): Promise<CommandResult>
  /** Asks the vendor for a row that does not exist yet. */
  create(ids: Ids): Promise<CommandResult>
  /** Sends read receipts for the vendor's own message objects of one conversation. */
  sendReceipt(id: ConversationId | string, messages: readonly unknown[]): Promise<CommandResult>
  /** Puts the pinned rows in this order (pin order `manual`); local. */
  orderStickTop(ids: Ids): void
  /**
   * The user reads this conversation now; `undefined` closes it. The vendor is told where it wants to know; since the screen
   * does not wait for that, a refusal is no rejection but a diagnostic (`vendor/failed`).
   */
  open(id: ConversationId | string | undefined): void
  /**
   * Reads rows by id, wherever in the vendor's list they are, and shows them: for a link to a conversation that was not
   * read yet. Resolves with those that are there, in the order asked for; of the others nothing is left. Rejects with
   * `sync/failed`, after a change of account with `command/account-changed`, and with `command/unsupported` without
   * `fetchByIds` in the capabilities.
   */
  fetch(ids: Ids): Promise<readonly Conversation[]>
  /** Reads the next page of the whole list, one at a time. Rejects with `sync/failed`. */
  loadMore(): Promise<void>
  /** Walks the vendor's list again. Resolves when the sync (or one that took its place) ended; rejects with `sync/failed`. */
  refresh(): Promise<void>
}

/** What went wrong from outside, newest last. Never holds user content. */
export interface Diagnostics {
  readonly recent: readonly Diagnostic[]
  readonly counts: Readonly<Partial<Record<DiagnosticCode, number>>>
  readonly total: number
  subscribe(listener: (diagnostic: Diagnostic) => void): () => void
}

/** What the engine has done so far. */
export interface EngineStats {
  readonly events: number
  readonly commits: number
  readonly notifications: number
}

export interface Engine {
  getState(): ListState
  getInitialState(): ListState
  /** Told once per commit, in order, also when a listener dispatches or throws, or only the set of live views changed. */
  subscribe(listener: (state: ListState, previous: ListState) => void): () => void
  /** Told when the selected value changed. `select` must return the same reference for the same state. */
  subscribe<T>(
    select: (state: ListState) => T,
    listener: (value: T, previous: T) => void,
    equals?: (a: T, b: T) => boolean,
  ): () => void
  /** A real zustand store fed once per commit, for `useStore` and middleware. Write with `commands`, not with `setState`. */
  readonly store: StoreApi<ListState>
  /** Adds events to the batch; applied with the next flush. Events without `at` get the current time. */
  dispatch(events: Dispatchable | readonly Dispatchable[]): void
  /** Applies what is waiting, now. */
  flush(): void
  get(id: ConversationId | string): Conversation | undefined
  /** A shared live view: by declared name, or by definition. Without an argument: all rows. */
  view(definition?: string | ViewDefinition): View
  readonly commands: Commands
  readonly diagnostics: Diagnostics
  readonly stats: EngineStats
  /** Of the connected source; `undefined` without one. */
  readonly capabilities: Capabilities | undefined
  readonly policies: Policies
  setPolicies(policies: PoliciesInput): void
  /**
   * Listens to a source, in place of the one before. Connecting the same one twice listens once; each call's return value
   * undoes it. @throws ConvolistError `option/invalid` if it is none, and whatever its own `connect` throws.
   */
  connect(source: Source): () => void
  /** Resolves at the end of the first sync of an account (also of one that failed). */
  readonly ready: Promise<void>
  /**
   * The vendor's own unread number, for comparison with ours; by default of all conversations, with or without muted ones
   * as the vendor has it (`UnreadQuery`). Rejects with `command/unsupported` where it has none.
   */
  readUnread(query?: UnreadQuery): Promise<number>
  /** Asks the vendor to report it whenever it changes, as long as its source is connected: `state.reported[scope]`. */
  watchUnread(query: UnreadQuery, scope: string): () => void
  serialize(): SerializedState
  /** Stops everything: listeners, timers, subscribers. Late answers do nothing. */
  dispose(): void
  readonly disposed: boolean
  now(): EpochMs
}

export type Dispatchable = EngineEvent extends infer E
  ? E extends EngineEvent
    ? Omit<E, 'at'> & { readonly at?: EpochMs }
    : never
  : never
