import { ConvolistError, isConvolistError } from '../model/errors.js'
import type { ConversationId } from '../model/ids.js'
import type { ListFilter, ListPage, Source } from '../model/source.js'
import type { Core } from './core.js'
import type { EngineOptions } from './engine.js'

/** Reads the vendor's list: whole syncs, further pages, and single rows by id. */
export interface SyncDriver {
  /** Walks the vendor's list soon; what is under way is superseded. Resolves when the sync has ended. */
  resync(reason: string): Promise<void>
  /** The next page of the whole list, after the ones that were read. */
  loadMore(): Promise<void>
  /** A page by the vendor's own filter; `keep` gets the cursor of the next one before the rows are shown. */
  loadPage(
    filter: ListFilter | undefined,
    cursor: string | undefined,
    keep: (next: string | undefined) => void,
  ): Promise<void>
  readonly ready: Promise<void>
  stop(): void
}

interface Run {
  readonly waiters: { resolve(): void; reject(error: ConvolistError): void }[]
  isOver: boolean
}

const FETCH_MAX = 100
const FETCH_TRIES = 3

export function createSyncDriver(core: Core, source: () => Source | undefined, options: EngineOptions): SyncDriver {
  const { clock } = core
  const retryMs = options.retryMs ?? 1_000
  const retryMaxMs = options.retryMaxMs ?? 60_000
  const retryLimit = options.retryLimit ?? 8
  let lastId = 0
  let current: Run | undefined
  let cancelRetry: (() => void) | undefined
  let failures = 0
  let cursor: string | undefined
  let loading: Promise<void> | undefined
  let settleReady: () => void
  const ready = new Promise<void>((resolve) => (settleReady = resolve))

  function resync(reason: string): Promise<void> {
    if (core.disposed) return Promise.reject(new ConvolistError('engine/disposed', 'the engine has been disposed'))
    cancelRetry?.()
    cancelRetry = undefined
    const waiters = current?.waiters ?? []
    if (current) current.isOver = true
    const run: Run = (current = { waiters, isOver: false })
    const done = new Promise<void>((resolve, reject) => run.waiters.push({ resolve, reject }))
    // In the next task step: what the vendor said together with this request is reduced first.
    clock.microtask(() => void walk(run, reason))
    return done
  }

  async function walk(run: Run, reason: string): Promise<void> {
    if (run.isOver) return
    core.flush()
    const from = source()
    const epoch = core.state().epoch
    const isStale = (): boolean => run.isOver || core.disposed || core.state().epoch !== epoch
    if (!from) return end(run, new ConvolistError('engine/no-source', 'no source is connected'))
    const syncId = `sync-${++lastId}`
    core.dispatch({ type: 'syncStarted', syncId, epoch })
    try {
      let next: string | undefined
      let isPartial = false
      do {
        const requestId = `page-${++lastId}`
        core.dispatch({ type: 'pageRequested', requestId, syncId, epoch })
        const page = checkPage(await from.list({ cursor: next, limit: from.capabilities.pageSize }))
        if (isStale()) return settleStale(run)
        isPartial ||= page.partial === true
        core.dispatch({ type: 'pageReceived', requestId, rows: page.rows, hasMore: page.cursor !== undefined, epoch })
        if (page.cursor === next) break // a cursor that stands still would never end
        next = page.cursor
      } while (next !== undefined && options.sync !== 'page')
      cursor = next
      failures = 0
      core.dispatch({ type: 'syncFinished', syncId, complete: next === undefined && !isPartial, epoch })
      core.flush()
      end(run)
    } catch (error) {
      if (isStale()) return settleStale(run)
      core.dispatch({ type: 'syncFailed', syncId, reason: reasonOf(error), epoch })
      core.report({ code: 'vendor/failed', path: `list (${reason})`, detail: reasonOf(error), vendor: from.vendor })
      core.flush()
      end(run, syncError(error))
      retryLater(reason)
    }
  }

  /** Superseded runs hand their waiters on; those of a closed account or engine end here. */
  function settleStale(run: Run): void {
    if (run === current) end(run, new ConvolistError('command/account-changed', 'the account changed during the sync'))
  }

  function end(run: Run, error?: ConvolistError): void {
    run.isOver = true
    if (current === run) current = undefined
    for (const waiter of run.waiters.splice(0)) {
      if (error) waiter.reject(error)
      else waiter.resolve()
    }
    settleReady()
  }

  function retryLater(reason: string): void {
    if (failures >= retryLimit) return
    const wait = Math.min(retryMaxMs, retryMs * 2 ** failures++)
    const jitter = 0.75 + (clock.random?.() ?? 0.5) / 2
    cancelRetry = core.after(wait * jitter, () => void resync(reason).catch(noted))
  }

  async function loadPage(
    filter: ListFilter | undefined,
    from: string | undefined,
    keep: (next: string | undefined) => void,
  ): Promise<void> {
    const vendor = source()
    if (!vendor) throw new ConvolistError('engine/no-source', 'no source is connected')
    const requestId = `page-${++lastId}`
    const { epoch } = core.state()
    core.dispatch({ type: 'pageRequested', requestId, epoch })
    try {
      const request = { cursor: from, limit: vendor.capabilities.pageSize, ...(filter && { filter }) }
      const page = checkPage(await vendor.list(request))
      const hasMore = filter ? undefined : page.cursor !== undefined
      if (core.state().epoch === epoch) keep(page.cursor)
      core.dispatch({ type: 'pageReceived', requestId, rows: page.rows, hasMore, epoch })
      core.flush()
    } catch (error) {
      core.dispatch({ type: 'pageFailed', requestId, epoch })
      throw syncError(error)
    }
  }

  function loadMore(): Promise<void> {
    if (!core.state().sync.hasMore || cursor === undefined) return Promise.resolve()
    loading ??= loadPage(undefined, cursor, (next) => (cursor = next)).finally(() => (loading = undefined))
    return loading
  }

  /** Rows that the state asks to be read again. */
  function fetchWanted(): void {
    const { wanted } = core.state().parts
    const from = source()
    if (wanted.size === 0 || !from || core.disposed) return
    const ids = [...wanted].slice(0, FETCH_MAX)
    const requestId = `fetch-${++lastId}`
    const { epoch } = core.state()
    core.dispatch({ type: 'pageRequested', requestId, ids, epoch })
    if (from.fetch) void fetchRows(from, from.fetch.bind(from), ids, requestId, epoch, 1)
    else {
      core.dispatch({ type: 'pageFailed', requestId, epoch })
      void resync('a row to be read again').catch(noted)
    }
  }

  async function fetchRows(
    from: Source,
    fetch: NonNullable<Source['fetch']>,
    ids: readonly ConversationId[],
    requestId: string,
    epoch: number,
    tries: number,
  ): Promise<void> {
    try {
      const rows = await fetch(ids)
      const found = new Set(rows.map((row) => row.id))
      const missing = ids.filter((id) => !found.has(id))
      core.dispatch({ type: 'pageReceived', requestId, rows, missing, epoch })
    } catch (error) {
      core.report({ code: 'vendor/failed', path: 'fetch', detail: reasonOf(error), vendor: from.vendor })
      if (tries < FETCH_TRIES && core.state().epoch === epoch) {
        core.after(retryMs * 2 ** tries, () => void fetchRows(from, fetch, ids, requestId, epoch, tries + 1))
      } else core.dispatch({ type: 'pageFailed', requestId, epoch })
    }
  }

  const unsubscribe = core.subscribe((state, previous) => {
    if (state.epoch !== previous.epoch) {
      cancelRetry?.()
      failures = 0
      cursor = undefined
    }
    if (state.parts.wanted !== previous.parts.wanted) clock.microtask(fetchWanted)
  })

  return {
    resync,
    loadMore,
    loadPage,
    ready,
    stop() {
      unsubscribe()
      if (current) end(current, new ConvolistError('engine/disposed', 'the engine has been disposed'))
      settleReady()
    },
  }
}

/** Rejections of syncs nobody waits for: they are in `state.sync` and the diagnostics already. */
export const noted = (): void => undefined

function checkPage(page: ListPage): ListPage {
  if (!Array.isArray(page?.rows)) throw new ConvolistError('sync/failed', 'the source gave no rows')
  return page
}

const reasonOf = (error: unknown): string =>
  isConvolistError(error) ? String(error.vendorCode ?? error.code) : error instanceof Error ? error.name : 'unknown'

const syncError = (error: unknown): ConvolistError =>
  isConvolistError(error) && error.code === 'sync/failed'
    ? error
    : new ConvolistError('sync/failed', 'the vendor list could not be read', {
        cause: error,
        retryable: true,
        vendorCode: isConvolistError(error) ? error.vendorCode : undefined,
      })
