import type { Label } from '../model/conversation.js'
import type { Connection } from '../model/events.js'
import { type ListState, NO_SYNC, type Sides, type SyncStatus } from '../index/state.js'
import { isOf, mergedId } from './names.js'

type States = ReadonlyMap<string, ListState>

/** The small things of the merged list, after those of the engine `changed` have; the same object if they say the same. */
export function combineSides(sides: Sides, states: States, changed: string): Sides {
  const present = presentOf(states)
  const next: Sides = {
    selection: sides.selection,
    account: accountsOf(present),
    connection: combineConnections([...present.values()]),
    sync: kept(sides.sync, combineSyncs([...present.values()].map((state) => state.sync))),
    labels: labelsOf(sides.labels, states, changed),
    reported: kept(sides.reported, sumsOf([...present.values()])),
  }
  return kept(sides, next)
}

/** Where nobody is signed in, there is no list to wait for. */
export const isPresent = ({ account, sync }: ListState): boolean => account !== undefined || sync.phase !== 'idle'

function presentOf(states: States): States {
  const present = [...states].filter(([, state]) => isPresent(state))
  return present.length > 0 ? new Map(present) : states
}

function accountsOf(present: States): string | undefined {
  const accounts = [...present].flatMap(([name, { account }]) =>
    account === undefined ? [] : [mergedId(name, account)],
  )
  return accounts.length > 0 ? accounts.join() : undefined
}

/** The best of them: a list of which one account is still connected is no picture of the past. */
function combineConnections(present: readonly ListState[]): Connection {
  return CONNECTIONS.find((each) => present.some(({ connection }) => connection === each)) ?? 'unknown'
}

const CONNECTIONS: readonly Connection[] = ['connected', 'connecting', 'unknown', 'disconnected']

/** What is still under way, or went wrong, is said first. */
const PHASES: readonly SyncStatus['phase'][] = ['syncing', 'failed', 'partial', 'idle', 'synced']

function combineSyncs(syncs: readonly SyncStatus[]): SyncStatus {
  if (syncs.length === 0) return NO_SYNC
  const times = (field: 'startedAt' | 'finishedAt'): NonNullable<SyncStatus['startedAt']>[] =>
    syncs.flatMap((sync) => sync[field] ?? [])
  return {
    phase: PHASES.find((phase) => syncs.some((sync) => sync.phase === phase))!,
    startedAt: times('startedAt').sort((a, b) => a - b)[0],
    finishedAt: times('finishedAt').sort((a, b) => b - a)[0],
    complete: syncs.every((sync) => sync.complete),
    hasMore: syncs.some((sync) => sync.hasMore),
    error: syncs.find((sync) => sync.error !== undefined)?.error,
  }
}

function labelsOf(known: readonly Label[], states: States, changed: string): readonly Label[] {
  const next = [...states].flatMap(([name, state]) =>
    name === changed
      ? state.labels.map((label) => ({ ...label, id: mergedId(name, label.id) }))
      : known.filter(({ id }) => isOf(name, id)),
  )
  const byId = new Map(known.map((label) => [label.id, label]))
  return kept(
    known,
    next.map((label) => {
      const before = byId.get(label.id)
      return before ? kept(before, label) : label
    }),
  )
}

/** A total of the vendors' is one only if each of them has told its own. */
function sumsOf(present: readonly ListState[]): Readonly<Record<string, number>> {
  const sums = Object.create(null) as Record<string, number>
  const [first, ...others] = present.map((state) => state.reported)
  for (const [scope, count] of Object.entries(first ?? {})) {
    if (others.some((each) => each[scope] === undefined)) continue
    sums[scope] = others.reduce((sum, each) => sum + each[scope]!, count)
  }
  return sums
}

/** The former object if it holds the same, field by field. */
function kept<T extends object>(before: T, now: T): T {
  const names = Object.keys(now) as (keyof T)[]
  const isSame = names.length === Object.keys(before).length && names.every((name) => before[name] === now[name])
  return isSame ? before : now
}
