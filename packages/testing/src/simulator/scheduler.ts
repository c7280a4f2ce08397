import type { Clock } from '@convolist/core'
import type { Prng } from '../prng.js'
import type { Faults } from './faults.js'
import type { Tally } from './tally.js'
import type { TruthKey } from './truth-types.js'

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
  /** @param chats the conversations it is about. */
  push(push: Push, chats?: readonly TruthKey[]): void
  /** Carries something that must arrive, after everything that was sent before it and is not held back. */
  deliver(run: () => void): void
  /** Carries something apart from the rest, which overtakes it. */
  apart(run: () => void, ms: number): void
  /**
   * The answer to a command, which may be late.
   *
   * @param chats the conversations that the command is about.
   */
  answer(run: () => void, chats?: readonly TruthKey[]): void
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

interface Parcel<Push> {
  readonly push: Push
  readonly chats: readonly TruthKey[]
}

/** Without faults the channel keeps the order in which things were sent, as a socket does. */
export function createChannel<Push>(options: ChannelOptions<Push>): Channel<Push> {
  const { clock, prng, faults, tally, shape, receive } = options
  const timers = new Set<unknown>()
  const strays = new Map<unknown, Push>() // what arrives out of order
  let clear = 0 // when the last thing sent in order arrives
  let line: (() => void)[] = [] // what arrives in order
  let held: { readonly parcel: Parcel<Push>; readonly timer: unknown } | undefined

  function later(ms: number, run: () => void): unknown {
    const timer = clock.setTimeout(() => {
      timers.delete(timer)
      run()
    }, ms)
    timers.add(timer)
    return timer
  }

  function stray(fault: string, ms: number, { push, chats }: Parcel<Push>): void {
    tally.count(fault)
    const timer = later(ms, () => {
      strays.delete(timer)
      tally.strike(fault, chats)
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

  function strikeNow(fault: string, chats: readonly TruthKey[]): void {
    tally.count(fault)
    tally.strike(fault, chats)
  }

  function send(parcel: Parcel<Push>): void {
    const { drop, duplicate, delay, delayMs } = faults()
    if (prng.chance(drop)) return strikeNow('dropped', parcel.chats)
    if (prng.chance(duplicate)) stray('duplicated', latency() + prng.int(0, delayMs), parcel)
    if (!prng.chance(delay)) return inOrder(() => receive(parcel.push))
    stray('delayed', latency() + prng.int(1, Math.max(1, delayMs)), parcel)
  }

  function sendWhole(parcel: Parcel<Push>): void {
    const parts = prng.chance(faults().split) ? shape.split(parcel.push) : undefined
    if (parts === undefined) return send(parcel)
    strikeNow('split', parcel.chats)
    for (const push of parts) send({ ...parcel, push })
  }

  function releaseHeld(): void {
    const was = held
    if (was === undefined) return
    held = undefined
    clock.clearTimeout(was.timer)
    timers.delete(was.timer)
    sendWhole(was.parcel)
  }

  function hold(parcel: Parcel<Push>): void {
    held = { parcel, timer: later(faults().mergeMs, releaseHeld) }
  }

  return {
    push: (push, chats = []) => {
      callBack(push)
      const merged = held === undefined ? undefined : shape.merge(held.parcel.push, push)
      if (held !== undefined && merged !== undefined) {
        const all = [...held.parcel.chats, ...chats]
        strikeNow('merged', all)
        held = { parcel: { push: merged, chats: all }, timer: held.timer }
        return
      }
      releaseHeld()
      if (prng.chance(faults().merge)) hold({ push, chats })
      else sendWhole({ push, chats })
    },
    deliver: (run) => {
      releaseHeld()
      inOrder(run)
    },
    apart: (run, ms) => void later(ms, run),
    answer: (run, chats = []) => {
      const strike = (fault: string): (() => void) => {
        tally.count(fault)
        return () => {
          tally.strike(fault, chats)
          run()
        }
      }
      const { late, lateMs, early } = faults()
      if (prng.chance(late)) {
        const answer = strike('answeredLate')
        later(prng.int(...lateMs), answer)
      } else if (prng.chance(early)) {
        later(0, strike('answeredEarly'))
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
