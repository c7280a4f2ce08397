import {
  toConversationId,
  type Conversation,
  type ConversationPatch,
  type SourceEvent,
  type SourceSink,
} from '@convolist/core'
import { makeId } from '../ids.js'
import { COMPARED, comparable } from '../line.js'
import { count, fieldsOf, isRecord, list, record, seconds, string, text, wrong } from '../read.js'
import { WEB_IDS } from './chat.js'
import { conversationsIn } from './list.js'
import { hasSetting, idOf } from './rows.js'
import type { Readers, Sdk, WebLine, WebSession } from './session.js'
import { messageKey } from './to-row.js'
import type { Watches } from './unread.js'

/** One line per event: what it means to the list. Returned events are emitted; a throw is noted and goes no further. */
type Table = Readonly<Record<string, (data: unknown, event: unknown) => readonly SourceEvent[] | void>>

/** While a sync runs, its pages come as ever longer lists: they are taken at most this often, unless much has been added. */
const SYNC_STEP_MS = 1000
const SYNC_GROWTH = 1.25
/** What ends a sync may be told by no event: tim-js-sdk's never is, nor one that failed, nor one that changed nothing. */
const ASK_FIRST_MS = 1000
const ASK_LAST_MS = 16_000

type CloseReason = 'logout' | 'kicked' | 'expired'
const CONNECTION = ['connected', 'connecting', 'disconnected'] as const

