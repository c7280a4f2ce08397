import { toEpochMs, type Conversation, type MessageType } from '@convolist/core'
import { describe, expect, it } from 'vitest'
import { previewOf } from '../../src/format/preview.js'
import { en } from '../../src/texts/en.js'
import { zhCn } from '../../src/texts/zh-cn.js'
import { message, row } from '../rows.js'

const shown = (known: Partial<Conversation>): string => {
  const { tag, text, tone } = previewOf(row(known), 'me', en)
  return [tag?.text, text, tone === 'quiet' && '(quiet)'].filter(Boolean).join(' ')
}

describe('the preview of a row', () => {
  it.each<[string, Partial<Conversation>, string]>([
    ['no message', {}, 'No messages yet (quiet)'],
    ['a text of the peer', { lastMessage: message() }, 'hello'],
    ['a text of mine', { lastMessage: message({ senderId: 'me' }) }, 'You: hello'],
    ['a group text', { kind: 'group', lastMessage: message({ senderName: 'Bob' }) }, 'Bob: hello'],
    ['a group text without a name', { kind: 'group', lastMessage: message() }, 'ann: hello'],
    ['a photo', { lastMessage: message({ type: 'image', text: undefined }) }, '[Photo]'],
    ['a file with a name', { lastMessage: message({ type: 'file', text: 'a.pdf' }) }, '[File] a.pdf'],
    ['a draft', { draft: { text: 'unsent', at: toEpochMs(5) }, lastMessage: message() }, '[Draft] unsent'],
    ['a mention', { mentions: { me: 1, all: 0 }, lastMessage: message() }, '[You were mentioned] hello'],
    ['a call to everyone', { mentions: { me: 0, all: 2 }, lastMessage: message() }, '[@everyone] hello'],
    [
      'my recall',
      { lastMessage: message({ senderId: 'me', revoked: true, text: undefined }) },
      'You recalled a message (quiet)',
    ],
    [
      'their recall',
      { lastMessage: message({ senderName: 'Ann', revoked: true, text: undefined }) },
      'Ann recalled a message (quiet)',
    ],
    [
      'a recall by an admin',
      { lastMessage: message({ senderName: 'Ann', revokedBy: 'boss', revoked: true, text: undefined }) },
      'A message was recalled (quiet)',
    ],
    [
      'a recall with a word about it',
      { lastMessage: message({ revoked: true, text: 'wrong chat' }) },
      'wrong chat (quiet)',
    ],
  ])('shows %s', (_, known, expected) => {
    expect(shown(known)).toBe(expected)
  })

  it('is one line, and not endless', () => {
    const text = `first\n\tsecond ${'x'.repeat(10_000)}`
    const preview = previewOf(row({ lastMessage: message({ text }) }), 'me', en)
    expect(preview.text).toMatch(/^first second x+$/)
    expect(preview.text.length).toBeLessThan(200)
  })

  it('has words for every type of message in both languages', () => {
    const types = Object.keys(en.preview.types) as MessageType[]
    for (const texts of [en, zhCn]) {
      for (const type of types) {
        expect(previewOf(row({ lastMessage: message({ type, text: undefined }) }), 'me', texts).text).not.toBe('')
      }
    }
  })
})
