import { type Conversation, isMuted } from '../model/conversation.js'
import type { OrderPolicy } from '../model/views.js'
import { isUnread } from './lanes.js'

export type RowCompare = (a: Conversation, b: Conversation) => number

/** One name for each order; views of equal order share one tree. */
export const orderKey = (policy: OrderPolicy): string =>
  [policy.pinOrder, policy.draftLift, policy.mutedSink, policy.unreadFirst].join()

/** A strict total order over rows: tier, then key descending, then id by code unit. */
export function compileCompare(policy: OrderPolicy): RowCompare {
  const plain = !policy.mutedSink && !policy.unreadFirst && policy.pinOrder === 'activity'
  if (plain && policy.draftLift === 'never') return compareByDefault
  const tier = tierOf(policy)
  const pinned = PIN_ORDERS[policy.pinOrder]
  const key = policy.draftLift === 'never' ? sortKeyOf : draftKeyOf
  return (a, b) => tier(a) - tier(b) || (a.stickTop ? pinned(a, b) : 0) || key(b) - key(a) || compareIds(a, b)
}

/** The default order, written out: it runs some twenty times for each event. */
function compareByDefault(a: Conversation, b: Conversation): number {
  if (a.stickTop !== b.stickTop) return a.stickTop ? -1 : 1
  return b.sortKey - a.sortKey || compareIds(a, b)
}

const compareIds: RowCompare = (a, b) => (a.id === b.id ? 0 : a.id < b.id ? -1 : 1)

const sortKeyOf = (row: Conversation): number => row.sortKey
const draftKeyOf = (row: Conversation): number => Math.max(row.activeAt, row.draft?.at ?? 0)

const tierOf =
  ({ unreadFirst, mutedSink }: OrderPolicy) =>
  (row: Conversation): number =>
    row.stickTop ? 0 : 1 + (unreadFirst && !isUnread(row) ? 1 : 0) + (mutedSink && isMuted(row) ? 2 : 0)

const PIN_ORDERS: Readonly<Record<OrderPolicy['pinOrder'], RowCompare>> = {
  activity: () => 0,
  pinTime: (a, b) => (b.stickTopAt ?? 0) - (a.stickTopAt ?? 0),
  // Rows the user did not place come after those that were; Infinity - Infinity would be NaN.
  manual: (a, b) => (a.stickTopRank ?? Number.MAX_SAFE_INTEGER) - (b.stickTopRank ?? Number.MAX_SAFE_INTEGER),
}

/** Beyond any time or hint of a vendor's; larger keys weigh the same, and are told apart by comparing. */
const KEY_MAX = 1e16

/**
 * A number that never falls along the order: a search reads numbers that lie side by side, and touches rows only
 * where two weigh the same. It may lose what does not fit into a number; it may never contradict the order.
 */
export function compileWeight(policy: OrderPolicy): (row: Conversation) => number {
  const tier = tierOf(policy)
  const isPlain = policy.pinOrder === 'activity'
  const key = policy.draftLift === 'never' ? sortKeyOf : draftKeyOf
  return (row) => {
    if (row.stickTop && !isPlain) return 0
    return tier(row) * 4 * KEY_MAX - Math.max(-KEY_MAX, Math.min(KEY_MAX, key(row)))
  }
}
