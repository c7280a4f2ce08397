import { describe, expect, it } from 'vitest'
import { createState, readView, reduceBatch, type ViewFilter } from '../../src/index.js'
import { ms, row, upserted } from '../support/words.js'

const rows = [
  row('ann', { on: 9, unread: 2, title: 'Ann Müller', labels: ['work', 'vip'] }),
  row('bob', { on: 8, kind: 'group', title: 'BOB & friends', notify: 'none', labels: ['vip'] }),
  row('cid', { on: 7, kind: 'system', markedUnread: true, marks: ['starred'] }),
  row('dan', { on: 6, unread: 1, mentions: { me: 1, all: 0 }, notify: 'mentions', stickTop: true }),
  row('eve', { on: 5, draft: { text: 'x', at: ms(5) }, marks: ['folded', 'starred'], targetId: 'bobcat' }),
  row('fay', { on: 4, unread: 3, marks: ['hidden'], title: 'Müller' }),
  row('gus', { on: 3, kind: 'super-group', mentions: { me: 0, all: 2 }, title: '王小明' }),
]
const state = reduceBatch(createState(), [upserted(...rows)])

const shown = (filter: ViewFilter): string => {
  const view = readView(state, { filter })
  const ids = view.window(0, view.size).map((each) => each.id)
  return ids.sort().join(' ')
}

describe('a filter', () => {
  it.each<[ViewFilter, string]>([
    [{}, 'ann bob cid dan eve gus'],
    [{ unread: true }, 'ann cid dan'],
    [{ unread: false }, 'bob eve gus'],
    [{ unread: undefined }, 'ann bob cid dan eve gus'],
    [{ mentioned: true }, 'dan gus'],
    [{ mentioned: false }, 'ann bob cid eve'],
    [{ kinds: ['group', 'system'] }, 'bob cid'],
    [{ kinds: [] }, ''],
    [{ labels: ['vip'] }, 'ann bob'],
    [{ labels: ['work', 'other'] }, 'ann'],
    [{ labels: [] }, 'cid dan eve gus'],
    [{ marks: ['starred'] }, 'cid eve'],
    [{ marks: ['starred', 'folded'] }, 'cid eve'],
    [{ marks: [] }, ''],
    [{ muted: true }, 'bob'],
    [{ muted: false }, 'ann cid dan eve gus'],
    [{ stickTop: true }, 'dan'],
    [{ stickTop: false }, 'ann bob cid eve gus'],
    [{ drafted: true }, 'eve'],
    [{ drafted: false }, 'ann bob cid dan gus'],
    [{ text: 'müller' }, 'ann'],
    [{ text: 'MÜLLER' }, 'ann'],
    [{ text: 'bob' }, 'bob eve'],
    [{ text: '  friends ' }, 'bob'],
    [{ text: '小明' }, 'gus'],
    [{ text: '' }, 'ann bob cid dan eve gus'],
    [{ text: '.*' }, ''],
    [{ hidden: 'exclude' }, 'ann bob cid dan eve gus'],
    [{ hidden: 'include' }, 'ann bob cid dan eve fay gus'],
    [{ hidden: 'only' }, 'fay'],
    [{ marks: ['hidden'] }, 'fay'],
    [{ hidden: 'include', text: 'müller' }, 'ann fay'],
    [{ unread: true, kinds: ['direct'] }, 'ann dan'],
    [{ where: { key: 'long', test: (each) => (each.title ?? '').length > 6 } }, 'ann bob'],
    [{ where: { key: 'long2', test: (each) => (each.title ?? '').length > 6 }, muted: false }, 'ann'],
    [{ and: [{ unread: true }, { mentioned: true }] }, 'dan'],
    [{ and: [] }, 'ann bob cid dan eve gus'],
    [{ or: [{ muted: true }, { drafted: true }] }, 'bob eve'],
    [{ or: [] }, ''],
    [{ not: { unread: true } }, 'bob eve gus'],
    [{ not: { or: [{ unread: true }, { muted: true }] } }, 'eve gus'],
    [{ not: { not: { muted: true } } }, 'bob'],
    [{ unread: true, or: [{ labels: ['vip'] }, { marks: ['starred'] }] }, 'ann cid'],
    [{ or: [{ marks: ['hidden'] }, { muted: true }] }, 'bob fay'],
    [{ and: [{ or: [{ kinds: ['group'] }, { kinds: ['direct'] }] }, { not: { text: 'ann' } }] }, 'bob dan eve'],
  ])('%j shows %s', (filter, expected) => {
    expect(shown(filter)).toBe(expected)
  })

  it('does not find the title in the id, nor words of messages', () => {
    const words = reduceBatch(createState(), [upserted(row('x', { on: 1, title: 'T', message: { text: 'needle' } }))])
    expect(readView(words, { filter: { text: 'needle' } }).size).toBe(0)
    expect(readView(words, { filter: { text: 't-x' } }).size).toBe(1)
  })

  it('of rows without a title looks at what is there', () => {
    const untitled = reduceBatch(createState(), [upserted(row('x', { on: 1, title: undefined, targetId: 'u7' }))])
    expect(readView(untitled, { filter: { text: 'U7' } }).size).toBe(1)
  })
})
