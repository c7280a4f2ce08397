import type { Clock } from '@convolist/core'

export interface Screen {
  readonly clock: Clock
  readonly batching: 'microtask' | 'frame'
  /** Timers that wait. */
  timers(): number
  hidden(): boolean
  setHidden(isHidden: boolean): void
}

/** A page that may paint in frames, and gets none while it is hidden: then everything that comes waits in one batch. */
export function createScreen(clock: Clock, inFrames: boolean): Screen {
  const timers = new Set<unknown>()
  let isHidden = false
  let waiting: (() => void)[] = []
  const own: Clock = {
    ...clock,
    now: () => clock.now(),
    setTimeout(run, ms) {
      const timer: unknown = clock.setTimeout(() => {
        timers.delete(timer)
        run()
      }, ms)
      timers.add(timer)
      return timer
    },
    clearTimeout(timer) {
      timers.delete(timer)
      clock.clearTimeout(timer)
    },
    frame(run) {
      if (isHidden) waiting.push(run)
      else clock.setTimeout(run, 16)
    },
  }
  return {
    clock: own,
    batching: inFrames ? 'frame' : 'microtask',
    timers: () => timers.size,
    hidden: () => isHidden,
    setHidden(hide) {
      isHidden = hide && inFrames
      if (isHidden) return
      const due = waiting
      waiting = []
      for (const run of due) run()
    },
  }
}
