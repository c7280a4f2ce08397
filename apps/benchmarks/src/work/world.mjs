import { createConversation } from '@convolist/core'
import { changedRow, compareRows, copyRow } from './row.mjs'
import { createRandom } from './random.mjs'

const START = 1_700_000_000_000
const PINNED = 20
const NOT_MENTIONED = { me: 0, all: 0 }

/**
 * What the vendor knows: the rows by slot, moved on by every change it hands out. A change is what the candidates are
 * given; sorting and counting these rows afresh is what they are checked against.
 *
 * New messages wait until their row is asked for: rows that only the world keeps would be the collector's work, and
 * that is part of what is measured.
 */
export class World {
  /** @param tick ms between two moments; 1000 for vendors that know seconds only. */
  constructor(size, seed = 1, tick = 1) {
    this.random = createRandom(seed)
    this.tick = tick
    this.now = START
    this.made = 0
    this.slots = []
    this.waiting = new Map()
    let at = START
    for (let i = 0; i < size; i++) {
      if (!this.random.chance(0.01)) at -= this.pause() // one in a hundred shares its time
      this.slots.push(this.newRow(at))
    }
    for (let i = 0; i < Math.min(PINNED, size / 10); i++) {
      const slot = this.random.below(size)
      const row = copyRow(this.slots[slot])
      row.stickTop = true
      row.stickTopAt = row.activeAt
      this.slots[slot] = row
    }
    this.slots = this.slots.map(copyRow).sort(compareRows) // as vendors hand them out; one object shape for all
    this.unreadCounts = this.slots.map((row) => row.unreadCount)
    this.oldest = at
  }

  /** All rows by slot, as they are now. */
  get rows() {
    for (const slot of this.waiting.keys()) this.row(slot)
    return this.slots
  }

  row(slot) {
    const change = this.waiting.get(slot)
    if (change) {
      this.waiting.delete(slot)
      this.slots[slot] = changedRow(this.slots[slot], change)
    }
    return this.slots[slot]
  }

  get size() {
    return this.slots.length
  }

  next() {
    return (this.now += this.tick)
  }

  /** Up to a minute. */
  pause() {
    return this.tick * (1 + this.random.below(60_000 / this.tick))
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
    return this.random.below(this.size)
  }

  busySlot() {
    return this.random.zipf(this.size)
  }

  /** Up to `count` different slots whose rows pass. */
  slotsWhere(test, count) {
    const found = []
    const start = this.anySlot()
    for (let i = 0; i < this.size && found.length < count; i++) {
      const slot = (start + i) % this.size
      if (test(this.row(slot))) found.push(slot)
    }
    return found
  }

  message(slot) {
    const { id, targetId } = this.slots[slot]
    const at = this.next()
    const unreadCount = ++this.unreadCounts[slot]
    const change = { type: 'message', id, at, lastMessage: this.newMessage(at, targetId), unreadCount }
    this.waiting.set(slot, change)
    return change
  }

  /** The same, told as a full row, as most vendors do. */
  rowOfMessage(slot) {
    const { id, at } = this.message(slot)
    return { type: 'row', id, at, row: copyRow(this.row(slot)) }
  }

  stickTop(slot, stickTop) {
    return this.apply(slot, { type: 'stickTop', id: this.slots[slot].id, at: this.next(), stickTop })
  }

  read(slot) {
    return this.unread(slot, 0, NOT_MENTIONED)
  }

  unread(slot, unreadCount, mentions) {
    return this.apply(slot, { type: 'unread', id: this.slots[slot].id, at: this.next(), unreadCount, mentions })
  }

  apply(slot, change) {
    const row = changedRow(this.row(slot), change)
    this.slots[slot] = row
    this.unreadCounts[slot] = row.unreadCount
    return change
  }

  /** The next 100 rows of the vendor's list: older than all others, in order. */
  page(size = 100) {
    const rows = []
    for (let i = 0; i < size; i++) rows.push(this.newRow((this.oldest -= this.pause())))
    this.slots.push(...rows)
    this.unreadCounts.push(...rows.map((row) => row.unreadCount))
    return rows
  }

  /** Takes the last `count` slots away. */
  dropLast(count) {
    const dropped = this.rows.splice(this.size - count)
    this.unreadCounts.length = this.size
    return dropped.map((row) => row.id)
  }

  /** The whole list in order, every row a fresh object; a share of the rows had a message meanwhile. */
  snapshot(changedShare = 0.01) {
    const changes = Math.round(this.size * changedShare)
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
