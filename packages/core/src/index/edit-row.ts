import type { Conversation } from '../model/conversation.js'
import type { ConversationId } from '../model/ids.js'
import type { PendingRow } from '../model/operations.js'
import { copyRow } from './copy-row.js'
import { FIELDS, type FieldSet, fieldSet, fieldsIn, sameReceipt, sameRow } from './fields.js'
import type { IdMap } from './id-map.js'
import { laterOf, laterReceipt } from './merge.js'
import { forgetOldest, reconcileMentions } from './mention-log.js'
import { fieldsOf, settle, shownRow, type Stated, withEchoes } from './overlay.js'
import {
  inBulk,
  isListening,
  ownOperations,
  setParts,
  show,
  type StateEdit,
  tickOf,
  touch,
  want,
} from './state-edit.js'

/** What the vendor last said of a row, without open operations. */
export function truthOf(edit: StateEdit, id: ConversationId): Conversation | undefined {
  const { overlay, rows } = edit.next
  const pending = overlay.size === 0 ? undefined : overlay.get(id)
  return pending ? pending.truth : rows.get(id)
}

/**
 * The one door through which rows change: the truth of a row becomes `truth`, and what is shown follows.
 *
 * @param known what `truthOf` gave for it.
 * @param stated which fields the vendor spoke of; only those can be the echo of an operation.
 */
export function editTruth(
  edit: StateEdit,
  id: ConversationId,
  truth: Conversation | undefined,
  known: Conversation | undefined,
  stated?: Stated,
): void {
  const { overlay } = edit.next
  const pending = overlay.size === 0 ? undefined : overlay.get(id)
  if (!pending) return show(edit, id, truth, known)
  if (truth !== pending.truth) editPending(edit, { ...withEchoes(pending, truth, stated), unmet: false })
  else if (pending.unmet) editPending(edit, { ...pending, unmet: false })
}

/** Puts a row that the vendor (or the user, for local fields) just changed. */
export function editLive(
  edit: StateEdit,
  id: ConversationId,
  truth: Conversation,
  known: Conversation | undefined,
  fields?: FieldSet,
  stated?: Stated,
): void {
  if (truth !== known && isListening(edit)) {
    touch(edit, id, fields === undefined || !known ? undefined : fieldsIn(fields | changedFields(known, truth)))
  }
  editTruth(edit, id, known === undefined ? withReadMarks(edit, truth) : truth, known, stated)
}

/**
 * The same for many rows in one step.
 *
 * @param change gives the very same row where nothing changes.
 */
export function editMany(
  edit: StateEdit,
  change: (row: Conversation) => Conversation,
  fields: FieldSet,
  stated: Stated,
): void {
  const ids: ConversationId[] = []
  const collect = (row: Conversation | undefined): void => {
    if (row && change(row) !== row) ids.push(row.id)
  }
  edit.next.rows.forEach(collect)
  edit.next.overlay.forEach((pending) => collect(pending.truth))
  inBulk(edit, () => {
    for (const id of ids) {
      const row = truthOf(edit, id)
      const next = row && change(row)
      if (next && next !== row) editLive(edit, id, next, row, fields, stated)
    }
  })
}

const changedFields = (a: Conversation, b: Conversation): FieldSet =>
  fieldSet(FIELDS.filter((field) => a[field] !== b[field]))

/** A row that comes (back) gets the read marks that were kept for it. */
export function withReadMarks(edit: StateEdit, row: Conversation): Conversation {
  const { readMarks } = edit.next
  const mark = readMarks.size === 0 ? undefined : readMarks.get(row.id)
  if (!mark) return row
  setParts(edit, { readMarks: readMarks.delete(row.id, edit.nodes) })
  const later = laterMarks(mark, row)
  return sameMarks(later, row) ? row : Object.assign(copyRow(row), later)
}

type Marks = Pick<Conversation, 'selfReadAt' | 'peerReadAt' | 'groupReceipt'>

const laterMarks = (known: Marks | undefined, news: Partial<Marks>): Marks => ({
  selfReadAt: laterOf(known?.selfReadAt, news.selfReadAt),
  peerReadAt: laterOf(known?.peerReadAt, news.peerReadAt),
  groupReceipt: laterReceipt(known?.groupReceipt, news.groupReceipt),
})

const sameMarks = (a: Marks, b: Marks): boolean =>
  a.selfReadAt === b.selfReadAt && a.peerReadAt === b.peerReadAt && sameReceipt(a.groupReceipt, b.groupReceipt)

/** Takes a row out of the truth, for good as far as older news go. */
export function removeTruth(edit: StateEdit, id: ConversationId, version?: number): void {
  const truth = truthOf(edit, id)
  bury(edit, id, truth, version)
  if (truth !== undefined || edit.next.overlay.size > 0) editTruth(edit, id, undefined, truth)
}

