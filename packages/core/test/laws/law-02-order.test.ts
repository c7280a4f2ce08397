import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  getConversation,
  readView,
  type Conversation,
  type ConversationPatch,
  type EngineEvent,
  type OrderPolicy,
} from '../../src/index.js'
import { walk } from './follow.js'
import { histories } from './history.js'
import { compare, viewKey } from './reference/index.js'
import { runs } from './runs.js'
import {
  after,
  asked,
  event,
  given,
  id,
  ids,
  message,
  ms,
  opened,
  page,
  patched,
  row,
  show,
  upserted,
} from './support.js'

describe('law 2, the order', () => {
  it('law 2: pinned rows stand first, then the larger sort key, then the id by code unit', () => {
    expect(show(given(upserted(row('a', { on: 1 }), row('c', { on: 3 }), row('b', { on: 2, stickTop: true }))))).toBe(
      '^b c a',
    )
    const ties = ['é', 'z', 'Z', 'a', '\u{1f600}', '\ufb01', 'aa', '10', '9']
    const byCodeUnit = ['10', '9', 'Z', 'a', 'aa', 'z', 'é', '\u{1f600}', '\ufb01']
    expect(show(given(upserted(...ties.map((name) => row(name, { on: 5 })))))).toBe(byCodeUnit.join(' '))
  })

  it('law 2: a zero and a minus zero are one key, and so the id decides', () => {
    expect(show(given(upserted(row('b', { sortKey: 0 }), row('a', { sortKey: -0 }))))).toBe('a b')
    expect(show(given(upserted(row('b', { sortKey: -0 }), row('a', { sortKey: 0 }))))).toBe('a b')
  })

  it('law 2: a sort key that is no number never enters the order', () => {
    const state = given(upserted(row('a', { on: 1 }), row('b', { on: 2 })))
    for (const sortKey of [NaN, Infinity, -Infinity]) {
      expect(show(after(state, upserted(row('a', { on: 3, sortKey }))))).toBe('b a')
      expect(show(after(state, patched('a', { sortKey })))).toBe('b a')
    }
  })

  it('law 2: a message that is older than the one shown never lifts its row', () => {
    const state = given(upserted(row('a', { on: 5 }), row('b', { on: 8 })))
    const late = { ...row('a', { on: 4 }), sortKey: 99, activeAt: ms(99) }
    expect(show(after(state, upserted(late)))).toBe('b a')
    expect(getConversation(after(state, upserted(late)), id('a'))).toMatchObject({
      sortKey: 5,
      activeAt: 5,
      lastMessage: { sentAt: 4 },
    })
    const patch = patched('a', { lastMessage: message(4), sortKey: 99, activeAt: ms(99) })
    expect(show(after(state, patch))).toBe('b a')
    expect(getConversation(after(state, patch), id('a'))).toMatchObject({ sortKey: 5, lastMessage: { sentAt: 5 } })
  })

  it('law 2: a page is the vendor on order and may lower or lift', () => {
    const state = given(upserted(row('a', { on: 5 }), row('b', { on: 8 })), asked('r'))
    expect(show(after(state, page('r', { ...row('a', { on: 4 }), sortKey: 99 })))).toBe('a b')
  })

  it('law 2: pinned rows keep the order the app chose for them', () => {
    const pin = (name: string, at: number): EngineEvent =>
      event({ type: 'conversationsPatched', patches: [{ id: id(name), stickTop: true }], at: ms(at) })
    const rows = upserted(row('a', { on: 3 }), row('b', { on: 2 }), row('c', { on: 1 }))
    const pins = [pin('b', 1_001), pin('c', 1_002), pin('a', 1_003)]
    const ordered = event({ type: 'stickTopOrdered', ids: ids('c a') })
    expect(show(given({ policies: { pinOrder: 'activity' } }, rows, ...pins))).toBe('^a ^b ^c')
    expect(show(given({ policies: { pinOrder: 'pinTime' } }, rows, ...pins))).toBe('^a ^c ^b')
    expect(show(given({ policies: { pinOrder: 'manual' } }, rows, ...pins))).toBe('^a ^b ^c')
    expect(show(given({ policies: { pinOrder: 'manual' } }, rows, ...pins, ordered))).toBe('^c ^a ^b')
    expect(
      show(
        given(
          { policies: { pinOrder: 'manual' } },
          rows,
          ...pins,
          ordered,
          event({ type: 'stickTopOrdered', ids: ids('b') }),
        ),
      ),
    ).toBe('^b ^a ^c')
  })

  it('law 2: a row first seen pinned counts as pinned since its activity, and unpinning forgets the time', () => {
    const state = given(
      { policies: { pinOrder: 'pinTime' } },
      upserted(row('a', { on: 3, stickTop: true }), row('b', { on: 9, stickTop: true })),
    )
    expect(getConversation(state, id('a'))?.stickTopAt).toBe(3)
    expect(show(state)).toBe('^b ^a')
    const again = after(
      state,
      patched('a', { stickTop: false }),
      event({ type: 'conversationsPatched', patches: [{ id: id('a'), stickTop: true }], at: ms(50) }),
    )
    expect(show(again)).toBe('^a ^b')
    expect(getConversation(after(again, patched('a', { stickTop: false })), id('a'))?.stickTopAt).toBeUndefined()
  })

  it('law 2: unread rows rise and muted rows sink where the app says so, pinned ones stay', () => {
    const rows = upserted(
      row('pinned', { on: 1, stickTop: true, notify: 'none' }),
      row('loud', { on: 4 }),
      row('muted', { on: 5, notify: 'none', unread: 1 }),
      row('quiet', { on: 6, notify: 'none' }),
      row('unread', { on: 2, unread: 3 }),
      row('flagged', { on: 3, markedUnread: true }),
    )
    const shown = (policies: Partial<OrderPolicy>): string => show(given({ policies }, rows))
    expect(shown({})).toBe('^pinned~ quiet~ muted~(1) loud flagged* unread(3)')
    expect(shown({ mutedSink: true })).toBe('^pinned~ loud flagged* unread(3) quiet~ muted~(1)')
    expect(shown({ unreadFirst: true })).toBe('^pinned~ muted~(1) flagged* unread(3) quiet~ loud')
    expect(shown({ unreadFirst: true, mutedSink: true })).toBe('^pinned~ flagged* unread(3) loud muted~(1) quiet~')
  })

  it('law 2: a draft lifts its row to its own time, where the app says so', () => {
    const rows = upserted(row('a', { on: 1 }), row('b', { on: 5 }), row('c', { on: 9 }))
    const drafted = event({ type: 'draftSaved', id: id('a'), draft: { text: 'hm', at: ms(7) } })
    expect(show(given({ policies: { draftLift: 'never' } }, rows, drafted))).toBe('c b a')
    expect(show(given({ policies: { draftLift: 'laterOfBoth' } }, rows, drafted))).toBe('c a b')
    const old = event({ type: 'draftSaved', id: id('c'), draft: { text: 'hm', at: ms(2) } })
    expect(show(given({ policies: { draftLift: 'laterOfBoth' } }, rows, old))).toBe('c b a')
  })

  it('law 2: with keepIndex the open row stays where it was, until another is opened', () => {
    const selection = { keepInFilter: true, keepIndex: true, onRemove: 'none' } as const
    const state = given(
      { policies: { selection } },
      upserted(row('a', { on: 3 }), row('b', { on: 2 }), row('c', { on: 1 })),
      opened('b'),
    )
    const news = after(state, upserted(row('c', { on: 8 })), upserted(row('b', { on: 9 })))
    expect(show(news)).toBe('c b a')
    expect(show(after(news, upserted(row('d', { on: 10 }))))).toBe('d b c a')
    expect(show(after(news, opened(undefined)))).toBe('b c a')
  })

  it('law 2: a view may order its rows by a policy of its own', () => {
    const rows = upserted(row('a', { on: 2, notify: 'none' }), row('b', { on: 1 }))
    expect(show(given(rows), { policy: { mutedSink: true } })).toBe('b a~')
    expect(show(given({ policies: { mutedSink: true } }, rows), { policy: { mutedSink: false } })).toBe('a~ b')
  })

  it('law 2: in random histories every pair of neighbours is strictly ordered', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        walk(history, ({ after: state, model }) => {
          for (const view of [{}, ...model.views]) {
            const reading = readView(state, view)
            const policy = { ...model.policies, ...view.policy }
            const kept = model.keptAt.has(viewKey(view)) ? model.openId : undefined
            const rows = reading.window(0, reading.size).filter((shown) => shown.id !== kept)
            rows.slice(1).forEach((shown, index) => expect(compare(rows[index]!, shown, policy)).toBeLessThan(0))
          }
        })
      }),
      runs(150),
    )
  })

  it('law 2: in random histories no live message lifts a row that shows a newer one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('ordered', 'stamped', 'capped', 'silent').chain((profile) => histories({ profile })),
        (history) => {
          walk(history, ({ event: taken, before, after: state }) => {
            for (const said of statements(taken)) {
              const known = getConversation(before, said.id)
              const now = getConversation(state, said.id)
              if (
                !known?.lastMessage ||
                !now ||
                !said.lastMessage ||
                said.lastMessage.sentAt >= known.lastMessage.sentAt
              )
                continue
              expect(now.sortKey).toBeLessThanOrEqual(known.sortKey)
              expect(now.activeAt).toBeLessThanOrEqual(known.activeAt)
            }
          })
        },
      ),
      runs(150),
    )
  })
})

/** What a live event says about rows, where it speaks of each only once and gives no stamp. */
function statements(taken: EngineEvent): readonly (Conversation | ConversationPatch)[] {
  const said =
    taken.type === 'conversationsUpserted'
      ? taken.rows
      : taken.type === 'conversationsPatched' && !taken.stamps?.some((stamps) => stamps?.sortKey !== undefined)
        ? taken.patches
        : []
  return new Set(said.map((one) => one.id)).size === said.length ? said : []
}
