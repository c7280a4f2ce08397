import { produce } from 'immer'
import type { ConversationField } from '../model/conversation.js'
import type { Conversation } from '../model/conversation.js'
import type { Diagnostic, DiagnosticCode, Report } from '../model/diagnostics.js'
import type { ConversationId, EpochMs } from '../model/ids.js'
import { createEdit, type Edit } from './edit.js'
import { idMapOf } from './id-map.js'
import { type OrderIndex, ownIndex, type RowChanges, showInIndex, showManyInIndex } from './order-index.js'
import { bitsOfViews, viewsOf } from './kept-place.js'
import { treeAt, treeRank, treeSize } from './order-tree.js'
import { ListState, type OpenOperation, type Sides, type StateParts } from './state.js'

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/**
 * The next state while it is put together from the events of one batch. Tree and map nodes made under `nodes` are
 * changed in place until the batch ends; the state it started from never moves.
 */
export interface StateEdit {
  readonly base: ListState
  readonly nodes: Edit
  readonly report: Report | undefined
  readonly next: Mutable<StateParts>
  /** The time of the event being applied. */
  at: EpochMs
  /** Did this event change anything? */
  changed: boolean
  /** Set while many rows change at once: the trees follow when somebody looks at them, or at the end. */
  bulk: Bulk | undefined
  /** This event changed the open row, or the views it may stand in. */
  openMoved: boolean
  /** The open row as it was when it left. */
  lostOpen: Conversation | undefined
  ownsIndexes: boolean
  ownsOperations: boolean
  /** A vendor total came in this batch: compare it with ours at the end. */
  reportedUnread: boolean
}

/** The rows that are not in the trees as they are shown now. */
type Bulk = Map<ConversationId, RowChange>

interface RowChange {
  /** As it stands in the trees. */
  readonly before: Conversation | undefined
  after: Conversation | undefined
}

/** @param isBatch many events follow: of the rows that they change, the trees hear once. */
export function openEdit(base: ListState, report: Report | undefined, isBatch = false): StateEdit {
  return {
    base,
    nodes: createEdit(),
    report,
    next: copyParts(base.parts),
    at: 0 as EpochMs,
    changed: false,
    bulk: isBatch ? new Map() : undefined,
    openMoved: false,
    lostOpen: undefined,
    ownsIndexes: false,
    ownsOperations: false,
    reportedUnread: false,
  }
}

/** Written out: a spread of so many takes ten times as long, on every event. */
const copyParts = (parts: StateParts): Mutable<StateParts> => ({
  tick: parts.tick,
  epoch: parts.epoch,
  settings: parts.settings,
  capabilities: parts.capabilities,
  sides: parts.sides,
  rows: parts.rows,
  indexes: parts.indexes,
  overlay: parts.overlay,
  operations: parts.operations,
  tombstones: parts.tombstones,
  readMarks: parts.readMarks,
  touched: parts.touched,
  stamps: parts.stamps,
  mentionLogs: parts.mentionLogs,
  requests: parts.requests,
  openSync: parts.openSync,
  wanted: parts.wanted,
})

/** Ends one event: what it changed gets its own tick. */
export function endEvent(edit: StateEdit): void {
  if (edit.lostOpen) openNeighbour(edit, edit.lostOpen)
  if (edit.openMoved) noteStanding(edit)
  if (edit.changed) edit.next.tick++
}

export function closeEdit(edit: StateEdit): ListState {
  settleTrees(edit)
  edit.next.rows.seal()
  return edit.next.tick === edit.base.parts.tick ? edit.base : new ListState(edit.next)
}

/** The tick of what this event changes. */
export const tickOf = (edit: StateEdit): number => edit.next.tick + 1

export function note(edit: StateEdit, code: DiagnosticCode, path: string, detail?: string): void {
  if (!edit.report) return
  const diagnostic: Diagnostic = { code, path, detail, vendor: edit.next.capabilities?.vendor, at: edit.at }
  edit.report(diagnostic)
}

