// Small words for hand-written examples: rows, events, and a list as one line of text.
import {
  createConversation,
  readView,
  createState,
  reduce,
  toConversationId,
  toEpochMs,
  type Capabilities,
  type Conversation,
  type ConversationId,
  type Diagnostic,
  type EngineEvent,
  type EpochMs,
  type LastMessage,
  type ListState,
  type Operation,
  type OperationChange,
  type OperationId,
  type Policies,
  type ViewDefinition,
} from '../../src/index.js'
import { capabilities as capabilitiesOf, ordered } from './profiles.js'
import { PLAIN_POLICIES } from './reference/index.js'

export const id = (text: string): ConversationId => toConversationId(text)
export const ids = (text: string): ConversationId[] => text.split(' ').filter(Boolean).map(id)
export const ms = (time: number): EpochMs => toEpochMs(time)

type RowWords = Partial<Omit<Conversation, 'id' | 'lastMessage' | 'unreadCount'>> & {
  /** Time of the last message, which is also where the row stands. */
  readonly on?: number
  readonly unread?: number
  readonly message?: Partial<LastMessage> | undefined
}

/** A full row: `row('a', { on: 5, unread: 2 })` had its last message at 5 and has two unread. */
export function row(name: string, { on = 0, unread = 0, message: words, ...fields }: RowWords = {}): Conversation {
  const activeAt = ms(on)
  const lastMessage = on > 0 || words ? message(on, words) : undefined
  return createConversation({
    id: id(name),
    kind: 'direct',
    targetId: `t-${name}`,
    activeAt,
    sortKey: on,
    lastMessage,
    unreadCount: unread,
    ...fields,
  })
}

export const message = (sentAt: number, words: Partial<LastMessage> = {}): LastMessage => ({
  id: `m${sentAt}`,
  sentAt: ms(sentAt),
  senderId: 'someone',
  type: 'text',
  text: `text ${sentAt}`,
  status: 'sent',
  revoked: false,
  ...words,
})

/** An event, at time 1,000 unless said otherwise. */
export type Loose = EngineEvent extends infer Event
  ? Event extends EngineEvent
    ? Omit<Event, 'at'> & { readonly at?: EpochMs }
    : never
  : never
export const event = (words: Loose): EngineEvent => ({ at: ms(1_000), ...words })

export const upserted = (...rows: Conversation[]): EngineEvent => event({ type: 'conversationsUpserted', rows })
export const removed = (names: string, at = 1_000): EngineEvent =>
  event({ type: 'conversationsRemoved', ids: ids(names), at: ms(at) })
export const patched = (name: string, fields: Partial<Conversation>): EngineEvent =>
  event({ type: 'conversationsPatched', patches: [{ ...fields, id: id(name) }] })
export const syncStarted = (syncId = 's1'): EngineEvent => event({ type: 'syncStarted', syncId })
export const syncFinished = (syncId = 's1', complete = true): EngineEvent =>
  event({ type: 'syncFinished', syncId, complete })
export const syncFailed = (syncId = 's1'): EngineEvent => event({ type: 'syncFailed', syncId, reason: 'network' })
export const asked = (requestId: string, syncId?: string): EngineEvent =>
  event({ type: 'pageRequested', requestId, ...(syncId === undefined ? {} : { syncId }) })
export const page = (requestId: string, ...rows: Conversation[]): EngineEvent =>
  event({ type: 'pageReceived', requestId, rows })
export const opened = (name: string | undefined): EngineEvent =>
  event({ type: 'conversationOpened', id: name === undefined ? undefined : id(name) })
export const ticked = (at: number): EngineEvent => event({ type: 'clockTicked', at: ms(at) })

export function operation(
  name: string,
  rows: string,
  change: OperationChange,
  words: Partial<Operation> = {},
): Operation {
  const issuedAt = words.issuedAt ?? ms(1_000)
  return { id: name as OperationId, command: 'stickTop', ids: ids(rows), change, echo: true, ...words, issuedAt }
}
export const issued = (
  name: string,
  rows: string,
  change: OperationChange,
  words: Partial<Operation> = {},
): EngineEvent =>
  event({ type: 'operationIssued', operation: operation(name, rows, change, words), at: words.issuedAt ?? ms(1_000) })
export const confirmed = (
  name: string,
  words: { version?: number; ids?: ConversationId[]; at?: number } = {},
): EngineEvent =>
  event({ type: 'operationConfirmed', operationId: name as OperationId, ...words, at: ms(words.at ?? 1_000) })
export const rejected = (name: string, words: { ids?: ConversationId[] } = {}): EngineEvent =>
  event({ type: 'operationRejected', operationId: name as OperationId, reason: 'refused', ...words })

export interface Setting {
  readonly capabilities?: Partial<Capabilities>
  readonly policies?: Partial<Policies>
  readonly views?: readonly ViewDefinition[]
}

/** The events with which a history begins: what the vendor can do, and the views and policies of the app. */
export const setting = ({ capabilities, policies, views = [] }: Setting = {}): EngineEvent[] => [
  event({
    type: 'capabilitiesDeclared',
    capabilities: capabilities === undefined ? ordered : capabilitiesOf(capabilities),
    at: ms(1),
  }),
  event({ type: 'viewsDeclared', views, policies: { ...PLAIN_POLICIES, ...policies }, at: ms(1) }),
]

/** The state after some events. */
export function given(...events: (EngineEvent | Setting)[]): ListState {
  const [first, ...rest] = events
  const all = first !== undefined && 'type' in first ? [...setting(), ...events] : [...setting(first), ...rest]
  return after(createState(), ...(all as EngineEvent[]))
}

export const after = (state: ListState, ...events: EngineEvent[]): ListState =>
  events.reduce((before, next) => reduce(before, deepFreeze(next)), state)

/** Codes of what is noted while the events are applied. */
export function notes(state: ListState, ...events: EngineEvent[]): Diagnostic[] {
  const found: Diagnostic[] = []
  events.reduce((before, next) => reduce(before, next, (note) => found.push(note)), state)
  return found
}

/** The same with their places. */
export const notedAt = (state: ListState, ...events: EngineEvent[]): unknown[] =>
  notes(state, ...events).map(({ code, path }) => [code, path])

/** `^a b(3) c(2!1)`: `^` is pinned, the number unread, after `!` the mentions, `*` flagged as unread, `~` muted. */
export function show(state: ListState, view?: ViewDefinition): string {
  const reading = readView(state, view)
  return reading.window(0, reading.size).map(showRow).join(' ')
}

function showRow(row: Conversation): string {
  const mentions = row.mentions.me + row.mentions.all
  const counts = `${row.unreadCount > 0 ? row.unreadCount : ''}${mentions > 0 ? `!${mentions}` : ''}`
  const flags = `${row.markedUnread ? '*' : ''}${row.notify === 'none' ? '~' : ''}`
  return `${row.stickTop ? '^' : ''}${row.id}${flags}${counts === '' ? '' : `(${counts})`}`
}

/** For checks inside a walk, which may apply or not. */
export function must(holds: boolean, words: string): void {
  if (!holds) throw new Error(words)
}

/** Freezes plain objects and arrays, so that whoever writes into an event is found out. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) deepFreeze(part)
  return value
}
