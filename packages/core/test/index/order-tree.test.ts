import fc from 'fast-check'
import { produce } from 'immer'
import { describe, expect, it } from 'vitest'
import {
  buildTree,
  createEdit,
  emptyTree,
  isSorted,
  type OrderTree,
  treeAt,
  treeBitsOf,
  treeForEach,
  treeInsert,
  treeIterate,
  treeMerge,
  treeRank,
  treeRemove,
  treeReplace,
  treeRows,
  treeSize,
  treeWindow,
  treeWithLanes,
  type WeightOf,
} from '../../src/index/order-tree.js'
import { checkTree } from './check-tree.js'

interface Row {
  readonly id: number
  readonly key: number
  readonly bits: number
}

const LANES = 5
const ALL = (1 << LANES) - 1
const compare = (a: Row, b: Row): number => b.key - a.key || a.id - b.id
const bitsOf = (row: Row): number => row.bits
const row = (id: number, key: number, bits = 1): Row => ({ id, key, bits: bits | 1 })

/** From none to exact: whatever they tell, the tree is the same. */
const weights: Record<string, WeightOf<Row>> = {
  none: () => 0,
  coarse: (r) => (r.key > 12 ? -Infinity : -(r.key >> 2)),
  exact: (r) => -r.key,
}

/** The slow list every tree is compared with: sort everything, filter everything. */
class Naive {
  constructor(readonly rows: readonly Row[]) {}
  lane(lane: number): Row[] {
    return this.rows.filter((r) => (r.bits >>> lane) & 1)
  }
  without(id: number): Naive {
    return new Naive(this.rows.filter((r) => r.id !== id))
  }
  with(added: Row): Naive {
    return new Naive([...this.without(added.id).rows, added].sort(compare))
  }
}

function expectSame(tree: OrderTree<Row>, naive: Naive): void {
  checkTree(tree)
  for (let lane = 0; lane < tree.laneCount; lane++) {
    const rows = naive.lane(lane)
    expect(treeSize(tree, lane)).toBe(rows.length)
    const found = treeRows(tree, lane)
    expect(found.length).toBe(rows.length)
    expect(rows.every((r, i) => found[i] === r)).toBe(true)
  }
}

/** Small pseudo-random numbers from a seed (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const manyRows = (count: number, next = random(count)): Row[] =>
  Array.from({ length: count }, (_, id) => row(id, next(count), sparse(next(4 * ALL)))).sort(compare)

/** Lanes 3 and 4 are sparse, so that nodes come to hold no member of them. */
const sparse = (bits: number): number => (bits <= ALL ? bits : bits & 7)

type Step =
  | { do: 'insert' | 'replace'; id: number; key: number; bits: number }
  | { do: 'remove'; id: number }
  | { do: 'merge'; rows: { id: number; key: number; bits: number }[]; gone: number[] }

function steps(ids: number): fc.Arbitrary<Step[]> {
  const id = fc.nat(ids - 1)
  const edited = { id, key: fc.nat(20), bits: fc.nat(4 * ALL).map(sparse) }
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('insert' as const, 'replace' as const), ...edited }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), id }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('merge' as const),
        rows: fc.uniqueArray(fc.record(edited), { selector: (r) => r.id, maxLength: 40 }),
        gone: fc.uniqueArray(id, { maxLength: 40 }),
      }),
    },
  )
  return fc.array(step, { maxLength: 150, size: 'max' })
}

