import type { Conversation, Mentions } from '../model/conversation.js'
import type { ConversationId } from '../model/ids.js'
import { withField } from './copy-row.js'
import { sameMentions } from './fields.js'
import { setParts, type StateEdit, tickOf } from './state-edit.js'
import type { MentionLog } from './state.js'

type Messages = MentionLog['messages']

/** Of one row. They are copied with each mention, and nobody reads a greater number to its end. */
const MENTION_LIMIT = 500

/** Does this engine count mentions itself, from messages? */
export const derivesMentions = (edit: StateEdit): boolean => edit.next.capabilities?.mentions === 'derived'

export const mentionsOf = (edit: StateEdit, id: ConversationId): Messages | undefined =>
  edit.next.mentionLogs.get(id)?.messages

/** Did the message count before, whether it still does or not? */
export function isMentionKnown(edit: StateEdit, id: ConversationId, messageId: string): boolean {
  const log = edit.next.mentionLogs.get(id)
  return log !== undefined && (log.messages.has(messageId) || log.cleared.includes(messageId))
}

/** Keeps the unread mentions of a row, of too many the latest to come; those that it had beside them are cleared. */
export function keepMentions(edit: StateEdit, id: ConversationId, unread: Messages): void {
  const { mentionLogs } = edit.next
  const known = mentionLogs.get(id)
  const messages = unread.size > MENTION_LIMIT ? new Map([...unread].slice(-MENTION_LIMIT)) : unread
  const gone = [...(known?.messages.keys() ?? [])].filter((messageId) => !messages.has(messageId))
  const cleared = [...(known?.cleared ?? []), ...gone].slice(-MENTION_LIMIT)
  setParts(edit, { mentionLogs: mentionLogs.set(id, { id, messages, cleared, tick: tickOf(edit) }, edit.nodes) })
}

function countMentions(messages: Messages): Mentions {
  let me = 0
  let all = 0
  for (const { scope } of messages.values()) {
    if (scope === 'me') me++
    else all++
  }
  return { me, all }
}

/** The row with the counts of these mentions; the same row if they are its own already. */
export function withMentions(row: Conversation, messages: Messages): Conversation {
  const mentions = countMentions(messages)
  return sameMentions(mentions, row.mentions) ? row : withField(row, 'mentions', mentions)
}

/**
 * A row that was read (its unread count is 0, or its read mark moved) keeps only the mentions after that.
 *
 * @param isWhole the vendor stated all of it together: of what its last message covers, no more are unread than it says.
 */
export function reconcileMentions(
  edit: StateEdit,
  known: Conversation | undefined,
  row: Conversation,
  isWhole = false,
): Conversation {
  if (edit.next.mentionLogs.size === 0 && known !== undefined) return row
  if (!derivesMentions(edit)) return row
  const messages = mentionsOf(edit, row.id)
  if (!messages) return row
  const isRead = row.unreadCount === 0 && known !== undefined && known.unreadCount > 0
  const readAt = row.selfReadAt ?? -Infinity
  const left = new Map([...messages].filter(([, mention]) => !isRead && mention.sentAt > readAt))
  const shownAt = (isWhole ? row.lastMessage?.sentAt : undefined) ?? NaN // which no time is before
  const shown = [...left.keys()].filter((messageId) => left.get(messageId)!.sentAt <= shownAt)
  for (const messageId of shown.reverse().slice(row.unreadCount)) left.delete(messageId)
  if (left.size === messages.size) return withMentions(row, messages)
  keepMentions(edit, row.id, left)
  return withMentions(row, left)
}

/** A row that says it has mentions, of messages that nobody named: they count as one with its last message. */
export function nameMentions(edit: StateEdit, { id, mentions, lastMessage, activeAt }: Conversation): void {
  if (mentionsOf(edit, id) || mentions.me + mentions.all === 0) return
  const sentAt = lastMessage?.sentAt ?? activeAt
  const named = (['all', 'me'] as const).flatMap((scope) =>
    Array.from(
      { length: Math.min(mentions[scope], MENTION_LIMIT) },
      (_, nth) => [`${scope} ${nth}`, { sentAt, scope }] as const,
    ),
  )
  keepMentions(edit, id, new Map(named))
}

/** A read that the vendor confirmed without an echo covers the mentions there were when it was issued: the first to come. */
export function forgetOldest(edit: StateEdit, id: ConversationId, covered: Mentions): void {
  const messages = mentionsOf(edit, id)
  if (!messages) return
  const left = { ...covered }
  keepMentions(edit, id, new Map([...messages].filter(([, { scope }]) => left[scope]-- <= 0)))
}
