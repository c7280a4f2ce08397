import { describe, expect, it } from 'vitest'
import { createState, reduce, type Diagnostic, type EngineEvent } from '../../src/index.js'
import { capabilities } from '../laws/profiles.js'
import { PLAIN_POLICIES } from '../laws/reference/index.js'

const at = 1_000
const BEYOND = 8.64e15 + 1

// What is none of a kind; `undefined` is left out where the field may be missing.
const text = [undefined, null, 5, ['x'], {}]
const textOrNone = [null, 5, ['x'], {}]
const id = [...text, '']
const idOrNone = [...textOrNone, '']
const list = [undefined, null, 'x', { length: 0 }]
const listOrNone = [null, 'x', { length: 0 }]
const flag = [undefined, null, 1, 'true']
const flagOrNone = [null, 1, 'true']
const time = [undefined, null, '5', NaN, Infinity, BEYOND, new Date(5)]
const count = [undefined, null, '5', NaN, -1, 0.5, 1_000_000_001]
const numberOrNone = [null, '5', NaN, Infinity]

const label = { id: 'l', name: 'Work' }
const operation = {
  id: 'o',
  ids: ['a'],
  command: 'stickTop',
  change: { type: 'stickTop', on: true },
  echo: true,
  issuedAt: at,
}
const without = (whole: object, field: string): object => ({ ...whole, [field]: undefined })
const capable = capabilities({})

/** One event of each type, and what each of its fields cannot be. */
const EVENTS: Readonly<
  Record<EngineEvent['type'], { readonly sound: object; readonly wrong: Readonly<Record<string, readonly unknown[]>> }>
> = {
  conversationsUpserted: { sound: { rows: [] }, wrong: { rows: list } },
  conversationsPatched: { sound: { patches: [] }, wrong: { patches: list, stamps: listOrNone } },
  conversationsRemoved: { sound: { ids: [] }, wrong: { ids: list, versions: listOrNone } },
  snapshotReceived: { sound: { rows: [], complete: false }, wrong: { rows: list, complete: flag } },
  syncStarted: { sound: { syncId: 's' }, wrong: { syncId: text } },
  pageRequested: { sound: { requestId: 'r' }, wrong: { requestId: text, syncId: textOrNone, ids: listOrNone } },
  pageReceived: {
    sound: { requestId: 'r', rows: [] },
    wrong: { requestId: text, rows: list, missing: listOrNone, hasMore: flagOrNone, more: flagOrNone },
  },
  pageFailed: { sound: { requestId: 'r' }, wrong: { requestId: text } },
  syncFinished: { sound: { syncId: 's', complete: true }, wrong: { syncId: text, complete: flag } },
  syncFailed: { sound: { syncId: 's', reason: 'lost' }, wrong: { syncId: text, reason: text } },
  selfReadTo: { sound: { id: 'a', readAt: 5 }, wrong: { id, readAt: time } },
  peerReadTo: { sound: { id: 'a', readAt: 5 }, wrong: { id, readAt: time } },
  groupReceiptChanged: {
    sound: { id: 'a', messageId: 'm', read: 1, unread: 1 },
    wrong: { id, messageId: text, read: count, unread: count },
  },
  messageRevoked: {
    sound: { id: 'a', messageId: 'm' },
    wrong: { id, messageId: text, revokedBy: textOrNone, postscript: textOrNone },
  },
  mentionReceived: {
    sound: { id: 'a', messageId: 'm', sentAt: 5, scope: 'me' },
    wrong: { id, messageId: text, sentAt: time, scope: [undefined, null, 'some', 1] },
  },
  labelsChanged: {
    sound: { labels: [label] },
    wrong: {
      labels: [...list, [null], ['Work'], [label, without(label, 'id')], [without(label, 'name'), label]],
      removed: listOrNone,
    },
  },
  unreadReported: { sound: { unread: 5, scope: 'badge' }, wrong: { unread: count, scope: text } },
  draftSaved: {
    sound: { id: 'a' },
    wrong: { id, draft: [null, 'text', {}, { text: 'text' }, { text: 5, at }, { text: 'text', at: NaN }] },
  },
  conversationOpened: { sound: {}, wrong: { id: idOrNone } },
  stickTopOrdered: { sound: { ids: [] }, wrong: { ids: list } },
  operationIssued: {
    sound: { operation },
    wrong: {
      operation: [
        undefined,
        null,
        'o',
        ...['id', 'ids', 'issuedAt', 'change'].map((field) => without(operation, field)),
      ],
    },
  },
  operationConfirmed: {
    sound: { operationId: 'o' },
    wrong: { operationId: text, ids: listOrNone, version: numberOrNone },
  },
  operationRejected: { sound: { operationId: 'o' }, wrong: { operationId: text, ids: listOrNone } },
  accountOpened: { sound: { account: 'me' }, wrong: { account: id } },
  accountClosed: { sound: {}, wrong: {} },
  connectionChanged: {
    sound: { connection: 'connected' },
    wrong: { connection: [undefined, null, 'wet', true] },
  },
  capabilitiesDeclared: {
    sound: { capabilities: capable },
    wrong: {
      capabilities: [undefined, null, 'all', without(capable, 'rowFields'), without(capable, 'commands')],
    },
  },
  clockTicked: { sound: {}, wrong: {} },
  viewsDeclared: {
    sound: { views: [] },
    wrong: {
      views: list,
      policies: [null, 'none', without(PLAIN_POLICIES, 'badge'), without(PLAIN_POLICIES, 'selection')],
    },
  },
}

const start = createState()

function take(event: object): { readonly isSame: boolean; readonly notes: readonly Diagnostic[] } {
  const notes: Diagnostic[] = []
  const isSame = reduce(start, event as EngineEvent, (note) => notes.push(note)) === start
  return { isSame, notes }
}

describe.each(Object.entries(EVENTS))('%s', (type, { sound, wrong }) => {
  it('law 14: is understood as it should be', () => {
    expect(take({ type, at, ...sound }).notes.map(({ code }) => code)).not.toContain('event/malformed')
  })

  it.each([['at', time] as const, ...Object.entries(wrong)])('law 14: is refused for its %s', (field, values) => {
    const note = expect.objectContaining({ code: 'event/malformed', path: field })
    for (const value of values) {
      expect([value, take({ type, at, ...sound, [field]: value })]).toEqual([value, { isSame: true, notes: [note] }])
    }
  })
})
