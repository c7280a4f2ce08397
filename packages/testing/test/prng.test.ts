import { describe, expect, it } from 'vitest'
import { createPrng } from '../src/prng.js'

const take = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw)

describe('a seeded stream', () => {
  it('repeats itself for the same seed, written as number or text, and differs for another', () => {
    expect(take(20, createPrng(7).next)).toEqual(take(20, createPrng('7').next))
    expect(take(20, createPrng(7).next)).not.toEqual(take(20, createPrng(8).next))
  })

  it('gives these numbers on every machine', () => {
    // a change here makes every recorded run worthless
    const prng = createPrng('convolist')
    expect(take(4, () => prng.int(0, 999_999))).toMatchInlineSnapshot(`
      [
        662941,
        255372,
        891901,
        911231,
      ]
    `)
  })

  it('forks into streams of their own, which leave it where it was', () => {
    const alone = createPrng(1)
    const forking = createPrng(1)
    const branch = forking.fork('branch')
    take(10, branch.next)
    expect(take(5, forking.next)).toEqual(take(5, alone.next))
    expect(createPrng(1).fork('branch').next()).toBe(createPrng(1).fork('branch').next())
    expect(createPrng(1).fork('branch').next()).not.toBe(createPrng(1).fork('other').next())
  })

  it('spreads evenly between the ends, both included', () => {
    const prng = createPrng('even')
    const counts = new Map<number, number>()
    for (let draw = 0; draw < 6_000; draw++) {
      const side = prng.int(1, 6)
      counts.set(side, (counts.get(side) ?? 0) + 1)
    }
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6])
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150)
  })

  it('picks by weight, and never what weighs nothing', () => {
    const prng = createPrng('weights')
    const picked = take(2_000, () =>
      prng.weighted([
        ['never', 0],
        ['often', 3],
        ['seldom', 1],
      ]),
    )
    expect(picked).not.toContain('never')
    expect(picked.filter((one) => one === 'often').length / 2_000).toBeCloseTo(0.75, 1)
    expect(() => prng.weighted([['never', 0]])).toThrow(RangeError)
    expect(() => prng.pick([])).toThrow(RangeError)
  })

  it('favours low ranks where that is asked for', () => {
    const prng = createPrng('ranks')
    const share = (skew: 'zipf' | 'uniform'): number =>
      take(4_000, () => prng.rank(10_000, skew)).filter((rank) => rank < 100).length / 4_000
    expect(share('uniform')).toBeLessThan(0.03)
    expect(share('zipf')).toBeGreaterThan(0.4)
    const ranks = take(2_000, () => prng.rank(3, 'zipf'))
    expect(Math.min(...ranks)).toBe(0)
    expect(Math.max(...ranks)).toBe(2)
  })

  it('waits a mean time on average', () => {
    const prng = createPrng('waits')
    const waits = take(4_000, () => prng.exponential(100))
    expect(waits.reduce((sum, wait) => sum + wait, 0) / waits.length).toBeGreaterThan(90)
    expect(waits.reduce((sum, wait) => sum + wait, 0) / waits.length).toBeLessThan(110)
  })
})
