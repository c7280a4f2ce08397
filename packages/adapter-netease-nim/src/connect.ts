import type { ConversationId, SourceEvent, SourceSink } from '@convolist/core'
import { attempt } from './errors.js'
import type { IsMention } from './mentions.js'
import { createProfileReader } from './profiles.js'
import type { NimListened, Services } from './services.js'
import type { Line, SdkSync } from './session.js'
import { count, list, string, time, toLabel } from './to-row.js'
import { groupRead, mentioned, muted, ownId, peerRead, revoked } from './translate.js'
import type { Watches } from './unread.js'

/** One line per callback: what it means to the list. Returned events are emitted; a throw is noted and goes no further. */
type Table = Readonly<Record<string, (...args: unknown[]) => readonly SourceEvent[] | void>>

/** NIM's login status. */
const STATUS = { loggedOut: 0, loggedIn: 1, loggingIn: 2, lost: 3 } as const
const CONNECTION = { 1: 'connected', 2: 'connecting', 3: 'disconnected' } as const
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
  const { login } = services
  const profiles = createProfileReader(services, line)
  let status: number = login.getLoginStatus()
  line.attach(sink)

  const conversation: Table = {
    onSyncStarted: () => sync('running'),
    onSyncFinished: () => sync('done'), // what was deleted elsewhere meanwhile is told by no event, only by a new walk
    onSyncFailed: () => sync('failed'),
    onConversationCreated: (row) => upserted([row], 'onConversationCreated'),
    onConversationChanged: (rows) => upserted(list(rows, 'conversations'), 'onConversationChanged'),
    onConversationDeleted: (ids) => removed(list(ids, 'ids')),
    // Comes before the row that explains it, so it waits for the end of the task.
    onTotalUnreadCountChanged: (unread) => watches.totalChanged(count(unread, 'unreadCount') ?? 0),
    onUnreadCountChangedByFilter: (filter, unread) => watches.filterChanged(filter, count(unread, 'unreadCount') ?? 0),
    onConversationReadTimeUpdated: (id, readTime) => selfRead(id, readTime),
  }

  const message: Table = {
    onReceiveMessages: (messages) => mentioned(line, list(messages, 'messages'), isMention),
    onMessageRevokeNotifications: (notices) => line.each(notices, 'onMessageRevokeNotifications', revoked),
    onReceiveP2PMessageReadReceipts: (receipts) => line.each(receipts, 'onReceiveP2PMessageReadReceipts', peerRead),
    onReceiveTeamMessageReadReceipts: (receipts) => line.each(receipts, 'onReceiveTeamMessageReadReceipts', groupRead),
    // onSendMessage, onReceiveMessagesModified: the conversation's own event carries the new preview.
    // onMessageDeletedNotifications: likewise; the SDK fills the preview from an older message.
    // onClearHistoryNotifications: likewise in the local service; the cloud list keeps its preview.
    // onMessagePinNotification, onMessageQuickCommentNotification: nothing of a list.
  }

  const setting: Table = {
    // The conversation's own event follows, but not where the SDK had no row, or a stale flag in it.
    onP2PMessageMuteModeChanged: (account, mode) => muted(line, 1, account, mode),
    onTeamMessageMuteModeChanged: (teamId, teamType, mode) => muted(line, teamType === 2 ? 3 : 2, teamId, mode),
  }

  // Names and avatars: the d.ts promises onConversationChanged for them, the SDK never sends it (10.8.1 to 10.9.77).
  const user: Table = {
    onUserProfileChanged: (users) => list(users, 'users').forEach(profiles.user),
    // onBlockListAdded, onBlockListRemoved: a blocked peer's row stays as it is.
  }
  const friend: Table = {
    onFriendInfoChanged: (profile) => profiles.user(profile),
    onFriendAdded: (profile) => profiles.user(profile),
    onFriendDeleted: (accountId) => profiles.user({ accountId }),
    // onFriendAddApplication, onFriendAddRejected: requests, not conversations.
  }
  const team: Table = {
    onTeamInfoUpdated: (profile) => profiles.team(profile),
    onTeamCreated: (profile) => profiles.team(profile),
    onTeamJoined: (profile) => profiles.team(profile),
    // onTeamLeft, onTeamDismissed: NIM keeps the conversation; whether to remove it is the app's choice.
    // onSyncStarted, onSyncFinished, onSyncFailed, onTeamMember*, onReceiveTeamJoinActionInfo: no part of a row.
  }

  const group: Table = {
    onConversationGroupCreated: (label) => [{ type: 'labelsChanged', labels: [toLabel(label)] }],
    onConversationGroupChanged: (label) => [{ type: 'labelsChanged', labels: [toLabel(label)] }],
    onConversationGroupDeleted: (id) => [{ type: 'labelsChanged', labels: [], removed: [string(id, 'groupId')] }],
    // onConversationsAddedToGroup, onConversationsRemovedFromGroup: each row's own event carries its groupIds.
  }

  const account: Table = {
    onLoginStatus: (now) => loginChanged(Number(now)),
    // Names, teams and mutes may come after the conversations; they are computed when a row is read, so read again.
    onDataSync: (part, state, error) => {
      if (part !== MAIN || state !== DONE || !line.session) return
      if (line.session.sync === 'running') line.session.sync = error ? 'failed' : 'done'
      line.resync('names, teams and mutes are here')
    },
    // onKickedOffline: follows the status that closed the account; the reason is read there.
    // onConnectStatus, onDisconnected, onConnectFailed, onLoginFailed: the login status says as much.
    // onLoginClientChanged: other devices of this account; nothing of a list.
  }

  const removers = [
    listen(services.conversation, conversation),
    listen(services.message, message),
    listen(services.setting, setting),
    listen(services.user, user),
    listen(services.friend, friend),
    listen(services.team, team),
    listen(services.group, group),
    listen(login, account),
  ]
  if (status === STATUS.loggedIn || status === STATUS.lost) openAccount(alreadySynced(login.getDataSync?.()), true)

  let connected = true
  return () => {
    if (!connected) return
    connected = false
    removers.forEach((remove) => remove())
    watches.deactivate()
    line.attach(undefined)
  }

  function listen(service: NimListened | undefined, table: Table): () => void {
    const listeners = Object.entries(table).map(([event, translate]) => {
      const listener = (...args: unknown[]): void => {
        try {
          line.emit(...(translate(...args) ?? []))
        } catch (cause) {
          line.note('vendor/malformed', event, cause)
        }
      }
      return [services.eventName(event), listener] as const
    })
    listeners.forEach(([event, listener]) => service?.on(event as never, listener as never))
    return () => listeners.forEach(([event, listener]) => service?.off(event as never, listener as never))
  }

  function loginChanged(now: number): readonly SourceEvent[] {
    const before = status
    status = now
    if (now === STATUS.loggedOut) return closeAccount(before)
    if (now === STATUS.loggedIn) openAccount('running', false)
    const connection = CONNECTION[now as keyof typeof CONNECTION]
    return line.session && connection ? [{ type: 'connectionChanged', connection }] : []
  }

  function openAccount(state: SdkSync, late: boolean): void {
    const user = login.getLoginUser()
    if (!user || line.session?.account === user) return
    line.open(user, state, late)
    line.emit({ type: 'accountOpened', account: user })
    if (late) line.emit({ type: 'connectionChanged', connection: CONNECTION[status === STATUS.loggedIn ? 1 : 3] })
    watches.activate()
    // node-nim has the rows of last time in its database; on the Web there is nothing before the sync.
    if (late || services.native) walk('login')
  }

  function closeAccount(before: number): readonly SourceEvent[] {
    if (!line.session) return []
    const kicked = (login.getKickedOfflineDetail?.()?.reason ?? 0) > 0
    line.close()
    // A login under way that ends here was refused for good: a token that ran out, an account that was banned.
    return [{ type: 'accountClosed', reason: kicked ? 'kicked' : before === STATUS.loggingIn ? 'expired' : 'logout' }]
  }

  function sync(state: SdkSync): void {
    if (!line.session) return
    line.session.sync = state
    if (state !== 'running') walk(`the SDK's own sync: ${state}`)
  }

  function walk(reason: string): void {
    line.resync(reason)
    void readLabels()
  }

  async function readLabels(): Promise<void> {
    const { session } = line
    if (!services.group || status !== STATUS.loggedIn) return
    try {
      const labels = list(await attempt(() => services.group?.getConversationGroupList()), 'groups').map(toLabel)
      if (session && line.session === session) line.emit({ type: 'labelsChanged', labels, complete: true })
    } catch (cause) {
      if (line.session === session) line.note('vendor/failed', 'getConversationGroupList', cause)
    }
  }

  function upserted(values: readonly unknown[], path: string): readonly SourceEvent[] {
    const rows = line.rows(values, path)
    return rows.length > 0 ? [{ type: 'conversationsUpserted', rows }] : []
  }

  function removed(ids: readonly unknown[]): readonly SourceEvent[] {
    const removing = line.session?.removing
    const gone = ids.filter((id): id is ConversationId => typeof id === 'string' && !removing?.has(id))
    ids.forEach((id) => removing?.has(id as string) && removing.set(id as string, true))
    return gone.length > 0 ? [{ type: 'conversationsRemoved', ids: gone }] : []
  }

  /** Once per conversation at login, so thousands of single events: they leave together. */
  function selfRead(id: unknown, readTime: unknown): void {
    const readAt = time(readTime, 'readTime')
    if (readAt) line.emitLater(`read ${String(id)}`, { type: 'selfReadTo', id: ownId(line, id), readAt })
  }
}

/** For a source connected after the login: has the SDK's first sync ended? Where it does not say, it has. */
function alreadySynced(parts: readonly { readonly state?: number }[] | null | undefined): SdkSync {
  return parts?.some((part) => part.state !== DONE) ? 'running' : 'done'
}
