import type { Capabilities } from '../model/capabilities.js'
import type {
  Conversation,
  ConversationField,
  Draft,
  GroupReceipt,
  LastMessage,
  Mentions,
} from '../model/conversation.js'

export type Check = (value: unknown) => boolean
type Equals = (a: never, b: never) => boolean

export const isText: Check = (value) => typeof value === 'string'
export const isFlag: Check = (value) => typeof value === 'boolean'
export const isFiniteNumber: Check = (value) => Number.isFinite(value)
/** Beyond it, on either side, a `Date` is invalid. */
const TIME_MAX = 8.64e15
export const isTime: Check = (value) => typeof value === 'number' && value >= -TIME_MAX && value <= TIME_MAX
/** Counts that cannot add up to more than a safe integer. */
const COUNT_MAX = 1_000_000_000
export const isCount: Check = (value) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= COUNT_MAX
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText)
const isTextOrNone: Check = (value) => value === undefined || typeof value === 'string'
const isNumberOrNone: Check = (value) => value === undefined || Number.isFinite(value)
const isTimeOrNone: Check = (value) =>
  value === undefined || (typeof value === 'number' && value >= -TIME_MAX && value <= TIME_MAX)
export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isLastMessage: Check = (value) =>
  isObject(value) &&
  typeof value['id'] === 'string' &&
  isTime(value['sentAt']) &&
  typeof value['senderId'] === 'string' &&
  typeof value['type'] === 'string' &&
  typeof value['status'] === 'string' &&
  typeof value['revoked'] === 'boolean' &&
  isTextOrNone(value['text'])
const isMentions: Check = (value) => isObject(value) && isCount(value['me']) && isCount(value['all'])
export const isDraft: Check = (value) => isObject(value) && isText(value['text']) && isTime(value['at'])
const isReceipt: Check = (value) =>
  isObject(value) && isText(value['messageId']) && isCount(value['read']) && isCount(value['unread'])

/** What each field may hold. */
const CHECKS: Readonly<Record<ConversationField, Check>> = {
  lastMessage: optional(isLastMessage),
  unreadCount: isCount,
  sortKey: isFiniteNumber,
  activeAt: isTime,
  stickTop: isFlag,
  stickTopAt: isTimeOrNone,
  stickTopRank: isNumberOrNone,
  notify: (value) => value === 'all' || value === 'mentions' || value === 'none',
  markedUnread: isFlag,
  mentions: isMentions,
  draft: optional(isDraft),
  selfReadAt: isTimeOrNone,
  peerReadAt: isTimeOrNone,
  groupReceipt: optional(isReceipt),
  marks: isTexts,
  labels: isTexts,
  title: isTextOrNone,
  avatarUrl: isTextOrNone,
  kind: isText,
  targetId: isText,
  channelId: isTextOrNone,
  serverExtension: isTextOrNone,
  localExtension: isTextOrNone,
  createdAt: isTimeOrNone,
  updatedAt: isTimeOrNone,
  version: isNumberOrNone,
}

export const FIELDS = Object.keys(CHECKS) as readonly ConversationField[]

/** A set of fields: bit k stands for field k of {@link FIELDS}. */
export type FieldSet = number

const bitOf: ReadonlyMap<string, FieldSet> = new Map(FIELDS.map((field, i) => [field, 1 << i]))

export const fieldSet = (fields: readonly ConversationField[]): FieldSet =>
  fields.reduce((set, field) => set | (bitOf.get(field) ?? 0), 0)

export const fieldsIn = (set: FieldSet): ConversationField[] => FIELDS.filter((_, i) => (set & (1 << i)) !== 0)

/**
 * The fields a patch states. Names that are no field of a row are left out.
 *
 * @returns the name of the first field that cannot be right, instead.
 */
export function statedFields(patch: unknown): FieldSet | string {
  if (!isObject(patch)) return 'patch'
  if (!isId(patch['id'])) return 'id'
  let stated = 0
  for (const name in patch) {
    const bit = bitOf.get(name)
    if (bit === undefined || !Object.hasOwn(patch, name)) continue
    if (!CHECKS[name as ConversationField](patch[name])) return name
    stated |= bit
  }
  return stated
}

/** An id as everybody must spell it: text that is not empty. `__proto__` is one. */
export const isId = (value: unknown): value is string => typeof value === 'string' && value !== ''

