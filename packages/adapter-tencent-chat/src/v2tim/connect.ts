import {
  toConversationId,
  type Conversation,
  type ConversationPatch,
  type SourceEvent,
  type SourceSink,
} from '@convolist/core'
import { makeId } from '../ids.js'
import { count, isRecord, record, seconds, string, text, wrong } from '../read.js'
import { V2TIM_IDS, type V2TimChat, type V2TimListeners } from './chat.js'
import { argumentsOf, type Module } from './envelope.js'
import { see, type V2TimLine, type V2TimSession } from './session.js'
import { toRow, type Stated } from './stated.js'
import { rowsIn, toPatch, type Said } from './to-row.js'
import type { Watches } from './unread.js'

/** One line per callback: what it means to the list. Returned events are emitted; a throw is noted and goes no further. */
type Table = Readonly<Record<string, (session: V2TimSession, ...args: unknown[]) => readonly SourceEvent[] | void>>
type Methods = Readonly<Record<string, ((listener: object) => unknown) | undefined>>

/** How long events wait to hear whose they are. */
const WHO_MS = 10_000
/** Connected after the login, a sync may be under way of which only the end is told, or none: so long nothing must come. */
const QUIET_MS = 3000

const CONNECTED: SourceEvent = { type: 'connectionChanged', connection: 'connected' }

