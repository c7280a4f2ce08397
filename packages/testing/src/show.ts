import { readView, type Conversation, type ListState, type ViewDefinition } from '@convolist/core'

/**
 * A list as one line of text: `^a b(3)` is a pinned `a` above a `b` with three unread messages.
 * A muted row ends in `~`, one flagged as unread in `*`, one whose newest unread messages name the user in `@`.
 *
 * @param list rows in order, or a state, whose rows are read through `view` (all rows without it).
 */
export function show(list: readonly Conversation[] | ListState, view?: ViewDefinition): string {
  return rowsOf(list, view).map(showRow).join(' ')
}

function rowsOf(list: readonly Conversation[] | ListState, view?: ViewDefinition): readonly Conversation[] {
  if (isRows(list)) return list
  const reading = readView(list, view)
  return reading.window(0, reading.size)
}

const isRows = (list: readonly Conversation[] | ListState): list is readonly Conversation[] => Array.isArray(list)

function showRow(row: Conversation): string {
  const pin = row.stickTop ? '^' : ''
  const unread = row.unreadCount > 0 ? `(${row.unreadCount})` : ''
  const muted = row.notify === 'none' ? '~' : ''
  const flagged = row.markedUnread ? '*' : ''
  const mentioned = row.mentions.me + row.mentions.all > 0 ? '@' : ''
  return `${pin}${row.id}${unread}${muted}${flagged}${mentioned}`
}
