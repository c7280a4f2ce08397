import type { LabelsChanged, UnreadReported } from '../model/events.js'
import type { Conversation } from '../model/conversation.js'
import { withField } from '../index/copy-row.js'
import { editMany } from '../index/edit-row.js'
import { fieldSet } from '../index/fields.js'
import { editSides, type StateEdit } from '../index/state-edit.js'

/** The labels themselves; which rows carry them is in the rows, but for those that are gone. */
export function reduceLabels(edit: StateEdit, event: LabelsChanged): void {
  const gone = new Set(event.removed)
  const said = new Map(event.labels.map((label) => [label.id, label]))
  editSides(edit, (sides) => {
    if (event.complete) for (const { id } of sides.labels) gone.add(id)
    for (const id of said.keys()) gone.delete(id)
    const kept = sides.labels.filter(({ id }) => !gone.has(id) && !said.has(id))
    const next = [...kept, ...said.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    if (JSON.stringify(next) !== JSON.stringify(sides.labels)) sides.labels = next
  })
  if (gone.size === 0) return
  const takeOff = (row: Conversation): Conversation => {
    const left = row.labels.filter((id) => !gone.has(id))
    return left.length < row.labels.length ? withField(row, 'labels', left) : row
  }
  editMany(edit, takeOff, LABELS, LABELS)
}

const LABELS = fieldSet(['labels'])

/** The vendor's own total: kept beside ours. */
export function reduceReported(edit: StateEdit, event: UnreadReported): void {
  edit.reportedUnread = true
  if (edit.next.sides.reported[event.scope] === event.unread) return
  editSides(edit, (sides) => {
    sides.reported = Object.assign(Object.create(null) as object, sides.reported, { [event.scope]: event.unread })
  })
}
