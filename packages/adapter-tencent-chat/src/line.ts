import type { Conversation, ConversationPatch, SourceEvent, SourceSink } from '@convolist/core'
import { createLabelBook, type LabelBook } from './labels.js'
import { each } from './read.js'

/** What is remembered of one account while it is logged in. */
export interface Session {
  readonly account: string
  readonly labels: LabelBook
  /**
   * Unread counts of rows that alert for mentions only. Tencent's total leaves them out; for the list they are not muted,
   * so they are added before the totals are compared.
   */
  readonly exceptAt: Map<string, number>
}

/** The line from the SDK to the engine: one sink at a time, one session per login. */
export interface Line<Own extends Session = Session> {
  readonly session: Own | undefined
  readonly attached: boolean
  attach(sink: SourceSink | undefined): void
  open(account: string): Own
  close(): void
  emit(...events: readonly SourceEvent[]): void
  /** Emits at the end of the current task, one event per key: totals come before the rows that explain them. */
  emitLater(key: string, event: SourceEvent): void
  /** Asks for a new walk over the list, once per task. */
  resync(reason: string): void
  now(): number
  /** Runs something later, on the engine's clock where there is one. Returns what takes it back. */
  later(ms: number, run: () => void): () => void
  /** Translates each entry; a bad one is noted and left out. */
  each<Made>(values: readonly unknown[], path: string, make: (value: unknown) => Made | undefined): Made[]
  note(code: 'vendor/malformed' | 'vendor/failed', path: string, cause: unknown): void
}

/** @param more what a family remembers besides. */
export function createLine<More extends object>(
  vendor: string,
  more: (session: Session, line: Line) => More,
): Line<Session & More> {
  let session: (Session & More) | undefined
  let sink: SourceSink | undefined
  let waiting = new Map<string, SourceEvent>()
  let resyncReason: string | undefined
  let scheduled = false

  const flush = (): void => {
    scheduled = false
    const events = [...waiting.values()]
    const reason = resyncReason
    forget()
    if (events.length > 0) sink?.emit(events)
    if (reason !== undefined) sink?.resync(reason)
  }
  const schedule = (): void => {
    if (!scheduled) void Promise.resolve().then(flush)
    scheduled = true
  }
  const forget = (): void => {
    waiting = new Map()
    resyncReason = undefined
  }

  const line: Line<Session & More> = {
    get session() {
      return session
    },
    get attached() {
      return sink !== undefined
    },
    attach(next) {
      forget()
      session = undefined
      sink = next
    },
    open(account) {
      forget()
      const base = { account, labels: createLabelBook(), exceptAt: new Map<string, number>() }
      session = Object.assign(base, more(base, line))
      return session
    },
    close() {
      forget()
      session = undefined
    },
    emit(...events) {
      if (events.length === 0) return
      schedule() // ahead of the engine's own flush: what is emitted later in this task joins the same batch
      sink?.emit(events)
    },
    emitLater(key, event) {
      schedule()
      waiting.set(key, event)
    },
    resync(reason) {
      schedule()
      resyncReason = reason
    },
    now: () => sink?.now() ?? 0,
    later: (ms, run) => (sink?.after ?? hostAfter)(ms, run),
    each: (values, path, make) =>
      each(values, make, (index, cause) => line.note('vendor/malformed', `${path}[${index}]`, cause)),
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
export function learn(session: Session, row: Conversation | ConversationPatch): void {
  if (row.notify === 'mentions' && row.unreadCount) session.exceptAt.set(row.id, row.unreadCount)
  else if (row.notify !== undefined && session.exceptAt.size > 0) session.exceptAt.delete(row.id)
}

/** The vendor's total, plus the rows it leaves out although the list does not call them muted. */
export function comparable(session: Session, total: number): number {
  let sum = total
  for (const unread of session.exceptAt.values()) sum += unread
  return sum
}
