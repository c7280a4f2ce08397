import type { Clock } from './engine.js'

/** The few globals that every JavaScript host has; the library declares no host of its own. */
interface Host {
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  queueMicrotask(run: () => void): void
  requestAnimationFrame?(run: () => void): unknown
  readonly console?: { error(...parts: unknown[]): void }
}
const host = globalThis as unknown as Host

export const FRAME_MS = 16

/** A hidden page gets no frames, but its list must not stand still: after this long, a timer does. */
const NO_FRAME_MS = 250

/** The host's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => host.setTimeout(run, ms),
  clearTimeout: (timer) => host.clearTimeout(timer),
  microtask: (run) => host.queueMicrotask(run),
  frame(run) {
    if (!host.requestAnimationFrame) return void host.setTimeout(run, FRAME_MS)
    let isDue = true
    const once = (): void => {
      if (!isDue) return
      isDue = false
      host.clearTimeout(timer)
      run()
    }
    const timer = host.setTimeout(once, NO_FRAME_MS)
    host.requestAnimationFrame(once)
  },
  random: () => Math.random(),
}

/** Where an app sees an error that has no caller to go to. */
export const reportToConsole = (error: unknown): void => host.console?.error(error)