/**
 * The first field of a row from outside that cannot be right, or `undefined`.
 * Written out: it runs for every row of every event, and a loop over the table costs twenty times as much.
 */
export function malformedField(input: unknown): string | undefined {
  if (!isObject(input)) return 'row'
  const row = input as unknown as Conversation
  if (!isId(row.id)) return 'id'
  if (typeof row.kind !== 'string') return 'kind'
  if (typeof row.targetId !== 'string') return 'targetId'
  if (!isCount(row.unreadCount)) return 'unreadCount'
  if (!Number.isFinite(row.sortKey)) return 'sortKey'
  if (!isTime(row.activeAt)) return 'activeAt'
  if (typeof row.stickTop !== 'boolean') return 'stickTop'
  if (typeof row.markedUnread !== 'boolean') return 'markedUnread'
  if (row.notify !== 'all' && row.notify !== 'mentions' && row.notify !== 'none') return 'notify'
  if (!isMentions(row.mentions)) return 'mentions'
  if (row.lastMessage !== undefined && !isLastMessage(row.lastMessage)) return 'lastMessage'
  if (!isTexts(row.marks)) return 'marks'
  if (!isTexts(row.labels)) return 'labels'
  if (row.draft !== undefined && !isDraft(row.draft)) return 'draft'
  if (row.groupReceipt !== undefined && !isReceipt(row.groupReceipt)) return 'groupReceipt'
  if (!isTextOrNone(row.title)) return 'title'
  if (!isTextOrNone(row.avatarUrl)) return 'avatarUrl'
  if (!isTextOrNone(row.channelId)) return 'channelId'
  if (!isTextOrNone(row.serverExtension)) return 'serverExtension'
  if (!isTextOrNone(row.localExtension)) return 'localExtension'
  if (!isTimeOrNone(row.selfReadAt)) return 'selfReadAt'
  if (!isTimeOrNone(row.peerReadAt)) return 'peerReadAt'
  if (!isTimeOrNone(row.stickTopAt)) return 'stickTopAt'
  if (!isNumberOrNone(row.stickTopRank)) return 'stickTopRank'
  if (!isTimeOrNone(row.createdAt)) return 'createdAt'
  if (!isTimeOrNone(row.updatedAt)) return 'updatedAt'
  if (!isNumberOrNone(row.version)) return 'version'
  return undefined
}

const sameMessage = (a: LastMessage | undefined, b: LastMessage | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.sentAt === b.sentAt && // first: a number in an object read before, where the others are texts of their own
    a.id === b.id &&
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
  (a !== undefined && b !== undefined && a.messageId === b.messageId && a.read === b.read && a.unread === b.unread)
/** Marks and labels are sets: vendors do not keep their order, and may say one twice. */
const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a === b ||
  (a.length === b.length && a.every((text, i) => text === b[i] || (b.includes(text) && a.includes(b[i] as string))))

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
const MERGED_APART: ReadonlySet<ConversationField> = new Set([
  'title',
  'avatarUrl',
  'selfReadAt',
  'peerReadAt',
  'groupReceipt',
])

const keptByRules = new WeakMap<Capabilities, readonly ConversationField[]>()
const KEPT_BY_DEFAULT = LOCAL_FIELDS

/** The fields that a full row of this vendor does not state, and that therefore stay. */
export function keptFields(capabilities: Capabilities | undefined): readonly ConversationField[] {
  if (!capabilities) return KEPT_BY_DEFAULT
  let kept = keptByRules.get(capabilities)
  if (!kept) {
    const stated = new Set(capabilities.rowFields)
    kept = FIELDS.filter((field) => field !== 'version' && !stated.has(field) && !MERGED_APART.has(field))
    if (!kept.includes('stickTopAt')) kept = [...kept, 'stickTopAt']
    keptByRules.set(capabilities, kept)
  }
  return kept
}

const statedByRows = new WeakMap<Capabilities, FieldSet>()
const STATED_BY_DEFAULT = fieldSet(FIELDS) & ~fieldSet(LOCAL_FIELDS)

/** The fields that a full row of this vendor states. */
export function rowFieldsOf(capabilities: Capabilities | undefined): FieldSet {
  if (!capabilities) return STATED_BY_DEFAULT
  let stated = statedByRows.get(capabilities)
  if (stated === undefined) statedByRows.set(capabilities, (stated = fieldSet(capabilities.rowFields)))
  return stated
}
