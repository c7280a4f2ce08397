import type { ConversationPatch, SourceEvent, SourceSink } from '@convolist/core'
import { makeId } from './ids.js'
import { CATCH_UP } from './list.js'
import type { IsMention } from './mentions.js'
import type { NimConversation, NimEmitter, NimProfile, NimTeamReceipt } from './nim.js'
import { number, record, string, sureNumber, text } from './read.js'
import { nativeEvent, type Services } from './services.js'
import type { Line, Session } from './session.js'
import { toLabel } from './to-row.js'
import { deleted, groupRead, mentioned, muted, ownId, peerRead, revoked } from './translate.js'
import type { Watches } from './unread.js'

/** What a callback means to the list. Runs only while an account is open, but for the login itself. */
type Translate = (payload: unknown, session: Session, ...more: unknown[]) => readonly SourceEvent[] | void
type Table = Readonly<Record<string, Translate>>

/** NIM's login status. */
const LOGGED_OUT = 0
const LOGGED_IN = 1
const LOGGING_IN = 2
const CONNECTION = [undefined, 'connected', 'connecting', 'disconnected'] as const
/** The part of the SDK's data sync that conversations wait for, and its end. */
const MAIN = 1
const DONE = 3

/** Adds the listeners and opens the account if somebody is logged in. Returns what removes exactly those listeners. */
export function connectNim(
  services: Services,
  line: Line,
  watches: Watches,
  isMention: IsMention,
  sink: SourceSink,
): () => void {
  const { login, conversation, native, cloud, group } = services
  const renamed = new Set<string>()
  let status = login.getLoginStatus()
  /** Whose data the SDK may hold: of what it has told its listeners it tells nothing again, not even after a new login. */
  let held = login.getLoginUser()

  const each =
    (make: (value: unknown, session: Session) => SourceEvent | void): Translate =>
    (values) =>
      line.each(values, (value, session) => make(value, session) ?? undefined)

  const mutedOne = (...[type, target, mode, session]: Parameters<typeof muted>): SourceEvent[] => {
    watches.moved('ignoreMuted')
    return [muted(type, target, mode, session)]
  }

  // One line per callback; those we leave alone have one with the reason.
  const tables: Partial<Record<keyof Services, Table>> = {
    conversation: {
      onSyncStarted: (_, session) => void (session.sync = 'running'),
      onSyncFinished: (_, session) => synced(session, 'done'),
      onSyncFailed: (_, session) => synced(session, 'failed'),
      onConversationCreated: (row) => upserted([row]),
      onConversationChanged: (rows) => {
        watches.moved('conversationGroupId')
        return upserted(rows)
      },
      onConversationDeleted: removed,
      // Comes before the row that explains it, so it waits for the end of the task.
      onTotalUnreadCountChanged: (unread) => watches.totalChanged(sureNumber(unread, 'unread')),
      onUnreadCountChangedByFilter: (filter, _, unread) => watches.filterChanged(filter, sureNumber(unread, 'unread')),
      // Once per conversation at login, so thousands of single events: they leave together.
      onConversationReadTimeUpdated: (id, session, readTime) =>
        line.readTo('selfReadTo', ownId(id, session), number({ readTime }, 'readTime')),
    },
    message: {
      onReceiveMessages: each((message, session) => mentioned(message, session, ask)),
      onMessageRevokeNotifications: each(revoked),
      onMessageDeletedNotifications: each(deleted),
      onReceiveP2PMessageReadReceipts: each(peerRead),
      onReceiveTeamMessageReadReceipts: each(teamRead),
      // onSendMessage, onReceiveMessagesModified: the conversation's own event carries the new preview.
      // onClearHistoryNotifications: likewise in the local service; the cloud list keeps its preview.
      // onMessagePinNotification, onMessageQuickCommentNotification: nothing of a list.
    },
    setting: {
      // The conversation's own event follows, but not where the SDK had no row, or a stale flag in it.
      onP2PMessageMuteModeChanged: (account, session, mode) => mutedOne(1, account, mode, session),
      onTeamMessageMuteModeChanged: (id, session, type, mode) => mutedOne(type === 2 ? 3 : 2, id, mode, session),
    },
    // Names and avatars: the d.ts promises onConversationChanged for them, the SDK never sends it (10.8.1 to 10.9.77).
    user: {
      onUserProfileChanged: each(user),
      // onBlockListAdded, onBlockListRemoved: a blocked peer's row stays as it is.
    },
    friend: {
      onFriendInfoChanged: user,
      onFriendAdded: user,
      onFriendDeleted: (accountId, session) => user({ accountId }, session),
      // onFriendAddApplication, onFriendAddRejected: requests, not conversations.
    },
    team: {
      onTeamInfoUpdated: team,
      onTeamCreated: team,
      onTeamJoined: team,
      // onTeamLeft, onTeamDismissed: NIM keeps the conversation; whether to remove it is the app's choice.
      // onSync*, onTeamMember*, onReceiveTeamJoinActionInfo: no part of a row.
    },
    group: {
      onConversationGroupCreated: labelled,
      onConversationGroupChanged: labelled,
      onConversationGroupDeleted: (id) => [{ type: 'labelsChanged', labels: [], removed: [string({ id }, 'id')] }],
      // onConversationsAddedToGroup, onConversationsRemovedFromGroup: each row's own event carries its groupIds.
    },
    login: {
      onLoginStatus: loginChanged,
      // Names, teams and mutes may come after the conversations; they are computed when a row is read, so read again.
      onDataSync: (part, session, state, error) => {
        if (part !== MAIN || state !== DONE) return
        if (session.sync === 'running') session.sync = error ? 'failed' : 'done'
        line.resync('main sync')
      },
      // onKickedOffline: follows the status that closed the account; the reason is read there.
      // onConnectStatus, onDisconnected, onConnectFailed, onLoginFailed: the login status says as much.
      // onLoginClientChanged: other devices of this account; nothing of a list.
    },
  }

  line.sink = sink
  const removers = Object.entries(tables).flatMap(([name, table]) => {
    const service = services[name as keyof Services] as NimEmitter | undefined
    return Object.entries(table).map(([callback, translate]) => {
      const event = (native ? nativeEvent(callback) : callback) as never
      const listener = ((payload: unknown, ...more: unknown[]) => {
        const session = line.session as Session
        if (session || callback === 'onLoginStatus') line.during(callback, () => translate(payload, session, ...more))
      }) as never
      service?.on(event, listener)
      return () => service?.off(event, listener)
    })
  })
  const parts = login.getDataSync?.()
  // Connected late. An SDK on its way back to a lost connection has had a sync; one that logs in has not.
  if (status !== LOGGED_OUT && (status !== LOGGING_IN || parts?.length)) {
    // Has its first sync ended? Where one that is logged in does not say, it has. Members of teams are no part of a row.
    const isRunning = parts?.some((part) => part.type === MAIN && part.state !== DONE) ?? status !== LOGGED_IN
    openAccount(isRunning ? 'running' : 'done')
  } else {
    line.emit(closeAccount()) // logged out while nobody listened
  }

  return () => {
    if (removers.length === 0) return
    removers.splice(0).forEach((remove) => remove())
    watches.stop()
    line.begin()
    line.sink = undefined
  }

  function loginChanged(now: unknown): readonly SourceEvent[] {
    status = sureNumber(now, 'status')
    if (status === LOGGED_OUT) return closeAccount()
    if (status === LOGGED_IN) openAccount('running')
    const connection = CONNECTION[status]
    return line.session && connection ? [{ type: 'connectionChanged', connection }] : []
  }

  function openAccount(sync: Session['sync']): void {
    const account = login.getLoginUser()
    if (typeof account !== 'string' || !account || line.session?.account === account) return
    const isKept = account === held
    line.account = account
    line.begin({ account, native, cloud, sync, late: isKept ? CATCH_UP : 0, revoked: new Map(), removing: new Map() })
    line.emit([
      { type: 'accountOpened', account },
      { type: 'connectionChanged', connection: CONNECTION[status] ?? 'unknown' },
    ])
    watches.start(isKept)
    // node-nim has the rows of last time in its database; on the Web there is nothing before the first sync.
    if (isKept || native) walk('login')
  }

  function closeAccount(): readonly SourceEvent[] {
    const { account } = line
    if (!account) return []
    line.begin()
    line.account = undefined
    held = login.getLoginUser()
    const isKicked = login.getKickedOfflineDetail?.()?.reason
    // Refused for good, with a token that ran out or an account that was banned, the SDK keeps its user all the same.
    const reason = isKicked ? 'kicked' : held ? 'expired' : 'logout'
    // Named: the engine may be another one than was told of it, with a list of its own.
    return [{ type: 'accountClosed', reason, account }]
  }

  /** What was deleted elsewhere meanwhile is told by no event, only by a new walk over the list. */
  function synced(session: Session, state: Session['sync']): void {
    session.sync = state
    walk(`sync ${state}`)
  }

  function walk(reason: string): void {
    line.resync(reason)
    const method = 'getConversationGroupList'
    const take = (groups: unknown): void =>
      line.emit([{ type: 'labelsChanged', labels: line.each(groups, toLabel, method), complete: true }])
    if (group && status === LOGGED_IN) void line.ask(take, group, method)
  }

  function upserted(values: unknown): readonly SourceEvent[] {
    const rows = line.rows(values)
    return rows.length > 0 ? [{ type: 'conversationsUpserted', rows }] : []
  }

  /** Ids under deletion wait for the answer of that call; the SDK reports those the server refused as well. */
  function removed(values: unknown): readonly SourceEvent[] {
    const ids = line.each(values, (value, session) => {
      const id = ownId(value, session)
      if (!session.removing.has(id)) return id
      session.removing.set(id, true)
      return undefined
    })
    return ids.length > 0 ? [{ type: 'conversationsRemoved', ids }] : []
  }

  function labelled(label: unknown): readonly SourceEvent[] {
    return [{ type: 'labelsChanged', labels: [toLabel(label)] }]
  }

  function user(profile: unknown, { account }: Session): void {
    rename(makeId(account, 1, string(record<NimProfile>(profile, 'user'), 'accountId')))
  }

  function team(profile: unknown, { account }: Session): void {
    const from = record<NimProfile>(profile, 'team')
    rename(makeId(account, from.teamType === 2 ? 3 : 2, string(from, 'teamId')))
  }

  function rename(id: string): void {
    if (renamed.size === 0) void Promise.resolve().then(readNames)
    renamed.add(id)
  }

  /** Reads the rows of changed users and teams again, but takes only the names: a row that is gone stays gone. */
  function readNames(): Promise<void> {
    const ids = [...renamed]
    renamed.clear()
    const method = 'getConversationListByIds'
    const take = (found: unknown): void => {
      const patches = line.rows(found, method).map(({ id, title, avatarUrl, lastMessage }): ConversationPatch =>
        // A missing name is the truth here, but for a revoked preview, which hides the name its sender gave.
        title === undefined && lastMessage?.revoked ? { id, avatarUrl } : { id, title, avatarUrl },
      )
      line.emit([{ type: 'conversationsPatched', patches, unknown: 'ignore' }])
    }
    return line.ask(take, conversation, method, ids)
  }

  /** A row's last message goes by its client id; a receipt may carry only the server's. */
  function teamRead(value: unknown, session: Session): SourceEvent | undefined {
    const receipt = record<NimTeamReceipt>(value, 'receipt')
    const clientId = text(receipt, 'messageClientId')
    if (clientId) return groupRead(receipt, clientId, session)
    const serverId = string(receipt, 'messageServerId')
    const id = ownId(receipt.conversationId, session)
    const take = ([row]: readonly NimConversation[]): void => {
      const { messageServerId, messageClientId } = row?.lastMessage?.messageRefer ?? {}
      if (messageServerId === serverId && messageClientId) line.emit([groupRead(receipt, messageClientId, session)])
    }
    void line.ask(take, conversation, 'getConversationListByIds', [id])
    return undefined
  }

  function ask(...[message, account]: Parameters<IsMention>): ReturnType<IsMention> {
    try {
      return isMention(message, account)
    } catch (cause) {
      // Its name, not its message: that is the app's, and may quote the message it was given.
      line.note('app/threw', 'isMention', { message: (cause as Error | undefined)?.name })
      return undefined
    }
  }
}
