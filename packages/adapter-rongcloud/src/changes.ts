import type { Conversation, ConversationPatch, FieldStamps, LastMessage } from '@convolist/core'
import type { Parts } from './parts.js'
import type { Session } from './line.js'
import { labelsOf } from './tags.js'
import type { Delta, Known } from './to-row.js'

/**
 * Takes what `CONVERSATION` says: patches of rows that are known, whole rows where a message brings new ones. Before the
 * first list is there all of it waits: it cannot be told yet what is new, and a row that a patch begins would not take
 * the rest from the list.
 */
export function applyDeltas(parts: Parts, deltas: readonly Delta[]): void {
  const { line, profiles } = parts
  const { session } = line
  if (!session) return
  if (session.waiting) return void session.waiting.push(...deltas)
  const rows: Conversation[] = []
  const known = { patches: [] as ConversationPatch[], stamps: [] as FieldStamps[] }
  const others = { patches: [] as ConversationPatch[], stamps: [] as FieldStamps[] }
  for (const { patch, stamps, row } of deltas) {
    const isKnown = session.known.has(patch.id)
    if (row && !isKnown) rows.push(row)
    else {
      const to = isKnown ? known : others
      to.patches.push(patch)
      to.stamps.push(stamps)
    }
    if (row || isKnown) remember(session, patch)
  }
  if (rows.length > 0) line.emit({ type: 'conversationsUpserted', rows })
  line.patch(known.patches, known.stamps, 'read')
  line.patch(others.patches, others.stamps)
  profiles.want(rows.map((row) => row.id))
  if (session.tagged && rows.length > 0) void addLabels(parts, rows)
}

/** Lets go of what was waiting for the first list. */
export function drain(parts: Parts): void {
  const { session } = parts.line
  const waiting = session?.waiting
  if (!session || !waiting) return
  session.waiting = undefined
  applyDeltas(parts, waiting)
}

/** Puts what was waiting into the rows of the first list; what is in none of them waits on. */
export function fold(session: Session, rows: readonly Conversation[]): readonly Conversation[] {
  const { waiting } = session
  if (!waiting?.length) return rows
  const byId = new Map(rows.map((row) => [row.id, row]))
  session.waiting = waiting.filter(({ patch }) => {
    const row = byId.get(patch.id)
    if (row) byId.set(row.id, withPatch(row, patch))
    if (row) remember(session, patch)
    return !row
  })
  return [...byId.values()]
}

function withPatch(row: Conversation, patch: ConversationPatch): Conversation {
  const { lastMessage, sortKey, activeAt, ...rest } = patch
  const isOld = !lastMessage || lastMessage.sentAt < (row.lastMessage?.sentAt ?? 0)
  const place = sortKey !== undefined && activeAt !== undefined && { sortKey, activeAt }
  return { ...row, ...rest, ...(!isOld && { lastMessage, ...place }) } as Conversation
}

/** Rows the engine has from here on. */
export function learn({ known }: Session, rows: readonly Conversation[]): void {
  for (const { id, lastMessage } of rows) {
    const row = known.get(id) ?? {}
    keepLast(row, lastMessage)
    known.set(id, row)
  }
}

function remember({ known }: Session, { id, lastMessage, mentions }: ConversationPatch): void {
  const row = known.get(id) ?? {}
  keepLast(row, lastMessage)
  if (mentions) row.me = mentions.me + mentions.all > 0 ? mentions.me : undefined
  known.set(id, row)
}

function keepLast(row: Known, message: LastMessage | undefined): void {
  if (message && message.sentAt >= (row.last?.sentAt ?? 0)) row.last = message
}

/** A conversation that comes to life again has the tags it had. */
const addLabels = ({ sdk, line }: Parts, rows: readonly Conversation[]): Promise<void> =>
  line.ask(
    'getTagsFromConversation',
    () => Promise.all(rows.map(async ({ id }) => ({ id, labels: await labelsOf(sdk, id) }))),
    (patches) => line.patch(patches),
  )
