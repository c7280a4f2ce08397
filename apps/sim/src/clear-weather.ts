import type { Engine } from '@convolist/core'
import type { Simulator, SimulatorVendor, TruthKey, VirtualClock } from '@convolist/testing'

type LogEntry = Simulator['log'][number]

/** What happens once more after the quiet end. */
const HAPPENINGS = 25
const STEP_MS = 500
/** Late events and profiles have come by then. */
const SETTLE_MS = 30_000

/** Not in the list when the weather cleared up. */
const BEGUN = 'begun'

/** Which differences a happening excuses, by its name in the traffic: what it does to a row, this SDK is not told. */
type Excuses = Readonly<Record<string, RegExp>>

/** A message that is taken back or deleted stays counted where it was counted; with a deleted one stay its readers. */
const STAYS_COUNTED = { revoke: /^\.unreadCount:/, deleteMessage: /^\.(unreadCount|receipt):/ }

/**
 * V2TIM's own database remembers a message of a one-to-one chat that was deleted before, and counts it again when less is
 * read than that.
 */
const isRemembered = (vendor: SimulatorVendor, { what, detail }: LogEntry): boolean =>
  vendor === 'tencent-v2tim' && what === 'deleteMessage' && detail.startsWith('direct/')

const EXCUSES: Readonly<Record<SimulatorVendor, Excuses>> = {
  'netease-nim-cloud': {},
  'netease-nim-local': {},
  'tencent-v2tim': STAYS_COUNTED,
  // Names change in the SDK's own objects, and no event says so; a row that begins with a message has no remark.
  'tencent-web': {
    ...STAYS_COUNTED,
    rename: /^\.(title|avatarUrl):/,
    [BEGUN]: /^\.title:/,
    remove: /^\.title:/,
  },
  // What is removed or deleted elsewhere, no browser hears of.
  rongcloud: {
    remove: /^(: the server has no such row|\.(stickTop|muted|labels):)/,
    deleteMessage: /^: the server has no such row/,
  },
}

/** Vendors that tell how far the other side has read as it reads; to the second. */
const TELLS_PEER_READ: ReadonlySet<SimulatorVendor> = new Set(['netease-nim-cloud', 'tencent-v2tim', 'rongcloud'])
const SECOND = 1_000

/**
 * After a login the list is right whatever was translated before it. So things go on happening while nothing is lost,
 * and nothing read anew: what is told live must keep the list right by itself.
 *
 * @returns what is wrong then, one line each, but for what no event could have prevented.
 */
export async function clearWeather(simulator: Simulator, engine: Engine, clock: VirtualClock): Promise<string[]> {
  const last = simulator.log.at(-1)
  const listed = new Map(simulator.truth().map(({ id, peerReadAt }) => [id, peerReadAt]))
  /* oxlint-disable no-await-in-loop -- one moment after the other */
  for (let times = 0; times < HAPPENINGS; times++) {
    simulator.step()
    await clock.advance(STEP_MS)
  }
  /* oxlint-enable no-await-in-loop */
  await clock.advance(SETTLE_MS)
  const truth = simulator.truth()
  const happened = simulator.log.slice(simulator.log.findIndex((entry) => entry === last) + 1)
  const idsOf = (name: string): string[] =>
    [...happened, ...simulator.log.filter((entry) => isRemembered(simulator.vendor, entry))]
      .filter(({ what }) => what === name)
      .map(({ detail }) => simulator.idOf(detail as TruthKey))
  const begun = truth.filter(({ id }) => !listed.has(id)).map(({ id }) => id)
  const excused = Object.entries(EXCUSES[simulator.vendor]).flatMap(([what, pattern]) =>
    (what === BEGUN ? begun : idsOf(what)).map((id) => [id, pattern] as const),
  )
  const isExcused = (line: string): boolean =>
    excused.some(([id, pattern]) => line.startsWith(id) && pattern.test(line.slice(id.length)))
  const view = engine.view({ filter: { hidden: 'include' } })
  const differences = simulator.differences(view.window(0, view.size)).filter((line) => !isExcused(line))
  const heard = TELLS_PEER_READ.has(simulator.vendor) ? new Set(idsOf('peerReceipt')) : new Set()
  const unheard = truth.filter(({ id, peerReadAt }) => {
    const row = heard.has(id) ? engine.get(id) : undefined
    const isNews = peerReadAt > (listed.get(id) ?? 0)
    return row !== undefined && isNews && peerReadAt - (row.peerReadAt ?? 0) >= SECOND
  })
  return [...differences, ...unheard.map(({ id }) => `${id}.peerReadAt: was told, and is not known`)]
}
