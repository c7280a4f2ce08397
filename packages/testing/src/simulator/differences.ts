import type { Conversation } from '@convolist/core'
import type { ExpectedField, ExpectedRow } from './expected.js'

/** What rows show otherwise than expected, one line each: `C2Cann.unreadCount: shows 3, the server has 0`. */
export function differencesOf(rows: Iterable<Conversation>, expected: readonly ExpectedRow[]): string[] {
  const shown = new Map([...rows].map((row) => [row.id as string, row]))
  const lines = expected.flatMap((wanted) => {
    const row = shown.get(wanted.id)
    shown.delete(wanted.id)
    return row === undefined ? [`${wanted.id}: is missing`] : differencesOfRow(row, wanted)
  })
  return lines.concat([...shown.keys()].map((id) => `${id}: the server has no such row`))
}

function differencesOfRow(row: Conversation, wanted: ExpectedRow): string[] {
  // Where the newest message was deleted, or one of our own has failed, preview, its readers and the place are this device's own.
  const isOwn = wanted.lastMessage === 'unknown' || (row.lastMessage !== undefined && row.lastMessage.status !== 'sent')
  const { id, sentAt, senderId, senderName, type, text, revoked } = row.lastMessage ?? {}
  const {
    senderName: name,
    type: messageType,
    ...message
  } = wanted.lastMessage === 'unknown' ? {} : (wanted.lastMessage ?? {})
  const compared: readonly (readonly [name: string, shows: unknown, has: unknown])[] = [
    ['title', row.title, wanted.title],
    ['avatarUrl', row.avatarUrl, wanted.avatarUrl],
    ['stickTop', row.stickTop, wanted.stickTop],
    ['notify', row.notify, wanted.notify],
    ['unreadCount', row.unreadCount, wanted.unreadCount],
    ['mentions', row.mentions.me + row.mentions.all, wanted.mentions],
    ['mentionsOfAll', row.mentions.all, wanted.mentionsOfAll],
    ['labels', [...row.labels].sort(), [...wanted.labels].sort()],
    ['serverExtension', row.serverExtension, wanted.serverExtension],
    ['marks', [...row.marks].sort(), [...wanted.marks].sort()],
    ['markedUnread', row.markedUnread, wanted.markedUnread],
    ['selfReadAt', row.selfReadAt ?? 0, wanted.selfReadAt],
    ['peerReadAt', row.peerReadAt ?? 0, wanted.peerReadAt],
    ...(isOwn
      ? []
      : ([
          ['receipt', readersOf(row), wanted.receipt && { read: wanted.receipt.read, unread: wanted.receipt.unread }],
          ['sortKey', row.sortKey, wanted.sortKey],
          ['lastMessage', row.lastMessage && { id, sentAt, senderId, text, revoked }, wanted.lastMessage && message],
          ['senderName', senderName, name],
          ['messageType', type, messageType],
        ] as const)),
  ]
  return compared.flatMap(([name, shows, has]) => {
    const isUnsure = wanted.unsure.includes(name as ExpectedField)
    const isRight = JSON.stringify(shows) === JSON.stringify(has)
    return isRight || (isUnsure && !isAhead(row, wanted, name as ExpectedField))
      ? []
      : [`${wanted.id}.${name}: shows ${brief(shows)}, the server has ${brief(has)}`]
  })
}

/** Does the row claim to know more than the server? */
function isAhead(row: Conversation, wanted: ExpectedRow, field: ExpectedField): boolean {
  if (field === 'selfReadAt' || field === 'peerReadAt') return (row[field] ?? 0) > wanted[field]
  if (field === 'mentions') return row.mentions.me + row.mentions.all > wanted.mentions
  if (field === 'mentionsOfAll') return row.mentions.all > wanted.mentionsOfAll
  if (field === 'lastMessage') return row.lastMessage?.revoked !== true
  const readers = field === 'receipt' ? readersOf(row) : undefined
  return readers !== undefined && readers.read > (wanted.receipt?.read ?? 0)
}

/** Of the message that is shown. */
function readersOf({ groupReceipt, lastMessage }: Conversation): ExpectedRow['receipt'] {
  if (groupReceipt === undefined || groupReceipt.messageId !== lastMessage?.id) return undefined
  return { read: groupReceipt.read, unread: groupReceipt.unread }
}

const brief = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 200)
