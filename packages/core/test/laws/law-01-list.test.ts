import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createListSelector, getConversation, readView, type ViewDefinition, type ViewFilter } from '../../src/index.js'
import { walk } from './follow.js'
import { histories } from './history.js'
import { IDS } from './interpret.js'
import { belongs, rowsOf } from './reference/index.js'
import { runs } from './runs.js'
import {
  after,
  asked,
  given,
  id,
  issued,
  message,
  opened,
  page,
  patched,
  removed,
  row,
  show,
  upserted,
} from './support.js'

const everySort = upserted(
  row('plain', { on: 9, title: 'Anna' }),
  row('unread', { on: 8, unread: 2, kind: 'group', labels: ['work'] }),
  row('flagged', { on: 7, markedUnread: true, notify: 'mentions' }),
  row('named', { on: 6, unread: 1, mentions: { me: 1, all: 0 }, notify: 'none' }),
  row('pinned', { on: 5, stickTop: true, labels: ['home', 'work'], title: 'Ostrava' }),
  row('starred', { on: 4, marks: ['starred'], targetId: 'hanna' }),
  row('drafted', { on: 3, draft: { text: 'so', at: row('', { on: 3 }).activeAt } }),
  row('gone', { on: 2, marks: ['hidden', 'starred'], unread: 5 }),
)

const FILTERS: readonly (readonly [filter: ViewFilter, rows: string])[] = [
  [{}, '^pinned plain unread(2) flagged* named~(1!1) starred drafted'],
  [{ unread: true }, 'unread(2) flagged* named~(1!1)'],
  [{ unread: false }, '^pinned plain starred drafted'],
  [{ mentioned: true }, 'named~(1!1)'],
  [{ kinds: ['group', 'system'] }, 'unread(2)'],
  [{ labels: ['home', 'play'] }, '^pinned'],
  [{ labels: [] }, 'plain flagged* named~(1!1) starred drafted'],
  [{ marks: ['starred'] }, 'starred'],
  [{ marks: ['hidden'] }, 'gone(5)'],
  [{ muted: true }, 'named~(1!1)'],
  [{ stickTop: true }, '^pinned'],
  [{ drafted: true }, 'drafted'],
  [{ text: 'ANNA' }, 'plain starred'],
  [{ text: 'nobody' }, ''],
  [{ hidden: 'only' }, 'gone(5)'],
  [{ hidden: 'include', unread: true }, 'unread(2) flagged* named~(1!1) gone(5)'],
  [{ where: { key: 'long', test: ({ id: name }) => name.length > 6 } }, 'flagged* starred drafted'],
  [{ and: [{ unread: true }, { muted: false }] }, 'unread(2) flagged*'],
  [{ or: [{ drafted: true }, { labels: ['work'] }] }, '^pinned unread(2) drafted'],
  [{ not: { unread: true }, stickTop: false }, 'plain starred drafted'],
]

