import type { Conversation, ConversationPatch, SourceEvent } from '@convolist/core'
import type { Call } from '../commands.js'
import type { Ids } from '../read.js'
import { conversationsIn } from './list.js'
import { idOf } from './rows.js'
import type { WebLine } from './session.js'

/**
 * Tells what the SDK has once it has answered a read. Its own event may be up to a second late, and bring the next message
 * along: a count that is what it was says nothing of the reading.
 *
 * @param ids default: all.
 * @param was the row before the read, of one id. Default: as it was last told.
 */
export function retake(call: Call, line: WebLine, ids?: Ids, was?: Conversation): Promise<void> {
  const method = 'getConversationList'
  return line.ask(
    method,
    () => call(method, ids && [...ids]),
    (answer, session) => {
      const read: ConversationPatch[] = []
      const drafts: ConversationPatch[] = []
      const rows = conversationsIn(answer).flatMap((value, index) => {
        const before = was ?? session.rows.get(idOf(value))
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
