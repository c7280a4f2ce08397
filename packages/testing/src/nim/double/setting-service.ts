import type { NimPush, NimTeamMember } from '../protocol.js'
import type { Core } from './core.js'
import { NimEmitter } from './emitter.js'
import { clientCodes, raise, refuseArgument } from './error.js'
import { checkType } from './ids.js'
import { teamType as typeOfTeam } from './people.js'

export interface SettingEvents {
  onP2PMessageMuteModeChanged: (accountId: string, mode: number) => void
  onTeamMessageMuteModeChanged: (teamId: string, teamType: number, mode: number) => void
}

/** `V2NIMSettingService`: who is muted. The conversation services are told after its own event. */
export class SettingService extends NimEmitter<SettingEvents> {
  readonly name = 'V2NIMSettingService'

  constructor(
    private readonly core: Core,
    private readonly muteChanged: (conversationId: string, mute: boolean) => void,
  ) {
    super(core)
  }

  getConversationMuteStatus(conversationId: string): boolean {
    const { ids, people } = this.core
    const target = ids.parseConversationTargetId(conversationId)
    const type = ids.parseConversationType(conversationId)
    if (type === 1) return people.mutedPeers.has(target)
    return type > 1 && this.getTeamMessageMuteMode(target, type - 1) !== 0
  }

  getP2PMessageMuteMode(accountId: string): number {
    checkType(accountId, 'string', 'accountId')
    return this.core.people.mutedPeers.has(accountId) ? 1 : 0
  }

  async getP2PMessageMuteList(): Promise<string[]> {
    return [...this.core.people.mutedPeers]
  }

  getTeamMessageMuteMode(teamId: string, teamType: number): number {
    return (this.core.people.muteMode(teamId, teamType) ?? 0) & 3
  }

  async setP2PMessageMuteMode(accountId: string, muteMode: number): Promise<void> {
    checkType(accountId, 'string', 'accountId')
    if (muteMode !== 0 && muteMode !== 1) refuseArgument("param 'muteMode' unexpected")
    if (accountId === this.core.account) raise(clientCodes.invalidParameter, 'can not set mute mode for self')
    await this.core.request({ name: 'mutePeer', account: accountId, muted: muteMode === 1 })
    this.#mutePeer(accountId, muteMode)
  }

  async setTeamMessageMuteMode(teamId: string, teamType: number, muteMode: number): Promise<void> {
    checkType(teamId, 'string', 'teamId')
    if (teamType !== 1 && teamType !== 2) refuseArgument("param 'teamType' unexpected")
    if (muteMode !== 0 && muteMode !== 1 && muteMode !== 2) refuseArgument("param 'muteMode' unexpected")
    const member: NimTeamMember = { team: teamId, kind: teamType === 1 ? 'team' : 'superTeam', muteMode }
    await this.core.request({ name: 'muteTeam', member })
    this.core.people.setMuteMode(member)
    this.emit('onTeamMessageMuteModeChanged', teamId, teamType, muteMode)
    this.#tellTeam(teamId, teamType)
  }

  #mutePeer(accountId: string, mode: number): void {
    this.emit('onP2PMessageMuteModeChanged', accountId, mode)
    if (mode === 1) this.core.people.mutedPeers.add(accountId)
    else this.core.people.mutedPeers.delete(accountId)
    this.muteChanged(this.core.ids.p2pConversationId(accountId), mode === 1)
  }

  #tellTeam(teamId: string, teamType: number): void {
    const id = this.core.ids.conversationId(teamType + 1, teamId)
    this.muteChanged(id, this.getConversationMuteStatus(id))
  }

  receive(push: Extract<NimPush, { type: 'mutedPeers' | 'peerMuted' | 'teamMember' }>): void {
    const { people } = this.core
    if (push.type === 'peerMuted') return this.#mutePeer(push.account, push.muted ? 1 : 0)
    if (push.type === 'teamMember') return this.#changeMember(push.member)
    for (const { account, muted } of push.accounts) {
      if (muted) people.mutedPeers.add(account)
      else people.mutedPeers.delete(account)
    }
  }

  /** From another device: the conversation changes first, then the setting is told; the other way round from here. */
  #changeMember(member: NimTeamMember): void {
    const type = typeOfTeam(member.kind)
    const before = this.core.people.muteMode(member.team, type)
    this.core.people.setMuteMode(member)
    if (before === undefined) return // the SDK asks the server for the member first, and tells nothing
    this.#tellTeam(member.team, type)
    if (before !== member.muteMode) this.emit('onTeamMessageMuteModeChanged', member.team, type, member.muteMode)
  }
}
