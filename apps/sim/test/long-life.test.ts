import { isVendor, VENDORS } from '@convolist/backends'
import { expect, it } from 'vitest'
import { beginLongLife, boundsOf, type Memories } from '../src/long-life.js'

const CONVERSATIONS = 12
const bounds = boundsOf(CONVERSATIONS)

it.each(Object.keys(VENDORS).filter(isVendor))(
  'a hundred changes of account leave %s with bounded memories, and nothing at the end',
  async (vendor) => {
    const life = beginLongLife(vendor, CONVERSATIONS)
    await life.switchAccount()
    const listeners = life.listeners()
    expect(listeners).toBeGreaterThan(0)
    for (let round = 0; round < 99; round++) {
      // oxlint-disable-next-line no-await-in-loop -- one account after the other
      await life.switchAccount()
      const memories = life.memories()
      const beyond = Object.entries(bounds).filter(([name, bound]) => memories[name as keyof Memories] > bound)
      expect(beyond).toEqual([])
    }
    expect(life.switches).toBe(100)
    expect(life.listeners()).toBe(listeners)
    expect(await life.end()).toEqual({ rows: 0, listeners: 0, timers: 0 })
  },
  180_000,
)