describe('law 1, the list', () => {
  it.each(FILTERS)('law 1: a view shows exactly the rows that match its filter, %j', (filter, rows) => {
    const view = { filter }
    expect(show(given({ capabilities: { mentions: 'vendor' }, views: [view] }, everySort), view)).toBe(rows)
  })

  it('law 1: a filter that was never declared reads the same rows', () => {
    const state = given({ capabilities: { mentions: 'vendor' } }, everySort)
    for (const [filter, rows] of FILTERS) expect(show(state, { filter })).toBe(rows)
  })

  it('law 1: an id that is named twice stands once, as the later one says', () => {
    expect(show(given(upserted(row('a', { on: 1 }), row('b', { on: 2 }), row('a', { on: 3, unread: 1 }))))).toBe(
      'a(1) b',
    )
    expect(show(given(asked('r'), page('r', row('a', { on: 1 }), row('a', { on: 1, unread: 2 }))))).toBe('a(2)')
  })

  it('law 1: a row enters and leaves a filter as it changes', () => {
    const unread = { filter: { unread: true } }
    const state = given({ views: [unread] }, upserted(row('a', { on: 1 }), row('b', { on: 2, unread: 1 })))
    expect(show(state, unread)).toBe('b(1)')
    expect(show(after(state, patched('a', { unreadCount: 4 })), unread)).toBe('b(1) a(4)')
    expect(show(after(state, patched('b', { unreadCount: 0 })), unread)).toBe('')
    expect(show(after(state, removed('b')), unread)).toBe('')
    expect(show(after(state, issued('o', 'b', { type: 'read' })), unread)).toBe('')
  })

  it('law 1: a row that is hidden can still be read by id', () => {
    const state = given(upserted(row('a', { on: 1, marks: ['hidden'] })))
    expect(show(state)).toBe('')
    expect(getConversation(state, id('a'))?.marks).toEqual(['hidden'])
  })

  it('law 1: ids such as __proto__ and lone surrogates are ordinary ids', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '\ud800', '\udc00', ' ', '0']
    const state = given(upserted(...names.map((name, index) => row(name, { on: 100 - index }))))
    expect(show(state)).toBe(names.join(' '))
    for (const name of names) expect(getConversation(state, id(name))?.targetId).toBe(`t-${name}`)
    expect(show(after(state, removed('__proto__ constructor')))).toBe(names.slice(2).join(' '))
    expect(getConversation(state, id('valueOf'))).toBeUndefined()
  })

  it('law 1: the open row stays in a filter it no longer matches, until another is opened', () => {
    const unread = { filter: { unread: true } }
    const selection = { keepInFilter: true, keepIndex: false, onRemove: 'none' } as const
    const state = given(
      { views: [unread], policies: { selection } },
      upserted(row('a', { on: 2, unread: 1 }), row('b', { on: 1, unread: 1 })),
    )
    const read = after(state, opened('a'), patched('a', { unreadCount: 0 }))
    expect(show(read, unread)).toBe('a b(1)')
    expect(readView(read, unread).counters).toMatchObject({ rows: 2, unread: 1 })
    expect(show(after(read, opened('b')), unread)).toBe('b(1)')
    expect(show(after(read, opened(undefined)), unread)).toBe('b(1)')
  })

  it('law 1: without keepInFilter the open row leaves like any other', () => {
    const unread = { filter: { unread: true } }
    const state = given(
      { views: [unread] },
      upserted(row('a', { on: 2, unread: 1 })),
      opened('a'),
      patched('a', { unreadCount: 0 }),
    )
    expect(show(state, unread)).toBe('')
  })

  it('law 1: random histories show in every view the rows of the reference, each once', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        walk(history, ({ after: state, model }) => {
          for (const view of [{}, ...model.views]) {
            const reading = readView(state, view)
            const rows = reading.window(0, reading.size)
            expect(new Set(rows.map((shown) => shown.id)).size).toBe(rows.length)
            for (const shown of rows) expect(getConversation(state, shown.id)).toBe(shown)
            expect(rows.filter((shown) => shown.id !== model.openId && !belongs(shown, view))).toEqual([])
          }
        })
      }),
      runs(150),
    )
  })

  it('law 1: random histories read the same through undeclared views, selectors and windows beyond the end', () => {
    const undeclared: readonly ViewDefinition[] = [
      { filter: { unread: true, kinds: ['direct'] } },
      { filter: { not: { labels: ['l2'] } }, policy: { pinOrder: 'manual' } },
    ]
    const selectors = undeclared.map((view) =>
      createListSelector({ read: (state) => readView(state, view) }, { start: 0, end: 4 }),
    )
    fc.assert(
      fc.property(histories({ steps: 25 }), (history) => {
        walk(history, ({ after: state, model }) => {
          if (model.openId !== undefined) return
          undeclared.forEach((view, index) => {
            const expected = rowsOf(model, view).map((shown) => shown.id)
            const names = (start: number, end: number): string[] =>
              readView(state, view)
                .window(start, end)
                .map((shown) => shown.id)
            expect(names(0, IDS.length)).toEqual(expected)
            expect(names(2, 99)).toEqual(expected.slice(2))
            expect(names(-3, 1)).toEqual(expected.slice(0, 1))
            expect(names(5, 2)).toEqual([])
            expect(selectors[index]!(state).rows.map((shown) => shown.id)).toEqual(expected.slice(0, 4))
          })
        })
      }),
      runs(100),
    )
  })

  it('law 1: a message that is newer than the one at hiding brings the row back, where the app wants that', () => {
    const hidden = row('a', { on: 1, marks: ['hidden'] })
    const news = row('a', { on: 2, marks: ['hidden'] })
    expect(show(given({ policies: { unhideOnMessage: true } }, upserted(hidden), upserted(news)))).toBe('a')
    expect(show(given({ policies: { unhideOnMessage: false } }, upserted(hidden), upserted(news)))).toBe('')
    const patch = patched('a', { lastMessage: message(2) })
    expect(show(given({ policies: { unhideOnMessage: true } }, upserted(hidden), patch))).toBe('a')
  })
})
