import type { ConversationField, ConversationPatch } from '../model/conversation.js'
import { createConversation } from '../model/conversation.js'
import type { ConversationsPatched, ConversationsRemoved, ConversationsUpserted, FieldStamps } from '../model/events.js'
import type { ConversationId } from '../model/ids.js'
import type { Conversation } from '../model/conversation.js'
import { editLive, removeTruth, truthOf } from '../index/edit-row.js'
import { type FieldSet, fieldSet, fieldsIn, isId, malformedField, rowFieldsOf, statedFields } from '../index/fields.js'
import { mergeFullRow, mergePatch, withoutHiding, withoutLift, withoutOldMessage } from '../index/merge.js'
import { mentionsOf, reconcileMentions } from '../index/mention-log.js'
import { note, setParts, type StateEdit, want } from '../index/state-edit.js'

export type RowEvent = ConversationsUpserted | ConversationsPatched | ConversationsRemoved

export function reduceRows(edit: StateEdit, event: RowEvent): void {
  switch (event.type) {
    case 'conversationsUpserted':
      for (let i = 0; i < event.rows.length; i++) upsert(edit, event.rows[i]!, i)
      return
    case 'conversationsPatched':
      for (let i = 0; i < event.patches.length; i++) patch(edit, event, event.patches[i]!, i)
      return
    case 'conversationsRemoved':
      for (let i = 0; i < event.ids.length; i++) remove(edit, event.ids[i]!, event.versions?.[i], i)
  }
}

function upsert(edit: StateEdit, row: Conversation, i: number): void {
  const malformed = malformedField(row)
  if (malformed) return note(edit, 'row/malformed', `rows[${i}].${malformed}`)
  const { capabilities } = edit.next
  const known = truthOf(edit, row.id)
  if (known === undefined) {
    if (!mayRevive(edit, row)) return
    forgetTombstone(edit, row.id)
  } else if (isOutdated(edit, known, row)) return
  let merged = mergeFullRow(known, row, capabilities, edit.at)
  if (known?.version === undefined || !hasVersions(edit, row)) merged = withoutLift(known, merged)
  merged = withoutHiding(known, merged, capabilities, edit.next.settings.policies.unhideOnMessage)
  editLive(
    edit,
    row.id,
    reconcileMentions(edit, known, merged, true),
    known,
    undefined,
    capabilities && rowFieldsOf(capabilities),
  )
}

/** Are versions compared at all? Never, where the vendor has none. */
const comparesVersions = (edit: StateEdit): boolean => edit.next.capabilities?.rowVersions !== false

const hasVersions = (edit: StateEdit, row: Conversation): boolean => comparesVersions(edit) && row.version !== undefined

/** With versions, a row at or below the known one is old news. */
const isOutdated = (edit: StateEdit, known: Conversation, row: Conversation): boolean =>
  hasVersions(edit, row) && known.version !== undefined && row.version! <= known.version

/** A live full row of a removed id: real news, or an echo of what it was? */
function mayRevive(edit: StateEdit, row: Conversation): boolean {
  const tombstone = edit.next.tombstones.size === 0 ? undefined : edit.next.tombstones.get(row.id)
  if (!tombstone) return true
  if (hasVersions(edit, row) && tombstone.version !== undefined) return row.version! > tombstone.version
  return edit.next.capabilities?.liveOrder !== 'unordered' || row.activeAt > tombstone.activeAt
}

function forgetTombstone(edit: StateEdit, id: ConversationId): void {
  const { tombstones } = edit.next
  if (tombstones.get(id)) setParts(edit, { tombstones: tombstones.delete(id, edit.nodes) })
}

