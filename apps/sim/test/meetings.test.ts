import {
  type ConversationId,
  createConversation,
  type EngineEvent,
  type OperationId,
  toConversationId,
  toEpochMs,
} from '@convolist/core'
import type { Simulator } from '@convolist/testing'
import { expect, it } from 'vitest'
import { apply, createModel, type Model } from '../../../packages/core/test/laws/reference/index.js'
import { createMeetings, type Meetings, wantedOf } from '../src/meetings.js'

const at = toEpochMs(0)
const tick: EngineEvent = { type: 'clockTicked', at }

/** Meetings of a simulator whose faults are told by hand. */
function opened({ reading = false } = {}): {
  readonly meetings: Meetings
  readonly counts: Record<string, number>
  strike(fault: string, chats: readonly string[]): void
} {
  const counts: Record<string, number> = {}
  let strike: (fault: string, chats: readonly string[]) => void = () => undefined
  const tally = { counts, onStrike: (listener: typeof strike) => (strike = listener), onCount: () => undefined }
  const meetings = createMeetings({
    server: { tally, reading },
    idOf: (chat: string) => chat,
  } as unknown as Simulator)
  return { meetings, counts, strike: (fault, chats) => strike(fault, chats) }
}

/** What these events meet, one after the other. */
function metBy(model: Model, events: readonly EngineEvent[]): Readonly<Record<string, number>> {
  const { meetings } = opened()
  for (const event of events) {
    meetings.meet(event, model)
    apply(model, event)
  }
  return meetings.counts()
}

const id = toConversationId('a')
const row = (unreadCount: number): EngineEvent => ({
  type: 'conversationsUpserted',
  rows: [createConversation({ id, kind: 'direct', targetId: 'a', unreadCount })],
  at,
})
const issued = (operationId: OperationId, ids: readonly ConversationId[]): EngineEvent => ({
  type: 'operationIssued',
  operation: { id: operationId, ids, command: 'markRead', change: { type: 'read' }, issuedAt: at, echo: true },
  at,
})

it('a fault meets a tombstone where it strikes what is said of that row, and of no other', () => {
  const { meetings, counts, strike } = opened()
  const model = createModel()
  model.tombstones.set(toConversationId('gone'), { version: undefined, activeAt: undefined, tick: 1, at })
  const drop = (chat: string): Readonly<Record<string, number>> => {
    counts['dropped'] = (counts['dropped'] ?? 0) + 1
    strike('dropped', [chat])
    meetings.meet(tick, model)
    return { ...meetings.counts() }
  }
  expect(drop('there')).toEqual({ 'dropped × any tombstone': 1 })
  expect(drop('gone')).toEqual({ 'dropped × any tombstone': 2, 'dropped × tombstone': 1 })
  expect(drop('there')).toEqual({ 'dropped × any tombstone': 3, 'dropped × tombstone': 1 })
})

it('what is held back meets what is under way when it arrives, and nothing if it never does', () => {
  const { meetings, counts, strike } = opened()
  const model = createModel()
  model.sync = { id: 'sync', tick: 1, met: new Set() }
  counts['delayed'] = 1 // held back now
  meetings.meet(tick, model)
  expect(meetings.counts()).toEqual({})
  strike('delayed', [])
  meetings.meet(tick, model)
  model.sync = undefined
  strike('delayed', [])
  meetings.meet(tick, model)
  expect(meetings.counts()).toEqual({ 'delayed × sync': 1 })
})

it.each([
  [true, 1],
  [false, undefined],
])('a fault meets a page that an SDK asks for (%s): %s', (reading, times) => {
  const { meetings, strike } = opened({ reading })
  strike('dropped', [])
  expect(meetings.counts()['dropped × page under way']).toBe(times)
})

it('an answer meets an operation before its echo, or after it', () => {
  const [first, second] = ['1' as OperationId, '2' as OperationId]
  const early = metBy(createModel(), [
    row(1),
    issued(first, [id]),
    { type: 'operationConfirmed', operationId: first, at },
  ])
  expect(early).toHaveProperty('answer × operation without echo', 1)
  expect(early).not.toHaveProperty('answer × echoed operation')
  const late = metBy(createModel(), [
    row(1),
    issued(second, [id]),
    row(0),
    { type: 'operationConfirmed', operationId: second, at },
  ])
  expect(late).toHaveProperty('answer × echoed operation', 1)
  expect(late).not.toHaveProperty('answer × operation without echo')
})

it.each([
  [true, 1],
  [false, undefined],
])('a sync that ends, complete: %s, meets rows that are swept: %s', (complete, times) => {
  const met = metBy(createModel(), [
    row(1),
    { type: 'syncStarted', syncId: 'sync', at },
    { type: 'syncFinished', syncId: 'sync', complete, at },
  ])
  expect(met['end of sync × swept row']).toBe(times)
})

it('what comes before the first sync meets a list that was never read', () => {
  const begun: EngineEvent = { type: 'accountOpened', account: 'me', at }
  const started: EngineEvent = { type: 'syncStarted', syncId: 'sync', at }
  expect(metBy(createModel(), [begun, row(1), started, row(2)])).toHaveProperty('live row × list never read', 1)
})

it('what is older meets what is known, and what is newer does not', () => {
  const read = (seconds: number): EngineEvent => ({ type: 'peerReadTo', id, readAt: toEpochMs(seconds * 1_000), at })
  const readers = (count: number): EngineEvent => ({
    type: 'groupReceiptChanged',
    id,
    messageId: 'm',
    read: count,
    unread: 3 - count,
    at,
  })
  const met = metBy(createModel(), [row(1), read(1), read(3), read(2), readers(1), readers(3), readers(2)])
  expect(met).toMatchObject({ 'read mark × later mark': 1, 'readers × more readers': 1 })
})

it('what is rare is asked of each vendor in a run of weekly size only, and what cannot be of none', () => {
  const [few, many] = [wantedOf('rongcloud', 300), wantedOf('rongcloud', 10_000)]
  expect(few).toContain('dropped × sync')
  expect(few).not.toContain('merged × tombstone')
  expect(many).toEqual(expect.arrayContaining([...few, 'merged × tombstone', 'listCapped × sync']))
  expect(many).not.toContain('removal × operation')
})
