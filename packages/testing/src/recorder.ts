import { toEpochMs, type Diagnostic, type SourceEvent, type SourceSink } from '@convolist/core'

/** A sink for tests of an adapter alone: keeps what the source told, in order. */
export interface Recorder {
  readonly sink: SourceSink
  readonly events: SourceEvent[]
  readonly emits: (readonly SourceEvent[])[]
  readonly notes: Diagnostic[]
  readonly resyncs: string[]
  of<Type extends SourceEvent['type']>(type: Type): Extract<SourceEvent, { type: Type }>[]
  clear(): void
}

export function createRecorder(): Recorder {
  const events: SourceEvent[] = []
  const emits: (readonly SourceEvent[])[] = []
  const notes: Diagnostic[] = []
  const resyncs: string[] = []
  return {
    events,
    emits,
    notes,
    resyncs,
    of: <Type extends SourceEvent['type']>(type: Type) =>
      events.filter((event): event is Extract<SourceEvent, { type: Type }> => event.type === type),
    clear: () => [events, emits, notes, resyncs].forEach((list) => (list.length = 0)),
    sink: {
      emit: (batch) => {
        emits.push(batch)
        events.push(...batch)
      },
      note: (diagnostic) => notes.push(diagnostic),
      resync: (reason) => resyncs.push(reason),
      now: () => toEpochMs(0),
    },
  }
}
