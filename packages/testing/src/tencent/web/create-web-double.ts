import type { Clock } from '@convolist/core'
import { createVendorClient } from '../../simulator/client.js'
import type { TencentPush, TencentReply, TencentServer, TencentTarget } from '../protocol.js'
import { toWebId, type WebConversation, type WebMessage } from './conversation.js'
import { createWebCommands, type WebCommands } from './commands.js'
import { createWebEmitter, webEvents, type WebEmitter } from './emitter.js'
import { refuse, TencentWebError, webCodes } from './error.js'
import { WebStore } from './store.js'

export interface TencentWebDoubleOptions {
  /** The device's clock; the server's without it. */
  readonly clock?: Clock | undefined
  /** As in the SDK: list and total at most once a second. Default `true`. */
  readonly eventThrottling?: boolean | undefined
  /** As in the SDK: list events carry changed rows only, and deletions none. Default `false`. */
  readonly partialUpdatedConversations?: boolean | undefined
  /** Rows in one page of the SDK's own sync. Default 100. */
  readonly pageSize?: number | undefined
  /** Gets what an app's listener threw; the SDK swallows it. */
  readonly onUncaught?: ((error: unknown) => void) | undefined
}

/** A stand-in for an instance of `@tencentcloud/chat`: what a conversation list uses of it, with its real behaviour. */
export interface TencentWebDouble extends WebCommands {
  on: WebEmitter['on']
  off: WebEmitter['off']
  listenerCount(): number
  login(options: { readonly userID: string; readonly userSig?: string }): Promise<{ code: 0; data: object }>
  logout(): Promise<{ code: 0; data: object }>
  getLoginUser(): string
  isReady(): boolean
  /** A number once the SDK is ready, and a rejected promise before. */
  getTotalUnreadMessageCount(): number | Promise<never>
  findMessage(id: string): WebMessage | null
  /** Sends a text from this device. */
  sendText(conversationID: string, text: string): Promise<WebMessage>
  /** Between a login and what ends it. */
  readonly state: 'out' | 'underway' | 'in'
}

/** The SDK gives up on an answer after this long, in ms. */
const TIMEOUT_MS = 15_000
const PAGE = 100

