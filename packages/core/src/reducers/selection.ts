import type { ConversationOpened, DraftSaved, StickTopOrdered } from '../model/events.js'
import type { Conversation } from '../model/conversation.js'
import type { ConversationId } from '../model/ids.js'
import { forgetMentions } from '../index/edit-mentions.js'
import { withField } from '../index/copy-row.js'
import { editLive, truthOf } from '../index/edit-row.js'
import { isId, sameDraft } from '../index/fields.js'
import { idMapForEach, idMapGet } from '../index/id-map.js'
import { treeBitsOf, treeRank } from '../index/order-tree.js'
import { dropKept, editSides, inBulk, note, type StateEdit } from '../index/state-edit.js'
import { viewKey } from '../index/view-key.js'

/** The row the user reads now: it may stay in filters it no longer matches until another is opened. */
export function reduceOpened(edit: StateEdit, { id }: ConversationOpened): void {
  if (id !== undefined && !isId(id)) return note(edit, 'event/malformed', 'id')
  const { openId } = edit.next.sides.selection
  if (id === openId) return
  const left = openId === undefined ? undefined : idMapGet(edit.next.rows, openId)
  if (left) dropKept(edit, left)
  editSides(edit, (sides) => {
    sides.selection = { openId: id, places: {} }
  })
  if (id === undefined) return
  forgetMentions(edit, id)
  keepPlaces(edit, id)
}

/** With `keepIndex` the open row stays where it was in each live view. */
function keepPlaces(edit: StateEdit, id: ConversationId): void {
  const row = idMapGet(edit.next.rows, id)
  if (!row || !edit.next.settings.policies.selection.keepIndex) return
  const places: Record<string, number> = {}
  for (const index of edit.next.indexes) {
    const bits = treeBitsOf(index.tree, row)
    index.lanes.forEach((lane, i) => {
      if (bits & (1 << (i + 1))) places[viewKey(index.key, lane.key)] = treeRank(index.tree, i + 1, row)
    })
  }
  editSides(edit, (sides) => {
    sides.selection.places = places
  })
}

/** Unsent text of this device. */
export function reduceDraft(edit: StateEdit, { id, draft }: DraftSaved): void {
  const row = truthOf(edit, id)
  if (!row || sameDraft(row.draft, draft)) return
  editLive(edit, id, withField(row, 'draft', draft), row, ['draft'], (field) => field === 'draft')
}

/** The user's own order of the pinned rows; rows that are not named lose their place. */
export function reduceStickTopOrder(edit: StateEdit, { ids }: StickTopOrdered): void {
  const ranks = new Map(ids.map((id, rank) => [id, rank]))
  const changed: ConversationId[] = []
  const collect = (row: Conversation | undefined): void => {
    if (row && row.stickTopRank !== ranks.get(row.id)) changed.push(row.id)
  }
  idMapForEach(edit.next.rows, collect)
  idMapForEach(edit.next.overlay, (pending) => collect(pending.truth))
  inBulk(edit, () => {
    for (const id of changed) {
      const row = truthOf(edit, id)
      if (row && row.stickTopRank !== ranks.get(id)) editLive(edit, id, withField(row, 'stickTopRank', ranks.get(id)), row, ['stickTopRank'], () => false)
    }
  })
}
