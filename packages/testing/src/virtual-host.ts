import type { VirtualClock } from './virtual-clock.js'

/** The host's timers and wall time, run by a virtual clock. */
export interface VirtualHost {
  /** From now on time is this clock's. Timers set before stay with the clock they were set on. */
  use(clock: VirtualClock): void
  restore(): void
}

/** A timer that sets itself again. */
interface Interval {
  timer: unknown
}

/**
 * Puts a virtual clock in the place of the host's timers and wall time, for code that takes those for granted.
 * Code that keeps what it finds while it loads (the NIM SDK does) must be imported after this.
 */
export function installVirtualHost(): VirtualHost {
  const globals = globalThis as unknown as Record<string, unknown>
  const before = new Map(Object.keys(replacements()).map((name) => [name, globals[name]]))
  let clock: VirtualClock | undefined

  function replacements(): Record<string, unknown> {
    const now = (): number => clock?.now() ?? 0
    const HostDate = Date
    class VirtualDate extends HostDate {
      constructor(...args: [] | [number | string]) {
        super(args.length === 0 ? now() : args[0])
      }

      static override now(): number {
        return now()
      }
    }
    const setTimeout = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): unknown =>
      clock?.setTimeout(() => run(...args), ms)
    const clearTimeout = (timer: unknown): void => clock?.clearTimeout(timer)
    const setInterval = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): Interval => {
      const interval: Interval = { timer: undefined }
      const next = (): unknown => (interval.timer = setTimeout(tick, Math.max(1, ms)))
      const tick = (): void => {
        next()
        run(...args)
      }
      next()
      return interval
    }
    const clearInterval = (interval: Interval | undefined): void => clearTimeout(interval?.timer)
    return { Date: VirtualDate, performance: { now }, setTimeout, clearTimeout, setInterval, clearInterval }
  }

  Object.assign(globals, replacements())
  return {
    use: (next) => {
      clock = next
    },
    restore: () => void Object.assign(globals, Object.fromEntries(before)),
  }
}
