import { createEngine, type Engine } from '@convolist/core'
import {
  createVirtualClock,
  quieten,
  useList,
  type FaultProfile,
  type Simulator,
  type VirtualClock,
} from '@convolist/testing'
import { createTencentV2TimSimulator, createTencentWebSimulator } from '@convolist/testing/tencent'
import { describe, expect, it, vi } from 'vitest'
import { createTencentSource } from '../src/index.js'

vi.setConfig({ testTimeout: 120_000 })

/** A row of the SDK's own list, as far as both families have it. */
interface OwnRow {
  readonly conversationID: string
  readonly isPinned: boolean
  readonly unreadCount: number
}

interface World {
  readonly clock: VirtualClock
  readonly simulator: Simulator & { readonly sdk: { listenerCount(): number } }
  readonly ownRows: () => Promise<readonly OwnRow[]>
  readonly engine: Engine
  readonly threw: unknown[]
}

type Family = 'v2tim' | 'web'

/** What the SDK has, newest first. */
async function ownRowsOf(answer: unknown): Promise<readonly OwnRow[]> {
  interface Listed {
    readonly conversationList?: readonly OwnRow[]
    readonly data?: Listed
  }
  let found = (await answer) as Listed
  while (found.data !== undefined) found = found.data // one level, or two
  return found.conversationList ?? []
}

function makeWorld(family: Family, seed: string, profile: FaultProfile, conversations: number): World {
  const clock = createVirtualClock({ seed })
  const threw: unknown[] = []
  const options = {
    seed,
    clock,
    profile,
    conversations,
    eventsPerSecond: 20,
    population: { hostileTitles: 0.1, countable: true },
    onUncaught: (error: unknown) => threw.push(error),
  }
  if (family === 'web') {
    const simulator = createTencentWebSimulator(options)
    const engine = createEngine({ source: createTencentSource(simulator.sdk), clock: simulator.deviceClock })
    return { clock, simulator, engine, threw, ownRows: () => ownRowsOf(simulator.sdk.getConversationList()) }
  }
  const simulator = createTencentV2TimSimulator(options)
  const engine = createEngine({ source: createTencentSource(simulator.sdk), clock: simulator.deviceClock })
  const ownRows = (): Promise<readonly OwnRow[]> =>
    ownRowsOf(simulator.sdk.getConversationList({ nextSeq: '0', count: 10_000 }))
  return { clock, simulator, engine, threw, ownRows }
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

/** Traffic and weather, then calm: the list is the SDK's own. Then one good sync. */
async function live(world: World, ms: number, seed: number): Promise<void> {
  const { simulator, clock } = world
  simulator.start()
  const stop = useList(world.engine, clock)
  await clock.advance(ms)
  if (seed % 4 === 0) await throwOut(world)
  if (seed % 4 === 1) await changeAccount(world)
  stop()
  simulator.stop()
  simulator.setProfile('calm')
  if (!simulator.online) simulator.reconnect()
  await clock.advance(90_000)
  const asked = world.ownRows() // which syncs anew, if the last sync failed
  await clock.advance(30_000)
  const own = (await asked).map((row) => `${row.conversationID} ${row.unreadCount} ${row.isPinned}`)
  const shown = rowsOf(world).map((row) => `${row.id} ${row.unreadCount} ${row.stickTop}`)
  // The Web SDK leaves it open which of two messages of one second is the newer one.
  const isOrdered = simulator.vendor === 'tencent-v2tim'
  expect(isOrdered ? shown : shown.sort()).toEqual(isOrdered ? own : own.sort())
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

describe.each<Family>(['v2tim', 'web'])('%s: after any weather and one good sync', (family) => {
  it('the list is the server’s, whatever the seed', async () => {
    const wrong: string[] = []
    const struck = new Set<string>()
    for (let seed = 0; seed < SEEDS; seed++) {
      const profile = PROFILES[seed % PROFILES.length] as FaultProfile
      const world = makeWorld(family, String(seed), profile, 20)
      await live(world, 12_000, seed)
      const lines = world.simulator.differences(rowsOf(world))
      if (lines.length > 0) wrong.push(`seed ${seed} (${profile}): ${lines[0]}`)
      else expectSame(world)
      expect(world.threw).toEqual([])
      Object.keys(world.simulator.stats.injected).forEach((fault) => struck.add(fault))
      world.engine.dispose()
      expect(world.simulator.sdk.listenerCount()).toBe(0)
      await world.simulator.logout()
      await world.clock.advance(60_000)
      expect(world.clock.pending).toBe(0)
    }
    expect(wrong).toEqual([])
    expect([...struck]).toEqual(expect.arrayContaining(FAULTS))
  })
})
