import type { Command, Diagnostic, Source, SourceEvent, SourceSink } from '@convolist/core'
import { deepFreeze } from '../deep-freeze.js'
import type { Step } from './rig.js'

/** An answer of the source that was kept back: asked for in time, handed over when told. */
export interface HeldPage {
  readonly arrived: boolean
  release(): Step
}

/** The source as it is, with what passes between it and the engine written down. */
export interface Instrumented {
  readonly source: Source
  /** Everything it emitted, in order. */
  readonly events: readonly SourceEvent[]
  readonly notes: readonly Diagnostic[]
  /** What it was ordered to do, in order. */
  readonly commands: readonly Command[]
  /** It was asked for a page that is not the first. */
  readonly isPaged: boolean
  /** Before the source is asked for the next page that is not the first. */
  beforeLaterPage(run: () => void): void
  /** The next page is read from the source when it is asked for, and reaches the engine when released. */
  holdNextPage(): HeldPage
  /** From now on everything that reaches the engine is frozen, as immer and others would do. */
  freeze(): void
  /** Places of emitted events that do not hold any more what they held when they were emitted. */
  changed(): readonly string[]
}

/** @param pageSize rows asked for in one page at most, so that a list has several. */
export function instrument(source: Source, pageSize: number): Instrumented {
  const events: SourceEvent[] = []
  const texts: string[] = []
  const notes: Diagnostic[] = []
  const commands: Command[] = []
  const beforeLater: (() => void)[] = []
  let isPaged = false
  const holds: { arrived: boolean; readonly gate: Promise<void> }[] = []
  let isFreezing = false

  const keep = <Value>(value: Value): Value => (isFreezing ? deepFreeze(value) : value)

  function watched(sink: SourceSink): SourceSink {
    return {
      ...sink,
      emit(batch) {
        for (const event of batch) {
          events.push(event)
          texts.push(inText(event))
        }
        sink.emit(keep(batch))
      },
      note(diagnostic) {
        notes.push(diagnostic)
        sink.note(diagnostic)
      },
    }
  }

  const fetch = source.fetch?.bind(source)
  const list: Source['list'] = async (request) => {
    const hold = holds.shift()
    if (request.cursor !== undefined) {
      isPaged = true
      beforeLater.shift()?.()
    }
    const page = source.list({ ...request, limit: Math.min(request.limit, pageSize) })
    if (hold === undefined) return keep(await page)
    page.catch(() => undefined) // whoever waits for the hold will see it
    hold.arrived = true
    await hold.gate
    return keep(await page)
  }

  return {
    events,
    notes,
    commands,
    get isPaged() {
      return isPaged
    },
    beforeLaterPage: (run) => void beforeLater.push(run),
    source: {
      vendor: source.vendor,
      get capabilities() {
        return source.capabilities
      },
      connect: (sink) => source.connect(watched(sink)),
      list,
      execute: async (command) => {
        commands.push(command)
        return keep(await source.execute(keep(command)))
      },
      ...(fetch && { fetch: async (ids) => keep(await fetch(ids)) }),
      ...(source.readUnread && { readUnread: source.readUnread.bind(source) }),
      ...(source.watchUnread && { watchUnread: source.watchUnread.bind(source) }),
    },
    holdNextPage() {
      let release = (): void => undefined
      const hold = { arrived: false, gate: new Promise<void>((resolve) => (release = resolve)) }
      holds.push(hold)
      return {
        get arrived() {
          return hold.arrived
        },
        release: () => release(),
      }
    },
    freeze() {
      isFreezing = true
    },
    changed: () => events.flatMap((event, index) => (inText(event) === texts[index] ? [] : `${event.type} #${index}`)),
  }
}

/** Events are plain; a cycle in one would be a fault of its own. */
function inText(event: SourceEvent): string {
  try {
    return JSON.stringify(event)
  } catch {
    return 'not plain'
  }
}
