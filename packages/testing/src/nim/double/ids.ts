import type { WireKind } from '../wire.js'
import { clientCodes, raise, refuseArgument } from './error.js'

export const typeOf = (kind: WireKind): 1 | 2 | 3 => (kind === 'p2p' ? 1 : kind === 'team' ? 2 : 3)
export const kindOf = (type: number): WireKind => (type === 1 ? 'p2p' : type === 2 ? 'team' : 'superTeam')

/** `V2NIMConversationIdUtil`: it knows only the account that is logged in, and parses nothing before. */
export class ConversationIdUtil {
  constructor(private readonly core: { readonly account: string }) {}

  conversationId(type: number, targetId: string): string {
    return `${this.core.account}|${type}|${targetId}`
  }

  p2pConversationId(accountId: string): string {
    return this.conversationId(1, accountId)
  }

  teamConversationId(teamId: string): string {
    return this.conversationId(2, teamId)
  }

  superTeamConversationId(teamId: string): string {
    return this.conversationId(3, teamId)
  }

  messageConversationId(message: { conversationType: number; senderId: string; receiverId: string }): string {
    const { conversationType, senderId, receiverId } = message
    if (conversationType !== 1) return this.conversationId(conversationType === 2 ? 2 : 3, receiverId)
    return this.p2pConversationId(senderId === this.core.account ? receiverId : senderId)
  }

  parseConversationType(id: string): number {
    const prefix = `${this.core.account}|`
    return id.startsWith(prefix) ? Number(id.charAt(prefix.length)) : 0
  }

  parseConversationTargetId(id: string): string {
    const prefix = `${this.core.account}|`
    return id.startsWith(prefix) ? id.slice(prefix.length + 2) : ''
  }
}

export function checkConversationId(account: string, id: unknown): void {
  if (account === '') raise(clientCodes.illegalState)
  // the SDK builds the pattern from the account as it is, special characters included
  const ok = typeof id === 'string' && new RegExp(`^${account}\\|[1-3]\\|`).test(id)
  if (!ok) refuseArgument("param 'conversationId' unexpected")
}

export function checkIds(ids: unknown, name = 'conversationIds'): void {
  const ok = Array.isArray(ids) && ids.length > 0 && ids.every((id) => typeof id === 'string')
  if (!ok) refuseArgument(`param '${name}' unexpected`)
}

export function checkType(value: unknown, type: 'string' | 'boolean', name: string): void {
  if (typeof value !== type) refuseArgument(`param '${name}' unexpected`)
}

export function checkNumber(value: unknown, name: string, min: number): void {
  if (typeof value !== 'number' || value < min) refuseArgument(`param '${name}' unexpected`)
}
