import { isVendor, VENDORS } from '@convolist/backends'
import { createPrng } from '@convolist/testing'
import { describe, expect, it, vi } from 'vitest'
import { play } from '../src/run.js'
import { shapeOf } from '../src/shape.js'

vi.setConfig({ testTimeout: 120_000 })

const vendors = Object.keys(VENDORS).filter(isVendor)
const seeds = Array.from({ length: 200 }, (_, index) => index + 1)

describe('the shape of a run', () => {
  it('has many pages in half of the seeds, and a cap in a quarter', () => {
    const shapes = seeds.map((seed) => shapeOf('rongcloud', 'hostile', seed, createPrng(seed)))
    const paged = shapes.filter(({ pageSize }) => pageSize !== undefined).length
    const capped = shapes.filter(({ listCap }) => listCap > 0).length
    expect(Math.abs(paged - 100)).toBeLessThan(25)
    expect(Math.abs(capped - 50)).toBeLessThan(25)
  })

  it('has a page that stays hidden for each vendor once in 200 seeds, and for one at a time', () => {
    const hidden = seeds.flatMap((seed) =>
      vendors.filter((vendor) => shapeOf(vendor, 'hostile', seed, createPrng(seed)).staysHidden),
    )
    expect(hidden.sort()).toEqual([...vendors].sort())
  })

  it('is the vendor’s own when it is calm', () => {
    for (const seed of seeds)
      expect(shapeOf('rongcloud', 'calm', seed, createPrng(seed))).toEqual({
        pageSize: undefined,
        listCap: 0,
        unstated: [],
        staysHidden: false,
      })
  })
})

describe('a run', () => {
  it('takes 10,000 events in one batch when its page is shown again, and is right in the end', async () => {
    const seed = 40
    const vendor = vendors.find((one) => shapeOf(one, 'hostile', seed, createPrng(seed)).staysHidden)!
    const options = { vendor, seed, profile: 'hostile', conversations: 12, happenings: 5, without: [] } as const
    const outcome = await play(options)
    expect(outcome.injected).toMatchObject({ hiddenLong: 1 })
    expect(outcome.events).toBeGreaterThan(10_000)
    expect(outcome.violations).toEqual([])
    const without = await play({ ...options, without: ['hiddenEvents'] })
    expect(without.events).toBeLessThan(1_000)
  })

  it('meets no fault when it is calm', async () => {
    const calm = {
      vendor: 'rongcloud',
      seed: 40,
      profile: 'calm',
      conversations: 12,
      happenings: 20,
      without: [],
    } as const
    expect((await play(calm)).injected).toEqual({})
  })
})
