import type { Conversation } from '../model/conversation.js'
import type { ConversationId } from '../model/ids.js'
import type { BadgePolicy, Policies, ViewCounters, ViewDefinition } from '../model/views.js'
import { orderKey } from '../index/compare.js'
import { type KeptPlace, keptPlaceOf } from '../index/kept-place.js'
import { EVERY_ROW, filterKey } from '../index/lanes.js'
import {
  buildIndex,
  MARKED,
  MENTIONS,
  ONLY_MARKED,
  ONLY_MARKED_UNMUTED,
  type OrderIndex,
  planIndexes,
  UNREAD,
  UNREAD_UNMUTED,
  VERSION,
} from '../index/order-index.js'
import { treeBitsOf, treeRank, treeSize, treeWindow } from '../index/order-tree.js'
import type { ListState } from '../index/state.js'
import { keyOfView, policyOf } from '../index/view-key.js'

/** One view of one state. */
export interface ViewReading {
  /** Grows with every change in the view, within one account. */
  readonly version: number
  readonly size: number
  readonly counters: ViewCounters
  /** Rows `start` (included) to `end` (not included), clipped to the list. */
  window(start: number, end: number): readonly Conversation[]
  at(index: number): Conversation | undefined
  /** The row's place, or -1. */
  indexOf(id: ConversationId | string): number
}

/** The row as it is shown: with open operations on top. `undefined` for an unknown id. */
export function getConversation(state: ListState, id: ConversationId | string): Conversation | undefined {
  return state.parts.rows.get(id)
}

/**
 * Reads a view of a state. Declared and live views answer in logarithmic time; any other definition
 * is worked out from all rows, once for each state.
 */
export function readView(state: ListState, definition: ViewDefinition = ALL_ROWS): ViewReading {
  const known = namesOf(definition, state.parts.settings.policies)
  const { indexes } = state.parts
  for (let i = 0; i < indexes.length; i++) {
    const index = indexes[i]!
    if (index.key !== known.order) continue
    if (known.lanes !== index.lanes) findLane(known, index)
    if (known.lane >= 0) return new LaneReading(state, index, known.lane)
  }
  return new LaneReading(state, adHocIndex(state, definition), 1)
}

const ALL_ROWS: ViewDefinition = {}

interface Names {
  readonly policies: Policies
  readonly order: string
  readonly filter: string
  /** Where it was found last: among these lanes, which one, or -1. */
  lanes: OrderIndex['lanes'] | undefined
  lane: number
}

function findLane(names: Names, index: OrderIndex): void {
  names.lanes = index.lanes
  names.lane = names.filter === EVERY_ROW ? 0 : index.laneOf(names.filter) || -1
}

const names = new WeakMap<ViewDefinition, Names>()

/** The names of a definition are worked out once, not on each read. */
function namesOf(definition: ViewDefinition, policies: Policies): Names {
  let known = names.get(definition)
  if (known?.policies !== policies) {
    const order = orderKey(policyOf(definition, policies))
    known = { policies, order, filter: filterKey(definition.filter), lanes: undefined, lane: -1 }
    names.set(definition, known)
  }
  return known
}

const adHoc = new WeakMap<ListState, Map<string, OrderIndex>>()

/** Builds (and remembers for this state) an index for a view that is not live. */
function adHocIndex(state: ListState, definition: ViewDefinition): OrderIndex {
  const { settings, indexes } = state.parts
  let built = adHoc.get(state)
  if (!built) adHoc.set(state, (built = new Map<string, OrderIndex>()))
  const key = keyOfView(definition, settings.policies)
  let index = built.get(key)
  if (!index) {
    // The first plan is always the view of all rows; ours is the last one, maybe on the same order.
    const plan = planIndexes([definition], settings.policies).at(-1)!
    const lane = plan.lanes.at(-1)!
    const from = indexes.find((known) => known.key === plan.key) ?? indexes[0]
    index = buildIndex({ ...plan, lanes: [lane] }, from, undefined)
    built.set(key, index)
  }
  return index
}

class LaneReading implements ViewReading {
  constructor(
    private readonly state: ListState,
    private readonly index: OrderIndex,
    private readonly lane: number,
  ) {}

  get size(): number {
    return treeSize(this.index.tree, this.lane)
  }

  get counters(): ViewCounters {
    const { index, lane, size } = this
    return {
      rows: size,
      unread: index.total(lane, UNREAD),
      unreadUnmuted: index.total(lane, UNREAD_UNMUTED),
      mentions: index.total(lane, MENTIONS),
      markedUnread: index.total(lane, MARKED),
      badge: badgeOf(index, lane, this.state.parts.settings.policies.badge),
    }
  }

  /** Grows with every change in the view. */
  get version(): number {
    return this.index.total(this.lane, VERSION)
  }

  window(start: number, end: number): readonly Conversation[] {
    const from = Math.max(0, Math.trunc(start) || 0)
    const to = Math.min(this.size, Math.trunc(end) || 0)
    if (from >= to) return NO_ROWS
    const kept = this.keptPlace()
    if (!kept) return treeWindow(this.index.tree, this.lane, from, to)
    // The open row is out of its place by order: read one row more, and put it where it is kept.
    const rows = treeWindow(this.index.tree, this.lane, from - 1, to + 1)
    const first = Math.max(0, from - 1)
    return Array.from({ length: to - from }, (_, i) =>
      from + i === kept.place ? kept.row : rows[kept.natural(from + i) - first]!,
    )
  }

  at(index: number): Conversation | undefined {
    return index >= 0 && index < this.size ? this.window(index, index + 1)[0] : undefined
  }

  indexOf(id: ConversationId | string): number {
    const row = this.state.parts.rows.get(id)
    if (!row || !(treeBitsOf(this.index.tree, row) & (1 << this.lane))) return -1
    const rank = treeRank(this.index.tree, this.lane, row)
    return this.keptPlace()?.shown(rank) ?? rank
  }

  private keptPlace(): KeptPlace | undefined {
    return keptPlaceOf(this.state.parts, this.index, this.lane)
  }
}

const NO_ROWS: readonly Conversation[] = Object.freeze([])

function badgeOf(index: OrderIndex, lane: number, policy: BadgePolicy): number {
  const messages = index.total(lane, policy.includeMuted ? UNREAD : UNREAD_UNMUTED)
  if (!policy.includeMarkedUnread) return messages
  return messages + index.total(lane, policy.includeMuted ? ONLY_MARKED : ONLY_MARKED_UNMUTED)
}
