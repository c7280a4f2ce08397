import { type Dispatchable, toConversationId, toEpochMs } from '@convolist/core'
import type { SimulatorVendor } from '@convolist/testing'
import { beginLongLife, largest, type LifeLimits, type LongLife, type Memories, type Society } from './long-life.js'

/** So low that a short life goes far beyond what they let an engine remember. */
const CROWD_LIMITS = { tombstoneLimit: 40, diagnosticsLimit: 20, echoHoldMs: 5_000 } satisfies LifeLimits

const CONVERSATIONS = 60

/** Somebody new writes every second or two, and is removed again by the user of this device. */
const CROWD: Society = {
  eventsPerSecond: 5,
  mix: { newcomer: 10, remove: 0, message: 30, mention: 10, peerReceipt: 20, label: 5 },
  user: { labels: true, removals: 60 },
  besides: strangers,
}

/** One account for all its life, into and out of which far more conversations come and go than it may remember. */
const beginCrowd = (vendor: SimulatorVendor, limits: LifeLimits = CROWD_LIMITS): LongLife =>
  beginLongLife(vendor, CONVERSATIONS, { ...CROWD, limits })

/** Mentions and readings of rows that never come: an SDK may tell of them, and lose the row. */
function strangers(second: number): readonly Dispatchable[] {
  return [0, 1, 2].flatMap((one): readonly Dispatchable[] => {
    const id = toConversationId(`stranger ${3 * second + one}`)
    return [
      { type: 'selfReadTo', id, readAt: toEpochMs(1) },
      { type: 'mentionReceived', id, messageId: 'message', sentAt: toEpochMs(2), scope: 'me' },
    ]
  })
}

export interface CrowdReport {
  readonly vendor: SimulatorVendor
  readonly events: number
  /** The most that the engine had of each. */
  readonly most: Memories
  /** Memories that went beyond their bounds. */
  readonly beyond: readonly (keyof Memories)[]
}

const LOOK_EVERY = 200

/** Lives through so many events, and looks every 200 at what is remembered. */
export async function liveInCrowd(vendor: SimulatorVendor, events: number, limits?: LifeLimits): Promise<CrowdReport> {
  const life = beginCrowd(vendor, limits)
  let [most, server] = [life.memories(), life.server()]
  while (life.events() < events) {
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    await life.live(LOOK_EVERY)
    most = largest(most, life.memories())
    server = largest(server, life.server())
  }
  const done = life.events()
  await life.end()
  const bounds = crowdBounds(most.rows, server)
  const beyond = (Object.keys(bounds) as (keyof Memories)[]).filter((name) => most[name] > bounds[name]!)
  return { vendor, events: done, most, beyond }
}

/**
 * What is remembered of rows that are gone is bounded by its limit, and the rest by what is there.
 *
 * @param rows the most the engine has shown.
 * @param server the most the server has had.
 */
function crowdBounds(rows: number, server: ReturnType<LongLife['server']>): Partial<Record<keyof Memories, number>> {
  const { tombstoneLimit, diagnosticsLimit } = CROWD_LIMITS
  return {
    rows: 1.5 * server.rows, // some SDKs tell of no deletion
    overlay: rows,
    tombstones: tombstoneLimit,
    readMarks: 10 * tombstoneLimit,
    touched: rows,
    stamps: rows / 3, // few rows have settings
    mentionLogs: rows + tombstoneLimit,
    wanted: rows,
    labels: server.labels + 2, // those that are on their way
    operations: rows + 80, // a list read row by row; and the user acts every 0.9 s, which is over in 35 s
    diagnostics: diagnosticsLimit,
  }
}
