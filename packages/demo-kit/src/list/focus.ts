import type { ConversationId, View } from '@convolist/core'
import type { ListIntent } from './keyboard.js'

type Rows = Pick<View, 'size' | 'at' | 'indexOf' | 'nextUnread'>

/** The row that has the list's tab stop. Held by id: the row may move, and keeps the focus. */
export interface Focus {
  readonly id: ConversationId
  /** Where it was last seen; where to look for a neighbour when it is gone. */
  readonly index: number
}

/** The same row at its present place; its nearest neighbour if it is gone; `undefined` in an empty list. */
export function settleFocus(rows: Rows, focus: Focus | undefined): Focus | undefined {
  const index = focus ? rows.indexOf(focus.id) : -1
  if (focus && index === focus.index) return focus
  if (focus && index >= 0) return { id: focus.id, index }
  return focusAt(rows, focus?.index ?? 0)
}

/** Where an intent moves the focus; `undefined` if it does not move it. */
export function moveFocus(rows: Rows, focus: Focus | undefined, intent: ListIntent): Focus | undefined {
  const from = focus?.index ?? 0
  switch (intent.type) {
    case 'move':
      return focusAt(rows, from + intent.by)
    case 'first':
      return focusAt(rows, 0)
    case 'last':
      return focusAt(rows, rows.size - 1)
    case 'nextUnread': {
      const id = rows.nextUnread(focus?.id, intent.direction)
      return id === undefined ? undefined : { id, index: rows.indexOf(id) }
    }
    default:
      return undefined
  }
}

/** The row at this place, or the nearest one there is. */
export function focusAt(rows: Rows, place: number): Focus | undefined {
  const index = Math.max(0, Math.min(place, rows.size - 1))
  const row = rows.at(index)
  return row && { id: row.id, index }
}
