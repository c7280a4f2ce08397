import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEdit } from '../../src/index/edit.js'
import { emptyIdMap, type IdMap, idMapOf } from '../../src/index/id-map.js'

interface Row {
  readonly id: string
  readonly n: number
}
type Kept = readonly [IdMap<Row>, ReadonlyMap<string, Row>]

/** `expect` costs too much for each of a million values. */
function same(found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`found ${String(found)}, wanted ${String(wanted)}`)
}

function expectSame([map, reference]: Kept): void {
  expect(map.size).toBe(reference.size)
  for (const [id, row] of reference) same(map.get(id), row)
  const seen = new Map<string, Row>()
  map.forEach((row) => seen.set(row.id, row))
  expect(seen.size).toBe(reference.size)
  for (const [id, row] of reference) same(seen.get(id), row)
}

/** Every id that differs, once, with its value before and after, and no other. */
function expectDiff([before, old]: Kept, [after, now]: Kept): void {
  const left = new Map<string, unknown>()
  for (const id of new Set([...old.keys(), ...now.keys()])) if (old.get(id) !== now.get(id)) left.set(id, now.get(id))
  before.diff(after, (id, was, is) => {
    expect(left.delete(id)).toBe(true)
    same(was, old.get(id))
    same(is, now.get(id))
  })
  expect([...left]).toEqual([])
}

const ids = ['__proto__', 'constructor', '', '0', ...Array.from({ length: 40 }, (_, i) => `acct|1|user${i}`)]
const change = fc.record({ id: fc.constantFrom(...ids), n: fc.nat(3), isDelete: fc.boolean() })
/** A batch of changes on one of the versions there are, or a look at one of them halfway through a batch. */
const history = fc.array(
  fc.record({ from: fc.nat(), look: fc.nat(), changes: fc.array(change, { minLength: 1, maxLength: 12 }) }),
  { maxLength: 60, size: 'max' },
)

function apply(
  [map, reference]: Kept,
  changes: readonly { id: string; n: number; isDelete: boolean }[],
  look: Kept,
): Kept {
  const edit = changes.length > 1 ? createEdit() : undefined
  const now = new Map(reference)
  let next = map
  for (const [i, { id, n, isDelete }] of changes.entries()) {
    const row = { id, n }
    next = isDelete ? next.delete(id, edit) : next.set(id, row, edit)
    if (isDelete) now.delete(id)
    else now.set(id, row)
    expect(next.size).toBe(now.size)
    if (i === changes.length >> 1) same(look[0].get(id), look[1].get(id))
  }
  next.seal()
  return [next, now]
}

describe('a map', () => {
  const rows: Row[] = Array.from({ length: 20_000 }, (_, n) => ({ id: `c2c_${n}`, n }))
  const map = idMapOf(rows)
  const reference = new Map(rows.map((row) => [row.id, row]))

  it('holds what a Map does, in every version, whichever is changed or read in between', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const kept: Kept[] = [[emptyIdMap<Row>(), new Map()]]
        for (const { from, look, changes } of steps) {
          // Mostly the newest one goes on.
          const base = kept.at(from % 3 === 0 ? from % kept.length : -1)!
          kept.push(apply(base, changes, kept[look % kept.length]!))
        }
        kept.forEach(expectSame)
        for (let i = 0; i < kept.length; i++) expectDiff(kept[i]!, kept[(i * 7 + 1) % kept.length]!)
        for (const each of [...kept].reverse()) expectSame(each)
      }),
      { numRuns: 100 },
    )
  })

  it('is filled with many; of those with one id the last one stays', () => {
    expectSame([map, reference])
    const twice = idMapOf([
      { id: 'a', n: 1 },
      { id: 'a', n: 2 },
    ])
    expect(twice.size).toBe(1)
    expect(twice.get('a')).toEqual({ id: 'a', n: 2 })
  })

  it('is the same map when a value is set again or a stranger is deleted', () => {
    expect(map.set('c2c_7', rows[7]!)).toBe(map)
    expect(map.delete('nobody')).toBe(map)
    expect(map.get('nobody')).toBeUndefined()
  })

  it('may be changed by what is told of its values or its differences', () => {
    let small = idMapOf(rows.slice(0, 10))
    const before = small
    small.forEach(({ id }) => (small = small.delete(id)))
    expect(small.size).toBe(0)
    let differences = 0
    before.diff(small, (id, row) => {
      differences++
      small = small.set(id, row!)
      same(before.get(id), row)
    })
    expect(differences).toBe(10)
    expect(small.size).toBe(10)
  })

  it('that is frozen, however deep, can still be read and followed by others', () => {
    const frozen = Object.freeze(idMapOf(rows.slice(0, 10)))
    const next = Object.freeze(frozen.set('new', { id: 'new', n: 0 }))
    expect(frozen.get('new')).toBeUndefined()
    expect(next.get('new')).toEqual({ id: 'new', n: 0 })
    expect(frozen.size).toBe(10)
  })

  it('costs the changes in between to compare, not the values', () => {
    const changed = map.set('c2c_7', { id: 'c2c_7', n: -1 }).set('new', { id: 'new', n: 0 }).delete('c2c_8')
    const told: unknown[] = []
    const looks = countingCalls('get', () => map.diff(changed, (...each) => told.push(each)))
    expect(told).toHaveLength(3)
    expect(told).toContainEqual(['c2c_7', rows[7], { id: 'c2c_7', n: -1 }])
    expect(told).toContainEqual(['c2c_8', rows[8], undefined])
    expect(told).toContainEqual(['new', undefined, { id: 'new', n: 0 }])
    expect(looks).toBeLessThan(20)
  })

  it('that is kept for long holds back no more than some changes, and reading it never costs more', () => {
    const kept = idMapOf(rows.slice(0, 10))
    let newest = kept
    for (let n = 0; n < 10_000; n++) newest = newest.set('c2c_7', { id: 'c2c_7', n: -n })
    newest = newest.set('c2c_20000', { id: 'c2c_20000', n: 0 })
    expect(
      countingCalls('set', () => expectSame([kept, new Map(rows.slice(0, 10).map((row) => [row.id, row]))])),
    ).toBeLessThan(1100)
    expect(newest.get('c2c_7')).toEqual({ id: 'c2c_7', n: -9999 })
    expect(newest.size).toBe(11)
  })
})

/** How often a method of any `Map` is called. */
function countingCalls(name: 'get' | 'set', run: () => void): number {
  const original = Map.prototype[name]
  let calls = 0
  Map.prototype[name] = function (this: Map<unknown, unknown>, ...args: [unknown, unknown]) {
    calls++
    return original.apply(this, args) as never
  } as never
  try {
    run()
  } finally {
    Map.prototype[name] = original as never
  }
  return calls
}
