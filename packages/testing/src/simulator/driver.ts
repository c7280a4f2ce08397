import type { Clock } from '@convolist/core'

export interface Repeater {
  start(): void
  stop(): void
  readonly running: boolean
}

/** The shortest time between two rounds: hosts do not fire timers more often. */
const ROUND_MS = 16

/** Calls `step` so many times a second, with as few timers as that allows. */
export function createRepeater(clock: Clock, perSecond: () => number, step: () => void): Repeater {
  let timer: unknown
  let owed = 0

  function plan(): void {
    const rate = perSecond()
    const wait = rate > 0 ? Math.max(ROUND_MS, 1_000 / rate) : 1_000
    timer = clock.setTimeout(() => {
      owed += (rate * wait) / 1_000
      for (; owed >= 1 - 1e-9; owed -= 1) step()
      plan()
    }, wait)
  }

  return {
    start: () => {
      if (timer === undefined) plan()
    },
    stop: () => {
      clock.clearTimeout(timer)
      timer = undefined
      owed = 0
    },
    get running() {
      return timer !== undefined
    },
  }
}

/** Calls `act` at random moments, on average once in `meanMs`; not at all while that is 0. */
export function createOccasional(
  clock: Clock,
  meanMs: () => number,
  draw: (mean: number) => number,
  act: () => void,
): Repeater {
  let timer: unknown

  function plan(): void {
    const mean = meanMs()
    const wait = mean > 0 ? Math.max(1, Math.round(draw(mean))) : 1_000
    timer = clock.setTimeout(() => {
      if (mean > 0) act()
      plan()
    }, wait)
  }

  return {
    start: () => {
      if (timer === undefined) plan()
    },
    stop: () => {
      clock.clearTimeout(timer)
      timer = undefined
    },
    get running() {
      return timer !== undefined
    },
  }
}
