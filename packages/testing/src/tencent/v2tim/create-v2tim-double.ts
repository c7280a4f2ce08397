import type { Clock } from '@convolist/core'
import { createVendorClient } from '../../simulator/client.js'
import type { TencentPush, TencentReply, TencentServer, TencentTarget } from '../protocol.js'
import { msgIdOf, type V2TimConversation, type V2TimSetting } from './conversation.js'
import { V2TimDatabase, type Touched } from './database.js'
import { createV2TimListeners, type ListenerKind, type V2TimEnvelope } from './listeners.js'
import { createV2TimMethods, v2TimCodes, type V2TimMethods } from './methods.js'
import { createV2TimTotals } from './totals.js'

export interface V2TimDoubleOptions {
  /** The device's clock; the server's without it. */
  readonly clock?: Clock | undefined
  /** How answers are wrapped. Default `h5`: one level deeper than documented. */
  readonly envelope?: V2TimEnvelope | undefined
  /** Methods this module does not have, as older versions and other bindings. */
  readonly without?: readonly string[] | undefined
  /** Fields that its rows do not have, as of bindings that leave some out. */
  readonly unstated?: readonly V2TimSetting[] | undefined
  /** Rows in one page of the module's own sync. Default 100. */
  readonly pageSize?: number | undefined
  /** Gets what an app's listener threw; the module swallows it. */
  readonly onUncaught?: ((error: unknown) => void) | undefined
}

/** A stand-in for a V2TIM module, with all its methods on one object. */
export interface V2TimDouble extends V2TimMethods {
  listenerCount(): number
  /** Sends a text from this device: shown as sending at once, then as sent or failed. */
  sendText(conversationID: string, text: string): Promise<void>
  readonly state: 'out' | 'underway' | 'in'
}

/** V2TIM gives up on an answer after this long, in ms. */
const TIMEOUT_MS = 20_000
const PAGE = 100

/**
 * Makes the double: a database on the device that the server's pushes and its own commands keep up, callbacks with the
 * rows that changed, and a sync after each login and reconnect that removes in silence what the server has no more.
 */
