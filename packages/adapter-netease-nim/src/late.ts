import { toEpochMs, type Conversation, type EpochMs, type SourceEvent } from '@convolist/core'
import { attempt } from './errors.js'
import type { Services } from './services.js'
import type { Line, Session } from './session.js'

/** Rows from the top for which it is worth asking. */
const ROWS = 1000

/**
 * Watermarks are told to listeners once, at login. A source connected later asks for them, from the SDK's memory: how far
 * this account has read (where the row does not say), and how far the peer has read my last message.
 */
export async function catchUp(
  { conversation, message }: Services,
  line: Line,
  session: Session,
  rows: readonly Conversation[],
): Promise<void> {
  const marks: SourceEvent[] = []
  const asked: Promise<void>[] = []
  const ask = async (path: string, call: () => Promise<number | undefined>, mark: (at: EpochMs) => SourceEvent) => {
    try {
      const at = await attempt(call)
      if (at) marks.push(mark(toEpochMs(at)))
    } catch (cause) {
      line.note('vendor/failed', path, cause)
    }
  }
  for (const { id, kind, selfReadAt, lastMessage } of rows.slice(0, ROWS)) {
    if (selfReadAt === undefined) {
      const call = (): Promise<number> => conversation.getConversationReadTime(id)
      asked.push(ask('getConversationReadTime', call, (readAt) => ({ type: 'selfReadTo', id, readAt })))
    }
    if (message && kind === 'direct' && lastMessage?.senderId === session.account) {
      const call = async (): Promise<number | undefined> => (await message.getP2PMessageReceipt(id)).timestamp
      asked.push(ask('getP2PMessageReceipt', call, (readAt) => ({ type: 'peerReadTo', id, readAt })))
    }
  }
  await Promise.all(asked)
  if (line.session === session) line.emit(...marks)
}
