import type { Conversation } from '../model/conversation.js'
import type { GroupReceiptChanged, MessageRevoked, PeerReadTo, SelfReadTo } from '../model/events.js'
import { withField } from '../index/copy-row.js'
import { editLive, keepReadMark, truthOf } from '../index/edit-row.js'
import { fieldSet, sameReceipt } from '../index/fields.js'
import { laterReceipt } from '../index/merge.js'
import { keepMentions, mentionsOf, reconcileMentions } from '../index/mention-log.js'
import type { StateEdit } from '../index/state-edit.js'

export type ReceiptEvent = SelfReadTo | PeerReadTo | GroupReceiptChanged

/** Watermarks: they arrive out of order, and only ever grow. */
export function reduceReceipt(edit: StateEdit, event: ReceiptEvent): void {
  const row = truthOf(edit, event.id)
  switch (event.type) {
    case 'selfReadTo':
      if (!row) return readUnknown(edit, event)
      if (event.readAt <= (row.selfReadAt ?? -Infinity)) return
      // The unread count has its own event: vendors disagree on when it follows.
      return editReceipt(edit, reconcileMentions(edit, row, withField(row, 'selfReadAt', event.readAt)), 'selfReadAt')
    case 'peerReadTo':
      if (!row) return keepReadMark(edit, event.id, { peerReadAt: event.readAt })
      if (event.readAt <= (row.peerReadAt ?? -Infinity)) return
      return editReceipt(edit, withField(row, 'peerReadAt', event.readAt), 'peerReadAt')
    case 'groupReceiptChanged':
      return countReaders(edit, event, row)
  }
}

/** The mark is kept for when the row comes; what named the user before it is read. */
function readUnknown(edit: StateEdit, { id, readAt }: SelfReadTo): void {
  keepReadMark(edit, id, { selfReadAt: readAt })
  const mentions = mentionsOf(edit, id)
  const unread = new Map([...(mentions ?? [])].filter(([, { sentAt }]) => sentAt > readAt))
  if (mentions && unread.size < mentions.size) keepMentions(edit, id, unread)
}

function countReaders(edit: StateEdit, event: GroupReceiptChanged, row: Conversation | undefined): void {
  const { messageId, read, unread } = event
  const readers = { messageId, read, unread }
  if (!row) return keepReadMark(edit, event.id, { groupReceipt: readers })
  const known = row.groupReceipt
  const isSame = known?.messageId === messageId
  const next = laterReceipt(known, readers)
  if (sameReceipt(next, known)) return
  // Readers of an older message say nothing about the one the row shows.
  if (!isSame && known && row.lastMessage?.id === known.messageId) return
  editReceipt(edit, withField(row, 'groupReceipt', next), 'groupReceipt')
}

function editReceipt(edit: StateEdit, row: Conversation, field: 'selfReadAt' | 'peerReadAt' | 'groupReceipt'): void {
  const known = truthOf(edit, row.id)
  const mentions = row.mentions !== known?.mentions ? (['mentions'] as const) : []
  editLive(edit, row.id, row, known, fieldSet([field, ...mentions]), fieldSet([field]))
}

const LAST_MESSAGE = fieldSet(['lastMessage'])

/** A message was taken back: its words leave the state, whatever else the vendor sends. */
export function reduceRevoke(edit: StateEdit, event: MessageRevoked): void {
  const row = truthOf(edit, event.id)
  const shown = row?.lastMessage
  if (!row || shown?.id !== event.messageId) return
  const text = event.postscript ?? (shown.revoked ? shown.text : undefined)
  const revokedBy = event.revokedBy ?? shown.revokedBy
  if (shown.revoked && shown.text === text && shown.revokedBy === revokedBy) return
  const lastMessage = { ...shown, revoked: true, revokedBy, text }
  editLive(edit, event.id, withField(row, 'lastMessage', lastMessage), row, LAST_MESSAGE, LAST_MESSAGE)
}
