import { createEdit, type Edit } from './edit.js'
import { type Branch, branchOf, DIGIT_BITS, HASH_BITS, IdMap, type KeyOf, onlyValueOf } from './id-map.js'

/**
 * Fills an empty map, of values that carry their own ids, in one go: much cheaper than setting each of many.
 * Of values with the same id the last one stays.
 */
export function idMapFill<V>(empty: IdMap<V>, values: readonly V[], edit: Edit = createEdit()): IdMap<V> {
  const count = values.length
  if (count === 0) return empty
  const keyOf = empty.keyOf as KeyOf<V>
  const hashes = new Int32Array(count)
  const order = new Uint32Array(count)
  for (let i = 0; i < count; i++) {
    hashes[i] = empty.hash(keyOf(values[i]!))
    order[i] = i
  }
  const build = new Build(values, keyOf, hashes, order, edit)
  const root = build.branch(0, count, 0)
  return new IdMap<V>(false, empty.keyOf, empty.hash, root, build.size)
}

const DIGITS = 1 << DIGIT_BITS

const digitAt = (hash: number, shift: number): number => (hash >>> shift) & (DIGITS - 1)

/** Up to so many values, sorting them by hand costs less than counting digits. */
const FEW = 12

/** Sorts the values by the digits of their hashes, one level after the other, and makes each branch at its full size. */
class Build<V> {
  /** Values kept so far. */
  size = 0
  private readonly spare: Uint32Array
  private readonly places = new Uint32Array(DIGITS)

  constructor(
    private readonly values: readonly V[],
    private readonly keyOf: KeyOf<V>,
    private readonly hashes: Int32Array,
    /** Indexes of values; each branch is made of a run of them. */
    private readonly order: Uint32Array,
    private readonly owner: Edit,
  ) {
    this.spare = new Uint32Array(order.length)
  }

  branch(start: number, end: number, shift: number): Branch<V> {
    if (shift >= HASH_BITS) return this.list(start, end)
    if (end - start <= FEW) this.sortFew(start, end, shift)
    else this.sortMany(start, end, shift)
    const values: unknown[] = []
    const below: unknown[] = []
    let valueDigits = 0
    let branchDigits = 0
    for (let from = start; from < end;) {
      const digit = this.digitOf(from, shift)
      let to = from + 1
      while (to < end && this.digitOf(to, shift) === digit) to++
      const made = to - from === 1 ? undefined : this.branch(from, to, shift + DIGIT_BITS)
      const only = made === undefined ? this.keep(from) : onlyValueOf(made)
      if (only === undefined) {
        below.push(made)
        branchDigits |= 1 << digit
      } else {
        values.push(only)
        valueDigits |= 1 << digit
      }
      from = to
    }
    return branchOf(this.owner, valueDigits, branchDigits, values, below)
  }

  private digitOf(at: number, shift: number): number {
    return digitAt(this.hashes[this.order[at]!]!, shift)
  }

  // Both sort a run by its digits at a level and keep the order of equal ones.

  private sortFew(start: number, end: number, shift: number): void {
    const { order } = this
    for (let i = start + 1; i < end; i++) {
      const value = order[i]!
      const digit = this.digitOf(i, shift)
      let at = i
      for (; at > start && this.digitOf(at - 1, shift) > digit; at--) order[at] = order[at - 1]!
      order[at] = value
    }
  }

  private sortMany(start: number, end: number, shift: number): void {
    const { order, spare, places } = this
    places.fill(0)
    for (let i = start; i < end; i++) places[this.digitOf(i, shift)]!++
    let at = start
    for (let digit = 0; digit < DIGITS; digit++) {
      const count = places[digit]!
      places[digit] = at
      at += count
    }
    for (let i = start; i < end; i++) spare[places[this.digitOf(i, shift)]!++] = order[i]!
    order.set(spare.subarray(start, end), start)
  }

  private keep(at: number): V {
    this.size++
    return this.values[this.order[at]!]!
  }

  /** Ids of equal hashes. Only here can one id come twice. */
  private list(start: number, end: number): Branch<V> {
    const last = new Map<string, V>()
    for (let at = start; at < end; at++) {
      const value = this.values[this.order[at]!]!
      last.set(this.keyOf(value), value)
    }
    this.size += last.size
    return branchOf(this.owner, 0, 0, [...last.values()], [])
  }
}
