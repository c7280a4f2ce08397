import {
  createConversation,
  toConversationId,
  toEpochMs,
  type Capabilities,
  type Command,
  type CommandAnswer,
  type CommandCapability,
  type Conversation,
  type ListPage,
  type Source,
  type SourceEvent,
  type SourceSink,
} from '@convolist/core'

/** A row whose place is its time: `row('a', { at: 3 })` stands above `row('b', { at: 2 })`. */
export function row(id: string, { at = 1, ...fields }: Partial<Conversation> & { at?: number } = {}): Conversation {
  return createConversation({
    id: toConversationId(id),
    kind: 'direct',
    targetId: id,
    title: id.toUpperCase(),
    activeAt: toEpochMs(at),
    ...fields,
  })
}

export const rows = (count: number): Conversation[] =>
  Array.from({ length: count }, (_, place) => row(`c${place}`, { at: 1_000_000 - place }))

const server: CommandCapability = { support: 'server', batch: 100, echo: true }

const capabilities: Capabilities = {
  vendor: 'scripted',
  rowVersions: false,
  fieldStamps: false,
  liveOrder: 'ordered',
  rowFields: Object.keys(row('shape')).filter((field) => field !== 'id') as Capabilities['rowFields'],
  list: 'complete',
  pageSize: 100,
  deleteEvents: true,
  mentions: 'vendor',
  serverFilters: [],
  markReadScopes: [],
  fetchByIds: false,
  commands: {
    stickTop: server,
    markRead: server,
    markUnread: server,
    mute: server,
    remove: server,
    saveDraft: server,
    setMark: server,
    createLabel: server,
    renameLabel: server,
    deleteLabel: server,
    addToLabel: server,
    removeFromLabel: server,
    updateServerExtension: server,
    updateLocalExtension: server,
    create: server,
    sendReceipt: server,
    open: server,
  },
}

/** A vendor whose every word is said by the test: for tests of bindings. */
export interface ScriptedSource extends Source {
  /** Listening engines: 0 after every disconnect. */
  readonly listening: number
  emit(...events: SourceEvent[]): void
  /** Commands that wait for an answer, oldest first. */
  readonly asked: readonly Question[]
}

interface Question {
  readonly command: Command
  answer(answer?: CommandAnswer): void
  refuse(error: Error): void
}

/** Lists `pages`, one by one, for every account. */
export function createScriptedSource(
  pages: readonly (readonly Conversation[])[] = [[]],
  account = 'me',
): ScriptedSource {
  const sinks = new Set<SourceSink>()
  const asked: Question[] = []
  return {
    vendor: 'scripted',
    capabilities,
    asked,
    get listening() {
      return sinks.size
    },
    connect(sink) {
      sinks.add(sink)
      sink.emit([
        { type: 'accountOpened', account },
        { type: 'connectionChanged', connection: 'connected' },
      ])
      sink.resync('connected')
      return () => sinks.delete(sink)
    },
    list({ cursor }): Promise<ListPage> {
      const place = Number(cursor ?? 0)
      const next = place + 1 < pages.length ? String(place + 1) : undefined
      return Promise.resolve({ rows: pages[place] ?? [], cursor: next })
    },
    execute(command) {
      return new Promise<CommandAnswer>((resolve, reject) => {
        asked.push({ command, answer: (answer = {}) => resolve(answer), refuse: reject })
      })
    },
    emit(...events) {
      for (const sink of sinks) sink.emit(events)
    },
  }
}
