// How what a vendor says about a row is joined with what is known (decisions 1 to 7).
import type {
  Conversation,
  ConversationField,
  ConversationPatch,
  EpochMs,
  FieldStamps,
  GroupReceipt,
} from '../../../src/index.js'
import { FIELDS, hasVersions, later, same, states, type Model } from './model.js'

type Fields = { -readonly [Field in keyof Conversation]: Conversation[Field] }

/** A row nobody knew before, with the read marks that outlived it. */
export function firstSeen(model: Model, given: Conversation): Conversation {
  const marks = model.readMarks.get(given.id)
  return {
    ...given,
    stickTopAt: given.stickTop ? (given.stickTopAt ?? given.activeAt) : undefined, // a saved row says when
    selfReadAt: later(given.selfReadAt, marks?.self),
    peerReadAt: later(given.peerReadAt, marks?.peer),
    groupReceipt: receipt(marks?.readers, given.groupReceipt),
  }
}

export interface FullRowRules {
  readonly at: EpochMs
  /** Fields whose known value is newer than this row. */
  readonly keep: ReadonlySet<ConversationField>
  readonly live: boolean
}

/** A live full row, a page row or a snapshot row over the row that is known. */
export function mergeFull(model: Model, known: Conversation, given: Conversation, rules: FullRowRules): Conversation {
  const next: Fields = { ...known }
  for (const field of FIELDS) {
    if (states(model, field) && !rules.keep.has(field)) Object.assign(next, { [field]: stated(known, given, field) })
  }
  if (hasVersions(model) && !rules.keep.has('version')) next.version = given.version ?? known.version
  if (rules.live && !isCompared(model, known, given.version) && isOlderMessage(known, given.lastMessage)) {
    next.sortKey = Math.min(known.sortKey, next.sortKey)
    next.activeAt = Math.min(known.activeAt, next.activeAt) as EpochMs
  }
  const unhidden = rules.live ? unhide(model, known, next, states(model, 'marks')) : next
  return pinned(known, unhidden, rules.at)
}

/** What a full row says about a field, where "not said" and "never back" are taken into account. */
function stated(known: Conversation, given: Conversation, field: ConversationField): unknown {
  switch (field) {
    case 'title':
    case 'avatarUrl':
      return given[field] ?? known[field]
    case 'selfReadAt':
    case 'peerReadAt':
      return later(known[field], given[field])
    case 'groupReceipt':
      return receipt(known.groupReceipt, given.groupReceipt)
    case 'lastMessage':
      return lastMessage(known.lastMessage, given.lastMessage)
    case 'stickTopAt':
      return known.stickTopAt
    default:
      return given[field]
  }
}

/** What was revoked stays revoked, with the text that stands in its place. */
function lastMessage(
  known: Conversation['lastMessage'],
  given: Conversation['lastMessage'],
): Conversation['lastMessage'] {
  if (!known?.revoked || given === undefined || known.id !== given.id) return given
  if (!given.revoked) return known
  return { ...given, text: given.text ?? known.text, revokedBy: given.revokedBy ?? known.revokedBy }
}

/** More readers win; among equally many, the report with fewer left. */
export function receipt(known: GroupReceipt | undefined, given: GroupReceipt | undefined): GroupReceipt | undefined {
  if (given === undefined || known === undefined || known.messageId !== given.messageId) return given ?? known
  if (given.read !== known.read) return given.read > known.read ? given : known
  return given.unread < known.unread ? given : known
}

/** A patch over a known row, and the fields it was heard about; `undefined` when it is older than the row. */
export function mergePatch(
  model: Model,
  known: Conversation,
  patch: ConversationPatch,
  stamps: FieldStamps | undefined,
  at: EpochMs,
): { readonly row: Conversation; readonly fields: readonly ConversationField[] } | undefined {
  if (isCompared(model, known, patch.version) && patch.version! <= known.version!) return undefined
  const next: Fields = { ...known }
  const older = !isCompared(model, known, patch.version) && isOlderMessage(known, patch.lastMessage)
  const fields = FIELDS.filter((field) => {
    if (!Object.hasOwn(patch, field) || field === 'stickTopAt' || !isNews(model, patch, field, stamps)) return false
    return !older || isStamped(model, stamps, field) || !OF_MESSAGE.has(field)
  })
  for (const field of fields) Object.assign(next, { [field]: said(known, patch, field) })
  const unhidden = unhide(model, known, next, states(model, 'marks') || Object.hasOwn(patch, 'marks'))
  return { row: pinned(known, unhidden, at), fields }
}

