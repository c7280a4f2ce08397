// What counts as a row at all (decision 8). Histories only break rows in the ways that are told apart here.
import type { Conversation, ConversationId } from '../../../src/index.js'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)
export const isTime = (value: unknown): boolean => isNumber(value) && !Number.isNaN(new Date(value as number).getTime())
export const isCount = (value: unknown): boolean =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 1_000_000_000
const maybe = (value: unknown, test: (value: unknown) => boolean): boolean => value === undefined || test(value)

export const isId = (value: unknown): value is ConversationId => typeof value === 'string' && value !== ''

/** Has it at least an id by which the row it speaks of can be known? */
export const isReadable = (value: unknown): value is { readonly id: ConversationId } =>
  isObject(value) && isId(value['id'])

export const isRow = (value: unknown): value is Conversation =>
  isReadable(value) && FULL.every((field) => holds(value, field))

export const isPatch = (value: unknown): boolean =>
  isReadable(value) && FULL.every((field) => !Object.hasOwn(value, field) || holds(value, field))

const TESTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  unreadCount: isCount,
  sortKey: isNumber,
  activeAt: isTime,
  mentions: (value) => isObject(value) && isCount(value['me']) && isCount(value['all']),
  lastMessage: (value) => maybe(value, (message) => isObject(message) && isTime(message['sentAt'])),
  draft: (value) => maybe(value, (draft) => isObject(draft) && isTime(draft['at'])),
  groupReceipt: (value) => maybe(value, (it) => isObject(it) && isCount(it['read']) && isCount(it['unread'])),
  selfReadAt: (value) => maybe(value, isTime),
  peerReadAt: (value) => maybe(value, isTime),
  createdAt: (value) => maybe(value, isTime),
  updatedAt: (value) => maybe(value, isTime),
  version: (value) => maybe(value, isNumber),
}

const FULL = Object.keys(TESTS)

const holds = (value: object, field: string): boolean => TESTS[field]!((value as Record<string, unknown>)[field])
