import { createDemo, parseSettings } from '@convolist/demo-kit'
import { toSnapshot } from '../../../candidates/events.mjs'
import { World } from '../../../work/world.mjs'
import { createHand } from './hand.mjs'
import { createTraffic } from './traffic.mjs'
import { openVendor } from './vendor.mjs'

/** The fifth live view, beside the four of the demo's tabs. */
const FIFTH = { filter: { labels: ['work'] } }

const steady = () => {}
/** What the demo's panel would steer: here nothing goes wrong. */
const simulation = {
  account: 'me',
  setRate: steady,
  setFaults: steady,
  refuseNext: steady,
  disconnect: steady,
  reconnect: steady,
  kick: steady,
  switchAccount: steady,
  deleteElsewhere: () => 0,
  dispose: steady,
}

/**
 * Three pinned rows: the twenty of the other benchmarks would fill the screen, and nothing would be seen to happen. No
 * pictures: those of this world are nowhere, and a network is not what is measured.
 */
export function createLoadWorld(rows) {
  const world = new World(rows)
  for (const row of world.rows) row.avatarUrl = undefined
  for (const slot of world.slotsWhere((row) => row.stickTop, 17)) world.stickTop(slot, false)
  return world
}

/**
 * The demo as it is, but for what stands behind it: the stand-in of an SDK through the real adapter, and traffic at any
 * rate.
 */
export async function createDemoRig({ rows, pageSize }) {
  const world = createLoadWorld(Number(rows))
  const vendor = openVendor(world, pageSize && Number(pageSize))
  const backends = {
    simulate: async () => ({ ...simulation, parts: [{ vendor: 'netease-nim-cloud', source: vendor.source }] }),
    login: () => Promise.reject(new Error('there are no accounts here')),
  }
  const settings = parseSettings('', { languages: ['en'], isWide: true })
  const demo = createDemo(backends, settings, steady)
  const traffic = createTraffic(world, vendor.tell)
  const hand = createHand()
  let snapshot
  return {
    demo,
    /** What the SDK has, before anybody asks: not part of what the list weighs. */
    prepare: vendor.refreshList,
    async load() {
      await demo.restart()
      const { engine } = demo.session.get()
      const view = engine.view(FIFTH)
      view.subscribe(steady)
      await engine.ready
      if (engine.view().size !== world.size) throw new Error(`${engine.view().size} rows were loaded`)
    },
    traffic,
    hand,
    commits: () => demo.session.get().engine.stats.commits,
    /** One message in a hundred rows came while the connection was gone. */
    prepareResync(by) {
      const { now } = world
      snapshot = by === 'snapshot' ? toSnapshot(world.snapshot(), now) : undefined
      if (snapshot) return
      for (let missed = 0; missed < world.size / 100; missed++) world.message(world.anySlot())
      vendor.refreshList()
    },
    /** Walks the vendor's list again, or takes the whole of it in one event. */
    async resync() {
      const { engine } = demo.session.get()
      if (!snapshot) return engine.commands.refresh()
      engine.dispatch(snapshot)
      await nextFrame()
    },
    /** The list is the world's. */
    check() {
      const { unread, rows } = demo.session.get().engine.view().counters
      const told = world.unreadCounts.reduce((sum, count) => sum + count, 0)
      if (rows !== world.size || unread !== told) throw new Error(`${rows} rows with ${unread} unread, not ${told}`)
    },
  }
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
