import { createEngine, type Capabilities, type Engine, type View } from '@convolist/core'
import { mergeEngines } from '@convolist/core/merge'
import { createAnnouncer, type Announcer } from '../announcer.js'
import { demoPolicies, tabViews } from '../list/views.js'
import { createRowCommands, type RowCommands } from '../menu/row-commands.js'
import { createMeters, type Meters } from '../meters.js'
import type { Texts } from '../texts/index.js'
import { createToasts, type Toasts } from '../toasts.js'
import type { Vendor } from '../settings.js'
import type { Part, Simulation } from './backends.js'

/** One list, of one vendor or of several, and what the page keeps beside it. */
export interface Session {
  readonly engine: Engine
  /** The parts of a merged list, each with its own counters; empty where there is only one. */
  readonly sources: readonly (Pick<Part, 'name' | 'vendor'> & { readonly view: View })[]
  /** Whose row it is; `undefined` where there is only one vendor. */
  vendorOf(id: string): Vendor | undefined
  /** The account that the row is of. */
  accountOf(id: string): string | undefined
  /** Of the vendor that the row is of. */
  capabilitiesOf(id: string): Capabilities | undefined
  /** The simulators behind it; `undefined` where all accounts are real. */
  readonly simulation: Simulation | undefined
  readonly commands: RowCommands
  readonly toasts: Toasts
  readonly announcer: Announcer
  readonly meters: Meters
  /** Leaves the lists it shows as they are. */
  dispose(): void
}

/** One vendor's list, which outlives the sessions that show it: drafts and marks are kept nowhere else. */
export interface OpenList extends Pick<Part, 'name' | 'vendor'> {
  readonly engine: Engine
  dispose(): void
}

/** Short, so that the fault "never answer" can be watched to its end. */
const OPERATION_TIMEOUT_MS = 8000

export function openSession(
  lists: readonly OpenList[],
  simulation: Simulation | undefined,
  texts: () => Texts,
): Session {
  const { engine, ...owners } = lists.length === 1 ? aloneOf(lists[0]!.engine) : mergedOf(lists)
  const announcer = createAnnouncer(engine, { texts })
  const toasts = createToasts(announcer.say)
  const meters = createMeters(() => lists.reduce((sum, list) => sum + list.engine.stats.events, 0))
  const stop = announceLifecycle(engine, announcer, toasts, texts)
  return {
    engine,
    ...owners,
    simulation,
    commands: createRowCommands(engine, toasts, texts),
    toasts,
    announcer,
    meters,
    dispose: () => {
      stop()
      if (lists.length !== 1) engine.dispose()
      announcer.dispose()
      meters.dispose()
      toasts.clear()
    },
  }
}

export function openList({ name, vendor, source }: Part): OpenList {
  const engine = createEngine({
    source,
    views: tabViews,
    policies: demoPolicies,
    batching: 'frame',
    operationTimeoutMs: OPERATION_TIMEOUT_MS,
  })
  // Tencent's total leaves muted rows out.
  const scope = vendor.startsWith('tencent') ? 'unreadUnmuted' : 'unread'
  const stopWatching = source.watchUnread ? engine.watchUnread({ type: 'all' }, scope) : undefined
  return {
    name,
    vendor,
    engine,
    dispose: () => {
      stopWatching?.()
      engine.dispose()
    },
  }
}

type Owned = Pick<Session, 'engine' | 'sources' | 'vendorOf' | 'accountOf' | 'capabilitiesOf'>

const aloneOf = (engine: Engine): Owned => ({
  engine,
  sources: [],
  vendorOf: () => undefined,
  accountOf: () => engine.getState().account,
  capabilitiesOf: () => engine.capabilities,
})

/** Several lists as one: a row's commands go to its own vendor. */
function mergedOf(lists: readonly OpenList[]): Owned {
  const merged = mergeEngines(lists, { views: tabViews, policies: demoPolicies })
  const vendors = new Map(lists.map(({ name, vendor }) => [name, vendor]))
  return {
    engine: merged,
    sources: lists.map(({ name, vendor }) => ({ name, vendor, view: merged.viewOf(name) })),
    vendorOf: (id) => vendors.get(merged.ownerOf(id)?.name ?? ''),
    accountOf: (id) => merged.ownerOf(id)?.engine.getState().account,
    capabilitiesOf: (id) => merged.ownerOf(id)?.engine.capabilities,
  }
}

function announceLifecycle(engine: Engine, announcer: Announcer, toasts: Toasts, texts: () => Texts): () => void {
  return engine.subscribe((state, previous) => {
    // Of several accounts each signs in at its own time.
    if (state.account !== previous.account && previous.account !== undefined && !state.account?.includes(',')) {
      toasts.clear() // they name the former account's conversations
      if (state.account !== undefined) announcer.say(texts().live.switched)
    }
    if (state.connection === previous.connection) return
    if (state.connection === 'disconnected') announcer.say(texts().live.disconnected)
    if (state.connection === 'connected' && previous.connection === 'disconnected')
      announcer.say(texts().live.connected)
  })
}