/** Adds the listeners and opens the account if somebody is logged in. Returns what removes exactly those listeners. */
export function connectV2Tim(
  chat: V2TimChat,
  module: Module,
  line: V2TimLine,
  watches: Watches,
  listeners: V2TimListeners,
  stated: Stated,
  sink: SourceSink,
): () => void {
  /** While the SDK is asked who is logged in, events wait for the answer. */
  let asking = false
  let lastAsked: object | undefined
  let stopWaiting: (() => void) | undefined
  let waiting: (() => void)[] = []
  /** Kicked, or out of its signature: nobody is there until the SDK syncs again. */
  let ended = false
  let connected = true
  /** Set while it is not known whether a sync is under way. */
  let stopQuiet: (() => void) | undefined
  let heardAt = -Infinity
  line.attach(sink)
  module.onLoggedOut = () => close('logout')

  const conversation: Table = {
    onSyncServerStart(session) {
      endQuiet()
      session.sync = 'running'
    },
    // What was deleted elsewhere meanwhile is told by no event, only by a new walk.
    onSyncServerFinish: (session) => synced(session, 'done'),
    onSyncServerFailed: (session) => synced(session, 'failed'),
    onNewConversation: upserted,
    onConversationChanged: upserted,
    // The uni-app/H5 module gives the next two callbacks one type, `onConversationsDeleted`: what they carry tells them apart.
    onConversationDeleted: deletedOrCounted,
    onConversationsDeleted: deletedOrCounted,
    onUnreadMessageCountChangedByFilter: deletedOrCounted,
    onTotalUnreadMessageCountChanged(_session, total) {
      watches.totalChanged(count({ total }, 'total') ?? wrong('total', 'a count'))
    },
    onConversationGroupCreated: joined,
    onConversationGroupDeleted: (session, groupName) => {
      line.resync('a conversation group was deleted') // its rows may or may not be told
      const id = session.labels.idOf(string({ groupName }, 'groupName'))
      session.labels.forget(id)
      session.labelled.forEach((labels, row, all) => all.set(row, without(labels, id)))
      return [{ type: 'labelsChanged', labels: [], removed: [id] }]
    },
    onConversationGroupNameChanged: ({ labels }, change, newName) => {
      const names = isRecord(change) ? change : { oldName: change, newName }
      const to = string(names, 'newName')
      labels.renamed(string(names, 'oldName'), to)
      return [{ type: 'labelsChanged', labels: [labels.label(to)] }]
    },
    onConversationsAddedToGroup: joined,
    onConversationsDeletedFromGroup: (session, group, rows) => grouped(session, group, rows, false),
  }

  const message: Table = {
    onRecvC2CReadReceipt: (_session, receipts) => line.each(receipts, peerRead),
    onRecvMessageReadReceipts: (_session, receipts) => line.each(receipts, groupRead),
    onRecvMessageRevoked: revoked,
    // onRecvNewMessage, onRecvMessageModified: the conversation's own event carries the preview, the counts and the order.
    // onRecvMessageExtensionsChanged, onRecvMessageExtensionsDeleted: no part of a row.
  }

  const account: Table = {
    onConnecting: () => [{ type: 'connectionChanged', connection: 'connecting' }],
    onConnectSuccess: () => [CONNECTED],
    onConnectFailed: () => [{ type: 'connectionChanged', connection: 'disconnected' }],
    onKickedOffline: () => close('kicked'),
    onUserSigExpired: () => close('expired'),
    // onSelfInfoUpdated, onUserStatusChanged: no part of a row.
  }

  const removers = [
    listen('IMSDKListener', account, listeners.sdkListener),
    listen('ConversationListener', conversation, listeners.conversationListener),
    listen('AdvancedMsgListener', message, listeners.advancedMsgListener),
  ]
  askWho(true)

  return () => {
    if (!connected) return
    connected = false
    removers.forEach((remove) => remove())
    endQuiet()
    stopWaiting?.()
    watches.deactivate()
    module.onLoggedOut = undefined
    line.attach(undefined)
  }

  function listen(name: string, table: Table, Listener: V2TimListeners['sdkListener']): () => void {
    const callbacks = Object.fromEntries(
      Object.entries(table).map(([event, translate]) => [event, (...args: unknown[]) => heard(event, translate, args)]),
    )
    const listener = Listener ? new Listener(callbacks as never) : callbacks
    const call = (method: string): void => {
      if (!module.has(method)) return
      // As it is: a listener is no parameter with an answer to it.
      const run = async (): Promise<unknown> => (chat as unknown as Methods)[method]?.(listener)
      run().catch((cause: unknown) => line.note('vendor/failed', method, cause))
    }
    call(`add${name}`)
    return () => call(`remove${name}`)
  }

  function heard(event: string, translate: Table[string], args: readonly unknown[]): void {
    if (!connected) return
    // A sync begins after each login, and no callback tells of the login itself.
    if (event === 'onSyncServerStart') {
      ended = false
      askAgain()
    } else if (!asking && !line.session && !ended && !(event in account)) askWho()
    const run = (): void => {
      const { session } = line
      if (session) line.during(event, () => translate?.(session, ...argumentsOf(args)))
    }
    if (asking) waiting.push(run)
    else run()
  }

  /** What waits for an answer was heard before this login, maybe of another account; the list is walked again anyway. */
  function askAgain(): void {
    if (asking) waiting = [() => line.session && line.emit(CONNECTED)] // a sync has a line to run on
    askWho()
  }

  /** @param isLate somebody may have been logged in before we listened. */
  function askWho(isLate = false): void {
    const asked = (lastAsked = {})
    asking = true
    const known = (user: string | undefined): void => {
      if (lastAsked !== asked) return // asked again since
      asking = false
      stopWaiting?.()
      const events = waiting
      waiting = []
      if (!connected) return
      if (line.session && line.session.account !== user) close('logout')
      // The same account may have logged out and in again, which ends its watches.
      if (line.session) watches.activate()
      else if (user !== undefined && !ended) open(user, isLate)
      events.forEach((run) => run())
    }
    stopWaiting?.()
    stopWaiting = line.later(WHO_MS, () => known(failed(new Error('no answer'))))
    void whoIsIt().then(known)
  }

  async function whoIsIt(): Promise<string | undefined> {
    try {
      const user = text({ getLoginUser: await module.call('getLoginUser') }, 'getLoginUser')
      if (!user && connected) line.nobody()
      return user
    } catch (cause) {
      return failed(cause)
    }
  }

  /** Nothing says that it is another one. */
  function failed(cause: unknown): string | undefined {
    line.note('vendor/failed', 'getLoginUser', cause)
    return line.session?.account
  }

  function open(user: string, isLate: boolean): void {
    line.open(user)
    if (isLate) waitForQuiet()
    line.emit({ type: 'accountOpened', account: user }, CONNECTED)
    watches.activate()
    line.resync('login') // the SDK has the rows of last time in its database
  }

  function waitForQuiet(): void {
    stopQuiet = line.later(QUIET_MS, () => {
      if (line.now() - heardAt < QUIET_MS) waitForQuiet()
      else if (line.session) synced(line.session, 'done')
    })
  }

  function endQuiet(): void {
    stopQuiet?.()
    stopQuiet = undefined
  }

  function close(reason: 'logout' | 'kicked' | 'expired'): void {
    endQuiet()
    ended = reason !== 'logout'
    line.close()
    line.emit({ type: 'accountClosed', reason })
  }

  function synced(session: V2TimSession, sync: V2TimSession['sync']): void {
    endQuiet()
    session.sync = sync
    line.resync(`the SDK's own sync: ${sync}`)
  }

  function upserted(session: V2TimSession, values: unknown): readonly SourceEvent[] {
    heardAt = line.now()
    return taken(session, said(session, values))
  }

  function said(session: V2TimSession, values: unknown): readonly Said[] {
    return line.each(values, (value) => toPatch(value, session))
  }

  /** Full rows where everything was stated; patches where a binding left fields out. */
  function taken(session: V2TimSession, all: readonly Said[]): readonly SourceEvent[] {
    const rows: Conversation[] = []
    const patches: ConversationPatch[] = []
    stated.learn(all)
    for (const one of all) {
      const row = stated.isWhole(one) || session.gone.has(one.id) ? toRow(one) : undefined
      if (row) rows.push(row)
      else patches.push(one)
      see(session, row ?? one, one)
    }
    return [
      ...(rows.length > 0 ? [{ type: 'conversationsUpserted', rows } as const] : []),
      ...(patches.length > 0 ? [{ type: 'conversationsPatched', patches } as const] : []),
    ]
  }

  function deletedOrCounted(session: V2TimSession, data: unknown, total: unknown): readonly SourceEvent[] | void {
    if (!Array.isArray(data)) {
      const { filter, totalUnreadCount = total } = record<'filter' | 'totalUnreadCount'>(data, 'filter')
      if (filter == null && totalUnreadCount == null) wrong('totalUnreadCount', 'a count') // neither ids nor a total
      return watches.filterChanged(filter ?? data, count({ totalUnreadCount }, 'totalUnreadCount') ?? 0)
    }
    const ids = line.each(data, (conversationID) => toConversationId(string({ conversationID }, 'conversationID')))
    ids.forEach((id) => {
      session.gone.add(id)
      session.met.set(id, ++session.turn)
      session.labelled.delete(id)
      session.exceptAt.delete(id)
      session.lastMessages.delete(id)
      session.readMentions.delete(id)
    })
    return ids.length > 0 ? [{ type: 'conversationsRemoved', ids }] : []
  }

  function joined(session: V2TimSession, group: unknown, rows: unknown): readonly SourceEvent[] {
    return grouped(session, group, rows, true)
  }

  /** Rows that joined or left a group: whether they already say so themselves is written nowhere. */
  function grouped(session: V2TimSession, group: unknown, rows: unknown, isIn: boolean): readonly SourceEvent[] {
    const from = isRecord(group) ? group : { groupName: group, conversationList: rows }
    const label = session.labels.label(string(from, 'groupName'))
    const all = said(session, rowsIn(from.conversationList ?? [], 'conversationList'))
    const changed = taken(session, all)
    const patches = all.map(({ id, labels = session.labelled.get(id) ?? line.shown(id)?.labels ?? [] }) => {
      const now = [...without(labels, label.id), ...(isIn ? [label.id] : [])]
      session.labelled.set(id, now)
      return { id, labels: now }
    })
    return [
      ...(isIn ? [{ type: 'labelsChanged', labels: [label] } as const] : []),
      ...changed,
      ...(patches.length > 0 ? [{ type: 'conversationsPatched', patches } as const] : []),
    ]
  }
}

