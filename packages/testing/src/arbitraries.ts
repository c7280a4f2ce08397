import {
  createConversation,
  toConversationId,
  toEpochMs,
  type Conversation,
  type ConversationId,
  type ConversationPatch,
  type EngineEvent,
  type EpochMs,
  type LastMessage,
} from '@convolist/core'
// by name: a default import would make the CommonJS build of the whole package load fast-check
import {
  array,
  boolean,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  option,
  record,
  string,
  tuple,
  uniqueArray,
  type Arbitrary,
} from 'fast-check'
import { at, event, patch } from './builders.js'

/** Few ids, so that events meet; some of them are names that plain objects stumble over. */
const IDS = ['a', 'b', 'c', 'd', 'e', 'f', '__proto__', 'constructor', 'toString', '👩‍👩‍👧', ' ']

export const arbitraryId = (): Arbitrary<ConversationId> => constantFrom(...IDS).map(toConversationId)

/** Times lie close together, so that they are often equal or out of order. */
export const arbitraryTime = (): Arbitrary<EpochMs> => integer({ min: 0, max: 60 }).map(toEpochMs)

export function arbitraryMessage(): Arbitrary<LastMessage> {
  return record({
    id: constantFrom('m1', 'm2', 'm3', 'm4'),
    sentAt: arbitraryTime(),
    senderId: constantFrom('me', 'peer', 'other'),
    senderName: option(string(), { nil: undefined }),
    type: constantFrom('text', 'image', 'notification'),
    text: option(string(), { nil: undefined }),
    status: constantFrom('sending', 'sent', 'failed'),
    revoked: boolean(),
    revokedBy: constant(undefined),
  })
}

const fields = {
  title: option(string(), { nil: undefined }),
  stickTop: boolean(),
  notify: constantFrom('all', 'mentions', 'none'),
  unreadCount: nat(99),
  markedUnread: boolean(),
  mentions: record({ me: nat(3), all: nat(3) }),
  lastMessage: option(arbitraryMessage(), { nil: undefined }),
  labels: uniqueArray(constantFrom('work', 'home', 'vip'), { maxLength: 3 }),
  marks: uniqueArray(constantFrom('starred', 'folded', 'hidden'), { maxLength: 2 }),
  sortKey: integer({ min: 0, max: 60 }),
  activeAt: arbitraryTime(),
} satisfies Partial<Record<keyof Conversation, Arbitrary<unknown>>>

/** A full row that is well formed. */
export function arbitraryRow(): Arbitrary<Conversation> {
  return tuple(arbitraryId(), constantFrom('direct', 'group', 'super-group'), record(fields)).map(([id, kind, known]) =>
    createConversation({ id, kind, targetId: id, ...known }),
  )
}

/** Any of the fields of a row, or none. */
export function arbitraryPatch(): Arbitrary<ConversationPatch> {
  return tuple(arbitraryId(), record(fields, { requiredKeys: [] })).map(([id, known]) => patch(id, known))
}

/** One live event about rows, as any adapter might emit it. */
export function arbitraryEvent(): Arbitrary<EngineEvent> {
  const id = arbitraryId()
  const events: Arbitrary<EngineEvent>[] = [
    array(arbitraryRow(), { maxLength: 4 }).map((rows) => event('conversationsUpserted', { rows })),
    array(arbitraryPatch(), { maxLength: 4 }).map((patches) => event('conversationsPatched', { patches })),
    array(id, { maxLength: 3 }).map((ids) => event('conversationsRemoved', { ids })),
    tuple(array(arbitraryRow(), { maxLength: 8 }), boolean()).map(([rows, complete]) =>
      event('snapshotReceived', { rows, complete }),
    ),
    record({ id, readAt: arbitraryTime() }).map((mark) => event('selfReadTo', mark)),
    record({ id, readAt: arbitraryTime() }).map((mark) => event('peerReadTo', mark)),
    record({ id, messageId: constantFrom('m1', 'm2'), read: nat(9), unread: nat(9) }).map((receipt) =>
      event('groupReceiptChanged', receipt),
    ),
    record({ id, messageId: constantFrom('m1', 'm2', 'm3') }).map((revoke) => event('messageRevoked', revoke)),
    record({
      id,
      messageId: constantFrom('m1', 'm2', 'm3'),
      sentAt: arbitraryTime(),
      scope: constantFrom('me' as const, 'all' as const),
    }).map((mention) => event('mentionReceived', mention)),
    option(id, { nil: undefined }).map((open) => event('conversationOpened', { id: open })),
  ]
  return oneof(...events)
}

/** A story: events one after the other, a few milliseconds apart. Shrinks to the shortest that still fails. */
export function arbitraryHistory(maxLength = 40): Arbitrary<EngineEvent[]> {
  return array(tuple(arbitraryEvent(), nat(20)), { maxLength }).map((steps) =>
    steps.map(([step], index) => at(timeOf(steps, index), step)),
  )
}

const timeOf = (steps: readonly (readonly [EngineEvent, number])[], index: number): number =>
  steps.slice(0, index + 1).reduce((sum, [, wait]) => sum + wait, 0)
