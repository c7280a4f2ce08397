import { toEpochMs, type Conversation, type SourceEvent } from '@convolist/core'
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
  services: Services,
  line: Line,
  session: Session,
  rows: readonly Conversation[],
): Promise<void> {
  const { conversation, message } = services
  const marks = await Promise.all(
    rows.slice(0, ROWS).flatMap(({ id, kind, selfReadAt, lastMessage }): Promise<SourceEvent | undefined>[] => {
      const self =
        selfReadAt === undefined && ask('getConversationReadTime', () => conversation.getConversationReadTime(id))
      const mine = message && kind === 'direct' && lastMessage?.senderId === session.account
      const peer = mine && ask('getP2PMessageReceipt', async () => (await message.getP2PMessageReceipt(id)).timestamp)
      return [
        ...(self ? [self.then((at) => at && ({ type: 'selfReadTo', id, readAt: toEpochMs(at) } as const))] : []),
        ...(peer ? [peer.then((at) => at && ({ type: 'peerReadTo', id, readAt: toEpochMs(at) } as const))] : []),
      ] as Promise<SourceEvent | undefined>[]
    }),
  )
  const known = marks.filter((mark) => mark?.type !== undefined) as SourceEvent[]
  if (line.session === session) line.emit(...known)

  async function ask(path: string, call: () => Promise<number | undefined>): Promise<number> {
    try {
      return (await attempt(call)) ?? 0
    } catch (cause) {
      line.note('vendor/failed', path, cause)
      return 0
    }
  }
}