/** Makes the double. Its list is the SDK's: live objects, told whole in every event. */
export function createTencentWebDouble(server: TencentServer, options: TencentWebDoubleOptions = {}): TencentWebDouble {
  const { clock = server.clock, eventThrottling = true, partialUpdatedConversations = false } = options
  const { pageSize = PAGE, onUncaught } = options
  const client = createVendorClient({
    server,
    clock,
    timeoutMs: TIMEOUT_MS,
    codes: { timeout: webCodes.timeout, broken: webCodes.networkError, loggedOut: webCodes.notLoggedIn },
    toError: (code, what) => new TencentWebError(code, what),
  })
  const emitter = createWebEmitter({
    clock,
    throttles: eventThrottling && !partialUpdatedConversations,
    emitted: (name) => server.tally.count(`event:${name}`),
    swallowed: (error) => onUncaught?.(error),
  })
  const store = new WebStore(() => client.account)
  let state: TencentWebDouble['state'] = 'out'
  let ready = false
  /** Of the paging: only after the last page is the list the whole list. */
  let paging: 'before' | 'running' | 'done' | 'failed' = 'before'
  let toldTotal = 0
  let since = 0
  let net = ''
  let syncs = 0 // which login or connection a sync belongs to
  let lookUps: TencentTarget[] = []
  let onReady: (() => void)[] = []
  let waitingLogin: ((value: { code: 0; data: object }) => void) | undefined
  const told = new Map<string, string>() // in partial mode: what was told of each row

  const rows = (): WebConversation[] => [...store.rows.values()]

  function emitList(): void {
    if (partialUpdatedConversations && changedRows().length === 0) return
    emitter.emit(webEvents.list, () => ({
      data: partialUpdatedConversations ? takeChangedRows() : rows(),
      isSyncCompleted: paging === 'done',
    }))
    emitTotal()
  }

  function emitTotal(): void {
    const total = store.total()
    if (total === toldTotal) return
    toldTotal = total
    emitter.emit(webEvents.total, () => ({ data: store.total() }))
  }

  const changedRows = (): WebConversation[] =>
    rows().filter((row) => told.get(row.conversationID) !== JSON.stringify(row))

  function takeChangedRows(): WebConversation[] {
    const changed = changedRows()
    for (const row of changed) told.set(row.conversationID, JSON.stringify(row))
    return changed
  }

  const emitGroups = (): void => emitter.emit(webEvents.groupList, () => ({ data: groupNames() }))
  const groupNames = (): string[] => [...store.groups.values()]
  const emitInGroup = (groupName: string): void =>
    emitter.emit(webEvents.inGroup, () => ({
      data: { groupName, conversationList: rows().filter((row) => row.conversationGroupList.includes(groupName)) },
    }))

  function setNet(next: string): void {
    if (net === next) return
    net = next
    emitter.emit(webEvents.netStateChange, () => ({ data: { state: next } }))
  }

  const handlers = { push: receive, broken, reconnect }

  function connect(account: string): void {
    if (!client.connect(account, handlers)) return
    state = 'in'
    setNet('connected')
    waitingLogin?.({ code: 0, data: { actionStatus: 'OK' } })
    waitingLogin = undefined
    void sync()
  }

  function broken(): void {
    client.cut()
    setNet('connecting')
  }

  function reconnect(): void {
    connect(client.account)
  }

  /** At a login the missed messages wait for the first page, after a break for the last. */
  async function sync(): Promise<void> {
    syncs += 1
    const current = syncs
    const isLogin = paging === 'before'
    if (isLogin) {
      store.rows.clear()
      void syncMissed(current)
    }
    await syncPages(current)
    if (!isLogin && current === syncs) void syncMissed(current)
  }

  /** @returns whether the list is whole; rejects never. */
  async function syncPages(current: number): Promise<boolean> {
    paging = 'running'
    try {
      let start: number | undefined = 0
      while (start !== undefined) {
        // oxlint-disable-next-line no-await-in-loop -- each page says where the next one starts
        const reply: TencentReply = await client.request({ name: 'page', start, limit: pageSize })
        if (current !== syncs) return false
        store.takePage(reply.rows ?? [])
        emitList()
        becomeReady()
        start = reply.next
      }
    } catch {
      if (current !== syncs) return false
      paging = 'failed'
      becomeReady()
      return false
    }
    void readGroups(current)
    paging = 'done'
    store.endOfPages()
    emitList()
    return true
  }

  function becomeReady(): void {
    if (ready) return
    ready = true
    emitter.emit(webEvents.ready)
    clock.setTimeout(() => {
      for (const run of onReady.splice(0)) run()
    }, 1) // as the SDK has it: what ends the sync may come before
  }

  async function readGroups(current: number): Promise<void> {
    try {
      const { groups = [] } = await client.request({ name: 'groups' })
      if (current !== syncs) return
      store.groups.clear()
      for (const { id, name } of groups) store.groups.set(id, name)
      emitList()
      emitGroups()
    } catch {
      // the SDK leaves it at that, until the next sync
    }
  }

  async function syncMissed(current: number): Promise<void> {
    const isLogin = since === 0
    try {
      const reply = await client.request({ name: 'missed', since })
      if (current !== syncs) return
      since = reply.since ?? since
      const take = (): void => (isLogin ? takeCounts(reply) : takeMissed(reply))
      if (ready) take()
      else onReady.push(take)
    } catch {
      // likewise
    }
  }

  function takeCounts({ counts = [] }: TencentReply): void {
    if (counts.length === 0) return
    store.takeCounts(counts)
    emitList()
  }

  /** Messages that were missed, and then the server's count of those who wrote them. */
  function takeMissed({ pushes = [], counts = [] }: TencentReply): void {
    for (const push of pushes) {
      if (push.type !== 'messages') continue
      const peers = new Set(push.messages.map((message) => message.target))
      const { messages, begun } = store.takeMessages(push)
      store.takeCounts(counts.filter(({ peer }) => peers.has(peer)))
      emitList()
      lookUp(begun)
      if (messages.length > 0) emitter.emit(webEvents.messageReceived, () => ({ data: messages }))
    }
  }

  /** Names, mutes, marks and groups of chats that have just begun. */
  function lookUp(targets: readonly TencentTarget[]): void {
    if (targets.length === 0) return
    lookUps = [...lookUps, ...targets]
    const asked = lookUps.splice(0)
    client.request({ name: 'lookUp', targets: asked }).then(
      ({ rows: found = [] }) => {
        if (store.lookedUp(found)) emitList()
      },
      () => undefined, // the SDK does not ask again
    )
  }

  function receive(push: TencentPush): void {
    if (push.type === 'kick') return kicked(push.reason)
    if (push.type === 'malformed') return emitter.emit(push.event, () => ({ data: push.data }))
    const run = (): void => apply(push)
    if (ready) run()
    else onReady.push(run)
  }

  function apply(push: Exclude<TencentPush, { type: 'kick' | 'malformed' }>): void {
    switch (push.type) {
      case 'messages': {
        const { messages, begun } = store.takeMessages(push)
        if (messages.length === 0) return
        emitList()
        lookUp(begun)
        emitter.emit(webEvents.messageReceived, () => ({ data: messages }))
        return
      }
      case 'revoked': {
        const { message, changed } = store.revoke(push)
        if (changed) emitList()
        const { by } = push
        const tell = (): void =>
          emitter.emit(webEvents.revoked, () => ({ data: [{ ...message, revokerInfo: { userID: by } }] }))
        // after the revoker's profile was looked up, or not found
        client.request({ name: 'lookUp', targets: [{ kind: 'direct', target: by }] }).then(tell, tell)
        return
      }
      case 'peerRead': {
        const { messages, changed } = store.peerRead(push.peer, push.time)
        if (messages.length > 0) emitter.emit(webEvents.readByPeer, () => ({ data: messages }))
        if (changed) emitList()
        return
      }
      case 'groupReceipt':
        return takeReceipt(push)
      case 'groupCreated':
        store.groups.set(push.group.id, push.group.name)
        return emitGroups()
      case 'groupDeleted':
        if (store.groups.delete(push.group.id)) emitGroups()
        return emitIf(store.replaceGroup(push.group.name, undefined))
      case 'groupRenamed':
        if (store.groups.get(push.group.id) === push.group.name) return
        store.groups.set(push.group.id, push.group.name)
        emitGroups()
        return emitIf(store.replaceGroup(push.oldName, push.group.name))
      case 'groupMembers':
        if (!store.setInGroup(push.targets, push.group.name, push.added)) return
        emitList()
        return emitInGroup(push.group.name)
      case 'named': // the next sync tells
        return
      case 'read': // two steps, and each is told
        emitIf(store.read(push.target, push.time, push.seq))
        return emitIf(push.target.kind === 'group' && store.clearMentions(store.get(push.target)))
      default:
        emitIf(applySetting(push))
    }
  }

  const emitIf = (changed: boolean): void => {
    if (changed) emitList()
  }

  type Setting = Extract<
    TencentPush,
    { type: 'mention' | 'allRead' | 'deleted' | 'pinned' | 'marked' | 'customData' | 'muted' }
  >

  /** @returns whether the list changed. */
  function applySetting(push: Setting): boolean {
    switch (push.type) {
      case 'mention':
        return store.mention(push)
      case 'allRead':
        return store.readAll(push)
      case 'deleted':
        return store.remove(push.targets.map(toWebId))
      case 'pinned':
        return store.setPinned(push.target, push.pinned)
      case 'marked':
        return store.setMarks(push)
      case 'customData':
        return store.setCustomData(push.target, push.text)
      case 'muted':
        return store.setOption(push)
    }
  }

  /** Only of messages the SDK has in memory. */
  function takeReceipt({ message, read, unread }: Extract<TencentPush, { type: 'groupReceipt' }>): void {
    const known = store.messageOf(`8-${message.time}-${message.random}`)
    if (known === undefined) return
    known.readReceiptInfo = { readCount: read, unreadCount: unread }
    const data = [{ groupID: message.target, messageID: known.ID, readCount: read, unreadCount: unread }]
    emitter.emit(webEvents.receipt, () => ({ data }))
  }

  const kickTypes = {
    account: 'multipleAccount',
    device: 'multipleDevice',
    rest: 'REST_API_Kick',
    signature: 'userSigExpired',
  } as const

  function kicked(reason: keyof typeof kickTypes): void {
    emitter.emit(webEvents.kickedOut, () => ({ data: { type: kickTypes[reason] } }))
    reset()
  }

  /** Nothing of the account stays; what the throttle held back is never told. */
  function reset(): void {
    client.close()
    syncs += 1
    state = 'out'
    ready = false
    paging = 'before'
    toldTotal = since = 0
    lookUps = []
    onReady = []
    told.clear()
    store.reset()
    emitter.emit(webEvents.notReady)
    emitter.drop()
    net = ''
  }

  const commands = createWebCommands({
    client,
    store,
    emitList,
    emitGroups,
    emitInGroup,
    lookUp,
    isComplete: () => paging === 'done',
    isReady: () => ready,
    retrySync: async () => {
      if (paging !== 'failed') return true
      syncs += 1
      return syncPages(syncs)
    },
  })

  return {
    ...commands,
    on: emitter.on,
    off: emitter.off,
    listenerCount: emitter.listenerCount,
    get state() {
      return state
    },
    login({ userID }) {
      if (state !== 'out') return Promise.resolve({ code: 0, data: { actionStatus: 'OK', repeatLogin: true } })
      state = 'underway'
      return new Promise((resolve) => {
        waitingLogin = resolve
        connect(userID)
      })
    },
    logout() {
      if (state === 'out') return refuse(webCodes.notLoggedIn, 'logout')
      reset()
      return Promise.resolve({ code: 0, data: {} })
    },
    getLoginUser: () => client.account,
    isReady: () => ready,
    getTotalUnreadMessageCount: () =>
      ready ? store.total() : refuse(webCodes.notLoggedIn, 'getTotalUnreadMessageCount'),
    findMessage: (id) => store.messageOf(id) ?? null,
    async sendText(conversationID, text) {
      const { message } = await commands.send(conversationID, text)
      return message
    },
  }
}
