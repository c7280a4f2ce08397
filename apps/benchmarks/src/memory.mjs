import { VIEWS } from './work/views.mjs'
import { World } from './work/world.mjs'

const VERSIONS = 2000

/**
 * Bytes on the heap for each conversation above the rows themselves, and for each version that is kept, its new row
 * included. Both with three live views.
 */
export function measureMemory(Candidate, size) {
  const views = VIEWS.slice(0, 3)
  fill(new Candidate(views), new World(1000)) // what is compiled and cached on first use is not counted
  const world = new World(size)
  const list = [...world.rows]
  const before = heapUsed()
  const candidate = new Candidate(views)
  candidate.load(candidate.listOf(list))
  const bytesPerRow = (heapUsed() - before) / size
  const bytesPerVersion = candidate.handle ? measureVersions(candidate, world) : undefined
  return { bytesPerRow, bytesPerVersion, rows: list.length }
}

function measureVersions(candidate, world) {
  const events = Array.from({ length: VERSIONS }, () => candidate.eventOf(world.message(world.anySlot())))
  const versions = new Array(VERSIONS)
  const before = heapUsed()
  for (let i = 0; i < VERSIONS; i++) {
    candidate.write(events[i])
    versions[i] = candidate.handle()
  }
  const bytes = (heapUsed() - before) / VERSIONS
  return versions.length === events.length ? bytes : undefined
}

function fill(candidate, world) {
  candidate.load(candidate.listOf(world.rows))
  for (let i = 0; i < 1000; i++) candidate.write(candidate.eventOf(world.message(world.anySlot())))
}

/** After a collection. */
export function heapUsed() {
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed
}
