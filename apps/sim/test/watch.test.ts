import {
  type Conversation,
  type ConversationId,
  createConversation,
  createState,
  type Engine,
  type EngineEvent,
  getConversation,
  readView,
  reduce,
  toConversationId,
  toEpochMs,
  type ViewReading,
} from '@convolist/core'
import { describe, expect, it } from 'vitest'
import { addOutcome, emptyReport, missingMeetings, violationsOf } from '../src/report.js'
import { shrinkHistory, toldOfRows } from '../src/shrink.js'
import { policiesOf, VIEWS } from '../src/views.js'
import { createWatch, expectMarks } from '../src/watch.js'
import { createPrng } from '@convolist/testing'
import type { Outcome } from '../src/run.js'

const at = toEpochMs(1_000)
const rowOf = (name: string, unreadCount: number): ReturnType<typeof createConversation> =>
  createConversation({
    id: toConversationId(name),
    kind: 'direct',
    targetId: name,
    unreadCount,
    activeAt: at,
    sortKey: 1,
  })
const upserted = (...rows: ReturnType<typeof rowOf>[]): EngineEvent => ({ type: 'conversationsUpserted', rows, at })

const start = createState({ views: Object.values(VIEWS) })
const options = { vendor: 'rongcloud', profile: 'calm', seed: 1, conversations: 1, happenings: 1, without: [] } as const

describe('the watch', () => {
  it('has nothing to say of an engine that is right', () => {
    const watch = createWatch(VIEWS, {})
    const events = [upserted(rowOf('a', 1)), upserted(rowOf('b', 2))]
    const state = events.reduce((before, event) => reduce(before, event), start)
    watch.take({ events, previous: start, state })
    expect(watch.violations).toEqual([])
    expect(watch.events()).toBe(2)
  })

  it('sees an engine whose batch is not what its events give', () => {
    const watch = createWatch(VIEWS, {})
    const events = [upserted(rowOf('a', 1)), upserted(rowOf('b', 2))]
    watch.take({ events, previous: start, state: reduce(start, events[0]!) })
    expect(watch.violations).toMatchObject([{ law: '4 identity', at: 2 }])
  })

  it.each([
    [
      'a row that the reference has',
      (state: typeof start) => reduce(state, { type: 'conversationsRemoved', ids: [toConversationId('a')], at }),
    ],
    [
      'another number',
      (state: typeof start) =>
        reduce(state, { type: 'conversationsPatched', patches: [{ id: toConversationId('a'), unreadCount: 9 }], at }),
    ],
    [
      'a row that is hidden, too much',
      (state: typeof start) =>
        reduce(state, upserted({ ...rowOf('ghost', 0), marks: ['hidden'], labels: ['a label'] })),
    ],
    ['another account', (state: typeof start) => reduce(state, { type: 'accountOpened', account: 'eve', at })],
  ])('sees an engine that shows, or lacks, %s', (_, spoil) => {
    const watch = createWatch(VIEWS, {})
    const first = upserted(rowOf('a', 1))
    watch.take({ events: [first], previous: start, state: reduce(start, first) })
    const spoiled = spoil(reduce(start, first))
    const next = upserted(rowOf('b', 1))
    watch.take({ events: [next], previous: spoiled, state: reduce(spoiled, next) })
    expect(watch.violations).toMatchObject([{ law: 'reference', at: 2 }])
  })
})

describe('watermarks', () => {
  const seen = {
    selfReadAt: toEpochMs(5),
    peerReadAt: toEpochMs(5),
    groupReceipt: { messageId: 'm', read: 2, unread: 1 },
  }
  const stateOf = (more: Partial<Conversation>): typeof start => reduce(start, upserted({ ...rowOf('a', 1), ...more }))

  it.each<[Partial<Conversation>, string]>([
    [{ selfReadAt: toEpochMs(4) }, 'selfReadAt of a went back'],
    [{ peerReadAt: undefined }, 'peerReadAt of a went back'],
    [{ groupReceipt: { messageId: 'm', read: 1, unread: 2 } }, 'the readers of a went back'],
    [{ groupReceipt: undefined }, 'the readers of a went back'],
    [{ marks: ['hidden'], selfReadAt: toEpochMs(4) }, 'selfReadAt of a went back'],
  ])('that go back are seen: %j', (more, says) => {
    expect(() => expectMarks(stateOf(seen), stateOf({ ...seen, ...more }))).toThrow(says)
  })

  it('that go forward, or are of another message, are none of these', () => {
    const groupReceipt = { messageId: 'next', read: 0, unread: 3 }
    const more = { selfReadAt: toEpochMs(6), groupReceipt }
    expect(() => expectMarks(stateOf(seen), stateOf({ ...seen, ...more }))).not.toThrow()
  })
})

