import { createNimSource } from '@convolist/adapter-netease-nim'
import { createRongCloudSource } from '@convolist/adapter-rongcloud'
import { createTencentV2TimSource } from '@convolist/adapter-tencent-chat'
import { createEngine } from '@convolist/core'
import { createVirtualClock, quieten } from '@convolist/testing'
import { createSimulator } from '@convolist/testing/simulators'
import { heapUsed } from './memory.mjs'

const CONVERSATIONS = 2_000
const PER_SECOND = 2
const HOUR_MS = 3_600_000
const STEP_MS = 10_000

/** The vendors that are asked, each by its adapter. */
export const SOURCES = {
  'netease-nim-cloud': (sdk) => createNimSource(sdk, { service: 'cloud' }),
  'tencent-v2tim': createTencentV2TimSource,
  rongcloud: createRongCloudSource,
}

/**
 * What the engine and an adapter hold after so many hours of simulated traffic in changing weather, by what is free
 * once they are let go. The simulator, which remembers all that happened, is not counted.
 *
 * @param hours of virtual time; 0 is right after the first sync.
 */
export async function measureHours({ vendor, hours }) {
  const clock = createVirtualClock({ seed: 1 })
  const simulator = createSimulator({
    vendor,
    seed: 1,
    conversations: CONVERSATIONS,
    clock,
    profile: 'mobile',
    eventsPerSecond: PER_SECOND,
  })
  const held = { rig: openRig(vendor, simulator) }
  simulator.start()
  for (let at = 0; at < hours * HOUR_MS; at += STEP_MS) await clock.advance(STEP_MS)
  await quieten(simulator, clock)
  const facts = factsOf(held.rig, simulator)
  const before = await settledHeap()
  held.rig.engine.dispose()
  held.rig = undefined
  return { hours, ...facts, bytes: before - (await settledHeap()) }
}

function openRig(vendor, simulator) {
  const engine = createEngine({
    source: SOURCES[vendor](simulator.sdk),
    clock: simulator.deviceClock,
    views: { all: {}, unread: { filter: { unread: true } }, mentioned: { filter: { mentioned: true } } },
  })
  const views = ['all', 'unread', 'mentioned'].map((name) => engine.view(name))
  for (const view of views) view.subscribe(() => view.window(0, 50))
  return { engine, views }
}

function factsOf({ engine, views: [all] }, simulator) {
  const [difference] = simulator.differences(all.window(0, all.size))
  if (difference) throw new Error(`the list is not the server's: ${difference}`)
  return { events: engine.stats.events, rows: all.size }
}

/** What ended lately is let go of after some turns. */
async function settledHeap() {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
  return heapUsed()
}
