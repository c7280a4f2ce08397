import { createConversation } from '@convolist/core'
import { changedRow, compareRows, copyRow } from './row.mjs'
import { createRandom } from './random.mjs'

const START = 1_700_000_000_000
const PINNED = 20
const NOT_MENTIONED = { me: 0, all: 0 }

/**
 * What the vendor knows: the rows by slot, moved on by every change it hands out. A change is what the candidates are
 * given; sorting and counting these rows afresh is what they are checked against.
 */
export class World {
  constructor(size, seed = 1) {
    this.random = createRandom(seed)
    this.now = START
    this.made = 0
    this.rows = []
    let at = START
    for (let i = 0; i < size; i++) {
      if (!this.random.chance(0.01)) at -= 1 + this.random.below(60_000) // one in a hundred shares its time
      this.rows.push(this.newRow(at))
    }
    for (let i = 0; i < Math.min(PINNED, size / 10); i++) {
      const slot = this.random.below(size)
      const { activeAt } = this.rows[slot]
      this.rows[slot] = { ...copyRow(this.rows[slot]), stickTop: true, stickTopAt: activeAt }
    }
    this.rows = this.rows.map(copyRow).sort(compareRows) // as vendors hand them out; one object shape for all
    this.oldest = at
  }

  newRow(at) {
    const { random } = this
    const isGroup = random.chance(0.4)
    const isUnread = random.chance(0.2)
    const isMentioned = isUnread && random.chance(0.05)
    const number = Math.imul(this.made++, 2654435761) >>> 0 // scattered: ids do not follow the order of the list
    const targetId = (isGroup ? 'g' : 'u') + number.toString(36)
    return createConversation({
      id: `me|${isGroup ? 2 : 1}|${targetId}`,
      kind: isGroup ? 'group' : 'direct',
      targetId,
      title: `${isGroup ? 'Group' : 'Contact'} ${number}`,
      avatarUrl: `https://img.example/${targetId}.png`,
      notify: random.chance(0.1) ? 'none' : 'all',
      unreadCount: isUnread ? 1 + random.below(20) : 0,
      mentions: isMentioned ? { me: 1, all: 0 } : NOT_MENTIONED,
      lastMessage: this.newMessage(at, targetId),
      activeAt: at,
      labels: random.chance(0.1) ? ['work'] : [],
      createdAt: at - 1_000_000_000,
    })
  }

  newMessage(at, senderId) {
    return newMessage(`m${at}-${senderId}`, at, senderId, `message ${this.random.below(1_000_000)}`)
  }

  anySlot() {
    return this.random.below(this.rows.length)
  }

  busySlot() {
    return this.random.zipf(this.rows.length)
  }

  /** Up to `count` different slots whose rows pass. */
  slotsWhere(test, count) {
    const found = []
    const start = this.anySlot()
    for (let i = 0; i < this.rows.length && found.length < count; i++) {
      const slot = (start + i) % this.rows.length
      if (test(this.rows[slot])) found.push(slot)
    }
    return found
  }

  message(slot) {
    const { id, targetId, unreadCount } = this.rows[slot]
    const at = ++this.now
    const lastMessage = this.newMessage(at, targetId)
    return this.apply(slot, { type: 'message', id, at, lastMessage, unreadCount: unreadCount + 1 })
  }

  /** The same, told as a full row, as most vendors do. */
  rowOfMessage(slot) {
    const { id, at } = this.message(slot)
    return { type: 'row', id, at, row: copyRow(this.rows[slot]) }
  }

  stickTop(slot, stickTop) {
    return this.apply(slot, { type: 'stickTop', id: this.rows[slot].id, at: ++this.now, stickTop })
  }

  read(slot) {
    return this.unread(slot, 0, NOT_MENTIONED)
  }

  unread(slot, unreadCount, mentions) {
    return this.apply(slot, { type: 'unread', id: this.rows[slot].id, at: ++this.now, unreadCount, mentions })
  }

  apply(slot, change) {
    this.rows[slot] = changedRow(this.rows[slot], change)
    return change
  }

  /** The next 100 rows of the vendor's list: older than all others, in order. */
  page(size = 100) {
    const rows = []
    for (let i = 0; i < size; i++) rows.push(this.newRow((this.oldest -= 1 + this.random.below(60_000))))
    this.rows.push(...rows)
    return rows
  }

  /** Takes the last `count` slots away. */
  dropLast(count) {
    return this.rows.splice(this.rows.length - count).map((row) => row.id)
  }

  /** The whole list in order, every row a fresh object; a share of the rows had a message meanwhile. */
  snapshot(changedShare = 0.01) {
    const changes = Math.round(this.rows.length * changedShare)
    for (let i = 0; i < changes; i++) this.message(this.anySlot())
    return this.rows.map(withFreshParts).sort(compareRows)
  }
}

function newMessage(id, sentAt, senderId, text) {
  return { id, sentAt, senderId, type: 'text', text, status: 'sent', revoked: false }
}

/** A vendor's answer shares no object with the one before it, strings apart. */
function withFreshParts(row) {
  const { lastMessage, mentions } = row
  const fresh = copyRow(row)
  fresh.lastMessage = newMessage(lastMessage.id, lastMessage.sentAt, lastMessage.senderId, lastMessage.text)
  fresh.mentions = { me: mentions.me, all: mentions.all }
  fresh.labels = [...row.labels]
  fresh.marks = [...row.marks]
  return fresh
}
