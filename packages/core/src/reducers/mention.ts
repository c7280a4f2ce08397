import type { MentionReceived } from '../model/events.js'
import { editMentions } from '../index/edit-mentions.js'
import { truthOf } from '../index/edit-row.js'
import { idMapGet } from '../index/id-map.js'
import { derivesMentions, keepMentions, mentionsOf } from '../index/mention-log.js'
import type { StateEdit } from '../index/state-edit.js'

/** An unread message names this account: counted once per message id, until the row is read. */
export function reduceMention(edit: StateEdit, event: MentionReceived): void {
  const { id, messageId, sentAt, scope } = event
  if (!derivesMentions(edit) || id === edit.next.sides.selection.openId) return
  const row = truthOf(edit, id)
  const readAt = row ? row.selfReadAt : idMapGet(edit.next.readMarks, id)?.selfReadAt
  const known = mentionsOf(edit, id)
  if (known?.has(messageId) || sentAt <= (readAt ?? -Infinity)) return
  const messages = new Map(known).set(messageId, { sentAt, scope })
  keepMentions(edit, id, messages)
  if (row) editMentions(edit, id, messages)
}
