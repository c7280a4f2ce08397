import type { ConversationId } from '../model/ids.js'
import { editLive, truthOf } from './edit-row.js'
import { fieldSet } from './fields.js'
import { keepMentions, mentionsOf, withMentions } from './mention-log.js'
import type { StateEdit } from './state-edit.js'

const MENTIONS = fieldSet(['mentions'])

/** The message is gone, and so is its mention. */
export function forgetMention(edit: StateEdit, id: ConversationId, messageId: string): void {
  const known = mentionsOf(edit, id)
  if (!known?.has(messageId)) return
  const messages = new Map(known)
  messages.delete(messageId)
  keepMentions(edit, id, messages)
  editMentions(edit, id, messages)
}

/** The user looked: opening a row clears what named them there. */
export function forgetMentions(edit: StateEdit, id: ConversationId): void {
  if (!mentionsOf(edit, id)?.size) return
  keepMentions(edit, id, NONE)
  editMentions(edit, id, NONE)
}

const NONE: Parameters<typeof withMentions>[1] = new Map()

/** Counts a row's unread mentions anew. */
export function editMentions(edit: StateEdit, id: ConversationId, messages: Parameters<typeof withMentions>[1]): void {
  const row = truthOf(edit, id)
  if (row) editLive(edit, id, withMentions(row, messages), row, MENTIONS, MENTIONS)
}
