import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Diagnostic, Report } from '../model/diagnostics.js'
import type { EngineEvent } from '../model/events.js'
import { type EpochMs, toEpochMs } from '../model/ids.js'
import type { ListState } from '../index/state.js'
import { reduceBatch } from '../reducers/root.js'
import { createState, restoreState } from '../views/create-state.js'
import { reportToConsole, systemClock } from './clock.js'
import { createDiagnosticsLog } from './diagnostics-log.js'
import type { Clock, Diagnostics, Dispatchable, EngineOptions, EngineStats } from './engine.js'
import { createNotifier, type Guard } from './notifier.js'

/** What the parts of an engine share: the state, the batch, the subscribers, the time. */
export interface Core {
  readonly clock: Clock
  readonly store: StoreApi<ListState>
  readonly initial: ListState
  readonly diagnostics: Diagnostics
  readonly stats: EngineStats
  readonly report: Report
  readonly guard: Guard
  state(): ListState
  now(): EpochMs
  dispatch(events: Dispatchable | readonly Dispatchable[]): void
  flush(): void
  subscribe(listener: (state: ListState, previous: ListState) => void): () => void
  /** A timer that ends with the engine. */
  after(ms: number, run: () => void): () => void
  dispose(): void
  readonly disposed: boolean
}

export function createCore(options: EngineOptions): Core {
  const clock = options.clock ?? systemClock
  const now = (): EpochMs => toEpochMs(clock.now())
  const onError = options.onError ?? reportToConsole
  const guard: Guard = (run) => {
    try {
      run()
    } catch (error) {
      report({
        code: 'app/threw',
        path: 'listener',
        detail: error instanceof Error ? error.name : undefined,
        at: now(),
      })
      onError(error)
    }
  }
  const { log, report } = createDiagnosticsLog(options.diagnosticsLimit ?? 200, guard)
  const stats = { events: 0, commits: 0, notifications: 0 }
  const empty = createState({ ...options, views: Object.values(options.views ?? {}) })
  const initial = options.initialState ? restoreState(empty, options.initialState) : empty
  let state = initial
  let queue: EngineEvent[] = []
  let isScheduled = false
  let isDisposed = false
  const timers = new Set<unknown>()
  const notifier = createNotifier<ListState>(guard)

  const creator = (): ListState => initial
  const store = createStore<ListState>()((options.enhance?.(creator) ?? creator) as typeof creator)
  const setStore = store.setState as (next: ListState, replace: true, action: { type: string }) => void

  function dispatch(events: Dispatchable | readonly Dispatchable[]): void {
    if (isDisposed) return
    const list = Array.isArray(events) ? (events as readonly Dispatchable[]) : [events as Dispatchable]
    for (let i = 0; i < list.length; i++) {
      try {
        queue.push(stamped(list[i]!, now()))
      } catch {
        // A getter of the input threw: noted, and nothing goes back into the vendor's callback.
        report({ code: 'event/malformed', path: `events[${i}]`, at: now() })
      }
    }
    if (isScheduled || queue.length === 0) return
    isScheduled = true
    const schedule = options.batching === 'frame' ? (clock.frame ?? frameByTimer) : clock.microtask
    schedule(() => {
      isScheduled = false
      flush()
    })
  }
  const frameByTimer = (run: () => void): void => void clock.setTimeout(run, 16)

  function flush(): void {
    if (queue.length === 0 || isDisposed) return
    const events = queue
    queue = []
    const previous = state
    stats.events += events.length
    state = reduceBatch(previous, events, report)
    if (state === previous) return
    stats.commits++
    notifier.publish(state, previous)
  }

  // The zustand store is told first; a listener of it that throws is isolated as a whole.
  notifier.subscribe((next) => {
    stats.notifications++
    setStore(next, true, { type: 'convolist/commit' })
  })

  return {
    clock,
    store,
    initial,
    diagnostics: log,
    stats,
    report: (diagnostic: Diagnostic) => isDisposed || report({ at: now(), ...diagnostic }),
    guard,
    state: () => state,
    now,
    dispatch,
    flush,
    subscribe: (listener) => (isDisposed ? () => undefined : notifier.subscribe(listener)),
    after(ms, run) {
      if (isDisposed) return () => undefined
      const timer: unknown = clock.setTimeout(() => {
        timers.delete(timer)
        run()
      }, ms)
      timers.add(timer)
      return () => {
        timers.delete(timer)
        clock.clearTimeout(timer)
      }
    },
    dispose() {
      isDisposed = true
      queue = []
      notifier.clear()
      for (const timer of timers) clock.clearTimeout(timer)
      timers.clear()
    },
    get disposed() {
      return isDisposed
    },
  }
}

/** An event as it came, with the time it reached us. Foreign input may be anything: the reducer looks at it later. */
function stamped(event: Dispatchable, at: EpochMs): EngineEvent {
  const isStamped = typeof event !== 'object' || event === null || event.at !== undefined
  return (isStamped ? event : { ...event, at }) as EngineEvent
}
