import { describe, expect, it } from 'vitest'
import { createPrng } from '../../src/prng.js'
import { faultProfiles, type Faults } from '../../src/simulator/faults.js'
import { createChannel, type Channel } from '../../src/simulator/scheduler.js'
import { createTally, type Tally } from '../../src/simulator/tally.js'
import { createVirtualClock, type VirtualClock } from '../../src/virtual-clock.js'

interface Line {
  readonly clock: VirtualClock
  readonly channel: Channel<number[]>
  readonly tally: Tally
  readonly arrived: (number | string)[][]
}

/** A channel of lists of numbers, which split into their items and merge into one list. */
function line(faults: Partial<Faults>, jitterMs: () => number = () => 0): Line {
  const clock = createVirtualClock({ start: 0 })
  const tally = createTally(clock.now)
  const arrived: number[][] = []
  const channel = createChannel<number[]>({
    clock: { ...clock, setTimeout: (run, ms) => clock.setTimeout(run, ms + jitterMs()) },
    tally,
    prng: createPrng('channel'),
    faults: () => ({ ...faultProfiles.calm, ...faults }),
    shape: {
      split: (push) => (push.length > 1 ? push.map((item) => [item]) : undefined),
      merge: (first, second) => [...first, ...second],
      outdates: ([later = 0], [earlier = 0]) => later === -earlier,
    },
    receive: (push) => arrived.push(push),
  })
  return { clock, channel, tally, arrived }
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

describe('what a server sends', () => {
  it.each([
    ['dropped', { drop: 1 }, 0],
    ['delayed', { delay: 1, delayMs: 40 }, 1],
    ['duplicated', { duplicate: 1, delayMs: 40 }, 1],
    ['split', { split: 1 }, 0],
    ['merged', { merge: 1, mergeMs: 40 }, 0],
  ] as const)('says of which conversations, when it is %s', async (fault, faults, late) => {
    const { clock, channel, tally } = line({ latencyMs: [5, 5], ...faults })
    const struck: (readonly [string, readonly string[]])[] = []
    tally.onStrike((...strike) => struck.push(strike))
    channel.push([1, 2], ['direct/ann'])
    if (fault === 'merged') channel.push([3], ['direct/bob'])
    expect(struck).toHaveLength(1 - late)
    await clock.runUntilIdle()
    expect(struck).toEqual([[fault, fault === 'merged' ? ['direct/ann', 'direct/bob'] : ['direct/ann']]])
  })

  it('arrives once, in order, after the latency, in fair weather', async () => {
    const { clock, channel, arrived } = line({ latencyMs: [5, 50] })
    for (const number of numbers(200)) channel.push([number])
    await clock.advance(4)
    expect(arrived).toEqual([])
    await clock.runUntilIdle()
    expect(arrived.flat()).toEqual(numbers(200))
    expect(clock.now()).toBeLessThanOrEqual(50)
  })

  it('arrives in order though the timers of a host change places within a millisecond', async () => {
    const random = createPrng('jitter')
    const { clock, channel, arrived } = line({ latencyMs: [5, 25] }, () => random.int(0, 1))
    for (const number of numbers(200)) {
      channel.push([number])
      if (number % 10 === 0) channel.answer(() => arrived.push([number]))
      await clock.advance(number % 3)
    }
    await clock.runUntilIdle()
    expect(arrived.flat()).toEqual(numbers(200).flatMap((number) => (number % 10 === 0 ? [number, number] : [number])))
    expect(channel.underway).toBe(0)
  })

  it('is lost in the share that was asked for', async () => {
    const { clock, channel, arrived, tally } = line({ drop: 0.3 })
    for (const number of numbers(1_000)) channel.push([number])
    await clock.runUntilIdle()
    expect(arrived.length + (tally.counts['dropped'] ?? 0)).toBe(1_000)
    expect(tally.counts['dropped']).toBeGreaterThan(250)
    expect(tally.counts['dropped']).toBeLessThan(350)
  })

  it('arrives twice, the copy being an equal one', async () => {
    const { clock, channel, arrived } = line({ duplicate: 1 })
    channel.push([1])
    channel.push([2])
    await clock.runUntilIdle()
    expect(arrived.flat().sort()).toEqual([1, 1, 2, 2])
  })

  it('is overtaken when it is delayed', async () => {
    const { clock, channel, arrived } = line({ delay: 0.3, delayMs: 500 })
    for (const number of numbers(100)) channel.push([number])
    await clock.runUntilIdle()
    expect(arrived.flat()).not.toEqual(numbers(100))
    expect(arrived.flat().sort((a, b) => Number(a) - Number(b))).toEqual(numbers(100))
  })

  it('is split into its parts, or travels with the next', async () => {
    const split = line({ split: 1 })
    split.channel.push([1, 2, 3])
    await split.clock.runUntilIdle()
    expect(split.arrived).toEqual([[1], [2], [3]])

    const merged = line({ merge: 1, mergeMs: 100 })
    merged.channel.push([1])
    merged.channel.push([2])
    await merged.clock.advance(150)
    expect(merged.arrived).toEqual([[1, 2]])
  })

  it('never holds a push back for longer than the merge window', async () => {
    const { clock, channel, arrived } = line({ merge: 1, mergeMs: 100, latencyMs: [0, 0] })
    channel.push([1])
    await clock.advance(101)
    expect(arrived).toEqual([[1]])
  })

  it('keeps what must arrive behind what was sent before', async () => {
    const { clock, channel, arrived } = line({ merge: 1, mergeMs: 5_000 })
    channel.push([1])
    channel.deliver(() => arrived.push(['sync']))
    await clock.runUntilIdle()
    expect(arrived).toEqual([[1], ['sync']])
  })

  it('never arrives late after what outdates it', async () => {
    const { clock, channel, arrived } = line({ delay: 0.5, duplicate: 0.5, delayMs: 500 })
    for (const number of numbers(50)) channel.push([number + 1])
    await clock.advance(100)
    for (const number of numbers(50)) channel.push([-(number + 1)])
    await clock.runUntilIdle()
    const order = arrived.flat().map(Number)
    for (const number of order.filter((one) => one < 0))
      expect(order.lastIndexOf(-number)).toBeLessThan(order.indexOf(number))
  })

  it('dies with the connection, whatever was on its way', async () => {
    const { clock, channel, arrived } = line({ merge: 0.5, duplicate: 0.5 })
    for (const number of numbers(20)) channel.push([number])
    channel.answer(() => arrived.push(['answer']))
    expect(channel.underway).toBeGreaterThan(0)
    channel.cut()
    expect(channel.underway).toBe(0)
    await clock.runUntilIdle()
    expect(arrived).toEqual([])
  })
})

describe('an answer', () => {
  it('may come late, or before what was sent earlier', async () => {
    const late = line({ late: 1, lateMs: [9_000, 9_000] })
    late.channel.answer(() => late.arrived.push(['answer']))
    await late.clock.advance(8_999)
    expect(late.arrived).toEqual([])
    await late.clock.advance(1)
    expect(late.arrived).toEqual([['answer']])

    const early = line({ early: 1, latencyMs: [20, 20] })
    early.channel.push([1])
    early.channel.answer(() => early.arrived.push(['answer']))
    await early.clock.runUntilIdle()
    expect(early.arrived).toEqual([['answer'], [1]])
  })
})
