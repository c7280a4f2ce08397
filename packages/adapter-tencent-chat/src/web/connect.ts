import { toConversationId, toEpochMs, type ConversationPatch, type SourceEvent, type SourceSink } from '@convolist/core'
import { makeId } from '../ids.js'
import { comparable } from '../line.js'
import { count, isRecord, list, record, seconds, string, text } from '../read.js'
import { EVENT } from './chat.js'
import { conversationsIn } from './list.js'
import type { Sdk, WebLine, WebSession } from './session.js'
import { messageKey } from './to-row.js'
import type { Watches } from './unread.js'

/** One line per event: what it means to the list. Returned events are emitted; a throw is noted and goes no further. */
type Table = Readonly<Record<string, (data: unknown, event: unknown) => readonly SourceEvent[] | void>>

/** While a sync runs, its pages come as ever longer lists: they are taken at most this often, unless much has been added. */
const SYNC_STEP_MS = 1000
const SYNC_GROWTH = 1.25

const CONNECTION = ['connected', 'connecting', 'disconnected'] as const

/** Adds the listeners and opens the account if somebody is logged in. Returns what removes exactly those listeners. */
export function connectWeb(sdk: Sdk, line: WebLine, watches: Watches, sink: SourceSink): () => void {
  const { chat } = sdk
  let connected = true
  /** The newest list event, until it is looked at. */
  let latest: { readonly rows: readonly unknown[]; readonly complete: boolean | undefined } | undefined
  let scheduled = false
  let stopTimer: (() => void) | undefined
  let taken = { at: -Infinity, length: 0 }
  let rereading = false
  let again: { readonly absent: readonly string[] | undefined } | undefined
  /** List events so far. */
  let heard = 0
  /** tim-js-sdk does not say in its events whether its sync has ended. */
  const saysWhenComplete = sdk.has('getLoginUser')
  /** Kicked: events that were on their way belong to nobody. */
  let blocked = false
  line.attach(sink)

  const table: Table = {
    [EVENT.list]: (rows, event) => {
      latest = { rows: list(rows, 'conversations'), complete: flagOf(event) }
      heard++
      if (!blocked && sdk.has('getLoginUser')) become(String(chat.getLoginUser?.() ?? ''))
      if (line.session) schedule()
    },
    // Late or early by up to a second under the SDK's throttle: the total to compare with is read along with the list.
    [EVENT.total]: () => watches.totalChanged(),
    [EVENT.groupList]: (names) => labels(list(names, 'groups')),
    [EVENT.readByPeer]: (messages) => {
      const named = list(messages, 'messages')
      if (named.length === 0) void reread(undefined) // lite-chat: only its rows know
      return line.each(named, EVENT.readByPeer, readByPeer)
    },
    [EVENT.receipt]: (receipts) => line.each(list(receipts, 'receipts'), EVENT.receipt, groupRead),
    [EVENT.revoked]: (messages) => line.each(list(messages, 'messages'), EVENT.revoked, revoked),
    [EVENT.netStateChange]: (data) => {
      const connection = CONNECTION.find((state) => state === record<'state'>(data, 'state').state)
      if (line.session && connection !== 'connected' && !saysWhenComplete) line.session.complete = false
      return line.session && connection && [{ type: 'connectionChanged', connection }]
    },
    [EVENT.ready]: () => {
      blocked = false
      sdk.ready = true
      identify()
    },
    [EVENT.notReady]: () => {
      sdk.ready = false
      close('logout')
    },
    [EVENT.kickedOut]: (data) => {
      blocked = true
      sdk.ready = false
      close(record<'type'>(data ?? {}, 'reason').type === 'userSigExpired' ? 'expired' : 'kicked')
    },
    // onMessageReceived, onMessageModified: the list event carries the preview, the counts and the order.
    // onConversationInGroupUpdated: so it does the groups of each row.
    // onMessageExtensionsUpdated, onMessageReactionsUpdated, onProfileUpdated, friends, topics: no part of a row, or in it.
    // error: the app's own; what fails here rejects.
  }

  const handlers = Object.entries(table).map(([event, translate]) => {
    const handler = (payload: unknown): void => {
      if (!connected) return
      try {
        line.emit(...(translate(isRecord(payload) ? payload.data : undefined, payload) ?? []))
      } catch (cause) {
        line.note('vendor/malformed', event, cause) // the SDK would swallow it
      }
    }
    return [event, handler] as const
  })
  handlers.forEach(([event, handler]) => chat.on(event, handler))
  sdk.ready = chat.isReady?.() === true
  if (sdk.ready || !sdk.has('isReady')) identify() // connected after the login: nothing will come by itself

  return () => {
    if (!connected) return
    connected = false
    handlers.forEach(([event, handler]) => chat.off(event, handler))
    forgetTimer()
    sdk.ready = false
    line.attach(undefined)
  }

  /** Opens the account of whoever is logged in; tim-js-sdk has to be asked for the profile. */
  function identify(): void {
    if (sdk.has('getLoginUser')) {
      become(String(chat.getLoginUser?.() ?? ''))
      if (sdk.ready) catchUp()
      return
    }
    if (line.session) return catchUp()
    void sdk.call('getMyProfile').then(
      (profile) => {
        if (!connected || blocked || line.session) return
        sdk.ready = true
        become(text(isRecord(profile) ? profile.userID : undefined, 'userID') ?? '')
        catchUp()
      },
      () => undefined, // nobody is logged in
    )
  }

  function become(user: string): void {
    if (line.session && line.session.account !== user) close('logout')
    if (line.session || user === '') return
    line.open(user)
    taken = { at: -Infinity, length: 0 }
    line.emit({ type: 'accountOpened', account: user }, { type: 'connectionChanged', connection: 'connected' })
    if (latest) schedule()
  }

  /** Once the SDK is ready: what came before that, or before we listened. */
  function catchUp(): void {
    if (!line.session) return
    line.resync('the SDK is ready')
    watches.totalChanged()
    void reread(undefined)
    if (sdk.has('getConversationGroupList')) void readLabels()
  }

  function close(reason: 'logout' | 'kicked' | 'expired'): void {
    latest = undefined
    forgetTimer()
    if (!line.session) return
    line.close()
    line.emit({ type: 'accountClosed', reason })
  }

  function forgetTimer(): void {
    stopTimer?.()
    stopTimer = undefined
  }

  /** Events come inside the SDK's socket callback; several of one task are looked at once, after it. */
  function schedule(): void {
    if (scheduled || !latest) return
    const isSoon =
      latest.complete !== false ||
      latest.rows.length >= taken.length * SYNC_GROWTH ||
      line.now() - taken.at >= SYNC_STEP_MS
    if (!isSoon) {
      stopTimer ??= line.later(SYNC_STEP_MS, look)
      return
    }
    scheduled = true
    void Promise.resolve().then(look)
  }

  function look(): void {
    scheduled = false
    forgetTimer()
    const { session } = line
    if (!session || !latest) return
    const { rows, complete = session.complete } = latest
    if (latest.complete === undefined && !session.complete) void reread(undefined)
    latest = undefined
    if (session.delta) return takeChanges(session, rows)
    const absent = complete ? absentFrom(session, rows) : []
    if (absent.length > 0) void reread(absent)
    else takeList(session, rows, complete, [])
  }

  /** Rows we know that are not in the list: deleted, or not mentioned because the events carry changes only. */
  function absentFrom({ rows }: WebSession, values: readonly unknown[]): string[] {
    let known = 0
    for (const value of values) if (isRecord(value) && rows.has(value.conversationID)) known++
    if (known >= rows.size) return []
    const met = new Set(values.map((value) => isRecord(value) && value.conversationID))
    return [...rows.ids()].filter((id) => !met.has(id))
  }

  /** The SDK's own list, which is whole in either mode. */
  async function reread(absent: readonly string[] | undefined): Promise<void> {
    const { session } = line
    if (!session) return
    if (rereading) return void (again = { absent })
    rereading = true
    const asOf = heard
    try {
      const answer = await sdk.call('getConversationList')
      if (line.session !== session) return
      if (asOf !== heard) return void (again ??= { absent }) // what was asked for is older than an event by now
      const rows = conversationsIn(answer)
      if (absent) {
        const met = new Set(rows.map((row) => isRecord(row) && row.conversationID))
        session.delta = absent.some((id) => met.has(id))
      }
      const complete = !isRecord(answer) || answer.isSyncCompleted !== false
      takeList(session, rows, complete, complete ? absentFrom(session, rows) : [])
      if (!complete && !saysWhenComplete) stopTimer ??= line.later(SYNC_STEP_MS, rereadLater)
    } catch (cause) {
      if (line.session === session) line.note('vendor/failed', 'getConversationList', cause)
    } finally {
      rereading = false
      const next = again
      again = undefined
      if (next && connected) void reread(next.absent)
      else if (latest && line.session) schedule()
    }
  }

  function rereadLater(): void {
    stopTimer = undefined
    void reread(undefined)
  }

  /** @param gone rows we know that are not in the list; asked for once, for it looks up every row. */
  function takeList(session: WebSession, values: readonly unknown[], complete: boolean, gone: readonly string[]): void {
    const drafts: ConversationPatch[] = []
    const { changes } = session.rows
    const rows = values.flatMap((value, index) => session.rows.take(value, index, drafts) ?? [])
    gone.forEach(session.rows.forget)
    taken = { at: line.now(), length: values.length }
    // The SDK often says the same list twice, and 10,000 rows are compared with ours each time.
    const isNews = !complete || !session.complete || gone.length > 0 || session.rows.changes !== changes
    session.complete = complete
    if (isNews) line.emit({ type: 'snapshotReceived', rows, complete }, ...draftEvents(drafts), ...totals(session))
    else line.emit(...totals(session))
  }

  /** With `partialUpdatedConversations` only what changed is in the event, and a deletion is in none. */
  function takeChanges(session: WebSession, values: readonly unknown[]): void {
    const drafts: ConversationPatch[] = []
    const rows = values.flatMap((value, index) => session.rows.take(value, index, drafts) ?? [])
    line.emit({ type: 'conversationsUpserted', rows }, ...draftEvents(drafts), ...totals(session))
  }

  function totals(session: WebSession): readonly SourceEvent[] {
    const total = session.complete ? sdk.total() : undefined
    if (total === undefined) return []
    return [{ type: 'unreadReported', unread: comparable(session, total), scope: 'unreadUnmuted' }]
  }

  function labels(names: readonly unknown[]): readonly SourceEvent[] {
    const { session } = line
    if (!session) return []
    const all = line.each(names, EVENT.groupList, (name) => session.labels.label(string(name, 'groupName')))
    return [{ type: 'labelsChanged', labels: all, complete: true }]
  }

  async function readLabels(): Promise<void> {
    const { session } = line
    try {
      const names = list(await sdk.call('getConversationGroupList'), 'groups')
      if (line.session === session) line.emit(...labels(names))
    } catch (cause) {
      if (line.session === session) line.note('vendor/failed', 'getConversationGroupList', cause)
    }
  }

  /** The SDK keeps the new watermark to itself; the newest message it names is a lower bound. */
  function readByPeer(value: unknown): SourceEvent | undefined {
    const from = record<'conversationID' | 'time' | 'flow'>(value, 'message')
    const readAt = seconds(from.time, 'time')
    if (from.flow === 'in' || !readAt || !line.session) return undefined
    return { type: 'peerReadTo', id: toConversationId(string(from.conversationID, 'conversationID')), readAt }
  }

  /** A receipt names its message by an id that previews do not have; the SDK knows the message. */
  function groupRead(value: unknown): SourceEvent | undefined {
    const from = record<'groupID' | 'messageID' | 'readCount' | 'unreadCount'>(value, 'receipt')
    const group = text(from.groupID, 'groupID')
    const message = group && line.session ? chat.findMessage?.(string(from.messageID, 'messageID')) : undefined
    if (!group || !isRecord(message)) return undefined
    return {
      type: 'groupReceiptChanged',
      id: makeId('web', 'group', group),
      messageId: messageKey(message.type, message.sequence, message.time),
      read: count(from.readCount, 'readCount') ?? 0,
      unread: count(from.unreadCount, 'unreadCount') ?? 0,
    }
  }

  function revoked(value: unknown): SourceEvent | undefined {
    const from = record<'conversationID' | 'type' | 'sequence' | 'time' | 'revoker' | 'revokerInfo'>(value, 'message')
    if (!line.session) return undefined
    const by = isRecord(from.revokerInfo) ? from.revokerInfo.userID : from.revoker
    return {
      type: 'messageRevoked',
      id: toConversationId(string(from.conversationID, 'conversationID')),
      messageId: messageKey(from.type, from.sequence, from.time),
      revokedBy: text(by, 'revoker'),
    }
  }
}

const flagOf = (event: unknown): boolean | undefined =>
  isRecord(event) && typeof event.isSyncCompleted === 'boolean' ? event.isSyncCompleted : undefined

const draftEvents = (patches: readonly ConversationPatch[]): readonly SourceEvent[] =>
  patches.length > 0 ? [{ type: 'conversationsPatched', patches, unknown: 'ignore' }] : []

/** When this account has read a conversation up to its last message, by its own call. */
export const selfRead = (session: WebSession, value: unknown): SourceEvent | undefined => {
  const row = session.rows.peek(value)
  return row.activeAt > 0 ? { type: 'selfReadTo', id: row.id, readAt: toEpochMs(row.activeAt) } : undefined
}
