// The state of the slow reference: plain maps that are changed in place, nothing derived is ever stored.
import type {
  Capabilities,
  Connection,
  Conversation,
  ConversationField,
  ConversationId,
  EpochMs,
  GroupReceipt,
  Label,
  Operation,
  Policies,
  ViewDefinition,
  SyncStatus,
} from '../../../src/index.js'

/** How one operation stands on one row. */
export interface Pending {
  readonly operation: Operation
  baseUnread: number
  baseMentions: { readonly me: number; readonly all: number }
  readonly baseSentAt: number
  confirmed: { readonly at: number; readonly version: number | undefined } | undefined
  echoed: boolean
}

/** `tick` counts events: what has a larger one happened later. */
export interface Tombstone {
  readonly version: number | undefined
  readonly activeAt: number | undefined
  readonly tick: number
  readonly at: number
}

export interface MentionMessage {
  readonly sentAt: number
  readonly scope: 'me' | 'all'
}

export interface OpenSync {
  readonly id: string
  readonly tick: number
  /** Ids that were in a page, or read by name, since it began. */
  readonly met: Set<ConversationId>
}

export interface Request {
  readonly tick: number
  readonly syncId: string | undefined
}

export interface Model {
  readonly limits: Limits
  tick: number
  account: string | undefined
  epoch: number
  connection: Connection
  capabilities: Capabilities | undefined
  policies: Policies
  views: readonly ViewDefinition[]
  labels: Map<string, Label>
  reported: Map<string, number>
  status: SyncStatus
  truth: Map<ConversationId, Conversation>
  touched: Map<ConversationId, Map<ConversationField, number>>
  stamps: Map<ConversationId, Map<ConversationField, number>>
  mentions: Map<ConversationId, Map<string, MentionMessage>>
  /** Messages that have counted, or were not to, and never will again. */
  spentMentions: Map<ConversationId, Set<string>>
  readMarks: Map<
    ConversationId,
    { self: number | undefined; peer: number | undefined; readers?: GroupReceipt | undefined }
  >
  tombstones: Map<ConversationId, Tombstone>
  requests: Map<string, Request>
  sync: OpenSync | undefined
  queues: Map<ConversationId, Pending[]>
  /** Rows a sweep would have taken, had no operation been open on them. */
  unmet: Set<ConversationId>
  openId: ConversationId | undefined
  /** Keys of the views in which the open row stays, and its index in each when it was opened. */
  keptIn: Set<string>
  keptAt: Map<string, number>
  /** Codes of the diagnostics of the last event. */
  notes: string[]
}

export interface Limits {
  readonly tombstoneMs: number
  readonly tombstoneLimit: number
  readonly mentionLimit: number
  readonly operationTimeoutMs: number
  readonly echoHoldMs: number
}

/** What a history can be told about how long things last; the defaults of a state. */
export const LIMITS: Limits = {
  tombstoneMs: 600_000,
  tombstoneLimit: 10_000,
  mentionLimit: 500,
  operationTimeoutMs: 30_000,
  echoHoldMs: 5_000,
}

export const PLAIN_POLICIES: Policies = {
  pinOrder: 'activity',
  draftLift: 'never',
  mutedSink: false,
  unreadFirst: false,
  badge: { includeMuted: false, includeMarkedUnread: true },
  selection: { keepInFilter: false, keepIndex: false, onRemove: 'none' },
  unhideOnMessage: false,
}

export function createModel(limits: Limits = LIMITS): Model {
  return {
    limits,
    tick: 0,
    epoch: 0,
    connection: 'unknown',
    capabilities: undefined,
    policies: PLAIN_POLICIES,
    views: [],
    notes: [],
    ...nothing(),
  }
}

const NEVER_READ: SyncStatus = {
  phase: 'idle',
  startedAt: undefined,
  finishedAt: undefined,
  complete: false,
  hasMore: false,
  error: undefined,
}

/** Everything that belongs to an account (decision 31). */
export function nothing(): Omit<
  Model,
  'limits' | 'tick' | 'epoch' | 'connection' | 'capabilities' | 'policies' | 'views' | 'notes'
> {
  return {
    account: undefined,
    labels: new Map(),
    reported: new Map(),
    status: NEVER_READ,
    truth: new Map(),
    touched: new Map(),
    stamps: new Map(),
    mentions: new Map(),
    spentMentions: new Map(),
    readMarks: new Map(),
    tombstones: new Map(),
    requests: new Map(),
    sync: undefined,
    queues: new Map(),
    unmet: new Set(),
    openId: undefined,
    keptIn: new Set(),
    keptAt: new Map(),
  }
}

/** Every field of a row, in the order of the type. */
export const FIELDS: readonly ConversationField[] = [
  'kind',
  'targetId',
  'channelId',
  'title',
  'avatarUrl',
  'stickTop',
  'stickTopAt',
  'stickTopRank',
  'notify',
  'unreadCount',
  'markedUnread',
  'mentions',
  'draft',
  'lastMessage',
  'sortKey',
  'activeAt',
  'selfReadAt',
  'peerReadAt',
  'groupReceipt',
  'marks',
  'labels',
  'serverExtension',
  'localExtension',
  'createdAt',
  'updatedAt',
  'version',
]

export const states = (model: Model, field: ConversationField): boolean =>
  model.capabilities === undefined || model.capabilities.rowFields.includes(field)

export const hasVersions = (model: Model): boolean => model.capabilities?.rowVersions ?? false
export const isOrdered = (model: Model): boolean => (model.capabilities?.liveOrder ?? 'ordered') === 'ordered'
export const derivesMentions = (model: Model): boolean => model.capabilities?.mentions === 'derived'

/** The later of two times, either of which may be unknown. */
export const later = (a: number | undefined, b: number | undefined): EpochMs | undefined =>
  (a === undefined ? b : b === undefined ? a : Math.max(a, b)) as EpochMs | undefined

/** Plain values compared by what they hold. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b) || a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const valueOf = (from: object, key: string): unknown =>
    Object.hasOwn(from, key) ? from[key as keyof typeof from] : undefined
  return (
    Object.keys(a).every((key) => same(valueOf(a, key), valueOf(b, key))) &&
    Object.keys(b).every((key) => valueOf(b, key) === undefined || valueOf(a, key) !== undefined)
  )
}
