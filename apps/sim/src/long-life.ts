import { openBackend } from '@convolist/backends'
import { createEngine, type Dispatchable, type Engine, type EngineOptions } from '@convolist/core'
import { createPrng, createVirtualClock, type SimulatorOptions, type SimulatorVendor } from '@convolist/testing'
import { listenersOf } from './listeners.js'
import { createScreen } from './screen.js'
import { createUser, type UserOptions } from './user.js'
import { VIEWS } from './views.js'

/** How much an engine remembers, by what. */
export type Memories = Readonly<
  Record<(typeof PARTS)[number] | 'labels' | 'mentions' | 'operations' | 'diagnostics', number>
>

const PARTS = ['rows', 'overlay', 'tombstones', 'readMarks', 'touched', 'stamps', 'mentionLogs', 'wanted'] as const

/** What is left of one that has ended: all of it should be 0. */
export interface Leftovers {
  readonly listeners: number
  readonly timers: number
  readonly rows: number
}

export type LifeLimits = Pick<EngineOptions, 'tombstoneLimit' | 'diagnosticsLimit' | 'echoHoldMs'>

/** Who comes and goes in a life. */
export interface Society extends Pick<SimulatorOptions, 'mix' | 'eventsPerSecond'> {
  readonly user: UserOptions
  readonly limits?: LifeLimits
  /** Said besides, each second: by its number. */
  readonly besides?: (second: number) => readonly Dispatchable[]
}

/** One engine on one vendor that lives for long; the same account, or several in turn. */
export interface LongLife {
  /** Given to the engine so far. */
  events(): number
  readonly switches: number
  /** Lives on until the engine was given so many more events. */
  live(events: number): Promise<void>
  /** Logs the other account in. */
  switchAccount(): Promise<void>
  /** The server falls silent, the weather calms down, and what was late arrives; the user goes on. */
  rest(): Promise<void>
  /** Ends the rest. */
  wake(): void
  memories(): Memories
  /** What the server has of each for the account. */
  server(): Pick<Memories, 'rows' | 'labels'>
  /** The engine's, at the SDK. */
  listeners(): number
  end(): Promise<Leftovers>
}

/** Newcomers and new labels would make the list longer, and its memories with it. */
const FIXED: Society = { eventsPerSecond: 20, mix: { newcomer: 0, label: 0 }, user: { labels: false } }
const STEP_MS = 1_000
const WEATHER = 'hostile'
/** Longer than any fault holds something back. */
const REST_MS = 90_000

export function beginLongLife(
  vendor: SimulatorVendor,
  conversations: number,
  { user: habits, limits, besides, ...traffic }: Society = FIXED,
): LongLife {
  const seed = 1
  const clock = createVirtualClock({ seed })
  const { simulator, source } = openBackend(vendor, {
    seed,
    clock,
    profile: WEATHER,
    conversations,
    ...traffic,
  })
  const ownListeners = listenersOf(simulator) // the SDK's
  const screen = createScreen(simulator.deviceClock, false)
  const engine = createEngine({
    source,
    clock: screen.clock,
    views: VIEWS,
    policies: { unhideOnMessage: true },
    ...limits,
  })
  const user = createUser(engine, clock, createPrng(seed).fork('user'), habits)
  let switches = 0
  let seconds = 0
  simulator.start()

  return {
    events: () => engine.stats.events,
    get switches() {
      return switches
    },
    async live(events) {
      const until = engine.stats.events + events
      while (engine.stats.events < until) {
        // oxlint-disable-next-line no-await-in-loop -- one moment after the other
        await clock.advance(STEP_MS)
        if (besides) engine.dispatch(besides(seconds++))
      }
    },
    async switchAccount() {
      switches++
      const next = simulator.switchAccount(switches % 2 === 1 ? 'you' : 'me').catch(() => undefined) // the weather
      await clock.advance(10_000)
      await next
    },
    rest,
    wake() {
      simulator.setProfile(WEATHER)
      simulator.start()
    },
    memories: () => memoriesOf(engine),
    server() {
      const { rows, labels } = simulator.server.truth(simulator.account)
      return { rows: rows.size, labels: labels.size }
    },
    listeners: () => listenersOf(simulator) - ownListeners,
    async end() {
      user.stop()
      await rest()
      await simulator.logout()
      engine.commands.refresh().catch(() => undefined) // V2TIM tells of no logout; it refuses
      await clock.advance(10_000)
      const rows = engine.view(EVERYTHING).size
      engine.dispose()
      return { rows, listeners: listenersOf(simulator) - ownListeners, timers: screen.timers() }
    },
  }

  function rest(): Promise<void> {
    simulator.stop()
    simulator.setProfile('calm')
    return clock.advance(REST_MS)
  }
}

function memoriesOf(engine: Engine): Memories {
  const { parts, labels } = engine.getState()
  return {
    ...(Object.fromEntries(PARTS.map((name) => [name, parts[name].size])) as Record<(typeof PARTS)[number], number>),
    labels: labels.length,
    mentions: engine.view(EVERYTHING).counters.mentions,
    operations: parts.operations.size,
    diagnostics: engine.diagnostics.recent.length,
  }
}

const EVERYTHING = { filter: { hidden: 'include' } } as const

/**
 * What is kept by conversation cannot be more than there are: those of the account, and those of the other one that the
 * user has spoken of by their ids. Notes have a limit of their own.
 */
export const boundsOf = (conversations: number): Partial<Record<keyof Memories, number>> => ({
  rows: 2 * conversations,
  overlay: 2 * conversations,
  tombstones: 2 * conversations,
  readMarks: 2 * conversations,
  touched: 2 * conversations,
  stamps: 2 * conversations,
  mentionLogs: 2 * conversations,
  wanted: 2 * conversations,
  diagnostics: 200,
})

/** Of each, the more. */
export const largest = <Counts extends Readonly<Record<string, number>>>(a: Counts, b: Counts): Counts =>
  Object.fromEntries(Object.entries(a).map(([name, count]) => [name, Math.max(count, b[name]!)])) as Counts
