import type { Conversation, ConversationPatch, LastMessage } from '@convolist/core'
import { COMPARED, comparable, createLine, learn, type Line, type Session } from '../line.js'

interface Memory {
  /** How the SDK's own sync stands. Only after `done` is its list the whole list. */
  sync: 'running' | 'failed' | 'done'
  /** The last message of each conversation: a revocation comes without the conversation's id. */
  readonly lastMessages: Map<string, LastMessage>
  /** The newest mention of each conversation when nothing in it was unread. */
  readonly readMentions: Map<string, number>
  /** Deleted while connected: only a full row brings them back. */
  readonly gone: Set<string>
  /** Rows told by events, and walks over the list, so far. */
  turn: number
  /** When the last walk began. */
  walk: number
  /** When each row, or its deletion, was last told; what was asked for, when it was asked for. */
  readonly met: Map<string, number>
  /** The labels of rows that do not say so themselves, as the events of their groups left them. */
  readonly labelled: Map<string, readonly string[]>
  /** When users were muted. */
  readonly mutes: number[]
  /** V2TIM's own total, and what the list was told of it. */
  total: number | undefined
  told: number | undefined
}

export type V2TimSession = Session & Memory
export type V2TimLine = Line<V2TimSession>

export const createV2TimLine = (): V2TimLine =>
  createLine<Memory>('tencent-v2tim', () => ({
    sync: 'running',
    lastMessages: new Map(),
    readMentions: new Map(),
    gone: new Set(),
    turn: 0,
    walk: 0,
    met: new Map(),
    labelled: new Map(),
    mutes: [],
    total: undefined,
    told: undefined,
  }))

/**
 * Remembers what was told of a row.
 *
 * @param row whole, or as it was `said`.
 * @param asked when it was asked for: an event may have said something newer meanwhile.
 */
export function see(
  session: V2TimSession,
  row: Conversation | ConversationPatch,
  said: ConversationPatch,
  asked?: number,
): void {
  const { lastMessages, met } = session
  const { id, lastMessage } = said
  const at = asked ?? ++session.turn
  if ((met.get(id) ?? 0) <= at) {
    met.set(id, at)
    learn(session, row)
  }
  session.gone.delete(id)
  if (said.labels) session.labelled.delete(id)
  const known = asked === undefined ? undefined : lastMessages.get(id)
  if (lastMessage && lastMessage.sentAt >= (known?.sentAt ?? 0)) lastMessages.set(id, lastMessage)
}

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
