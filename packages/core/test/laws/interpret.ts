// Makes concrete events of abstract steps, against what the history has issued so far.
import {
  createConversation,
  toConversationId,
  type Capabilities,
  type Conversation,
  type ConversationField,
  type ConversationId,
  type ConversationPatch,
  type EngineEvent,
  type EpochMs,
  type FieldStamps,
  type OperationChange,
  type OperationId,
  type Policies,
  type ViewDefinition,
} from '../../src/index.js'
import type { ChangeSeed, History, PatchSeed, RowSeed, Step } from './history.js'
import { PROFILES } from './profiles.js'

/** Ordinary ids among ones that break careless maps and encoders. */
export const IDS: readonly ConversationId[] = ['a', 'b', 'c', '__proto__', 'constructor', '\ud800', '\udc00x', 'é'].map(
  toConversationId,
)

export const VIEWS: readonly ViewDefinition[] = [
  { filter: { unread: true } },
  { filter: { mentioned: true } },
  { filter: { kinds: ['group'] } },
  { filter: { labels: ['l1'] } },
  { filter: { labels: [], muted: false } },
  { filter: { marks: ['starred'] }, policy: { unreadFirst: true } },
  { filter: { hidden: 'only' } },
  { filter: { hidden: 'include', muted: true } },
  { filter: { text: 'Ann' }, policy: { mutedSink: true, pinOrder: 'pinTime' } },
  {
    filter: { or: [{ drafted: true }, { stickTop: true }], not: { kinds: ['group'] } },
    policy: { draftLift: 'laterOfBoth' },
  },
  { filter: { and: [{ unread: false }, { where: { key: 'short', test: (row) => row.id.length < 2 } }] } },
]

/** What has been issued so far, so that later steps can speak of it. */
export interface Context {
  now: number
  version: number
  count: number
  readonly requests: string[]
  readonly syncs: string[]
  readonly operations: { readonly id: OperationId; readonly ids: readonly ConversationId[]; readonly remove: boolean }[]
  readonly events: EngineEvent[]
  readonly capabilities: Capabilities
  readonly policies: Policies
  /** Of the model, at the time of the step. */
  epoch: number
}

export function createContext(history: History): Context {
  return {
    now: 1_000,
    version: 10,
    count: 0,
    requests: [],
    syncs: [],
    operations: [],
    events: [],
    capabilities: PROFILES[history.profile],
    policies: history.policies,
    epoch: 0,
  }
}

/** The events with which every history begins. */
export const beginning = ({ capabilities, policies }: Context): EngineEvent[] => [
  { type: 'capabilitiesDeclared', capabilities, at: 1_000 as EpochMs },
  { type: 'viewsDeclared', views: VIEWS, policies, at: 1_000 as EpochMs },
]

/** The event of a step; `undefined` where a step has nothing to speak of yet. */
export function interpret(context: Context, step: Step): EngineEvent | undefined {
  context.now += step.wait
  context.version += 1
  context.count += 1
  const words = toEvent(context, step)
  if (words === undefined) return undefined
  const event = { at: context.now as EpochMs, ...words } as EngineEvent
  context.events.push(event)
  return event
}

type Words = EngineEvent extends infer Event ? (Event extends EngineEvent ? Omit<Event, 'at'> : never) : never

const idOf = (index: number): ConversationId => IDS[index % IDS.length]!
const fromEnd = <T>(list: readonly T[], back: number): T | undefined => list[list.length - 1 - back]
const ago = (context: Context, age: number): EpochMs => (context.now - age) as EpochMs

function withoutTime(event: EngineEvent): Words {
  const { at: _, ...words } = event
  return words
}

