import { expect, it } from 'vitest'
import { createNimSimulator } from '../../src/nim/simulator.js'
import { createVirtualClock } from '../../src/virtual-clock.js'

it('a batch that is refused is mostly refused in part: some of its ids fail, and the others are done', async () => {
  const clock = createVirtualClock()
  const simulator = createNimSimulator({ clock, conversations: 60, faults: { refuse: 1 } })
  const { V2NIMConversationService: service } = simulator.nim
  void simulator.login()
  await clock.advance(5_000)
  const failures: number[] = []
  for (let start = 0; start < 60; start += 4) {
    const ids = simulator.truth().map(({ id }) => id)
    const named = ids.slice(0, 4)
    const asked = service.deleteConversationListByIds(named, false)
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other
    await clock.advance(1_000)
    // oxlint-disable-next-line no-await-in-loop -- likewise
    const failed = (await asked).map(({ conversationId }) => conversationId)
    const left = new Set(simulator.truth().map(({ id }) => id))
    expect(named.filter((id) => left.has(id)).sort()).toEqual([...failed].sort())
    failures.push(failed.length)
  }
  const inPart = failures.filter((count) => count > 0 && count < 4)
  expect(inPart.length).toBeGreaterThan(7)
  expect(simulator.stats.injected['refusedInPart']).toBe(inPart.length)
  expect(failures).toContain(4)
})
