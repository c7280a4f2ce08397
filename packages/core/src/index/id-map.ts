import type { Edit } from './edit.js'

interface Value {
  readonly id: string
}

/** What one version holds; the others know how they differ from it. */
class Table<V> extends Map<string, V> {
  /** Since it was made: its versions lie no further apart. */
  writes = 0
}

/** A table is copied after so many writes more than it has values. */
const WRITES_KEPT = 1000

/**
 * A persistent map of values by their ids. A map never changes; an edit gives the next version. Under one `Edit` a batch
 * goes on with the version it made, so of a batch only the last one may be kept.
 */
export interface IdMap<V extends Value> {
  readonly size: number
  get(id: string): V | undefined
  /** The version with that value: the same one if it has it already, or was made under `edit`. */
  set(id: string, value: V, edit?: Edit): IdMap<V>
  /** The version without that id: the same one if it is not there, or the version was made under `edit`. */
  delete(id: string, edit?: Edit): IdMap<V>
  /** Calls `visit` with every value there is now, in no order that means anything. */
  forEach(visit: (value: V) => void): void
  /** Calls `visit` with every id that has not the same value in both; costs what has changed in between. */
  diff(after: IdMap<V>, visit: (id: string, before: V | undefined, after: V | undefined) => void): void
  /** At the end of a batch: only the version before knows from now on what it had. */
  seal(): void
}

export const emptyIdMap = <V extends Value>(): IdMap<V> => idMapOf<V>([])

/** Of values with the same id the last one stays. */
export function idMapOf<V extends Value>(values: readonly V[], edit?: Edit): IdMap<V> {
  return new Version(tableOf(values), edit)
}

/**
 * The versions share one table, which is where it was used last. Each of the others knows the next version on the way
 * there and what it has different from that one, and the table follows the reader (Baker's trick). Since nearly all
 * reading and writing is of the newest version, it costs what a `Map` costs, and no path of a trie is copied. To read
 * another version takes, once, as many steps as there were changes in between. What a kept version holds back is
 * bounded: after so many writes the table is left to it, and the newest one goes on with a copy.
 *
 * What moves is private: freezing a state, however deep, does not reach it, and immer neither drafts nor walks it.
 */
class Version<V extends Value> implements IdMap<V> {
  #table: Table<V> | undefined
  /** On the way to the table, where it is not here. */
  #next: Version<V> | undefined
  /** Ids and values in turn: what is different there. While a batch goes on, what is different in the version before. */
  #changes: unknown[] | undefined
  #size: number
  #owner: Edit | undefined

  constructor(table: Table<V>, owner?: Edit) {
    this.#table = table
    this.#size = table.size
    this.#owner = owner
  }

  get size(): number {
    return this.#size
  }

  get(id: string): V | undefined {
    return (this.#table ?? this.#fetched()).get(id)
  }

  set(id: string, value: V, edit?: Edit): Version<V> {
    return this.#with(id, value, edit)
  }

  delete(id: string, edit?: Edit): Version<V> {
    return this.#with(id, undefined, edit)
  }

  forEach(visit: (value: V) => void): void {
    const values = [...this.#fetched().values()]
    values.forEach((value) => visit(value))
  }

  diff(after: Version<V>, visit: (id: string, before: V | undefined, after: V | undefined) => void): void {
    const table = after.#fetched()
    const olds = new Map<string, V | undefined>()
    const keep = (id: string, value: V | undefined): void => {
      if (!olds.has(id)) olds.set(id, value)
    }
    const way = this.#way()
    const last = way.pop()
    for (const version of way) forEachChange(version.#changes!, keep)
    if (last !== after) {
      olds.clear() // two tables: every value of both is looked at
      this.forEach((value) => keep(value.id, value))
      after.forEach(({ id }) => keep(id, undefined))
    }
    const news = [...olds.keys()].map((id) => table.get(id))
    let i = 0
    olds.forEach((old, id) => {
      const value = news[i++]
      if (old !== value) visit(id, old, value)
    })
  }

  seal(): void {
    this.#owner = undefined
    if (this.#table) this.#changes = undefined
  }

  #with(id: string, value: V | undefined, edit: Edit | undefined): Version<V> {
    const old = this.get(id)
    if (old === value) return this
    const map = edit !== undefined && this.#owner === edit ? this : this.#following(edit)
    const table = map.#table!
    map.#changes?.push(id, old)
    table.writes++
    put(table, id, value)
    map.#size = table.size
    return map
  }

  /** The next version, with the table, before its first change. */
  #following(edit: Edit | undefined): Version<V> {
    const table = this.#fetched()
    // An empty version, which stores keep as their first, gets by without a table to come back.
    if (table.size === 0 || table.writes > table.size + WRITES_KEPT) return new Version(tableOf(table.values()), edit)
    const next = new Version(table, edit)
    this.#table = undefined
    this.#next = next
    this.#changes = next.#changes = []
    return next
  }

  /** The versions from this one to the one that has the table. */
  #way(): Version<V>[] {
    const way: Version<V>[] = [this]
    for (let at = this.#next; at; at = at.#next) way.push(at)
    return way
  }

  /** Brings the table here. */
  #fetched(): Table<V> {
    if (this.#table) return this.#table
    const way = this.#way()
    let at = way.pop()!
    const table = at.#table!
    for (let older = way.pop(); older; older = way.pop()) {
      at.#table = undefined
      at.#next = older
      older.#next = undefined
      older.#changes = at.#changes = undone(table, older.#changes!)
      at = older
    }
    return (this.#table = table)
  }
}

function tableOf<V extends Value>(values: Iterable<V>): Table<V> {
  const table = new Table<V>()
  for (const value of values) table.set(value.id, value)
  return table
}

function put<V>(table: Table<V>, id: string, value: V | undefined): void {
  if (value === undefined) table.delete(id)
  else table.set(id, value)
}

function forEachChange<V>(changes: readonly unknown[], visit: (id: string, value: V | undefined) => void): void {
  for (let i = 0; i < changes.length; i += 2) visit(changes[i] as string, changes[i + 1] as V | undefined)
}

/** Takes changes back, the last first, and returns what takes that back. */
function undone<V>(table: Table<V>, changes: readonly unknown[]): unknown[] {
  const back: unknown[] = []
  for (let i = changes.length - 2; i >= 0; i -= 2) {
    const id = changes[i] as string
    back.push(id, table.get(id))
    put(table, id, changes[i + 1] as V | undefined)
  }
  return back
}
