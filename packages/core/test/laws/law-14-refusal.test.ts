import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createConversation,
  createState,
  reduce,
  type Conversation,
  type Diagnostic,
  type DiagnosticCode,
  type EngineEvent,
  type ListState,
} from '../../src/index.js'
import { differ, seeState } from './compare.js'
import { histories } from './history.js'
import { IDS, beginning, createContext, interpret } from './interpret.js'
import { runs } from './runs.js'
import { after, asked, event, given, id, ms, page, row, show, syncStarted, upserted } from './support.js'
import { toCode } from './to-code.js'

const SECRET = 'words of a message'
const start = given(
  event({ type: 'accountOpened', account: 'me' }),
  upserted(row('a', { on: 5, unread: 2 }), row('b', { on: 4 })),
  syncStarted(),
  asked('r', 's1'),
)

const at = 1_000
/** One millisecond more than a date can hold. */
const BEYOND = 8.64e15 + 1
const cyclic: Record<string, unknown> = { type: 'conversationsUpserted', at, rows: [] }
cyclic['rows'] = [cyclic]
const throwing = {
  at,
  get type(): never {
    throw new Error(SECRET)
  },
}
const throwingRow = {
  at,
  type: 'conversationsUpserted',
  rows: new Proxy([], {
    get: () => {
      throw new Error(SECRET)
    },
  }),
}
const revoked = Proxy.revocable({}, {})
revoked.revoke()

