import type { Simulator, SimulatorVendor, VirtualClock } from '@convolist/testing'

/** What happens once more after the quiet end. */
const HAPPENINGS = 25
const STEP_MS = 500
/** Late events and profiles have come by then. */
const SETTLE_MS = 30_000

/** Not in the list when the weather cleared up. */
const BEGUN = 'begun'

/** Which differences a happening excuses, by its name in the traffic: what it does to a row, this SDK is not told. */
type Excuses = Readonly<Record<string, RegExp>>

const EXCUSES: Readonly<Record<SimulatorVendor, Excuses>> = {
  'netease-nim-cloud': {},
  'netease-nim-local': {},
  // A message that is taken back or deleted stays counted where it was counted.
  'tencent-v2tim': { revoke: /^\.unreadCount:/, deleteMessage: /^\.unreadCount:/ },
  // Names change in the SDK's own objects, and no event says so; a row that begins with a message has no remark.
  'tencent-web': {
    revoke: /^\.unreadCount:/,
    deleteMessage: /^\.unreadCount:/,
    rename: /^\.(title|avatarUrl):/,
    [BEGUN]: /^\.title:/,
  },
  // What is removed or deleted elsewhere, no browser hears of.
  rongcloud: { remove: /^(: the server has no such row|\.stickTop:)/, deleteMessage: /^: the server has no such row/ },
}

/**
 * After a login the list is right whatever was translated before it. So things go on happening while nothing is lost,
 * and nothing read anew: what is told live must keep the list right by itself.
 *
 * @returns what tells a difference that no event could have prevented.
 */
export async function clearWeather(simulator: Simulator, clock: VirtualClock): Promise<(line: string) => boolean> {
  const last = simulator.log.at(-1)
  const listed = new Set(simulator.truth().map(({ id }) => id))
  /* oxlint-disable no-await-in-loop -- one moment after the other */
  for (let times = 0; times < HAPPENINGS; times++) {
    simulator.step()
    await clock.advance(STEP_MS)
  }
  /* oxlint-enable no-await-in-loop */
  await clock.advance(SETTLE_MS)
  const excuses = EXCUSES[simulator.vendor]
  const happened = simulator.log.slice(simulator.log.findIndex((entry) => entry === last) + 1)
  const begun = simulator.truth().filter(({ id }) => !listed.has(id))
  const named: (readonly [what: string, id: string])[] = [
    ...happened
      .filter(({ what }) => what in excuses)
      .map(({ what, detail }) => [what, simulator.idOf(detail as never)] as const),
    ...begun.map(({ id }) => [BEGUN, id] as const),
  ]
  return (line) => named.some(([what, id]) => line.startsWith(id) && excuses[what]?.test(line.slice(id.length)))
}
