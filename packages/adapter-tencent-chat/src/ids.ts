import { toConversationId, type ConversationId, type ConversationKind } from '@convolist/core'
import { wrong } from './read.js'

/** `v2tim`: listener objects and ids like `c2c_ann`. `web`: `chat.on(...)` and ids like `C2Cann`. */
export type TencentFamily = 'v2tim' | 'web'

const PREFIX = { v2tim: ['c2c_', 'group_'], web: ['C2C', 'GROUP'] } as const
/** The Web's one conversation of notices. */
const SYSTEM = '@TIM#SYSTEM'

export interface TencentId {
  readonly id: ConversationId
  readonly kind: ConversationKind
  readonly targetId: string
}

/** Reads an id by the length of its prefix: a user may well be called `C2C` or `group_7`. */
export function parseId(id: unknown, family: TencentFamily): TencentId {
  if (typeof id !== 'string') return wrong('conversationID', 'a text')
  const [direct, group] = PREFIX[family]
  const made = (kind: ConversationKind, targetId: string): TencentId =>
    targetId ? { id: toConversationId(id), kind, targetId } : wrong('conversationID', 'a target')
  if (id === SYSTEM && family === 'web') return made('system', id)
  if (id.startsWith(direct)) return made('direct', id.slice(direct.length))
  if (id.startsWith(group)) return made('group', id.slice(group.length))
  return wrong('conversationID', `${direct} or ${group} and a target`)
}

export const makeId = (family: TencentFamily, kind: 'direct' | 'group', target: string): ConversationId =>
  toConversationId(PREFIX[family][kind === 'direct' ? 0 : 1] + target)

/** The one vendor kind that these kinds come to; `all` if they leave nothing out, `none` if Tencent has none of them. */
export function kindsOf(kinds: readonly ConversationKind[] | undefined): 'all' | 'none' | 'direct' | 'group' {
  if (!kinds) return 'all'
  const direct = kinds.includes('direct')
  const group = kinds.includes('group')
  return direct ? (group ? 'all' : 'direct') : group ? 'group' : 'none'
}