export function createV2TimDouble(server: TencentServer, options: V2TimDoubleOptions = {}): V2TimDouble {
  const { clock = server.clock, envelope = 'h5', without = [], unstated = [], pageSize = PAGE, onUncaught } = options
  const client = createVendorClient({
    server,
    clock,
    timeoutMs: TIMEOUT_MS,
    codes: { timeout: v2TimCodes.timeout, broken: v2TimCodes.disconnected, loggedOut: v2TimCodes.notLoggedIn },
    toError: (code, what) => ({ code, desc: what }),
  })
  const listeners = createV2TimListeners(
    envelope,
    (name) => server.tally.count(`event:${name}`),
    (error) => onUncaught?.(error),
  )
  const databases = new Map<string, V2TimDatabase>()
  let state: V2TimDouble['state'] = 'out'
  let syncs = 0 // which login or connection a sync belongs to
  let waitingLogin: (() => void) | undefined

  const fire = (kind: ListenerKind, name: string, data: unknown, args?: readonly unknown[]): void =>
    listeners.fire(kind, name, data, args)
  const totals = createV2TimTotals(() => database(), fire)

  function database(): V2TimDatabase {
    const known = databases.get(client.account)
    if (known !== undefined) return known
    const made = new V2TimDatabase(client.account)
    databases.set(client.account, made)
    return made
  }

  function copyOf(row: V2TimConversation): V2TimConversation {
    const copy = JSON.parse(JSON.stringify(row)) as V2TimConversation
    for (const field of unstated) delete (copy as Partial<V2TimConversation>)[field]
    return copy
  }
  const copies = (rows: readonly V2TimConversation[]): V2TimConversation[] => rows.map(copyOf)

  function tell({ begun, changed }: Touched): void {
    if (begun.length > 0) fire('conversation', 'onNewConversation', copies(begun))
    if (changed.length > 0) fire('conversation', 'onConversationChanged', copies(changed))
    totals.tell()
  }

  const tellRow = (row: V2TimConversation | undefined): void => tellRows(row === undefined ? [] : [row])
  const tellRows = (changed: readonly V2TimConversation[]): void => tell({ begun: [], changed })

  const handlers = { push: receive, broken, reconnect: () => connect(client.account) }

  function connect(account: string): void {
    fire('sdk', 'onConnecting', '')
    if (!client.connect(account, handlers)) return
    state = 'in'
    fire('sdk', 'onConnectSuccess', '')
    waitingLogin?.()
    waitingLogin = undefined
    void sync()
  }

  function broken(): void {
    client.cut()
    fire('sdk', 'onConnecting', '')
  }

  async function sync(): Promise<void> {
    syncs += 1
    const current = syncs
    fire('conversation', 'onSyncServerStart', '')
    const own = database()
    own.beginSync()
    try {
      const { groups = [] } = await client.request({ name: 'groups' })
      if (current !== syncs) return
      own.groups = groups.map(({ name }) => name)
      let start: number | undefined = 0
      while (start !== undefined) {
        // oxlint-disable-next-line no-await-in-loop -- each page says where the next one starts
        const reply: TencentReply = await client.request({ name: 'page', start, limit: pageSize })
        if (current !== syncs) return
        tell(own.takePage(reply.rows ?? [], reply.start ?? start))
        start = reply.next
      }
      own.endSync()
      totals.tell()
      fire('conversation', 'onSyncServerFinish', '')
    } catch {
      if (current === syncs) fire('conversation', 'onSyncServerFailed', '')
    }
  }

  /** Names, mutes, marks and groups of chats that have just begun. */
  function lookUp(targets: readonly TencentTarget[]): void {
    if (targets.length === 0) return
    const own = database()
    client.request({ name: 'lookUp', targets }).then(
      ({ rows = [] }) => tellRows(own.lookedUp(rows)),
      () => undefined, // the next sync tells
    )
  }

  const targetOf = ({ userID, groupID }: V2TimConversation): TencentTarget =>
    userID === null ? { kind: 'group', target: groupID ?? '' } : { kind: 'direct', target: userID }

  function receive(push: TencentPush): void {
    const own = database()
    switch (push.type) {
      case 'messages': {
        const touched = own.takeMessages(push)
        tell(touched)
        for (const message of touched.arrived) fire('message', 'onRecvNewMessage', message)
        return lookUp(touched.begun.map(targetOf))
      }
      case 'revoked':
        tellRow(own.revoke(push))
        return fire('message', 'onRecvMessageRevoked', msgIdOf(push.message)) // the id, and nothing else
      case 'peerRead':
        tellRow(own.peerRead(push.peer, push.time))
        return fire('message', 'onRecvC2CReadReceipt', [{ userID: push.peer, timestamp: push.time }])
      case 'groupReceipt': {
        const { message, read, unread } = push
        const receipt = { groupID: message.target, msgID: msgIdOf(message), readCount: read, unreadCount: unread }
        return fire('message', 'onRecvMessageReadReceipts', [receipt])
      }
      case 'deleted': {
        const gone = own.remove(push.targets)
        if (gone.length > 0) fire('conversation', 'onConversationDeleted', gone)
        return totals.tell()
      }
      case 'malformed':
        return fire(push.event.startsWith('onRecv') ? 'message' : 'conversation', push.event, push.data)
      case 'kick':
        return kicked(push.reason)
      case 'groupCreated':
      case 'groupDeleted':
      case 'groupRenamed':
      case 'groupMembers':
        return receiveGroup(own, push)
      default:
        tellRows(applySetting(own, push))
    }
  }

  type Setting = Extract<
    TencentPush,
    { type: 'mention' | 'read' | 'allRead' | 'pinned' | 'marked' | 'customData' | 'muted' | 'named' }
  >

  function applySetting(own: V2TimDatabase, push: Setting): V2TimConversation[] {
    if (push.type === 'allRead') return own.readAll(push)
    const row = changeOne(own, push)
    return row === undefined ? [] : [row]
  }

  function changeOne(own: V2TimDatabase, push: Exclude<Setting, { type: 'allRead' }>): V2TimConversation | undefined {
    switch (push.type) {
      case 'mention':
        return own.mention(push)
      case 'read':
        return own.read(push.target, push.time, push.seq)
      case 'pinned':
        return own.setPinned(push.target, push.pinned)
      case 'marked':
        return own.edit(push.target, { markList: [...push.marks] })
      case 'customData':
        return own.edit(push.target, { customData: push.text })
      case 'muted':
        return own.edit(push.target, { recvOpt: push.option })
      case 'named':
        return own.edit(push.target, { showName: push.name ?? push.target.target })
    }
  }

  type GroupPush = Extract<TencentPush, { type: 'groupCreated' | 'groupDeleted' | 'groupRenamed' | 'groupMembers' }>

  function receiveGroup(own: V2TimDatabase, push: GroupPush): void {
    const { name } = push.group
    switch (push.type) {
      case 'groupCreated':
        return groupCreated(own, name, [])
      case 'groupDeleted':
        own.replaceGroup(name, undefined)
        return fire('conversation', 'onConversationGroupDeleted', name)
      case 'groupRenamed':
        own.replaceGroup(push.oldName, name)
        return groupRenamed(push.oldName, name)
      case 'groupMembers':
        return groupChanged(name, own.setInGroup(push.targets, name, push.added), push.added)
    }
  }

  function groupCreated(own: V2TimDatabase, name: string, rows: readonly V2TimConversation[]): void {
    if (!own.groups.includes(name)) own.groups = [...own.groups, name]
    const conversationList = copies(rows)
    fire('conversation', 'onConversationGroupCreated', { groupName: name, conversationList }, [name, conversationList])
  }

  const groupRenamed = (oldName: string, newName: string): void =>
    fire('conversation', 'onConversationGroupNameChanged', { oldName, newName }, [oldName, newName])

  function groupChanged(groupName: string, rows: readonly V2TimConversation[], added: boolean): void {
    if (rows.length === 0) return
    const name = added ? 'onConversationsAddedToGroup' : 'onConversationsDeletedFromGroup'
    const conversationList = copies(rows)
    fire('conversation', name, { groupName, conversationList }, [groupName, conversationList])
  }

  function kicked(reason: Extract<TencentPush, { type: 'kick' }>['reason']): void {
    leave()
    fire('sdk', reason === 'signature' ? 'onUserSigExpired' : 'onKickedOffline', '')
  }

  function leave(): void {
    client.close()
    totals.reset()
    syncs += 1
    state = 'out'
  }

  function login(userID: string): Promise<void> {
    if (state !== 'out' && client.account === userID) return Promise.resolve()
    if (state !== 'out') leave()
    state = 'underway'
    return new Promise((resolve) => {
      waitingLogin = resolve
      connect(userID)
    })
  }

  const { methods, sendText } = createV2TimMethods({
    client,
    clock,
    pages: server.pages,
    listeners,
    totals,
    envelope,
    without,
    database,
    copyOf,
    tellRow,
    tellRows,
    tell,
    groupCreated: (name, rows) => groupCreated(database(), name, rows),
    groupRenamed,
    groupChanged,
    lookUp,
    login,
    logout: leave,
    now: () => Math.floor(server.clock.now() / 1_000), // the SDK goes by the server's time, whatever the device's says
  })

  return {
    ...(methods as V2TimMethods),
    listenerCount: listeners.listenerCount,
    sendText,
    get state() {
      return state
    },
  }
}
