// The one place where the reference changes what it holds true, and what follows from a change.
import type { Conversation, ConversationField, ConversationId, EpochMs, GroupReceipt } from '../../../src/index.js'
import { changedFields, receipt } from './merge.js'
import { derivesMentions, FIELDS, later, type MentionMessage, type Model } from './model.js'
import { noticeEchoes } from './overlay.js'

/** How a change came to us. */
export interface Said {
  readonly at: EpochMs
  /** Newer than any page asked for before. */
  readonly live: boolean
  /** It spoke about the whole row, not about some fields. */
  readonly whole: boolean
  /** The row begins with a patch, and what that leaves out was not said. */
  readonly begun?: boolean
  /** The fields the vendor stated, changed or not. */
  readonly fields: readonly ConversationField[]
  /** A confirmed operation wrote it, not the vendor. */
  readonly own?: boolean
}

/** Sets a row. Mentions are counted anew, live changes leave their marks, and operations look for their echo. */
export function setTruth(model: Model, next: Conversation, how: Said): void {
  const known = model.truth.get(next.id)
  if (known !== undefined && known.unreadCount > 0 && next.unreadCount === 0) spendMentions(model, next.id, () => true)
  const { lastMessage } = next
  if (how.whole && !how.begun && lastMessage !== undefined) {
    const shown = [...(model.mentions.get(next.id) ?? [])].filter(([, { sentAt }]) => sentAt <= lastMessage.sentAt)
    const read = shown.filter((_, place) => place + next.unreadCount < shown.length)
    spendMentions(model, next.id, (_, messageId) => read.some(([each]) => each === messageId))
  }
  const row = derivesMentions(model) ? { ...next, mentions: countMentions(model, next.id) } : next
  const changed = known === undefined ? FIELDS : changedFields(known, row)
  if (how.live && changed.length > 0)
    touch(model, row.id, how.whole || known === undefined ? FIELDS : [...changed, ...how.fields])
  if (how.whole || changed.length > 0) model.unmet.delete(row.id)
  model.truth.set(row.id, row)
  model.tombstones.delete(row.id)
  model.readMarks.delete(row.id) // the row has them now
  if (changed.length > 0 && !how.own) noticeEchoes(model, row.id, known, row, how.fields)
}

/** Counts the unread mention messages of a row again (decision 10). */
export function recountMentions(model: Model, id: ConversationId, at: EpochMs): void {
  const row = model.truth.get(id)
  if (row) setTruth(model, row, { at, live: true, whole: false, fields: [] })
}

/** Mentions that count no more are remembered, for a vendor may tell them again. */
export function spendMentions(
  model: Model,
  id: ConversationId,
  isSpent: (message: MentionMessage, messageId: string) => boolean,
): void {
  const spent = [...(model.mentions.get(id) ?? [])].filter(([messageId, message]) => isSpent(message, messageId))
  if (spent.length === 0) return
  const left = new Map(model.mentions.get(id))
  for (const [messageId] of spent) left.delete(messageId)
  hearMentions(model, id, left)
  const all = [...(model.spentMentions.get(id) ?? []), ...spent.map(([messageId]) => messageId)]
  model.spentMentions.set(id, new Set(all.slice(-model.limits.mentionLimit)))
}

/** The unread mentions of an id; ids stand in the order in which they were last heard of. */
export function hearMentions(model: Model, id: ConversationId, messages: Map<string, MentionMessage>): void {
  model.mentions.delete(id)
  model.mentions.set(id, messages)
}

export function forgetMentions(model: Model, id: ConversationId): void {
  model.mentions.delete(id)
  model.spentMentions.delete(id)
}

export function countMentions(model: Model, id: ConversationId): Conversation['mentions'] {
  const messages = [...(model.mentions.get(id)?.values() ?? [])]
  return {
    me: messages.filter((message) => message.scope === 'me').length,
    all: messages.filter((message) => message.scope === 'all').length,
  }
}

function touch(model: Model, id: ConversationId, fields: readonly ConversationField[]): void {
  const touched = model.touched.get(id) ?? new Map<ConversationField, number>()
  for (const field of fields) touched.set(field, model.tick)
  model.touched.set(id, touched)
}

/** The fields of a row that changed live after a tick. */
export function touchedSince(model: Model, id: ConversationId, tick: number): Set<ConversationField> {
  return new Set([...(model.touched.get(id) ?? [])].filter(([, at]) => at > tick).map(([field]) => field))
}

/** Takes a row away and remembers that it went (decisions 11 and 14). */
export function removeTruth(model: Model, id: ConversationId, version: number | undefined, at: EpochMs): void {
  const row = model.truth.get(id)
  const before = model.tombstones.get(id)
  if (row) rememberReadMarks(model, id, { self: row.selfReadAt, peer: row.peerReadAt, readers: row.groupReceipt })
  model.truth.delete(id)
  model.stamps.delete(id)
  forgetMentions(model, id)
  model.touched.delete(id)
  model.unmet.delete(id)
  if (model.openId === id) forgetPlaces(model)
  model.tombstones.delete(id)
  model.tombstones.set(id, {
    version: later(version ?? row?.version, before?.version),
    activeAt: row?.activeAt ?? before?.activeAt,
    tick: model.tick,
    at,
  })
  for (const oldest of [...model.tombstones.keys()].slice(0, -model.limits.tombstoneLimit))
    model.tombstones.delete(oldest)
  if (row) noticeEchoes(model, id, row, undefined, FIELDS)
}

/** A row that really left is not held in views by having been open; one that an operation hides still is. */
function forgetPlaces(model: Model): void {
  model.keptIn.clear()
  model.keptAt.clear()
}

export function rememberReadMarks(
  model: Model,
  id: ConversationId,
  { self, peer, readers }: { self?: number | undefined; peer?: number | undefined; readers?: GroupReceipt | undefined },
): void {
  const known = model.readMarks.get(id)
  if (self === undefined && peer === undefined && readers === undefined) return
  model.readMarks.set(id, {
    self: later(known?.self, self),
    peer: later(known?.peer, peer),
    readers: receipt(known?.readers, readers),
  })
}
