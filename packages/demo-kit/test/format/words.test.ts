import { toEpochMs } from '@convolist/core'
import { describe, expect, it } from 'vitest'
import { colourOf, initialsOf, safeImageUrl } from '../../src/format/avatar.js'
import { badgeText, numberText } from '../../src/format/badge.js'
import { describeRow } from '../../src/format/describe-row.js'
import { rowFacts } from '../../src/format/row-facts.js'
import { titleOf } from '../../src/format/title.js'
import { en } from '../../src/texts/en.js'
import { pickLanguage, textsOf } from '../../src/texts/index.js'
import { zhCn } from '../../src/texts/zh-cn.js'
import { message, row } from '../rows.js'

describe('badges and numbers', () => {
  it.each([
    [0, ''],
    [-1, ''],
    [1, '1'],
    [99, '99'],
    [100, '99+'],
    [Number.MAX_SAFE_INTEGER, '99+'],
  ])('a badge of %d reads "%s"', (count, text) => {
    expect(badgeText(count)).toBe(text)
  })

  it('groups digits', () => {
    expect(numberText(100_000, 'en')).toBe('100,000')
  })
})

describe('avatars', () => {
  it.each([
    ['Ann Lee', 'AL'],
    ['ann', 'A'],
    ['dev-team', 'DT'],
    ['欧阳小明', '小明'],
    ['小明 team', '小明'],
    ['👍👍', '👍'],
    ['', '#'],
    ['   ', '#'],
    ['<img src=x>', 'IS'],
  ])('"%s" is shortened to "%s"', (name, initials) => {
    expect(initialsOf(name)).toBe(initials)
  })

  it('gives an id its colour for good', () => {
    expect(colourOf('me|1|ann')).toBe(colourOf('me|1|ann'))
    const used = new Set(Array.from({ length: 200 }, (_, at) => colourOf(`id-${at}`)))
    expect([...used].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  it.each(['javascript:alert(1)', 'data:text/html,<b>', 'http://a.example/x.png', ' https://a.example', '', undefined])(
    'reads no picture from %s',
    (url) => {
      expect(safeImageUrl(url)).toBeUndefined()
    },
  )

  it('reads a picture from https', () => {
    expect(safeImageUrl('https://a.example/x.png')).toBe('https://a.example/x.png')
  })
})

describe('a row in words', () => {
  const busy = row({
    title: '  Ann  ',
    unreadCount: 3,
    stickTop: true,
    notify: 'none',
    marks: ['starred'],
    lastMessage: message(),
  })

  it('says what a glance at it tells', () => {
    expect(describeRow(busy, 'me', '14:05', en)).toBe('Ann, 3 unread messages, hello, 14:05, pinned, muted, starred')
    expect(describeRow(busy, 'me', '14:05', zhCn)).toBe('Ann，3 条未读消息，hello，14:05，已置顶，免打扰，星标')
  })

  it('says how far my message got', () => {
    const mine = row({ peerReadAt: toEpochMs(9999), lastMessage: message({ senderId: 'me' }) })
    expect(describeRow(mine, 'me', '14:05', en)).toBe('Ann, You: hello, read, 14:05')
  })

  it.each([
    ['  Ann  Lee ', 'Ann Lee'],
    [undefined, 'ann'],
    ['   ', 'ann'],
    ['\u200B\u200B\u2060', 'ann'],
    ['line one\nline two\ttabbed', 'line one line two tabbed'],
    ['<b>bold</b>', '<b>bold</b>'],
    ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
    ['\u202Egnp.elif', '\u2068\u202Egnp.elif\u2069'],
    ['שלום', '\u2068שלום\u2069'],
    ['长'.repeat(5000), `${'长'.repeat(100)}…`],
  ])('the title %j is shown as %j', (title, shown) => {
    expect(titleOf(row({ title }), en)).toBe(shown)
  })

  it('has a name even for a row that has none at all', () => {
    expect(titleOf(row({ title: ' ', targetId: '' }), en)).toBe('No name')
  })

  it('says of each field what is known, and that the rest is not', () => {
    const facts = new Map(rowFacts(busy, [], 'en').map(({ key, text }) => [key, text]))
    expect(facts.get('unread')).toBe('3')
    expect(facts.get('marks')).toBe('starred')
    expect(facts.get('selfReadAt')).toBe('unknown')
    expect(facts.has('receipt')).toBe(false)
  })
})

describe('languages', () => {
  it.each([
    [['zh-TW', 'en'], 'zh-CN'],
    [['fr', 'en-GB', 'zh'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('for a user of %j picks %s', (wanted, language) => {
    expect(pickLanguage(wanted)).toBe(language)
  })

  it('leaves nothing unsaid in either', () => {
    const empty = (texts: object): string[] =>
      Object.entries(texts).flatMap(([key, text]) =>
        typeof text === 'object' ? empty(text as object).map((inner) => `${key}.${inner}`) : text === '' ? [key] : [],
      )
    expect(empty(textsOf('en'))).toEqual([])
    expect(empty(textsOf('zh-CN'))).toEqual([])
  })
})
