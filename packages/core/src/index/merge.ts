import type { Capabilities } from '../model/capabilities.js'
import type {
  Conversation,
  ConversationField,
  ConversationPatch,
  GroupReceipt,
  LastMessage,
} from '../model/conversation.js'
import type { EpochMs } from '../model/ids.js'
import { lowestBit } from './bits.js'
import { copyRow, type RowCopy, withField } from './copy-row.js'
import { FIELDS, type FieldSet, fieldSet, keptFields, rowFieldsOf, sameField, sameRow } from './fields.js'

/**
 * Puts a vendor's full row over the known one: stated fields are taken, the others stay.
 * The incoming object itself is used where nothing had to stay, and the known one where nothing changed.
 */
export function mergeFullRow(
  known: Conversation | undefined,
  incoming: Conversation,
  capabilities: Capabilities | undefined,
  at: EpochMs,
): Conversation {
  if (known === undefined) return startRow(incoming)
  if (sameRow(known, incoming)) return known // most rows of most lists, and cheaper to find out at once
  let built: RowCopy | undefined
  const build = (): RowCopy => (built ??= copyRow(incoming))
  for (const field of keptFields(capabilities)) {
    if (incoming[field] !== known[field]) copyField(build(), field, known[field])
  }
  if (incoming.title === undefined && known.title !== undefined) build().title = known.title
  if (incoming.avatarUrl === undefined && known.avatarUrl !== undefined) build().avatarUrl = known.avatarUrl
  if (known.selfReadAt !== undefined && !(incoming.selfReadAt! >= known.selfReadAt)) {
    build().selfReadAt = known.selfReadAt
  }
  if (known.peerReadAt !== undefined && !(incoming.peerReadAt! >= known.peerReadAt)) {
    build().peerReadAt = known.peerReadAt
  }
  const receipt = laterReceipt(known.groupReceipt, incoming.groupReceipt)
  if (receipt !== incoming.groupReceipt) build().groupReceipt = receipt
  if (incoming.version === undefined && known.version !== undefined) build().version = known.version
  const lastMessage = keepRevoked(known.lastMessage, incoming.lastMessage)
  if (lastMessage !== incoming.lastMessage) build().lastMessage = lastMessage
  const { stickTop } = built ?? incoming
  if (stickTop !== known.stickTop) build().stickTopAt = stickTop ? at : undefined
  const merged = built ?? incoming
  return sameRow(known, merged) ? known : merged
}

function startRow(incoming: Conversation): Conversation {
  const stickTopAt = incoming.stickTop ? (incoming.stickTopAt ?? incoming.activeAt) : undefined
  return stickTopAt === incoming.stickTopAt ? incoming : withField(incoming, 'stickTopAt', stickTopAt)
}

/** A message that was taken back stays so, whatever an older statement of the vendor still shows. */
function keepRevoked(known: LastMessage | undefined, incoming: LastMessage | undefined): LastMessage | undefined {
  if (!known?.revoked || incoming === undefined || incoming.id !== known.id) return incoming
  if (!incoming.revoked) return known
  const text = incoming.text ?? known.text
  const revokedBy = incoming.revokedBy ?? known.revokedBy
  return text === incoming.text && revokedBy === incoming.revokedBy ? incoming : { ...incoming, text, revokedBy }
}

/** Readers of one message only grow in number; `undefined` is "not said". */
export function laterReceipt(
  known: GroupReceipt | undefined,
  incoming: GroupReceipt | undefined,
): GroupReceipt | undefined {
  if (known === undefined || incoming === undefined) return incoming ?? known
  if (known.messageId !== incoming.messageId) return incoming
  const isBack = incoming.read < known.read || (incoming.read === known.read && incoming.unread > known.unread)
  return isBack ? known : incoming
}

