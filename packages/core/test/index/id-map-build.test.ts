import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashOf } from '../../src/index/hash.js'
import { idMapFill } from '../../src/index/id-map-build.js'
import { emptyIdMap, idMapAdd, type IdMapOptions } from '../../src/index/id-map.js'

interface Row {
  readonly id: string
  readonly n: number
}

const hashes: Record<string, IdMapOptions<Row>> = {
  'the real hash': {},
  'a hash of eight values': { hash: (id) => hashOf(id) & 7 },
  'a hash that differs in its top bits only': { hash: (id) => hashOf(id) << 30 },
  'one hash for all': { hash: () => 0x5bd1e995 },
}

const ids = ['__proto__', 'constructor', '', '0', ...Array.from({ length: 150 }, (_, i) => `acct|1|user${i}`)]
const rows = fc.array(fc.record({ id: fc.constantFrom(...ids), n: fc.nat(3) }), { maxLength: 300 })

/** Nodes and their contents, without who may change them, and lists of equal hashes in any order. */
function shapeOf(node: readonly unknown[]): unknown {
  const [, values, branches, ...items] = node
  if (values === 0 && branches === 0) return (items as Row[]).sort((a, b) => (a.id < b.id ? -1 : 1))
  return [values, branches, ...items.map((item) => (Array.isArray(item) ? shapeOf(item) : item))]
}

describe.each(Object.entries(hashes))('filling a map with %s', (_, options) => {
  it('gives the map that setting one after the other gives, ids that come twice included', () => {
    fc.assert(
      fc.property(rows, (values) => {
        const empty = emptyIdMap<Row>({ ...options, keyOf: (row) => row.id })
        const filled = idMapFill(empty, values)
        const added = idMapAdd(empty, values)
        expect(filled.size).toBe(added.size)
        expect(shapeOf(filled.root)).toEqual(shapeOf(added.root))
      }),
    )
  })
})

it('fills a large map', () => {
  const many = Array.from({ length: 100_000 }, (_, i) => ({ id: `acct|1|user${i}`, n: i }))
  const filled = idMapFill(emptyIdMap<Row>({ keyOf: (row) => row.id }), many)
  const added = idMapAdd(emptyIdMap<Row>({ keyOf: (row) => row.id }), many)
  expect(filled.size).toBe(100_000)
  expect(JSON.stringify(shapeOf(filled.root))).toBe(JSON.stringify(shapeOf(added.root)))
})