function apply(
  tree: OrderTree<Row>,
  naive: Naive,
  step: Step,
  edit?: ReturnType<typeof createEdit>,
): [OrderTree<Row>, Naive] {
  const known = (id: number): Row | undefined => naive.rows.find((r) => r.id === id)
  switch (step.do) {
    case 'insert':
    case 'replace': {
      const next = row(step.id, step.key, step.bits)
      const old = known(step.id)
      const edited =
        old === undefined ? treeInsert(tree, next, next.bits, edit) : treeReplace(tree, old, next, next.bits, edit)
      return [edited, naive.with(next)]
    }
    case 'remove': {
      const old = known(step.id)
      return [treeRemove(tree, old ?? row(step.id, 3), edit), naive.without(step.id)]
    }
    case 'merge': {
      const added = step.rows.map((r) => row(r.id, r.key, r.bits)).sort(compare)
      const gone = naive.rows.filter((r) => step.gone.includes(r.id) || added.some((a) => a.id === r.id))
      let list = naive
      for (const old of gone) list = list.without(old.id)
      for (const next of added) list = list.with(next)
      return [treeMerge(tree, gone, added, bitsOf, edit), list]
    }
  }
}

describe.each(Object.entries(weights))('a tree with weights (%s), after any history', (_, weightOf) => {
  it('holds the rows of each lane in order, as a sorted array does', () => {
    fc.assert(
      fc.property(fc.nat(400), steps(500), (start, history) => {
        let naive = new Naive(manyRows(start))
        let tree = buildTree(compare, LANES, naive.rows, bitsOf, weightOf)
        for (const step of history) {
          ;[tree, naive] = apply(tree, naive, step)
          expectSame(tree, naive)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('is left as it was by every later edit, single or batched', () => {
    fc.assert(
      fc.property(fc.nat(400), steps(500), fc.integer({ min: 1, max: 20 }), (start, history, batch) => {
        let naive = new Naive(manyRows(start))
        let tree = buildTree(compare, LANES, naive.rows, bitsOf, weightOf)
        const kept: [OrderTree<Row>, Naive][] = [[tree, naive]]
        for (let i = 0; i < history.length; i += batch) {
          const edit = batch > 1 ? createEdit() : undefined
          for (const step of history.slice(i, i + batch)) [tree, naive] = apply(tree, naive, step, edit)
          kept.push([tree, naive])
        }
        for (const [oldTree, oldNaive] of kept) expectSame(oldTree, oldNaive)
      }),
      { numRuns: 40 },
    )
  })

  it('stays shallow and well filled through growth, drain and long runs at one place', () => {
    const next = random(7)
    let tree = emptyTree(compare, LANES, weightOf)
    let naive = new Naive([])
    const live: Row[] = []
    for (let i = 0; i < 6000; i++) {
      const added = row(i, i % 3 === 0 ? next(10_000) : i, next(ALL + 1)) // two of three go to the top
      live.push(added)
      tree = treeInsert(tree, added, added.bits)
    }
    checkTree(tree)
    expect(tree.height).toBeLessThanOrEqual(3)
    for (let i = 0; i < 20_000; i++) {
      const at = next(live.length)
      const moved = { ...live[at]!, key: 10_000 + i }
      tree = treeReplace(tree, live[at]!, moved, moved.bits)
      live[at] = moved
    }
    naive = new Naive([...live].sort(compare))
    expectSame(tree, naive)
    while (live.length > 40) {
      const [gone] = live.splice(next(live.length), 1)
      tree = treeRemove(tree, gone!)
      if (live.length % 500 === 0) checkTree(tree)
    }
    expectSame(tree, new Naive([...live].sort(compare)))
    expect(tree.height).toBeLessThanOrEqual(1)
    for (const gone of live) tree = treeRemove(tree, gone)
    expect(tree.height).toBe(0)
    expect(treeSize(tree, 0)).toBe(0)
  })
})

describe('reading', () => {
  const rows = manyRows(2000)
  const naive = new Naive(rows)
  const tree = buildTree(compare, LANES, rows, bitsOf)
  const lane = fc.nat(LANES - 1)

  it('cuts windows as slice does, and clips them', () => {
    const bound = fc.oneof(fc.integer({ min: -10, max: 2010 }), fc.constantFrom(NaN, Infinity, -Infinity, 10.5))
    fc.assert(
      fc.property(lane, bound, bound, (k, start, end) => {
        const from = Math.max(0, start || 0)
        expect(treeWindow(tree, k, start, end)).toEqual(naive.lane(k).slice(from, Math.max(from, end || 0)))
      }),
    )
  })

  it('finds the row at an index and the index of a row', () => {
    for (let k = 0; k < LANES; k++) {
      const rows = naive.lane(k)
      expect(rows.map((_, index) => treeAt(tree, k, index))).toEqual(rows)
      expect(rows.map((r) => treeRank(tree, k, r))).toEqual(rows.map((_, index) => index))
      expect(treeAt(tree, k, -1)).toBeUndefined()
      expect(treeAt(tree, k, naive.lane(k).length)).toBeUndefined()
    }
  })

  it('ranks a row that is not in the lane, or not in the tree, by its place', () => {
    fc.assert(
      fc.property(lane, fc.nat(2100), (k, key) => {
        const stranger = row(-1, key)
        expect(treeRank(tree, k, stranger)).toBe(naive.lane(k).filter((r) => compare(r, stranger) < 0).length)
      }),
    )
  })

  it('visits and iterates from an index on, and stops when told', () => {
    const seen: number[] = []
    treeForEach(
      tree,
      2,
      (r, index) => {
        expect(r).toBe(naive.lane(2)[index])
        seen.push(index)
        return seen.length < 300
      },
      5,
    )
    expect(seen).toEqual(Array.from({ length: 300 }, (_, i) => i + 5))
    expect([...treeIterate(tree, 3, 7)]).toEqual(naive.lane(3).slice(7))
  })

  it('gives back the lanes of a row', () => {
    for (const r of rows) expect(treeBitsOf(tree, r)).toBe(r.bits)
    expect(treeBitsOf(tree, row(-1, 1))).toBe(0)
  })

  it('works on an empty tree', () => {
    const empty = emptyTree(compare, LANES)
    checkTree(empty)
    expect(treeWindow(empty, 0, 0, 10)).toEqual([])
    expect(treeRank(empty, 0, row(1, 1))).toBe(0)
    expect(treeAt(empty, 0, 0)).toBeUndefined()
    expect([...treeIterate(empty, 0)]).toEqual([])
    expect(treeRemove(empty, row(1, 1))).toBe(empty)
  })
})

describe('identity', () => {
  const rows = manyRows(300)
  const tree = buildTree(compare, LANES, rows, bitsOf)

  it('gives the same tree back when nothing changes', () => {
    const some = rows[77]!
    expect(treeReplace(tree, some, some, some.bits)).toBe(tree)
    expect(treeInsert(tree, some, some.bits)).toBe(tree)
    expect(treeRemove(tree, row(-1, 5))).toBe(tree)
    expect(treeMerge(tree, [], [], bitsOf)).toBe(tree)
    expect(treeMerge(tree, [row(-1, 5)], [], bitsOf)).toBe(tree)
  })

  it('finds a row by its order, not by its object', () => {
    const some = rows[77]!
    const tree2 = treeReplace(tree, { ...some }, { ...some, bits: 1 }, 1)
    expect(treeBitsOf(tree2, some)).toBe(1)
    expect(treeBitsOf(tree, some)).toBe(some.bits)
    expect(treeSize(treeRemove(tree, { ...some }), 0)).toBe(299)
  })

  it('adds the new version of a row that is not there, and never holds two equal ones', () => {
    const stranger = row(900, 3)
    expect(treeSize(treeReplace(tree, stranger, stranger, 1), 0)).toBe(301)
    const over = { ...rows[10]! }
    const merged = treeReplace(tree, rows[200]!, over, over.bits)
    checkTree(merged)
    expect(treeSize(merged, 0)).toBe(299)
    expect(treeAt(merged, 0, 10)).toBe(over)
  })

  it('is not walked by immer, which would freeze and copy a hundred thousand rows', () => {
    const before = { tree, other: 1 }
    const after = produce(before, (draft) => {
      draft.other = 2
    })
    expect(after.tree).toBe(tree)
    expect(Object.isFrozen(tree)).toBe(false)
    expect(Object.isFrozen(tree.root)).toBe(false)
  })

  it('keeps every untouched row in a merge', () => {
    const changed = rows.filter((_, i) => i % 50 === 0)
    const fresh = changed.map((r) => row(r.id, r.key, r.bits))
    const merged = treeMerge(tree, changed, fresh, bitsOf)
    const after = treeRows(merged, 0)
    rows.forEach((r, i) => expect(after[i] === r).toBe(i % 50 !== 0))
  })
})

describe('a merge', () => {
  const rows = manyRows(3000)
  const tree = buildTree(compare, LANES, rows, bitsOf)
  const naive = new Naive(rows)

  it.each([1, 5, 100, 1500, 3000])('of %i changes gives what single edits give', (count) => {
    const next = random(count)
    const ids = new Set(Array.from({ length: count }, () => next(4000)))
    const gone = rows.filter((r) => ids.has(r.id))
    const added = [...ids].filter((id) => id % 3 > 0).map((id) => row(id, next(3000), sparse(next(4 * ALL))))
    added.sort(compare)
    const asked = new Map<Row, number>()
    const counted = (r: Row): number => {
      asked.set(r, (asked.get(r) ?? 0) + 1)
      return r.bits
    }
    const kept = naive.rows.filter((r) => !ids.has(r.id))
    expectSame(treeMerge(tree, gone, added, counted), new Naive([...kept, ...added].sort(compare)))
    expect([...asked.keys()]).toEqual(added)
    expect([...asked.values()].every((times) => times === 1)).toBe(true)
    expectSame(tree, naive)
  })

  it('counts what a second one under the same edit changes below nodes that the first one made', () => {
    const edit = createEdit()
    const few = buildTree(compare, LANES, rows.slice(0, 20), bitsOf)
    const many = treeMerge(few, [], rows.slice(20, 800), bitsOf, edit)
    const less = treeMerge(many, rows.slice(30, 33), [], bitsOf, edit)
    expectSame(less, new Naive([...rows.slice(0, 30), ...rows.slice(33, 800)]))
  })

  it('can take everything away, or fill an empty tree', () => {
    const empty = treeMerge(tree, rows, [], bitsOf)
    expectSame(empty, new Naive([]))
    expectSame(treeMerge(empty, [], rows, bitsOf), naive)
  })
})

describe('lanes', () => {
  it('are exchanged in one pass, with order and rows kept', () => {
    const rows = manyRows(1500)
    const tree = buildTree(compare, LANES, rows, bitsOf)
    const wide = treeWithLanes(tree, 31, (r) => (r.id % 2 ? 1 << 30 : 0) | (1 << (r.id % 30)))
    checkTree(wide)
    expect(treeRows(wide, 0)).toEqual(rows)
    expect(treeRows(wide, 30)).toEqual(rows.filter((r) => r.id % 2))
    expect(treeRows(wide, 7)).toEqual(rows.filter((r) => r.id % 30 === 7))
    checkTree(tree)
    expect(treeRows(tree, 3)).toEqual(rows.filter((r) => r.bits & 8))
  })

  it('are limited to 31, for their set is one small integer', () => {
    expect(() => emptyTree(compare, 32)).toThrow(RangeError)
    expect(() => emptyTree(compare, 0)).toThrow(RangeError)
  })
})

describe('isSorted', () => {
  it('asks for strictly ascending rows', () => {
    const rows = manyRows(50)
    expect(isSorted(rows, compare)).toBe(true)
    expect(isSorted([], compare)).toBe(true)
    expect(isSorted([rows[0]!, rows[0]!], compare)).toBe(false)
    expect(isSorted([rows[1]!, rows[0]!], compare)).toBe(false)
  })
})
