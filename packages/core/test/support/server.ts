// A vendor small enough to read: it keeps a list, pages it by cursor, carries out commands and tells of changes.
import {
  createConversation,
  type Capabilities,
  type Command,
  type CommandAnswer,
  type Conversation,
  type ConversationId,
  type ConversationPatch,
  ConvolistError,
  type ListPage,
  type ListRequest,
  type Source,
  type SourceEvent,
  type SourceSink,
} from '../../src/index.js'
import { capabilities } from '../laws/profiles.js'

/** What a test puts in the way of a call: `serve` is what the server would have answered. */
export type Detour<Request, Answer> = (request: Request, serve: () => Answer) => Answer | Promise<Answer>

export interface Server {
  readonly source: Source
  readonly rows: ReadonlyMap<string, Conversation>
  /** Everything that was asked for, oldest first. */
  readonly lists: readonly ListRequest[]
  readonly fetches: readonly (readonly ConversationId[])[]
  readonly commands: readonly Command[]
  /** Sinks that listen now. */
  readonly listeners: number
  /** Calls under way now, and the most that ever were at once. */
  readonly load: { readonly now: number; readonly most: number }
  onList: Detour<ListRequest, ListPage> | undefined
  onFetch: Detour<readonly ConversationId[], readonly Conversation[]> | undefined
  onExecute: Detour<Command, CommandAnswer> | undefined
  /** Who is logged in; told when a sink connects. */
  account: string | undefined
  /** Does it ask for a sync when a sink connects? */
  resyncs: boolean
  /** Changes the list without a word. */
  put(...rows: Conversation[]): void
  drop(...ids: string[]): void
  /** Tells whoever listens. */
  emit(...events: SourceEvent[]): void
  /** Changes the list and tells. */
  push(...rows: Conversation[]): void
  /** Asks for a sync. */
  resync(reason?: string): void
  /** The sink of the first connection, which a test may keep after it has ended. */
  readonly sinks: readonly SourceSink[]
}

export interface ServerOptions {
  readonly rows?: readonly Conversation[]
  readonly capabilities?: Partial<Capabilities>
  /** Without `fetch` and `readUnread`: a vendor that only lists. */
  readonly bare?: boolean
}

export function createServer({ rows: first = [], capabilities: able, bare = false }: ServerOptions = {}): Server {
  const rows = new Map(first.map((row): [string, Conversation] => [row.id, row]))
  const live = new Set<SourceSink>()
  const sinks: SourceSink[] = []
  const lists: ListRequest[] = []
  const fetches: (readonly ConversationId[])[] = []
  const commands: Command[] = []
  const load = { now: 0, most: 0 }
  const can = capabilities({ pageSize: 10, ...able })

  async function detoured<Request, Answer>(
    detour: Detour<Request, Answer> | undefined,
    request: Request,
    serve: () => Answer,
  ): Promise<Answer> {
    load.now++
    load.most = Math.max(load.most, load.now)
    try {
      return detour ? await detour(request, serve) : serve()
    } finally {
      load.now--
    }
  }

  const source: Source = {
    vendor: can.vendor,
    capabilities: can,
    connect(sink) {
      live.add(sink)
      sinks.push(sink)
      if (server.account !== undefined) sink.emit([{ type: 'accountOpened', account: server.account }])
      if (server.resyncs) sink.resync('connected')
      return () => void live.delete(sink)
    },
    list(request) {
      lists.push(request)
      return detoured(server.onList, request, () => page(rows, request))
    },
    execute(command) {
      commands.push(command)
      return detoured(server.onExecute, command, () => {
        const patches = patchesOf(rows, command)
        if (command.type === 'remove') server.drop(...command.ids)
        for (const patch of patches) rows.set(patch.id, { ...rows.get(patch.id)!, ...patch } as Conversation)
        const { echo } = can.commands[command.type]
        if (echo && command.type === 'remove') server.emit({ type: 'conversationsRemoved', ids: command.ids })
        if (echo && patches.length > 0) server.emit({ type: 'conversationsPatched', patches })
        return command.type === 'createLabel' ? { label: { id: `label-${command.name}`, name: command.name } } : {}
      })
    },
  }
  const full: Source = {
    ...source,
    fetch(ids) {
      fetches.push(ids)
      return detoured(server.onFetch, ids, () => ids.flatMap((id) => rows.get(id) ?? []))
    },
    readUnread: () => Promise.resolve([...rows.values()].reduce((sum, row) => sum + row.unreadCount, 0)),
  }
  const server: Server = {
    source: bare ? source : full,
    rows,
    lists,
    fetches,
    commands,
    load,
    sinks,
    get listeners() {
      return live.size
    },
    onList: undefined,
    onFetch: undefined,
    onExecute: undefined,
    account: 'me',
    resyncs: true,
    put: (...more) => more.forEach((row) => rows.set(row.id, row)),
    drop: (...ids) => ids.forEach((id) => rows.delete(id)),
    emit: (...events) => [...live].forEach((sink) => sink.emit(events)),
    push(...more) {
      server.put(...more)
      server.emit({ type: 'conversationsUpserted', rows: more })
    },
    resync: (reason = 'a gap') => [...live].forEach((sink) => sink.resync(reason)),
  }
  return server
}

