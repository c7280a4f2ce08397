import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  createListSelector,
  createState,
  getConversation,
  readView,
  reduce,
  reduceBatch,
  type EngineEvent,
  type ListSelection,
  type ListState,
  type ViewDefinition,
} from '../../src/index.js'
import { differ, seeState } from './compare.js'
import { speaksTwice, walk } from './follow.js'
import { histories } from './history.js'
import { IDS, VIEWS } from './interpret.js'
import { same } from './reference/index.js'
import { runs } from './runs.js'
import {
  after,
  asked,
  confirmed,
  deepFreeze,
  event,
  given,
  id,
  issued,
  message,
  ms,
  must,
  opened,
  page,
  patched,
  rejected,
  removed,
  row,
  syncFinished,
  syncStarted,
  ticked,
  upserted,
} from './support.js'

afterEach(() => vi.restoreAllMocks())

const a = row('a', { on: 5, unread: 2, title: 'Anna', labels: ['l1'] })
const b = row('b', { on: 4, stickTop: true, peerReadAt: ms(4) })
const label = { id: 'l1', name: 'work' }
const settled = given(
  { views: [{ filter: { unread: true } }] },
  event({ type: 'accountOpened', account: 'me' }),
  upserted(a, b),
  event({ type: 'selfReadTo', id: id('a'), readAt: ms(3) }),
  event({ type: 'labelsChanged', labels: [label] }),
  event({ type: 'unreadReported', unread: 2, scope: 'unread' }),
  event({ type: 'connectionChanged', connection: 'connected' }),
  event({ type: 'mentionReceived', id: id('a'), messageId: 'm5', sentAt: ms(5), scope: 'me' }),
  event({ type: 'groupReceiptChanged', id: id('b'), messageId: 'm4', read: 2, unread: 3 }),
  event({ type: 'draftSaved', id: id('a'), draft: { text: 'so', at: ms(6) } }),
  removed('c'),
  syncStarted(),
  asked('r1', 's1'),
  page('r1', a, b),
  syncFinished(),
)

const NOTHING_NEW: readonly (readonly [name: string, taken: EngineEvent])[] = [
  ['the account that is open', event({ type: 'accountOpened', account: 'me' })],
  ['the connection there is', event({ type: 'connectionChanged', connection: 'connected' })],
  ['a full row that says what is known', upserted(row('a', { ...a, on: 5, unread: 2 }))],
  ['no row at all', upserted()],
  ['a patch that says what is known', patched('a', { unreadCount: 2, title: 'Anna', labels: ['l1'] })],
  ['a patch without a field', patched('a', {})],
  ['an older message in a patch', patched('a', { lastMessage: message(4) })],
  ['a patch for a removed row', patched('c', { unreadCount: 2 })],
  [
    'a patch for a row nobody knows and nobody wants',
    event({ type: 'conversationsPatched', patches: [{ id: id('d'), unreadCount: 2 }], unknown: 'ignore' }),
  ],
  ['a snapshot of what is known', event({ type: 'snapshotReceived', rows: [a, b], complete: true })],
  ['the same snapshot in another order', event({ type: 'snapshotReceived', rows: [b, a], complete: true })],
  ['the same removal', removed('c')],
  ['my read mark again', event({ type: 'selfReadTo', id: id('a'), readAt: ms(3) })],
  ['an older read mark', event({ type: 'selfReadTo', id: id('a'), readAt: ms(2) })],
  ['an older peer mark', event({ type: 'peerReadTo', id: id('b'), readAt: ms(3) })],
  ['fewer readers', event({ type: 'groupReceiptChanged', id: id('b'), messageId: 'm4', read: 1, unread: 4 })],
  ['the same mention', event({ type: 'mentionReceived', id: id('a'), messageId: 'm5', sentAt: ms(5), scope: 'me' })],
  [
    'a mention that is read',
    event({ type: 'mentionReceived', id: id('a'), messageId: 'm2', sentAt: ms(2), scope: 'all' }),
  ],
  ['a revoke of a message nobody shows', event({ type: 'messageRevoked', id: id('a'), messageId: 'm1' })],
  ['a revoke for a row nobody knows', event({ type: 'messageRevoked', id: id('d'), messageId: 'm1' })],
  ['the labels there are', event({ type: 'labelsChanged', labels: [{ ...label }] })],
  ['the whole list of labels', event({ type: 'labelsChanged', labels: [{ ...label }], complete: true })],
  ['a label that is not there leaving', event({ type: 'labelsChanged', labels: [], removed: ['l9'] })],
  ['the same total', event({ type: 'unreadReported', unread: 2, scope: 'unread' })],
  ['the draft there is', event({ type: 'draftSaved', id: id('a'), draft: { text: 'so', at: ms(6) } })],
  ['no draft where there is none', event({ type: 'draftSaved', id: id('b'), draft: undefined })],
  ['closing when nothing is open', opened(undefined)],
  ['an answer to nothing', confirmed('o9')],
  ['a refusal of nothing', rejected('o9')],
  ['a page nobody asked for', page('r9', row('z', { on: 99 }))],
  ['a failed page nobody asked for', event({ type: 'pageFailed', requestId: 'r9' })],
  ['the end of a sync that is not open', syncFinished('s9')],
  ['the failure of a sync that is not open', event({ type: 'syncFailed', syncId: 's9', reason: 'network' })],
  ['a moment passing', ticked(1_001)],
  ['the capabilities there are', event({ type: 'capabilitiesDeclared', capabilities: settled.capabilities! })],
]

