import { openBackend } from '@convolist/backends'
import { createEngine, type Engine, type EngineEvent, type SerializedState } from '@convolist/core'
import {
  createPrng,
  createVirtualClock,
  type FaultProfile,
  type Faults,
  type Prng,
  quieten,
  type Simulator,
  type SimulatorVendor,
  type VirtualClock,
} from '@convolist/testing'
import { clearingOf } from './clear-weather.js'
import { createLateAnswers } from './late-answers.js'
import { listenersOf } from './listeners.js'
import { createMeetings } from './meetings.js'
import { visitAgain } from './next-visit.js'
import { createQueue, type Queue } from './queue.js'
import { expectQuiet, expectRightUnderCap, expectTold, type Visit } from './quiet-end.js'
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
  /** Events the engines were given. */
  readonly events: number
  /** Of those, after which all there is to read was held against the reference. */
  readonly compared: number
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
const BURST = 500
/** Happenings between two visits. */
const AWAY = 10

/** Plays one seed to its quiet end, through the adapter, and holds every event against the reference. */
export async function play(options: RunOptions): Promise<Outcome> {
  const prng = createPrng(`${options.vendor}/${options.profile}/${options.seed}`)
  const clock = createVirtualClock({ seed: options.seed, ties: 'seeded' })
  const shape = shapeOf(options.vendor, options.profile, options.seed, prng.fork('shape'))
  const late = createLateAnswers({
    clock,
    prng: prng.fork('answers'),
    share: () => simulator.faults.late,
    onLate() {
      const { tally } = simulator.server
      tally.count('answeredLate')
      tally.strike('answeredLate', [])
    },
  })
  const { simulator, source } = openBackend(
    options.vendor,
    {
      seed: options.seed,
      clock,
      profile: options.profile,
      conversations: options.conversations,
      pageSize: shape.pageSize,
      unstated: shape.unstated,
      eventThrottling: !shape.staysHidden, // one event a second would have it hidden for hours
      eventsPerSecond: PER_SECOND,
      ...(shape.staysHidden && { mix: { newcomer: 0 } }), // thousands of them would make a run take minutes
      population: { hostileTitles: 0.1 },
      onUncaught: (error) => watch.violate('13 isolation', `thrown into an SDK callback: ${String(error)}`),
    },
    late.around,
  )
  simulator.setFaults({ listCap: shape.listCap, ...Object.fromEntries(options.without.map((name) => [name, 0])) })
  const listenersBefore = listenersOf(simulator)
  const staysHidden = shape.staysHidden && simulator.faults.hiddenEvents > 0
  const screen = createScreen(simulator.deviceClock, prng.chance(0.2) || staysHidden)
  const queue = createQueue(late.before(source))
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
      queue.taken()
      watch.take(batch)
    },
    onError: (error) => watch.violate('13 isolation', `a listener threw: ${String(error)}`),
  })
  const [commits, notifications] = [engine.stats.commits, engine.stats.notifications]
  engine.subscribe((state, previous) => watch.told(state, previous, engine))
  const user = await live(simulator, engine, clock, prng, options, screen)
  if (staysHidden) await stayHidden(simulator, engine, clock, screen, queue)
  const visit: Visit = { simulator, engine, clock, violate: watch.violate }
  if (simulator.faults.listCap > 0) await expectRightUnderCap(visit)
  await quieten(simulator, clock)
  await expectQuiet(visit)
  if (user.open() > 0) watch.violate('14 refusal', `${user.open()} commands have not ended at the quiet end`)
  if (user.strange.length > 0) watch.violate('14 refusal', `a command ended with ${user.strange[0]}`)
  const clearing = clearingOf(simulator)
  await expectTold(visit)
  if (engine.stats.notifications - notifications !== engine.stats.commits - commits)
    watch.violate('12 tearing', 'not every commit was told once')
  const kept = prng.fork('visit').chance(0.5) ? saved(engine) : undefined
  const leave = (one: Engine): void => {
    one.dispose()
    if (screen.timers() > 0) watch.violate('16 leak', `${screen.timers()} timers are left after dispose`)
    const left = listenersOf(simulator) - listenersBefore
    if (left > 0) watch.violate('16 leak', `${left} listeners are left at the SDK after dispose`)
  }
  leave(engine)
  /* oxlint-disable no-await-in-loop -- one moment after the other, for servers that count in seconds */
  for (let times = 0; times < AWAY; times++) {
    simulator.step()
    await clock.advance(1_000)
  }
  /* oxlint-enable no-await-in-loop */
  await clock.advance(SETTLE_MS)
  const isWrong = watch.violations.length > 0
  const next = await visitAgain({
    simulator,
    clock,
    violate: watch.violate,
    since: clearing,
    options: { source, clock: screen.clock },
    policies,
    kept,
    leave,
  })
  return {
    options,
    events: watch.events() + next.events(),
    compared: watch.compared() + next.compared(),
    happenings: simulator.stats.happenings,
    injected: simulator.stats.injected,
    meetings: meetings.counts(),
    violations: watch.violations,
    history: watch.violations.length > 0 ? (isWrong ? watch : next).history() : undefined,
    digest: `${simulator.digest} ${watch.events()} ${next.events()}`,
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

/** As JSON, the way an app keeps it. */
const saved = (engine: Engine): SerializedState => JSON.parse(JSON.stringify(engine.serialize())) as SerializedState

/**
 * A page is left while a command waits for its answer and the list is being read, and nobody looks until more events wait
 * than any list was meant for.
 */
async function stayHidden(
  simulator: Simulator,
  engine: Engine,
  clock: VirtualClock,
  screen: Screen,
  queue: Queue,
): Promise<void> {
  const { hiddenEvents } = simulator.faults
  // Another sync, after a break, would have the events before it reduced.
  simulator.setFaults({ disconnectEveryMs: 0, pageLate: 1, pageLateMs: 60_000 })
  await clock.advance(SETTLE_MS)
  const left = (answer: Promise<unknown>): void => void answer.catch(() => undefined)
  simulator.ignoreNext('markRead')
  left(engine.commands.markRead(engine.view().at(0)?.id ?? 'nobody'))
  left(engine.commands.refresh())
  screen.setHidden(true)
  /* oxlint-disable no-await-in-loop -- one moment after the other */
  while (queue.waiting < hiddenEvents) {
    simulator.step(BURST)
    await clock.advance(STEP_MS)
  }
  /* oxlint-enable no-await-in-loop */
  simulator.server.tally.count('hiddenLong')
  screen.setHidden(false)
}
