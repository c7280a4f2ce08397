import {
  createConversation,
  toEpochMs,
  type Conversation,
  type ConversationId,
  type ConversationKind,
  type ConversationPatch,
  type EpochMs,
  type FieldStamps,
  type LastMessage,
  type Mentions,
  type NotifyLevel,
} from '@convolist/core'
import { identify } from './ids.js'
import { count, flag, list, record, string, time, wrong, type Fields } from './read.js'
import { isErased, orderedAt, toLastMessage } from './to-message.js'

/** What is remembered of a row, because RongCloud does not say it each time. */
export interface Known {
  last?: LastMessage | undefined
  /** How many of the unread mentions name this account and not everyone. */
  me?: number | undefined
}

export interface RowContext {
  readonly account: string
  /** Rows told in this session. */
  readonly known: Map<ConversationId, Known>
  /** The row as the engine shows it, of this session or given back from a former one. */
  shown(id: ConversationId): Conversation | undefined
}

/** What is known of a row: from this session, else from what the engine shows. */
export function knownOf({ known, shown }: RowContext, id: ConversationId): Known | undefined {
  const row = known.get(id) ? undefined : shown(id)
  return row ? { last: row.lastMessage } : known.get(id)
}

/** Counts of ultra groups are cut off here in what is listed, so in what is told as well. */
const ULTRA_MOST = 999
/** Every alert is off; what is above 0 and below it lets mentions through. */
const SILENT = 5

/**
 * A row as the SDK shows it. Its counts, pin and level are the SDK's own and can be trusted; a missing message is one it
 * does not know, and then ours is kept.
 *
 * @throws TypeError naming the field that is not what RongCloud promises; the caller notes it and goes on with the next row.
 */
export const toRow = (value: unknown, context: RowContext): Conversation =>
  createConversation(shown(record(value, 'conversation'), context))

/** What the SDK shows of a row, and no more. */
function shown(from: Fields, context: RowContext, news?: LastMessage) {
  const whose = identify(from)
  const known = knownOf(context, whose.id)
  const told = news ?? (from.latestMessage == null ? undefined : toLastMessage(from.latestMessage))
  const isGone = !news && told !== undefined && isErased(from.latestMessage)
  const lastMessage = told ? newestOf(told, isGone, known?.last) : known?.last
  const operationTime = time(from, 'operationTime') ?? 0
  const isOrder = told?.revoked && operationTime >= orderedAt(from.latestMessage) // taking back does not lift the row
  const times = [isOrder ? 0 : operationTime, told?.sentAt, lastMessage?.sentAt]
  const activeAt = toEpochMs(Math.max(...times.map((at) => at ?? 0)))
  return {
    ...whose,
    stickTop: flag(from, 'isTop'),
    notify: toNotify(from.notificationLevel, whose.kind),
    unreadCount: unreadOf(whose.kind, count(from, 'unreadMessageCount') ?? 0),
    mentions: mentionsOf(from, {}, known, context.account),
    lastMessage,
    activeAt,
  }
}

/** A recall stands in the list as the newest message, whichever it takes back: what is newer than that one stays. */
function newestOf(told: LastMessage, isGone: boolean, last: LastMessage | undefined): LastMessage | undefined {
  const isOther = last !== undefined && last.id !== told.id
  if (isGone) return isOther ? last : undefined
  return told.revoked && isOther && last.sentAt > told.sentAt ? last : told
}

/** What one entry of a `CONVERSATION` event says. */
export interface Delta {
  readonly patch: ConversationPatch
  readonly stamps: FieldStamps
  /** The entry as a whole row, where the row is new and there is a message to show. */
  readonly row: Conversation | undefined
}

type Patch = { -readonly [Key in keyof ConversationPatch]: ConversationPatch[Key] }

/**
 * Only the keys of `updatedItems` are said; the rest of the entry is the SDK's memory, which may be empty: a pin from
 * elsewhere comes with no message and no time. Everything is copied now, for the SDK goes on changing its objects.
 */
