import type { Conversation } from '../model/conversation.js'
import { reduceOpened } from '../reducers/selection.js'
import { copyRow, withField } from '../index/copy-row.js'
import { sameRow } from '../index/fields.js'
import { treeRows } from '../index/order-tree.js'
import { inBulk, setParts, show, showFirst, type StateEdit } from '../index/state-edit.js'
import type { ListState } from '../index/state.js'
import { combineSides } from './combine-sides.js'
import { isOf, mergedId } from './names.js'

/** What an engine showed before and shows now. */
export interface Change {
  readonly name: string
  readonly before: ListState
  readonly after: ListState
  /** It was not followed before. */
  readonly isNew: boolean
}

/** The user's own order of the pinned rows by merged id, once there is one. */
export type Ranks = ReadonlyMap<string, number> | undefined

/**
 * Takes a change of one engine over into the merged list: the rows that differ and no others, each to its place.
 *
 * @param statesOf the states of all engines, this one's already as it is after the change.
 */
export function mirror(
  edit: StateEdit,
  change: Change,
  statesOf: () => ReadonlyMap<string, ListState>,
  ranks: Ranks,
): void {
  const { name, before, after } = change
  // First of all: what the open row may stay in is settled by how the rows stood.
  mirrorOpen(edit, change)
  mirrorOperations(edit, change)
  mirrorRows(edit, change, ranks)
  if (before.epoch !== after.epoch) setParts(edit, { epoch: edit.next.epoch + 1 })
  if (before.parts.sides === after.parts.sides) return
  const sides = combineSides(edit.next.sides, statesOf(), name)
  if (sides !== edit.next.sides) setParts(edit, { sides })
}

function mirrorOpen(edit: StateEdit, { name, before, after, isNew }: Change): void {
  if (before.openId === after.openId) return
  const { openId } = edit.next.sides.selection
  // What is closed in one account, or was open in one that comes, leaves what is open in another as it is.
  const isElsewhere = openId !== undefined && !isOf(name, openId)
  if (isElsewhere && (after.openId === undefined || isNew)) return
  const id = after.openId === undefined ? undefined : mergedId(name, after.openId)
  reduceOpened(edit, { type: 'conversationOpened', id, at: edit.at })
}

/** Where more than one row in so many changes, merging the trees once costs less than changing them row by row. */
const ROWS_PER_CHANGE = 20

function mirrorRows(edit: StateEdit, change: Change, ranks: Ranks): void {
  const { name } = change
  const { olds, nows } = changedRows(change)
  if (edit.next.rows.size === 0) {
    showFirst(
      edit,
      nows.map((row) => mergedRow(mergedId(name, row!.id), row!, undefined, undefined, ranks)),
    )
    return
  }
  const apply = (): void => {
    for (let i = 0; i < nows.length; i++) {
      const [was, is] = [olds[i], nows[i]]
      const id = mergedId(name, (is ?? was)!.id)
      const shown = was && edit.next.rows.get(id)
      show(edit, id, is && mergedRow(id, is, was, shown, ranks), shown)
    }
  }
  if (nows.length * ROWS_PER_CHANGE > edit.next.rows.size) inBulk(edit, apply)
  else apply()
}

/** The rows that differ, as they were and as they are: side by side, and in order where all of them are new. */
function changedRows({ before, after }: Change): ChangedRows {
  if (before.parts.rows.size === 0) return { olds: [], nows: treeRows(after.parts.indexes[0]!.tree, EVERY_ROW) }
  const olds: (Conversation | undefined)[] = []
  const nows: (Conversation | undefined)[] = []
  before.parts.rows.diff(after.parts.rows, (_, was, is) => {
    olds.push(was)
    nows.push(is)
  })
  return { olds, nows }
}

interface ChangedRows {
  readonly olds: readonly (Conversation | undefined)[]
  readonly nows: readonly (Conversation | undefined)[]
}

/** The lane of every tree that belongs to no view. */
const EVERY_ROW = 0

/** The row as it stands in the merged list; the one that is shown already if it reads the same. */
function mergedRow(
  id: Conversation['id'],
  row: Conversation,
  was: Conversation | undefined,
  shown: Conversation | undefined,
  ranks: Ranks,
): Conversation {
  const copy = copyRow(row)
  copy.id = id
  copy.sortKey = row.activeAt
  if (ranks) copy.stickTopRank = ranks.get(id)
  if (row.labels.length > 0) copy.labels = was?.labels === row.labels && shown ? shown.labels : mergedLabels(id, row)
  // The engine's own order may have changed, and the merged one not.
  return shown && sameRow(copy, shown) ? shown : copy
}

function mergedLabels(id: string, row: Conversation): readonly string[] {
  const prefix = id.slice(0, id.length - row.id.length)
  return row.labels.map((label) => prefix + label)
}

/** Open operations, for who counts them and for the open row: one that is gone for a moment is not forgotten. */
function mirrorOperations(edit: StateEdit, { name, before, after }: Change): void {
  before.parts.overlay.diff(after.parts.overlay, (own, _, is) => {
    const id = mergedId(name, own)
    const { overlay } = edit.next
    const pending = is && { ...is, id, truth: is.truth && mergedRow(id, is.truth, undefined, undefined, undefined) }
    setParts(edit, {
      overlay: pending ? overlay.set(id, pending, edit.nodes) : overlay.delete(id, edit.nodes),
    })
  })
  if (before.parts.operations === after.parts.operations) return
  const operations = new Map(edit.next.operations)
  for (const id of before.parts.operations.keys()) operations.delete(mergedId(name, id))
  for (const [id, operation] of after.parts.operations) operations.set(mergedId(name, id), operation)
  setParts(edit, { operations })
}

/** Gives the pinned rows the places that the user chose; rows that are not named lose theirs. */
export function rankRows(edit: StateEdit, ranks: ReadonlyMap<string, number>): void {
  const changed: Conversation[] = []
  edit.next.rows.forEach((row) => {
    if (row.stickTopRank !== ranks.get(row.id)) changed.push(row)
  })
  inBulk(edit, () => {
    for (const row of changed) show(edit, row.id, withField(row, 'stickTopRank', ranks.get(row.id)), row)
  })
}
