import type { CommandAnswer, Source } from '@convolist/core'
import type { Prng, VirtualClock } from '@convolist/testing'

export interface Queue {
  readonly source: Source
  /** Events that the engine was given and has not reduced. */
  readonly waiting: number
  /** The most it has reduced at once. */
  readonly largest: number
  taken(events: number): void
}

export interface LateAnswers {
  readonly clock: VirtualClock
  readonly prng: Prng
  /** Of how many commands, from 0 to 1. */
  readonly share: number
  /** One is handed on. */
  onLate(): void
}

/** How late at most, in ms: an account may have gone by then. */
const LATE_MS = 20_000

/**
 * Counts what a source tells its engine. Some answers it hands on late, whoever is logged in by then: the SDKs of the
 * simulator refuse what is under way when they log out, and others answer all the same.
 */
export function createQueue(source: Source, { clock, prng, share, onLate }: LateAnswers): Queue {
  let waiting = 0
  let largest = 0
  return {
    source: {
      ...source,
      get capabilities() {
        return source.capabilities
      },
      execute(command) {
        const answer = source.execute(command)
        if (!prng.chance(share)) return answer
        const handOn = (resolve: (answer: Promise<CommandAnswer>) => void): void => {
          clock.setTimeout(
            () => {
              onLate()
              resolve(answer)
            },
            prng.int(0, LATE_MS),
          )
        }
        answer.catch(() => undefined) // it is handed on
        return new Promise(handOn)
      },
      connect: (sink) =>
        source.connect({
          ...sink,
          emit(events) {
            waiting += events.length
            sink.emit(events)
          },
        }),
    },
    get waiting() {
      return waiting
    },
    get largest() {
      return largest
    },
    taken(events) {
      waiting = 0
      largest = Math.max(largest, events)
    },
  }
}
