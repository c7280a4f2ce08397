import { describe, expect, it } from 'vitest'
import { CANDIDATES } from '../src/candidates/index.mjs'
import { MutableTree } from '../src/candidates/mutable-tree.mjs'
import { checkCandidate, compare } from '../src/check.mjs'
import { VIEWS } from '../src/work/views.mjs'
import { World } from '../src/work/world.mjs'

const names = Object.keys(CANDIDATES)

describe('every candidate', () => {
  // Loading a vendor's store takes seconds where the machine is full.
  it.each(names)('%s gives what a sort and a recount give', { timeout: 30_000 }, async (name) => {
    const { load, works, keepsRows, changes = 200 } = CANDIDATES[name]
    const Candidate = await load()
    expect(() => checkCandidate(Candidate, { size: 300, changes, works, keepsRows })).not.toThrow()
  })

  it.each(['engine-reduce', 'engine'])('%s gives the same handle when a snapshot changes nothing', async (name) => {
    const { load } = CANDIDATES[name]
    expect(checkCandidate(await load(), { size: 100, changes: 20 })).toEqual({ exchangedRows: 0, sameHandle: true })
  })
})

describe('the check', () => {
  it.each([
    ['forgets a total', { unread: () => 0 }, /unread of all/],
    ['loses the order', { window: (rows) => rows.toReversed() }, /out of order/],
    ['miscounts a view', { size: (size) => size + 1 }, /size of all/],
    ['is off by one in a rank', { rank: (rank) => rank + 1 }, /rank in all/],
  ])('finds a candidate that %s', (_, wrong, message) => {
    class Wrong extends MutableTree {}
    for (const [name, change] of Object.entries(wrong)) {
      Wrong.prototype[name] = function (...args) {
        return change(MutableTree.prototype[name].apply(this, args))
      }
    }
    expect(() => checkCandidate(Wrong, { size: 200, changes: 50 })).toThrow(message)
  })

  it('finds a candidate that exchanges rows that say the same', () => {
    class Exchanging extends MutableTree {
      snapshot(rows) {
        this.remove([...this.rows.keys()])
        this.page(rows)
      }
    }
    expect(() => checkCandidate(Exchanging, { size: 200, changes: 50, keepsRows: true })).toThrow(/exchanged/)
  })
})

describe('the mutable tree', () => {
  it('stays right while it shrinks to nothing and grows again', () => {
    const world = new World(1_500)
    const tree = new MutableTree(VIEWS)
    tree.load([...world.rows])
    while (world.size > 0) {
      tree.remove(world.dropLast(Math.min(world.size, 250)))
      compare(tree, world)
    }
    for (let page = 0; page < 15; page++) tree.page(world.page())
    expect(() => compare(tree, world)).not.toThrow()
    expect(tree.size(0)).toBe(1_500)
  })
})
