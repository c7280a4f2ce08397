import type { Clock } from '../../src/index.js'

/** Time that moves only when a test says so. Knows how many timers and frames wait. */
export interface TestClock extends Clock {
  frame(run: () => void): void
  random(): number
  /** Lets every promise that can settle do so; no time passes. */
  settle(): Promise<void>
  /** Lets time pass: timers due run in order, each with all it leads to. */
  advance(ms: number): Promise<void>
  /** Runs the frames asked for. */
  paint(): Promise<void>
  /** Moves what `now` says, as a user who sets the device's clock does; timers are not touched. */
  step(ms: number): void
  readonly timers: number
  readonly frames: number
}

const START = 1_700_000_000_000
const host = globalThis as unknown as { setImmediate(run: () => void): void }
const turn = (): Promise<void> => new Promise((resolve) => host.setImmediate(() => resolve()))

/** @param random what the jitter of retries is made of; 0.5 means none. */
export function createTestClock(random = 0.5): TestClock {
  const timers = new Set<{ readonly due: number; readonly run: () => void }>()
  let frames: (() => void)[] = []
  let elapsed = 0
  let skew = 0
  const nextDue = (until: number) =>
    [...timers]
      .filter(({ due }) => due <= until)
      .reduce<{ due: number; run(): void } | undefined>(
        (first, timer) => (first === undefined || timer.due < first.due ? timer : first),
        undefined,
      )
  return {
    now: () => START + elapsed + skew,
    setTimeout(run, ms) {
      const timer = { due: elapsed + Math.max(0, ms), run }
      timers.add(timer)
      return timer
    },
    clearTimeout: (timer) => void timers.delete(timer as never),
    microtask: (run) => void Promise.resolve().then(run),
    frame: (run) => void frames.push(run),
    random: () => random,
    settle: turn,
    async advance(ms) {
      const until = elapsed + ms
      await turn()
      for (let timer = nextDue(until); timer; timer = nextDue(until)) {
        timers.delete(timer)
        elapsed = timer.due
        timer.run()
        await turn()
      }
      elapsed = until
    },
    async paint() {
      const due = frames
      frames = []
      for (const run of due) run()
      await turn()
    },
    step: (ms) => void (skew += ms),
    get timers() {
      return timers.size
    },
    get frames() {
      return frames.length
    },
  }
}