/** Replaces parts of the state. */
export function setParts(edit: StateEdit, parts: Partial<StateParts>): void {
  Object.assign(edit.next, parts)
  edit.changed = true
}

type SidesDraft = { -readonly [Key in keyof Sides]: Mutable<Sides[Key]> }

/** Changes the small parts with an immer recipe. */
export function editSides(edit: StateEdit, recipe: (sides: SidesDraft) => void): void {
  const sides = produce(edit.next.sides, recipe as (sides: unknown) => void)
  if (sides !== edit.next.sides) setParts(edit, { sides })
}

/** The open operations as a map that may be changed. */
export function ownOperations(edit: StateEdit): Map<string, OpenOperation> {
  if (!edit.ownsOperations) edit.next.operations = new Map(edit.next.operations)
  edit.ownsOperations = true
  edit.changed = true
  return edit.next.operations as Map<string, OpenOperation>
}

/** Asks the engine to read the row again from the vendor. */
export function want(edit: StateEdit, id: ConversationId): void {
  if (!edit.next.wanted.has(id)) setParts(edit, { wanted: new Set(edit.next.wanted).add(id) })
}

/**
 * Shows a row at its place in every order, in place of what was shown; the only writer of rows, trees and sums.
 *
 * @param previous what is shown now, for callers that know it.
 */
export function show(
  edit: StateEdit,
  id: ConversationId,
  row: Conversation | undefined,
  previous: Conversation | undefined = edit.next.rows.get(id),
): void {
  const { next, nodes } = edit
  if (previous === row) return
  edit.changed = true
  next.rows = row === undefined ? next.rows.delete(id, nodes) : next.rows.set(id, row, nodes)
  const isOpen = id === next.sides.selection.openId
  if (row === undefined && isOpen) edit.lostOpen = previous
  if (isOpen) edit.openMoved = true
  if (edit.bulk) return addToBulk(edit.bulk, id, previous, row)
  const indexes = ownIndexes(edit)
  for (let i = 0; i < indexes.length; i++) {
    const index = (indexes[i] = ownIndex(indexes[i]!, nodes))
    showInIndex(index, nodes, previous, row, isOpen ? keptBits(edit, index) : 0)
  }
}

/** With `keepInFilter` the open row stays in the lanes in which it stood between events. */
function keptBits(edit: StateEdit, index: OrderIndex): number {
  const { settings, sides } = edit.next
  return settings.policies.selection.keepInFilter ? bitsOfViews(index, sides.selection.stood) : 0
}

/** Remembers in which views the open row stands now. */
function noteStanding(edit: StateEdit): void {
  edit.openMoved = false
  settleTrees(edit)
  const { openId, stood } = edit.next.sides.selection
  const row = openId === undefined ? undefined : edit.next.rows.get(openId)
  const more = row ? viewsOf(edit.next, row).filter((view) => !stood.includes(view)) : []
  if (more.length === 0) return
  editSides(edit, ({ selection }) => {
    selection.stood = [...stood, ...more]
  })
}

function ownIndexes(edit: StateEdit): OrderIndex[] {
  if (!edit.ownsIndexes) edit.next.indexes = edit.next.indexes.slice()
  edit.ownsIndexes = true
  return edit.next.indexes as OrderIndex[]
}

/** Takes the open row out of the lanes that only kept it because it was open. */
export function dropKept(edit: StateEdit, row: Conversation): void {
  settleTrees(edit)
  const indexes = ownIndexes(edit)
  for (let i = 0; i < indexes.length; i++) {
    const index = (indexes[i] = ownIndex(indexes[i]!, edit.nodes))
    showInIndex(index, edit.nodes, row, row, 0)
  }
}

/** Runs a change of many rows: the trees are merged once at its end. */
export function inBulk(edit: StateEdit, run: () => void): void {
  if (edit.bulk) return run()
  edit.bulk = new Map()
  run()
  settleTrees(edit)
  edit.bulk = undefined
}

