import { compareRows } from './row.mjs'

/** What a view must show, the slow and certain way: filter, sort, recount. */
export function bruteForce(rows, view) {
  const members = rows.filter(view.test).sort(compareRows)
  const sum = (of) => members.reduce((total, row) => total + of(row), 0)
  return {
    rows: members,
    unread: sum((row) => row.unreadCount),
    unreadUnmuted: sum((row) => (row.notify === 'none' ? 0 : row.unreadCount)),
    mentions: sum((row) => row.mentions.me + row.mentions.all),
  }
}
