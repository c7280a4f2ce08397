import { PerformanceObserver } from 'node:perf_hooks'
import { median } from './cells.mjs'
import { mainThreadMs } from './clock.mjs'
import { VIEWS } from './work/views.mjs'
import { World } from './work/world.mjs'

const WARM_UP_ROWS = 1000
const BLOCK = 1000 // inputs made at a time: as fresh in the cache as an event that has just come

/**
 * Times one work item on one candidate: warm-up, where an input takes its time first on a small list; then as many
 * inputs as fit in the time allowed.
 *
 * Time is the main thread's own, collections it does itself included; see clock.mjs.
 *
 * @param limits as in options.mjs.
 * @returns `ns` per operation; by the clock, `p99` of single operations and the collector's share of the time.
 */
export async function measure(Candidate, item, size, limits) {
  const views = VIEWS.slice(0, item.views ?? 3)
  const rig = (rows) => createRig(Candidate, item, views, rows)
  if (item.isBulk) warmUp(item, rig(Math.min(size, WARM_UP_ROWS)), limits)
  const { world, candidate, target } = rig(size)
  const inputMs = warmUp(item, { world, candidate, target }, limits)
  const wanted = Math.floor(limits.budgetMs / Math.max(inputMs, 1e-6))
  const count = Math.max(1, Math.min(limits.maxInputs, wanted))
  const collector = watchCollector()
  const result = timed(item, world, candidate, target, count, true)
  const gcMs = await collector.msWithin(result.spans)
  assertTotal(world, candidate)
  return {
    ns: (typicalMs(result.blocks) * 1e6) / (item.opsPerInput ?? 1),
    p99: timedAlone(item, world, candidate, target, Math.min(count, limits.timedAlone)),
    gcShare: gcMs / result.ms,
    inputs: result.inputs,
    sink,
  }
}

function createRig(Candidate, item, views, rows) {
  const world = new World(rows)
  const candidate = new Candidate(views)
  if (!item.createsOwn) candidate.load(candidate.listOf([...world.rows]))
  return { world, candidate, target: item.createsOwn ? () => new Candidate(views) : candidate }
}

/** Lets the compiler see the work, until it has seen much of it or the time is up. Returns ms per input at the end. */
function warmUp(item, { world, candidate, target }, { warmUpMs, warmUpInputs }) {
  let block = 1
  let spent = 0
  let last
  for (let inputs = 0; inputs < warmUpInputs && (spent < warmUpMs || inputs === 0); inputs += last.inputs) {
    last = timed(item, world, candidate, target, block)
    spent += last.cpuMs
    if (last.cpuMs * 2 < warmUpMs - spent) block = Math.min(block * 2, BLOCK)
  }
  return last.cpuMs / last.inputs
}

let sink = 0 // what the work returns goes here, so that it cannot be left out

/** Runs at least `count` inputs, block by block; making them and settling after them is not timed. */
function timed(item, world, candidate, target, count, isFinal = false) {
  const block = Math.min(count, item.block ?? BLOCK)
  const spans = []
  const blocks = []
  let cpuMs = 0
  let inputs = 0
  while (inputs < count) {
    const list = item.prepare(world, candidate, block)
    if (isFinal && inputs === 0) globalThis.gc() // not during warm-up: it makes V8 throw code away
    const start = performance.now()
    const before = mainThreadMs()
    for (let i = 0; i < list.length; i++) sink += item.run(target, list[i]) ?? 0
    const spent = mainThreadMs() - before
    spans.push([start, performance.now()])
    blocks.push({ ms: spent, inputs: list.length })
    cpuMs += spent
    inputs += list.length
    item.settle?.(world, candidate)
  }
  return { cpuMs, inputs, blocks, spans, ms: spans.reduce((sum, [start, end]) => sum + end - start, 0) }
}

/**
 * Milliseconds for one input: the median of five stretches. Each is long enough for the collector to take its share;
 * what the compiler changes its mind about is in one of them only.
 */
export function typicalMs(blocks) {
  const stretches = Array.from({ length: Math.min(5, blocks.length) }, () => ({ ms: 0, inputs: 0 }))
  blocks.forEach(({ ms, inputs }, at) => {
    const stretch = stretches[Math.floor((at * stretches.length) / blocks.length)]
    stretch.ms += ms
    stretch.inputs += inputs
  })
  return median(stretches.map(({ ms, inputs }) => ms / inputs))
}

/** The slowest hundredth, in ns per operation; only where there are enough inputs to speak of one. */
function timedAlone(item, world, candidate, target, count) {
  if (count < 200) return undefined
  const times = []
  while (times.length < count) {
    for (const input of item.prepare(world, candidate, Math.min(count, item.block ?? BLOCK))) {
      const start = performance.now()
      sink += item.run(target, input) ?? 0
      times.push(performance.now() - start)
    }
    item.settle?.(world, candidate)
  }
  return slowestNs(times) / (item.opsPerInput ?? 1)
}

/** Of times in ms, what one in a hundred takes longer than. */
export function slowestNs(times) {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.99)] * 1e6
}

/** Collections report themselves a little later; `msWithin` waits for that. */
export function watchCollector() {
  const entries = []
  const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()))
  observer.observe({ entryTypes: ['gc'] })
  return {
    async msWithin(spans) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      observer.disconnect()
      const isTimed = ({ startTime }) => spans.some(([start, end]) => startTime >= start && startTime <= end)
      return entries.filter(isTimed).reduce((sum, { duration }) => sum + duration, 0)
    },
  }
}

/** A last look at what was timed: it must have the world's total. */
function assertTotal(world, candidate) {
  if (!candidate.size || candidate.size(0) === 0) return
  const unread = world.unreadCounts.reduce((sum, count) => sum + count, 0)
  if (candidate.unread(0) !== unread) throw new Error('the unread total is wrong after the timed run')
}
