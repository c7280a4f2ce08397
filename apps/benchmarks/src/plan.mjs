import { ADAPTERS } from './adapters/index.mjs'
import { BINDINGS } from './browser/bindings.mjs'
import { CANDIDATES } from './candidates/index.mjs'
import { SOURCES } from './memory-hours.mjs'

/** Rows above which a full sort and recount is not worth the wait: larger lists are checked at this size. */
const CHECKED_MAX = 100_000
const QUICKLY_CHECKED = 10_000
const MEMORY_ROWS = 100_000
/** An adapter's cost is asked for at these, if they are in the run. */
const ADAPTER_SIZES = [1_000, 10_000]
/** A binding's, at these; the store beside the list at the larger one only. */
const BINDING_SIZES = [1_000, 100_000]
const APART = new Set(['adapters', 'bindings'])
/** Hours of traffic after which the heap is looked at; not by a quick run. */
const HOURS = [0, 1, 4]
const WITH_MEMORY = new Set(['mutable-tree', 'engine-reduce', 'engine'])

/**
 * What bars ask for, by the numbers of rows they ask at; beside it a quick run leaves out what was not named on the
 * command line.
 */
const DECIDING = {
  W1: [100_000],
  W1p: [1_000, 100_000],
  W2: [1_000, 10_000, 100_000, 1_000_000],
  W2w: [100_000],
  W3: [100_000],
  W6: [100_000],
  W7w: [1_000, 100_000],
  W7s: [100_000],
  W7r: [100_000],
  W8: [100_000],
}
const SUBJECTS = new Set(['engine-reduce', 'engine'])
/** And where only a few are held against ours. */
const HELD_AGAINST = {
  floor: ['W2', 'W3'],
  'mutable-tree': ['W1', 'W2', 'W6', 'W8'],
  merged: ['W2', 'W7w'],
}
const SPARED_WORK = 'W2'

const decides = (candidate, work, size) =>
  (DECIDING[work]?.includes(size) ?? false) &&
  (SUBJECTS.has(candidate) || (HELD_AGAINST[candidate]?.includes(work) ?? false))

/**
 * Every process of a run, in order: the checks, then the times, then memory. Candidates take turns inside a round
 * (A B C, A B C), so that a noisy minute hits them all alike.
 */
export function planJobs({ candidates: names, works: asked, namesWorks, sizes, rounds, quick, slow, limits }) {
  const works = asked.filter((work) => !APART.has(work))
  const candidates = works.length > 0 ? names.filter((name) => name in CANDIDATES) : []
  const runs = (candidate, size) => slow || size <= (CANDIDATES[candidate].largest ?? Infinity)
  const checked = [...new Set(sizes.map((size) => Math.min(size, CHECKED_MAX)))]
  const spares = (candidate) => quick && CANDIDATES[candidate].isSpared
  /** A quick run checks others than ours on lists that are quickly checked. */
  const isChecked = (candidate, size) =>
    !quick || SUBJECTS.has(candidate) || size <= (spares(candidate) ? Math.min(...checked) : QUICKLY_CHECKED)
  const checks = candidates.flatMap((candidate) =>
    checked
      .filter((size) => runs(candidate, size) && isChecked(candidate, size))
      .map((size) => ({ task: 'check', candidate, size })),
  )
  const isRun = (candidate, work, size, round) => {
    if (!runs(candidate, size)) return false
    if (spares(candidate)) return round === 0 && work === SPARED_WORK
    return !quick || namesWorks || decides(candidate, work, size)
  }
  const times = []
  for (const work of works) {
    const able = candidates.filter((candidate) => CANDIDATES[candidate].works?.includes(work) ?? true)
    for (const size of sizes) {
      for (let round = 0; round < rounds; round++) {
        for (const candidate of able)
          if (isRun(candidate, work, size, round)) times.push({ task: 'time', candidate, work, size, limits })
      }
    }
  }
  const memory = sizes.includes(MEMORY_ROWS)
    ? candidates.filter((candidate) => WITH_MEMORY.has(candidate)).map(memoryOf)
    : []
  const adapters = asked.includes('adapters') ? planAdapters({ names, sizes, rounds: quick ? 1 : rounds, limits }) : []
  const bindings = asked.includes('bindings')
    ? planBindings({ names, sizes, rounds: quick ? 1 : rounds, quick, limits })
    : []
  const hours = memory.length > 0 && !quick ? planHours() : []
  return [...checks, ...times, ...adapters, ...bindings, ...memory, ...hours]
}

function planAdapters({ names, sizes, rounds, limits }) {
  const able = Object.keys(ADAPTERS).filter((name) => names.includes(name))
  const round = ADAPTER_SIZES.filter((size) => sizes.includes(size)).flatMap((size) =>
    able.map((candidate) => ({ task: 'adapter', candidate, work: 'adapters', size, limits })),
  )
  return Array.from({ length: rounds }, () => round).flat()
}

function planBindings({ names, sizes, rounds, quick, limits }) {
  const able = Object.keys(BINDINGS).filter((name) => names.includes(name))
  const round = BINDING_SIZES.filter((size) => sizes.includes(size)).flatMap((size) =>
    able
      .filter((name) => !BINDINGS[name].isExtra || (!quick && size === BINDING_SIZES.at(-1)))
      .map((candidate) => ({ task: 'binding', candidate, work: 'bindings', size, limits })),
  )
  return Array.from({ length: rounds }, () => round).flat()
}

const memoryOf = (candidate) => ({ task: 'memory', candidate, size: MEMORY_ROWS })

const planHours = () =>
  Object.keys(SOURCES).flatMap((vendor) =>
    HOURS.map((hours) => ({ task: 'hours', candidate: 'engine', vendor, hours })),
  )
