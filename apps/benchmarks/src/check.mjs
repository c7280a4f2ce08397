import assert from 'node:assert/strict'
import { bruteForce } from './work/brute-force.mjs'
import { ALL, VIEWS } from './work/views.mjs'
import { World } from './work/world.mjs'

/**
 * Takes a candidate through every kind of change and compares all views with a fresh sort and recount.
 * Throws at the first difference.
 *
 * @param changes how many single changes; slow candidates get few.
 * @returns what bars ask for beside time.
 */
export function checkCandidate(Candidate, { size, changes, keepsRows, works }) {
  const world = new World(size, 2)
  const candidate = new Candidate(VIEWS)
  candidate.load(candidate.listOf([...world.rows]))
  compare(candidate, world)
  for (let i = 0; i < changes; i++) candidate.write(candidate.eventOf(anyChange(world, works)))
  compare(candidate, world)
  candidate.writeAll(Array.from({ length: changes }, () => candidate.eventOf(anyChange(world, works))))
  compare(candidate, world)
  if (works) return {}
  candidate.page(candidate.pageOf(world.page()))
  compare(candidate, world)
  candidate.remove(world.dropLast(100))
  compare(candidate, world)
  const exchangedRows = checkSnapshot(candidate, world)
  if (keepsRows) assert.equal(exchangedRows, 0, 'unchanged rows were exchanged')
  return { exchangedRows, sameHandle: checkSameHandle(candidate, world) }
}

/** Only the work items a candidate is there for; `works` is unset for one that does everything. */
function anyChange(world, works) {
  const slot = world.anySlot()
  const kind = works ? 0 : world.random.below(6)
  if (kind === 1) return world.stickTop(slot, !world.row(slot).stickTop)
  if (kind === 2) return world.read(slot)
  if (kind === 3) return world.unread(slot, 3, { me: 1, all: 0 })
  if (kind === 4) return world.rowOfMessage(slot)
  return world.message(slot)
}

/** A list that lost a few rows, with a share of the others changed. Returns how many unchanged rows are new objects. */
function checkSnapshot(candidate, world) {
  const { size } = world
  const before = new Map(candidate.window(0, 0, size).map((row) => [row.id, row]))
  const truthBefore = new Map(world.rows.map((row) => [row.id, row]))
  world.dropLast(Math.ceil(size / 100))
  candidate.snapshot(candidate.listOf(world.snapshot()))
  compare(candidate, world)
  const unchanged = world.rows.filter((row) => truthBefore.get(row.id) === row)
  const now = new Map(candidate.window(0, 0, size).map((row) => [row.id, row]))
  return unchanged.filter(({ id }) => now.get(id) !== before.get(id)).length
}

function checkSameHandle(candidate, world) {
  if (!candidate.handle) return undefined
  const before = candidate.handle()
  candidate.snapshot(candidate.listOf(world.snapshot(0)))
  return candidate.handle() === before
}

/** Every view in full: its rows in order, each row field by field, counters, windows and ranks. */
export function compare(candidate, world) {
  if (candidate.shows) return compareTop(candidate, world)
  if (!candidate.size) {
    for (const row of world.rows) assert.deepEqual(candidate.get(row.id), row)
    return
  }
  const plain = (rows) => (candidate.plain ? rows.map(candidate.plain) : rows)
  VIEWS.forEach((view, lane) => {
    const expected = bruteForce(world.rows, view)
    const rows = candidate.told ? expected.rows.map(candidate.told) : expected.rows
    assert.equal(candidate.size(lane), rows.length, `size of ${view.name}`)
    const shown = plain(candidate.window(lane, 0, rows.length))
    const wrong = rows.findIndex((row, at) => shown[at]?.id !== row.id)
    assert.equal(wrong, -1, `${view.name} is out of order at ${wrong}`)
    assert.deepEqual(shown, rows)
    assert.equal(candidate.unread(lane), expected.unread, `unread of ${view.name}`)
    assert.equal(candidate.mentions(lane), expected.mentions, `mentions of ${view.name}`)
    for (let i = 0; i < 20 && rows.length > 0; i++) {
      const at = world.random.below(rows.length)
      assert.equal(candidate.rank(lane, rows[at].id), at, `rank in ${view.name}`)
      assert.deepEqual(plain(candidate.window(lane, at, at + 50)), rows.slice(at, at + 50), `window of ${view.name}`)
    }
  })
}

/** Of one that shows the first rows of one list only: those, and the total. */
function compareTop(candidate, world) {
  const expected = bruteForce(world.rows, VIEWS[ALL])
  const shown = candidate.window(ALL, 0, candidate.shows).map(candidate.plain)
  assert.deepEqual(shown, expected.rows.slice(0, candidate.shows))
  assert.equal(candidate.unread(ALL), expected.unread, 'unread')
}
