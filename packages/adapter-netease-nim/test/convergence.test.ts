import { createEngine, type Engine } from '@convolist/core'
import {
  createNimSimulator,
  createVirtualClock,
  quieten,
  useList,
  type FaultProfile,
  type NimSimulator,
  type VirtualClock,
} from '@convolist/testing'
import { describe, expect, it, vi } from 'vitest'
import { createNimSource, type NimServiceName } from '../src/index.js'

vi.setConfig({ testTimeout: 120_000 })

interface World {
  readonly clock: VirtualClock
  readonly simulator: NimSimulator
  readonly engine: Engine
  readonly threw: unknown[]
}

function makeWorld(service: NimServiceName, seed: string, profile: FaultProfile, conversations: number): World {
  const clock = createVirtualClock({ seed })
  const threw: unknown[] = []
  const simulator = createNimSimulator({
    seed,
    clock,
    profile,
    conversations,
    eventsPerSecond: 20,
    service,
    population: { hostileTitles: 0.1, countable: true },
    onUncaught: (error) => threw.push(error),
  })
  // Of the cloud's pushes in a row two of one kind are rare.
  if (profile === 'hostile') simulator.setFaults({ merge: 0.6 })
  const engine = createEngine({ source: createNimSource(simulator.nim, { service }), clock: simulator.deviceClock })
  return { clock, simulator, engine, threw }
}

const rowsOf = ({ engine }: World) => engine.view().window(0, engine.view().size)

function expectSame(world: World): void {
  const { engine, simulator } = world
  const truth = simulator.truth()
  expect(simulator.differences(rowsOf(world))).toEqual([])
  const unread = truth.reduce((sum, row) => sum + row.unreadCount, 0)
  expect(engine.view().counters).toMatchObject({ rows: truth.length, unread })
  const { pendingCount, sync } = engine.getState()
  expect({ pendingCount, phase: sync.phase }).toEqual({ pendingCount: 0, phase: 'synced' })
}

/** Another device logs in; then this one again. */
async function throwOut({ simulator, engine, clock }: World): Promise<void> {
  if (!simulator.online) simulator.reconnect()
  await clock.advance(1_000)
  const isOnline = simulator.online
  simulator.kick()
  await clock.advance(3_000)
  if (isOnline) expect(engine.view().size).toBe(0)
  simulator.start()
  await clock.advance(5_000)
}

/** Another account for a while, with whatever was open; then the first one again. */
async function changeAccount({ simulator, clock }: World): Promise<void> {
  void simulator.switchAccount()
  await clock.advance(5_000)
  void simulator.switchAccount()
  await clock.advance(5_000)
}

/** Traffic and weather; then calm, and one good sync. */
async function live(world: World, ms: number, seed: number): Promise<void> {
  const { simulator, clock } = world
  simulator.start()
  const stop = useList(world.engine, clock)
  await clock.advance(ms)
  if (seed % 4 === 0) await throwOut(world)
  if (seed % 4 === 1) await changeAccount(world)
  stop()
  await quieten(simulator, clock)
}

const PROFILES = ['calm', 'mobile', 'hostile'] as const
const FAULTS = [
  'dropped',
  'duplicated',
  'delayed',
  'merged',
  'split',
  'disconnected',
  'syncFailed',
  'refused',
  'unanswered',
  'answeredLate',
  'answeredEarly',
  'malformed',
  'clockStepped',
]
/** Each seed goes through one of the three. */
const SEEDS = 100

describe.each<NimServiceName>(['cloud', 'local'])('%s: after any weather and one good sync', (service) => {
  it('the list is the server’s, whatever the seed', async () => {
    const wrong: string[] = []
    const struck = new Set<string>()
    for (let seed = 0; seed < SEEDS; seed++) {
      const profile = PROFILES[seed % PROFILES.length] as FaultProfile
      const world = makeWorld(service, String(seed), profile, 20)
      await live(world, 12_000, seed)
      const lines = world.simulator.differences(rowsOf(world))
      if (lines.length > 0) wrong.push(`seed ${seed} (${profile}): ${lines[0]}`)
      else expectSame(world)
      expect(world.threw).toEqual([])
      Object.keys(world.simulator.stats.injected).forEach((fault) => struck.add(fault))
      world.engine.dispose()
      await world.simulator.logout()
      await world.clock.advance(60_000)
      expect(world.clock.pending).toBe(0)
    }
    expect(wrong).toEqual([])
    expect([...struck]).toEqual(expect.arrayContaining(FAULTS))
  })
})
