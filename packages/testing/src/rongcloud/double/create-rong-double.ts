import type { Clock } from '@convolist/core'
import { createVendorClient } from '../../simulator/client.js'
import { RongModels, snapshotOf, type RongItems, type RongModel } from './models.js'
import type { RongListedRow, RongPush, RongServer, RongTarget } from './protocol.js'
import { toRongId } from './translate.js'

type Listener = (...args: never[]) => void

/** `code` 0 is success; refusals resolve too, without data. */
type Result = Promise<{ isOk: boolean; code: number; msg: string; data?: unknown }>

/** A stand-in for the module `@rongcloud/imlib-next`: what a conversation list uses of it, with its real behaviour. */
export interface RongDouble {
  addEventListener(event: string, listener: Listener, target?: unknown): void
  removeEventListener(event: string, listener: Listener): void
  /** 0 connected, 1 connecting, 2 disconnected, 3 suspended. */
  getConnectionStatus(): number
  getCurrentUserId(): string
  getAppSettings(): Readonly<Record<string, unknown>> | null
  /** The token is the user's id here. */
  connect(token: string): Result
  disconnect(): Promise<void>
  getConversationList(options?: ListOptions): Result
  getConversationListByTimestamp(options?: ListOptions): Result
  /** Its data is a loader; from 5.32 on. */
  createConversationListLoader(options?: LoaderOptions): Result
  getConversation(target: RongTarget): Result
  getTopConversationList(): Result
  getBlockedConversationList(): Result
  getUnreadConversationList(types?: readonly number[]): Result
  getUnreadCount(target: RongTarget): Result
  getTotalUnreadCount(includeMuted?: boolean, types?: readonly number[]): Result
  getUnreadCountByTag(tagId: string, containMuted: boolean): Result
  setConversationToTop(target: RongTarget, isTop: boolean): Result
  batchSetConversationToTop(targets: readonly RongTarget[], isTop: boolean): Result
  setConversationNotificationLevel(target: RongTarget, level: number): Result
  batchSetConversationNotificationLevel(targets: readonly RongTarget[], level: number): Result
  removeConversation(target: RongTarget): Result
  batchDeleteConversations(options: { identifiers: readonly RongTarget[] }): Result
  clearMessagesUnreadStatus(target: RongTarget): Result
  clearAllMessagesUnreadStatus(): Result
  sendSyncReadStatusMessage(target: RongTarget, timestamp: number): Result
  saveTextMessageDraft(target: RongTarget, text: string): Result
  getTextMessageDraft(target: RongTarget): Result
  getTags(): Result
  addTag(tag: { tagId: string; tagName: string }): Result
  updateTag(tag: { tagId: string; tagName: string }): Result
  removeTag(tagId: string): Result
  getTagsFromConversation(target: RongTarget): Result
  addConversationsToTag(tagId: string, targets: readonly RongTarget[]): Result
  removeConversationsFromTag(tagId: string, targets: readonly RongTarget[]): Result
  getConversationsFromTagByPage(tagId: string, count: number, startTime: number): Result
  sendReadReceiptMessage(targetId: string, messageUId: string, sentTime: number): Result
  sendReadReceiptResponseV2(targetId: string, messages: Readonly<Record<string, readonly string[]>>): Result
  /** Of a message in a group, which the server is asked for. */
  getMessageReader(targetId: string, messageUId: string, channelId?: string): Result
  /** Sends a text from this device. */
  sendText(target: RongTarget, text: string): Result
  listenerCount(): number
  /** What this browser counts as unread, and of it the mentions. */
  countsOf(target: RongTarget): Pick<RongModel, 'unread' | 'mentioned'>
  readonly state: 'out' | 'underway' | 'in'
}

interface ListOptions {
  readonly count?: number
  readonly startTime?: number
  readonly order?: number
  readonly conversationTypes?: readonly number[]
}

interface LoaderOptions {
  readonly conversationTypes?: readonly number[]
  readonly tagFilter?: { readonly tagIds?: readonly string[] }
}

export interface RongDoubleOptions {
  /** The device's clock; the server's without it. */
  readonly clock?: Clock | undefined
  /** Gets what an app's listener threw; the SDK writes it to its log. */
  readonly onUncaught?: ((error: unknown) => void) | undefined
  /** `supportRecallRefactor`, as the server says at the login: a note stands where a message was taken back. Default: the order. */
  readonly recallNotes?: boolean | undefined
}

const codes = { timeout: 30_003, broken: 30_002, loggedOut: 30_002 } as const
/** The loader is at it. */
const BUSY = 33_103
/** Too many in one call. */
const TOO_MANY = 34_287
const PINS = 20
const REMOVED = 100
const TIMEOUT_MS = 15_000
/** Besides what is pushed, the SDK asks now and then. */
const POLL_MS = 180_000
const CLOSED_BY_APP = 2
const SUSPENDED = 30_001

