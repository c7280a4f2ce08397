import { isMuted, type Conversation } from '@convolist/core'
import type { Vendor } from '../settings.js'
import type { Texts } from '../texts/index.js'
import { previewOf } from './preview.js'
import { receiptOf } from './receipt.js'
import { titleOf } from './title.js'

/** A row in one sentence, for a screen reader: what a glance at it tells. */
export function describeRow(
  row: Conversation,
  account: string | undefined,
  time: string,
  texts: Texts,
  vendor?: Vendor,
): string {
  const preview = previewOf(row, account, texts)
  const parts = [
    titleOf(row, texts),
    vendor && texts.vendors[vendor],
    row.unreadCount > 0 && texts.row.unread(row.unreadCount),
    row.unreadCount === 0 && row.markedUnread && texts.row.markedUnread,
    preview.tag?.text,
    preview.text,
    receiptText(row, account, texts),
    time,
    row.stickTop && texts.row.pinned,
    isMuted(row) && texts.row.muted,
    row.notify === 'mentions' && texts.row.mentionsOnly,
    row.marks.includes('starred') && texts.row.starred,
    row.marks.includes('folded') && texts.row.folded,
  ]
  return parts.filter(Boolean).join(texts.row.separator)
}

export function receiptText(row: Conversation, account: string | undefined, texts: Texts): string {
  const receipt = receiptOf(row, account)
  if (receipt.type === 'none') return ''
  return receipt.type === 'readBy' ? texts.preview.readBy(receipt.read, receipt.all) : texts.preview[receipt.type]
}