function toEvent(context: Context, step: Step): Words | undefined {
  const rows = (seeds: readonly RowSeed[]): Conversation[] => seeds.map((seed) => toRow(context, seed))
  switch (step.do) {
    case 'upsert':
      return { type: 'conversationsUpserted', rows: rows(step.rows) }
    case 'patch':
      return toPatches(context, step.patches, step.ignore)
    case 'remove': {
      const versions = step.versions ? step.ids.map(() => context.version - step.behind) : undefined
      return { type: 'conversationsRemoved', ids: step.ids.map(idOf), ...(versions && { versions }) }
    }
    case 'startSync':
      context.syncs.push(`s${context.count}`)
      return { type: 'syncStarted', syncId: `s${context.count}` }
    case 'ask': {
      const syncId = step.ofSync ? fromEnd(context.syncs, 0) : undefined
      context.requests.push(`r${context.count}`)
      return { type: 'pageRequested', requestId: `r${context.count}`, ...(syncId !== undefined && { syncId }) }
    }
    case 'page': {
      const requestId = fromEnd(context.requests, step.back) ?? 'unknown'
      return {
        type: 'pageReceived',
        requestId,
        rows: rows(step.rows),
        missing: step.missing.map(idOf),
        more: step.more,
        ...(step.hasMore !== undefined && { hasMore: step.hasMore }),
      }
    }
    case 'failPage':
      return { type: 'pageFailed', requestId: fromEnd(context.requests, step.back) ?? 'unknown' }
    case 'finishSync':
      return { type: 'syncFinished', syncId: fromEnd(context.syncs, step.back) ?? 'unknown', complete: step.complete }
    case 'failSync':
      return { type: 'syncFailed', syncId: fromEnd(context.syncs, step.back) ?? 'unknown', reason: 'network' }
    case 'snapshot':
      return { type: 'snapshotReceived', rows: rows(step.rows), complete: step.complete }
    case 'selfRead':
      return { type: 'selfReadTo', id: idOf(step.id), readAt: ago(context, step.age) }
    case 'peerRead':
      return { type: 'peerReadTo', id: idOf(step.id), readAt: ago(context, step.age) }
    case 'receipt': {
      const { read, unread } = step
      const messageId = `m${ago(context, step.age)}`
      return { type: 'groupReceiptChanged', id: idOf(step.id), messageId, read, unread }
    }
    case 'revoke': {
      const messageId = `m${ago(context, step.age)}`
      const by = step.words % 2 === 1 ? { revokedBy: 'admin' } : {}
      const instead = step.words > 1 ? { postscript: 'taken back' } : {}
      return { type: 'messageRevoked', id: idOf(step.id), messageId, ...by, ...instead }
    }
    case 'mention': {
      const sentAt = ago(context, step.age)
      return {
        type: 'mentionReceived',
        id: idOf(step.id),
        messageId: `m${sentAt}`,
        sentAt,
        scope: step.all ? 'all' : 'me',
      }
    }
    case 'mentionAgain': {
      const told = context.events.filter((event) => event.type === 'mentionReceived')
      const before = fromEnd(told, step.back)
      return before && withoutTime(before)
    }
    case 'labels': {
      const labels = step.names.map((name) => ({ id: `l${name}`, name: `label ${(name + step.wait) % 3}` }))
      return { type: 'labelsChanged', labels, removed: step.removed.map((name) => `l${name}`), complete: step.complete }
    }
    case 'reported':
      return {
        type: 'unreadReported',
        unread: step.unread,
        scope: ['unread', 'unreadUnmuted', '__proto__'][step.scope]!,
      }
    case 'draft':
      return { type: 'draftSaved', id: idOf(step.id), draft: step.text ? toDraft(context, step.id) : undefined }
    case 'open':
      return { type: 'conversationOpened', id: IDS[step.id] }
    case 'order':
      return { type: 'stickTopOrdered', ids: step.ids.map(idOf) }
    case 'issue':
      return toIssue(context, step.ids.map(idOf), toChange(context, step.change))
    case 'confirm': {
      const target = fromEnd(context.operations, step.back)
      const versioned = context.capabilities.rowVersions && step.version !== 0 && target?.remove === false
      return {
        type: 'operationConfirmed',
        ...answered(target, step.only),
        ...(versioned && { version: context.version - step.version }),
      }
    }
    case 'reject': {
      const reason = (['refused', 'timeout', 'disconnected'] as const)[step.why]!
      return { type: 'operationRejected', ...answered(fromEnd(context.operations, step.back), step.only), reason }
    }
    case 'tick':
      context.now += [0, 1, 2_500, 5_000, 30_000, 600_000][step.jump]!
      return { type: 'clockTicked' }
    case 'account':
      return { type: 'accountOpened', account: ['me', 'you'][step.which]! }
    case 'close':
      return { type: 'accountClosed', reason: 'logout' }
    case 'connection':
      return {
        type: 'connectionChanged',
        connection: (['unknown', 'connecting', 'connected', 'disconnected'] as const)[step.which]!,
      }
    case 'views':
      return toViews(context, step.which)
    case 'again': {
      const before = fromEnd(context.events, step.back)
      if (before === undefined) return undefined
      const former = context.epoch > 0 ? { epoch: context.epoch - 1 } : { account: 'nobody' }
      const words = withoutTime(before)
      return step.late && words.type !== 'accountOpened' ? { ...words, ...former } : words
    }
  }
}

