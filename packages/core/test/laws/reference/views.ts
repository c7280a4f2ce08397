// Views made from nothing at every read: filter all, sort all, count all (decisions 26 to 29).
import type {
  Conversation,
  ConversationId,
  OrderPolicy,
  ViewCounters,
  ViewDefinition,
  ViewFilter,
} from '../../../src/index.js'
import type { Model } from './model.js'
import { shown } from './overlay.js'

const EVERYTHING: ViewDefinition = {}

/** The view without a filter, and the declared ones. */
export const liveViews = (model: Model): readonly ViewDefinition[] => [EVERYTHING, ...model.views]

const keys = new WeakMap<ViewDefinition, string>() // definitions are never changed

/** One name for equal definitions. */
export function viewKey(definition: ViewDefinition): string {
  const key = keys.get(definition) ?? JSON.stringify(canonical({ filter: {}, policy: {}, ...definition }))
  keys.set(definition, key)
  return key
}

function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined && typeof part !== 'function')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, canonical(part)]),
  )
}

export const everyShown = (model: Model): Conversation[] =>
  [...model.truth.keys()].flatMap((id) => shown(model, id) ?? [])

/** @param all every row shown, where it is known already. */
export function rowsOf(
  model: Model,
  definition: ViewDefinition = EVERYTHING,
  all: readonly Conversation[] = everyShown(model),
): Conversation[] {
  const key = viewKey(definition)
  const policy: OrderPolicy = { ...model.policies, ...definition.policy }
  const rows = all
    .filter((row) => belongs(row, definition) || (row.id === model.openId && model.keptIn.has(key)))
    .sort((a, b) => compare(a, b, policy))
  return atKeptIndex(rows, model.openId, model.keptAt.get(key))
}

/** Decision 28: the open row stands where it stood. */
function atKeptIndex(
  rows: Conversation[],
  openId: ConversationId | undefined,
  index: number | undefined,
): Conversation[] {
  const open = rows.find((row) => row.id === openId)
  if (open === undefined || index === undefined) return rows
  const others = rows.filter((row) => row !== open)
  return [...others.slice(0, index), open, ...others.slice(index)]
}

export const belongs = (row: Conversation, { filter = {} }: ViewDefinition): boolean =>
  matches(row, filter) && (!isHidden(row) || asksForHidden(filter))

const isHidden = (row: Conversation): boolean => row.marks.includes('hidden')
const isUnread = (row: Conversation): boolean => row.unreadCount > 0 || row.markedUnread
const mentionsOf = (row: Conversation): number => row.mentions.me + row.mentions.all

function asksForHidden(filter: ViewFilter): boolean {
  const parts = [...(filter.and ?? []), ...(filter.or ?? []), ...(filter.not ? [filter.not] : [])]
  return filter.hidden !== undefined || (filter.marks?.includes('hidden') ?? false) || parts.some(asksForHidden)
}

/** What a filter does not ask for holds. */
function matches(row: Conversation, filter: ViewFilter): boolean {
  const { unread, mentioned, kinds, labels, marks, muted, stickTop, drafted, text, hidden, where, and, or, not } =
    filter
  return (
    (unread === undefined || isUnread(row) === unread) &&
    (mentioned === undefined || mentionsOf(row) > 0 === mentioned) &&
    (kinds === undefined || kinds.includes(row.kind)) &&
    (labels === undefined || hasLabel(row, labels)) &&
    (marks === undefined || marks.some((mark) => row.marks.includes(mark))) &&
    (muted === undefined || (row.notify === 'none') === muted) &&
    (stickTop === undefined || row.stickTop === stickTop) &&
    (drafted === undefined || (row.draft !== undefined) === drafted) &&
    (text === undefined || hasText(row, text)) &&
    (hidden === undefined || hidden === 'include' || isHidden(row) === (hidden === 'only')) &&
    (where === undefined || where.test(row)) &&
    (and === undefined || and.every((part) => matches(row, part))) &&
    (or === undefined || or.some((part) => matches(row, part))) &&
    (not === undefined || !matches(row, not))
  )
}

const hasText = (row: Conversation, wanted: string): boolean =>
  [row.title ?? '', row.targetId].some((text) => text.toLowerCase().includes(wanted.toLowerCase()))

const hasLabel = (row: Conversation, labels: readonly string[]): boolean =>
  labels.length === 0 ? row.labels.length === 0 : labels.some((label) => row.labels.includes(label))

/** Decision 26. */
export function compare(a: Conversation, b: Conversation, policy: OrderPolicy): number {
  return (
    tier(a, policy) - tier(b, policy) ||
    (a.stickTop ? comparePins(a, b, policy) : 0) ||
    descending(key(a, policy), key(b, policy)) ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  )
}

function tier(row: Conversation, policy: OrderPolicy): number {
  if (row.stickTop) return 0
  const sunk = policy.mutedSink && row.notify === 'none' ? 2 : 0
  return 1 + sunk + (policy.unreadFirst && !isUnread(row) ? 1 : 0)
}

function comparePins(a: Conversation, b: Conversation, { pinOrder }: OrderPolicy): number {
  if (pinOrder === 'pinTime') return descending(a.stickTopAt ?? -Infinity, b.stickTopAt ?? -Infinity)
  if (pinOrder === 'manual') return descending(-(a.stickTopRank ?? Infinity), -(b.stickTopRank ?? Infinity))
  return 0
}

const descending = (a: number, b: number): number => (a > b ? -1 : a < b ? 1 : 0)

const key = (row: Conversation, { draftLift }: OrderPolicy): number =>
  draftLift === 'laterOfBoth' ? Math.max(row.activeAt, row.draft?.at ?? -Infinity) : row.sortKey

/** Decision 29. */
export function count(rows: readonly Conversation[], { badge }: Model['policies']): ViewCounters {
  const sums = { unread: 0, unreadUnmuted: 0, mentions: 0, markedUnread: 0, badge: 0 }
  for (const row of rows) {
    const isLoud = row.notify !== 'none'
    const isFlagged = row.markedUnread && row.unreadCount === 0
    sums.unread += row.unreadCount
    if (isLoud) sums.unreadUnmuted += row.unreadCount
    sums.mentions += mentionsOf(row)
    if (row.markedUnread) sums.markedUnread += 1
    if (isLoud || badge.includeMuted) sums.badge += row.unreadCount + Number(badge.includeMarkedUnread && isFlagged)
  }
  const safe = (sum: number): number => Math.min(Number.MAX_SAFE_INTEGER, sum)
  return {
    rows: rows.length,
    unread: safe(sums.unread),
    unreadUnmuted: safe(sums.unreadUnmuted),
    mentions: safe(sums.mentions),
    markedUnread: safe(sums.markedUnread),
    badge: safe(sums.badge),
  }
}