/** Leaves a tombstone and the read marks behind, and nothing else. */
function bury(edit: StateEdit, id: ConversationId, truth: Conversation | undefined, version?: number): void {
  const { next, nodes, at } = edit
  // Also where an operation hid it already: nothing that is shown changes then.
  if (truth && id === next.sides.selection.openId) edit.lostOpen = truth
  const before = truth ? undefined : next.tombstones.get(id)
  const known = truth?.version ?? before?.version
  const tombstone = {
    id,
    version: version !== undefined && known !== undefined ? Math.max(version, known) : (version ?? known),
    activeAt: truth?.activeAt ?? before?.activeAt ?? -Infinity,
    tick: tickOf(edit),
    at,
  }
  setParts(edit, {
    tombstones: bounded(edit, next.tombstones.set(id, tombstone, nodes)),
    touched: next.touched.delete(id, nodes),
    stamps: next.stamps.delete(id, nodes),
    mentionLogs: next.mentionLogs.delete(id, nodes),
  })
  if (truth && (truth.selfReadAt ?? truth.peerReadAt ?? truth.groupReceipt) !== undefined) keepReadMark(edit, id, truth)
}

/** In `tombstoneLimit`s. */
const READ_MARKS = 10

/** Keeps a watermark for an id without a row. Older ones change nothing. */
export function keepReadMark(edit: StateEdit, id: ConversationId, news: Partial<Marks>): void {
  const { next, nodes } = edit
  const known = next.readMarks.get(id)
  const later = laterMarks(known, news)
  if (known && sameMarks(later, known)) return
  const mark = { id, ...later, tick: tickOf(edit) }
  setParts(edit, { readMarks: bounded(edit, next.readMarks.set(id, mark, nodes), READ_MARKS) })
}

/** Forgets mentions that wait for a row, when there are too many: those of which nothing was heard for longest. */
export function boundMentionLogs(edit: StateEdit): void {
  const { mentionLogs, rows } = edit.next
  setParts(edit, { mentionLogs: bounded(edit, mentionLogs, 1, rows.size) })
}

/**
 * Drops the oldest tenth when there are too many: a rare, larger step costs less than an ordered queue always.
 *
 * @param times how many there may be, in `tombstoneLimit`s.
 * @param more how many besides; rows lose nothing.
 */
function bounded<V extends { readonly id: ConversationId; readonly tick: number }>(
  edit: StateEdit,
  map: IdMap<V>,
  times = 1,
  more = 0,
): IdMap<V> {
  const limit = times * edit.next.settings.tombstoneLimit
  const excess = map.size - limit - more
  if (excess <= 0) return map
  const all: V[] = []
  map.forEach((value) => void (truthOf(edit, value.id) ?? all.push(value)))
  all.sort((a, b) => a.tick - b.tick)
  let next = map
  for (const { id } of all.slice(0, excess + Math.floor(limit / 10))) next = next.delete(id, edit.nodes)
  return next
}

/** Sets the overlay of a row, lets go of what has ended, and shows the result. */
export function editPending(edit: StateEdit, changed: PendingRow, rejected = false): void {
  const { row: settled, released, written } = settle(changed)
  const { id } = settled
  let { truth } = settled
  for (const pending of written) {
    touch(edit, id, fieldsOf(pending.operation.change))
    if (pending.operation.change.type !== 'read' || !truth) continue
    forgetOldest(edit, id, pending.baseMentions)
    truth = reconcileMentions(edit, changed.truth, truth)
  }
  const row = truth === settled.truth ? settled : { ...settled, truth }
  for (const pending of released) endOnRow(edit, pending.operation.id)
  if (changed.truth !== undefined && truth === undefined) bury(edit, id, changed.truth)
  edit.changed = true
  if (row.operations.length > 0) {
    edit.next.overlay = edit.next.overlay.set(id, row, edit.nodes)
    return showAgain(edit, id, shownRow(row))
  }
  edit.next.overlay = edit.next.overlay.delete(id, edit.nodes)
  showAgain(edit, id, truth)
  if (!row.unmet || truth === undefined) return
  if (edit.next.capabilities?.fetchByIds) want(edit, id)
  else if (rejected) removeTruth(edit, id)
}

/** Shows what the overlay gives; a row that says the same stays the same object. */
function showAgain(edit: StateEdit, id: ConversationId, row: Conversation | undefined): void {
  const shown = edit.next.rows.get(id)
  show(edit, id, row && shown && sameRow(row, shown) ? shown : row, shown)
}

/** One row less for which the vendor's answer is awaited. */
export function answerOnRow(edit: StateEdit, operationId: string): void {
  const operations = ownOperations(edit)
  const open = operations.get(operationId)
  if (open) operations.set(operationId, { ...open, unanswered: open.unanswered - 1 })
}

/** One row less on which the operation is open; with the last one it is over. */
export function endOnRow(edit: StateEdit, operationId: string): void {
  const operations = ownOperations(edit)
  const open = operations.get(operationId)
  if (!open) return
  if (open.openRows > 1) operations.set(operationId, { ...open, openRows: open.openRows - 1 })
  else operations.delete(operationId)
}