const without = (labels: readonly string[], label: string): readonly string[] =>
  labels.filter((other) => other !== label)

/** How far the other side has read. */
function peerRead(receipt: unknown): SourceEvent | undefined {
  const from = record<'userID' | 'timestamp'>(receipt, 'receipt')
  const readAt = from.timestamp == null ? wrong('timestamp', 'a time') : seconds(from, 'timestamp')
  return readAt && { type: 'peerReadTo', id: makeId(V2TIM_IDS, 'direct', string(from, 'userID')), readAt }
}

/** Who has read one message of a group. One-to-one receipts of single messages say nothing of those before. */
function groupRead(receipt: unknown): SourceEvent | undefined {
  const from = record<'groupID' | 'msgID' | 'readCount' | 'unreadCount'>(receipt, 'receipt')
  const group = text(from, 'groupID')
  if (group === undefined) return undefined
  return {
    type: 'groupReceiptChanged',
    id: makeId(V2TIM_IDS, 'group', group),
    messageId: string(from, 'msgID'),
    read: count(from, 'readCount') ?? 0,
    unread: count(from, 'unreadCount') ?? 0,
  }
}

/** Carries the message's id and nothing else: only the last message of a row matters here. */
function revoked(session: V2TimSession, notice: unknown): readonly SourceEvent[] {
  const messageId = string(isRecord(notice) ? notice : { msgID: notice }, 'msgID')
  for (const [id, last] of session.lastMessages) {
    if (last.id === messageId) return [{ type: 'messageRevoked', id: toConversationId(id), messageId }]
  }
  return []
}
