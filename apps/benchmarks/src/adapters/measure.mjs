import { mainThreadMs } from '../clock.mjs'
import { slowestNs, typicalMs, watchCollector } from '../measure.mjs'
import { World } from '../work/world.mjs'
import { checkRig } from './check.mjs'
import { ADAPTERS } from './index.mjs'

const BLOCK = 500
const CHECKED = 20

/**
 * Times one vendor callback of a new message, from the callback until the first 50 rows and the unread total are read.
 * Checked before; time is as in `measure`.
 *
 * @returns as `measure`, and `notified`: how often whoever renders was told, per callback.
 */
export async function measureAdapter(name, size, limits) {
  const world = new World(size, 1, 1000)
  const { open, block = BLOCK } = ADAPTERS[name]
  const rig = await open([...world.rows])
  await checkRig(rig, world, CHECKED)
  let warm = await timed(rig, world, 1)
  for (let spent = warm.cpuMs; spent < limits.warmUpMs; spent += warm.cpuMs) warm = await timed(rig, world, block)
  const collector = watchCollector()
  globalThis.gc?.()
  const { notified } = rig
  const blocks = []
  const spans = []
  let inputs = 0
  for (let spent = 0; spent < limits.budgetMs && inputs < limits.maxInputs;) {
    const result = await timed(rig, world, block)
    blocks.push({ ms: result.cpuMs, inputs: block })
    spans.push(result.span)
    spent += result.cpuMs
    inputs += block
  }
  const gcMs = await collector.msWithin(spans)
  const told = (rig.notified - notified) / inputs
  const alone = Math.min(inputs, limits.timedAlone)
  const p99 = alone < 200 ? undefined : await timedAlone(rig, world, alone, block)
  await checkRig(rig, world, 1)
  rig.close?.()
  return {
    ns: typicalMs(blocks) * 1e6,
    p99,
    gcShare: gcMs / spans.reduce((sum, [start, end]) => sum + end - start, 0),
    notified: told,
    inputs,
    sink,
  }
}

let sink = 0 // what is read goes here, so that it cannot be left out

const eventsOf = (rig, world, count) => Array.from({ length: count }, () => rig.eventOf(world.message(world.anySlot())))

async function timed(rig, world, count) {
  const events = eventsOf(rig, world, count)
  const start = performance.now()
  const before = mainThreadMs()
  for (const event of events) {
    await rig.hear(event)
    sink += rig.read()
  }
  return { cpuMs: mainThreadMs() - before, span: [start, performance.now()] }
}

async function timedAlone(rig, world, count, block) {
  const times = []
  while (times.length < count) {
    for (const event of eventsOf(rig, world, block)) {
      const start = performance.now()
      await rig.hear(event)
      sink += rig.read()
      times.push(performance.now() - start)
    }
  }
  return slowestNs(times)
}