describe('the watch, told by an engine', () => {
  const state = reduce(start, upserted(rowOf('a', 1), rowOf('b', 0)))
  type View = ReturnType<Engine['view']>
  /** Live views as they should be, but for what is given. */
  const engineWith = (spoiled: (right: ViewReading) => Partial<View> = () => ({})): Engine => {
    const viewOf = (name: string): object => {
      const right = readView(state, name === 'all' ? {} : VIEWS[name]!)
      const { size, counters } = right
      const rows = right.window(0, size)
      return { size, counters, window: () => rows, indexOf: right.indexOf.bind(right), ...spoiled(right) }
    }
    const views = new Map(['all', ...Object.keys(VIEWS)].map((name) => [name, viewOf(name)]))
    return {
      getState: () => state,
      get: (id: ConversationId) => getConversation(state, id),
      view: (name: string) => views.get(name),
    } as unknown as Engine
  }
  const lawsOf = (...engines: Engine[]): string[] => {
    const watch = createWatch(VIEWS, {})
    for (const engine of engines) watch.told(state, state, engine)
    return [...new Set(watch.violations.map(({ law }) => law))]
  }

  it('has nothing to say of views that are right', () => {
    const engine = engineWith()
    expect(lawsOf(engine, engine)).toEqual([])
  })

  it.each<[string, (right: ViewReading) => Partial<View>]>([
    ['place', () => ({ indexOf: () => 7 })],
    ['number of rows', ({ size }) => ({ size: size + 1 })],
    ['counter', ({ counters }) => ({ counters: { ...counters, unread: counters.unread + 1 } })],
    ['row', ({ window, size }) => ({ window: () => window(0, size).map((row) => Object.assign({}, row)) })],
  ])('sees a wrong %s', (_, spoiled) => {
    expect(lawsOf(engineWith(spoiled))).toEqual(['12 tearing'])
  })

  it('sees a window that is exchanged for an equal one', () => {
    expect(
      lawsOf(
        engineWith(),
        engineWith((right) => ({ window: () => [...right.window(0, right.size)] })),
      ),
    ).toEqual(['12 tearing'])
  })
})

describe('shrinking', () => {
  it('finds nothing in a history on which both agree', () => {
    const history = [upserted(rowOf('a', 1)), upserted(rowOf('b', 2))]
    expect(policiesOf(createPrng('rongcloud/calm/1').fork('policies'))).toBeDefined()
    expect(shrinkHistory({ options, history } as unknown as Outcome)).toBeUndefined()
  })
})

describe('a mistake that was made before the events', () => {
  it('is shown by what the engine was told of the row', () => {
    const history = [upserted(rowOf('a', 1), rowOf('b', 2)), upserted(rowOf('c', 1)), upserted(rowOf('b', 3))]
    const violations = [{ law: '11 convergence', at: 3, detail: 'b.unreadCount: shows 3, the server has 4' }]
    const told = toldOfRows({ options, history, violations } as unknown as Outcome)
    expect(told).toEqual([upserted(rowOf('b', 2)), upserted(rowOf('b', 3))])
  })
})

describe('the report', () => {
  it('adds runs up, names how to play a failure again, and asks for meetings only of large runs', () => {
    const report = emptyReport()
    const outcome: Outcome = {
      options: { ...options, without: ['drop'] },
      events: 10,
      compared: 10,
      happenings: 5,
      injected: { delayed: 2 },
      meetings: { 'delayed × sync': 1 },
      violations: [
        { law: '11 convergence', at: 10, detail: 'a is missing' },
        { law: '9 overlay', at: 10, detail: '1 operations are open at the quiet end' },
      ],
      history: undefined,
      digest: '',
    }
    addOutcome(report, outcome)
    addOutcome(report, { ...outcome, violations: [] })
    expect(report).toMatchObject({ runs: 2, events: 20, compared: 20, happenings: 10, injected: { delayed: 4 } })
    expect(report.failures).toEqual([
      {
        law: '11 convergence',
        at: 10,
        detail: 'a is missing',
        replay:
          'npm run sim -- --vendor rongcloud --profile calm --seed 1 --conversations 1 --happenings 1 --without drop',
        violations: 2,
      },
    ])
    expect(violationsOf(report)).toBe(2)
    expect(missingMeetings(report, 20, true)).toEqual([])
    expect(missingMeetings(report, 200, true)).not.toContain('delayed × sync')
    expect(missingMeetings(report, 200, true)).toContain('refused × operation')
    expect(missingMeetings(report, 200, true)).toContain('hiddenLong')
    expect(missingMeetings(report, 200, true)).not.toContain('delayed')
    const ofVendor = missingMeetings(report, 200, false)
    expect(ofVendor).toContain('dropped × sync (rongcloud)')
    expect(ofVendor).not.toContain('delayed × sync (rongcloud)')
    expect(ofVendor).not.toContain('removal × operation (rongcloud)')
    expect(ofVendor.every((pair) => pair.endsWith('(rongcloud)'))).toBe(true)
  })
})