/** A live row without a version: an older last message may change the preview, but never lifts the row. */
export function withoutLift(known: Conversation | undefined, merged: Conversation): Conversation {
  if (known === undefined || merged === known || !isOlder(merged.lastMessage, known.lastMessage)) return merged
  const sortKey = Math.min(merged.sortKey, known.sortKey)
  const activeAt = Math.min(merged.activeAt, known.activeAt) as EpochMs
  if (sortKey === merged.sortKey && activeAt === merged.activeAt) return merged
  const lowered = copyRow(merged)
  lowered.sortKey = sortKey
  lowered.activeAt = activeAt
  return lowered
}

const MARKS = fieldSet(['marks'])

/** A live row with a newer message comes out of hiding, if the policy says so and the vendor does not say what is hidden. */
export function withoutHiding(
  known: Conversation | undefined,
  merged: Conversation,
  capabilities: Capabilities | undefined,
  unhides: boolean,
): Conversation {
  if (!unhides || known === undefined || merged === known || !merged.marks.includes('hidden')) return merged
  const isNews = known.lastMessage === undefined || isOlder(known.lastMessage, merged.lastMessage)
  if (merged.lastMessage === undefined || !isNews || rowFieldsOf(capabilities) & MARKS) return merged
  return withField(
    merged,
    'marks',
    merged.marks.filter((mark) => mark !== 'hidden'),
  )
}

const isOlder = (a: LastMessage | undefined, b: LastMessage | undefined): boolean =>
  a !== undefined && b !== undefined && a.sentAt < b.sentAt

/**
 * Applies what a vendor mentioned. `known` comes back if nothing changed.
 *
 * @param fields the fields of the patch that may be applied; others were outdated.
 */
export function mergePatch(known: Conversation, patch: ConversationPatch, fields: FieldSet, at: EpochMs): Conversation {
  let built: RowCopy | undefined
  for (let rest = fields; rest !== 0; rest &= rest - 1) {
    const field = FIELDS[lowestBit(rest)]!
    const value = mergedValue(known, patch, field)
    if (sameField(field, known[field], value as never)) continue
    built ??= copyRow(known)
    setField(built, field, value)
    if (field === 'stickTop') built.stickTopAt = value ? at : undefined
  }
  return built ?? known
}

const PLACED_BY_MESSAGE = fieldSet(['lastMessage', 'sortKey', 'activeAt'])

/** The fields of a patch without an older message and the place it had: both are old news. */
export function withoutOldMessage(known: Conversation, patch: ConversationPatch, fields: FieldSet): FieldSet {
  return isOlder(patch.lastMessage, known.lastMessage) ? fields & ~PLACED_BY_MESSAGE : fields
}

function mergedValue(known: Conversation, patch: ConversationPatch, field: ConversationField): unknown {
  switch (field) {
    case 'stickTopAt': // the engine's own, whatever a patch says of it
      return known.stickTopAt
    case 'selfReadAt':
    case 'peerReadAt':
      return laterOf(known[field], patch[field])
    case 'groupReceipt':
      return laterReceipt(known.groupReceipt, patch.groupReceipt)
    case 'lastMessage':
      return keepRevoked(known.lastMessage, patch.lastMessage)
    default:
      return patch[field]
  }
}

/** The fields of every new message are written by name, which is ten times as fast as by variable. */
function setField(built: RowCopy, field: ConversationField, value: unknown): void {
  if (field === 'lastMessage') built.lastMessage = value as RowCopy['lastMessage']
  else if (field === 'unreadCount') built.unreadCount = value as number
  else if (field === 'sortKey') built.sortKey = value as number
  else if (field === 'activeAt') built.activeAt = value as EpochMs
  else copyField(built, field, value as never)
}

export function laterOf(a: EpochMs | undefined, b: EpochMs | undefined): EpochMs | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a >= b ? a : b
}

/** The row with some fields as they are in another one. */
export function withFieldsOf(
  row: Conversation,
  fields: Iterable<ConversationField>,
  other: Conversation,
): Conversation {
  const built = copyRow(row)
  for (const field of fields) copyField(built, field, other[field])
  return built
}

function copyField<Field extends ConversationField>(
  built: RowCopy,
  field: Field,
  value: Conversation[Field] | undefined,
): void {
  built[field] = value as RowCopy[Field]
}