/** Events that are no events, or say nothing that can be understood. */
const EVENTS: readonly (readonly [name: string, event: unknown, code?: DiagnosticCode])[] = [
  ['nothing', undefined, 'event/unknown'],
  ['null', null, 'event/unknown'],
  ['a number', 7, 'event/unknown'],
  ['a text', SECRET, 'event/unknown'],
  ['a symbol', Symbol(SECRET), 'event/unknown'],
  ['a big integer', 10n, 'event/unknown'],
  ['a function', () => SECRET, 'event/unknown'],
  ['an empty object', {}, 'event/unknown'],
  ['an array', [], 'event/unknown'],
  ['a date', new Date(0), 'event/unknown'],
  ['a map', new Map([['type', 'clockTicked']]), 'event/unknown'],
  ['a revoked proxy', revoked.proxy, 'event/unknown'],
  ['an event whose type throws', throwing, 'event/unknown'],
  ['an unknown type', { at, type: 'conversationsExploded', rows: [] }, 'event/unknown'],
  ['a type from the prototype', { at, type: 'toString' }, 'event/unknown'],
  ['the type __proto__', { at, type: '__proto__' }, 'event/unknown'],
  ['the type constructor', { at, type: 'constructor' }, 'event/unknown'],
  ['a type that is no text', { at, type: 3 }, 'event/unknown'],
  ['a type in a list', { at, type: ['clockTicked'] }, 'event/unknown'],
  ['no time', { type: 'clockTicked' }],
  ['a time that is no number', { type: 'clockTicked', at: '1000' }],
  ['a time that is NaN', { type: 'clockTicked', at: NaN }],
  ['a time without end', { type: 'clockTicked', at: Infinity }],
  ['a time that no date can hold', { type: 'clockTicked', at: BEYOND }],
  ['an epoch that is no number', { type: 'clockTicked', at, epoch: 'now' }, 'event/stale-account'],
  ['no rows', { at, type: 'conversationsUpserted' }],
  ['rows that are null', { at, type: 'conversationsUpserted', rows: null }],
  ['rows that are one row', { at, type: 'conversationsUpserted', rows: row('c') }],
  ['rows that are text', { at, type: 'conversationsUpserted', rows: SECRET }],
  ['rows like an array', { at, type: 'conversationsUpserted', rows: { length: 1, 0: row('c') } }],
  ['rows that throw', throwingRow],
  ['no patches', { at, type: 'conversationsPatched' }],
  ['patches that are a text', { at, type: 'conversationsPatched', patches: SECRET }],
  ['no ids', { at, type: 'conversationsRemoved' }],
  ['ids that are one id', { at, type: 'conversationsRemoved', ids: 'a' }],
  ['a snapshot without rows', { at, type: 'snapshotReceived', complete: true }],
  ['a snapshot that does not say whether it is whole', { at, type: 'snapshotReceived', rows: [] }],
  ['a sync without an id', { at, type: 'syncStarted' }],
  ['a sync whose id is a number', { at, type: 'syncStarted', syncId: 1 }],
  ['a sync that does not say how it ended', { at, type: 'syncFinished', syncId: 's1' }],
  ['a page without a request', { at, type: 'pageReceived', rows: [] }, 'page/stale'],
  ['a page without rows', { at, type: 'pageReceived', requestId: 'r' }],
  ['a read mark of nobody', { at, type: 'selfReadTo', readAt: 5 }],
  ['a read mark of an empty id', { at, type: 'selfReadTo', id: '', readAt: 5 }],
  ['a read mark that is a date', { at, type: 'selfReadTo', id: 'a', readAt: new Date(5) }],
  ['a read mark that is NaN', { at, type: 'peerReadTo', id: 'a', readAt: NaN }],
  ['a read mark that no date can hold', { at, type: 'selfReadTo', id: 'a', readAt: BEYOND }],
  ['fewer than no readers', { at, type: 'groupReceiptChanged', id: 'a', messageId: 'm', read: -1, unread: 0 }],
  ['half a reader', { at, type: 'groupReceiptChanged', id: 'a', messageId: 'm', read: 0.5, unread: 0 }],
  ['a revoke of no message', { at, type: 'messageRevoked', id: 'a' }],
  [
    'a mention of nobody in particular',
    { at, type: 'mentionReceived', id: 'a', messageId: 'm', sentAt: 5, scope: 'some' },
  ],
  ['a mention without a time', { at, type: 'mentionReceived', id: 'a', messageId: 'm', scope: 'me' }],
  ['labels that are null', { at, type: 'labelsChanged', labels: null }],
  ['a total that is less than nothing', { at, type: 'unreadReported', unread: -3, scope: 'unread' }],
  ['a total that is a text', { at, type: 'unreadReported', unread: '3', scope: 'unread' }],
  ['a draft without a row', { at, type: 'draftSaved', draft: { text: SECRET, at } }],
  ['a draft that is a text', { at, type: 'draftSaved', id: 'a', draft: SECRET }],
  ['a row opened by a number', { at, type: 'conversationOpened', id: 5 }],
  ['an order of nothing', { at, type: 'stickTopOrdered' }],
  ['no operation', { at, type: 'operationIssued' }],
  [
    'an operation without rows',
    { at, type: 'operationIssued', operation: { id: 'o', change: { type: 'read' }, echo: true, issuedAt: at } },
  ],
  [
    'an operation that changes nothing known',
    {
      at,
      type: 'operationIssued',
      operation: { id: 'o', ids: ['a'], command: 'stickTop', change: { type: 'explode' }, echo: true, issuedAt: at },
    },
  ],
  ['an answer to no operation', { at, type: 'operationConfirmed' }],
  ['an account without a name', { at, type: 'accountOpened' }],
  ['a connection nobody knows', { at, type: 'connectionChanged', connection: 'wet' }],
  ['capabilities that are null', { at, type: 'capabilitiesDeclared', capabilities: null }],
  ['views that are no list', { at, type: 'viewsDeclared', views: { filter: {} } }],
]

