import { describe, expect, it } from 'vitest'
import { createDeviceClock, createVirtualClock } from '../src/virtual-clock.js'

describe('a virtual clock', () => {
  it('runs timers in order of time, and equal ones in order of creation', async () => {
    const clock = createVirtualClock()
    const ran: string[] = []
    clock.setTimeout(() => ran.push('late'), 20)
    clock.setTimeout(() => ran.push('first'), 10)
    clock.setTimeout(() => ran.push('second'), 10)
    await clock.advance(15)
    expect(ran).toEqual(['first', 'second'])
    await clock.advance(5)
    expect(ran).toEqual(['first', 'second', 'late'])
  })

  it('has the seed decide between timers of one moment when asked to, the same way each time', async () => {
    const orderOf = async (seed: number): Promise<string> => {
      const clock = createVirtualClock({ seed, ties: 'seeded' })
      let ran = ''
      for (const name of 'abcdef') clock.setTimeout(() => (ran += name), 10)
      clock.setTimeout(() => (ran += '!'), 11)
      await clock.advance(20)
      return ran
    }
    const orders = await Promise.all([1, 1, 2, 3].map(orderOf))
    expect(orders[0]).toBe(orders[1])
    expect(new Set(orders).size).toBe(3)
    for (const order of orders) expect([...order].sort().join('') + order.at(-1)).toBe('!abcdef!')
  })

  it('moves only when told to, and says whole milliseconds', async () => {
    const clock = createVirtualClock({ start: 1_000 })
    await clock.settle()
    expect(clock.now()).toBe(1_000)
    await clock.advance(10.75)
    expect(clock.now()).toBe(1_010)
  })

  it('shows each timer the time it was set for', async () => {
    const clock = createVirtualClock({ start: 0 })
    const seen: number[] = []
    for (const ms of [7, 3, 5]) clock.setTimeout(() => seen.push(clock.now()), ms)
    await clock.advance(100)
    expect(seen).toEqual([3, 5, 7])
  })

  it('lets a long chain of promises end before a long wait', async () => {
    const clock = createVirtualClock({ start: 0 })
    let endedAt = -1
    clock.setTimeout(() => {
      const chain = async (): Promise<void> => {
        for (let link = 0; link < 1_000; link++) await Promise.resolve() // oxlint-disable-line no-await-in-loop -- a chain
        endedAt = clock.now()
      }
      void chain()
    }, 10)
    clock.setTimeout(() => {}, 5_000)
    await clock.advance(10_000)
    expect(endedAt).toBe(10)
  })

  it('lets the promises of one timer run before the next timer', async () => {
    const clock = createVirtualClock()
    const ran: string[] = []
    clock.setTimeout(() => {
      void (async () => {
        for (let hop = 0; hop < 40; hop++) await Promise.resolve()
        ran.push('promise of 1')
      })()
    }, 1)
    clock.setTimeout(() => ran.push('timer 2'), 1)
    await clock.advance(1)
    expect(ran).toEqual(['promise of 1', 'timer 2'])
  })

  it('runs timers that timers set, when they fall within the time', async () => {
    const clock = createVirtualClock({ start: 0 })
    const seen: number[] = []
    const again = (): void => {
      seen.push(clock.now())
      clock.setTimeout(again, 10)
    }
    clock.setTimeout(again, 10)
    await clock.advance(35)
    expect(seen).toEqual([10, 20, 30])
    expect(clock.pending).toBe(1)
  })

  it('forgets a cleared timer, also when it is cleared by one that is due with it', async () => {
    const clock = createVirtualClock()
    const ran: string[] = []
    const doomed = clock.setTimeout(() => ran.push('doomed'), 6)
    clock.setTimeout(() => clock.clearTimeout(doomed), 6 - 1)
    clock.clearTimeout(clock.setTimeout(() => ran.push('cleared'), 1))
    clock.clearTimeout(undefined)
    await clock.runUntilIdle()
    expect(ran).toEqual([])
  })

  it('runs until nothing is left, and says so when something repeats for ever', async () => {
    const clock = createVirtualClock()
    let runs = 0
    clock.setTimeout(() => clock.setTimeout(() => (runs += 1), 5_000), 5_000)
    await clock.runUntilIdle()
    expect(runs).toBe(1)
    const again = (): void => void clock.setTimeout(again, 1_000)
    again()
    await expect(clock.runUntilIdle(10_000)).rejects.toThrow('repeating itself')
  })

  it('gives microtasks, frames and random numbers that the seed decides', async () => {
    const draws = ['a', 'a', 'b'].map((seed) => {
      const clock = createVirtualClock({ seed })
      return [clock.random(), clock.random()]
    })
    expect(draws[0]).toEqual(draws[1])
    expect(draws[0]).not.toEqual(draws[2])
    const clock = createVirtualClock()
    const ran: string[] = []
    clock.frame(() => ran.push('frame'))
    clock.microtask(() => ran.push('microtask'))
    ran.push('now')
    await clock.advance(16)
    expect(ran).toEqual(['now', 'microtask', 'frame'])
  })
})

describe('a device clock', () => {
  it('can be set without moving the timers', async () => {
    const clock = createVirtualClock({ start: 0 })
    const device = createDeviceClock(clock)
    let ran = false
    device.setTimeout(() => (ran = true), 100)
    device.step(-3_600_000)
    expect(device.now()).toBe(-3_600_000)
    expect(clock.now()).toBe(0)
    await clock.advance(99)
    expect(ran).toBe(false)
    await clock.advance(1)
    expect(ran).toBe(true)
  })
})
