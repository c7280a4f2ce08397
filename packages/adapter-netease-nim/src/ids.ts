import { toConversationId, type ConversationId, type ConversationKind } from '@convolist/core'

/** NIM's conversation types, by our kinds. There is no system conversation: notices live in services of their own. */
const KINDS = ['direct', 'group', 'super-group'] as const satisfies readonly ConversationKind[]

export interface NimId {
  readonly id: ConversationId
  /** 1 direct, 2 team, 3 super team. */
  readonly type: number
  readonly kind: ConversationKind
  readonly targetId: string
}

/**
 * Reads `<my account>|<type>|<target>`; a target may hold further bars. The SDK's own parser needs a logged-in account
 * and gives type 0 without one, so we do it with the account we know.
 *
 * @returns `undefined` for anything that is not a conversation of this account.
 */
export function parseId(id: unknown, account: string): NimId | undefined {
  if (typeof id !== 'string' || !id.startsWith(`${account}|`)) return undefined
  const [, digit, targetId] = /^([123])\|([^]+)$/.exec(id.slice(account.length + 1)) ?? []
  const type = Number(digit)
  const kind = KINDS[type - 1]
  return kind && targetId ? { id: toConversationId(id), type, kind, targetId } : undefined
}

export const makeId = (account: string, type: number, target: string): string => `${account}|${type}|${target}`

/** The types of these kinds; kinds that NIM does not have are left out. */
export const toTypes = (kinds: readonly ConversationKind[]): number[] =>
  kinds.map((kind) => (KINDS as readonly ConversationKind[]).indexOf(kind) + 1).filter((type) => type > 0)
