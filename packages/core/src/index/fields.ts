import type { Capabilities } from '../model/capabilities.js'
import type {
  Conversation,
  ConversationField,
  Draft,
  GroupReceipt,
  LastMessage,
  Mentions,
} from '../model/conversation.js'

type Check = (value: unknown) => boolean
type Equals = (a: never, b: never) => boolean

const isText: Check = (value) => typeof value === 'string'
const isFlag: Check = (value) => typeof value === 'boolean'
const isFiniteNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value)
/** Counts that cannot add up to more than a safe integer. */
const COUNT_MAX = 1_000_000_000
export const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= COUNT_MAX
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText)
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isLastMessage: Check = (value) =>
  isObject(value) &&
  isText(value['id']) &&
  isFiniteNumber(value['sentAt']) &&
  isText(value['senderId']) &&
  isText(value['type']) &&
  isText(value['status']) &&
  isFlag(value['revoked']) &&
  optional(isText)(value['text'])
const isMentions: Check = (value) => isObject(value) && isCount(value['me']) && isCount(value['all'])
const isDraft: Check = (value) => isObject(value) && isText(value['text']) && isFiniteNumber(value['at'])
const isReceipt: Check = (value) =>
  isObject(value) && isText(value['messageId']) && isCount(value['read']) && isCount(value['unread'])

/** What each field may hold. Also the list of all fields. */
export const FIELD_CHECKS: Readonly<Record<ConversationField, Check>> = {
  lastMessage: optional(isLastMessage),
  unreadCount: isCount,
  sortKey: isFiniteNumber,
  activeAt: isFiniteNumber,
  stickTop: isFlag,
  stickTopAt: optional(isFiniteNumber),
  stickTopRank: optional(isFiniteNumber),
  notify: (value) => value === 'all' || value === 'mentions' || value === 'none',
  markedUnread: isFlag,
  mentions: isMentions,
  draft: optional(isDraft),
  selfReadAt: optional(isFiniteNumber),
  peerReadAt: optional(isFiniteNumber),
  groupReceipt: optional(isReceipt),
  marks: isTexts,
  labels: isTexts,
  title: optional(isText),
  avatarUrl: optional(isText),
  kind: isText,
  targetId: isText,
  channelId: optional(isText),
  serverExtension: optional(isText),
  localExtension: optional(isText),
  createdAt: optional(isFiniteNumber),
  updatedAt: optional(isFiniteNumber),
  version: optional(isFiniteNumber),
}

export const FIELDS = Object.keys(FIELD_CHECKS) as readonly ConversationField[]

export const isConversationField = (name: string): name is ConversationField => Object.hasOwn(FIELD_CHECKS, name)

/** An id as everybody must spell it: text that is not empty. `__proto__` is one. */
export const isId = (value: unknown): boolean => typeof value === 'string' && value !== ''

/** The first field of a row from outside that cannot be right, or `undefined`. */
export function malformedField(row: unknown): string | undefined {
  if (!isObject(row)) return 'row'
  if (!isId(row['id'])) return 'id'
  // The checks of every event's row, written out: a loop over the table costs ten times as much.
  const known = row as unknown as Conversation
  if (!isCount(known.unreadCount)) return 'unreadCount'
  if (!isFiniteNumber(known.sortKey)) return 'sortKey'
  if (!isFiniteNumber(known.activeAt)) return 'activeAt'
  if (!isFlag(known.stickTop)) return 'stickTop'
  if (!isMentions(known.mentions)) return 'mentions'
  if (known.lastMessage !== undefined && !isLastMessage(known.lastMessage)) return 'lastMessage'
  for (const field of OTHER_FIELDS) if (!FIELD_CHECKS[field](known[field])) return field
  return undefined
}

const WRITTEN_OUT = ['unreadCount', 'sortKey', 'activeAt', 'stickTop', 'mentions', 'lastMessage']
const OTHER_FIELDS = FIELDS.filter((field) => !WRITTEN_OUT.includes(field))

