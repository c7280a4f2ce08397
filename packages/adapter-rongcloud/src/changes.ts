import type { Conversation, ConversationId, ConversationPatch, FieldStamps } from '@convolist/core'
import type { Parts } from './parts.js'
import type { Session } from './line.js'
import { labelsOf } from './tags.js'
import { knownOf, type Delta } from './to-row.js'

/**
 * Takes what `CONVERSATION` says: patches of rows that are known, whole rows where a message brings new ones. Until the
 * first list is there it cannot be told what is new: all waits for the first page, and an older message of a row that is not
 * listed yet for the page it must be on. Told before, it would count as newer than that page.
 */
export function applyDeltas(parts: Parts, deltas: readonly Delta[]): void {
  const { line, profiles } = parts
  const { session } = line
  if (!session) return
  const rows: Conversation[] = []
  /** New in this session: new rows, and those that were only given back to the engine. */
  const alive: ConversationId[] = []
  const known = { patches: [] as ConversationPatch[], stamps: [] as FieldStamps[] }
  const others = { patches: [] as ConversationPatch[], stamps: [] as FieldStamps[] }
  for (const delta of deltas) {
    const { patch, stamps, row } = delta
    const isTold = session.known.has(patch.id)
    if (session.waiting && isEarly(session, delta, isTold)) {
      session.waiting.push(delta)
      continue
    }
    const isKnown = isTold || session.shown(patch.id) !== undefined
    const isAlive = !isTold && (row ?? (isKnown && patch.lastMessage))
    if (isAlive) alive.push(patch.id)
    if (row && !isKnown) rows.push(row)
    else {
      const to = isKnown ? known : others
      to.patches.push(patch)
      to.stamps.push(stamps)
    }
    if (isTold || isAlive) remember(session, patch)
  }
  if (rows.length > 0) line.emit({ type: 'conversationsUpserted', rows })
  line.patch(known.patches, known.stamps, 'read')
  line.patch(others.patches, others.stamps)
  profiles.want(alive)
  if (session.tags.size > 0 && alive.length > 0) void addLabels(parts, session, alive)
}

const isEarly = ({ listedTo }: Session, { patch }: Delta, isTold: boolean): boolean =>
  listedTo === Infinity || (!isTold && patch.lastMessage !== undefined && patch.lastMessage.sentAt <= listedTo)

/** Lets go of what was waiting for the first list, as far down as that has come. By default it will come no further. */
export function drain(parts: Parts, listedTo = -Infinity): void {
  const { session } = parts.line
  const waiting = session?.waiting
  if (!session || !waiting) return
  session.waiting = listedTo === -Infinity ? undefined : []
  session.listedTo = Math.min(session.listedTo, listedTo)
  applyDeltas(parts, waiting)
}

/** What is shown of a row that the engine has. */
export function remember(session: Session, patch: ConversationPatch): void {
  const { id, lastMessage, mentions } = patch
  const row = knownOf(session, id) ?? {}
  if ('lastMessage' in patch && !lastMessage) row.last = undefined
  else if (lastMessage && lastMessage.sentAt >= (row.last?.sentAt ?? 0)) row.last = lastMessage
  if (mentions) row.me = mentions.me + mentions.all > 0 ? mentions.me : undefined
  session.known.set(id, row)
}

/** A conversation that comes to life again has the tags it had. */
const addLabels = ({ sdk, line }: Parts, session: Session, ids: readonly ConversationId[]): Promise<void> =>
  line.ask(
    'getTagsFromConversation',
    () => labelsOf(sdk, line, session, ids),
    (all) => line.patch(ids.flatMap((id, i) => (all[i] ? { id, labels: all[i] } : []))),
  )
