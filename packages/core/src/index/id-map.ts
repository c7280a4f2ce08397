import { inserted, removed, replaced } from './arrays.js'
import { popcount } from './bits.js'
import { createEdit, type Edit } from './edit.js'
import { hashOf } from './hash.js'

export { createEdit, type Edit } from './edit.js'

/** Where a value carries its own id, the map need not keep it a second time. */
export type KeyOf<V> = (value: V) => string

export interface IdMapOptions<V> {
  /** Reads from a value the id it is set under. */
  readonly keyOf?: KeyOf<V>
  /** 32 bits of an id; only tests need another one. */
  readonly hash?: (id: string) => number
}

/**
 * A persistent map from string ids to values: a hash trie, 32 ways per level. A map never changes; an edit gives the
 * next one, which shares all but a path. Under one `Edit` a batch reuses the nodes it made, so of a batch only the last
 * map may be kept.
 */
export class IdMap<V> {
  constructor(
    readonly isBoxed: boolean,
    readonly keyOf: KeyOf<Stored<V>>,
    readonly hash: (id: string) => number,
    readonly root: Branch<V>,
    readonly size: number,
  ) {}
}

/** What stands in the trie: the value, or a box with its id where values do not carry one. */
type Stored<V> = V | Box<V>

class Box<V> {
  constructor(
    readonly id: string,
    readonly value: V,
  ) {}
}

/** A hash digit leads to a value, to a branch below, or nowhere. Value arrays are never changed, only exchanged. */
class Branch<V> {
  constructor(
    readonly owner: Edit | undefined,
    public valueDigits: number,
    public kidDigits: number,
    public values: readonly Stored<V>[],
    public kids: Branch<V>[],
  ) {}
}

const BITS = 5
const DIGIT = (1 << BITS) - 1
const HASH_BITS = 32 // below that, ids with equal hashes share one branch as a plain list

export function emptyIdMap<V>({ keyOf, hash = hashOf }: IdMapOptions<NoInfer<V>> = {}): IdMap<V> {
  const isBoxed = keyOf === undefined
  return new IdMap<V>(
    isBoxed,
    (isBoxed ? boxId : keyOf) as KeyOf<Stored<V>>,
    hash,
    new Branch(undefined, 0, 0, [], []),
    0,
  )
}

export function idMapFrom<V>(entries: Iterable<readonly [string, V]>, options?: IdMapOptions<V>): IdMap<V> {
  const edit = createEdit()
  let map = emptyIdMap<V>(options)
  for (const [id, value] of entries) map = idMapSet(map, id, value, edit)
  return map
}

/** Sets values that carry their own ids (the map has `keyOf`). */
export function idMapAdd<V>(map: IdMap<V>, values: readonly V[], edit: Edit = createEdit()): IdMap<V> {
  let next = map
  for (const value of values) next = idMapSet(next, map.keyOf(value), value, edit)
  return next
}

export function idMapSize<V>(map: IdMap<V>): number {
  return map.size
}

export function idMapGet<V>(map: IdMap<V>, id: string): V | undefined {
  const stored = find(map, map.hash(id), id)
  return map.isBoxed ? (stored as Box<V> | undefined)?.value : (stored as V | undefined)
}

/** Sets the value of an id; the same map if it has that very value. */
export function idMapSet<V>(map: IdMap<V>, id: string, value: V, edit?: Edit): IdMap<V> {
  const hash = map.hash(id)
  const old = find(map, hash, id)
  if (old !== undefined && (map.isBoxed ? (old as Box<V>).value : old) === value) return map
  const stored = map.isBoxed ? new Box(id, value) : value
  const owner = edit ?? createEdit()
  const root = own(map.root, owner)
  let node = root
  let shift = 0
  for (; shift < HASH_BITS; shift += BITS) {
    const digit = 1 << ((hash >>> shift) & DIGIT)
    if ((node.kidDigits & digit) === 0) {
      putValue(map, node, digit, shift, hash, stored, old, owner)
      break
    }
    const at = popcount(node.kidDigits & (digit - 1))
    node = node.kids[at] = own(node.kids[at]!, owner)
  }
  if (shift >= HASH_BITS) {
    node.values =
      old === undefined ? node.values.concat([stored]) : replaced(node.values, node.values.indexOf(old), stored)
  }
  return new IdMap(map.isBoxed, map.keyOf, map.hash, root, old === undefined ? map.size + 1 : map.size)
}

