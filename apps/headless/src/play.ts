import { openBackend } from '@convolist/backends'
import { createEngine, type Engine } from '@convolist/core'
import { createVirtualClock, quieten, type Simulator } from '@convolist/testing'
import type { Options } from './options.js'

/** What `--json` prints. */
export interface Report {
  readonly vendor: string
  readonly seed: number
  /** Rows of the list. */
  readonly size: number
  /** Unread messages, as the list counts them. */
  readonly unread: number
  readonly unreadWithoutMuted: number
  readonly mentions: number
  /** The first twenty rows. */
  readonly top: readonly { readonly id: string; readonly stickTop: boolean; readonly unreadCount: number }[]
  /** Does the list say what the server knows, row by row and in this order? */
  readonly matchesServer: boolean
  /** How often subscribers were told. */
  readonly notifications: number
  /** How many events the engine was given. */
  readonly events: number
  /** How many notes it took of what it could not use. */
  readonly diagnostics: number
}

/** Happenings per second of virtual time: slow enough for the weather to change many times. */
const PER_SECOND = 20

/** How far virtual time goes between two looks at the count. */
const STEP_MS = 250

/**
 * Plays a simulated vendor in virtual time: so many happenings with faults, then whatever is under way to its end.
 *
 * @param progress gets a line now and then, and at the end where the list differs from the server, if it does.
 */
export async function play(options: Options, progress: (line: string) => void): Promise<Report> {
  const { vendor, seed, conversations, faults } = options
  const clock = createVirtualClock({ seed })
  const { simulator, source } = openBackend(vendor, {
    seed,
    conversations,
    clock,
    profile: faults,
    eventsPerSecond: PER_SECOND,
  })
  const engine = createEngine({ source, clock: simulator.deviceClock })
  simulator.start()
  const first = simulator.stats.happenings
  const done = (): number => simulator.stats.happenings - first
  for (let told = 0; done() < options.events;) {
    // oxlint-disable-next-line no-await-in-loop -- one moment after the other
    await clock.advance(STEP_MS)
    if (done() * 10 < told * options.events) continue
    progress(`${done()} of ${options.events} happenings, ${engine.view().size} rows`)
    told = Math.floor((done() * 10) / options.events) + 1
  }
  await quieten(simulator, clock)
  const differences = differencesOf(engine, simulator)
  for (const line of [simulator.report(), ...differences]) progress(line)
  const report = reportOf(options, engine, differences.length === 0)
  engine.dispose()
  return report
}

function differencesOf(engine: Engine, simulator: Simulator): readonly string[] {
  const view = engine.view()
  return simulator.differences(view.window(0, view.size))
}

function reportOf({ vendor, seed }: Options, engine: Engine, matchesServer: boolean): Report {
  const view = engine.view()
  const { unread, unreadUnmuted, mentions } = view.counters
  return {
    vendor,
    seed,
    size: view.size,
    unread,
    unreadWithoutMuted: unreadUnmuted,
    mentions,
    top: view.window(0, 20).map(({ id, stickTop, unreadCount }) => ({ id, stickTop, unreadCount })),
    matchesServer,
    notifications: engine.stats.notifications,
    events: engine.stats.events,
    diagnostics: engine.diagnostics.total,
  }
}
