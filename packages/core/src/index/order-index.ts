import { type Conversation, isMuted } from '../model/conversation.js'
import type { ConversationId } from '../model/ids.js'
import type { OrderPolicy, ViewDefinition, ViewFilter } from '../model/views.js'
import { compileCompare, compileWeight, orderKey, type RowCompare } from './compare.js'
import { compileFilter, filterKey, type RowTest } from './lanes.js'
import {
  buildTree,
  type Edit,
  emptyTree,
  isSorted,
  type OrderTree,
  taken,
  treeInsert,
  treeMerge,
  treeRemove,
  treeReplace,
  treeRows,
  treeWithLanes,
} from './order-tree.js'
import { policyOf, viewKey } from './view-key.js'

/** The filter of one or more live views. Lane 0 of every tree holds all its rows and belongs to no view. */
export interface Lane {
  readonly key: string
  readonly test: RowTest
}

/** Sums kept for each lane, side by side in one array. */
export const UNREAD = 0
export const UNREAD_UNMUTED = 1
export const MENTIONS = 2
export const MARKED = 3
/** Rows that are only flagged as unread: what a badge counts as one each. */
export const ONLY_MARKED = 4
export const ONLY_MARKED_UNMUTED = 5
/** Not a sum: grows with every change in the lane. */
export const VERSION = 6
const SUMS = 7

/** A tree lane is a bit of a 31 bit number, and bit 0 is every row's. */
const LANES_MAX = 30

/** One order over all rows, with the membership and the sums of every view in that order. */
export class OrderIndex {
  constructor(
    readonly key: string,
    readonly lanes: readonly Lane[],
    tree: OrderTree<Conversation>,
    totals: number[],
    /** The edit under which it may still be changed in place. */
    readonly owner: Edit | undefined,
  ) {
    this.tree = tree
    this.totals = totals
  }
  /** Changed in place only under `owner`. */
  tree: OrderTree<Conversation>
  totals: number[]

  total(lane: number, sum: number): number {
    return this.totals[lane * SUMS + sum] ?? 0
  }
  laneOf(key: string): number {
    return this.lanes.findIndex((lane) => lane.key === key) + 1
  }
}

/** The orders and lanes that a set of views needs. */
export interface IndexPlan {
  readonly key: string
  readonly policy: OrderPolicy
  readonly lanes: readonly Lane[]
}

const ALL_FILTER: ViewFilter = Object.freeze({})

/** Groups views by order; the first plan is the engine's own order, its first lane the view of all rows. */
export function planIndexes(views: readonly ViewDefinition[], policy: OrderPolicy): IndexPlan[] {
  const plans: { key: string; policy: OrderPolicy; lanes: Lane[] }[] = []
  for (const view of [{ filter: ALL_FILTER }, ...views]) {
    const own = policyOf(view, policy)
    const key = orderKey(own)
    const lane = filterKey(view.filter)
    const same = plans.filter((plan) => plan.key === key)
    if (same.some((plan) => plan.lanes.some((known) => known.key === lane))) continue
    let plan = same.find((candidate) => candidate.lanes.length < LANES_MAX)
    if (!plan) plans.push((plan = { key, policy: own, lanes: [] }))
    plan.lanes.push({ key: lane, test: compileFilter(view.filter) })
  }
  return plans
}

/** The open row, and the views (by key) it stays in. */
export interface KeptRow {
  readonly id: ConversationId
  readonly views: readonly string[]
}

/** Builds an index for a plan, over the rows (and where it can, the order) of an index that is there already. */
export function buildIndex(plan: IndexPlan, from: OrderIndex | undefined, kept: KeptRow | undefined): OrderIndex {
  const { key, lanes } = plan
  const count = lanes.length + 1
  const keptBits = kept
    ? lanes.reduce((bits, lane, i) => bits | (kept.views.includes(viewKey(key, lane.key)) ? 1 << (i + 1) : 0), 0)
    : 0
  const totals = new Array<number>(count * SUMS).fill(0)
  const bitsOf = (row: Conversation): number => {
    const bits = filterBits(lanes, row) | (row.id === kept?.id ? keptBits : 0)
    addToTotals(totals, row, bits, 1)
    return bits
  }
  if (from?.key === key) {
    const tree = treeWithLanes(from.tree, count, bitsOf)
    keepVersions(totals, key, lanes, from)
    return new OrderIndex(key, lanes, tree, totals, undefined)
  }
  const compare = compileCompare(plan.policy)
  const weightOf = compileWeight(plan.policy)
  const rows = from ? treeRows(from.tree, 0) : []
  if (!isSorted(rows, compare)) rows.sort(compare)
  const tree = rows.length
    ? buildTree(compare, count, rows, bitsOf, weightOf)
    : emptyTree<Conversation>(compare, count, weightOf)
  keepVersions(totals, key, lanes, from)
  return new OrderIndex(key, lanes, tree, totals, undefined)
}

