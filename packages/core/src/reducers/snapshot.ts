import type { Conversation } from '../model/conversation.js'
import type { SnapshotReceived } from '../model/events.js'
import type { ConversationId } from '../model/ids.js'
import { editTruth, removeTruth, truthOf, withReadMarks } from '../index/edit-row.js'
import { malformedField, rowFieldsOf } from '../index/fields.js'
import { mergeFullRow } from '../index/merge.js'
import { reconcileMentions } from '../index/mention-log.js'
import { type OrderTree, treeRank, treeRows } from '../index/order-tree.js'
import {
  editSides,
  inBulk,
  isListening,
  note,
  setParts,
  settleTrees,
  showFirst,
  type StateEdit,
  touch,
} from '../index/state-edit.js'
import { hasVersion, sweep } from '../index/sweep.js'

/** A whole list as it is at this moment. */
export function reduceSnapshot(edit: StateEdit, { rows, complete, at }: SnapshotReceived): void {
  inBulk(edit, () => {
    if (isBlank(edit)) startList(edit, rows, complete)
    else mergeList(edit, rows, complete)
  })
  editSides(edit, ({ sync }) => {
    if (edit.next.openSync) return
    sync.phase = complete ? 'synced' : 'partial'
    sync.complete = complete
    sync.finishedAt ??= at
    sync.error = undefined
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
  // The operations may end meanwhile: their echoes are in the list.
  const isOverlaid = edit.next.overlay.size > 0
  const roll = new RollCall(edit)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    const malformed = malformedField(row)
    if (malformed) note(edit, 'row/malformed', `rows[${i}].${malformed}`)
    // A row that cannot be read is still there.
    const known = typeof row?.id === 'string' ? roll.call(row.id) : undefined
    if (!malformed) mergeRow(edit, row, known, complete)
  }
  if (!complete) return
  if (isOverlaid) return sweep(edit, Infinity, (id) => roll.others.has(id), false)
  for (const id of roll.missing()) removeTruth(edit, id)
}

/** How far the list may be ahead of ours: rows that left it, or moved up. */
const LOOK_AHEAD = 4
const MISSES_MAX = 32

/**
 * Finds the known rows of a list, and notes which of ours it names. Mostly a list comes in the order we have it in: so
 * the next rows of that order are tried first, at a fifth of the cost of a look-up by id.
 */
class RollCall {
  /** Ids named out of order, and those we did not have. */
  readonly others = new Set<ConversationId>()
  private readonly tree: OrderTree<Conversation>
  private readonly rows: readonly Conversation[]
  private readonly named: Uint8Array
  private at = 0
  private misses = 0

  constructor(private readonly edit: StateEdit) {
    settleTrees(edit)
    const { overlay, indexes } = edit.next
    this.tree = indexes[0]!.tree
    // With operations open, what is shown is not what the vendor said: then every row is looked up.
    this.rows = overlay.size > 0 ? [] : treeRows(this.tree, 0)
    this.named = new Uint8Array(this.rows.length)
  }

  /** What is known of the row; of one named before, what became of it since. */
  call(id: ConversationId): Conversation | undefined {
    const { rows, named, others, edit } = this
    for (let i = this.at; i < this.at + LOOK_AHEAD && i < rows.length; i++) {
      if (rows[i]!.id !== id) continue
      this.at = i + 1
      const isFirst = named[i] === 0 && !others.has(id)
      named[i] = 1
      return isFirst ? rows[i] : truthOf(edit, id)
    }
    others.add(id)
    const known = truthOf(edit, id)
    if (known && rows.length > 0 && ++this.misses > MISSES_MAX) {
      this.at = treeRank(this.tree, 0, known) + 1
      this.misses = 0
    }
    return known
  }

  /** The rows we had and the list does not name. */
  missing(): ConversationId[] {
    const ids: ConversationId[] = []
    this.rows.forEach(({ id }, i) => {
      if (this.named[i] === 0 && !this.others.has(id)) ids.push(id)
    })
    return ids
  }
}

function mergeRow(edit: StateEdit, row: Conversation, known: Conversation | undefined, complete: boolean): void {
  const { capabilities, tombstones, overlay, mentionLogs } = edit.next
  if (known?.version !== undefined && hasVersion(edit, row) && row.version! < known.version) return
  if (known === undefined && tombstones.size > 0) {
    const tombstone = tombstones.get(row.id)
    const isOld = hasVersion(edit, row) && row.version! <= (tombstone?.version ?? -Infinity)
    if (isOld && !complete) return
    if (tombstone) setParts(edit, { tombstones: tombstones.delete(row.id, edit.nodes) })
  }
  const merged = mergeFullRow(known, row, capabilities, edit.at)
  if (merged === known && overlay.size + mentionLogs.size === 0) return
  if (merged !== known) touch(edit, row.id)
  editTruth(
    edit,
    row.id,
    reconcileMentions(edit, known, known ? merged : withReadMarks(edit, merged), true),
    known,
    capabilities && rowFieldsOf(capabilities),
  )
}
