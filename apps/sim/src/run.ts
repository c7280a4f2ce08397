import { openBackend } from '@convolist/backends'
import { type Conversation, createEngine, type Engine, type EngineEvent, type Label } from '@convolist/core'
import {
  createPrng,
  createVirtualClock,
  type ExpectedRow,
  type FaultProfile,
  type Faults,
  type Prng,
  quieten,
  type Simulator,
  type SimulatorVendor,
  type VirtualClock,
} from '@convolist/testing'
import { type Clearing, clearingOf, clearWeather, excusesOfVisit } from './clear-weather.js'
import { listenersOf } from './listeners.js'
import { createMeetings } from './meetings.js'
import { createQueue, type Queue } from './queue.js'
import { createScreen, type Screen } from './screen.js'
import { shapeOf } from './shape.js'
import { createUser, type User } from './user.js'
import { createWatch, type Violation } from './watch.js'
import { policiesOf, VIEWS } from './views.js'

export interface RunOptions {
  readonly vendor: SimulatorVendor
  readonly profile: FaultProfile
  readonly seed: number
  /** Rows at first. */
  readonly conversations: number
  /** Things that happen on the server before it becomes quiet. */
  readonly happenings: number
  /** Faults that are left out, to find which one matters. */
  readonly without: readonly (keyof Faults)[]
}

export interface Outcome {
  readonly options: RunOptions
  /** Events the engine was given. */
  readonly events: number
  readonly happenings: number
  /** Faults by name, and how often each struck. */
  readonly injected: Readonly<Record<string, number>>
  /** What met what, and how often. */
  readonly meetings: Readonly<Record<string, number>>
  readonly violations: readonly Violation[]
  /** Every event of the run, as the reducer got it; only where something was violated. */
  readonly history: readonly EngineEvent[] | undefined
  /** Equal for equal options. */
  readonly digest: string
}

/** Slow enough for the weather to change many times. */
const PER_SECOND = 5
const STEP_MS = 500
/** What is under way before the page is hidden ends within this time. */
const SETTLE_MS = 30_000
/** Happenings at once while nobody looks. */
const BURST = 50
/** Happenings between two visits. */
const AWAY = 10

