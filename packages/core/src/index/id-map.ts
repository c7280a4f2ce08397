import { inserted, removed, sized } from './arrays.js'
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
 *
 * The map is a class instance, so immer neither drafts nor walks it, nor the plain arrays below.
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

declare const valueType: unique symbol

/**
 * `[owner, value digits, branch digits, ...values, ...branches]`. A level reads one digit of the hash; bit d of the
 * digits says whether digit d leads to a value or to a branch, and how many lower bits are set says where it stands.
 * Below the last digit, where ids have equal hashes, a branch is a list: all values, no digits.
 *
 * A plain array for the reason that the nodes of the order tree are (see order-node.ts).
 */
export type Branch<V> = unknown[] & { readonly [valueType]?: V }

const OWNER = 0
const VALUES = 1
const BRANCHES = 2
const HEAD = 3

export const DIGIT_BITS = 4
export const HASH_BITS = 32

export function emptyIdMap<V>({ keyOf, hash = hashOf }: IdMapOptions<NoInfer<V>> = {}): IdMap<V> {
  const isBoxed = keyOf === undefined
  return new IdMap<V>(isBoxed, (isBoxed ? boxId : keyOf) as KeyOf<Stored<V>>, hash, [undefined, 0, 0], 0)
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
  const owner = edit ?? createEdit()
  let root = map.root
  let parent: Branch<V> | undefined
  let slot = 0
  let node = root
  let shift = 0
  let digit = digitOf(hash, shift)
  while ((branchDigits(node) & digit) !== 0) {
    const own = ownBranch(node, owner)
    if (parent === undefined) root = own
    else parent[slot] = own
    parent = own
    slot = branchSlot(own, digit)
    node = own[slot] as Branch<V>
    shift += DIGIT_BITS
    digit = digitOf(hash, shift)
  }
  const at = valueSlot(map, node, digit, id)
  const old = at < 0 ? undefined : (node[at] as Stored<V>)
  // The copies made on the way down are then of no use, nor do they harm.
  if (old !== undefined && (map.isBoxed ? (old as Box<V>).value : old) === value) return map
  const stored = map.isBoxed ? new Box(id, value) : value
  const next = at < 0 ? withValue(map, node, digit, shift, hash, stored, owner) : ownBranch(node, owner)
  if (at >= 0) next[at] = stored
  if (parent === undefined) root = next
  else parent[slot] = next
  return new IdMap(map.isBoxed, map.keyOf, map.hash, root, at < 0 ? map.size + 1 : map.size)
}

/** Removes an id; the same map if it is not there. */
export function idMapDelete<V>(map: IdMap<V>, id: string, edit?: Edit): IdMap<V> {
  const hash = map.hash(id)
  if (find(map, hash, id) === undefined) return map
  const root = without(map, map.root, hash, 0, id, edit ?? createEdit())
  return new IdMap(map.isBoxed, map.keyOf, map.hash, root, map.size - 1)
}

/** Calls `visit` with every value, in no order that means anything. */
export function idMapForEach<V>(map: IdMap<V>, visit: (value: V, id: string) => void): void {
  const walk = (node: Branch<V>): void => {
    const end = node.length - popcount(branchDigits(node))
    for (let at = HEAD; at < end; at++) {
      const stored = node[at] as Stored<V>
      visit(map.isBoxed ? (stored as Box<V>).value : (stored as V), map.keyOf(stored))
    }
    for (let at = end; at < node.length; at++) walk(node[at] as Branch<V>)
  }
  walk(map.root)
}

/**
 * Calls `visit` with every id that has not the same value in both maps (`undefined` where it has none). What the maps
 * share is not looked at: after a batch, the cost is that of the paths the batch has copied.
 */