function addToBulk(
  bulk: Bulk,
  id: ConversationId,
  previous: Conversation | undefined,
  next: Conversation | undefined,
): void {
  const change = bulk.get(id)
  if (change) change.after = next
  else bulk.set(id, { before: previous, after: next })
}

/** Brings the trees up to date with the rows. Whoever reads a tree while events are applied calls it first. */
export function settleTrees(edit: StateEdit): void {
  const { bulk } = edit
  if (!bulk || bulk.size === 0) return
  const removed: Conversation[] = []
  const added: Conversation[] = []
  bulk.forEach(({ before, after }) => {
    if (before === after) return
    if (before) removed.push(before)
    if (after) added.push(after)
  })
  bulk.clear()
  showMany(edit, { removed, added })
}

function showMany(edit: StateEdit, changes: RowChanges): void {
  const { openId } = edit.next.sides.selection
  const indexes = ownIndexes(edit)
  for (let i = 0; i < indexes.length; i++) {
    const index = (indexes[i] = ownIndex(indexes[i]!, edit.nodes))
    showManyInIndex(index, edit.nodes, changes, openId, keptBits(edit, index))
  }
}

/**
 * Shows rows where nothing is shown, in one go.
 *
 * @returns `false`, and changes nothing, if an id comes twice.
 */
export function showFirst(edit: StateEdit, rows: readonly Conversation[]): boolean {
  const { next, nodes } = edit
  const filled = idMapOf(rows, nodes)
  if (filled.size !== rows.length) return false
  if (rows.length === 0) return true
  settleTrees(edit)
  next.rows = filled
  edit.changed = true
  edit.openMoved = true
  showMany(edit, { removed: [], added: rows })
  return true
}

/** The open row left the list: the policy says which one is opened in its place. */
function openNeighbour(edit: StateEdit, lost: Conversation): void {
  edit.lostOpen = undefined
  settleTrees(edit)
  const { next } = edit
  const isGone = !next.rows.get(lost.id) && next.overlay.get(lost.id)?.truth === undefined
  if (isGone && next.sides.selection.openId === lost.id) {
    editSides(edit, (sides) => {
      sides.selection.stood = []
      sides.selection.places = {}
    })
  }
  const { onRemove } = next.settings.policies.selection
  if (onRemove === 'none' || next.sides.selection.openId !== lost.id || next.rows.get(lost.id)) return
  const tree = next.indexes[0]!.tree
  const size = treeSize(tree, ALL_LANE)
  const below = treeRank(tree, ALL_LANE, lost)
  const wanted = onRemove === 'next' ? Math.min(below, size - 1) : Math.max(below - 1, 0)
  const openId = treeAt(tree, ALL_LANE, wanted)?.id
  editSides(edit, (sides) => {
    sides.selection = { openId, stood: [], places: {} }
  })
}

/** The first lane of the engine's own order is the view of all rows. */
const ALL_LANE = 1

/** Is any page or sync under way, whose rows may be older than what happens now? */
export const isListening = ({ next }: StateEdit): boolean => next.openSync !== undefined || next.requests.length > 0

/** Remembers what changed live while a page is open. Without `fields` the whole row did. */
export function touch(edit: StateEdit, id: ConversationId, fields?: readonly ConversationField[]): void {
  if (!isListening(edit)) return
  const { next } = edit
  const known = next.touched.get(id)
  const asked = Math.max(next.openSync?.startedTick ?? 0, next.requests.at(-1)?.askedAt ?? 0)
  if (known && known.all > asked) return // newer than every open page as it is
  if (fields?.every((field) => (known?.fields?.[field] ?? 0) > asked)) return
  const tick = tickOf(edit)
  const all = fields ? (known?.all ?? 0) : tick
  const marks = fields ? { ...known?.fields, ...Object.fromEntries(fields.map((field) => [field, tick])) } : undefined
  next.touched = next.touched.set(id, { id, all, fields: marks }, edit.nodes)
  edit.changed = true
}