const sound = row('c', { on: 9 })
/** Rows that are no rows. The fields of `row` that hold text hold the secret. */
const bad = (fields: object): unknown => ({ ...row('x', { on: 9, title: SECRET }), ...fields })
const ROWS: readonly (readonly [name: string, row: unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', SECRET],
  ['a number', 5],
  ['an empty object', {}],
  ['an array', [row('x')]],
  ['itself in a circle', cyclic],
  ['no id', bad({ id: undefined })],
  ['an empty id', bad({ id: '' })],
  ['a number as id', bad({ id: 5 })],
  ['an object as id', bad({ id: { toString: () => 'x' } })],
  ['no kind', bad({ kind: undefined })],
  ['a number as target', bad({ targetId: 5 })],
  ['a sort key that is NaN', bad({ sortKey: NaN })],
  ['a sort key that is a text', bad({ sortKey: '9' })],
  ['a sort key without end', bad({ sortKey: Infinity })],
  ['a big integer as sort key', bad({ sortKey: 9n })],
  ['activity that is NaN', bad({ activeAt: NaN })],
  ['activity that no date can hold', bad({ activeAt: BEYOND })],
  ['activity before any date', bad({ activeAt: -BEYOND })],
  ['an unread count below zero', bad({ unreadCount: -1 })],
  ['half an unread message', bad({ unreadCount: 0.5 })],
  ['an unread count beyond belief', bad({ unreadCount: 2 ** 60 })],
  ['an unread count that is null', bad({ unreadCount: null })],
  ['no mentions', bad({ mentions: undefined })],
  ['mentions below zero', bad({ mentions: { me: -1, all: 0 } })],
  ['a message without a time', bad({ lastMessage: { id: 'm', text: SECRET } })],
  ['a message that is a text', bad({ lastMessage: SECRET })],
  ['a message sent at NaN', bad({ lastMessage: { ...sound.lastMessage, sentAt: NaN, text: SECRET } })],
  ['a message sent when no date is', bad({ lastMessage: { ...sound.lastMessage, sentAt: 1e303, text: SECRET } })],
  ['a draft of no date', bad({ draft: { text: SECRET, at: BEYOND } })],
  ['a draft without a time', bad({ draft: { text: SECRET } })],
  ['marks that are a text', bad({ marks: 'hidden' })],
  ['labels that are null', bad({ labels: null })],
  ['labels that are no texts', bad({ labels: [{ id: 'l1' }] })],
  ['a pin that is a number', bad({ stickTop: 1 })],
  ['a level nobody knows', bad({ notify: 'sometimes' })],
  ['a read mark that is NaN', bad({ selfReadAt: NaN })],
  ...(['selfReadAt', 'peerReadAt', 'stickTopAt', 'createdAt', 'updatedAt'] as const).map(
    (name) => [`${name} that no date can hold`, bad({ [name]: BEYOND })] as const,
  ),
  ['readers below zero', bad({ groupReceipt: { messageId: 'm', read: -1, unread: 0 } })],
  ['a version that is NaN', bad({ version: NaN })],
]

describe('law 14, refusal', () => {
  it.each(EVENTS)(
    'law 14: an event that cannot be understood yields one note and leaves the state alone: %s',
    (_, taken, code) => {
      const { state, notes } = take(start, taken)
      expect(state).toBe(start)
      expect(notes).toHaveLength(1)
      expect([code, 'event/malformed']).toContain(notes[0]?.code)
      isDiscreet(notes)
    },
  )

  it.each(ROWS)('law 14: a bad row is skipped and noted, its neighbours are applied: %s', (_, one) => {
    const rows = [sound, one, row('d', { on: 8 })] as Conversation[]
    for (const taken of [
      upserted(...rows),
      page('r', ...rows),
      event({ type: 'snapshotReceived', rows, complete: false }),
    ]) {
      const { state, notes } = take(start, taken)
      expect(show(state)).toBe('c d a(2) b')
      expect(notes.map((note) => [note.code, note.path])).toEqual([
        ['row/malformed', expect.stringContaining('rows[1]')],
      ])
      isDiscreet(notes)
    }
  })

  it('law 14: the last time that a date can hold is one, and what is no time may be larger', () => {
    const far = {
      ...row('z', { on: 1 }),
      activeAt: ms(BEYOND - 1),
      selfReadAt: ms(1 - BEYOND),
      sortKey: 1e300,
      version: 1e300,
    }
    const { state, notes } = take(start, upserted(far))
    expect([show(state), notes]).toEqual(['z a(2) b', []])
  })

  it('law 14: a bad patch is skipped and noted, its neighbours are applied', () => {
    const patches = [
      { id: id('a'), unreadCount: 7 },
      { id: id('a'), unreadCount: NaN },
      { id: id('a'), activeAt: BEYOND },
      { id: '' },
      null,
      { id: id('b'), unreadCount: 1 },
    ]
    const { state, notes } = take(start, { at, type: 'conversationsPatched', patches })
    expect(show(state)).toBe('a(7) b(1)')
    expect(notes.map((note) => note.code)).toEqual(Array(4).fill('row/malformed'))
  })

  it('law 14: a bad id among those removed or missing is skipped, its neighbours leave', () => {
    for (const odd of [null, '', 5, {}, undefined]) {
      expect(show(take(start, { at, type: 'conversationsRemoved', ids: [odd, 'b'] }).state)).toBe('a(2)')
      expect(show(take(start, { at, type: 'pageReceived', requestId: 'r', rows: [], missing: [odd, 'b'] }).state)).toBe(
        'a(2)',
      )
    }
  })

  it('law 14: a bad row in a snapshot does not delete the row it may have meant', () => {
    const rows = [row('a', { on: 5 }), { ...row('b', { on: 4 }), sortKey: NaN }]
    expect(show(take(start, event({ type: 'snapshotReceived', rows, complete: true })).state)).toBe('a b')
  })

  it('law 14: without anyone to report to, nothing is thrown either', () => {
    for (const [, taken] of EVENTS) expect(reduce(start, taken as EngineEvent)).toBe(start)
  })

  it('law 14: a reporter that throws changes nothing', () => {
    const reporter = (): never => {
      throw new Error('mine')
    }
    const outcome = (() => {
      try {
        return reduce(start, { at, type: 'nonsense' } as never, reporter)
      } catch (error) {
        return String(error)
      }
    })()
    expect([start, 'Error: mine']).toContain(outcome)
    expect(show(start)).toBe('a(2) b')
  })

  it('law 14: no arbitrary value ever throws, and what is refused leaves the state alone', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withSparseArray: true,
          withTypedArray: true,
          withUnicodeString: true,
        } as never),
        (taken) => {
          const { state, notes } = take(start, taken)
          if (state !== start) throw new Error('it was taken for an event')
          expect(notes).toHaveLength(1)
        },
      ),
      runs(1_000),
    )
  })

  it('law 14: no event with a part replaced by an arbitrary value throws, and the list stays whole', () => {
    fc.assert(
      fc.property(
        histories({ steps: 12 }),
        fc.infiniteStream(fc.nat()),
        fc.infiniteStream(fc.anything({ withBigInt: true, withMap: true })),
        (history, chance, values) => {
          const context = createContext(history)
          let state = createState()
          const events = beginning(context)
          for (const step of history.steps) {
            const taken = interpret(context, step)
            if (taken) events.push(spoilt(taken, chance, values) as EngineEvent)
          }
          for (const taken of events) {
            try {
              state = reduce(state, taken)
              isWhole(state)
            } catch (cause) {
              throw new Error(`${String(cause)}\n${toCode(taken)}`, { cause })
            }
          }
        },
      ),
      runs(400),
    )
  })

  it('law 14: a sound event after hostile ones is taken as if they had not been', () => {
    const hostile = EVENTS.map(([, taken]) => taken as EngineEvent)
    const state = hostile.reduce((before, taken) => reduce(before, taken), start)
    differ(seeState(after(state, upserted(sound)), [{}], IDS), seeState(after(start, upserted(sound)), [{}], IDS))
    expect(createConversation({ id: id('z'), kind: 'direct', targetId: 't', activeAt: ms(1) }).activeAt).toBe(1)
  })
})

