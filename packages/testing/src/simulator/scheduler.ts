import type { Clock } from '@convolist/core'
import type { Prng } from '../prng.js'
import type { Faults } from './faults.js'
import type { Tally } from './tally.js'

/** How a vendor's pushes can be taken apart and put together. */
export interface PushShape<Push> {
  /** The same push as several, or `undefined` if it is one already. */
  split(push: Push): readonly Push[] | undefined
  /** Two pushes as one, or `undefined` if they cannot travel together. */
  merge(first: Push, second: Push): Push | undefined
  /**
   * Must an earlier push not arrive after this one? Late copies of it are called back then. For deletions after which
   * a client keeps no memory to know a stale push by: no server's socket brings those two the wrong way round.
   */
  outdates?(later: Push, earlier: Push): boolean
}

/** One client's connection: carries what the server sends, late, twice, or not at all. */
export interface Channel<Push> {
  push(push: Push): void
  /** Carries something that must arrive, after everything that was sent before it and is not held back. */
  deliver(run: () => void): void
  /** Carries something apart from the rest, which overtakes it. */
  apart(run: () => void, ms: number): void
  /** The answer to a command, which may be lost or late. */
  answer(run: () => void): void
  /** The connection is gone, and everything on its way with it. */
  cut(): void
  /** Things on their way. */
  readonly underway: number
}

export interface ChannelOptions<Push> {
  readonly clock: Clock
  readonly prng: Prng
  readonly faults: () => Faults
  readonly tally: Tally
  readonly shape: PushShape<Push>
  readonly receive: (push: Push) => void
}

/** Without faults the channel keeps the order in which things were sent, as a socket does. */
export function createChannel<Push>(options: ChannelOptions<Push>): Channel<Push> {
  const { clock, prng, faults, tally, shape, receive } = options
  const timers = new Set<unknown>()
  const strays = new Map<unknown, Push>() // what arrives out of order
  let clear = 0 // when the last thing sent in order arrives
  let line: (() => void)[] = [] // what arrives in order
  let held: { readonly push: Push; readonly timer: unknown } | undefined

  function later(ms: number, run: () => void): unknown {
    const timer = clock.setTimeout(() => {
      timers.delete(timer)
      run()
    }, ms)
    timers.add(timer)
    return timer
  }

  function stray(ms: number, push: Push): void {
    const timer = later(ms, () => {
      strays.delete(timer)
      receive(push)
    })
    strays.set(timer, push)
  }

  function callBack(push: Push): void {
    for (const [timer, earlier] of strays) {
      if (shape.outdates?.(push, earlier) !== true) continue
      clock.clearTimeout(timer)
      timers.delete(timer)
      strays.delete(timer)
    }
  }

  const latency = (): number => prng.int(...faults().latencyMs)

  function inOrder(run: () => void): void {
    const now = clock.now()
    clear = Math.max(clear, now + latency())
    line.push(run)
    // Whichever timer comes: a host's clock counts whole milliseconds, and its timers may change places within one.
    later(clear - now, () => line.shift()?.())
  }

  function send(push: Push): void {
    const { drop, duplicate, delay, delayMs } = faults()
    if (prng.chance(drop)) return tally.count('dropped')
    if (prng.chance(duplicate)) {
      tally.count('duplicated')
      stray(latency() + prng.int(0, delayMs), push)
    }
    if (!prng.chance(delay)) return inOrder(() => receive(push))
    tally.count('delayed')
    stray(latency() + prng.int(1, Math.max(1, delayMs)), push)
  }

  function sendWhole(push: Push): void {
    const parts = prng.chance(faults().split) ? shape.split(push) : undefined
    if (parts === undefined) return send(push)
    tally.count('split')
    parts.forEach(send)
  }

  function releaseHeld(): void {
    const was = held
    if (was === undefined) return
    held = undefined
    clock.clearTimeout(was.timer)
    timers.delete(was.timer)
    sendWhole(was.push)
  }

  function hold(push: Push): void {
    held = { push, timer: later(faults().mergeMs, releaseHeld) }
  }

  return {
    push: (push) => {
      callBack(push)
      const merged = held === undefined ? undefined : shape.merge(held.push, push)
      if (held !== undefined && merged !== undefined) {
        tally.count('merged')
        held = { push: merged, timer: held.timer }
        return
      }
      releaseHeld()
      if (prng.chance(faults().merge)) hold(push)
      else sendWhole(push)
    },
    deliver: (run) => {
      releaseHeld()
      inOrder(run)
    },
    apart: (run, ms) => void later(ms, run),
    answer: (run) => {
      const { late, lateMs, early } = faults()
      if (prng.chance(late)) {
        tally.count('answeredLate')
        later(prng.int(...lateMs), run)
      } else if (prng.chance(early)) {
        tally.count('answeredEarly')
        later(0, run)
      } else inOrder(run)
    },
    cut: () => {
      for (const timer of timers) clock.clearTimeout(timer)
      timers.clear()
      strays.clear()
      line = []
      held = undefined
      clear = 0
    },
    get underway() {
      return timers.size
    },
  }
}
