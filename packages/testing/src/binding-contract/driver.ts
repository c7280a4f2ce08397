import type { Commands, Engine, SyncStatus, ViewCounters, ViewDefinition } from '@convolist/core'

/** Which list to show: a declared view by name, or a definition; `range` as the bindings take it. */
export interface ShowOptions {
  readonly view?: string | ViewDefinition | undefined
  readonly range?: readonly [start: number, end: number] | undefined
}

/** What a binding's list says beside its rows: the names are the same in every binding. */
export interface ReadableList {
  readonly start: number
  readonly size: number
  readonly counters: ViewCounters
  readonly sync: SyncStatus
  readonly hasMore: boolean
}

/** The same, as it was rendered. */
export interface ListFacts {
  readonly start: number
  readonly size: number
  readonly unread: number
  readonly badge: number
  readonly phase: SyncStatus['phase']
  readonly hasMore: boolean
}

/** One list on the screen. */
export interface MountedList {
  /** The rows as they stand there, each the text that `rowText` made when it was rendered. */
  rows(): readonly string[]
  facts(): ListFacts
  /** How often the list was rendered so far, and rows of it. */
  readonly renders: { readonly list: number; readonly rows: number }
  /** Shows another view or range in the same place. */
  show(options: ShowOptions): void | Promise<void>
  /** The binding's own `loadMore`. */
  loadMore(): Promise<void>
  /** The binding's own commands. */
  readonly commands: Commands
  unmount(): void | Promise<void>
}

/** One row, or one number, on the screen. */
export interface MountedText {
  /** As it stands there. */
  text(): string
  /** How often it was rendered so far. */
  renders(): number
  unmount(): void | Promise<void>
}

/** What the scenarios need to know of a binding. */
export interface BindingDriver {
  /** Shows a list of the engine; called twice, there are two. Rejects with what the binding throws. */
  mount(engine: Engine, options: ShowOptions): MountedList | Promise<MountedList>
  /** Shows one row, as `rowText` has it; nothing where there is no such row. */
  mountRow(engine: Engine, id: string): MountedText | Promise<MountedText>
  /** Shows one counter of a view, for a badge. */
  mountUnread(engine: Engine, view: string, count: keyof ViewCounters): MountedText | Promise<MountedText>
  /** Makes a change, and waits until everything that follows from it is on the screen. */
  settle(change: () => unknown): Promise<void>
}
