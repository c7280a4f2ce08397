import type { Conversation } from '@convolist/core'

/** How far the last message got, if it is mine. */
export type Receipt =
  | { readonly type: 'none' }
  | { readonly type: 'sending' }
  | { readonly type: 'failed' }
  | { readonly type: 'sent' }
  | { readonly type: 'read' }
  | { readonly type: 'readBy'; readonly read: number; readonly all: number }

const NONE: Receipt = { type: 'none' }
const SENT: Receipt = { type: 'sent' }
const READ: Receipt = { type: 'read' }

export function receiptOf(row: Conversation, account: string | undefined): Receipt {
  const message = row.lastMessage
  if (!message || message.revoked || message.senderId !== account) return NONE
  if (message.status !== 'sent') return { type: message.status }
  if (row.kind === 'direct') return (row.peerReadAt ?? 0) >= message.sentAt ? READ : SENT
  const receipt = row.groupReceipt
  if (receipt?.messageId !== message.id) return SENT
  const all = receipt.read + receipt.unread
  if (receipt.read === 0 || all === 0) return SENT
  return receipt.unread === 0 ? READ : { type: 'readBy', read: receipt.read, all }
}
