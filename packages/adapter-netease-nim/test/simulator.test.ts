import { createEngine, type Engine } from '@convolist/core'
import {
  createNimSimulator,
  createVirtualClock,
  linkNimSdk,
  quieten,
  startNim,
  type NimSimulator,
  type VirtualClock,
} from '@convolist/testing'
import NIM from 'nim-web-sdk-ng'
import { describe, expect, it, vi } from 'vitest'
import { createNimSource } from '../src/index.js'
import type { NimInstance } from '../src/nim.js'

vi.setConfig({ testTimeout: 60_000 })

interface World {
  readonly clock: VirtualClock
  readonly simulator: NimSimulator
  readonly engine: Engine
}

/** A simulated server in hostile weather, the SDK on it (its double, or the real package), the adapter, the engine. */
async function world(sdk: 'double' | 'real', seed: string, service: 'cloud' | 'local' = 'cloud'): Promise<World> {
  const clock = createVirtualClock({ seed })
  const simulator = createNimSimulator({
    seed,
    clock,
    conversations: 80,
    eventsPerSecond: 10,
    profile: 'hostile',
    population: { hostileTitles: 0.1, countable: true },
    service,
  })
  const nim = sdk === 'double' ? simulator.nim : await realSdk(simulator)
  const source = createNimSource(nim, { service })
  const engine = createEngine({ source, clock: simulator.deviceClock })
  return { clock, simulator, engine }
}

/** The real package as a second device of the account; its login goes on beside the double's. */
async function realSdk({ server, account }: NimSimulator): Promise<NimInstance> {
  const harness = startNim(NIM as never)
  await linkNimSdk(harness, server).login(account)
  return harness.nim as NimInstance
}

/** Somebody uses the list meanwhile; what the server refuses is rolled back, and of no interest here. */
function useList({ engine, clock }: World): void {
  const { commands } = engine
  const id = (index: number): string => engine.view().at(index)?.id ?? ''
  const acts = [
    () => commands.stickTop(id(3), true),
    () => commands.markRead([id(0), id(5)]),
    () => commands.mute(id(2), true),
    () => commands.remove(id(7)),
    () => commands.stickTop(id(0), false),
    () => commands.markRead(engine.view({ filter: { unread: true } })),
    () => commands.addToLabel('5001', id(4)),
  ]
  acts.forEach((act, index) => {
    const again = (): void => {
      act().catch(() => undefined)
      clock.setTimeout(again, 11_000 + index * 1_700)
    }
    clock.setTimeout(again, 3_000 + index * 900)
  })
}

const settle = ({ clock, simulator }: World): Promise<void> => quieten(simulator, clock)

function expectSame({ engine, simulator }: World): void {
  const truth = simulator.truth()
  const rows = engine.view().window(0, engine.view().size)
  expect(simulator.differences(rows)).toEqual([])
  const unread = truth.reduce((sum, row) => sum + row.unreadCount, 0)
  expect(engine.view().counters).toMatchObject({ rows: truth.length, unread })
  expect(engine.getState()).toMatchObject({ pendingCount: 0, sync: { phase: 'synced', complete: true } })
}

describe('after hostile weather and one good sync the list is the server’s', () => {
  it.each(['one', 'two', 'three', 'four'])('through the double of the SDK (seed %s)', async (seed) => {
    const made = await world('double', seed)
    made.simulator.start()
    useList(made)
    await made.clock.advance(150_000)
    await settle(made)
    expectSame(made)
  })

  it.each(['five', 'six'])('through the real SDK (seed %s)', async (seed) => {
    const made = await world('real', seed)
    made.simulator.start()
    useList(made)
    await made.clock.advance(150_000)
    await settle(made)
    expectSame(made)
  })

  it('after rows were deleted while the device was away', async () => {
    const made = await world('double', 'seven')
    made.simulator.setProfile('calm')
    made.simulator.start()
    await made.clock.advance(5_000)
    const gone = made.simulator.deleteWhileOffline(5)
    await made.clock.advance(5_000)
    expect(gone.every((id) => made.engine.get(id) !== undefined)).toBe(true)
    await settle(made)
    expect(gone.filter((id) => made.engine.get(id) !== undefined)).toEqual(
      gone.filter((id) => made.simulator.truth().some((row) => row.id === id)),
    )
    expectSame(made)
  })

  it('after a kick, and after a change of account', async () => {
    const made = await world('double', 'eight')
    made.simulator.start()
    await made.clock.advance(20_000)
    made.simulator.kick()
    await made.clock.advance(1_000)
    expect(made.engine.view().size).toBe(0)
    made.simulator.start()
    await made.clock.advance(20_000)
    await made.simulator.switchAccount()
    await made.clock.advance(20_000)
    await settle(made)
    expectSame(made)
    expect(made.engine.getState().account).toBe('me-2')
  })
})

describe('the local service', () => {
  it('shows what the SDK’s own local list has', async () => {
    const made = await world('double', 'nine', 'local')
    made.simulator.start()
    await made.clock.advance(90_000)
    await settle(made)
    expectSame(made)
  })
})
