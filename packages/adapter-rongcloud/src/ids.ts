import { ConvolistError, toConversationId, type ConversationId, type ConversationKind } from '@convolist/core'
import { GROUP, PRIVATE, ULTRA, type RongCloudTarget } from './im.js'
import { count, record, string, text, wrong } from './read.js'

/** Customer service, which the SDK neither lists nor counts. */
const SERVICE = 5

const KINDS: Readonly<Record<number, ConversationKind>> = {
  [PRIVATE]: 'direct',
  [GROUP]: 'group',
  [SERVICE]: 'customer-service',
  6: 'system',
  7: 'public-service',
  8: 'public-service',
  [ULTRA]: 'super-group',
}

/** Which conversation something is about, in both languages. */
export interface Identity {
  readonly id: ConversationId
  readonly kind: ConversationKind
  readonly targetId: string
  readonly channelId: string | undefined
}

/** @throws TypeError naming the field that is not what RongCloud promises, or for a type that has no list. */
export function identify(value: unknown): Identity {
  const from = record(value, 'conversation')
  const conversationType = count(from, 'conversationType') ?? 0
  const kind = KINDS[conversationType] ?? wrong('conversationType')
  const targetId = string(from, 'targetId')
  const channelId = text(from, 'channelId')
  return { id: toRongCloudId({ conversationType, targetId, channelId }), kind, targetId, channelId }
}

export const isListed = (type: unknown): boolean => Object.hasOwn(KINDS, String(type))

/** The types of these kinds, or all; kinds that RongCloud does not have, or refuses in a question, are left out. */
export const toTypes = (kinds?: readonly ConversationKind[]): number[] =>
  Object.keys(KINDS)
    .map(Number)
    .filter((type) => type !== SERVICE && (kinds?.includes(KINDS[type]!) ?? true))

/**
 * The list's id of a conversation: `1__ann`, `3__team`, `10_channel_group`. A channel id holds no underscore, a target may.
 */
export const toRongCloudId = ({
  conversationType,
  targetId,
  channelId = '',
}: Omit<RongCloudTarget, 'channelId'> & { readonly channelId?: string | undefined }): ConversationId =>
  toConversationId(`${conversationType}_${channelId}_${targetId}`)

const PATTERN = /^(\d+)_([^_]*)_([^]+)$/

export const isRongCloudId = (id: string): boolean => PATTERN.test(id)

/**
 * RongCloud's name of a conversation in the list.
 *
 * @throws ConvolistError `command/invalid` for an id that `toRongCloudId` did not make.
 */
export function parseRongCloudId(id: string): RongCloudTarget {
  const [, type, channelId = '', targetId] = PATTERN.exec(id) ?? []
  if (targetId) return { conversationType: Number(type), targetId, channelId }
  throw new ConvolistError('command/invalid', `"${id}" is no id of a RongCloud conversation, such as "1__ann"`)
}
