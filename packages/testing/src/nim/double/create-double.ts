import type { Clock } from '@convolist/core'
import { fairPages } from '../../simulator/page-weather.js'
import type { NimPush } from '../protocol.js'
import type { NimServer } from '../server.js'
import { CloudConversationService } from './cloud-service.js'
import { Core } from './core.js'
import { GroupService } from './group-service.js'
import { ConversationIdUtil, typeOf } from './ids.js'
import { LocalConversationService } from './local-service.js'
import { LoginService } from './login-service.js'
import { MessageCache } from './message-cache.js'
import { MessageCreator, MessageService } from './message-service.js'
import { FriendService, TeamService, UserService } from './people-services.js'
import { People } from './people.js'
import { SettingService } from './setting-service.js'

export interface NimDoubleOptions {
  /** The device's clock; the server's without it. */
  readonly clock?: Clock | undefined
  /**
   * Which generation of the SDK to stand for. `10.9` states `lastReadTime` on cloud conversations, knows the current
   * conversation of the local list, and has its cloud service off unless `enableV2CloudConversation` is set.
   */
  readonly version?: '10.8' | '10.9' | undefined
  readonly enableV2CloudConversation?: boolean | undefined
  /** Lists are read as native SDKs do it: late, or not at all, if the weather is bad. On the Web they are in memory. */
  readonly readsAcrossBridge?: boolean | undefined
  /** Gets what an app's listener threw. Without it the error is thrown from a timer, as the SDK does. */
  readonly onUncaught?: ((error: unknown) => void) | undefined
}

/** A stand-in for an instance of `nim-web-sdk-ng`: the services a conversation list uses, with their real behaviour. */
export interface NimDouble {
  readonly V2NIMLoginService: LoginService
  readonly V2NIMConversationService: CloudConversationService
  readonly V2NIMLocalConversationService: LocalConversationService
  readonly V2NIMConversationGroupService: GroupService
  readonly V2NIMMessageService: MessageService
  readonly V2NIMMessageCreator: MessageCreator
  readonly V2NIMSettingService: SettingService
  readonly V2NIMUserService: UserService
  readonly V2NIMFriendService: FriendService
  readonly V2NIMTeamService: TeamService
  readonly V2NIMConversationIdUtil: ConversationIdUtil
}

/**
 * Makes the double and wires its services in the order in which the SDK calls them, which apps come to rely on:
 * the message event, then the cloud list, then the local list; but for mutes, revocations and deletions the local one first.
 */
