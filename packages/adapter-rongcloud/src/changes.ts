import type {
  Conversation,
  ConversationId,
  ConversationPatch,
  FieldStamps,
  LastMessage,
  SourceEvent,
} from '@convolist/core'
import type { Parts } from './parts.js'
import type { Session } from './line.js'
import { addLabels, readTags } from './tags.js'
import { knownOf, type Delta } from './to-row.js'

/**
 * Takes what `CONVERSATION` says: patches of rows that are known, whole rows where a message brings new ones. Until the
 * first list is there it cannot be told what is new: all waits for the first page, and an older message of a row that is not
 * listed yet for the page it must be on. Told before, it would count as newer than that page.
 */
export function applyDeltas(parts: Parts, deltas: readonly Delta[]): void {
  const { sdk, line, profiles } = parts
  const { session } = line
  if (!session) return
  const rows: Conversation[] = []
  /** Those to ask the app and RongCloud more about. */
  const alive: ConversationId[] = []
  const batches: Batch[] = []
  /** Their tags are in question. */
  const tagged: ConversationId[] = []
  for (const delta of deltas) {
    const labels = delta.patch.labels?.filter((label) => session.tags.has(label))
    const isStrange = labels !== undefined && labels.length < delta.patch.labels!.length
    const patch = isStrange ? { ...delta.patch, labels } : delta.patch
    const row = isStrange && delta.row ? { ...delta.row, labels } : delta.row
    const { stamps } = delta
    const { id, lastMessage } = patch
    const isTold = session.known.has(id)
    if (session.waiting && isEarly(session, delta, isTold)) {
      session.waiting.push(delta)
      continue
    }
    const shown = isTold ? undefined : session.shown(id)
    const isKnown = isTold || shown !== undefined
    // The SDK remembers none of its messages but this one: a read after an older one would take the newest away.
    const isRestored = shown && lastMessage && lastMessage.sentAt >= (shown.lastMessage?.sentAt ?? 0)
    if (!isTold && (row ?? (shown && lastMessage))) alive.push(id)
    if (isStrange) tagged.push(id)
    if (row && !isKnown) rows.push(row)
    else {
      const batch = batchOf(batches, isRestored ? RESTORED : isKnown ? KNOWN : OTHERS)
      batch.patches.push(patch)
      batch.stamps.push(stamps)
    }
    if (isTold || isRestored || row) remember(session, patch)
  }
  if (rows.length > 0) line.emit({ type: 'conversationsUpserted', rows })
  line.emit(...batches)
  profiles.want(alive)
  // A conversation that comes to life again has the tags it had.
  if (session.tags.size > 0 && alive.length > 0) void addLabels(sdk, line, session, alive)
  if (tagged.length > 0) void readTags(sdk, line).then(() => addLabels(sdk, line, session, tagged))
}

type Patched = Extract<SourceEvent, { type: 'conversationsPatched' }>
type Batch = Patched & { readonly patches: ConversationPatch[]; readonly stamps: FieldStamps[] }
type Treatment = Pick<Patched, 'known' | 'unknown'>

const KNOWN: Treatment = { unknown: 'read' }
/** Only given back to the engine: what a delta does not say of it may be old. */
const RESTORED: Treatment = { unknown: 'read', known: 'read' }
/** Settings make no row. */
const OTHERS: Treatment = { unknown: 'ignore' }

function batchOf(batches: Batch[], how: Treatment): Batch {
  const open = batches.find(({ known, unknown }) => known === how.known && unknown === how.unknown)
  if (open) return open
  const batch: Batch = { type: 'conversationsPatched', patches: [], stamps: [], ...how }
  batches.push(batch)
  return batch
}

const isEarly = ({ listedTo }: Session, { patch }: Delta, isTold: boolean): boolean =>
  listedTo === Infinity || (!isTold && patch.lastMessage !== undefined && patch.lastMessage.sentAt <= listedTo)

/**
 * Lets go of what was waiting for the first list, as far down as that has come: at `-Infinity` to its end, at `Infinity`
 * not at all. What is told live is then all there is, until the list is asked for again.
 */
export function drain(parts: Parts, session: Session, listedTo: number): void {
  const { waiting } = session
  if (!waiting) return
  session.waiting = Number.isFinite(listedTo) ? [] : undefined
  session.listedTo = Math.min(session.listedTo, listedTo)
  applyDeltas(parts, waiting)
  const early = [...session.early.values()]
  session.early.clear()
  early.forEach((run) => run())
}

/**
 * What is told of a message, and matters only while its row shows that one. Where the row is still to be listed, it is kept
 * for the page that brings it: the newest of each kind.
 */
export function whileShown(
  session: Session,
  kind: string,
  id: ConversationId,
  messageId: string,
  run: (message: LastMessage) => void,
): void {
  const { early, known, listedTo } = session
  const key = `${kind} ${messageId} ${id}`
  early.delete(key)
  const last = knownOf(session, id)?.last
  if (last?.id === messageId) run(last)
  if (listedTo === -Infinity || known.has(id)) return
  early.set(key, () => whileShown(session, kind, id, messageId, run))
  if (early.size > EARLY) early.delete(early.keys().next().value!)
}

/** A list may be read page by page, and never to its end. */
const EARLY = 1_000

/** What is shown of a row that the engine has. */
export function remember(session: Session, patch: ConversationPatch): void {
  const { id, lastMessage, mentions } = patch
  const row = knownOf(session, id) ?? {}
  if ('lastMessage' in patch && !lastMessage) row.last = undefined
  else if (lastMessage && lastMessage.sentAt >= (row.last?.sentAt ?? 0)) row.last = lastMessage
  if (mentions) row.me = mentions.me + mentions.all > 0 ? mentions.me : undefined
  session.known.set(id, row)
}
