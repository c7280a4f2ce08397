import { createEngine, type Engine } from '@convolist/core'
import { createVirtualClock, quieten, useList, type FaultProfile, type VirtualClock } from '@convolist/testing'
import { createRongCloudSimulator, type RongCloudSimulator } from '@convolist/testing/rongcloud'
import { describe, expect, it, vi } from 'vitest'
import { createRongCloudSource } from '../src/index.js'

vi.setConfig({ testTimeout: 120_000 })

interface World {
  readonly clock: VirtualClock
  readonly simulator: RongCloudSimulator
  readonly engine: Engine
  readonly threw: unknown[]
}

function makeWorld(seed: string, profile: FaultProfile, conversations: number): World {
  const clock = createVirtualClock({ seed })
  const threw: unknown[] = []
  const simulator = createRongCloudSimulator({
    seed,
    clock,
    profile,
    conversations,
    eventsPerSecond: 20,
    onUncaught: (error) => threw.push(error),
  })
  const engine = createEngine({ source: createRongCloudSource(simulator.sdk), clock: simulator.deviceClock })
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
  expect({ pendingCount, phase: sync.phase }).toEqual({ pendingCount: 0, phase: 'partial' })
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

describe('after any weather and one good sync', () => {
  it('the list is the server’s, whatever the seed', async () => {
    const wrong: string[] = []
    const struck = new Set<string>()
    for (let seed = 0; seed < SEEDS; seed++) {
      const profile = PROFILES[seed % PROFILES.length] as FaultProfile
      const world = makeWorld(String(seed), profile, 20)
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

it('how many of a group have read my message arrives with each reader', async () => {
  const world = makeWorld('5', 'calm', 20)
  const { engine, simulator, clock } = world
  await simulator.login()
  await clock.advance(5_000)
  const truth = simulator.server.truth(simulator.account)
  const { id, targetId } = rowsOf(world).find((row) => row.kind === 'group')!
  const words = { senderId: simulator.account, kind: 'text', text: 'hi all', receiptWanted: true } as const
  const sent = truth.message('group', targetId, words, 'otherDevice')
  await clock.advance(1_000)
  for (const read of [1, 3]) {
    truth.receipt(`group/${targetId}`, sent, read, 20 - read)
    await clock.advance(1_000)
    engine.flush()
    expect(engine.get(id)?.groupReceipt).toEqual({ messageId: sent.id, read, unread: 20 - read })
  }
  expect(engine.diagnostics.recent).toEqual([])
  engine.dispose()
})

it('a new label is on all the rows it was made with, whatever was set of them before', async () => {
  const world = makeWorld('3', 'calm', 60)
  const { engine, simulator, clock } = world
  await simulator.login()
  await clock.advance(5_000)
  const ids = rowsOf(world).map(({ id }) => id)
  const made = engine.commands.createLabel('Family', ids)
  await clock.advance(5_000)
  await made
  const label = engine.getState().labels.find(({ name }) => name === 'Family')!.id
  expect(ids.filter((id) => engine.get(id)?.labels.includes(label))).toEqual(ids)
  expectSame(world)
  engine.dispose()
})
