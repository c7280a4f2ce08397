import type {
  Capabilities,
  Command,
  CommandCapability,
  Conversation,
  EngineEvent,
  ListPage,
  Source,
  SourceEvent,
  SourceSink,
} from '@convolist/core'
import { row } from '../builders.js'

/** A vendor whose every word is said by a scenario. */
export interface ScriptedSource extends Source {
  /** Builders' events too: their time is left to the engine. */
  emit(...events: Said[]): void
  /** Asks the engine to read the list again. */
  resync(): void
  /** Commands that wait for an answer, oldest first. */
  readonly orders: readonly Order[]
  /** The next page that is asked for waits until it is let go, and fails if told to. */
  hold(): { release(): void; fail(): void }
  /** Engines that listen. */
  readonly listeners: number
}

export type Said = SourceEvent | EngineEvent

interface Order {
  readonly command: Command
  agree(): void
  refuse(): void
}

/** @param pages of its list, in turn. */
export function createScriptedSource(pages: readonly (readonly Conversation[])[]): ScriptedSource {
  const sinks = new Set<SourceSink>()
  const orders: Order[] = []
  let held: Promise<void> | undefined
  const tell = (...events: Said[]): void => sinks.forEach((sink) => sink.emit(events.map(withoutTime)))
  return {
    vendor: 'scripted',
    capabilities,
    orders,
    get listeners() {
      return sinks.size
    },
    emit: tell,
    resync: () => sinks.forEach((sink) => sink.resync('asked for')),
    connect(sink) {
      sinks.add(sink)
      sink.emit([{ type: 'accountOpened', account: 'me' }])
      sink.resync('connected')
      return () => void sinks.delete(sink)
    },
    async list({ cursor }): Promise<ListPage> {
      const wait = held
      held = undefined
      await wait
      const place = Number(cursor ?? 0)
      return { rows: pages[place] ?? [], cursor: place + 1 < pages.length ? String(place + 1) : undefined }
    },
    execute: (command) =>
      new Promise((resolve, reject) => {
        orders.push({ command, agree: () => resolve({}), refuse: () => reject(new Error('refused')) })
      }),
    hold() {
      let release = (): void => undefined
      let fail = (): void => undefined
      held = new Promise<void>((resolve, reject) => {
        release = resolve
        fail = () => reject(new Error('the list could not be read'))
      })
      held.catch(() => undefined) // it may never be asked for
      return { release: () => release(), fail: () => fail() }
    },
  }
}

const withoutTime = (event: Said): SourceEvent => ({ ...event, at: undefined }) as unknown as SourceEvent

/** No echo: an agreement is all there is. */
const server: CommandCapability = { support: 'server', batch: 100, echo: false }

const capabilities: Capabilities = {
  vendor: 'scripted',
  rowVersions: false,
  fieldStamps: false,
  liveOrder: 'ordered',
  rowFields: Object.keys(row('shape')).filter((field) => field !== 'id') as unknown as Capabilities['rowFields'],
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
    open: { ...server, support: 'local' },
  },
}
