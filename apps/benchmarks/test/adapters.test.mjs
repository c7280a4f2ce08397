import { describe, expect, it } from 'vitest'
import { checkRig } from '../src/adapters/check.mjs'
import { ADAPTERS } from '../src/adapters/index.mjs'
import { World } from '../src/work/world.mjs'

const names = Object.keys(ADAPTERS)

describe('every adapter, and the stores beside them', () => {
  it.each(names)('%s shows what the vendor knows, and says so once for each callback', async (name) => {
    const world = new World(1_500, 1, 1_000)
    const rig = await ADAPTERS[name].open([...world.rows])
    await expect(checkRig(rig, world, 60)).resolves.toBeUndefined()
    rig.close?.()
  })
})

describe('the check', () => {
  it.each([
    ['forgets an unread count', (rows) => rows.map((row) => ({ ...row, unreadCount: 0 })), /unreadCount/],
    ['loses the order', (rows) => rows.toReversed(), /out of order/],
    ['loses a row', (rows) => rows.slice(1), /strictly equal/],
  ])('finds a rig that %s', async (_, change, message) => {
    const world = new World(100, 1, 1_000)
    const rig = await ADAPTERS.rongcloud.open([...world.rows])
    const { shown } = rig
    rig.shown = () => change(shown.call(rig))
    await expect(checkRig(rig, world, 1)).rejects.toThrow(message)
    rig.close()
  })

  it('finds one that tells twice', async () => {
    const world = new World(100, 1, 1_000)
    const rig = await ADAPTERS.rongcloud.open([...world.rows])
    const { hear } = rig
    rig.hear = async (event) => {
      await hear.call(rig, event)
      rig.notified++
    }
    await expect(checkRig(rig, world, 3)).rejects.toThrow(/notifications/)
    rig.close()
  })
})