/** Lanes that go on in the same order keep their version; others begin above all there were (lane 0 sees every change). */
function keepVersions(totals: number[], key: string, lanes: readonly Lane[], from: OrderIndex | undefined): void {
  const fresh = (from?.total(0, VERSION) ?? 0) + 1
  totals[VERSION] = fresh
  lanes.forEach((lane, i) => {
    const old = from?.key === key ? from.laneOf(lane.key) : 0
    totals[(i + 1) * SUMS + VERSION] = old > 0 ? from!.total(old, VERSION) : fresh
  })
}

function filterBits(lanes: readonly Lane[], row: Conversation): number {
  let bits = 1
  for (let i = 0; i < lanes.length; i++) if (lanes[i]!.test(row)) bits |= 1 << (i + 1)
  return bits
}

/** The index as it may be changed under `edit`: itself if it was made under it, else a copy. */
export function ownIndex(index: OrderIndex, edit: Edit): OrderIndex {
  if (index.owner === edit) return index
  return new OrderIndex(index.key, index.lanes, index.tree, index.totals.slice(), edit)
}

/**
 * Puts a row in its place (or takes it away) and moves the sums with it. `index` must be owned by `edit`.
 *
 * @param kept lanes that hold the row whether it matches them or not.
 */
export function showInIndex(
  index: OrderIndex,
  edit: Edit,
  previous: Conversation | undefined,
  next: Conversation | undefined,
  kept: number,
): void {
  if (previous === undefined) {
    if (next === undefined) return
    const bits = filterBits(index.lanes, next) | kept
    index.tree = treeInsert(index.tree, next, bits, edit)
    addToTotals(index.totals, next, bits, 1)
    return
  }
  if (next === undefined) {
    index.tree = treeRemove(index.tree, previous, edit)
    addToTotals(index.totals, previous, taken.bits, -1)
    return
  }
  const bits = filterBits(index.lanes, next) | kept
  index.tree = treeReplace(index.tree, previous, next, bits, edit)
  addToTotals(index.totals, previous, taken.bits, -1)
  addToTotals(index.totals, next, bits, 1)
}

/** Rows that change together: no row twice in a list, and one that only changes in both. Each list in any order. */
export interface RowChanges {
  readonly removed: readonly Conversation[]
  readonly added: readonly Conversation[]
}

/** The same for many rows at once. `kept` are the lanes of the row `keptId`. */
export function showManyInIndex(
  index: OrderIndex,
  edit: Edit,
  changes: RowChanges,
  keptId: ConversationId | undefined,
  kept: number,
): void {
  const { compare } = index.tree
  const removed = inOrder(changes.removed, compare)
  const added = inOrder(changes.added, compare)
  const onRemoved = (row: Conversation, bits: number): void => addToTotals(index.totals, row, bits, -1)
  const bitsOf = (row: Conversation): number => {
    const bits = filterBits(index.lanes, row) | (row.id === keptId ? kept : 0)
    addToTotals(index.totals, row, bits, 1)
    return bits
  }
  index.tree = treeMerge(index.tree, removed, added, bitsOf, edit, onRemoved)
}

const inOrder = (rows: readonly Conversation[], compare: RowCompare): readonly Conversation[] =>
  isSorted(rows, compare) ? rows : [...rows].sort(compare)

function addToTotals(totals: number[], row: Conversation, bits: number, sign: 1 | -1): void {
  for (let at = VERSION, left = bits; left !== 0; at += SUMS, left >>>= 1) if (left & 1) totals[at]!++
  const unread = row.unreadCount
  const mentions = row.mentions.me + row.mentions.all
  const marked = row.markedUnread ? 1 : 0
  if (unread === 0 && mentions === 0 && marked === 0) return
  const onlyMarked = unread === 0 ? marked : 0
  const muted = isMuted(row)
  for (let lane = 0, left = bits; left !== 0; lane++, left >>>= 1) {
    if (!(left & 1)) continue
    const at = lane * SUMS
    totals[at + UNREAD]! += sign * unread
    totals[at + MENTIONS]! += sign * mentions
    totals[at + MARKED]! += sign * marked
    totals[at + ONLY_MARKED]! += sign * onlyMarked
    if (muted) continue
    totals[at + UNREAD_UNMUTED]! += sign * unread
    totals[at + ONLY_MARKED_UNMUTED]! += sign * onlyMarked
  }
}
