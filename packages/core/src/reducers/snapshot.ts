import type { Conversation } from '../model/conversation.js'
import type { SnapshotReceived } from '../model/events.js'
import type { ConversationId } from '../model/ids.js'
import { editTruth, truthOf, withReadMarks } from '../index/edit-row.js'
import { malformedField } from '../index/fields.js'
import { idMapDelete, idMapGet } from '../index/id-map.js'
import { mergeFullRow } from '../index/merge.js'
import { reconcileMentions } from '../index/mention-log.js'
import { treeRank, treeRows } from '../index/order-tree.js'
import {
  editSides,
  inBulk,
  isListening,
  note,
  setParts,
  showFirst,
  type StateEdit,
  touch,
} from '../index/state-edit.js'
import { hasVersion, sweep } from './sweep.js'

/** A whole list as it is at this moment. */
export function takeSnapshot(edit: StateEdit, { rows, complete, at }: SnapshotReceived): void {
  inBulk(edit, () => {
    if (isBlank(edit)) startList(edit, rows, complete)
    else mergeList(edit, rows, complete)
  })
  editSides(edit, ({ sync }) => {
    if (edit.next.openSync) return
    sync.phase = complete ? 'synced' : 'partial'
    sync.complete = complete
    sync.finishedAt ??= at
    if (complete) sync.hasMore = false
  })
}

/** Is there nothing yet that a new row would have to be merged with? */
function isBlank(edit: StateEdit): boolean {
  const { rows, overlay, tombstones, readMarks, mentionLogs } = edit.next
  return rows.size + overlay.size + tombstones.size + readMarks.size + mentionLogs.size === 0 && !isListening(edit)
}

function startList(edit: StateEdit, rows: readonly Conversation[], complete: boolean): void {
  const first: Conversation[] = []
  for (let i = 0; i < rows.length; i++) {
    const malformed = malformedField(rows[i])
    if (malformed) note(edit, 'row/malformed', `rows[${i}].${malformed}`)
    else first.push(mergeFullRow(undefined, rows[i]!, undefined, edit.at))
  }
  if (showFirst(edit, first)) return
  for (const row of first) mergeRow(edit, row, truthOf(edit, row.id), complete)
}

function mergeList(edit: StateEdit, rows: readonly Conversation[], complete: boolean): void {
  const met = new Set<string>()
  const find = finderOf(edit)
  let malformedRows = 0
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    const malformed = malformedField(row)
    if (malformed) {
      malformedRows++
      note(edit, 'row/malformed', `rows[${i}].${malformed}`)
    }
    const count = met.size
    if (typeof row?.id === 'string') met.add(row.id)
    if (malformed) continue
    const isRepeated = met.size === count
    mergeRow(edit, row, isRepeated ? truthOf(edit, row.id) : find(row.id), complete)
  }
  // With as many ids met as there are rows now, no row was left out.
  const isCovered = met.size === edit.next.rows.size && malformedRows === 0 && edit.next.overlay.size === 0
  if (complete && !isCovered) sweep(edit, Infinity, met, false)
}

/** How far the list may be ahead of ours: rows that left it, or moved up. */
const LOOK_AHEAD = 4
const MISSES_MAX = 32

/**
 * Finds the known rows of a list, each once. Mostly it comes in the order we have it in: then the next rows of that
 * order are tried, at a fifth of the cost of a look-up by id.
 */
function finderOf(edit: StateEdit): (id: ConversationId) => Conversation | undefined {
  if (edit.next.overlay.size > 0) return (id) => truthOf(edit, id)
  const { tree } = edit.next.indexes[0]!
  const rows = treeRows(tree, 0)
  let at = 0
  let misses = 0
  return (id) => {
    for (let i = at; i < at + LOOK_AHEAD && i < rows.length; i++) {
      const row = rows[i]!
      if (row.id !== id) continue
      at = i + 1
      return row
    }
    const row = idMapGet(edit.next.rows, id)
    if (row && ++misses > MISSES_MAX) {
      at = treeRank(tree, 0, row) + 1
      misses = 0
    }
    return row
  }
}

function mergeRow(edit: StateEdit, row: Conversation, known: Conversation | undefined, complete: boolean): void {
  const { capabilities, tombstones, overlay, mentionLogs } = edit.next
  if (known?.version !== undefined && hasVersion(edit, row) && row.version! < known.version) return
  if (known === undefined && tombstones.size > 0) {
    const tombstone = idMapGet(tombstones, row.id)
    const isOld = hasVersion(edit, row) && row.version! <= (tombstone?.version ?? -Infinity)
    if (isOld && !complete) return
    const left = idMapDelete(tombstones, row.id, edit.nodes)
    if (left !== tombstones) setParts(edit, { tombstones: left })
  }
  const merged = mergeFullRow(known, row, capabilities, edit.at)
  if (merged === known && overlay.size + mentionLogs.size === 0) return
  if (merged !== known) touch(edit, row.id)
  editTruth(
    edit,
    row.id,
    reconcileMentions(edit, known, known ? merged : withReadMarks(edit, merged)),
    known,
    capabilities?.rowFields,
  )
}
