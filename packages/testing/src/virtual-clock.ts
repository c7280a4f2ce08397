import type { Clock } from '@convolist/core'
import { promiseJobsDrained, promiseJobsRun } from './host.js'
import { createPrng } from './prng.js'

export interface VirtualClockOptions {
  /** What the clock says first, in epoch milliseconds. */
  readonly start?: number | undefined
  /** Decides `random()`. */
  readonly seed?: string | number | undefined
  /** In which order timers of one moment run: as they were made (default), or in one that the seed decides. */
  readonly ties?: 'made' | 'seeded' | undefined
}

/** Time that moves only when told to. No host timer is used: a test of an hour takes milliseconds, the same way each run. */
export interface VirtualClock extends Clock {
  frame(run: () => void): void
  random(): number
  /**
   * Runs every timer due within `ms`, in order of time, then of `ties`. Promise jobs run after each timer (chains of
   * up to a hundred), and all of them before it resolves.
   */
  advance(ms: number): Promise<void>
  /**
   * Runs timers until none is left.
   * @throws Error if timers are still left after `maxMs` of virtual time (default one hour).
   */
  runUntilIdle(maxMs?: number): Promise<void>
  /** Drains promise jobs without moving time. */
  settle(): Promise<void>
  /** Timers waiting. */
  readonly pending: number
}

interface Timer {
  readonly due: number
  readonly order: number
  readonly run: () => void
}

const FRAME_MS = 16
/** Before so long a wait all that is under way ends. */
const LONG_MS = 500

export function createVirtualClock(options: VirtualClockOptions = {}): VirtualClock {
  const { start = 1_760_000_000_000, ties = 'made' } = options
  const prng = createPrng(options.seed ?? 'clock')
  const timers: Timer[] = [] // sorted, next one last
  let elapsed = 0
  let made = 0
  const chance = prng.fork('ties')
  const orderOf = ties === 'made' ? () => made++ : chance.next

  function add(run: () => void, ms: number): Timer {
    const timer = { due: elapsed + Math.max(0, Number.isFinite(ms) ? ms : 0), order: orderOf(), run }
    timers.splice(placeOf(timers, timer), 0, timer)
    return timer
  }

  async function runDue(until: number): Promise<void> {
    await promiseJobsDrained()
    let isDrained = true
    /* oxlint-disable no-await-in-loop -- the next timer may depend on what this one's promises do */
    for (;;) {
      const next = timers.at(-1)
      const wait = (next?.due ?? Infinity) - elapsed
      if (!isDrained && (wait >= LONG_MS || elapsed + wait > until)) {
        await promiseJobsDrained() // a chain may be longer than what `promiseJobsRun` waits for
        isDrained = true
      } else if (next === undefined || next.due > until) {
        return
      } else {
        timers.pop()
        elapsed = next.due
        next.run()
        await promiseJobsRun()
        isDrained = false
      }
    }
    /* oxlint-enable no-await-in-loop */
  }

  async function advance(ms: number): Promise<void> {
    const until = elapsed + ms
    await runDue(until)
    elapsed = until
    await promiseJobsDrained()
  }

  async function runUntilIdle(maxMs = 3_600_000): Promise<void> {
    await runDue(elapsed + maxMs)
    if (timers.length === 0) return
    throw new Error(`${timers.length} timers are still waiting after ${maxMs} ms: is something repeating itself?`)
  }

  return {
    now: () => Math.floor(start + elapsed), // whole milliseconds, as every host's clock
    setTimeout: add,
    clearTimeout: (timer) => {
      const at = timers.indexOf(timer as Timer)
      if (at !== -1) timers.splice(at, 1)
    },
    microtask: (run) => void Promise.resolve().then(run),
    frame: (run) => void add(run, FRAME_MS),
    random: prng.next,
    advance,
    runUntilIdle,
    settle: promiseJobsDrained,
    get pending() {
      return timers.length
    },
  }
}

/** Where a timer goes in the list, whose last entry runs first. */
function placeOf(timers: readonly Timer[], timer: Timer): number {
  let low = 0
  let high = timers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = timers[middle] as Timer
    if (other.due > timer.due || (other.due === timer.due && other.order > timer.order)) low = middle + 1
    else high = middle
  }
  return low
}

/** A device's own clock: the same timers, but its wall time can be set, as users and bad batteries do. */
export interface DeviceClock extends Clock {
  /** Moves what `now()` says. */
  step(ms: number): void
}

export function createDeviceClock(clock: Clock): DeviceClock {
  let skew = 0
  return {
    ...clock,
    now: () => clock.now() + skew,
    step: (ms) => {
      skew += ms
    },
  }
}
