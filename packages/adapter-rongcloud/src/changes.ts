import type { Conversation, ConversationPatch, FieldStamps, SourceEvent } from '@convolist/core'
import type { Parts } from './connect.js'
import type { Session } from './line.js'
import { labelsOf } from './tags.js'
import type { Delta } from './to-row.js'

/**
 * Takes what `CONVERSATION` says: patches of rows that are known, whole rows where a message brings new ones. Before the
 * first list is there all of it waits, for it cannot be told yet what is new.
 */
export function applyDeltas(parts: Parts, deltas: readonly Delta[]): void {
  const { line, profiles } = parts
  const { session } = line
  if (!session) return
  if (session.waiting) return void session.waiting.push(...deltas)
  const rows: Conversation[] = []
  const patches: ConversationPatch[] = []
  const stamps: FieldStamps[] = []
  for (const { patch, stamps: at, row } of deltas) {
    const isKnown = session.known.has(patch.id)
    if (row && !isKnown) rows.push(row)
    else {
      patches.push(patch)
      stamps.push(at)
    }
    if (row || isKnown) remember(session, patch)
  }
  const events: SourceEvent[] = []
  if (rows.length > 0) events.push({ type: 'conversationsUpserted', rows })
  // Settings of a conversation nobody lists make no row of it.
  if (patches.length > 0) events.push({ type: 'conversationsPatched', patches, stamps, unknown: 'ignore' })
  line.emit(...events)
  profiles.want(rows.map((row) => row.id))
  if (session.tagged && rows.length > 0) void addLabels(parts, session, rows)
}

/** Lets go of what was waiting for the first list. */
export function drain(parts: Parts): void {
  const { session } = parts.line
  const waiting = session?.waiting
  if (!session || !waiting) return
  session.waiting = undefined
  applyDeltas(parts, waiting)
}

function remember({ known }: Session, { id, lastMessage, mentions }: ConversationPatch): void {
  const row = known.get(id) ?? {}
  if (lastMessage && lastMessage.sentAt >= (row.last?.sentAt ?? 0)) row.last = lastMessage
  if (mentions) row.me = mentions.me + mentions.all > 0 ? mentions.me : undefined
  known.set(id, row)
}

/** A conversation that comes to life again has the tags it had. */
async function addLabels({ sdk, line }: Parts, session: Session, rows: readonly Conversation[]): Promise<void> {
  try {
    const patches = await Promise.all(rows.map(async ({ id }) => ({ id, labels: await labelsOf(sdk, id) })))
    if (line.session === session) line.emit({ type: 'conversationsPatched', patches, unknown: 'ignore' })
  } catch (cause) {
    if (line.session === session) line.note('vendor/failed', 'getTagsFromConversation', cause)
  }
}
