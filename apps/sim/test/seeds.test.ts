import { isVendor, VENDORS } from '@convolist/backends'
import { describe, expect, it } from 'vitest'
import { play } from '../src/run.js'

/** Few, but enough for an adapter that hears or says one thing wrongly to be found out. */
const SEEDS = 12
const small = { profile: 'hostile', conversations: 30, happenings: 60, without: [] } as const

describe.each(Object.keys(VENDORS).filter(isVendor))('the first seeds of %s', (vendor) => {
  it('end as the server has it', async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      // oxlint-disable-next-line no-await-in-loop -- one run after the other
      const { violations } = await play({ ...small, vendor, seed })
      expect(violations, `seed ${seed}`).toEqual([])
    }
  })
})
