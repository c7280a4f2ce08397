import { type Conversation, createConversation } from '../model/conversation.js'
import type { Report } from '../model/diagnostics.js'
import type { EngineEvent } from '../model/events.js'
import type { EpochMs } from '../model/ids.js'
import type { Policies, ViewDefinition } from '../model/views.js'
import { treeRows } from '../index/order-tree.js'
import { emptyParts, ListState, type SerializedState, type Settings } from '../index/state.js'
import { reduceBatch } from '../reducers/root.js'

type InPart<T> = { readonly [Name in keyof T]?: T[Name] | undefined }

/** Some of the policies; what is left out (or `undefined`) stays as it is. */
export type PoliciesInput = InPart<Omit<Policies, 'badge' | 'selection'>> & {
  readonly badge?: InPart<Policies['badge']> | undefined
  readonly selection?: InPart<Policies['selection']> | undefined
}

export interface StateOptions {
  readonly policies?: PoliciesInput | undefined
  /** Views whose order and counters are kept up with every event. */
  readonly views?: readonly ViewDefinition[] | undefined
  readonly tombstoneMs?: number | undefined
  readonly tombstoneLimit?: number | undefined
  readonly echoHoldMs?: number | undefined
  readonly operationTimeoutMs?: number | undefined
}

export const DEFAULT_POLICIES: Policies = Object.freeze({
  pinOrder: 'activity',
  draftLift: 'never',
  mutedSink: false,
  unreadFirst: false,
  badge: Object.freeze({ includeMuted: false, includeMarkedUnread: true }),
  selection: Object.freeze({ keepInFilter: true, keepIndex: false, onRemove: 'none' }),
  unhideOnMessage: true,
})

/** Policies with some of their choices replaced. */
export function mergePolicies(base: Policies, input: PoliciesInput = {}): Policies {
  return {
    ...base,
    ...defined(input),
    badge: { ...base.badge, ...defined(input.badge ?? {}) },
    selection: { ...base.selection, ...defined(input.selection ?? {}) },
  }
}

const defined = <T extends object>(options: T): { readonly [Name in keyof T]?: Exclude<T[Name], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never

/** An empty list, to reduce events into. `createEngine` makes its own. */
export function createState(options: StateOptions = {}): ListState {
  const settings: Settings = {
    policies: mergePolicies(DEFAULT_POLICIES, options.policies),
    views: options.views ?? [],
    tombstoneMs: options.tombstoneMs ?? 600_000,
    tombstoneLimit: options.tombstoneLimit ?? 10_000,
    echoHoldMs: options.echoHoldMs ?? 5_000,
    operationTimeoutMs: options.operationTimeoutMs ?? 30_000,
  }
  return new ListState({ tick: 0, epoch: 0, settings, capabilities: undefined, ...emptyParts(settings) })
}

/** The list as plain JSON, in order: for server rendering and persistence. */
export function serializeState(state: ListState, at: EpochMs): SerializedState {
  const rows = treeRows(state.parts.indexes[0]!.tree, 0)
  const mentions = rows.flatMap(({ id }) =>
    [...(state.parts.mentionLogs.get(id)?.messages ?? [])].map(([messageId, { sentAt, scope }]) => ({
      id,
      messageId,
      sentAt,
      scope,
    })),
  )
  return { format: 1, account: state.account, rows, labels: state.labels, mentions, savedAt: at }
}

/** Puts a saved list into an empty state; the first sync corrects it. Rows that were spoiled on the way are left out. */
export function restoreState(state: ListState, saved: SerializedState, report?: Report): ListState {
  const { account, rows, labels, mentions = [], savedAt: at } = saved
  const events: EngineEvent[] = [
    { type: 'pageRequested', requestId: 'restore', at },
    // JSON has no `undefined`: keys that were left out come back with the builder.
    { type: 'pageReceived', requestId: 'restore', rows: rows.map(completed), at },
    { type: 'labelsChanged', labels, complete: true, at },
    ...mentions.map((mention): EngineEvent => Object.assign({}, mention, { type: 'mentionReceived', at } as const)),
  ]
  const opened: EngineEvent[] = account === undefined ? [] : [{ type: 'accountOpened', account, at }]
  return reduceBatch(state, [...opened, ...events], report)
}

const completed = (row: Conversation | null): Conversation =>
  typeof row === 'object' && row !== null ? createConversation(row) : (row as never)