export function idMapDiff<V>(
  before: IdMap<V>,
  after: IdMap<V>,
  visit: (id: string, before: V | undefined, after: V | undefined) => void,
): void {
  const { keyOf } = after
  const unboxed = (stored: Stored<V> | undefined): V | undefined =>
    after.isBoxed ? (stored as Box<V> | undefined)?.value : (stored as V | undefined)
  const tell = (id: string, old: Stored<V> | undefined, now: Stored<V> | undefined): void => {
    if (unboxed(old) !== unboxed(now)) visit(id, unboxed(old), unboxed(now))
  }
  const exchange = (old: Stored<V>, now: Stored<V>): void => {
    const id = keyOf(now)
    if (keyOf(old) === id) return tell(id, old, now)
    tell(keyOf(old), old, undefined)
    tell(id, undefined, now)
  }
  /** Two sets of values, matched by id. */
  const match = (olds: readonly Stored<V>[], nows: readonly Stored<V>[]): void => {
    if (olds.length === 0) return nows.forEach((now) => tell(keyOf(now), undefined, now))
    const gone = new Map(olds.map((old) => [keyOf(old), old]))
    for (const now of nows) {
      const id = keyOf(now)
      tell(id, gone.get(id), now)
      gone.delete(id)
    }
    gone.forEach((old, id) => tell(id, old, undefined))
  }
  const walk = (old: Branch<V>, now: Branch<V>): void => {
    if (old === now) return
    const values = valueDigits(now)
    const branches = branchDigits(now)
    const used = values | branches | valueDigits(old) | branchDigits(old)
    if (used === 0) return match(storedIn(old), storedIn(now))
    if (values !== valueDigits(old) || branches !== branchDigits(old)) return walkDigits(old, now, used)
    // Mostly one value or branch was exchanged for another, and all else stands where it stood.
    const end = now.length - popcount(branches)
    for (let at = HEAD; at < now.length; at++) {
      if (old[at] === now[at]) continue
      if (at < end) exchange(old[at] as Stored<V>, now[at] as Stored<V>)
      else walk(old[at] as Branch<V>, now[at] as Branch<V>)
    }
  }
  const walkDigits = (old: Branch<V>, now: Branch<V>, used: number): void => {
    for (let rest = used; rest !== 0; rest &= rest - 1) {
      const digit = rest & -rest
      if ((branchDigits(old) & branchDigits(now) & digit) === 0) match(storedAt(old, digit), storedAt(now, digit))
      else walk(old[branchSlot(old, digit)] as Branch<V>, now[branchSlot(now, digit)] as Branch<V>)
    }
  }
  walk(before.root, after.root)
}

/** What stands at a digit of a node, or below it. */
function storedAt<V>(node: Branch<V>, digit: number): Stored<V>[] {
  if ((branchDigits(node) & digit) !== 0) return storedIn(node[branchSlot(node, digit)] as Branch<V>)
  if ((valueDigits(node) & digit) === 0) return []
  return [node[HEAD + popcount(valueDigits(node) & (digit - 1))] as Stored<V>]
}

function storedIn<V>(node: Branch<V>): Stored<V>[] {
  const end = node.length - popcount(branchDigits(node))
  const own = node.slice(HEAD, end) as Stored<V>[]
  return end === node.length ? own : own.concat(...node.slice(end).map((below) => storedIn(below as Branch<V>)))
}

const boxId = (box: Box<unknown>): string => box.id

/** The digit of a hash at a level, as a mask of one bit; none below the last. */
function digitOf(hash: number, shift: number): number {
  return shift < HASH_BITS ? 1 << ((hash >>> shift) & ((1 << DIGIT_BITS) - 1)) : 0
}

function valueDigits(node: Branch<unknown>): number {
  return node[VALUES] as number
}

function branchDigits(node: Branch<unknown>): number {
  return node[BRANCHES] as number
}

/** Where the branch of a digit stands, or would stand. */
function branchSlot(node: Branch<unknown>, digit: number): number {
  return HEAD + popcount(valueDigits(node)) + popcount(branchDigits(node) & (digit - 1))
}

/** Where the value of an id stands in the branch that its hash leads to, or -1. */
function valueSlot<V>(map: IdMap<V>, node: Branch<V>, digit: number, id: string): number {
  if (digit === 0) {
    for (let at = HEAD; at < node.length; at++) if (map.keyOf(node[at] as Stored<V>) === id) return at
    return -1
  }
  if ((valueDigits(node) & digit) === 0) return -1
  const at = HEAD + popcount(valueDigits(node) & (digit - 1))
  return map.keyOf(node[at] as Stored<V>) === id ? at : -1
}

