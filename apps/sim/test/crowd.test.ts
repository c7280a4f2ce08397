import { isVendor, VENDORS } from '@convolist/backends'
import { describe, expect, it } from 'vitest'
import { liveInCrowd } from '../src/crowd.js'

const EVENTS = 6_000
const NO_LIMITS = { tombstoneLimit: 1_000_000, diagnosticsLimit: 1_000_000 }

describe.each(Object.keys(VENDORS).filter(isVendor))('rows that come and go in one account of %s', (vendor) => {
  it('leave bounded memories', async () => {
    expect((await liveInCrowd(vendor, EVENTS)).beyond).toEqual([])
  }, 60_000)

  it('would leave more, were there no limits', async () => {
    const { beyond } = await liveInCrowd(vendor, EVENTS, NO_LIMITS)
    const derives = vendor.startsWith('netease-nim')
    expect(beyond).toEqual(['tombstones', 'readMarks', ...(derives ? ['mentionLogs'] : []), 'diagnostics'])
  }, 60_000)
})