/**
 * Makes the double. The SDK counts unread messages itself, in the browser; what it does itself it never tells as an
 * event; and the server's list says of each conversation its newest message and nothing else.
 */
export function createRongDouble(server: RongServer, options: RongDoubleOptions = {}): RongDouble {
  const { clock = server.clock, onUncaught, recallNotes = false } = options
  const client = createVendorClient({
    server,
    clock,
    timeoutMs: TIMEOUT_MS,
    codes,
    toError: (code) => ({ code }),
  })
  const listeners = new Map<string, Map<Listener, unknown>>()
  const browsers = new Map<string, RongModels>()
  let state: RongDouble['state'] = 'out'
  let status = 2
  let connections = 0 // which one a pull belongs to
  let poll: unknown
  let waitingConnect: ((result: { isOk: boolean; code: number; msg: string; data?: unknown }) => void) | undefined

  function models(): RongModels {
    const known = browsers.get(client.account)
    if (known !== undefined) return known
    const made = new RongModels(client.account, recallNotes)
    browsers.set(client.account, made)
    return made
  }

  function raise(event: string, ...args: readonly unknown[]): void {
    server.tally.count(`event:${event}`)
    const listening = Array.from(listeners.get(event) ?? []) // as they were when it was told
    for (const [listener, target] of listening) {
      try {
        listener.apply(target, args as never[])
      } catch (error) {
        onUncaught?.(error)
      }
    }
  }

  function raiseChanges(changed: ReadonlyMap<RongModel, RongItems>): void {
    if (changed.size === 0) return
    const conversationList = [...changed].map(([model, updatedItems]) => ({
      conversation: snapshotOf(model),
      updatedItems,
    }))
    raise('CONVERSATION', { conversationList })
  }

  const handlers = { push: receive, broken, reconnect: () => open(client.account) }

  function open(account: string): void {
    status = 1
    raise('CONNECTING')
    if (!client.connect(account, handlers)) return
    state = 'in'
    status = 0
    raise('CONNECTED')
    waitingConnect?.({ isOk: true, code: 0, msg: 'success', data: { userId: account } })
    waitingConnect = undefined
    connections += 1
    void pull(true)
  }

  function broken(): void {
    client.cut()
    clock.clearTimeout(poll)
    status = 3
    raise('SUSPEND', SUSPENDED)
  }

  /** Settings first, then messages, the word that all are there, and what changed by them. */
  async function pull(isFirst: boolean): Promise<void> {
    const current = connections
    const own = models()
    try {
      const { messages = [], settings = [], time = 0 } = await client.request({ name: 'pull', since: own.since })
      if (current !== connections) return
      own.since = time
      raiseChanges(own.takeSettings(settings))
      if (isFirst) raise('CONVERSATIONS_SETTINGS_SYNCED', 0)
      const { fresh, changed } = own.take(messages)
      if (fresh.length > 0) raise('MESSAGES', { messages: fresh })
      if (isFirst) raise('PULL_OFFLINE_MESSAGE_FINISHED')
      raiseChanges(changed)
    } catch {
      // the next one gets it
    }
    if (current !== connections) return
    clock.clearTimeout(poll)
    poll = clock.setTimeout(() => void pull(false), POLL_MS)
  }

  function receive(push: RongPush): void {
    const own = models()
    switch (push.type) {
      case 'messages': {
        const { fresh, changed } = own.take(push.messages)
        if (fresh.length > 0) raise('MESSAGES', { messages: fresh })
        return raiseChanges(changed)
      }
      case 'settings': {
        const changed = own.takeSettings(push.settings)
        raiseChanges(changed)
        if ([...changed.values()].some((items) => 'tags' in items)) raise('CONVERSATION_TAG')
        return
      }
      case 'tags':
        return raise('TAG')
      case 'peerReceipt': {
        const conversation = { conversationType: 1, targetId: push.peer, channelId: '' }
        const { messageUId, readAt: sentTime, peer: sendUserId } = push
        return raise('READ_RECEIPT_RECEIVED', { conversation, messageUId, sentTime, sendUserId })
      }
      case 'groupReceipt': {
        const conversation = { conversationType: 3, targetId: push.group, channelId: '' }
        const { reader: receivedUserId, messageUId } = push
        return raise('MESSAGE_RECEIPT_RESPONSE', { conversation, receivedUserId, messageUIdList: [messageUId] })
      }
      case 'malformed':
        return raise(push.event, push.data)
      case 'kick':
        return leave(push.code)
    }
  }

  function leave(code: number): void {
    client.close()
    clock.clearTimeout(poll)
    connections += 1
    state = 'out'
    status = 2
    raise('DISCONNECT', code)
  }

  const ok = (data?: unknown): { isOk: true; code: 0; msg: string; data?: unknown } => ({
    isOk: true,
    code: 0,
    msg: 'success',
    ...(data !== undefined && { data }),
  })
  const refused = (code: number): { isOk: false; code: number; msg: string } => ({ isOk: false, code, msg: '' })

  /** Refusals resolve. Without a connection nothing is done. */
  async function answer(run: () => unknown): Result {
    if (status !== 0) return refused(codes.broken)
    try {
      return ok(await run())
    } catch (error) {
      return refused((error as { code?: number }).code ?? -1)
    }
  }

  const many = (targets: readonly RongTarget[], most: number): void => {
    if (targets.length > most) throw { code: TOO_MANY } // eslint-disable-line @typescript-eslint/only-throw-error -- becomes an answer
  }

  /** The server says identity, order and message; the rest is the browser's. */
  const listed = ({ message, operationTime, ...target }: RongListedRow): object =>
    snapshotOf(models().of(target), { message: message && models().shown(message), operationTime })

  const list = ({ count = 300, startTime = 0, conversationTypes }: ListOptions = {}): Result =>
    answer(async () => {
      const { rows = [] } = await client.request({ name: 'list', before: startTime, count, types: conversationTypes })
      return rows.map(listed)
    })

  /** The list in steps, of which the loader itself remembers how far it came. */
  const createLoader = ({ conversationTypes: types, tagFilter }: LoaderOptions): object => {
    let skip = 0
    const loader = {
      hasMore: true,
      isLoading: false,
      load: (count: number): Result =>
        answer(async () => {
          if (loader.isLoading) throw { code: BUSY } // eslint-disable-line @typescript-eslint/only-throw-error -- becomes an answer
          loader.isLoading = true
          try {
            const steps = { before: 0, count: count + 1, types, tags: tagFilter?.tagIds, skip }
            const { rows = [] } = await client.request({ name: 'list', ...steps })
            skip += count
            loader.hasMore = rows.length > count
            return rows.slice(0, count).map(listed)
          } finally {
            loader.isLoading = false
          }
        }),
    }
    return loader
  }

  /** From the browser's memory, oldest first, with the newest messages of the first hundred asked for. */
  const inMemory = (test: (model: RongModel) => boolean): Result =>
    answer(async () => {
      const found = [...models().all.values()].filter(test).sort((a, b) => a.operationTime - b.operationTime)
      const bare = found.filter((model) => model.latest === undefined).slice(0, 100)
      if (bare.length === 0) return found.map((model) => snapshotOf(model))
      const { rows = [] } = await client.request({ name: 'latest', targets: bare.map((model) => model.target) })
      const known = new Map(rows.map((row) => [toRongId(row), listed(row)]))
      return found.map((model) => known.get(toRongId(model.target)) ?? snapshotOf(model))
    })

  const setTop = (targets: readonly RongTarget[], isTop: boolean): Result =>
    answer(async () => {
      many(targets, PINS)
      await client.request({ name: 'setTop', targets, isTop })
      for (const target of targets) models().of(target).isTop = isTop
    })

  const setLevel = (targets: readonly RongTarget[], level: number): Result =>
    answer(async () => {
      many(targets, PINS)
      await client.request({ name: 'setLevel', targets, level })
      for (const target of targets) models().of(target).level = level
    })

  const remove = (targets: readonly RongTarget[]): Result =>
    answer(async () => {
      many(targets, REMOVED)
      await client.request({ name: 'remove', targets })
      for (const target of targets) models().remove(target)
    })

  const tagMembers = (tagId: string, targets: readonly RongTarget[], added: boolean): Result =>
    answer(async () => {
      const { time = 0 } = await client.request({ name: 'tagMembers', tagId, targets, added })
      const settings = targets.map((target) => {
        const { tagIds = [] } = models().of(target)
        const others = tagIds.filter((one) => one !== tagId)
        return { ...target, time, tagIds: added ? [...others, tagId] : others }
      })
      raiseChanges(models().takeSettings(settings)) // of all that a device does itself, this alone is told
    })

  return {
    addEventListener(event, listener, target) {
      const known = listeners.get(event) ?? new Map<Listener, unknown>()
      listeners.set(event, known.set(listener, target))
    },
    removeEventListener: (event, listener) => void listeners.get(event)?.delete(listener),
    getConnectionStatus: () => status,
    getCurrentUserId: () => client.account,
    getAppSettings: () => (client.account === '' ? null : { readReceiptVersion: 1 }),
    connect(token) {
      if (state !== 'out') return Promise.resolve(refused(34_001))
      state = 'underway'
      return new Promise((resolve) => {
        waitingConnect = resolve
        browsers.get(token)?.reload()
        open(token)
      })
    },
    async disconnect() {
      if (state !== 'out') leave(CLOSED_BY_APP)
    },
    getConversationList: list,
    getConversationListByTimestamp: list,
    createConversationListLoader: (options = {}) => answer(() => createLoader(options)),
    getConversation: (target) =>
      answer(async () => {
        const { rows = [] } = await client.request({ name: 'latest', targets: [target] })
        return rows[0] ? listed(rows[0]) : snapshotOf(models().of(target)) // never "not found"
      }),
    getTopConversationList: () => inMemory((model) => model.isTop),
    getBlockedConversationList: () => inMemory((model) => model.level > 0),
    getUnreadConversationList: (types) =>
      inMemory((model) => model.unread > 0 && (types?.includes(model.target.conversationType) ?? true)),
    getUnreadCount: (target) => answer(() => models().of(target).unread),
    getTotalUnreadCount: (includeMuted = false, types) =>
      answer(() =>
        models().total(
          ({ level, target }) => (includeMuted || level <= 0) && (types?.includes(target.conversationType) ?? true),
        ),
      ),
    getUnreadCountByTag: (tagId, containMuted) =>
      answer(() => models().total(({ level, tagIds = [] }) => tagIds.includes(tagId) && (containMuted || level <= 0))),
    setConversationToTop: (target, isTop) => setTop([target], isTop),
    batchSetConversationToTop: setTop,
    setConversationNotificationLevel: (target, level) => setLevel([target], level),
    batchSetConversationNotificationLevel: setLevel,
    removeConversation: (target) => remove([target]),
    batchDeleteConversations: ({ identifiers }) => remove(identifiers),
    clearMessagesUnreadStatus: (target) => answer(() => models().clear(target, server.clock.now())),
    clearAllMessagesUnreadStatus: () =>
      answer(() => {
        for (const { target } of models().all.values()) models().clear(target, server.clock.now())
      }),
    sendSyncReadStatusMessage: (target, timestamp) =>
      answer(async () => void (await client.request({ name: 'readSync', targets: [target], readAt: timestamp }))),
    saveTextMessageDraft: (target, text) =>
      answer(() => {
        models().of(target).draft = text
      }),
    getTextMessageDraft: (target) => answer(() => models().of(target).draft),
    getTags: () => answer(async () => (await client.request({ name: 'tags' })).tags ?? []),
    addTag: ({ tagId, tagName }) => answer(async () => void (await client.request({ name: 'addTag', tagId, tagName }))),
    updateTag: ({ tagId, tagName }) =>
      answer(async () => void (await client.request({ name: 'updateTag', tagId, tagName }))),
    removeTag: (tagId) => answer(async () => void (await client.request({ name: 'removeTag', tagId }))), // conversations keep it
    getTagsFromConversation: (target) => answer(() => (models().of(target).tagIds ?? []).map((tagId) => ({ tagId }))),
    addConversationsToTag: (tagId, targets) => tagMembers(tagId, targets, true),
    removeConversationsFromTag: (tagId, targets) => tagMembers(tagId, targets, false),
    getConversationsFromTagByPage: (tagId, count) =>
      answer(() =>
        [...models().all.values()]
          .filter((model) => model.tagIds?.includes(tagId))
          .slice(0, count)
          .map((model) => snapshotOf(model)),
      ),
    sendReadReceiptMessage: (targetId) =>
      answer(
        async () => void (await client.request({ name: 'receipt', targets: [{ conversationType: 1, targetId }] })),
      ),
    sendReadReceiptResponseV2: (targetId) =>
      answer(
        async () => void (await client.request({ name: 'receipt', targets: [{ conversationType: 3, targetId }] })),
      ),
    getMessageReader: (targetId, messageUId) =>
      answer(async () => {
        const targets = [{ conversationType: 3, targetId }] as const
        const { readers } = await client.request({ name: 'readers', targets, messageUId })
        return {
          totalMemberCount: readers?.members ?? 0,
          list: (readers?.userIds ?? []).map((userId) => ({ userId, readTime: server.clock.now() })),
        }
      }),
    sendText: (target, text) =>
      answer(async () => {
        const { message } = await client.request({ name: 'send', targets: [target], text })
        if (message === undefined) return undefined
        raiseChanges(models().take([message]).changed)
        return message
      }),
    listenerCount: () => [...listeners.values()].reduce((sum, each) => sum + each.size, 0),
    countsOf: (target) => models().of(target),
    get state() {
      return state
    },
  }
}