export function toDelta(value: unknown, context: RowContext): Delta {
  const state = record(value, 'conversation')
  const from = record(state.conversation, 'conversation')
  const items = record(state.updatedItems ?? {}, 'updatedItems')
  const { id, kind } = identify(from)
  const known = knownOf(context, id)
  const patch: Patch = { id }
  const stamps: { -readonly [Key in keyof FieldStamps]: EpochMs } = {}
  const said: Record<string, unknown> = {}
  const times: Record<string, unknown> = {}
  for (const key of Object.keys(items)) ({ val: said[key], time: times[key] } = record(items[key], key))

  const newest = said.latestMessage == null ? undefined : toLastMessage(said.latestMessage)
  const isGone = newest && isErased(said.latestMessage)
  const message = isGone ? undefined : newest
  if (isGone && known?.last?.id === newest.id) patch.lastMessage = undefined
  if (message) {
    patch.lastMessage = message
    if (!message.revoked) patch.sortKey = patch.activeAt = message.sentAt // taking back does not lift the row
  }
  const unread = count(said, 'unreadMessageCount')
  if (unread !== undefined) patch.unreadCount = unreadOf(kind, unread)
  if ('unreadMentionedCount' in said || 'unreadMentionedMeCount' in said || unread === 0)
    patch.mentions = mentionsOf(from, said, known, context.account)
  /** Settings carry the server's version; 0 is none. */
  const set = <Field extends 'stickTop' | 'notify' | 'labels'>(
    key: string,
    field: Field,
    value: () => Patch[Field],
  ): void => {
    if (!(key in said)) return
    patch[field] = value()
    const at = time(times, key)
    if (at) stamps[field] = at
  }
  set('isTop', 'stickTop', () => flag(said, 'isTop'))
  set('notificationLevel', 'notify', () => toNotify(said.notificationLevel, kind))
  set('tags', 'labels', () => toLabels(said.tags))
  if (!message || known) return { patch, stamps, row: undefined }
  const whole = shown(from, context, message)
  // The SDK brings a removed conversation back for a recall, too: a patch makes a row that is new, and none that is gone.
  if (message.revoked) return { patch: { ...whole, ...patch }, stamps, row: undefined }
  return { patch, stamps, row: createConversation({ ...whole, labels: patch.labels ?? [] }) }
}

export const toLabels = (tags: unknown): readonly string[] =>
  list(tags ?? [], 'tags').map((tag) => string(record(tag, 'tags'), 'tagId'))

const unreadOf = (kind: ConversationKind, unread: number): number =>
  kind === 'super-group' ? Math.min(unread, ULTRA_MOST) : unread

/** The SDK's own totals take every level above 0 for muted; in groups the levels between let mentions through. */
function toNotify(said: unknown = 0, kind: ConversationKind): NotifyLevel {
  const level = Number.isFinite(said) ? (said as number) : wrong('notificationLevel')
  if (level <= 0) return 'all' // -1 is "not muted", 0 as the group or the app has it
  return level < SILENT && (kind === 'group' || kind === 'super-group') ? 'mentions' : 'none'
}

/**
 * `hasMentioned` is true whoever was named, so the counts it is. How many of them name me is said when it changes, and for
 * ultra groups; else the first unread mention is all there is to go by.
 */
function mentionsOf(from: Fields, said: Fields, known: Known | undefined, account: string): Mentions {
  const total = count(said, 'unreadMentionedCount') ?? count(from, 'unreadMentionedCount') ?? 0
  const me =
    count(said, 'unreadMentionedMeCount') ??
    count(from, 'unreadMentionedMeCount') ??
    known?.me ??
    (isFirstMine(from.mentionedInfo, account) ? total : 0)
  return { me: Math.min(me, total), all: Math.max(0, total - me) }
}

const NAMES_SOME = 2
const isFirstMine = (info: unknown, account: string): boolean => {
  const { type, userIdList } = Object(info) as Fields
  return type === NAMES_SOME && Array.isArray(userIdList) && userIdList.includes(account)
}
