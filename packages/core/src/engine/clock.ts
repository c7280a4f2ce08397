import type { Clock } from './engine.js'

/** The few globals that every JavaScript host has; the library declares no host of its own. */
interface Host {
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  queueMicrotask(run: () => void): void
  requestAnimationFrame?(run: () => void): unknown
  readonly document?: { readonly hidden?: boolean }
  readonly console?: { error(...parts: unknown[]): void }
}
const host = globalThis as unknown as Host

const FRAME_MS = 16

/** The host's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => host.setTimeout(run, ms),
  clearTimeout: (timer) => host.clearTimeout(timer),
  microtask: (run) => host.queueMicrotask(run),
  frame: (run) => {
    // A hidden page gets no frames, but its list must not stand still for ever.
    if (host.requestAnimationFrame && !host.document?.hidden) host.requestAnimationFrame(() => run())
    else host.setTimeout(run, FRAME_MS)
  },
  random: () => Math.random(),
}

/** Where an app sees an error that has no caller to go to. */
export const reportToConsole = (error: unknown): void => host.console?.error(error)
