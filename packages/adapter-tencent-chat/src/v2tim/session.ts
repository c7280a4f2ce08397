import type { Conversation, ConversationPatch, LastMessage } from '@convolist/core'
import { COMPARED, comparable, createLine, type Line, type Session } from '../line.js'

interface Memory {
  /** How the SDK's own sync stands. Only after `done` is its list the whole list. */
  sync: 'running' | 'failed' | 'done'
  /** The last message of each conversation: a revocation comes without the conversation's id. */
  readonly lastMessages: Map<string, LastMessage>
  /** The newest mention of each conversation when nothing in it was unread. */
  readonly readMentions: Map<string, number>
  /** Deleted while connected: only a full row brings them back. */
  readonly gone: Set<string>
  /** Met since the walk over the list began, in pages or live. */
  readonly met: Set<string>
  /** V2TIM's own total, and what the list was told of it. */
  total: number | undefined
  told: number | undefined
  /** @param isPage it was asked for, and may be older than what an event has said meanwhile. */
  seen(row: Conversation | ConversationPatch, isPage?: boolean): void
}

export type V2TimSession = Session & Memory
export type V2TimLine = Line<V2TimSession>

export const createV2TimLine = (): V2TimLine =>
  createLine<Memory>('tencent-v2tim', () => {
    const lastMessages = new Map<string, LastMessage>()
    const gone = new Set<string>()
    const met = new Set<string>()
    return {
      sync: 'running',
      lastMessages,
      readMentions: new Map(),
      gone,
      met,
      total: undefined,
      told: undefined,
      seen({ id, lastMessage }, isPage) {
        gone.delete(id)
        met.add(id)
        const known = isPage ? lastMessages.get(id) : undefined
        if (lastMessage && lastMessage.sentAt >= (known?.sentAt ?? 0)) lastMessages.set(id, lastMessage)
      },
    }
  })

/** Reports V2TIM's total as the list would count it. */
export function tellTotal(line: V2TimLine, total: number): void {
  const { session } = line
  if (!session) return
  session.total = total
  session.told = comparable(session, total)
  line.emitLater(`unread ${COMPARED}`, { type: 'unreadReported', unread: session.told, scope: COMPARED })
}

/** No total is told when only rows that it leaves out have changed, nor once those are read that it came before. */
export function totalAgain(line: V2TimLine): void {
  const { session } = line
  if (session?.total === undefined || comparable(session, session.total) === session.told) return
  tellTotal(line, session.total)
}
