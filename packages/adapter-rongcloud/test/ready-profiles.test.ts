import { createEngine } from '@convolist/core'
import { createVirtualClock } from '@convolist/testing'
import { createRongCloudSimulator } from '@convolist/testing/rongcloud'
import { expect, it } from 'vitest'
import { createRongCloudSource } from '../src/index.js'

it('names that are at hand are there with the first list, however long its other parts take', async () => {
  const clock = createVirtualClock()
  const simulator = createRongCloudSimulator({ clock, conversations: 30 })
  const source = createRongCloudSource(simulator.sdk, {
    resolveProfile: (ids) => ids.map(({ id, targetId }) => ({ id, title: `Name of ${targetId}` })),
  })
  const engine = createEngine({ source, clock })
  await simulator.login()
  await clock.advance(10_000)
  const rows = engine.view().window(0, 100)
  expect(rows).toHaveLength(30)
  expect(rows.map(({ title }) => title)).toEqual(rows.map(({ targetId }) => `Name of ${targetId}`))
  expect(engine.diagnostics.counts).toEqual({})
  engine.dispose()
})
