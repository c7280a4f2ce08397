import { createEngine, type Engine, type Source } from '@convolist/core'
import { createAnnouncer, type Announcer } from '../announcer.js'
import { demoPolicies, tabViews } from '../list/views.js'
import { createRowCommands, type RowCommands } from '../menu/row-commands.js'
import { createMeters, type Meters } from '../meters.js'
import type { Texts } from '../texts/index.js'
import { createToasts, type Toasts } from '../toasts.js'
import type { Simulation } from './backends.js'

/** One engine on one source, and what the page keeps beside it. */
export interface Session {
  readonly engine: Engine
  /** The simulator behind it; `undefined` with a real account. */
  readonly simulation: Simulation | undefined
  readonly commands: RowCommands
  readonly toasts: Toasts
  readonly announcer: Announcer
  readonly meters: Meters
  dispose(): void
}

/** Short, so that the fault "never answer" can be watched to its end. */
const OPERATION_TIMEOUT_MS = 8000

export function openSession(source: Source, simulation: Simulation | undefined, texts: () => Texts): Session {
  const engine = createEngine({
    source,
    views: tabViews,
    policies: demoPolicies,
    batching: 'frame',
    operationTimeoutMs: OPERATION_TIMEOUT_MS,
  })
  const announcer = createAnnouncer(engine, { texts })
  const toasts = createToasts(announcer.say)
  const meters = createMeters(engine)
  const stop = announceLifecycle(engine, announcer, toasts, texts)
  const stopWatching = source.watchUnread ? engine.watchUnread({ type: 'all' }, 'unread') : undefined
  return {
    engine,
    simulation,
    commands: createRowCommands(engine, toasts, texts),
    toasts,
    announcer,
    meters,
    dispose: () => {
      stop()
      stopWatching?.()
      engine.dispose()
      announcer.dispose()
      meters.dispose()
      toasts.clear()
      simulation?.dispose()
    },
  }
}

function announceLifecycle(engine: Engine, announcer: Announcer, toasts: Toasts, texts: () => Texts): () => void {
  return engine.subscribe((state, previous) => {
    if (state.account !== previous.account && previous.account !== undefined) {
      toasts.clear() // they name the former account's conversations
      if (state.account !== undefined) announcer.say(texts().live.switched)
    }
    if (state.connection === previous.connection) return
    if (state.connection === 'disconnected') announcer.say(texts().live.disconnected)
    if (state.connection === 'connected' && previous.connection === 'disconnected')
      announcer.say(texts().live.connected)
  })
}
