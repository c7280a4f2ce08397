import type { Conversation, ConversationId, EngineEvent } from '../../src/index.js'

/**
 * A full row whose message is older than the shown one, but whose hint of order is higher: heard once, it takes the
 * message and not the hint; heard again, its message is no longer older.
 *
 * @param knownBefore what the vendor had said of a row, also where an operation hides it.
 */
export function contradictsItself(
  taken: EngineEvent,
  knownBefore: (id: ConversationId) => Conversation | undefined,
): boolean {
  if (taken.type !== 'conversationsUpserted') return false
  return taken.rows.some((said) => {
    const known = said === null ? undefined : knownBefore(said.id)
    if (!known?.lastMessage || !said.lastMessage || said.lastMessage.sentAt >= known.lastMessage.sentAt) return false
    return said.sortKey > known.sortKey || said.activeAt > known.activeAt
  })
}