export const sameMessage = (a: LastMessage | undefined, b: LastMessage | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.id === b.id &&
    a.sentAt === b.sentAt &&
    a.text === b.text &&
    a.status === b.status &&
    a.revoked === b.revoked &&
    a.revokedBy === b.revokedBy &&
    a.type === b.type &&
    a.senderId === b.senderId &&
    a.senderName === b.senderName)
export const sameMentions = (a: Mentions, b: Mentions): boolean => a === b || (a.me === b.me && a.all === b.all)
export const sameDraft = (a: Draft | undefined, b: Draft | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.text === b.text && a.at === b.at)
export const sameReceipt = (a: GroupReceipt | undefined, b: GroupReceipt | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.messageId === b.messageId &&
    a.read === b.read &&
    a.unread === b.unread)
/** Marks and labels are sets: vendors do not keep their order. */
export const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((text, i) => text === b[i] || b.includes(text)))

const FIELD_EQUALS: Partial<Record<ConversationField, Equals>> = {
  lastMessage: sameMessage,
  mentions: sameMentions,
  draft: sameDraft,
  groupReceipt: sameReceipt,
  marks: sameTexts,
  labels: sameTexts,
}

export function sameField<Field extends ConversationField>(
  field: Field,
  a: Conversation[Field] | undefined,
  b: Conversation[Field] | undefined,
): boolean {
  if (a === b) return true
  const equals = FIELD_EQUALS[field]
  return equals !== undefined && a !== undefined && b !== undefined && equals(a as never, b as never)
}

/** Do two rows say the same? Those that mostly differ come first. */
export const sameRow = (a: Conversation, b: Conversation): boolean =>
  a === b ||
  (a.sortKey === b.sortKey &&
    a.unreadCount === b.unreadCount &&
    sameMessage(a.lastMessage, b.lastMessage) &&
    a.activeAt === b.activeAt &&
    a.stickTop === b.stickTop &&
    a.notify === b.notify &&
    a.markedUnread === b.markedUnread &&
    a.title === b.title &&
    a.avatarUrl === b.avatarUrl &&
    sameMentions(a.mentions, b.mentions) &&
    sameDraft(a.draft, b.draft) &&
    a.selfReadAt === b.selfReadAt &&
    a.peerReadAt === b.peerReadAt &&
    sameReceipt(a.groupReceipt, b.groupReceipt) &&
    sameTexts(a.marks, b.marks) &&
    sameTexts(a.labels, b.labels) &&
    a.stickTopAt === b.stickTopAt &&
    a.stickTopRank === b.stickTopRank &&
    a.serverExtension === b.serverExtension &&
    a.localExtension === b.localExtension &&
    a.createdAt === b.createdAt &&
    a.updatedAt === b.updatedAt &&
    a.version === b.version &&
    a.kind === b.kind &&
    a.targetId === b.targetId &&
    a.channelId === b.channelId)

/** What the engine assumes of events that come without a source. */
const LOCAL_FIELDS: readonly ConversationField[] = ['stickTopAt', 'stickTopRank', 'draft', 'localExtension']

/** Never taken from a full row as they stand: the engine's own, or watermarks that are merged by their own rule. */
const MERGED_APART: readonly ConversationField[] = ['title', 'avatarUrl', 'selfReadAt', 'peerReadAt', 'groupReceipt']

const keptByRules = new WeakMap<Capabilities, readonly ConversationField[]>()
const KEPT_BY_DEFAULT = LOCAL_FIELDS

/** The fields that a full row of this vendor does not state, and that therefore stay. */
export function keptFields(capabilities: Capabilities | undefined): readonly ConversationField[] {
  if (!capabilities) return KEPT_BY_DEFAULT
  let kept = keptByRules.get(capabilities)
  if (!kept) {
    const stated = new Set(capabilities.rowFields)
    kept = FIELDS.filter((field) => field !== 'version' && !stated.has(field) && !MERGED_APART.includes(field))
    if (!kept.includes('stickTopAt')) kept = [...kept, 'stickTopAt']
    keptByRules.set(capabilities, kept)
  }
  return kept
}

/** Does a full row of this vendor state the field? */
export const statesField = (capabilities: Capabilities | undefined, field: ConversationField): boolean =>
  capabilities ? capabilities.rowFields.includes(field) : !LOCAL_FIELDS.includes(field)
