import type { ConversationId, ConversationPatch, Diagnostic, SourceEvent, SourceSink } from '@convolist/core'
import { isRecord, list, oddWords } from './read.js'
import type { Delta, RowContext } from './to-row.js'

/** The SDK's own walk over a part of the list; it knows itself where it stands. */
export interface Loader {
  readonly hasMore: boolean
  load(count: number): Promise<unknown>
}

/** What is remembered of one account while it is logged in. */
export interface Session extends RowContext {
  /** The SDK keeps the whole list in memory, ultra groups included. */
  readonly inMemory: boolean
  /** We saw it begin, the SDK's first: a later one lists in memory only what is newer than the end of the one before. */
  readonly isFirst: boolean
  /** Its list in memory may lack rows; of a first login, until the SDK says that it has them all. */
  isPartial: boolean
  /** Events that have to come before the list is worth reading. */
  readonly awaited: Set<string>
  /** Changes that came before the page that has their row; `undefined` once the first list is there to its end, or failed. */
  waiting: Delta[] | undefined
  /** The time down to which the first list is there: what has older messages is on a page to come. */
  listedTo: number
  /** What was told of the newest message of a row that was not listed yet, by what it is about. */
  readonly early: Map<string, () => void>
  /** Rows met in the newest walk over the list: another one has another set. */
  met: Set<ConversationId>
  /** The account's tags, by id. Rows are asked for theirs only where there are any. */
  tags: Set<string>
  /** Walks over labels that are under way, by the cursor of their next page. */
  readonly loaders: Map<string, Loader>
  walks: number
  /** Rows read again by id since their last command: an answer to that one comes too late for the engine. */
  readonly reread: Set<ConversationId>
  /** What my other devices are still to be told I have read, and up to when. */
  readonly toTell: Map<ConversationId, number>
}

/** The line from the SDK to the engine: one sink at a time, one session per login. */
export interface Line {
  sink: SourceSink | undefined
  readonly session: Session | undefined
  /** Whoever the engine takes to be logged in, also where it has left since. */
  account: string | undefined
  /** A new account, or none: what the former one was waiting for never happens. */
  begin(login?: Pick<Session, 'account' | 'inMemory' | 'isFirst'>): void
  emit(...events: readonly SourceEvent[]): void
  /** Of rows the engine has: settings make none. */
  patch(patches: readonly ConversationPatch[]): void
  resync(reason: string): void
  /** Runs a callback of the SDK. Whatever it throws is noted under the event's name. */
  during(event: string, run: () => readonly SourceEvent[] | void): void
  /** What each entry becomes. A bad one is noted with its place (default: in the event under way) and left out. */
  each<Made>(
    values: unknown,
    make: (value: unknown) => Made | undefined,
    path?: string,
    code?: Diagnostic['code'],
  ): Made[]
  /** A question of our own to the SDK. The answer is dropped if the account has changed; a failure is noted. */
  ask<Answer>(path: string, question: () => Promise<Answer>, take: (answer: Answer) => void): Promise<void>
  note(code: Diagnostic['code'], path: string, cause: unknown): void
  /** The SDK's `destroy()` takes our listeners away without a word: only the next refusal tells. */
  refused(vendorCode: unknown): void
  /** Runs later, in this session only. Returns what takes it back. */
  after(ms: number, run: () => void): () => void
  /** Runs once the engine has what was returned to it, in this session only. No timer: tests have their own time. */
  soon(run: () => void): Promise<void>
}

/** The SDK is not initialised, or no longer. */
const DESTROYED = 33001
/** More turns than a page takes on its way to the engine, with a few wrappers in between. */
const TURNS = 20

export function createLine(): Line {
  const timers = new Set<() => void>()
  let where = ''

  const line: Line & { session: Session | undefined } = {
    sink: undefined,
    session: undefined,
    account: undefined,
    begin(login) {
      if (login) line.account = login.account
      timers.forEach((cancel) => cancel())
      timers.clear()
      line.session = login && {
        ...login,
        isPartial: login.inMemory,
        known: new Map(),
        shown: (id) => line.sink?.row?.(id, login.account),
        awaited: new Set(),
        waiting: [],
        listedTo: Infinity,
        early: new Map(),
        met: new Set(),
        loaders: new Map(),
        walks: 0,
        tags: new Set(),
        reread: new Set(),
        toTell: new Map(),
      }
    },
    emit(...events) {
      if (events.length > 0) line.sink?.emit(events)
    },
    patch(patches) {
      if (patches.length > 0) line.emit({ type: 'conversationsPatched', patches, unknown: 'ignore' })
    },
    resync: (reason) => line.sink?.resync(reason),
    during(event, run) {
      where = event
      try {
        line.emit(...(run() ?? []))
      } catch (cause) {
        line.note('vendor/malformed', event, cause) // the SDK would only write it to its log
      }
    },
    each: (values, make, path = where, code = 'vendor/malformed') =>
      list(values, path).flatMap((value, index) => {
        try {
          oddWords()
          const made = make(value) ?? []
          const cause = oddWords()
          if (cause) line.note(code, `${path}[${index}]`, cause)
          return made
        } catch (cause) {
          line.note(code, `${path}[${index}]`, cause)
          return []
        }
      }),
    async ask(path, question, take) {
      const { session } = line
      try {
        const answer = await question()
        if (session && line.session === session) take(answer)
      } catch (cause) {
        if (line.session === session) line.note('vendor/failed', path, cause)
      }
    },
    note(code, path, cause) {
      const detail = isRecord(cause) && typeof cause.message === 'string' ? cause.message : undefined
      line.sink?.note({ code, path, detail, vendor: 'rongcloud' })
    },
    refused(vendorCode) {
      if (vendorCode === DESTROYED) line.emit({ type: 'connectionChanged', connection: 'disconnected' })
    },
    async soon(run) {
      const { session } = line
      for (let turn = 0; turn < TURNS; turn++) await Promise.resolve()
      if (session && line.session === session) run()
    },
    after(ms, run) {
      const ended = (): void => {
        timers.delete(cancel)
        run()
      }
      const cancel = line.sink?.after?.(ms, ended) ?? hostTimer(ms, ended)
      timers.add(cancel)
      return () => {
        timers.delete(cancel)
        cancel()
      }
    },
  }
  return line
}

/** For engines before the one that lends its clock. */
function hostTimer(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