/** Newest first; the cursor is how many rows came before. */
function page(rows: ReadonlyMap<string, Conversation>, { cursor, limit, filter }: ListRequest): ListPage {
  const all = [...rows.values()]
    .filter(
      (row) =>
        (!filter?.unread || row.unreadCount > 0 || row.markedUnread) &&
        (!filter?.kinds || filter.kinds.includes(row.kind)) &&
        (!filter?.labels || filter.labels.some((label) => row.labels.includes(label))),
    )
    .sort((a, b) => b.sortKey - a.sortKey || (a.id < b.id ? -1 : 1))
  const start = Number(cursor ?? 0)
  const end = start + limit
  return { rows: all.slice(start, end).map(createConversation), cursor: end < all.length ? String(end) : undefined }
}

/** What a command does to the rows that exist. */
function patchesOf(rows: ReadonlyMap<string, Conversation>, command: Command): ConversationPatch[] {
  const known = ('ids' in command ? command.ids : []).flatMap((id) => rows.get(id) ?? [])
  const each = (change: (row: Conversation) => Omit<ConversationPatch, 'id'>): ConversationPatch[] =>
    known.map((row) => Object.assign({ id: row.id }, change(row)))
  switch (command.type) {
    case 'stickTop':
      return each(() => ({ stickTop: command.stickTop }))
    case 'markRead':
      return each(() => ({ unreadCount: 0, mentions: { me: 0, all: 0 } }))
    case 'markUnread':
      return each(() => ({ markedUnread: command.markedUnread }))
    case 'mute':
      return each(() => ({ notify: command.notify }))
    case 'saveDraft':
      return each(() => ({ draft: command.draft }))
    case 'setMark':
      return each(({ marks }) => ({ marks: toggled(marks, command.mark, command.on) }))
    case 'addToLabel':
      return each(({ labels }) => ({ labels: toggled(labels, command.labelId, true) }))
    case 'removeFromLabel':
      return each(({ labels }) => ({ labels: toggled(labels, command.labelId, false) }))
    case 'updateServerExtension':
      return each(() => ({ serverExtension: command.text }))
    case 'updateLocalExtension':
      return each(() => ({ localExtension: command.text }))
    default:
      return []
  }
}

const toggled = (list: readonly string[], item: string, on: boolean): string[] => [
  ...list.filter((each) => each !== item),
  ...(on ? [item] : []),
]

/** A refusal as adapters make it of a vendor's error. */
export const refusal = (vendorCode: number | string, retryable = false): ConvolistError =>
  new ConvolistError('command/rejected', `refused with ${vendorCode}`, { vendorCode, retryable })

/** A promise that a test settles. */
export function gate<T = void>(): { promise: Promise<T>; open(value: T): void; fail(error: unknown): void } {
  let open!: (value: T) => void
  let fail!: (error: unknown) => void
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  return { promise, open, fail }
}
