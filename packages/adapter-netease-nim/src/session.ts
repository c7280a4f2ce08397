import { toEpochMs, type Conversation, type SourceEvent, type SourceSink } from '@convolist/core'
import type { NimConversation } from './nim.js'
import { list, toRow, type Revocation, type RowContext } from './to-row.js'

/** How the SDK's own sync of the conversations stands. Only after `done` is its list the whole list. */
export type SdkSync = 'running' | 'failed' | 'done'

/** What is remembered of one account while it is logged in. */
export interface Session extends RowContext {
  readonly account: string
  sync: SdkSync
  /** Connected after the login: what the SDK told its listeners then has to be asked for. */
  late: boolean
  readonly revoked: Map<string, Revocation>
  /** Client ids of own team messages by server id: receipts may carry only the latter. */
  readonly clientIds: Map<string, string>
  /** Ids under deletion; `true` once the SDK has said they are gone, which it also says of those the server refused. */
  readonly removing: Map<string, boolean>
}

/** The line from the SDK to the engine: one sink at a time, one session per login. */
export interface Line {
  readonly session: Session | undefined
  readonly sink: SourceSink | undefined
  attach(sink: SourceSink | undefined): void
  open(account: string, sync: SdkSync, late: boolean): Session
  close(): void
  emit(...events: readonly SourceEvent[]): void
  /**
   * Emits at the end of the current task, one event per key: thousands of single read times at login, and totals that
   * the SDK reports before the row that explains them.
   */
  emitLater(key: string, event: SourceEvent): void
  /** Asks for a new walk over the list, once per task. */
  resync(reason: string): void
  /** Rows of the current account. A bad one is noted and left out. */
  rows(values: readonly unknown[], path: string): Conversation[]
  /** One event for each entry; a bad entry is noted and left out. */
  each(
    values: unknown,
    path: string,
    translate: (value: unknown, line: Line) => SourceEvent | undefined,
  ): readonly SourceEvent[]
  note(code: 'vendor/malformed' | 'vendor/failed' | 'app/threw', path: string, cause: unknown): void
}

/** Enough for what a list can show at once; older entries are forgotten first. */
const REMEMBERED = 1000

export function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  if (map.size > REMEMBERED) map.delete(map.keys().next().value ?? key)
}

export function createLine(native: boolean): Line {
  let session: Session | undefined
  let sink: SourceSink | undefined
  let waiting = new Map<string, SourceEvent>()
  let resyncReason: string | undefined
  let scheduled = false

  const flush = (): void => {
    scheduled = false
    const events = [...waiting.values()]
    const reason = resyncReason
    waiting = new Map()
    resyncReason = undefined
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

  function good<Made>(values: readonly unknown[], path: string, make: (value: unknown) => Made | undefined): Made[] {
    return values.flatMap((value, index) => {
      try {
        return make(value) ?? []
      } catch (cause) {
        line.note('vendor/malformed', `${path}[${index}]`, cause)
        return []
      }
    })
  }

  const line: Line = {
    get session() {
      return session
    },
    get sink() {
      return sink
    },
    attach(next) {
      forget()
      session = undefined
      sink = next
    },
    open(account, sync, late) {
      forget()
      const maps = { revoked: new Map(), clientIds: new Map(), removing: new Map() }
      session = { account, native, sync, late, ...maps }
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
      waiting.set(key, later(waiting.get(key), event))
    },
    resync(reason) {
      schedule()
      resyncReason = reason
    },
    rows(values, path) {
      const context = session
      if (!context) return []
      return good(values, path, (value) => {
        const row = toRow(value, context)
        learnIds(value as NimConversation, row, context)
        return row
      })
    },
    each: (values, path, translate) => good(list(values, path), path, (value) => translate(value, line)),
    note(code, path, cause) {
      const detail = cause instanceof Error ? cause.message : String(cause)
      sink?.note({ code, path, detail, vendor: 'netease-nim' })
    },
  }
  return line
}

/** Of two watermarks the higher one counts, of two totals the later. */
function later(known: SourceEvent | undefined, event: SourceEvent): SourceEvent {
  if (known?.type !== 'selfReadTo' || event.type !== 'selfReadTo') return event
  return { ...event, readAt: toEpochMs(Math.max(known.readAt, event.readAt)) }
}

function learnIds(value: NimConversation, row: Conversation, session: Session): void {
  const serverId = value.lastMessage?.messageRefer?.messageServerId
  if (row.kind !== 'group' || !row.lastMessage || !serverId || row.lastMessage.senderId !== session.account) return
  remember(session.clientIds, serverId, row.lastMessage.id)
}
