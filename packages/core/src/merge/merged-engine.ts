import type { Engine, EngineOptions, View } from '../engine/engine.js'
import type { ConversationId } from '../model/ids.js'
import type { UnreadQuery } from '../model/source.js'
import type { ViewDefinition } from '../model/views.js'

/** An engine with the name it goes by in the merged list; without one, its place: `0`, `1`, ... */
export type EngineToMerge = Engine | { readonly name: string; readonly engine: Engine }

/** The merged list's own choices. Each engine keeps its own beside them; `unhideOnMessage` is an engine's alone. */
export type MergeOptions = Pick<
  EngineOptions,
  'views' | 'policies' | 'diagnosticsLimit' | 'enhance' | 'clock' | 'onError'
>

/** Whose row it is. */
export interface RowOwner {
  readonly name: string
  readonly engine: Engine
  /** Its id there. */
  readonly id: ConversationId
}

/**
 * The lists of several engines as one. It is an `Engine`: bindings and selectors take it as they take any other, and
 * `commands` go to whoever owns the row. What belongs to one SDK alone (`dispatch`, `connect`, `watchUnread`) is
 * refused with `command/unsupported`: ask its engine. `capabilities` is `undefined` for the same reason.
 *
 * Rows are called `name:id` and labels `name:labelId`, for two accounts may know the same id. `sortKey` is the row's
 * `activeAt`: the order hints of two vendors do not compare. All else of a row is as its engine shows it.
 *
 * `ready` resolves when the first sync of one account has ended, and that of every other one that somebody is signed in
 * to by then. Accounts nobody is signed in to are not waited for: `Promise.all` of the engines' own `ready` does that.
 */
export interface MergedEngine extends Engine {
  /**
   * Adds up what the vendors say. By default that is each one's own total, and Tencent's leaves muted rows out where the
   * others have them in. `{ type: 'filter', ignoreMuted: true }` leaves them out everywhere; a view's counters have both.
   */
  readUnread(query?: UnreadQuery): Promise<number>
  /** By name, in the order in which they were merged. */
  readonly engines: ReadonlyMap<string, Engine>
  /**
   * Takes one more engine in; its rows are there when this returns.
   *
   * @returns takes it out again. Do that before the engine is disposed, or its last rows stay.
   * @throws ConvolistError `option/invalid` for a name that is taken or empty or holds a colon.
   */
  add(name: string, engine: Engine): () => void
  /** One engine's part of a view, in the merged order: its rows, its counters. Of all rows, it is always live. */
  viewOf(name: string, view?: string | ViewDefinition): View
  /** What a row of an engine is called here. */
  idOf(name: string, id: ConversationId | string): ConversationId
  /** `undefined` for an id of no engine that is merged. The row itself need not exist. */
  ownerOf(id: ConversationId | string): RowOwner | undefined
}
