import {
  createConversation,
  toConversationId,
  toEpochMs,
  type Conversation,
  type ConversationId,
  type LastMessage,
} from '@convolist/core'

export const id = (text: string): ConversationId => toConversationId(text)

/** A direct chat with Ann, unless said otherwise. */
export const row = (known: Partial<Conversation> = {}): Conversation =>
  createConversation({ id: id('me|1|ann'), kind: 'direct', targetId: 'ann', title: 'Ann', ...known })

export const message = (known: Partial<LastMessage> = {}): LastMessage => ({
  id: 'm1',
  sentAt: toEpochMs(1000),
  senderId: 'ann',
  type: 'text',
  text: 'hello',
  status: 'sent',
  revoked: false,
  ...known,
})

/** A view as far as focus and anchor need one. */
export function rowsOf(ids: readonly string[], unread: readonly string[] = []) {
  const rows = ids.map((one) => row({ id: id(one), targetId: one }))
  return {
    size: rows.length,
    at: (index: number) => rows[index],
    indexOf: (one: string) => ids.indexOf(one),
    nextUnread: (from?: string, direction: 1 | -1 = 1) => {
      const start = from === undefined ? -direction : ids.indexOf(from)
      const walk = ids.map((_, step) => ids[(start + direction * (step + 1) + ids.length * 2) % ids.length]!)
      const found = walk.find((one) => unread.includes(one))
      return found === undefined ? undefined : id(found)
    },
  }
}