/** Removes an id; the same map if it is not there. */
export function idMapDelete<V>(map: IdMap<V>, id: string, edit?: Edit): IdMap<V> {
  const hash = map.hash(id)
  const old = find(map, hash, id)
  if (old === undefined) return map
  const root = without(map.root, hash, 0, old, edit ?? createEdit())
  return new IdMap(map.isBoxed, map.keyOf, map.hash, root, map.size - 1)
}

/** Calls `visit` with every value, in no order that means anything. */
export function idMapForEach<V>(map: IdMap<V>, visit: (value: V, id: string) => void): void {
  const walk = (node: Branch<V>): void => {
    for (const stored of node.values) {
      visit(map.isBoxed ? (stored as Box<V>).value : (stored as V), map.keyOf(stored))
    }
    for (const kid of node.kids) walk(kid)
  }
  walk(map.root)
}

const boxId = (box: Box<unknown>): string => box.id

function find<V>(map: IdMap<V>, hash: number, id: string): Stored<V> | undefined {
  const keyOf = map.keyOf
  let node = map.root
  for (let shift = 0; shift < HASH_BITS; shift += BITS) {
    const digit = 1 << ((hash >>> shift) & DIGIT)
    if ((node.valueDigits & digit) !== 0) {
      const stored = node.values[popcount(node.valueDigits & (digit - 1))]!
      return keyOf(stored) === id ? stored : undefined
    }
    if ((node.kidDigits & digit) === 0) return undefined
    node = node.kids[popcount(node.kidDigits & (digit - 1))]!
  }
  return node.values.find((stored) => keyOf(stored) === id)
}

function own<V>(node: Branch<V>, owner: Edit): Branch<V> {
  if (node.owner === owner) return node
  const kids = node.kids.length === 0 ? node.kids : node.kids.slice()
  return new Branch(owner, node.valueDigits, node.kidDigits, node.values, kids)
}

/** Puts a value at a digit that leads to no branch: in the place of `old`, in an empty one, or below with another. */
function putValue<V>(
  map: IdMap<V>,
  node: Branch<V>,
  digit: number,
  shift: number,
  hash: number,
  stored: Stored<V>,
  old: Stored<V> | undefined,
  owner: Edit,
): void {
  const at = popcount(node.valueDigits & (digit - 1))
  if ((node.valueDigits & digit) === 0) {
    node.valueDigits |= digit
    node.values = inserted(node.values, at, stored)
  } else if (old !== undefined) {
    node.values = replaced(node.values, at, stored)
  } else {
    const other = node.values[at]!
    const below = both(other, map.hash(map.keyOf(other)), stored, hash, shift + BITS, owner)
    node.valueDigits ^= digit
    node.values = removed(node.values, at)
    node.kids = inserted(node.kids, popcount(node.kidDigits & (digit - 1)), below)
    node.kidDigits |= digit
  }
}

function both<V>(a: Stored<V>, hashA: number, b: Stored<V>, hashB: number, shift: number, owner: Edit): Branch<V> {
  if (shift >= HASH_BITS) return new Branch<V>(owner, 0, 0, [a, b], [])
  const digitA = (hashA >>> shift) & DIGIT
  const digitB = (hashB >>> shift) & DIGIT
  if (digitA === digitB) {
    return new Branch<V>(owner, 0, 1 << digitA, [], [both(a, hashA, b, hashB, shift + BITS, owner)])
  }
  return new Branch<V>(owner, (1 << digitA) | (1 << digitB), 0, digitA < digitB ? [a, b] : [b, a], [])
}

/** The branch without `old`. What holds one value only is taken up into the branch above, so that equal contents have one shape. */
function without<V>(from: Branch<V>, hash: number, shift: number, old: Stored<V>, owner: Edit): Branch<V> {
  const node = own(from, owner)
  if (shift >= HASH_BITS) {
    node.values = removed(node.values, node.values.indexOf(old))
    return node
  }
  const digit = 1 << ((hash >>> shift) & DIGIT)
  const valueAt = popcount(node.valueDigits & (digit - 1))
  if ((node.valueDigits & digit) !== 0) {
    node.valueDigits ^= digit
    node.values = removed(node.values, valueAt)
    return node
  }
  const kidAt = popcount(node.kidDigits & (digit - 1))
  const kid = without(node.kids[kidAt]!, hash, shift + BITS, old, owner)
  if (kid.kids.length > 0 || kid.values.length > 1) {
    node.kids[kidAt] = kid
    return node
  }
  node.kidDigits ^= digit
  node.kids = removed(node.kids, kidAt)
  node.valueDigits |= digit
  node.values = inserted(node.values, valueAt, kid.values[0]!)
  return node
}