/** Plays one seed to its quiet end, through the adapter, and holds every event against the reference. */
export async function play(options: RunOptions): Promise<Outcome> {
  const prng = createPrng(`${options.vendor}/${options.profile}/${options.seed}`)
  const clock = createVirtualClock({ seed: options.seed, ties: 'seeded' })
  const shape = shapeOf(options.vendor, options.profile, options.seed, prng.fork('shape'))
  const { simulator, source } = openBackend(options.vendor, {
    seed: options.seed,
    clock,
    profile: options.profile,
    conversations: options.conversations,
    pageSize: shape.pageSize,
    unstated: shape.unstated,
    eventThrottling: !shape.staysHidden, // one event a second would have it hidden for hours
    eventsPerSecond: PER_SECOND,
    population: { hostileTitles: 0.1 },
    onUncaught: (error) => watch.violate('13 isolation', `thrown into an SDK callback: ${String(error)}`),
  })
  simulator.setFaults({ listCap: shape.listCap, ...Object.fromEntries(options.without.map((name) => [name, 0])) })
  const listenersBefore = listenersOf(simulator)
  const staysHidden = shape.staysHidden && simulator.faults.hiddenEvents > 0
  const screen = createScreen(simulator.deviceClock, prng.chance(0.2) || staysHidden)
  const queue = createQueue(source, {
    clock,
    prng: prng.fork('answers'),
    share: simulator.faults.late,
    onLate() {
      const { tally } = simulator.server
      tally.count('answeredLate')
      tally.strike('answeredLate', [])
    },
  })
  const policies = policiesOf(prng.fork('policies'))
  const meetings = createMeetings(simulator)
  const watch = createWatch(VIEWS, policies, meetings)
  const engine = createEngine({
    source: queue.source,
    clock: screen.clock,
    views: VIEWS,
    policies,
    batching: screen.batching,
    onBatch: (batch) => {
      queue.taken(batch.events.length)
      watch.take(batch)
    },
    onError: (error) => watch.violate('13 isolation', `a listener threw: ${String(error)}`),
  })
  const [commits, notifications] = [engine.stats.commits, engine.stats.notifications]
  engine.subscribe((state, previous) => watch.told(state, previous, engine))
  const user = await live(simulator, engine, clock, prng, options, screen)
  if (staysHidden) await stayHidden(simulator, clock, screen, queue)
  await quieten(simulator, clock)
  const visit: Visit = { simulator, engine, clock, violate: watch.violate }
  await expectQuiet(visit)
  if (user.open() > 0) watch.violate('14 refusal', `${user.open()} commands have not ended at the quiet end`)
  if (user.strange.length > 0) watch.violate('14 refusal', `a command ended with ${user.strange[0]}`)
  const clearing = clearingOf(simulator)
  await expectTold(visit)
  if (engine.stats.notifications - notifications !== engine.stats.commits - commits)
    watch.violate('12 tearing', 'not every commit was told once')
  const kept = prng.fork('visit').chance(0.5) ? engine.serialize() : undefined
  const leave = (one: Engine): void => {
    one.dispose()
    if (screen.timers() > 0) watch.violate('16 leak', `${screen.timers()} timers are left after dispose`)
    const left = listenersOf(simulator) - listenersBefore
    if (left > 0) watch.violate('16 leak', `${left} listeners are left at the SDK after dispose`)
  }
  leave(engine)
  // A page that is left and comes back, with what it kept, or with nothing: the SDK has been logged in for long.
  /* oxlint-disable no-await-in-loop -- one moment after the other, for servers that count in seconds */
  for (let times = 0; times < AWAY; times++) {
    simulator.step()
    await clock.advance(1_000)
  }
  /* oxlint-enable no-await-in-loop */
  await clock.advance(SETTLE_MS)
  const next = createEngine({
    source,
    clock: screen.clock,
    views: VIEWS,
    policies,
    ...(kept && { initialState: kept }),
    onError: (error) => watch.violate('13 isolation', `a listener threw: ${String(error)}`),
  })
  const again: Violate = (law, detail) => watch.violate(law, `at the next visit: ${detail}`)
  const nextVisit: Visit = { simulator, engine: next, clock, violate: again, since: clearing }
  // oxlint-disable-next-line no-await-in-loop -- a long list in small pages takes its time
  for (let times = 0; times < 20 && (times === 0 || next.getState().sync.phase === 'syncing'); times++)
    await clock.advance(SETTLE_MS)
  await expectQuiet(nextVisit)
  await expectTold(nextVisit)
  leave(next)
  return {
    options,
    events: watch.events(),
    happenings: simulator.stats.happenings,
    injected: simulator.stats.injected,
    meetings: meetings.counts(),
    violations: watch.violations,
    history: watch.violations.length > 0 ? watch.history() : undefined,
    digest: `${simulator.digest} ${watch.events()}`,
  }
}

/** Traffic, weather, somebody who uses the list, and now and then another account, a kick or a hidden page. */
async function live(
  simulator: Simulator,
  engine: Engine,
  clock: VirtualClock,
  prng: Prng,
  options: RunOptions,
  screen: Screen,
): Promise<User> {
  simulator.start()
  const user = createUser(engine, clock, prng.fork('user'))
  const fate = prng.fork('fate')
  const first = simulator.stats.happenings
  const isDue = (everyMs: number): boolean => everyMs > 0 && fate.chance(STEP_MS / everyMs)
  let isBusy = false
  /** One login after the other, as an app does it; the list may be in the middle of anything. */
  const logIn = (run: () => Promise<void>): void => {
    if (isBusy) return
    isBusy = true
    const end = (): void => void (isBusy = false)
    run().then(end, end)
  }
  while (simulator.stats.happenings - first < options.happenings) {
    // oxlint-disable-next-line no-await-in-loop -- one moment after the other
    await clock.advance(STEP_MS)
    const { kickEveryMs, switchEveryMs, hideEveryMs } = simulator.faults
    if (isDue(switchEveryMs)) logIn(() => simulator.switchAccount(fate.pick(['me', 'you'])))
    if (isDue(kickEveryMs)) {
      logIn(async () => {
        simulator.kick()
        await new Promise<void>((resolve) => clock.setTimeout(resolve, fate.int(0, 3_000)))
        await simulator.login()
      })
    }
    if (isDue(hideEveryMs)) {
      screen.setHidden(!screen.hidden())
      if (screen.hidden()) simulator.server.tally.count('hidden')
    }
  }
  user.stop()
  screen.setHidden(false)
  return user
}

