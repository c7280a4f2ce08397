import type { Conversation, ConversationId, ConversationPatch, SourceEvent } from '@convolist/core'
import type { Call } from '../commands.js'
import type { Ids } from '../read.js'
import { conversationsIn } from './list.js'
import { idOf } from './rows.js'
import type { WebLine } from './session.js'

/**
 * Tells what the SDK has once it has answered a read. Its own event may be up to a second late, and bring the next message
 * along: a count that is what it was says nothing of the reading.
 *
 * @param was the rows before the read. Default: as they were last told.
 * @param ids default: all.
 */
export function retake(
  call: Call,
  line: WebLine,
  was: ReadonlyMap<ConversationId, Conversation | undefined>,
  ids?: Ids,
): Promise<void> {
  const method = 'getConversationList'
  // The SDK tells its other devices, but not us.
  for (const [id, row] of was) if (row && row.activeAt > 0) line.emit({ type: 'selfReadTo', id, readAt: row.activeAt })
  return line.ask(
    method,
    () => call(method, ids && [...ids]),
    (answer, session) => {
      const read: ConversationPatch[] = []
      const drafts: ConversationPatch[] = []
      const rows = conversationsIn(answer).flatMap((value, index) => {
        const before = was.get(idOf(value) as ConversationId) ?? session.rows.get(idOf(value))
        const row = session.rows.take(value, index, drafts)
        if (!row || row === before) return []
        // What is unread by now came after the reading, even before its answer.
        if (row.unreadCount > 0 && row.lastMessage?.id !== before?.lastMessage?.id)
          read.push({ id: row.id, unreadCount: 0 })
        return row
      })
      const patched = (patches: readonly ConversationPatch[]): readonly SourceEvent[] =>
        patches.length > 0 ? [{ type: 'conversationsPatched', patches, unknown: 'ignore' }] : []
      if (rows.length > 0) line.emit(...patched(read), { type: 'conversationsUpserted', rows }, ...patched(drafts))
    },
  )
}
