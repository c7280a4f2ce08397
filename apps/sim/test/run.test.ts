import { isVendor, VENDORS } from '@convolist/backends'
import { describe, expect, it } from 'vitest'
import { play } from '../src/run.js'

const small = { profile: 'hostile', conversations: 12, happenings: 40, without: [] } as const

describe.each(Object.keys(VENDORS).filter(isVendor))('a run of %s', (vendor) => {
  it('is the same again from the same seed, and another from another', async () => {
    const [one, again, other] = [
      await play({ ...small, vendor, seed: 3 }),
      await play({ ...small, vendor, seed: 3 }),
      await play({ ...small, vendor, seed: 4 }),
    ]
    expect(again).toEqual(one)
    expect(other.digest).not.toBe(one.digest)
    expect(one.events).toBeGreaterThan(20)
    expect(one.violations).toEqual([])
  })
})
