import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashOf } from '../../src/index/hash.js'
import {
  createEdit,
  emptyIdMap,
  type IdMap,
  idMapAdd,
  idMapDelete,
  idMapDiff,
  idMapForEach,
  idMapFrom,
  idMapGet,
  type IdMapOptions,
  idMapSet,
  idMapSize,
} from '../../src/index/id-map.js'

interface Row {
  readonly id: string
  readonly n: number
}

/** `expect` costs too much for each of a million values. */
function same(found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`found ${String(found)}, wanted ${String(wanted)}`)
}

function expectSame<V>(map: IdMap<V>, reference: ReadonlyMap<string, V>): void {
  expect(idMapSize(map)).toBe(reference.size)
  for (const [id, value] of reference) same(idMapGet(map, id), value)
  const seen = new Map<string, V>()
  idMapForEach(map, (value, id) => seen.set(id, value))
  expect(seen.size).toBe(reference.size)
  for (const [id, value] of reference) same(seen.get(id), value)
}

/** Every id that differs, once, with its value before and after, and no other. */
function expectDiff([before, old]: Kept, [after, now]: Kept): void {
  const left = new Map<string, unknown>()
  for (const id of new Set([...old.keys(), ...now.keys()])) if (old.get(id) !== now.get(id)) left.set(id, now.get(id))
  idMapDiff(before, after, (id, was, is) => {
    expect(left.delete(id)).toBe(true)
    same(was, old.get(id))
    same(is, now.get(id))
  })
  expect([...left]).toEqual([])
}
type Kept = readonly [IdMap<Row>, ReadonlyMap<string, Row>]

const hashes: Record<string, IdMapOptions<Row>> = {
  'the real hash': {},
  'a hash of eight values': { hash: (id) => hashOf(id) & 7 },
  'a hash that differs in its top bits only': { hash: (id) => hashOf(id) << 30 },
  'one hash for all': { hash: () => 0x5bd1e995 },
}

const ids = ['__proto__', 'constructor', '', '0', ...Array.from({ length: 150 }, (_, i) => `acct|1|user${i}`)]
const history = fc.array(fc.record({ id: fc.constantFrom(...ids), n: fc.nat(3), isDelete: fc.boolean() }), {
  maxLength: 400,
  size: 'max',
})

describe.each(Object.entries(hashes))('a map with %s', (_, options) => {
  it.each([
    ['values that carry their id', { ...options, keyOf: (row: Row) => row.id }],
    ['values without an id', options],
  ])('holds %s as a Map does, and old maps never change', (_, full) => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 30 }), (edits, batch) => {
        let map = emptyIdMap<Row>(full)
        let reference = new Map<string, Row>()
        const kept: [IdMap<Row>, Map<string, Row>][] = []
        for (let i = 0; i < edits.length; i += batch) {
          const edit = batch > 1 ? createEdit() : undefined
          reference = new Map(reference)
          for (const { id, n, isDelete } of edits.slice(i, i + batch)) {
            if (isDelete) {
              map = idMapDelete(map, id, edit)
              reference.delete(id)
            } else {
              const value = { id, n }
              map = idMapSet(map, id, value, edit)
              reference.set(id, value)
            }
            expect(idMapSize(map)).toBe(reference.size)
          }
          kept.push([map, reference])
        }
        for (const [oldMap, oldReference] of kept) expectSame(oldMap, oldReference)
        const [first, last] = [kept[0], kept.at(-1)]
        for (const [a, b] of [
          ...kept.slice(1).map((each, i) => [kept[i]!, each] as const),
          [first, last],
          [last, first],
        ])
          if (a && b) expectDiff(a, b)
      }),
      { numRuns: 50 },
    )
  })
})

