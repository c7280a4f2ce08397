import { ConvolistError } from '../model/errors.js'
import type { SourceEvent } from '../model/events.js'
import type { Source, SourceSink, UnreadQuery } from '../model/source.js'
import { getConversation } from '../views/read-view.js'
import { mergePolicies, serializeState } from '../views/create-state.js'
import { createCommands } from './commands.js'
import { type Core, createCore } from './core.js'
import type { Engine, EngineOptions } from './engine.js'
import { disposed, noSource, noted } from './failures.js'
import { createOperations, toError } from './operations.js'
import { checkOptions, checkPolicies, checkQuery, checkSource } from './options.js'
import { createSyncDriver, type SyncDriver } from './sync-driver.js'
import { createViewRegistry } from './view-registry.js'

/**
 * Makes a conversation list. It listens to `options.source` at once, and to others by `connect`.
 *
 * @throws ConvolistError `option/invalid`, naming the option and what was expected.
 */
export function createEngine(options: EngineOptions = {}): Engine {
  checkOptions(options)
  const core = createCore(options)
  let connection: Connection | undefined
  const source = (): Source | undefined => connection?.source
  const driver = createSyncDriver(core, source, options)
  const operations = createOperations(core, source, options)
  const views = createViewRegistry(core, { driver, source })
  const stopTombstones = expireTombstones(core, options.tombstoneMs ?? 600_000)

  function connect(next: Source): () => void {
    checkSource(next)
    if (core.disposed) throw disposed()
    if (connection && connection.source !== next) disconnect(connection)
    connection ??= listen(next)
    const own = connection
    own.users++
    let isUndone = false
    return () => {
      if (isUndone) return
      isUndone = true
      if (--own.users === 0) disconnect(own)
    }
  }

  function listen(next: Source): Connection {
    const opened: Connection = { source: next, users: 0, undo: new Set() }
    connection = opened // the source may speak before `connect` returns
    const known = core.state().capabilities
    // Two vendors may call the same user by the same name: their rows are not to be mixed.
    if (known && known.vendor !== next.capabilities.vendor) core.dispatch({ type: 'accountClosed', reason: 'disposed' })
    core.dispatch({ type: 'capabilitiesDeclared', capabilities: next.capabilities })
    const isLive = (): boolean => connection === opened && !core.disposed
    try {
      opened.undo.add(next.connect(sinkOf(core, next, isLive, driver.resync)))
    } catch (error) {
      disconnect(opened)
      throw error
    }
    return opened
  }

  function disconnect(old: Connection): void {
    if (connection !== old) return
    connection = undefined
    for (const undo of old.undo) core.guard(undo)
    driver.cancel()
  }

  /** Has the vendor report a total until the returned function is called, or its source is gone. */
  function watchUnread(query: UnreadQuery, scope: string): () => void {
    const own = connection
    if (!own?.source.watchUnread) throw noTotals('watchUnread')
    const stop = own.source.watchUnread(checkQuery(query), scope)
    own.undo.add(stop)
    return () => {
      if (own.undo.delete(stop)) stop()
    }
  }

  function noTotals(name: string): ConvolistError {
    if (core.disposed) return disposed()
    if (!connection) return noSource(name)
    return new ConvolistError(
      'command/unsupported',
      `${name}: ${connection.source.vendor} does not tell its unread totals`,
    )
  }

  const engine: Engine = {
    getState: core.state,
    getInitialState: () => core.initial,
    subscribe: subscribeOf(core),
    store: core.store,
    dispatch: core.dispatch,
    flush: core.flush,
    get: (id) => getConversation(core.state(), id),
    view: views.view,
    commands: createCommands(core, operations, driver, source),
    diagnostics: core.diagnostics,
    stats: core.stats,
    get capabilities() {
      return source()?.capabilities
    },
    get policies() {
      return core.state().policies
    },
    setPolicies(input) {
      checkPolicies(input)
      const { views: declared, policies } = core.state().parts.settings
      core.dispatch({ type: 'viewsDeclared', views: declared, policies: mergePolicies(policies, input) })
      core.flush()
    },
    connect,
    ready: driver.ready,
    async readUnread(query = { type: 'all' }) {
      const from = connection?.source
      if (!from?.readUnread) throw noTotals('readUnread')
      try {
        return await from.readUnread(checkQuery(query))
      } catch (error) {
        throw toError('readUnread', error)
      }
    },
    watchUnread,
    serialize: () => serializeState(core.state(), core.now()),
    dispose() {
      if (core.disposed) return
      driver.stop()
      operations.stop()
      stopTombstones()
      if (connection) disconnect(connection)
      views.dispose()
      core.dispose()
    },
    get disposed() {
      return core.disposed
    },
    now: core.now,
  }
  if (options.source) connect(options.source)
  return engine
}

interface Connection {
  readonly source: Source
  users: number
  /** What it asked of the source, to be taken back: its listeners, and the totals that are watched. */
  readonly undo: Set<() => void>
}

/** What a source may do to us: nothing once it is disconnected. */
function sinkOf(core: Core, from: Source, isLive: () => boolean, resync: SyncDriver['resync']): SourceSink {
  return {
    emit: (events: readonly SourceEvent[]) => isLive() && core.dispatch(events),
    note: (diagnostic) => isLive() && core.report({ vendor: from.vendor, ...diagnostic }),
    resync: (reason) => void (isLive() && resync(reason).catch(noted)),
    now: core.now,
    after: (ms, run) => core.after(ms, () => void (isLive() && run())),
    row: (id, account) => (isLive() && account === core.state().account ? core.state().parts.rows.get(id) : undefined),
  }
}

export function subscribeOf(core: Core): Engine['subscribe'] {
  return <T>(
    select: (...args: never[]) => T,
    listener?: (value: T, previous: T) => void,
    equals: (a: T, b: T) => boolean = Object.is,
  ): (() => void) => {
    if (!listener) return core.subscribe(select as unknown as Parameters<Core['subscribe']>[0])
    const read = select as unknown as (state: ReturnType<Core['state']>) => T
    let value = read(core.state())
    return core.subscribe((state) => {
      const next = read(state)
      if (equals(next, value)) return
      const previous = value
      value = next
      listener(next, previous)
    })
  }
}

/** While tombstones exist, time is told now and then, so that they end. */
function expireTombstones(core: Core, lifeMs: number): () => void {
  let isSet = false
  return core.subscribe((state) => {
    if (isSet || state.parts.tombstones.size === 0) return
    isSet = true
    core.after(lifeMs, () => {
      isSet = false
      core.dispatch({ type: 'clockTicked' })
    })
  })
}
