import type { Source } from '@convolist/core'

export interface Queue {
  readonly source: Source
  /** Events that the engine was given and has not reduced. */
  readonly waiting: number
  taken(): void
}

/** Counts what a source tells its engine. */
export function createQueue(source: Source): Queue {
  let waiting = 0
  return {
    source: {
      ...source,
      get capabilities() {
        return source.capabilities
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
    taken() {
      waiting = 0
    },
  }
}
