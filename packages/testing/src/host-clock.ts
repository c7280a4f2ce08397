import type { Clock } from '@convolist/core'
import { host } from './host.js'

/** Real time, for demos: the only place of this package that uses the host's timers. */
export function createHostClock(): Clock {
  return {
    now: () => Date.now(),
    setTimeout: (run, ms) => host.setTimeout(run, ms),
    clearTimeout: (timer) => host.clearTimeout(timer),
    microtask: (run) => host.queueMicrotask(run),
    frame: (run) => {
      if (host.requestAnimationFrame === undefined) host.setTimeout(run, 16)
      else host.requestAnimationFrame(run)
    },
    random: () => Math.random(),
  }
}
