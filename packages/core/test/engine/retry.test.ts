import { describe, expect, it } from 'vitest'
import { createEngine, type EngineOptions } from '../../src/index.js'
import { createTestClock, type TestClock } from '../support/clock.js'
import { createServer, type Server } from '../support/server.js'
import { row } from '../support/words.js'

const offline = () => Promise.reject(new Error('offline'))

async function broken(options: EngineOptions = {}, random?: number): Promise<{ server: Server; clock: TestClock }> {
  const server = createServer({ rows: [row('a', { on: 1 })] })
  server.onList = offline
  const clock = createTestClock(random)
  createEngine({ clock, source: server.source, ...options })
  await clock.settle()
  return { server, clock }
}

/** When each further call came, in ms after the one before. */
async function waits(server: Server, clock: TestClock, upTo: number, step = 50): Promise<number[]> {
  const found: number[] = []
  let calls = server.lists.length
  let last = clock.now()
  for (let passed = 0; passed < upTo; passed += step) {
    await clock.advance(step)
    if (server.lists.length === calls) continue
    calls = server.lists.length
    found.push(clock.now() - last)
    last = clock.now()
  }
  return found
}

describe('a sync that failed', () => {
  it('is tried again after a wait that doubles, up to the longest', async () => {
    const { server, clock } = await broken({ retryMs: 1_000, retryMaxMs: 5_000, retryLimit: 5 })
    expect(await waits(server, clock, 30_000)).toEqual([1_000, 2_000, 4_000, 5_000, 5_000])
  })

  it('waits a quarter more or less, so that many clients do not come back at once, but never more than the longest', async () => {
    const early = await broken({ retryMs: 1_000, retryMaxMs: 2_000, retryLimit: 3 }, 0)
    expect(await waits(early.server, early.clock, 10_000)).toEqual([750, 1_500, 2_000])
    const late = await broken({ retryMs: 1_000, retryMaxMs: 2_000, retryLimit: 3 }, 1)
    expect(await waits(late.server, late.clock, 10_000)).toEqual([1_250, 2_000, 2_000])
  })

  it('is tried eight times by itself, and no timer is left after the last', async () => {
    const { server, clock } = await broken()
    await clock.advance(3_600_000)
    expect(server.lists.length).toBe(9)
    expect(clock.timers).toBe(0)
  })

  it('is not tried again where the app does not want it', async () => {
    const { server, clock } = await broken({ retryLimit: 0 })
    await clock.advance(3_600_000)
    expect(server.lists.length).toBe(1)
  })

  it('counts from the start again after a success', async () => {
    const { server, clock } = await broken({ retryMs: 1_000 })
    await clock.advance(1_000)
    server.onList = undefined
    await clock.advance(2_000)
    expect(server.lists.length).toBe(3)
    server.onList = offline
    server.resync()
    await clock.settle()
    expect(await waits(server, clock, 3_500)).toEqual([1_000, 2_000])
  })

  it('is tried as often again once the vendor asks for a sync, with one try at a time', async () => {
    const { server, clock } = await broken({ retryMs: 1_000, retryLimit: 2 })
    await clock.advance(10_000)
    expect(server.lists.length).toBe(3)
    server.resync('reconnected')
    await clock.settle()
    expect(await waits(server, clock, 10_000)).toEqual([1_000, 2_000])
    server.resync('reconnected')
    await clock.settle()
    server.resync('reconnected')
    await clock.settle()
    expect(clock.timers).toBe(1)
  })

  it('is not tried again for an account or a source that has gone', async () => {
    const left = await broken()
    left.server.emit({ type: 'accountClosed', reason: 'logout' })
    await left.clock.advance(3_600_000)
    expect(left.server.lists.length).toBe(1)

    const server = createServer()
    server.onList = offline
    const clock = createTestClock()
    const disconnect = createEngine({ clock }).connect(server.source)
    await clock.settle()
    disconnect()
    await clock.advance(3_600_000)
    expect([server.lists.length, clock.timers]).toEqual([1, 0])
  })
})