/** Adds the listeners and opens the account if somebody is logged in. Returns what removes exactly those listeners. */
export function connectWeb(sdk: Sdk, line: WebLine, watches: Watches, sink: SourceSink): () => void {
  const { chat } = sdk
  let connected = true
  /** The newest list event, until it is looked at. */
  let latest: { readonly rows: readonly unknown[]; readonly complete: boolean | undefined } | undefined
  let scheduled = false
  let stopTimer: (() => void) | undefined
  let stopAsking: (() => void) | undefined
  let askMs = ASK_FIRST_MS
  let taken = { at: -Infinity, length: 0 }
  /** For whom the SDK is being asked for its list. */
  let rereading: WebSession | undefined
  let again: { readonly absent: readonly string[] | undefined } | undefined
  /** List events so far. */
  let heard = 0
  /** tim-js-sdk cannot be asked who is logged in, nor do its events say whether its sync has ended. */
  const isTim = !sdk.has('getLoginUser')
  /** Kicked or logged out: events that were on their way belong to nobody, until the SDK is ready again. */
  let blocked = false
  /** Logouts and kicks so far. */
  let ends = 0
  line.attach(sink)

  // The events by their names in `TencentCloudChat.EVENT`, the same in all three packages.
  const table: Table = {
    onConversationListUpdated: (rows, event) => {
      const values = list(rows, 'conversations')
      heard++
      askMs = ASK_FIRST_MS
      if (!blocked && !isTim) become(whoIsIt())
      if (!line.session) return // nobody's: once somebody is there, the list is asked for
      const complete = flagOf(event)
      if (complete === false && taken.at < 0 && !values.some(hasSetting)) return askUntilComplete()
      latest = { rows: values, complete }
      schedule()
    },
    // Late or early by up to a second under the SDK's throttle: the total to compare with is read along with the list.
    onTotalUnreadMessageCountUpdated: () => watches.totalChanged(),
    onConversationGroupListUpdated: (names) => line.session && [labels(line.session, names)],
    onMessageReadByPeer: (messages) => {
      if (list(messages, 'messages').length === 0) void reread(undefined) // lite-chat: only its rows know
      return line.each(messages, readByPeer)
    },
    onMessageReadReceiptReceived: (receipts) => line.each(receipts, groupRead),
    onMessageRevoked: (messages) => line.each(messages, revoked),
    netStateChange: (data) => {
      const now = string(record<'state'>(data, 'state'), 'state')
      const connection = CONNECTION.find((state) => state === now)
      if (line.session && connection !== 'connected' && isTim) line.session.complete = false
      return line.session && connection && [{ type: 'connectionChanged', connection }]
    },
    sdkStateReady: () => {
      blocked = false
      sdk.ready = true
      identify()
    },
    sdkStateNotReady: () => end('logout'),
    kickedOut: (data) => end(fieldsOf(data).type === 'userSigExpired' ? 'expired' : 'kicked'),
    // onMessageReceived, onMessageModified: the list event carries the preview, the counts and the order.
    // onConversationInGroupUpdated: so it does the groups of each row.
    // onMessageExtensionsUpdated, onMessageReactionsUpdated, onProfileUpdated, friends, topics: no part of a row, or in it.
    // error: the app's own; what fails here rejects.
  }

  const removers = Object.entries(table).map(([event, translate]) => {
    const handler = (payload: unknown): void => {
      if (connected) line.during(event, () => translate(fieldsOf(payload).data, payload))
    }
    chat.on(event, handler)
    return () => chat.off(event, handler)
  })
  sdk.ready = chat.isReady?.() === true
  // Connected after a login or a logout: nothing will come by itself.
  if (sdk.ready || !sdk.has('isReady')) line.during('getLoginUser', identify)
  else if (!chat.getLoginUser?.()) line.nobody()

  return () => {
    if (!connected) return
    connected = false
    removers.forEach((remove) => remove())
    forgetTimers()
    sdk.ready = false
    line.attach(undefined)
  }

  /** Opens the account of whoever is logged in; tim-js-sdk has to be asked for the profile. */
  function identify(): void {
    if (!isTim) become(whoIsIt())
    if (sdk.ready && line.session) catchUp()
    if (!isTim || line.session) return
    const asked = ends
    void sdk.call('getMyProfile').then(
      (profile) => {
        if (!connected || asked !== ends || line.session) return
        sdk.ready = true
        become(text(fieldsOf(profile), 'userID') ?? '')
        catchUp()
      },
      () => asked === ends && line.nobody(),
    )
  }

  function whoIsIt(): string {
    return text({ user: chat.getLoginUser?.() }, 'user') ?? ''
  }

  function become(user: string): void {
    if (line.session && line.session.account !== user) close('logout')
    if (line.session || user === '') return
    line.open(user)
    taken = { at: -Infinity, length: 0 }
    askMs = ASK_FIRST_MS
    line.emit({ type: 'accountOpened', account: user }, { type: 'connectionChanged', connection: 'connected' })
  }

  /** Once the SDK is ready: what came before that, or before we listened. */
  function catchUp(): void {
    if (!line.session) return
    line.resync('the SDK is ready')
    watches.totalChanged()
    void reread(undefined)
    if (sdk.has('getConversationGroupList')) void readLabels()
  }

  function end(reason: CloseReason): void {
    blocked = true
    ends++
    sdk.ready = false
    close(reason)
  }

  function close(reason: CloseReason): void {
    latest = undefined
    again = undefined
    forgetTimers()
    if (!line.session) return
    line.close()
    line.emit({ type: 'accountClosed', reason })
  }

  function forgetTimers(): void {
    stopTimer?.()
    stopAsking?.()
    stopTimer = undefined
    stopAsking = undefined
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
    forgetTimers()
    const { session } = line
    if (!session || !latest) return
    const { rows, complete = session.complete } = latest
    if (latest.complete === undefined && !session.complete) void reread(undefined)
    latest = undefined
    const absent = complete && !session.delta ? absentFrom(session, rows) : []
    if (session.delta) takeChanges(session, rows)
    else if (absent.length > 0) void reread(absent)
    else takeList(session, rows, complete, [])
    askUntilComplete()
  }

  /** Rows we know that are not in the list: deleted, or not mentioned because the events carry changes only. */
  function absentFrom({ rows }: WebSession, values: readonly unknown[]): string[] {
    let known = 0
    for (const value of values) if (rows.has(idOf(value))) known++
    if (known >= rows.size) return []
    const met = idsIn(values)
    return [...rows.ids()].filter((id) => !met.has(id))
  }

  /** The SDK's own list, which is whole in either mode. */
  async function reread(absent: readonly string[] | undefined): Promise<void> {
    const { session: asked } = line
    if (!asked) return
    if (rereading === asked) return void (again = { absent })
    rereading = asked
    const asOf = heard
    await line.ask(
      'getConversationList',
      () => sdk.call('getConversationList'),
      (answer, session) => {
        if (asOf !== heard) return void (again ??= { absent }) // what was asked for is older than an event by now
        const rows = conversationsIn(answer)
        const met = absent && idsIn(rows)
        if (met) session.delta = absent.some((id) => met.has(id))
        const complete = fieldsOf(answer).isSyncCompleted !== false
        takeList(session, rows, complete, complete ? absentFrom(session, rows) : [])
      },
    )
    if (rereading !== asked) return // of an account that has left
    rereading = undefined
    const next = again
    again = undefined
    if (next && connected) void reread(next.absent)
    else if (latest && line.session) schedule()
    else askUntilComplete()
  }

  function askUntilComplete(): void {
    if (!line.session || line.session.complete) return
    stopAsking ??= line.later(askMs, () => {
      stopAsking = undefined
      askMs = Math.min(askMs * 2, ASK_LAST_MS)
      if (!line.session?.complete) void reread(undefined)
    })
  }

  /** @param gone rows we know that are not in the list; asked for once, for it looks up every row. */
  function takeList(session: WebSession, values: readonly unknown[], complete: boolean, gone: readonly string[]): void {
    const { changes } = session.rows
    const [rows, drafts] = taking(session, values)
    gone.forEach(session.rows.forget)
    taken = { at: line.now(), length: values.length }
    // The SDK often says the same list twice, and 10,000 rows are compared with ours each time.
    const isNews = complete !== session.complete || gone.length > 0 || session.rows.changes !== changes
    session.complete = complete
    const snapshot: SourceEvent[] = isNews ? [{ type: 'snapshotReceived', rows, complete }] : []
    line.emit(...snapshot, ...drafts, ...totals(session))
  }

  /** With `partialUpdatedConversations` only what changed is in the event, and a deletion is in none. */
  function takeChanges(session: WebSession, values: readonly unknown[]): void {
    const [rows, drafts] = taking(session, values)
    line.emit({ type: 'conversationsUpserted', rows }, ...drafts, ...totals(session))
  }

  function taking(
    { rows, early }: WebSession,
    values: readonly unknown[],
  ): [readonly Conversation[], readonly SourceEvent[]] {
    const patches: ConversationPatch[] = []
    rows.renew() // a group deleted and made again before this event is off their rows in the list
    const taken = values.flatMap((value, index) => rows.take(value, index, patches) ?? [])
    const events: SourceEvent[] = [...early.values()].filter(
      ({ id, messageId }) => rows.get(id)?.lastMessage?.id === messageId && early.delete(id),
    )
    if (patches.length > 0) events.push({ type: 'conversationsPatched', patches, unknown: 'ignore' })
    return [taken, events]
  }

  function totals(session: WebSession): readonly SourceEvent[] {
    const total = session.complete ? sdk.total() : undefined
    if (total === undefined) return []
    return [{ type: 'unreadReported', unread: comparable(session, total), scope: COMPARED }]
  }

  function labels(session: WebSession, names: unknown, path?: string): SourceEvent {
    return session.labels.all(line.each(names, (groupName) => string({ groupName }, 'groupName'), path))
  }

  function readLabels(): Promise<void> {
    const method = 'getConversationGroupList'
    return line.ask(
      method,
      () => sdk.call(method),
      (names, session) => line.emit(labels(session, names, method)),
    )
  }

  /** The SDK keeps the new watermark to itself; the newest message it names is a lower bound. */
  function readByPeer(value: unknown): SourceEvent | undefined {
    const from = record<'conversationID' | 'time' | 'flow'>(value, 'message')
    if (from.flow === 'in' || !line.session) return undefined
    const readAt = from.time == null ? wrong('time', 'a time') : seconds(from, 'time')
    if (!readAt) return undefined
    return { type: 'peerReadTo', id: toConversationId(string(from, 'conversationID')), readAt }
  }

  /** A receipt names its message by an id that previews do not have; the SDK knows the message. */
  function groupRead(value: unknown): SourceEvent | undefined {
    const from = record<'groupID' | 'messageID' | 'readCount' | 'unreadCount'>(value, 'receipt')
    const group = text(from, 'groupID')
    const message = group && line.session ? chat.findMessage?.(string(from, 'messageID')) : undefined
    if (!group || !isRecord(message)) return undefined
    const readers: Readers = {
      type: 'groupReceiptChanged',
      id: makeId(WEB_IDS, 'group', group),
      messageId: messageKey(message),
      read: count(from, 'readCount') ?? 0,
      unread: count(from, 'unreadCount') ?? 0,
    }
    const { early, rows } = line.session!
    const shown = rows.get(readers.id)?.lastMessage
    if (!shown || shown.id === readers.messageId) return readers
    early.set(readers.id, readers)
    return undefined
  }

  function revoked(value: unknown): SourceEvent | undefined {
    const from = record<'conversationID' | 'type' | 'sequence' | 'time' | 'revoker' | 'revokerInfo'>(value, 'message')
    if (!line.session) return undefined
    const { userID = from.revoker } = fieldsOf(from.revokerInfo)
    return {
      type: 'messageRevoked',
      id: toConversationId(string(from, 'conversationID')),
      messageId: messageKey(from),
      revokedBy: text({ revoker: userID }, 'revoker'),
    }
  }
}

export const idsIn = (values: readonly unknown[]): ReadonlySet<unknown> => new Set(values.map(idOf))

function flagOf(event: unknown): boolean | undefined {
  const { isSyncCompleted } = fieldsOf(event)
  return typeof isSyncCompleted === 'boolean' ? isSyncCompleted : undefined
}
