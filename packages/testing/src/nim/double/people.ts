import type { NimTeam, NimTeamMember } from '../protocol.js'
import type { WireProfile } from '../wire.js'
import type { V2Friend, V2Team, V2User } from './types.js'

/** What the SDK knows of users, friends and teams. */
export class People {
  readonly users = new Map<string, V2User>()
  readonly friends = new Map<string, V2Friend>()
  readonly mutedPeers = new Set<string>()
  readonly #teams = new Map<string, V2Team>()
  readonly #muteModes = new Map<string, number>()

  setUser(profile: WireProfile): V2User {
    const user = {
      accountId: profile.id,
      ...(profile.name !== undefined && { name: profile.name }),
      ...(profile.avatar !== undefined && { avatar: profile.avatar }),
      createTime: 1,
      updateTime: profile.updateTime ?? 1,
    }
    this.users.set(profile.id, user)
    return user
  }

  setFriend(id: string, fields: Omit<V2Friend, 'accountId'>): V2Friend {
    const friend = { ...this.friends.get(id), ...fields, accountId: id }
    this.friends.set(id, friend)
    return friend
  }

  team(id: string, type: number): V2Team | undefined {
    const team = this.#teams.get(`${type}|${id}`)
    return team?.isValidTeam === true ? team : undefined
  }

  teams(type: number): V2Team[] {
    return [...this.#teams.values()].filter((team) => team.teamType === type && team.isValidTeam === true)
  }

  setTeam(fields: V2Team): V2Team {
    const key = `${fields.teamType}|${fields.teamId}`
    const team = { ...this.#teams.get(key), ...fields }
    this.#teams.set(key, team)
    return team
  }

  muteMode(teamId: string, type: number): number | undefined {
    return this.#muteModes.get(`${type}|${teamId}`)
  }

  setMuteMode(member: NimTeamMember): void {
    this.#muteModes.set(`${teamType(member.kind)}|${member.team}`, member.muteMode)
  }

  reset(): void {
    for (const known of [this.users, this.friends, this.mutedPeers, this.#teams, this.#muteModes]) known.clear()
  }
}

export const teamType = (kind: NimTeam['kind']): 1 | 2 => (kind === 'team' ? 1 : 2)

export const toTeam = (team: NimTeam): V2Team => ({
  teamId: team.id,
  teamType: teamType(team.kind),
  ...(team.name !== undefined && { name: team.name }),
  ...(team.avatar !== undefined && { avatar: team.avatar }),
  isValidTeam: true,
  createTime: 1,
  updateTime: team.updateTime ?? 1,
})