const isStamped = (model: Model, stamps: FieldStamps | undefined, field: ConversationField): boolean =>
  model.capabilities?.fieldStamps === true && stamps?.[field] !== undefined

/** Is the field newer than its known stamp? Remembers the stamps it meets (decision 4). */
function isNews(
  model: Model,
  patch: ConversationPatch,
  field: ConversationField,
  stamps: FieldStamps | undefined,
): boolean {
  const stamp = stamps?.[field]
  if (stamp === undefined || !isStamped(model, stamps, field)) return true
  const known = model.stamps.get(patch.id) ?? new Map<ConversationField, number>()
  model.stamps.set(patch.id, known)
  if (stamp <= (known.get(field) ?? -Infinity)) return false
  known.set(field, stamp)
  return true
}

/** What goes with a message: an older one in a patch is dropped with all three. */
const OF_MESSAGE: ReadonlySet<ConversationField> = new Set(['lastMessage', 'sortKey', 'activeAt'])

/** What a patch says about a field: `undefined` means gone, but no watermark goes back and what was revoked stays so. */
function said(known: Conversation, patch: ConversationPatch, field: ConversationField): unknown {
  switch (field) {
    case 'selfReadAt':
    case 'peerReadAt':
      return later(known[field], patch[field])
    case 'groupReceipt':
      return receipt(known.groupReceipt, patch.groupReceipt)
    case 'lastMessage':
      return lastMessage(known.lastMessage, patch.lastMessage)
    case 'version':
      return patch.version ?? known.version
    default:
      return patch[field]
  }
}

/** What a row has where nobody has said anything. */
const UNSAID: Partial<Conversation> = {
  stickTop: false,
  notify: 'all',
  unreadCount: 0,
  markedUnread: false,
  mentions: { me: 0, all: 0 },
  marks: [],
  labels: [],
}

/** The row a patch makes when it states enough to be one (decision 5). */
export function rowOfPatch(patch: ConversationPatch): Conversation | undefined {
  if (patch.kind === undefined || patch.targetId === undefined) return undefined
  const activeAt = patch.activeAt ?? patch.lastMessage?.sentAt ?? 0
  const said = Object.entries(patch).filter(([, value]) => value !== undefined)
  return { ...UNSAID, activeAt, sortKey: activeAt, ...Object.fromEntries(said) } as Conversation
}

/** Are the two versions to be compared? Only where the vendor has them and both are known. */
export const isCompared = (model: Model, known: Conversation | undefined, version: number | undefined): boolean =>
  hasVersions(model) && known?.version !== undefined && version !== undefined

const isOlderMessage = (known: Conversation, given: Conversation['lastMessage']): boolean =>
  known.lastMessage !== undefined && given !== undefined && given.sentAt < known.lastMessage.sentAt

function unhide(model: Model, known: Conversation, next: Conversation, statesMarks: boolean): Conversation {
  const news = next.lastMessage !== undefined && next.lastMessage.sentAt > (known.lastMessage?.sentAt ?? -Infinity)
  if (!model.policies.unhideOnMessage || statesMarks || !news || !next.marks.includes('hidden')) return next
  return { ...next, marks: next.marks.filter((mark) => mark !== 'hidden') }
}

/** The engine's own time of pinning (decision 6). */
function pinned(known: Conversation, next: Conversation, at: EpochMs): Conversation {
  if (known.stickTop === next.stickTop) return { ...next, stickTopAt: known.stickTopAt }
  return { ...next, stickTopAt: next.stickTop ? at : undefined }
}

/** The fields in which two rows differ. */
export const changedFields = (a: Conversation, b: Conversation): ConversationField[] =>
  FIELDS.filter((field) => !same(a[field], b[field]))
