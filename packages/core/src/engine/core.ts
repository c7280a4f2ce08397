import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Report } from '../model/diagnostics.js'
import type { EngineEvent } from '../model/events.js'
import { type EpochMs, toEpochMs } from '../model/ids.js'
import type { ViewDefinition } from '../model/views.js'
import type { ListState } from '../index/state.js'
import { reduceBatch } from '../reducers/root.js'
import { createState, restoreState } from '../views/create-state.js'
import { FRAME_MS, reportToConsole, systemClock } from './clock.js'
import { createDiagnosticsLog } from './diagnostics-log.js'
import type { Clock, Diagnostics, Dispatchable, EngineOptions, EngineStats } from './engine.js'
import { guardedView } from './guarded-view.js'
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
  /** Declared by the app, by name. */
  readonly views: ReadonlyMap<string, ViewDefinition>
  state(): ListState
  now(): EpochMs
  dispatch(events: Dispatchable | readonly Dispatchable[]): void
  flush(): void
  /** Makes the state what `change` gives for it, as one commit. */
  commit(change: (state: ListState) => ListState, nameOf: () => string): void
  /** Runs when the state that is now is no longer the newest, before anybody is told; and at each later one while it says so. */
  onNext(run: (isOtherAccount: boolean) => boolean): void
  subscribe(listener: (state: ListState, previous: ListState) => void): () => void
  /** A timer that ends with the engine. */
  after(ms: number, run: () => void): () => void
  dispose(): void
  readonly disposed: boolean
}

export function createCore(options: EngineOptions): Core {
  const clock = options.clock ?? systemClock
  const now = (): EpochMs => toEpochMs(clock.now())
  const guard: Guard = (run) => {
    try {
      run()
    } catch (error) {
      onThrow(error)
    }
  }
  const onThrow = (error: unknown): void => {
    report({ code: 'app/threw', path: 'listener', detail: nameOfError(error), at: now() })
    handOver(error)
  }
  /** The app's error handler is the app's own code too. */
  const handOver = (error: unknown): void => {
    try {
      const onError = options.onError ?? reportToConsole
      onError(error)
    } catch (second) {
      reportToConsole(second)
    }
  }
  const { log, report } = createDiagnosticsLog(options.diagnosticsLimit ?? 200, now, handOver)
  const stats = { events: 0, commits: 0, notifications: 0 }
  const views = Object.entries(options.views ?? {}).map(([name, view]) => [name, guardedView(view, guard)] as const)
  // Calls are timed by whoever makes them, from when they are made: in the state, an operation waits for its call's end.
  const empty = createState({ ...options, operationTimeoutMs: Infinity, views: views.map(([, view]) => view) })
  const initial = options.initialState ? restoreState(empty, options.initialState, report) : empty
  let state = initial
  let queue: EngineEvent[] = []
  let isScheduled = false
  let isReducing = false
  let isDisposed = false
  const timers = new Set<unknown>()
  const waiting: ((isOtherAccount: boolean) => boolean)[] = []
  const notifier = createNotifier<ListState>(onThrow)

  const creator = (): ListState => initial
  const store = createStore<ListState>()((options.enhance?.(creator) ?? creator) as typeof creator)
  const setStore = store.setState as (next: ListState, replace: true, action: { type: string }) => void
  /** What middleware such as devtools shows as the name of a change. */
  const actions = new WeakMap<ListState, string>()

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
  const frameByTimer = (run: () => void): void => void after(FRAME_MS, run)

  function flush(): void {
    // A listener of diagnostics may ask for a flush in the middle of one: its events wait for the next.
    if (queue.length === 0 || isDisposed || isReducing) return
    const events = queue
    queue = []
    stats.events += events.length
    commit(
      (previous) => {
        const next = reduceBatch(previous, events, report)
        if (options.onBatch) guard(() => options.onBatch!({ events, previous, state: next }))
        return next
      },
      () => nameOfBatch(events),
    )
  }

  function commit(change: (state: ListState) => ListState, nameOf: () => string): void {
    const previous = state
    isReducing = true
    state = change(previous)
    isReducing = false
    if (state === previous) return
    stats.commits++
    let left = 0
    for (const run of waiting) if (run(state.epoch !== previous.epoch)) waiting[left++] = run
    waiting.length = left
    if (options.enhance) actions.set(state, nameOf())
    notifier.publish(state, previous)
  }

  // The zustand store is told first; a listener of it that throws is isolated as a whole.
  notifier.subscribe((next) => {
    stats.notifications++
    setStore(next, true, { type: actions.get(next) ?? 'convolist' })
  })

  function after(ms: number, run: () => void): () => void {
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
  }

  return {
    clock,
    store,
    initial,
    diagnostics: log,
    stats,
    report: (diagnostic) => isDisposed || report({ at: now(), ...diagnostic }),
    guard,
    views: new Map(views),
    state: () => state,
    now,
    dispatch,
    flush,
    commit,
    onNext: (run) => void waiting.push(run),
    subscribe: (listener) => (isDisposed ? () => undefined : notifier.subscribe(listener)),
    after,
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

const nameOfError = (error: unknown): string | undefined => (error instanceof Error ? error.name : undefined)

/** `convolist/conversationsPatched`, or every kind of event in the batch. */
const nameOfBatch = (events: readonly EngineEvent[]): string =>
  `convolist/${[...new Set(events.map((event) => String(event?.type)))].join('+')}`

/** An event as it came, with the time it reached us. Foreign input may be anything: the reducer looks at it later. */
function stamped(event: Dispatchable, at: EpochMs): EngineEvent {
  const isStamped = typeof event !== 'object' || event === null || event.at !== undefined
  return (isStamped ? event : { ...event, at }) as EngineEvent
}
