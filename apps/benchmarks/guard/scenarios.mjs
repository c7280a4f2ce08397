import { ADAPTERS } from '../src/adapters/index.mjs'
import { CANDIDATES } from '../src/candidates/index.mjs'
import { ITEMS } from '../src/work/items.mjs'
import { VIEWS } from '../src/work/views.mjs'
import { World } from '../src/work/world.mjs'
import { createTally } from './counters.mjs'

const SINGLES = 100
const CALLBACKS = 10

const OURS = { 'engine-reduce': 'reduce', engine: 'engine' }
const BULK_WORKS = ['W1', 'W8']
const EVENT_WORKS = ['W1p', 'W2', 'W2z', 'W2u', 'W3', 'W4', 'W5', 'W6', 'W7w', 'W7s', 'W7r']
const MERGED_WORKS = ['W2', 'W3', 'W7w', 'W7r']
const SOURCES = ['nim-cloud', 'nim-local', 'tencent-v2tim', 'tencent-web', 'rongcloud']

/** What is counted: each by its name, with a function that does it and gives the counts of one operation. */
export const scenarios = [
  ...[1_000, 10_000, 100_000].flatMap((size) => Object.keys(OURS).flatMap((path) => worksOf(path, size))),
  ...[1_000, 10_000].flatMap((size) =>
    MERGED_WORKS.map((work) => ({ name: `${work} ${rows(size)} merged`, run: () => countWork('merged', work, size) })),
  ),
  ...[1_000, 10_000].flatMap((size) =>
    SOURCES.map((source) => ({ name: `callback ${rows(size)} ${source}`, run: () => countCallbacks(source, size) })),
  ),
]

function rows(size) {
  return `${size / 1_000}k`
}

/** Work in proportion to the rows is counted through the reducer only where the rows are many. */
function worksOf(candidate, size) {
  const works = size > 10_000 && candidate === 'engine' ? EVENT_WORKS : [...EVENT_WORKS, ...BULK_WORKS]
  return works.map((work) => ({
    name: `${work} ${rows(size)} ${OURS[candidate]}`,
    run: () => countWork(candidate, work, size),
  }))
}

async function countWork(name, work, size) {
  const item = ITEMS[work]
  const { world, candidate, create } = await rigOf(name, size, item.views ?? 3)
  const target = item.createsOwn ? create : candidate
  const inputs = item.prepare(world, candidate, Math.min(SINGLES, item.block ?? SINGLES))
  const tally = createTally()
  const told = candidate.notified ?? 0
  await tally.during(() => {
    for (const input of inputs) item.run(target, input)
  })
  const operations = inputs.length * (item.opsPerInput ?? 1)
  const result = { ...tally.result(operations), told: ((candidate.notified ?? 0) - told) / operations }
  item.settle?.(world, candidate)
  return result
}

const rigs = new Map()

/** One list for all work items: each finds it as the one before left it. The last size only is kept. */
async function rigOf(name, size, views) {
  const key = `${name} ${size} ${views}`
  if (!rigs.has(key)) {
    if ([...rigs.keys()].some((other) => !other.includes(` ${size} `))) rigs.clear()
    const Candidate = await CANDIDATES[name].load()
    const create = () => new Candidate(VIEWS.slice(0, views))
    const rig = { world: new World(size), candidate: create(), create }
    rig.candidate.load(rig.candidate.listOf([...rig.world.rows]))
    rigs.set(key, rig)
  }
  return rigs.get(key)
}

async function countCallbacks(source, size) {
  const world = new World(size, 1, 1_000)
  const rig = await ADAPTERS[source].open([...world.rows])
  const events = Array.from({ length: CALLBACKS }, () => rig.eventOf(world.message(world.anySlot())))
  const tally = createTally()
  const told = rig.notified
  await tally.during(async () => {
    for (const event of events) {
      await rig.hear(event)
      await settled() // what the adapter still asks its SDK is answered within the same event
      rig.read()
    }
  })
  const result = { ...tally.result(CALLBACKS), told: (rig.notified - told) / CALLBACKS }
  rig.close()
  return result
}

/** Steps of a task between a question to an SDK and what comes of its answer: more than any adapter needs. No timer. */
const STEPS = 100

async function settled() {
  for (let step = 0; step < STEPS; step++) await undefined
}
