import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { getConversation, reduce, type EngineEvent, type ListState, type OperationChange } from '../../src/index.js'
import { differ, seeState } from './compare.js'
import { asCode, walk } from './follow.js'
import { histories, type History } from './history.js'
import { IDS, beginning, createContext, interpret, VIEWS } from './interpret.js'
import { apply, createModel } from './reference/index.js'
import { runs } from './runs.js'
import {
  after,
  confirmed,
  event,
  given,
  id,
  ids,
  issued,
  ms,
  notes,
  opened,
  page,
  patched,
  rejected,
  removed,
  row,
  show,
  syncFinished,
  syncStarted,
  ticked,
  upserted,
  asked,
} from './support.js'

const noEcho = { echo: false } as const
const pin: OperationChange = { type: 'stickTop', stickTop: true }
const unpin: OperationChange = { type: 'stickTop', stickTop: false }
const read: OperationChange = { type: 'read' }
const remove: OperationChange = { type: 'remove' }
const two = upserted(row('a', { on: 1, unread: 3 }), row('b', { on: 2 }))

/** Each kind of change, its echo as the vendor sends it, and how it is seen on a row. */
const CHANGES: readonly (readonly [
  name: string,
  change: OperationChange,
  echo: EngineEvent,
  seen: (state: ListState) => unknown,
])[] = [
  ['pin', pin, patched('a', { stickTop: true }), seen((row) => row.stickTop)],
  ['mute', { type: 'notify', notify: 'none' }, patched('a', { notify: 'none' }), seen((row) => row.notify)],
  [
    'flag',
    { type: 'markedUnread', markedUnread: true },
    patched('a', { markedUnread: true }),
    seen((row) => row.markedUnread),
  ],
  ['read', read, patched('a', { unreadCount: 0 }), seen((row) => row.unreadCount)],
  [
    'draft',
    { type: 'draft', draft: { text: 'so', at: ms(9) } },
    patched('a', { draft: { text: 'so', at: ms(9) } }),
    seen((row) => row.draft?.text),
  ],
  [
    'mark',
    { type: 'mark', mark: 'starred', on: true },
    patched('a', { marks: ['starred'] }),
    seen((row) => row.marks.join()),
  ],
  [
    'label',
    { type: 'label', labelId: 'l1', on: true },
    patched('a', { labels: ['l1'] }),
    seen((row) => row.labels.join()),
  ],
  [
    'server text',
    { type: 'serverExtension', text: 'x' },
    patched('a', { serverExtension: 'x' }),
    seen((row) => row.serverExtension),
  ],
  [
    'local text',
    { type: 'localExtension', text: 'x' },
    patched('a', { localExtension: 'x' }),
    seen((row) => row.localExtension),
  ],
  ['removal', remove, removed('a'), (state) => getConversation(state, id('a')) === undefined],
]

function seen(read: (row: NonNullable<ReturnType<typeof getConversation>>) => unknown): (state: ListState) => unknown {
  return (state) => {
    const shown = getConversation(state, id('a'))
    return shown && read(shown)
  }
}