describe('law 4, pure, and identity', () => {
  it.each(NOTHING_NEW)('law 4: an event that changes nothing returns the same state: %s', (_, taken) => {
    expect(reduce(settled, deepFreeze(taken))).toBe(settled)
    expect(reduceBatch(settled, [taken, taken])).toBe(settled)
  })

  it('law 4: a label said twice hides no other that comes or goes', () => {
    const both = reduce(settled, deepFreeze(patched('a', { labels: ['l1', 'l2'] })))
    const twice = reduce(both, deepFreeze(patched('a', { labels: ['l1', 'l1'] })))
    expect(getConversation(twice, id('a'))?.labels).toEqual(['l1', 'l1'])
    expect(getConversation(reduce(twice, patched('a', { labels: ['l2', 'l1'] })), id('a'))?.labels).toContain('l2')
    expect(reduce(both, patched('a', { labels: ['l2', 'l1'] }))).toBe(both)
  })

  it('law 4: declaring the same views and policies again returns the same state', () => {
    const declared = event({ type: 'viewsDeclared', views: [{ filter: { unread: true } }] })
    const once = reduce(settled, declared)
    expect(reduce(once, event({ type: 'viewsDeclared', views: [{ filter: { unread: true } }] }))).toBe(once)
  })

  it('law 4: one changed row leaves every other row the very same object', () => {
    const state = after(settled, patched('a', { unreadCount: 3 }))
    expect(getConversation(state, id('b'))).toBe(getConversation(settled, id('b')))
    expect(getConversation(state, id('a'))).not.toBe(getConversation(settled, id('a')))
    expect(getConversation(state, id('a'))?.lastMessage).toBe(getConversation(settled, id('a'))?.lastMessage)
  })

  it('law 4: an operation that is rolled back gives the row it had been given', () => {
    const before = getConversation(settled, id('a'))
    const state = after(settled, issued('o', 'a', { type: 'stickTop', stickTop: true }), rejected('o'))
    expect(getConversation(state, id('a'))).toBe(before)
  })

  it('law 4: the same log gives the same list, without a clock, chance or a timer', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        const { events, states } = walk(history)
        const forbidden = (): never => {
          throw new Error('a reducer asked for time or chance')
        }
        const spies = [vi.spyOn(Date, 'now'), vi.spyOn(Math, 'random'), vi.spyOn(Promise, 'resolve')]
        for (const spy of spies) spy.mockImplementation(forbidden)
        const replayed = events.reduce((state, taken) => reduce(state, taken), createState())
        for (const spy of spies) spy.mockRestore()
        differ(seeState(replayed, VIEWS, IDS), seeState(states.at(-1)!, VIEWS, IDS))
      }),
      runs(80),
    )
  })

  it('law 4: a batch gives what its events give one by one', () => {
    fc.assert(
      fc.property(histories(), fc.infiniteStream(fc.integer({ min: 1, max: 7 })), (history, lengths) => {
        const { events, states } = walk(history)
        let state = createState()
        for (let start = 0; start < events.length;) {
          const length = lengths.next().value as number
          state = reduceBatch(state, events.slice(start, start + length))
          start = Math.min(events.length, start + length)
          differ(seeState(state, VIEWS, IDS), seeState(states[start]!, VIEWS, IDS))
        }
      }),
      runs(80),
    )
  })

  it('law 4: states that were left behind never move', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        const { events, states } = walk(history)
        const kept = states.map((state) => deepCopy(seeState(state, VIEWS, IDS)))
        reduceBatch(states[1]!, events)
        states.forEach((state, index) => differ(seeState(state, VIEWS, IDS), kept[index]))
      }),
      runs(80),
    )
  })

  it('law 4: in random histories a row that reads the same is the same object', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        walk(history, ({ event: taken, before, after: state }) => {
          if (speaksTwice(taken)) return
          for (const name of IDS) {
            const was = getConversation(before, name)
            const is = getConversation(state, name)
            if (was !== is && same(was, is)) throw new Error(`${JSON.stringify(name)} was copied without need`)
          }
        })
      }),
      runs(150),
    )
  })

  it('law 4: in random histories a window, its counters and its selection keep their reference while nothing in them changed', () => {
    const views: readonly ViewDefinition[] = [{}, ...VIEWS.slice(0, 4)]
    fc.assert(
      fc.property(histories({ steps: 25 }), (history) => {
        const lists = views.map((view) =>
          createListSelector({ read: (state: ListState) => readView(state, view) }, { start: 0, end: 3 }),
        )
        let last: ListSelection[] = []
        walk(history, ({ after: state }) => {
          const now = lists.map((list) => list(state))
          lists.forEach((list, index) => expect(list(state)).toBe(now[index]))
          now.forEach((selection, index) => {
            const was = last[index]
            if (was === undefined) return
            must(!sameItems(was.rows, selection.rows) || selection.rows === was.rows, 'a window was copied')
            must(!same(was.counters, selection.counters) || selection.counters === was.counters, 'counters were copied')
            must(
              !sameItems(Object.values(was), Object.values(selection)) || selection === was,
              'a selection was copied',
            )
          })
          last = now
        })
      }),
      runs(80),
    )
  })
})

const sameItems = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((item, index) => item === other[index])

function deepCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(deepCopy) as T
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, deepCopy(part)])) as T
}