function take(state: ListState, taken: unknown): { readonly state: ListState; readonly notes: Diagnostic[] } {
  const notes: Diagnostic[] = []
  return { state: reduce(state, taken as EngineEvent, (note) => notes.push(note)), notes }
}

/** Codes and places, in words of ours; never the words of a user. */
function isDiscreet(notes: readonly Diagnostic[]): void {
  expect(JSON.stringify(notes)).not.toContain(SECRET)
  for (const note of notes) expect(typeof note.path).toBe('string')
}

/** Whatever was let in: the list can be read, is ordered and counted. */
function isWhole(state: ListState): void {
  const { views } = seeState(
    state,
    [{}, { filter: { unread: true } }, { filter: { hidden: 'include', text: 'a' } }],
    IDS,
  )
  for (const { ids, counters } of views) {
    expect(counters.rows).toBe(ids.length)
    for (const sum of Object.values(counters)) expect(Number.isSafeInteger(sum) && sum >= 0).toBe(true)
  }
}

/** A copy with one part, somewhere inside, replaced. */
function spoilt(value: unknown, chance: Iterator<number>, values: Iterator<unknown>): unknown {
  const next = chance.next().value as number
  if (typeof value !== 'object' || value === null || next % 4 === 0) return values.next().value
  const keys = Object.keys(value)
  if (keys.length === 0) return values.next().value
  const key = keys[next % keys.length]!
  const part = spoilt(value[key as keyof typeof value], chance, values)
  if (Array.isArray(value)) return value.map((item: unknown, index) => (String(index) === key ? part : item))
  return { ...value, [key]: part }
}