describe('law 9, the overlay', () => {
  it.each(CHANGES)('law 9: a change is shown at once and rolled back by a refusal: %s', (_, change, _echo, see) => {
    const state = given(two)
    const hoped = after(state, issued('o', 'a', change))
    expect(see(hoped)).not.toEqual(see(state))
    expect(hoped.pendingCount).toBe(1)
    const back = after(hoped, rejected('o'))
    expect(see(back)).toEqual(see(state))
    expect(getConversation(back, id('a'))).toBe(getConversation(state, id('a')))
    expect(back.pendingCount).toBe(0)
  })

  it.each(CHANGES)(
    'law 9: issue, echo and confirm in any order never show the old value: %s',
    (_, change, echo, see) => {
      const start = given(two)
      const issue = issued('o', 'a', change)
      const wanted = see(after(start, issue))
      for (const order of [
        [echo, confirmed('o')],
        [confirmed('o'), echo],
        [echo, confirmed('o'), echo],
        [confirmed('o'), confirmed('o'), echo],
      ]) {
        let state = after(start, issue)
        for (const next of order) {
          state = after(state, next)
          expect(see(state)).toEqual(wanted)
        }
        expect(state.pendingCount).toBe(0)
        expect(see(after(state, ticked(99_000)))).toEqual(wanted)
      }
    },
  )

  it.each(CHANGES)('law 9: where the vendor sends no echo, the confirm makes it true: %s', (_, change, _echo, see) => {
    const hoped = given(two, issued('o', 'a', change, noEcho))
    const done = after(hoped, confirmed('o'))
    expect(see(done)).toEqual(see(hoped))
    expect(see(after(done, ticked(99_000)))).toEqual(see(hoped))
  })

  it('law 9: operations lie over the truth in order of issue', () => {
    const state = given(
      two,
      issued('o1', 'a', pin),
      issued('o2', 'a', { type: 'notify', notify: 'none' }),
      issued('o3', 'a', unpin),
    )
    expect(show(state)).toBe('b a~(3)')
    expect(show(after(state, rejected('o3')))).toBe('^a~(3) b')
    expect(show(after(state, rejected('o2'), rejected('o3')))).toBe('^a(3) b')
    expect(show(after(state, rejected('o1')))).toBe('b a~(3)')
  })

  it('law 9: what arrives under a pending change is kept', () => {
    const state = given(
      two,
      issued('o', 'a', pin),
      upserted(row('a', { on: 9, unread: 4, title: 'new' })),
      patched('b', { unreadCount: 1 }),
    )
    expect(show(state)).toBe('^a(4) b(1)')
    expect(show(after(state, rejected('o')))).toBe('a(4) b(1)')
  })

  it('law 9: messages that come after "mark as read" still count', () => {
    const state = given(two, issued('o', 'a', read))
    expect(show(state)).toBe('b a')
    const news = after(state, upserted(row('a', { on: 5, unread: 4 })))
    expect(show(news)).toBe('a(1) b')
    expect(show(after(news, patched('a', { unreadCount: 1 })))).toBe('a(1) b')
    expect(show(after(news, rejected('o')))).toBe('a(4) b')
  })

  it('law 9: with one unread message and one new one, the echo leaves the new one to be seen', () => {
    const state = given(
      upserted(row('a', { on: 1, unread: 1 })),
      issued('o', 'a', read),
      patched('a', { unreadCount: 2 }),
    )
    expect(show(state)).toBe('a(1)')
    expect(show(after(state, patched('a', { unreadCount: 1 })))).toBe('a(1)')
    expect(show(after(state, patched('a', { unreadCount: 1 }), confirmed('o')))).toBe('a(1)')
  })

  it('law 9: what a read without an echo writes is no echo of the next one, which still reads what came between', () => {
    const state = given(
      upserted(row('a', { on: 1, unread: 1 })),
      issued('o1', 'a', read, noEcho),
      patched('a', { unreadCount: 2 }),
      issued('o2', 'a', read, noEcho),
    )
    expect(show(after(state, confirmed('o1')))).toBe('a')
    expect(show(after(state, confirmed('o1'), confirmed('o2')))).toBe('a')
    expect(show(after(state, confirmed('o1'), rejected('o2')))).toBe('a(1)')
  })

  it('law 9: reading twice takes nothing away twice', () => {
    const state = given(
      upserted(row('a', { on: 1, unread: 3 })),
      issued('o1', 'a', read),
      issued('o2', 'a', read),
      patched('a', { unreadCount: 4 }),
    )
    expect(show(state)).toBe('a(1)')
    const later = given(
      upserted(row('a', { on: 1, unread: 3 })),
      issued('o1', 'a', read),
      patched('a', { unreadCount: 4 }),
      issued('o2', 'a', read),
    )
    expect(show(later)).toBe('a')
    expect(show(after(later, patched('a', { unreadCount: 1 })))).toBe('a')
    expect(show(after(later, patched('a', { unreadCount: 1 }), patched('a', { unreadCount: 2 })))).toBe('a(1)')
  })

  it('law 9: a new message beats a pending delete', () => {
    const state = given(two, issued('o', 'a', remove))
    expect(show(state)).toBe('b')
    const news = after(state, upserted(row('a', { on: 5, unread: 4 })))
    expect(show(news)).toBe('a(4) b')
    expect(show(after(news, rejected('o')))).toBe('a(4) b')
    expect(show(after(state, patched('a', { unreadCount: 9 })))).toBe('b')
    const silent = given(
      two,
      issued('o', 'a', remove, noEcho),
      upserted(row('a', { on: 5, unread: 4 })),
      confirmed('o'),
    )
    expect(show(silent)).toBe('a(4) b')
  })

  it('law 9: a confirm without a version holds the change until an echo, five seconds at most', () => {
    const held = given(two, issued('o', 'a', pin), confirmed('o'))
    expect(show(after(held, ticked(5_999)))).toBe('^a(3) b')
    expect(show(after(held, ticked(6_000)))).toBe('b a(3)')
    expect(notes(held, ticked(6_000)).map((note) => note.code)).toEqual(['operation/no-echo'])
    expect(notes(after(held, patched('a', { stickTop: true })), ticked(6_000))).toEqual([])
  })

  it('law 9: a confirm with a version waits for nothing more once the row it changed has left', () => {
    const state = given(
      { capabilities: { rowVersions: true } },
      upserted(row('a', { on: 1, version: 5 })),
      issued('o', 'a', pin),
      confirmed('o', { version: 8 }),
      patched('a', { stickTop: true }),
      removed('a'),
    )
    const notes: string[] = []
    reduce(state, ticked(6_000), ({ code }) => notes.push(code))
    expect(notes).toEqual([])
  })

  it('law 9: a confirm with a version holds the change until the row has it', () => {
    const setting = { capabilities: { rowVersions: true } }
    const start = given(
      setting,
      upserted(row('a', { on: 1, version: 5 })),
      issued('o', 'a', pin),
      confirmed('o', { version: 8 }),
    )
    expect(show(after(start, upserted(row('a', { on: 2, version: 7 }))))).toBe('^a')
    expect(show(after(start, upserted(row('a', { on: 2, version: 8, stickTop: true }))))).toBe('^a')
    expect(show(after(start, upserted(row('a', { on: 2, version: 9 }))))).toBe('a')
    expect(
      show(
        given(
          setting,
          upserted(row('a', { on: 1, version: 5, stickTop: true })),
          issued('o', 'a', unpin),
          confirmed('o', { version: 4 }),
        ),
      ),
    ).toBe('^a')
  })

  it('law 9: every operation ends: after thirty seconds the row is what it would be without it', () => {
    const open = given(two, issued('o', 'a b', pin))
    expect(show(after(open, ticked(30_999)))).toBe('^b ^a(3)')
    const over = after(open, ticked(31_000))
    expect(show(over)).toBe('b a(3)')
    expect(over.pendingCount).toBe(0)
    expect(notes(open, ticked(31_000)).map((note) => note.code)).toContain('operation/timeout')
  })

  it('law 9: an account change ends every operation', () => {
    const switched = given(
      event({ type: 'accountOpened', account: 'me' }),
      two,
      issued('o', 'a b', pin),
      event({ type: 'accountOpened', account: 'you' }),
      two,
    )
    expect(show(switched)).toBe('b a(3)')
    expect(switched.pendingCount).toBe(0)
    expect(after(switched, confirmed('o'))).toBe(switched)
  })

  it('law 9: an answer may be for some rows of a batch', () => {
    const state = given(two, issued('o', 'a b', pin))
    const part = after(state, rejected('o', { ids: ids('b') }))
    expect(show(part)).toBe('^a(3) b')
    expect(part.pendingCount).toBe(1)
    expect(show(after(part, confirmed('o', { ids: ids('a') }), patched('a', { stickTop: true })))).toBe('^a(3) b')
  })

  it('law 9: two operations on different fields do not wait for each other', () => {
    const state = given(
      two,
      issued('o1', 'a', pin),
      issued('o2', 'a', { type: 'notify', notify: 'none' }),
      confirmed('o2'),
      patched('a', { notify: 'none' }),
    )
    expect(state.pendingCount).toBe(1)
    expect(show(after(state, rejected('o1')))).toBe('b a~(3)')
    expect(show(after(state, patched('a', { notify: 'all' })))).toBe('^a(3) b')
  })

  it('law 9: without echoes, answers that come in another order write in the order of issue', () => {
    const state = given(two, issued('o1', 'a', pin, noEcho), issued('o2', 'a', unpin, noEcho), confirmed('o2'))
    expect(show(state)).toBe('b a(3)')
    expect(show(after(state, confirmed('o1')))).toBe('b a(3)')
    expect(show(after(state, rejected('o1')))).toBe('b a(3)')
  })

  it('law 9: a row of one sync is not swept, nor its page overridden, by a change that is only hoped', () => {
    const state = given(
      two,
      issued('o', 'a', pin),
      syncStarted(),
      asked('r', 's1'),
      page('r', row('a', { on: 1 }), row('b', { on: 2 })),
      syncFinished(),
    )
    expect(show(state)).toBe('^a b')
    expect(show(after(state, rejected('o')))).toBe('b a')
  })

  it('law 9: what was opened, drafted or ordered while a delete was pending is there when it is refused', () => {
    const meanwhile = [
      event({ type: 'draftSaved', id: id('a'), draft: { text: 'so', at: ms(9) } }),
      event({ type: 'stickTopOrdered', ids: ids('a') }),
      event({ type: 'selfReadTo', id: id('a'), readAt: ms(1) }),
      opened('a'),
    ]
    const never = given(two, ...meanwhile)
    const refused = given(two, issued('o', 'a', remove), ...meanwhile, rejected('o'))
    expect(seeState(refused, [{}], IDS)).toEqual(seeState(never, [{}], IDS))
  })

  it('law 9: in random histories, issue and reject are as if it had never been issued', () => {
    fc.assert(
      fc.property(histories({ steps: 30 }), fc.nat(), (history, chance) => {
        const events = eventsOf(history)
        const issues = events.filter((taken) => taken.type === 'operationIssued')
        const issue = issues[chance % Math.max(1, issues.length)]
        if (issue?.type !== 'operationIssued') return
        const { id: operationId } = issue.operation
        const others = events.filter(
          (taken) =>
            taken.type !== 'operationIssued' &&
            taken.type !== 'operationConfirmed' &&
            taken.type !== 'operationRejected',
        )
        if (others.some(sweeps) || keepsOpen(history)) return
        const kept: readonly EngineEvent[] = events.filter(
          (taken) => taken === issue || others.some((other) => other === taken),
        )
        const place = kept.indexOf(issue)
        const once = [...others.slice(0, place), issue, ...others.slice(place)]
        const reject: EngineEvent = { type: 'operationRejected', operationId, reason: 'refused', at: ms(9_999_999) }
        const [never, rolledBack] = [after(given(), ...others), after(given(), ...once, reject)]
        try {
          differ(seeState(rolledBack, [{}, ...VIEWS], IDS), seeState(never, [{}, ...VIEWS], IDS))
        } catch (cause) {
          throw new Error(`${String(cause)}\n${asCode([...once, reject])}`, { cause })
        }
      }),
      runs(300),
    )
  })

  it('law 9: in random histories operations, echoes and answers give what the reference gives', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('ordered', 'versioned', 'silent').chain((profile) => histories({ profile, steps: 50 })),
        (history) => void walk(history),
      ),
      runs(150),
    )
  })
})

function eventsOf(history: History): EngineEvent[] {
  const context = createContext(history)
  const model = createModel()
  const events = beginning(context)
  events.forEach((taken) => apply(model, taken))
  for (const step of history.steps) {
    const taken = interpret(context, step)
    if (taken === undefined) continue
    apply(model, taken)
    context.epoch = model.epoch
    events.push(taken)
  }
  return events
}

/** A complete sync spares what an operation holds, a tick may end it: both are meant to differ. */
const sweeps = (taken: EngineEvent): boolean =>
  taken.type === 'syncFinished' ||
  taken.type === 'clockTicked' ||
  (taken.type === 'pageReceived' && (taken.missing?.length ?? 0) > 0)

/** A row that an operation moved through a filter while it was open is kept there: it was seen there. */
const keepsOpen = ({ policies: { selection } }: History): boolean => selection.keepInFilter || selection.keepIndex
