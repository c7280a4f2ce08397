import { describe, expect, it } from 'vitest'
import { createSimulator, simulatorVendors } from '../../src/simulators.js'
import { createVirtualClock } from '../../src/virtual-clock.js'

describe('createSimulator', () => {
  it.each(simulatorVendors)('makes the simulator of %s, with a list of the size asked for', async (vendor) => {
    const clock = createVirtualClock()
    const simulator = createSimulator({ vendor, clock, conversations: 12, seed: 3 })
    expect(simulator.vendor).toBe(vendor)
    simulator.start()
    await clock.advance(5_000)
    expect(simulator.truth().length).toBeGreaterThanOrEqual(12)
    expect(simulator.stats.happenings).toBeGreaterThan(0)
  })

  it('says which vendors there are, if none is called so', () => {
    expect(() => createSimulator({ vendor: 'icq' as never })).toThrow(
      /vendor must be one of netease-nim-cloud, .*, but is "icq"/,
    )
    expect(() => createSimulator({ vendor: 'constructor' as never })).toThrow(RangeError)
  })
})
