import type { MentionReceived } from '../model/events.js'
import { editMentions, forgetMention } from '../index/edit-mentions.js'
import { boundMentionLogs, truthOf } from '../index/edit-row.js'
import { derivesMentions, isMentionKnown, keepMentions, mentionsOf } from '../index/mention-log.js'
import type { StateEdit } from '../index/state-edit.js'

/**
 * An unread message names this account: counted once per message id, until the row is read. Before a vendor has said
 * what it counts itself, they come from a saved list.
 */
export function reduceMention(edit: StateEdit, event: MentionReceived): void {
  const { id, messageId, sentAt, scope } = event
  if ((edit.next.capabilities && !derivesMentions(edit)) || isMentionKnown(edit, id, messageId)) return
  const row = truthOf(edit, id)
  const readAt = (row ?? edit.next.readMarks.get(id))?.selfReadAt
  if (sentAt <= (readAt ?? -Infinity)) return
  keepMentions(edit, id, new Map(mentionsOf(edit, id)).set(messageId, { sentAt, scope }))
  if (id === edit.next.sides.selection.openId) forgetMention(edit, id, messageId)
  else editMentions(edit, id, mentionsOf(edit, id)!)
  if (!row) boundMentionLogs(edit)
}
