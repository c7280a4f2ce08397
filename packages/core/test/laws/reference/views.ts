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

/** One name for equal definitions. */
export function viewKey(definition: ViewDefinition): string {
  const canonical = (value: unknown): unknown =>
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? value
      : Object.fromEntries(
          Object.entries(value)
            .filter(([, part]) => part !== undefined && typeof part !== 'function')
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, part]) => [key, canonical(part)]),
        )
  return JSON.stringify(canonical({ filter: {}, policy: {}, ...definition }))
}

export const everyShown = (model: Model): Conversation[] =>
  [...model.truth.keys()].flatMap((id) => shown(model, id) ?? [])

export function rowsOf(model: Model, definition: ViewDefinition = EVERYTHING): Conversation[] {
  const key = viewKey(definition)
  const policy: OrderPolicy = { ...model.policies, ...definition.policy }
  const rows = everyShown(model)
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

function matches(row: Conversation, filter: ViewFilter): boolean {
  const conditions: [wanted: unknown, holds: () => boolean][] = [
    [filter.unread, () => isUnread(row) === filter.unread],
    [filter.mentioned, () => mentionsOf(row) > 0 === filter.mentioned],
    [filter.kinds, () => filter.kinds!.includes(row.kind)],
    [filter.labels, () => hasLabel(row, filter.labels!)],
    [filter.marks, () => filter.marks!.some((mark) => row.marks.includes(mark))],
    [filter.muted, () => (row.notify === 'none') === filter.muted],
    [filter.stickTop, () => row.stickTop === filter.stickTop],
    [filter.drafted, () => (row.draft !== undefined) === filter.drafted],
    [
      filter.text,
      () => [row.title ?? '', row.targetId].some((text) => text.toLowerCase().includes(filter.text!.toLowerCase())),
    ],
    [filter.hidden, () => filter.hidden === 'include' || isHidden(row) === (filter.hidden === 'only')],
    [filter.where, () => filter.where!.test(row)],
    [filter.and, () => filter.and!.every((part) => matches(row, part))],
    [filter.or, () => filter.or!.some((part) => matches(row, part))],
    [filter.not, () => !matches(row, filter.not!)],
  ]
  return conditions.every(([wanted, holds]) => wanted === undefined || holds())
}

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
  const sum = (value: (row: Conversation) => number): number =>
    Math.min(
      Number.MAX_SAFE_INTEGER,
      rows.map(value).reduce((total, next) => total + next, 0),
    )
  const isLoud = (row: Conversation): boolean => row.notify !== 'none'
  return {
    rows: rows.length,
    unread: sum((row) => row.unreadCount),
    unreadUnmuted: sum((row) => (isLoud(row) ? row.unreadCount : 0)),
    mentions: sum(mentionsOf),
    markedUnread: sum((row) => (row.markedUnread ? 1 : 0)),
    badge: sum((row) => {
      if (!badge.includeMuted && !isLoud(row)) return 0
      return row.unreadCount + (badge.includeMarkedUnread && row.markedUnread && row.unreadCount === 0 ? 1 : 0)
    }),
  }
}