function toViews({ policies }: Context, which: number): Words {
  const { selection } = policies
  const kept = { ...selection, keepInFilter: !selection.keepInFilter, keepIndex: !selection.keepIndex }
  const reordered: Partial<Policies> = {
    mutedSink: !policies.mutedSink,
    unreadFirst: !policies.unreadFirst,
    pinOrder: 'pinTime',
  }
  const changes: readonly Partial<Policies>[] = [
    {},
    {},
    reordered,
    { selection: kept },
    { ...reordered, selection: kept },
  ]
  return {
    type: 'viewsDeclared',
    views: which === 1 ? VIEWS.slice(0, 4) : VIEWS,
    policies: { ...policies, ...changes[which] },
  }
}

/** A whole row, as a server would send it now; for a patch also with the fields that full rows of this vendor leave out. */
function toRow(context: Context, seed: RowSeed, forPatch = false): Conversation {
  const has = (bit: number): boolean => (seed.bits & (1 << bit)) !== 0
  const states = (field: ConversationField): boolean => forPatch || context.capabilities.rowFields.includes(field)
  const time = ago(context, seed.age)
  const name = idOf(seed.id)
  const group = has(2)
  const row = createConversation({
    id: name,
    kind: group ? 'group' : 'direct',
    targetId: `t-${name}`,
    title: [undefined, 'anna', 'Bob'][seed.title],
    avatarUrl: seed.title === 2 ? 'https://example.org/b.png' : undefined,
    stickTop: has(0),
    notify: has(1) ? 'none' : 'all',
    unreadCount: seed.unread,
    lastMessage: seed.age === 7 ? undefined : toMessage(time, has(5)),
    activeAt: time,
    sortKey: seed.hint === 0 ? time : 1_000 + seed.hint,
    labels: ['l1', 'l2'].filter((_, index) => (seed.labels & (1 << index)) !== 0),
    ...(states('mentions') && { mentions: { me: seed.mentions & 1, all: seed.mentions >> 1 } }),
    ...(states('marks') && { marks: ['starred', 'hidden'].filter((_, index) => (seed.marks & (1 << index)) !== 0) }),
    ...(states('markedUnread') && { markedUnread: has(3) }),
    ...(states('draft') && has(4) && { draft: toDraft(context, seed.id) }),
    ...(states('selfReadAt') && has(6) && { selfReadAt: time }),
    ...(states('peerReadAt') && has(6) && { peerReadAt: time }),
    ...(states('groupReceipt') &&
      has(7) && { groupReceipt: { messageId: `m${time - (seed.hint % 2)}`, read: seed.unread, unread: seed.title } }),
    ...(context.capabilities.rowVersions && { version: context.version - seed.behind }),
  })
  return { ...row, ...broken(row, seed.broken) }
}

const toMessage = (sentAt: EpochMs, revoked: boolean): NonNullable<Conversation['lastMessage']> => ({
  id: `m${sentAt}`,
  sentAt,
  senderId: 'someone',
  type: 'text',
  text: revoked ? undefined : `words of ${sentAt}`,
  status: 'sent',
  revoked,
})

const toDraft = (context: Context, which: number): NonNullable<Conversation['draft']> => ({
  text: `draft ${which}`,
  at: ago(context, which),
})

/** One of the ways in which a row can be malformed. */
function broken(row: Conversation, how: number): Partial<Conversation> {
  const ways: Partial<Conversation>[] = [
    {},
    { sortKey: NaN },
    { unreadCount: -1 },
    { activeAt: (8.64e15 + 1) as EpochMs },
    { id: '' as ConversationId },
    { mentions: { me: 0.5, all: 0 } },
    { lastMessage: { ...toMessage(row.activeAt, false), sentAt: NaN as EpochMs } },
    { unreadCount: 2 ** 53 },
  ]
  return ways[how] ?? {}
}

