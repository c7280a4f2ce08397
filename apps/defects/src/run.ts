import { openBackend } from '@convolist/backends'
import type { NotifyLevel } from '@convolist/core'
import {
  createVirtualClock,
  type ExpectedRow,
  type FaultProfile,
  faultProfiles,
  type Faults,
  type NimDouble,
  type Simulator,
  type VirtualClock,
} from '@convolist/testing'
import type { TencentWebDouble } from '@convolist/testing/tencent'
import { openConvolist } from './lists/convolist.js'
import type { List } from './lists/list.js'
import { openNeteaseStore } from './lists/netease-store.js'
import { openTencentStore } from './lists/tencent-store.js'
import { noneWrong, type Wrong, WRONG_KINDS, wrongOfBoth } from './wrong.js'

/** The vendors that have a store of their own, and the rows that its badge counts: in Tencent's all that alert for everything. */
export const KITS = {
  'netease-nim-cloud': { package: '@xkit-yx/im-store-v2', counts: ['all', 'mentions', 'none'] },
  'tencent-web': { package: '@tencentcloud/chat-uikit-engine', counts: ['all'] },
} as const
export type KitVendor = keyof typeof KITS

export interface RunOptions {
  readonly vendor: KitVendor
  readonly profile: FaultProfile
  readonly seed: number
  /** Rows at first. */
  readonly conversations: number
  /** Things that happen on the server. */
  readonly happenings: number
}

/** What one list showed wrong, summed over all moments of a sort. */
export interface Reading {
  moments: number
  readonly wrong: Wrong
}

export interface Side {
  /** Whenever the SDK had said something. */
  readonly live: Reading
  /** When nothing more was to come. */
  readonly quiet: Reading
}

export interface Outcome {
  /** Events of the SDK, heard by both. */
  readonly events: number
  readonly injected: Readonly<Record<string, number>>
  readonly convolist: Side
  readonly kit: Side
}

const PER_SECOND = 5
const STEP_MS = 50
/** Things that happen between two quiet moments. */
const QUIET_EVERY = 50
const QUIET_MS = 60_000

/**
 * One seeded stream, heard by the vendor's own store and by convolist at the same instance of the SDK, and both read at
 * the same moments. Left out is what would judge the simulator: payloads that no SDK hands out, and what this device
 * itself sends; and what NetEase's store does not claim to show, big groups.
 */
export async function play({ vendor, profile, seed, conversations, happenings }: RunOptions): Promise<Outcome> {
  const clock = createVirtualClock({ seed })
  const { simulator, source } = openBackend(vendor, {
    seed,
    clock,
    conversations,
    eventsPerSecond: PER_SECOND,
    mix: { send: 0 },
    population: { superGroups: 0 },
  })
  addOwnProfile(simulator)
  const counts: readonly NotifyLevel[] = KITS[vendor].counts
  const countsMuted = counts.includes('none')
  const convolist = openConvolist(source, simulator.deviceClock, countsMuted)
  const kit = await openKit(vendor, simulator)
  const sides = { convolist: emptySide(), kit: emptySide() }
  const weather: Partial<Faults> = { ...faultProfiles[profile], malformed: 0 }

  function read(sort: keyof Side): void {
    const truth = simulator.truth()
    const badges = { a: badgeOf(truth, countsMuted ? counts : ['all', 'mentions']), b: badgeOf(truth, counts) }
    const { a, b } = wrongOfBoth(convolist.read(), kit.read(), truth, badges)
    addReading(sides.convolist[sort], { moments: 1, wrong: a })
    addReading(sides.kit[sort], { moments: 1, wrong: b })
  }

  await simulator.login()
  await clock.advance(QUIET_MS) // both have the whole list before the weather begins
  const { events: first, happenings: before } = simulator.stats
  let heard = first
  for (let due = QUIET_EVERY; due <= happenings; due += QUIET_EVERY) {
    simulator.setFaults(weather)
    simulator.start()
    while (simulator.stats.happenings - before < due) {
      await clock.advance(STEP_MS)
      if (simulator.stats.events > heard) read('live')
      heard = simulator.stats.events
    }
    await calmDown(simulator, clock)
    heard = simulator.stats.events
    read('quiet')
  }
  convolist.dispose()
  kit.dispose()
  return { events: heard - first, injected: simulator.stats.injected, ...sides }
}

/** NetEase's store takes it for granted that the server knows who has logged in. */
function addOwnProfile({ server, account }: Simulator): void {
  const { profiles } = server.truth(account)
  profiles.set(account, { id: account, name: account, avatarUrl: '', updatedAt: server.clock.now() })
}

/** What is under way arrives, and after a last break of the network every SDK and store catches up in its own way. */
async function calmDown(simulator: Simulator, clock: VirtualClock): Promise<void> {
  simulator.stop()
  simulator.setFaults(faultProfiles.calm)
  await clock.advance(QUIET_MS)
  if (simulator.online) simulator.disconnect()
  await clock.advance(1_000)
  simulator.reconnect()
  await clock.advance(QUIET_MS)
}

function openKit(vendor: KitVendor, simulator: Simulator): List | Promise<List> {
  if (vendor === 'tencent-web') return openTencentStore(simulator as Simulator<TencentWebDouble>)
  return openNeteaseStore(simulator.sdk as NimDouble)
}

const badgeOf = (truth: readonly ExpectedRow[], counts: readonly NotifyLevel[]): number =>
  truth.reduce((sum, row) => (counts.includes(row.notify) ? sum + row.unreadCount : sum), 0)

export const emptySide = (): Side => ({
  live: { moments: 0, wrong: noneWrong() },
  quiet: { moments: 0, wrong: noneWrong() },
})

export function addReading(sum: Reading, { moments, wrong }: Reading): void {
  sum.moments += moments
  for (const kind of WRONG_KINDS) sum.wrong[kind] += wrong[kind]
}
