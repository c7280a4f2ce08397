import type { Conversation, ConversationPatch, LastMessage } from '@convolist/core'
import { createLine, type Line, type Session } from '../line.js'

interface Memory {
  /** How the SDK's own sync stands. Only after `done` is its list the whole list. */
  sync: 'running' | 'failed' | 'done'
  /** The last message of each conversation: a revocation comes without the conversation's id. */
  readonly lastMessages: Map<string, LastMessage>
  /** Deleted while connected: only a full row brings them back. */
  readonly gone: Set<string>
  /** @param isPage it was asked for, and may be older than what an event has said meanwhile. */
  seen(row: Conversation | ConversationPatch, isPage?: boolean): void
}

export type V2TimSession = Session & Memory
export type V2TimLine = Line<V2TimSession>

export const createV2TimLine = (): V2TimLine =>
  createLine<Memory>('tencent-v2tim', () => {
    const lastMessages = new Map<string, LastMessage>()
    const gone = new Set<string>()
    return {
      sync: 'running',
      lastMessages,
      gone,
      seen({ id, lastMessage }, isPage) {
        gone.delete(id)
        const known = isPage ? lastMessages.get(id) : undefined
        if (lastMessage && lastMessage.sentAt >= (known?.sentAt ?? 0)) lastMessages.set(id, lastMessage)
      },
    }
  })
