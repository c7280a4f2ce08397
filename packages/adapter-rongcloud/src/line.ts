import type { ConversationId, Diagnostic, SourceEvent, SourceSink } from '@convolist/core'
import { isRecord, list } from './read.js'
import type { Delta, RowContext } from './to-row.js'

/** What is remembered of one account while it is logged in. */
export interface Session extends RowContext {
  /** The SDK keeps the whole list in memory, ultra groups included. */
  readonly inMemory: boolean
  /** Events that have to come before the list is worth reading. */
  readonly awaited: Set<string>
  /** Changes that came before the first list; `undefined` once it is there. */
  waiting: Delta[] | undefined
  /** Rows met in the walk over the list that is under way. */
  readonly met: Set<ConversationId>
  /** Does the account have tags? Rows are asked for theirs only then. */
  tagged: boolean
  /** Rows read again by id since their last command: an answer to that one comes too late for the engine. */
  readonly reread: Set<ConversationId>
}

/** The line from the SDK to the engine: one sink at a time, one session per login. */
export interface Line {
  sink: SourceSink | undefined
  readonly session: Session | undefined
  /** A new account, or none: what the former one was waiting for never happens. */
  begin(login?: Pick<Session, 'account' | 'inMemory'>): void
  emit(...events: readonly SourceEvent[]): void
  resync(reason: string): void
  /** What each entry becomes. A bad one is noted with its place and left out. */
  each<Made>(values: unknown, path: string, make: (value: unknown) => Made | undefined): Made[]
  note(code: Diagnostic['code'], path: string, cause: unknown): void
  /** Runs later, in this session only. */
  after(ms: number, run: () => void): void
}

export function createLine(): Line {
  const timers = new Set<ReturnType<typeof setTimeout>>()

  const line: Line & { session: Session | undefined } = {
    sink: undefined,
    session: undefined,
    begin(login) {
      timers.forEach(clearTimeout)
      timers.clear()
      const memory = { known: new Map(), awaited: new Set<string>(), met: new Set<never>(), reread: new Set<never>() }
      line.session = login && { ...login, ...memory, waiting: [], tagged: false }
    },
    emit(...events) {
      if (events.length > 0) line.sink?.emit(events)
    },
    resync: (reason) => line.sink?.resync(reason),
    each: (values, path, make) =>
      list(values, path).flatMap((value, index) => {
        try {
          return make(value) ?? []
        } catch (cause) {
          line.note('vendor/malformed', `${path}[${index}]`, cause)
          return []
        }
      }),
    note(code, path, cause) {
      const detail = isRecord(cause) && typeof cause.message === 'string' ? cause.message : undefined
      line.sink?.note({ code, path, detail, vendor: 'rongcloud' })
    },
    after(ms, run) {
      const timer = setTimeout(() => {
        timers.delete(timer)
        run()
      }, ms)
      timers.add(timer)
    },
  }
  return line
}