function find<V>(map: IdMap<V>, hash: number, id: string): Stored<V> | undefined {
  let node = map.root
  let shift = 0
  let digit = digitOf(hash, shift)
  while ((branchDigits(node) & digit) !== 0) {
    node = node[branchSlot(node, digit)] as Branch<V>
    shift += DIGIT_BITS
    digit = digitOf(hash, shift)
  }
  const at = valueSlot(map, node, digit, id)
  return at < 0 ? undefined : (node[at] as Stored<V>)
}

export function branchOf<V>(
  owner: Edit,
  values: number,
  branches: number,
  stored: readonly unknown[],
  below: readonly unknown[],
): Branch<V> {
  const node = sized<unknown>(HEAD + stored.length + below.length)
  node[OWNER] = owner
  node[VALUES] = values
  node[BRANCHES] = branches
  for (let i = 0; i < stored.length; i++) node[HEAD + i] = stored[i]
  const end = HEAD + stored.length
  for (let i = 0; i < below.length; i++) node[end + i] = below[i]
  return node
}

/** The value of a branch that has nothing else: it belongs into the branch above. */
export function onlyValueOf<V>(node: Branch<V>): Stored<V> | undefined {
  return node.length === HEAD + 1 && branchDigits(node) === 0 ? (node[HEAD] as Stored<V>) : undefined
}

function ownBranch<V>(node: Branch<V>, owner: Edit): Branch<V> {
  if (node[OWNER] === owner) return node
  const own = node.slice()
  own[OWNER] = owner
  return own
}

/** The node with a value more; where another stands in its place, the two go into a branch below. */
function withValue<V>(
  map: IdMap<V>,
  node: Branch<V>,
  digit: number,
  shift: number,
  hash: number,
  stored: Stored<V>,
  owner: Edit,
): Branch<V> {
  const at = HEAD + popcount(valueDigits(node) & (digit - 1))
  if ((valueDigits(node) & digit) === 0) return changed(inserted(node, at, stored), owner, digit, 0)
  const other = node[at] as Stored<V>
  const below = branchOfTwo(other, map.hash(map.keyOf(other)), stored, hash, shift + DIGIT_BITS, owner)
  return changed(inserted(removed(node, at), branchSlot(node, digit) - 1, below), owner, digit, digit)
}

/** Finishes a copy: sets its owner and flips digits. */
function changed<V>(node: Branch<V>, owner: Edit, value: number, branch: number): Branch<V> {
  node[OWNER] = owner
  node[VALUES] = valueDigits(node) ^ value
  node[BRANCHES] = branchDigits(node) ^ branch
  return node
}

function branchOfTwo<V>(
  a: Stored<V>,
  hashA: number,
  b: Stored<V>,
  hashB: number,
  shift: number,
  owner: Edit,
): Branch<V> {
  const digitA = digitOf(hashA, shift)
  const digitB = digitOf(hashB, shift)
  if (digitA === 0) return [owner, 0, 0, a, b]
  if (digitA === digitB) return [owner, 0, digitA, branchOfTwo(a, hashA, b, hashB, shift + DIGIT_BITS, owner)]
  const isInOrder = digitA >>> 0 < digitB >>> 0
  return [owner, digitA | digitB, 0, isInOrder ? a : b, isInOrder ? b : a]
}

/** The node without a value. A branch left with one value gives it to the node above: equal contents have one shape. */
function without<V>(map: IdMap<V>, node: Branch<V>, hash: number, shift: number, id: string, owner: Edit): Branch<V> {
  const digit = digitOf(hash, shift)
  if ((branchDigits(node) & digit) === 0) {
    return changed(removed(node, valueSlot(map, node, digit, id)), owner, digit, 0)
  }
  const slot = branchSlot(node, digit)
  const below = without(map, node[slot] as Branch<V>, hash, shift + DIGIT_BITS, id, owner)
  const only = onlyValueOf(below)
  if (only === undefined) {
    const own = ownBranch(node, owner)
    own[slot] = below
    return own
  }
  const at = HEAD + popcount(valueDigits(node) & (digit - 1))
  return changed(inserted(removed(node, slot), at, only), owner, digit, digit)
}
