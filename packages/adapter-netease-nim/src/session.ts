import {
  toEpochMs,
  type Conversation,
  type ConversationId,
  type Diagnostic,
  type SourceEvent,
  type SourceSink,
} from '@convolist/core'
import { call, type Answer, type Args } from './call.js'
import { list, oddWords } from './read.js'
import { toRow, type Revocation, type RowContext } from './to-row.js'

/** What is remembered of one account while it is logged in. */
export interface Session extends RowContext {
  /** How the SDK's own sync of the conversations stands. Only after `done` is its list the whole list. */
  sync: 'running' | 'failed' | 'done'
  /** Of so many rows, from the top, what the SDK told its listeners before has to be asked for. */
  late: number
  readonly revoked: Map<string, Revocation>
  /** Ids under deletion; `true` once the SDK has said they are gone, which it also says of those the server refused. */
  readonly removing: Map<string, boolean>
}

/** The line from the SDK to the engine: one sink at a time, one session per login. */
export interface Line {
  sink: SourceSink | undefined
  readonly session: Session | undefined
  /** Whose list the engine was told to open. Outlives a disconnection, as the list does. */
  account?: string | undefined
  /** A new account, or none: what was waiting for the old one is forgotten. */
  begin(session?: Session): void
  emit(events: readonly SourceEvent[]): void
  /**
   * Emits at the end of the current task, one event per key: thousands of single read times at login, and totals that
   * the SDK reports before the row that explains them.
   */
  emitLater(key: string, event: SourceEvent): void
  /** A read mark; of two in one task the later one counts. */
  readTo(type: 'selfReadTo' | 'peerReadTo', id: ConversationId, ms: number | undefined): void
  /** Asks for a new walk over the list, once per task. */
  resync(reason: string): void
  /** Runs a callback of the SDK. Whatever it throws is noted under the callback's name. */
  during(callback: string, run: () => readonly SourceEvent[] | void): void
  /** What each entry becomes. A bad one is noted with its place and left out. */
  each<Made>(values: unknown, make: (value: unknown, session: Session) => Made | undefined, path?: string): Made[]
  /** Rows of the current account. */
  rows(values: unknown, path?: string): Conversation[]
  /** A question of our own to the SDK. The answer is dropped if the account has changed; a failure is noted. */
  ask<Service extends object, Name extends keyof Service & string>(
    take: (answer: Answer<Service, Name>) => void,
    service: Service | undefined,
    method: Name,
    ...args: Args<Service, Name>
  ): Promise<void>
  note(code: Diagnostic['code'], path: string, cause: unknown): void
}

export function createLine(): Line {
  let waiting = new Map<string, SourceEvent>()
  let reason: string | undefined
  let isScheduled = false
  let where = ''

  const schedule = (): void => {
    if (!isScheduled) void Promise.resolve().then(flush)
    isScheduled = true
  }
  const flush = (): void => {
    const events = [...waiting.values()]
    const why = reason
    forget()
    isScheduled = false
    if (events.length > 0) line.sink?.emit(events)
    if (why) line.sink?.resync(why)
  }
  const forget = (): void => {
    waiting = new Map()
    reason = undefined
  }

  const line: Line & { session: Session | undefined } = {
    sink: undefined,
    session: undefined,
    begin(session) {
      line.session = session
      forget()
    },
    emit(events) {
      if (events.length === 0) return
      schedule() // ahead of the engine's own flush: what is emitted later in this task joins the same batch
      line.sink?.emit(events)
    },
    emitLater(key, event) {
      schedule()
      waiting.set(key, event)
    },
    readTo(type, id, ms = 0) {
      const known = waiting.get(type + id) as { readAt?: number } | undefined
      if (ms > (known?.readAt ?? 0)) line.emitLater(type + id, { type, id, readAt: toEpochMs(ms) })
    },
    resync(why) {
      schedule()
      reason = why
    },
    during(callback, run) {
      where = callback
      try {
        line.emit(run() ?? [])
      } catch (cause) {
        line.note('vendor/malformed', callback, cause)
      }
    },
    each(values, make, path = where) {
      const { session } = line
      return list(session ? values : [], path).flatMap((value, index) => {
        try {
          oddWords()
          const made = make(value, session as Session) ?? []
          const cause = oddWords()
          if (cause) line.note('vendor/malformed', `${path}[${index}]`, cause)
          return made
        } catch (cause) {
          line.note('vendor/malformed', `${path}[${index}]`, cause)
          return []
        }
      })
    },
    rows: (values, path) => line.each(values, toRow, path),
    async ask(take, service, method, ...args) {
      const { session } = line
      try {
        const answer = await call(service, method, ...args)
        if (session && line.session === session) take(answer)
      } catch (cause) {
        if (line.session === session) line.note('vendor/failed', method, cause)
      }
    },
    note(code, path, cause) {
      line.sink?.note({ code, path, detail: (cause as Error | undefined)?.message, vendor: 'netease-nim' })
    },
  }
  return line
}