describe('a map', () => {
  const rows: Row[] = Array.from({ length: 20_000 }, (_, n) => ({ id: `c2c_${n}`, n }))
  const map = idMapAdd(emptyIdMap<Row>({ keyOf: (row) => row.id }), rows)

  it('holds many', () => {
    expectSame(map, new Map(rows.map((row) => [row.id, row])))
    expectSame(idMapFrom(rows.map((row) => [row.id, row.n] as const)), new Map(rows.map((row) => [row.id, row.n])))
  })

  it('is the same map when a value is set again or a stranger is deleted', () => {
    expect(idMapSet(map, 'c2c_7', rows[7]!)).toBe(map)
    expect(idMapDelete(map, 'nobody')).toBe(map)
    expect(idMapGet(map, 'nobody')).toBeUndefined()
    const numbers = idMapSet(emptyIdMap<number>(), 'a', 1)
    expect(idMapSet(numbers, 'a', 1)).toBe(numbers)
    expect(idMapSet(numbers, 'a', 2)).not.toBe(numbers)
  })

  it('keeps undefined and falsy values apart from absence', () => {
    let values = emptyIdMap<unknown>()
    for (const [id, value] of [
      ['u', undefined],
      ['n', null],
      ['z', 0],
      ['e', ''],
    ] as const)
      values = idMapSet(values, id, value)
    expect(idMapSize(values)).toBe(4)
    expect(idMapSize(idMapDelete(values, 'u'))).toBe(3)
    expect(idMapSet(values, 'u', undefined)).toBe(values)
  })

  it('that was changed differs by the ids that were, and the search does not look at the others', () => {
    let looks = 0
    const counting = idMapAdd(emptyIdMap<Row>({ keyOf: (row) => (looks++, row.id) }), rows)
    const changed = idMapSet(idMapSet(counting, 'c2c_7', { id: 'c2c_7', n: -1 }), 'new', { id: 'new', n: 0 })
    looks = 0
    const told: unknown[] = []
    idMapDiff(counting, idMapDelete(changed, 'c2c_8'), (...each) => told.push(each))
    expect(told).toHaveLength(3)
    expect(told).toContainEqual(['c2c_7', rows[7], { id: 'c2c_7', n: -1 }])
    expect(told).toContainEqual(['c2c_8', rows[8], undefined])
    expect(told).toContainEqual(['new', undefined, { id: 'new', n: 0 }])
    expect(looks).toBeLessThan(100)
  })

  it('is empty after everything was deleted', () => {
    const edit = createEdit()
    let left = map
    for (const row of rows) left = idMapDelete(left, row.id, edit)
    expect(idMapSize(left)).toBe(0)
    expect(left.root.slice(1)).toEqual([0, 0])
    expect(idMapSize(map)).toBe(20_000)
  })
})

describe('hashOf', () => {
  const families: Record<string, (n: number) => string> = {
    'NIM ids': (n) => `acct|1|user${n}`,
    'Tencent ids': (n) => `C2Cuser_${n}`,
    'group ids': (n) => `GROUP@TGS#${(n * 7919).toString(36).toUpperCase()}`,
    'plain numbers': (n) => String(n),
    'padded numbers': (n) => String(n).padStart(10, '0'),
    'hex ids': (n) => (n * 2654435761).toString(16).padStart(14, '0'),
  }

  it.each(Object.entries(families))('spreads %s as chance would', (_, idOf) => {
    const count = 1 << 16
    const all = new Set<number>()
    const low = new Uint32Array(1 << 15)
    const high = new Uint32Array(1 << 15)
    for (let n = 0; n < count; n++) {
      const hash = hashOf(idOf(n))
      all.add(hash)
      low[hash & 0x7fff]!++
      high[hash >>> 17]!++
    }
    expect(count - all.size).toBeLessThanOrEqual(6) // 0.5 are to be expected
    // Two per cell on average; chance leaves e^-2 (13.5 %) of the cells empty.
    for (const cells of [low, high]) {
      const empty = cells.filter((n) => n === 0).length / cells.length
      expect(empty).toBeGreaterThan(0.12)
      expect(empty).toBeLessThan(0.15)
    }
  })
})
