import { createEngine } from '@convolist/core'
import { createVirtualClock } from '@convolist/testing'
import { expect, it } from 'vitest'
import { isVendor, openBackend, VENDORS } from '../src/index.js'

it.each(Object.keys(VENDORS).filter(isVendor))('%s fills a list with what its server has', async (vendor) => {
  const clock = createVirtualClock()
  const { simulator, source } = openBackend(vendor, { clock, conversations: 30 })
  const engine = createEngine({ source, clock })
  await simulator.login()
  await clock.advance(30_000)
  expect(simulator.vendor).toBe(vendor)
  expect(engine.view().size).toBe(simulator.truth().length)
  expect(simulator.differences(engine.view().window(0, 100))).toEqual([])
  engine.dispose()
})
