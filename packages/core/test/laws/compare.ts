// Compares what the core reads with what the reference expects, reading by reading.
import {
  getConversation,
  readView,
  type Conversation,
  type ConversationId,
  type ListState,
  type ViewDefinition,
} from '../../src/index.js'
import { same, type Seen } from './reference/index.js'
import { toCode } from './to-code.js'

/**
 * Everything that can be read from a state of the core, in the words of the reference.
 * @throws Error where a view shows another row object than a read by id gives.
 */
export function seeState(state: ListState, views: readonly ViewDefinition[], ids: readonly ConversationId[]): Seen {
  return {
    account: state.account,
    connection: state.connection,
    sync: state.sync,
    openId: state.openId,
    pending: state.pendingCount,
    reported: Object.entries(state.reported).sort(([a], [b]) => (a < b ? -1 : 1)),
    labels: state.labels.map((label) => `${label.id}=${label.name}`).sort(),
    views: views.map((view) => {
      const reading = readView(state, view)
      return { ids: reading.window(0, reading.size).map((row) => sameRow(state, row)), counters: reading.counters }
    }),
    rows: ids.map((id) => getConversation(state, id)),
  }
}

/** Which notes a step gave, however many; a drift of the vendor's total is for law 3. */
export const codesOf = (codes: readonly string[]): string[] =>
  [...new Set(codes)].filter((code) => code !== 'unread/drift').sort()

function sameRow(state: ListState, row: Conversation): ConversationId {
  if (getConversation(state, row.id) === row) return row.id
  throw new Error(`a view shows another ${toCode(row.id)} than is read by id`)
}

/** @throws Error naming the first reading in which a state is not what the reference has seen of `views` and `ids`. */
export function compare(
  state: ListState,
  seen: Seen,
  views: readonly ViewDefinition[],
  ids: readonly ConversationId[],
): void {
  differ(seeState(state, views, ids), seen)
  views.forEach((view, index) => compareRanks(state, view, seen.views[index]!.ids, ids))
}

/** size, at, indexOf and slices must tell the same story as the whole window. */
function compareRanks(
  state: ListState,
  view: ViewDefinition,
  order: readonly string[],
  ids: readonly ConversationId[],
): void {
  const reading = readView(state, view)
  const ranks = ids.map((id) => reading.indexOf(id))
  differ({ size: reading.size, ranks }, { size: order.length, ranks: ids.map((id) => order.indexOf(id)) })
  const middle = reading.window(1, 3).map((row) => row.id)
  differ({ at: reading.at(1)?.id, middle }, { at: order[1], middle: order.slice(1, 3) })
}

/** Says where two values differ, shortly. */
export function differ(got: unknown, expected: unknown, path = 'reading'): void {
  if (same(got, expected)) return
  if (typeof got === 'object' && typeof expected === 'object' && got !== null && expected !== null) {
    const keys = new Set([...Object.keys(got), ...Object.keys(expected)])
    const isList = Array.isArray(got) && Array.isArray(expected)
    if (!isList || got.length === expected.length)
      for (const key of keys)
        differ(got[key as keyof typeof got], expected[key as keyof typeof expected], `${path}.${key}`)
  }
  throw new Error(`${path}: got ${toCode(got)}, expected ${toCode(expected)}`)
}