function patch(edit: StateEdit, event: ConversationsPatched, each: ConversationPatch, i: number): void {
  const stated = statedFields(each)
  if (typeof stated === 'string') return note(edit, 'row/malformed', `patches[${i}].${stated}`)
  const { id } = each
  const known = truthOf(edit, id)
  const stamps = event.stamps?.[i]
  if (known === undefined) {
    const tombstone = edit.next.tombstones.get(id)
    if (tombstone && !(each.activeAt! > tombstone.activeAt)) return
    if (tombstone || each.kind === undefined || each.targetId === undefined) return unknownRow(edit, event, id, i)
    const row = createConversation({
      ...(defined(each) as Partial<Conversation>),
      id,
      kind: each.kind,
      targetId: each.targetId,
    })
    keepStamps(edit, id, stamps, stated)
    const started = mergeFullRow(undefined, row, edit.next.capabilities, edit.at)
    return editLive(edit, id, reconcileMentions(edit, undefined, started), undefined)
  }
  if (event.known === 'read') want(edit, id)
  if (each.version !== undefined && comparesVersions(edit) && each.version <= known.version!) return
  const newer = stamps ? newerFields(edit, id, stamps, stated) : stated
  // A version says which is newer, and so does a stamp: then the age of the message does not matter.
  const isVersioned = each.version !== undefined && known.version !== undefined && comparesVersions(edit)
  const isDated = isVersioned || stamps?.lastMessage !== undefined
  const fields = isDated ? newer : withoutOldMessage(known, each, newer)
  if (fields === 0) return
  const patched = mergePatch(known, each, fields, edit.at)
  const unhides = edit.next.settings.policies.unhideOnMessage && (fields & MARKS) === 0
  const merged = withoutHiding(known, patched, edit.next.capabilities, unhides)
  keepStamps(edit, id, stamps, fields)
  editLive(edit, id, reconcileMentions(edit, known, merged), known, fields, fields)
}

function unknownRow(edit: StateEdit, event: ConversationsPatched, id: ConversationId, i: number): void {
  if (event.unknown === 'ignore') return
  note(edit, 'row/unknown', `patches[${i}]`)
  want(edit, id)
}

const MARKS = fieldSet(['marks'])

function newerFields(edit: StateEdit, id: ConversationId, stamps: FieldStamps, stated: FieldSet): FieldSet {
  const known = edit.next.stamps.get(id)?.stamps
  const isOld = (field: ConversationField): boolean =>
    Number.isFinite(stamps[field]) && stamps[field]! <= (known?.[field] ?? -Infinity)
  return stated & ~fieldSet(fieldsIn(stated).filter(isOld))
}

function keepStamps(edit: StateEdit, id: ConversationId, stamps: FieldStamps | undefined, fields: FieldSet): void {
  if (!stamps) return
  const stamped = fieldsIn(fields).filter((field) => Number.isFinite(stamps[field]))
  if (stamped.length === 0) return
  const known = edit.next.stamps.get(id)?.stamps
  const merged: FieldStamps = { ...known, ...Object.fromEntries(stamped.map((field) => [field, stamps[field]])) }
  setParts(edit, { stamps: edit.next.stamps.set(id, { id, stamps: merged }, edit.nodes) })
}

function remove(edit: StateEdit, id: ConversationId, version: number | undefined, i: number): void {
  if (!isId(id)) return note(edit, 'row/malformed', `ids[${i}]`)
  const truth = truthOf(edit, id)
  const isOld = version !== undefined && truth?.version !== undefined && version < truth.version
  if (isOld || isBuriedAlready(edit, id, truth, version)) return
  removeTruth(edit, id, version)
}

/** The very same removal again changes nothing; a later one, or one after a mention, renews the tombstone. */
function isBuriedAlready(
  edit: StateEdit,
  id: ConversationId,
  truth: Conversation | undefined,
  version: number | undefined,
): boolean {
  const tombstone = edit.next.tombstones.get(id)
  if (truth !== undefined || !tombstone || mentionsOf(edit, id)) return false
  return tombstone.at >= edit.at && !(version! > (tombstone.version ?? -Infinity))
}

const defined = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
