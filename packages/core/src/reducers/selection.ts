import type { ConversationOpened, DraftSaved, StickTopOrdered } from '../model/events.js'
import type { Conversation } from '../model/conversation.js'
import { forgetMentions } from '../index/edit-mentions.js'
import { withField } from '../index/copy-row.js'
import { editLive, editMany, truthOf } from '../index/edit-row.js'
import { fieldSet, sameDraft } from '../index/fields.js'
import { placesOf, viewsOf } from '../index/kept-place.js'
import { dropKept, editSides, settleTrees, type StateEdit } from '../index/state-edit.js'

/** The row the user reads now: it may stay in filters it no longer matches until another is opened. */
export function reduceOpened(edit: StateEdit, { id }: ConversationOpened): void {
  const { openId } = edit.next.sides.selection
  if (id === openId) return
  settleTrees(edit)
  const opened = id === undefined ? undefined : edit.next.rows.get(id)
  const keepsIndex = edit.next.settings.policies.selection.keepIndex
  const places = opened && keepsIndex ? placesOf(edit.next, opened) : {} // as shown now, before the former row moves
  const left = openId === undefined ? undefined : edit.next.rows.get(openId)
  if (left) dropKept(edit, left)
  const stood = opened ? viewsOf(edit.next, opened) : []
  editSides(edit, (sides) => {
    sides.selection = { openId: id, stood, places }
  })
  if (id !== undefined) forgetMentions(edit, id)
}

const DRAFT = fieldSet(['draft'])
const STICK_TOP_RANK = fieldSet(['stickTopRank'])

/** Unsent text of this device. */
export function reduceDraft(edit: StateEdit, { id, draft }: DraftSaved): void {
  const row = truthOf(edit, id)
  if (!row || sameDraft(row.draft, draft)) return
  editLive(edit, id, withField(row, 'draft', draft), row, DRAFT, DRAFT)
}

/** The user's own order of the pinned rows; rows that are not named lose their place. */
export function reduceStickTopOrder(edit: StateEdit, { ids }: StickTopOrdered): void {
  const ranks = new Map(ids.map((id, rank) => [id, rank]))
  const ranked = (row: Conversation): Conversation => withField(row, 'stickTopRank', ranks.get(row.id))
  editMany(edit, (row) => (row.stickTopRank === ranks.get(row.id) ? row : ranked(row)), STICK_TOP_RANK, 0)
}
