import type { Source } from '@convolist/core'

export interface Queue {
  readonly source: Source
  /** Events that the engine was given and has not reduced. */
  readonly waiting: number
  /** The most it has reduced at once. */
  readonly largest: number
  taken(events: number): void
}

/** Counts what a source tells its engine. */
export function createQueue(source: Source): Queue {
  let waiting = 0
  let largest = 0
  return {
    source: {
      ...source,
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
