import type { Conversation, ConversationId, ConversationPatch, SourceEvent, SourceSink } from '@convolist/core'
import { createLabelBook, type LabelBook } from './labels.js'
import { list, oddWords } from './read.js'

/** What is remembered of one account while it is logged in. */
export interface Session {
  readonly account: string
  readonly labels: LabelBook
  /**
   * Unread counts of rows that alert for mentions only, or (on the Web) have no setting yet. Tencent's total leaves them
   * out; for the list they are not muted, so they are added before the totals are compared.
   */
  readonly exceptAt: Counts
}

/** Counts by id, and their sum, which is asked for at each event. */
class Counts extends Map<string, number> {
  sum = 0

  override set(id: string, count: number): this {
    this.sum += count - (this.get(id) ?? 0)
    return super.set(id, count)
  }

  override delete(id: string): boolean {
    this.sum -= this.get(id) ?? 0
    return super.delete(id)
  }
}

/** The line from the SDK to the engine: one sink at a time, one session per login. */
export interface Line<Own extends Session = Session> {
  readonly session: Own | undefined
  attach(sink: SourceSink | undefined): void
  open(account: string): Own
  close(): void
  /** Nobody is logged in: an account that was when there was a sink before is told to be closed. */
  nobody(): void
  emit(...events: readonly SourceEvent[]): void
  /** Emits at the end of the current task, one event per key: totals come before the rows that explain them. */
  emitLater(key: string, event: SourceEvent): void
  /** Runs at the end of the current task, once per key. */
  soon(key: string, run: () => void): void
  /** Set by who wants to know that rows or labels were told of. */
  onNews: (() => void) | undefined
  /** Asks for a new walk over the list, once per task. */
  resync(reason: string): void
  now(): number
  /** The row as the list shows it, also one that no source has told, of `initialState`. */
  shown(id: ConversationId): Conversation | undefined
  /** Runs something later, on the engine's clock where there is one. Returns what takes it back. */
  later(ms: number, run: () => void): () => void
  /** Runs a callback of the SDK. Whatever it throws is noted under the callback's name. */
  during(callback: string, run: () => readonly SourceEvent[] | void): void
  /** What each entry becomes. A bad one is noted with its place (default: in the callback under way) and left out. */
  each<Made>(values: unknown, make: (value: unknown) => Made | undefined, path?: string): Made[]
  /**
   * A question of our own to the SDK. The answer is dropped if the account has changed; a failure is noted.
   *
   * @param again run some time after a failure.
   */
  ask<Answer>(
    path: string,
    question: () => Promise<Answer>,
    take: (answer: Answer, session: Own) => void,
    again?: () => void,
  ): Promise<void>
  note(code: 'vendor/malformed' | 'vendor/failed', path: string, cause: unknown): void
}

/** A failed question is asked again after this long. */
const AGAIN_MS = 5_000

/** What events of rows and labels hold. */
const NEWS = ['rows', 'patches', 'ids', 'labels']

/** @param more what a family remembers besides. */
export function createLine<More extends object>(
  vendor: string,
  more: (session: Session, line: Line) => More,
): Line<Session & More> {
  let sink: SourceSink | undefined
  let waiting = new Map<string, () => void>()
  let reason: string | undefined
  let scheduled = false
  let where = ''
  let former: string | undefined

  const flush = (): void => {
    scheduled = false
    const runs = waiting
    const why = reason
    forget()
    runs.forEach((run) => run())
    if (why !== undefined) sink?.resync(why)
  }
  const schedule = (): void => {
    if (!scheduled) void Promise.resolve().then(flush)
    scheduled = true
  }
  const forget = (): void => {
    waiting = new Map()
    reason = undefined
  }

  const line: Line<Session & More> & { session: (Session & More) | undefined } = {
    session: undefined,
    attach(next) {
      former = line.session?.account ?? former
      line.close()
      sink = next
    },
    open(account) {
      forget()
      former = undefined
      const base = { account, labels: createLabelBook(), exceptAt: new Counts() }
      return (line.session = Object.assign(base, more(base, line)))
    },
    close() {
      forget()
      line.session = undefined
    },
    nobody() {
      if (former) line.emit({ type: 'accountClosed', reason: 'logout', account: former })
      former = undefined
    },
    emit(...events) {
      if (events.length === 0) return
      schedule() // ahead of the engine's own flush: what is emitted later in this task joins the same batch
      sink?.emit(events)
      if (events.some((event) => NEWS.some((field) => field in event))) line.onNews?.()
    },
    emitLater: (key, event) => line.soon(key, () => sink?.emit([event])),
    soon(key, run) {
      schedule()
      waiting.set(key, run)
    },
    onNews: undefined,
    resync(why) {
      schedule()
      reason = why
    },
    now: () => sink?.now() ?? 0,
    shown: (id) => line.session && sink?.row?.(id, line.session.account),
    later: (ms, run) => (sink?.after ?? hostAfter)(ms, run),
    during(callback, run) {
      where = callback
      try {
        line.emit(...(run() ?? []))
      } catch (cause) {
        line.note('vendor/malformed', callback, cause) // the SDK would swallow it
      }
    },
    each: (values, make, path = where) =>
      list(values, path).flatMap((value, index) => {
        try {
          oddWords()
          const made = make(value) ?? []
          const cause = oddWords()
          if (cause) line.note('vendor/malformed', `${path}[${index}]`, cause)
          return made
        } catch (cause) {
          line.note('vendor/malformed', `${path}[${index}]`, cause)
          return []
        }
      }),
    async ask(path, question, take, again) {
      const { session } = line
      try {
        const answer = await question()
        if (session && line.session === session) take(answer, session)
      } catch (cause) {
        if (line.session !== session) return
        line.note('vendor/failed', path, cause)
        if (again) line.later(AGAIN_MS, () => line.session === session && again())
      }
    },
    note(code, path, cause) {
      const detail = cause instanceof Error ? cause.message : 'the SDK did not say why'
      sink?.note({ code, path, detail, vendor })
    },
  }
  return line
}

function hostAfter(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** Keeps count of the rows that alert for mentions only. */
export function learn({ exceptAt }: Session, row: Conversation | ConversationPatch): void {
  const { id, notify = exceptAt.has(id) ? 'mentions' : undefined, unreadCount = exceptAt.get(id) } = row
  if (notify === 'mentions' && unreadCount !== undefined) exceptAt.set(id, unreadCount)
  else if (notify !== undefined) exceptAt.delete(id)
}

/** Totals under this scope are compared with the list's own. */
export const COMPARED = 'unreadUnmuted'

/** The vendor's total, plus the rows it leaves out although the list does not call them muted. */
export const comparable = ({ exceptAt }: Session, total: number): number => total + exceptAt.sum
