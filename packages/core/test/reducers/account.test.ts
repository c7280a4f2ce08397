import { describe, expect, it } from 'vitest'
import { type Capabilities, createState, type EngineEvent, type ListState } from '../../src/index.js'
import {
  after,
  asked,
  event,
  given,
  id,
  issued,
  ms,
  opened,
  patched,
  removed,
  rejected,
  row,
  show,
  syncFinished,
  syncStarted,
  upserted,
} from '../laws/support.js'
import { capabilities } from '../laws/profiles.js'

const closed = event({ type: 'accountClosed', reason: 'logout' })
const mention = event({ type: 'mentionReceived', id: id('a'), messageId: 'm', sentAt: ms(5), scope: 'me' })

describe('an account that is closed before one was opened', () => {
  it('leaves a state alone in which there is nothing', () => {
    for (const state of [createState(), given({})]) expect(after(state, closed)).toBe(state)
    const gone = given({}, upserted(row('a')), closed)
    expect([after(gone, closed) === gone, gone.epoch]).toEqual([true, 1])
  })

  it('tells of the connection alone, where that is all there is', () => {
    const state = given({}, event({ type: 'connectionChanged', connection: 'connected' }))
    const left = after(state, closed)
    expect([left.connection, left.epoch]).toEqual(['disconnected', 0])
    expect(after(left, closed)).toBe(left)
  })

  // One of each that may be there without an account, and nothing besides.
  it.each<[string, readonly EngineEvent[], (state: ListState) => number]>([
    ['a row', [upserted(row('a'))], ({ parts }) => parts.rows.size],
    ['a removal', [upserted(row('a')), removed('a')], ({ parts }) => parts.tombstones.size],
    ['a read mark', [event({ type: 'selfReadTo', id: id('a'), readAt: ms(5) })], ({ parts }) => parts.readMarks.size],
    ['a mention', [mention], ({ parts }) => parts.mentionLogs.size],
    ['a row that is to be read', [patched('a', { unreadCount: 2 })], ({ parts }) => parts.wanted.size],
    ['a label', [event({ type: 'labelsChanged', labels: [{ id: 'l', name: 'Work' }] })], ({ labels }) => labels.length],
    [
      'a total',
      [event({ type: 'unreadReported', scope: 'badge', unread: 3 })],
      ({ reported }) => Object.keys(reported).length,
    ],
    ['an open row', [opened('a')], ({ parts }) => Number(parts.sides.selection.openId !== undefined)],
    ['a sync', [syncStarted()], ({ parts }) => Number(parts.openSync !== undefined)],
    ['a sync that is over', [syncStarted(), syncFinished()], ({ sync }) => Number(sync.phase !== 'idle')],
    ['a page that is awaited', [asked('r')], ({ parts }) => parts.requests.length],
  ])('takes with it: %s', (_, events, count) => {
    const state = after(given({}), ...events)
    expect(count(state)).toBe(1)
    const gone = after(state, closed)
    expect([count(gone), gone.epoch]).toEqual([0, 1])
  })

  it('takes operations with it, and what is issued after that is of the next account', () => {
    const pin = issued('o', 'a', { type: 'stickTop', stickTop: true })
    const state = given({}, upserted(row('a'), row('b')), pin)
    const next = after(state, closed, upserted(row('a')), issued('p', 'a', { type: 'stickTop', stickTop: true }))
    expect([show(state), state.pendingCount, show(next), next.pendingCount]).toEqual(['^a b', 1, '^a', 1])
    expect([...next.parts.operations.keys()]).toEqual(['p'])
    expect([show(after(next, rejected('o'))), show(after(next, rejected('p')))]).toEqual(['^a', 'a'])
    expect([...state.parts.operations.keys()]).toEqual(['o'])
  })
})

describe('what a vendor can do', () => {
  const declared = (told: Capabilities): EngineEvent => event({ type: 'capabilitiesDeclared', capabilities: told })

  it('is taken once, and the same again changes nothing', () => {
    const told = capabilities({})
    const state = after(createState(), declared(told))
    expect(state.parts.capabilities).toBe(told)
    expect(after(state, declared(told))).toBe(state)
  })

  it('says who counts mentions: those that were noted are forgotten if the vendor does', () => {
    const saved = after(createState(), upserted(row('a', { unread: 2 })), mention)
    const mine = after(saved, declared(capabilities({ mentions: 'derived' })))
    const theirs = after(saved, declared(capabilities({ mentions: 'vendor' })))
    expect([mine, theirs].map(({ parts }) => parts.mentionLogs.size)).toEqual([1, 0])
  })
})