/** The groups of fields a patch may state. */
const GROUPS: readonly (readonly (keyof Conversation)[])[] = [
  ['stickTop'],
  ['notify'],
  ['unreadCount', 'mentions'],
  ['lastMessage', 'sortKey', 'activeAt'],
  ['title'],
  ['labels'],
  ['marks'],
  ['markedUnread'],
  ['kind', 'targetId'],
  ['serverExtension', 'draft'],
]
const STAMPED = ['stickTop', 'notify', 'unreadCount', 'title', 'labels', 'markedUnread'] as const
const MESSAGE = ['lastMessage', 'sortKey', 'activeAt'] as const

function toPatches(context: Context, seeds: readonly PatchSeed[], ignore: boolean): Words {
  const patches = seeds.map((seed) => toPatch(context, seed))
  const withStamps = context.capabilities.fieldStamps
  return {
    type: 'conversationsPatched',
    patches,
    ...(withStamps && { stamps: seeds.map((seed, index) => toStamps(context, seed, patches[index]!)) }),
    ...(ignore && { unknown: 'ignore' as const }),
  }
}

function toPatch(context: Context, { row: seed, states }: PatchSeed): ConversationPatch {
  const row = toRow(context, seed, true)
  const counted = context.capabilities.mentions === 'vendor'
  const fields = GROUPS.filter((_, index) => (states & (1 << index)) !== 0)
    .flat()
    .filter((field) => field !== 'mentions' || counted)
  const versioned = context.capabilities.rowVersions && seed.behind % 2 === 0
  return {
    ...Object.fromEntries(fields.map((field) => [field, row[field]])),
    ...broken(row, seed.broken),
    id: seed.broken === 4 ? ('' as ConversationId) : row.id,
    ...(versioned && { version: row.version }),
  }
}

function toStamps(context: Context, { row }: PatchSeed, patch: ConversationPatch): FieldStamps | undefined {
  if (row.hint === 3) return undefined
  const stamped = [...STAMPED, ...(row.hint === 2 ? MESSAGE : [])].filter((field) => Object.hasOwn(patch, field))
  return Object.fromEntries(stamped.map((field) => [field, ago(context, row.behind)]))
}

function toChange(context: Context, { kind, on, which }: ChangeSeed): OperationChange {
  switch (kind) {
    case 0:
      return { type: 'read' }
    case 1:
      return { type: 'markedUnread', markedUnread: on }
    case 2:
      return { type: 'notify', notify: on ? 'none' : 'all' }
    case 3:
      return { type: 'draft', draft: on ? toDraft(context, which) : undefined }
    case 4:
      return { type: 'mark', mark: which === 0 ? 'starred' : 'hidden', on }
    case 5:
      return { type: 'label', labelId: which === 0 ? 'l1' : 'l2', on }
    case 6:
      return { type: 'serverExtension', text: `server ${which}` }
    case 7:
      return { type: 'localExtension', text: `local ${which}` }
    case 8:
      return { type: 'remove' }
    default:
      return { type: 'stickTop', stickTop: on }
  }
}

function toIssue(context: Context, ids: readonly ConversationId[], change: OperationChange): Words {
  const id = `o${context.count}` as OperationId
  const { echo } = context.capabilities.commands.stickTop
  context.operations.push({ id, ids, remove: change.type === 'remove' })
  return {
    type: 'operationIssued',
    operation: { id, command: 'stickTop', ids, change, issuedAt: context.now as EpochMs, echo },
  }
}

/** Which operation an answer is for, and for which of its rows. */
function answered(
  target: { readonly id: OperationId; readonly ids: readonly ConversationId[] } | undefined,
  only: number,
): { readonly operationId: OperationId; readonly ids?: readonly ConversationId[] } {
  const ids = only === 0 ? undefined : target?.ids.slice(only - 1, only)
  return { operationId: target?.id ?? ('unknown' as OperationId), ...(ids && { ids }) }
}
