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
    row.lastMessage = toTencentPreview(change.lastMessage)
    row.unreadCount = change.unreadCount
    const from = this.rows.indexOf(row)
    const to = row.isPinned ? 0 : this.rows.findIndex(({ isPinned }) => !isPinned)
    this.rows.copyWithin(to + 1, to, from)
    this.rows[to] = row
  }
}