/** Nobody looks, and nobody does anything, until more events wait than any list was meant for. */
async function stayHidden(simulator: Simulator, clock: VirtualClock, screen: Screen, queue: Queue): Promise<void> {
  const { hiddenEvents } = simulator.faults
  simulator.setFaults({ disconnectEveryMs: 0 }) // the sync after a break would have them reduced
  await clock.advance(SETTLE_MS)
  screen.setHidden(true)
  /* oxlint-disable no-await-in-loop -- one moment after the other */
  while (queue.waiting < hiddenEvents) {
    simulator.step(BURST)
    await clock.advance(STEP_MS)
  }
  /* oxlint-enable no-await-in-loop */
  screen.setHidden(false)
  if (queue.largest >= hiddenEvents) simulator.server.tally.count('hiddenLong')
}

const namesOf = (labels: readonly Pick<Label, 'id' | 'name'>[]): string =>
  labels
    .map(({ id, name }) => JSON.stringify([id, name]))
    .sort()
    .join()

/**
 * RongCloud's total counts what was removed elsewhere, too: its report must be what the SDK says when it is asked.
 *
 * @param shown where the SDK was not told all that happened: then its total must be that of its own rows.
 */
async function totalsOf(
  simulator: Simulator,
  engine: Engine,
  clock: VirtualClock,
  shown?: readonly Conversation[],
): Promise<Totals> {
  if (simulator.vendor === 'rongcloud') {
    const asked = engine.readUnread()
    await clock.advance(STEP_MS)
    return { unread: await asked }
  }
  const shownUnread = new Map<string, number>(shown?.map(({ id, unreadCount }) => [id, unreadCount]))
  const counted = simulator.truth().map(({ id, notify, unsure, unreadCount }) => ({
    unreadCount: shownUnread.get(id) ?? unreadCount,
    // Tencent's total leaves out what alerts for mentions, and not every binding says which rows do.
    isUnmuted: notify === 'all' || (notify === 'mentions' && !unsure.includes('notify')),
  }))
  return { unread: unreadOf(counted), unreadUnmuted: unreadOf(counted.filter(({ isUnmuted }) => isUnmuted)) }
}

type Totals = Readonly<Partial<Record<string, number>>>

const unreadOf = (rows: readonly Pick<ExpectedRow, 'unreadCount'>[]): number =>
  rows.reduce((sum, { unreadCount }) => sum + unreadCount, 0)

type Violate = (law: string, detail: string) => void

/** An engine on the SDK, from its login to its end. */
interface Visit {
  readonly simulator: Simulator
  readonly engine: Engine
  readonly clock: VirtualClock
  readonly violate: Violate
  /** When the weather cleared up, if that was before it. */
  readonly since?: Clearing
}

async function expectTold({ simulator, engine, clock, violate, since }: Visit): Promise<void> {
  const differences = await clearWeather(simulator, engine, clock, since)
  if (differences.length > 0) violate('11 convergence', `told live: ${differences.slice(0, 5).join('; ')}`)
}

async function expectQuiet({ simulator, engine, clock, violate, since }: Visit): Promise<void> {
  const state = engine.getState()
  const view = engine.view({ filter: { hidden: 'include' } })
  const rows = view.window(0, view.size)
  const totals = await totalsOf(simulator, engine, clock, since && rows)
  const isExcused = since ? excusesOfVisit(simulator, since) : () => false
  const differences = simulator.differences(rows).filter((line) => !isExcused(line))
  if (differences.length > 0) violate('11 convergence', differences.slice(0, 5).join('; '))
  const labels = simulator.labels()
  const [shown, wanted] = [namesOf(state.labels), namesOf(labels ?? [])]
  if (labels && shown !== wanted) violate('11 convergence', `labels: shows ${shown}, the server has ${wanted}`)
  if (Object.keys(state.reported).length === 0 && simulator.truth().some(({ unreadCount }) => unreadCount > 0))
    violate('11 convergence', 'no total is reported')
  for (const [scope, total] of Object.entries(state.reported))
    if (total !== totals[scope])
      violate('11 convergence', `${scope}: ${total} is reported, and should be ${totals[scope]}`)
  if (state.pendingCount > 0) violate('9 overlay', `${state.pendingCount} operations are open at the quiet end`)
  const capped = engine.capabilities?.list === 'capped'
  const isDone = state.sync.phase === (capped ? 'partial' : 'synced') || state.sync.phase === 'synced'
  if (!isDone) violate('11 convergence', `the sync is ${state.sync.phase} at the quiet end: ${state.sync.error ?? ''}`)
}
