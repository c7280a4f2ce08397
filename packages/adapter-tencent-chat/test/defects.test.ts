import { createEngine } from '@convolist/core'
import { createVirtualClock } from '@convolist/testing'
import { createTencentWebSimulator } from '@convolist/testing/tencent'
import { expect, it, vi } from 'vitest'
import { createTencentSource } from '../src/index.js'
import { c2c } from './support/server.js'
import { world } from './support/world.js'

vi.setConfig({ testTimeout: 60_000 }) // the real SDK waits in real time

it('rows of one second stand in the SDK’s list as the server named them, and in ours in one order', async () => {
  const rows = ['bob', 'ann', 'eve'].map((name) => c2c(name, { at: 30 }))
  const lists = []
  for (const named of [rows, [...rows].reverse()]) {
    const w = await world({ rows: named })
    lists.push({ theirs: (await w.sdk.rows()).map((row) => row.conversationID), ours: w.engine.view().ids() })
  }
  expect(lists.map(({ theirs }) => theirs.join(' '))).toEqual(['C2Cbob C2Cann C2Ceve', 'C2Ceve C2Cann C2Cbob'])
  expect(lists.map(({ ours }) => ours.join(' '))).toEqual(['C2Cann C2Cbob C2Ceve', 'C2Cann C2Cbob C2Ceve'])
})

it('a sync that fails is told by no event, and the list asks until it has the whole', async () => {
  const clock = createVirtualClock()
  const simulator = createTencentWebSimulator({ clock, conversations: 250 })
  const told: unknown[] = []
  simulator.sdk.on('onConversationListUpdated', (event: { isSyncCompleted: boolean }) =>
    told.push(event.isSyncCompleted),
  )
  simulator.failNextSync()
  await simulator.login()
  await clock.advance(60_000)
  expect(simulator.sdk.isReady()).toBe(true)
  expect(told).not.toContain(true)
  const engine = createEngine({ source: createTencentSource(simulator.sdk), clock })
  await clock.advance(60_000)
  expect(engine.getState().sync.complete).toBe(true)
  expect(engine.view().size).toBe(250)
  engine.dispose()
})
