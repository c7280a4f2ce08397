import { toTencentPreview, toTencentRow } from './tencent-row.mjs'

/**
 * The list inside Tencent's Web SDK: one array of live objects, in order, handed out whole at each event. A message moves
 * its row below the pinned ones; that is all it costs here.
 */
export class TencentList {
  constructor(rows) {
    this.rows = rows.map(toTencentRow)
    this.byId = new Map(rows.map(({ id }, at) => [id, this.rows[at]]))
  }

  message(change) {
    const row = this.byId.get(change.id)
    tell(row, change)
    this.lift(row)
  }

  /** Many at once are sorted in once. */
  messages(changes) {
    const lifted = new Set()
    for (let i = changes.length - 1; i >= 0; i--) lifted.add(this.byId.get(changes[i].id))
    for (const change of changes) tell(this.byId.get(change.id), change)
    const rows = [...lifted, ...this.rows.filter((row) => !lifted.has(row))]
    this.rows = [...rows.filter(({ isPinned }) => isPinned), ...rows.filter(({ isPinned }) => !isPinned)]
  }

  /** An event made before it happens: the array is ready, and its `happen` changes the row and hands the array out. */
  later(change) {
    const row = this.byId.get(change.id)
    this.lift(row)
    const rows = this.rows.slice()
    return {
      happen() {
        tell(row, change)
        return rows
      },
    }
  }

  lift(row) {
    const from = this.rows.indexOf(row)
    const to = row.isPinned ? 0 : this.rows.findIndex(({ isPinned }) => !isPinned)
    this.rows.copyWithin(to + 1, to, from)
    this.rows[to] = row
  }
}

function tell(row, change) {
  row.lastMessage = toTencentPreview(change.lastMessage)
  row.unreadCount = change.unreadCount
}