export function createNimDouble(server: NimServer, options: NimDoubleOptions = {}): NimDouble {
  const { clock = server.clock, version = '10.8', enableV2CloudConversation = version === '10.8', onUncaught } = options
  const emitted = (name: PropertyKey): void => server.tally.count(`event:${String(name)}`)
  const throwLater = (error: unknown): void => {
    if (onUncaught !== undefined) return onUncaught(error)
    clock.setTimeout(() => {
      throw error
    }, 0)
  }
  const pages = options.readsAcrossBridge === true ? server.pages : fairPages
  const core = new Core({ server, clock, pages, throwLater, emitted, statesReadTime: version === '10.9' }, new People())
  const cache = new MessageCache()
  const cloud = new CloudConversationService(core, cache, enableV2CloudConversation)
  const local = new LocalConversationService(core, cache)
  if (version === '10.9') local.enableCurrentConversation()
  const groups = new GroupService(core, cloud)
  const users = new UserService(core)
  const friends = new FriendService(core)
  const teams = new TeamService(core)
  let mainSyncing = false
  let syncs = 0 // which connection a sync belongs to
  let lastSync = { basic: 0, team: 0 }

  const settings = new SettingService(core, (id, mute) => {
    local.muteChanged(id, mute)
    cloud.muteChanged(id, mute)
  })

  const messages = new MessageService(core, cache, {
    senderSeen: (message) => void users.refresh(message),
    conversationCame: (push, message) => {
      if (enableV2CloudConversation) cloud.receiveWithMessage(push, message)
    },
    noticeCame: (message) => teams.applyNotice(message),
    messageCame: (message) => local.memory.receive(message),
    messageSent: (message) => {
      local.memory.sent(message)
      const isKept = message.sendingState === 1 && message.messageConfig?.historyEnabled === true
      if (enableV2CloudConversation && !isKept)
        cloud.memory.showMessage(message.conversationId, message, 2, message.sendingState)
    },
    messagesRoamed: (roamed) => {
      local.memory.roamed(roamed)
      cloud.memory.fillFromCache(
        roamed.map((message) => message.conversationId),
        false,
      )
    },
    messagesRevoked: (notifications) => {
      local.memory.removed(notifications, mainSyncing)
      cloud.memory.revoke(notifications)
    },
    messagesDeleted: (notifications) => {
      local.memory.removed(notifications, mainSyncing)
      cloud.memory.fillFromCache(
        notifications.map((one) => one.messageRefer.conversationId),
        true,
      )
    },
  })

  const login = new LoginService(core, {
    connect: () => core.connect({ push: receive, broken: () => login.broken(), reconnect: () => login.connect() }),
    sync: () => void syncAll(),
    forget: () => {
      for (const service of [cloud, local, messages, core.people, cache]) service.reset()
      lastSync = { basic: 0, team: 0 }
    },
  })

  /** Cloud sync and main sync run side by side; what ends the local sync is the end of both. */
  async function syncAll(): Promise<void> {
    syncs += 1
    const current = syncs
    const parts = { cloud: !enableV2CloudConversation, main: false }
    const ended = (part: keyof typeof parts, error?: Error): void => {
      if (current !== syncs) return
      parts[part] = true
      if (!parts.cloud || !parts.main) return
      local.syncEnded(error)
      login.dataSyncEnded(error)
    }
    if (enableV2CloudConversation) void cloud.sync((error) => ended('cloud', error))
    local.emit('onSyncStarted')
    login.dataSyncStarted()
    mainSyncing = true
    const error = await mainSync()
    mainSyncing = false
    ended('main', error)
  }

  async function mainSync(): Promise<Error | undefined> {
    try {
      const basic = await core.request({ name: 'mainSync', part: 'basic', since: lastSync.basic })
      lastSync.basic = basic.time ?? 0
      teams.emit('onSyncStarted')
      const team = await core.request({ name: 'mainSync', part: 'team', since: lastSync.team })
      teams.emit('onSyncFinished')
      lastSync.team = team.time ?? 0
      return undefined
    } catch (error) {
      return error as Error
    }
  }

  function receive(push: NimPush): void {
    switch (push.type) {
      case 'conversationSync':
        return cloud.receiveSync(push)
      case 'conversations':
      case 'conversationsDeleted':
      case 'unreadCleared':
        if (enableV2CloudConversation) cloud.receive(push)
        return
      case 'localPin':
        return local.receivePin(push)
      case 'localPins':
        return local.receivePins(push)
      case 'message':
        return messages.receiveMessage(push)
      case 'roamingMessages':
        return messages.receiveRoaming(push)
      case 'messageRevoked':
        return messages.receiveRevoke(push)
      case 'messagesDeleted':
        return messages.receiveDeletion(push)
      case 'peerReceipt':
      case 'peerReceipts':
      case 'teamReceipts':
        return messages.receiveReceipts(push)
      case 'readMark':
        local.receiveMark(push.mark)
        return cloud.receiveReadTime(core.ids.conversationId(typeOf(push.mark.kind), push.mark.target), push.mark.time)
      case 'readMarks':
        local.receiveMarks(push.marks)
        for (const { kind, target, time } of push.marks)
          cloud.receiveReadTime(core.ids.conversationId(typeOf(kind), target), time)
        return
      case 'peerMuted':
      case 'mutedPeers':
      case 'teamMember':
        return settings.receive(push)
      case 'teams':
      case 'teamMembers':
        return teams.receive(push)
      case 'users':
        return users.receive(push)
      case 'friends':
      case 'friendChanged':
        return friends.receive(push)
      case 'group':
        return groups.receive(push)
      case 'malformed':
        emitRaw(services[push.service], push.event, push.args)
        return
      case 'kick':
        syncs += 1
        return login.kicked(push.reason)
    }
  }

  const services: NimDouble = {
    V2NIMLoginService: login,
    V2NIMConversationService: cloud,
    V2NIMLocalConversationService: local,
    V2NIMConversationGroupService: groups,
    V2NIMMessageService: messages,
    V2NIMMessageCreator: new MessageCreator(core),
    V2NIMSettingService: settings,
    V2NIMUserService: users,
    V2NIMFriendService: friends,
    V2NIMTeamService: teams,
    V2NIMConversationIdUtil: core.ids,
  }
  return services
}

/** An event past all types, as a broken or a newer SDK might emit it. */
function emitRaw(service: object, event: string, args: readonly unknown[]): void {
  ;(service as { emit: (event: string, ...args: readonly unknown[]) => boolean }).emit(event, ...args)
}
