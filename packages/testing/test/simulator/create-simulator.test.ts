import { describe, expect, it, vi } from 'vitest'
import { replayNimSimulator } from '../../src/nim/simulator.js'
import { replayRongCloudSimulator } from '../../src/rongcloud/simulator.js'
import type { Recording } from '../../src/simulator/recording.js'
import type { Replay } from '../../src/simulator/replay.js'
import type { Simulator } from '../../src/simulator/simulator-types.js'
import { createSimulator, simulatorVendors } from '../../src/simulators.js'
import { replayTencentV2TimSimulator } from '../../src/tencent/v2tim-simulator.js'
import { replayTencentWebSimulator } from '../../src/tencent/web-simulator.js'
import { createVirtualClock } from '../../src/virtual-clock.js'

vi.setConfig({ testTimeout: 60_000 })

type Vendor = (typeof simulatorVendors)[number]

/** Two accounts in hostile weather, thrown out, refused and cut off. */
async function story(vendor: Vendor, seed: string): Promise<Simulator> {
  const clock = createVirtualClock()
  const simulator: Simulator = createSimulator({ vendor, clock, seed, conversations: 30, profile: 'hostile' })
  simulator.start()
  await clock.advance(20_000)
  simulator.deleteWhileOffline(3)
  await clock.advance(2_000)
  simulator.reconnect()
  simulator.setRate(30)
  simulator.refuseNext('stickTop')
  await clock.advance(10_000)
  simulator.kick()
  await clock.advance(1_000)
  void simulator.switchAccount()
  await clock.advance(10_000)
  simulator.stop()
  await clock.advance(60_000)
  return simulator
}

const replays: Readonly<Record<string, (recording: Recording) => Replay>> = {
  replayNimSimulator,
  replayTencentV2TimSimulator,
  replayTencentWebSimulator,
  replayRongCloudSimulator,
}

describe.each(simulatorVendors)('createSimulator: %s', (vendor) => {
  it('has a list of the size asked for', async () => {
    const clock = createVirtualClock()
    const simulator: Simulator = createSimulator({ vendor, clock, conversations: 12, seed: 3 })
    expect(simulator.vendor).toBe(vendor)
    simulator.start()
    await clock.advance(5_000)
    expect(simulator.truth().length).toBeGreaterThanOrEqual(12)
    expect(simulator.stats.happenings).toBeGreaterThan(0)
  })

  it('goes the same way for the same seed and calls, and another for another seed', async () => {
    const [one, again, other] = [await story(vendor, 'one'), await story(vendor, 'one'), await story(vendor, 'other')]
    expect(again.digest).toBe(one.digest)
    expect(again.stats).toEqual(one.stats)
    expect(again.truth()).toEqual(one.truth())
    expect(other.digest).not.toBe(one.digest)
    expect(one.account).toBe('me-2')
    expect(one.stats.injected['disconnected'] ?? 0).toBeGreaterThan(0)
  })

  it('plays again from the last line of its report', async () => {
    const played = await story(vendor, 'one')
    const [, name = '', recording = ''] = /replay: (\w+)\((.*)\)$/.exec(played.report()) ?? []
    const { simulator, run } = (replays[name] as (recording: Recording) => Replay)(JSON.parse(recording) as Recording)
    await run()
    expect(simulator.log).toEqual(played.log)
    expect(simulator.digest).toBe(played.digest)
  })
})

it('createSimulator says which vendors there are, if none is called so', () => {
  expect(() => createSimulator({ vendor: 'icq' as never })).toThrow(
    /vendor must be one of netease-nim-cloud, .*, but is "icq"/,
  )
  expect(() => createSimulator({ vendor: 'constructor' as never })).toThrow(RangeError)
})
