import type { Conversation, Mentions } from '../model/conversation.js'
import type { ConversationId } from '../model/ids.js'
import { withField } from './copy-row.js'
import { sameMentions } from './fields.js'
import { idMapDelete, idMapGet, idMapSet } from './id-map.js'
import { setParts, type StateEdit } from './state-edit.js'
import type { MentionLog } from './state.js'

type Messages = MentionLog['messages']

/** Does this engine count mentions itself, from messages? */
export const derivesMentions = (edit: StateEdit): boolean => edit.next.capabilities?.mentions === 'derived'

export const mentionsOf = (edit: StateEdit, id: ConversationId): Messages | undefined =>
  idMapGet(edit.next.mentionLogs, id)?.messages

/** Keeps the unread mentions of a row; none at all removes the log. */
export function keepMentions(edit: StateEdit, id: ConversationId, messages: Messages): void {
  const { mentionLogs } = edit.next
  const next =
    messages.size > 0
      ? idMapSet(mentionLogs, id, { id, messages }, edit.nodes)
      : idMapDelete(mentionLogs, id, edit.nodes)
  if (next !== mentionLogs) setParts(edit, { mentionLogs: next })
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

/** A row that was read (its unread count is 0, or its read mark moved) keeps only the mentions after that. */
export function reconcileMentions(edit: StateEdit, known: Conversation | undefined, row: Conversation): Conversation {
  if (edit.next.mentionLogs.size === 0 && known !== undefined) return row
  if (!derivesMentions(edit)) return row
  const messages = mentionsOf(edit, row.id)
  if (!messages) return row
  const isRead = row.unreadCount === 0 && known !== undefined && known.unreadCount > 0
  const readAt = row.selfReadAt ?? -Infinity
  const left = new Map([...messages].filter(([, mention]) => !isRead && mention.sentAt > readAt))
  if (left.size === messages.size) return withMentions(row, messages)
  keepMentions(edit, row.id, left)
  return withMentions(row, left)
}

/** A read that the vendor confirmed without an echo covers the mentions there were when it was issued: the first to come. */
export function forgetOldest(edit: StateEdit, id: ConversationId, covered: Mentions): void {
  const messages = mentionsOf(edit, id)
  if (!messages) return
  const left = { ...covered }
  keepMentions(edit, id, new Map([...messages].filter(([, { scope }]) => left[scope]-- <= 0)))
}
