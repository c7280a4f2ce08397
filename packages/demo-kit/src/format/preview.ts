import type { Conversation, LastMessage } from '@convolist/core'
import type { Texts } from '../texts/index.js'

/** The second line of a row, in pieces that are styled differently. */
export interface Preview {
  /** `[Draft]` or `[You were mentioned]`, in front of the rest. */
  readonly tag: { readonly text: string; readonly tone: 'draft' | 'mention' } | undefined
  readonly text: string
  /** `quiet` for what is no message: nothing yet, or one that was recalled. */
  readonly tone: 'normal' | 'quiet'
}

/** No screen shows more of one line; longer text would only cost layout. */
const LONGEST = 160

export function previewOf(row: Conversation, account: string | undefined, texts: Texts): Preview {
  if (row.draft) {
    return { tag: { text: texts.preview.draft, tone: 'draft' }, text: oneLine(row.draft.text), tone: 'normal' }
  }
  const tag = mentionTag(row, texts)
  const message = row.lastMessage
  if (!message) return { tag, text: texts.preview.none, tone: 'quiet' }
  if (message.revoked) return { tag, text: revokedText(message, account, texts), tone: 'quiet' }
  return { tag, text: withSender(row, message, account, texts), tone: 'normal' }
}

function mentionTag(row: Conversation, texts: Texts): Preview['tag'] {
  if (row.mentions.me > 0) return { text: texts.preview.mentionMe, tone: 'mention' }
  if (row.mentions.all > 0) return { text: texts.preview.mentionAll, tone: 'mention' }
  return undefined
}

function revokedText(message: LastMessage, account: string | undefined, texts: Texts): string {
  if (message.text) return oneLine(message.text) // the words that whoever recalled it gave in its place
  const by = message.revokedBy ?? message.senderId
  if (by === account) return texts.preview.youRevoked
  const name = by === message.senderId ? message.senderName : undefined
  return name ? texts.preview.revoked(oneLine(name)) : texts.preview.someoneRevoked
}

function withSender(row: Conversation, message: LastMessage, account: string | undefined, texts: Texts): string {
  const known = message.text ? oneLine(message.text) : ''
  const text = message.type === 'text' && known ? known : joined(texts.preview.types[message.type], known)
  if (message.senderId === account) return texts.preview.sender(texts.preview.you, text)
  if (row.kind !== 'group' && row.kind !== 'super-group') return text
  return texts.preview.sender(oneLine(message.senderName ?? message.senderId), text)
}

const joined = (kind: string, text: string): string => (text ? `${kind} ${text}` : kind)

const oneLine = (text: string): string => text.slice(0, LONGEST).replace(/\s+/gu, ' ').trim()
