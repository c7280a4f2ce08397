import { toConversationId, type ConversationId, type ConversationKind } from '@convolist/core'
import { wrong } from './read.js'

/** `v2tim`: listener objects and ids like `c2c_ann`. `web`: `chat.on(...)` and ids like `C2Cann`. */
export type TencentFamily = 'v2tim' | 'web'

/** How a family writes its ids. */
export interface IdGrammar {
  readonly direct: string
  readonly group: string
  /** The one conversation of notices. */
  readonly system?: string
}

export interface TencentId {
  readonly id: ConversationId
  readonly kind: ConversationKind
  readonly targetId: string
}

/** Reads an id by the length of its prefix: a user may well be called `C2C` or `group_7`. */
export function parseId(id: unknown, grammar: IdGrammar): TencentId {
  if (typeof id !== 'string') return wrong('conversationID', 'a text')
  if (id === grammar.system) return { id: toConversationId(id), kind: 'system', targetId: id }
  for (const kind of ['direct', 'group'] as const) {
    const prefix = grammar[kind]
    const targetId = id.startsWith(prefix) && id.slice(prefix.length)
    if (targetId) return { id: toConversationId(id), kind, targetId }
  }
  return wrong('conversationID', `${grammar.direct} or ${grammar.group} and a target`)
}

export const makeId = (grammar: IdGrammar, kind: 'direct' | 'group', target: string): ConversationId =>
  toConversationId(grammar[kind] + target)

/** The one vendor kind that these kinds come to; `all` if they leave nothing out, `none` if Tencent has none of them. */
export function kindsOf(kinds: readonly ConversationKind[] | undefined): 'all' | 'none' | 'direct' | 'group' {
  if (!kinds) return 'all'
  const direct = kinds.includes('direct')
  const group = kinds.includes('group')
  return direct ? (group ? 'all' : 'direct') : group ? 'group' : 'none'
}
