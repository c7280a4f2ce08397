import type { LabelsChanged, UnreadReported } from '../model/events.js'
import { editSides, type StateEdit } from '../index/state-edit.js'

/** The names of labels; which rows carry them is in the rows. */
export function reduceLabels(edit: StateEdit, event: LabelsChanged): void {
  const gone = new Set(event.removed)
  const said = new Map(event.labels.map((label) => [label.id, label]))
  editSides(edit, (sides) => {
    const kept = event.complete ? [] : sides.labels.filter((label) => !gone.has(label.id) && !said.has(label.id))
    const next = [...kept, ...said.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    if (JSON.stringify(next) !== JSON.stringify(sides.labels)) sides.labels = next
  })
}

/** The vendor's own total: kept beside ours. */
export function reduceReported(edit: StateEdit, event: UnreadReported): void {
  edit.reportedUnread = true
  if (edit.next.sides.reported[event.scope] === event.unread) return
  editSides(edit, (sides) => {
    sides.reported = Object.assign(Object.create(null) as object, sides.reported, { [event.scope]: event.unread })
  })
}
