import type { NimPush } from '../protocol.js'
import type { Core } from './core.js'
import { checkIds, checkNumber } from './ids.js'
import { NimEmitter } from './emitter.js'
import { toTeam } from './people.js'
import type { V2Friend, V2Message, V2Team, V2User } from './types.js'

export interface UserEvents {
  onUserProfileChanged: (users: V2User[]) => void
}

/** `V2NIMUserService`: profiles of people. Nothing tells it of a new name but the stamp on that person's next message. */
export class UserService extends NimEmitter<UserEvents> {
  readonly name = 'V2NIMUserService'

  constructor(private readonly core: Core) {
    super(core)
  }

  /** From memory; who is not there is asked of the server. */
  async getUserList(accountIds: string[]): Promise<V2User[]> {
    checkIds(accountIds, 'accountIds')
    const { users } = this.core.people
    const unknown = accountIds.filter((id) => !users.has(id))
    if (unknown.length > 0) await this.#fetch(unknown)
    return accountIds.flatMap((id) => users.get(id) ?? [])
  }

  async getUserListFromCloud(accountIds: string[]): Promise<V2User[]> {
    checkIds(accountIds, 'accountIds')
    const before = new Map(accountIds.map((id) => [id, this.core.people.users.get(id)?.updateTime]))
    const found = await this.#fetch(accountIds)
    const changed = found.filter((user) => user.updateTime > (before.get(user.accountId) ?? -1))
    if (changed.length > 0) this.emit('onUserProfileChanged', changed)
    return accountIds.flatMap((id) => this.core.people.users.get(id) ?? [])
  }

  async #fetch(accounts: readonly string[]): Promise<V2User[]> {
    const reply = await this.core.request({ name: 'getUsers', accounts })
    return (reply.users ?? []).map((profile) => this.core.people.setUser(profile))
  }

  /** The sender's profile is newer than ours, or unknown: ask. */
  async refresh(message: V2Message): Promise<void> {
    const { senderId, userUpdateTime = 0 } = message
    if (senderId === this.core.account) return
    const known = this.core.people.users.get(senderId)
    if (known !== undefined && known.updateTime >= userUpdateTime) return
    try {
      const found = await this.#fetch([senderId])
      for (const user of found) this.emit('onUserProfileChanged', [user])
    } catch {
      // the SDK logs it, and asks again at the next message
    }
  }

  receive(push: Extract<NimPush, { type: 'users' }>): void {
    for (const profile of push.users) this.core.people.setUser(profile)
  }
}

export interface FriendEvents {
  onFriendAdded: (friend: V2Friend) => void
  onFriendDeleted: (accountId: string, type: number) => void
  onFriendInfoChanged: (friend: V2Friend) => void
}

/** `V2NIMFriendService`: the names this user gave to friends. */
export class FriendService extends NimEmitter<FriendEvents> {
  readonly name = 'V2NIMFriendService'

  constructor(private readonly core: Core) {
    super(core)
  }

  async getFriendList(): Promise<V2Friend[]> {
    return [...this.core.people.friends.values()].map((friend) => this.#withProfile(friend))
  }

  async getFriendByIds(accountIds: string[]): Promise<V2Friend[]> {
    checkIds(accountIds, 'accountIds')
    return accountIds.flatMap((id) => {
      const friend = this.core.people.friends.get(id)
      return friend === undefined ? [] : [this.#withProfile(friend)]
    })
  }

  #withProfile(friend: V2Friend): V2Friend {
    const userProfile = this.core.people.users.get(friend.accountId)
    return userProfile === undefined ? friend : { ...friend, userProfile }
  }

  receive(push: Extract<NimPush, { type: 'friends' | 'friendChanged' }>): void {
    if (push.type === 'friends') {
      for (const { id, alias } of push.friends)
        this.core.people.setFriend(id, {
          alias,
          serverExtension: '',
          customerExtension: '',
          createTime: 1,
          updateTime: 1,
        })
      return
    }
    const friend = this.core.people.setFriend(push.id, { alias: push.alias, createTime: 1, updateTime: push.time })
    this.emit('onFriendInfoChanged', friend)
  }
}

export interface TeamEvents {
  onSyncStarted: () => void
  onSyncFinished: () => void
  onSyncFailed: (error: Error) => void
  onTeamInfoUpdated: (team: V2Team) => void
  onTeamLeft: (team: V2Team, isKicked: boolean) => void
  onTeamDismissed: (team: V2Team) => void
  onTeamMemberInfoUpdated: (members: { teamId: string; teamType: number; accountId: string }[]) => void
}

interface Notice {
  readonly type: number
  readonly updatedTeamInfo?: Partial<V2Team>
  readonly targetIds?: readonly string[]
}

/** `V2NIMTeamService`: teams this user is in; they change by the notices in their own chats. */
export class TeamService extends NimEmitter<TeamEvents> {
  readonly name = 'V2NIMTeamService'

  constructor(private readonly core: Core) {
    super(core)
  }

  async getTeamInfo(teamId: string, teamType: number): Promise<V2Team> {
    checkNumber(teamType, 'teamType', 1)
    const [team] = await this.getTeamInfoByIds([teamId], teamType)
    return team ?? { teamId, teamType, name: '', isValidTeam: false }
  }

  async getTeamInfoByIds(teamIds: string[], teamType: number): Promise<V2Team[]> {
    checkIds(teamIds, 'teamIds')
    const unknown = teamIds.filter((id) => this.core.people.team(id, teamType) === undefined)
    if (unknown.length > 0) {
      const kind = teamType === 1 ? 'team' : 'superTeam'
      const reply = await this.core.request({ name: 'getTeams', kind, ids: unknown })
      for (const team of reply.teams ?? []) this.core.people.setTeam(toTeam(team))
    }
    return teamIds.flatMap((id) => this.core.people.team(id, teamType) ?? [])
  }

  async getJoinedTeamList(teamTypes: number[] = [1, 2]): Promise<V2Team[]> {
    return teamTypes.flatMap((type) => this.core.people.teams(type))
  }

  receive(push: Extract<NimPush, { type: 'teams' | 'teamMembers' }>): void {
    if (push.type === 'teams') for (const team of push.teams) this.core.people.setTeam(toTeam(team))
    else for (const member of push.members) this.core.people.setMuteMode(member)
  }

  /** A notice inside a team chat changes what we know of the team. */
  applyNotice(message: V2Message): void {
    const notice = message.attachment as Notice | undefined
    const kind = notice && noticeKinds[notice.type]
    if (notice?.updatedTeamInfo === undefined || kind === undefined) return
    const told = { ...notice.updatedTeamInfo, teamId: message.receiverId, teamType: notice.type > 400 ? 2 : 1 }
    const others = notice.targetIds?.filter((id) => id !== this.core.account) ?? []
    if (kind === 'joined' && others.length === 0) return
    const team = this.core.people.setTeam(told)
    this.emit('onTeamInfoUpdated', kind === 'joined' ? told : team)
    if (kind === 'kicked' && notice.targetIds?.includes(this.core.account) === true) this.#leave(team, true)
    if (kind === 'left' && message.senderId === this.core.account) this.#leave(team, false)
  }

  #leave(team: V2Team, isKicked: boolean): void {
    this.emit('onTeamLeft', this.core.people.setTeam({ ...team, isValidTeam: false }), isKicked)
  }
}

const noticeKinds: Readonly<Record<number, 'joined' | 'kicked' | 'left' | 'renamed'>> = {
  0: 'joined',
  1: 'kicked',
  2: 'left',
  3: 'renamed',
  401: 'joined',
  402: 'kicked',
  403: 'left',
  404: 'renamed',
}
