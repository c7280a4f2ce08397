import { ConvolistError } from '../model/errors.js'
import type { PageReceived } from '../model/events.js'
import type { ConversationId } from '../model/ids.js'
import type { ListFilter, ListPage, Source } from '../model/source.js'
import type { Core } from './core.js'
import type { EngineOptions } from './engine.js'
import { accountChanged, DISCONNECTED, disposed, noSource, noted, reasonOf, syncError } from './failures.js'
import { createRowReader } from './row-reader.js'

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
  /** Single rows by id. */
  fetch(ids: readonly ConversationId[]): Promise<void>
  /** The source is gone: a sync under way has failed, and none is tried again. */
  cancel(): void
  readonly ready: Promise<void>
  stop(): void
}

/** Rows of a page that are shown in one go. */
const SLICE_ROWS = 1000
/** How long a sync goes on before the host has its turn: half a frame. */
const WORK_MS = 8

interface Run {
  readonly waiters: { resolve(): void; reject(error: ConvolistError): void }[]
  /** Set once it has begun. */
  syncId: string | undefined
  isOver: boolean
}

export function createSyncDriver(core: Core, source: () => Source | undefined, options: EngineOptions): SyncDriver {
  const retryMs = options.retryMs ?? 1_000
  const retryMaxMs = options.retryMaxMs ?? 60_000
  const retryLimit = options.retryLimit ?? 8
  let lastId = 0
  let current: Run | undefined
  let cancelRetry: (() => void) | undefined
  let failures = 0
  /** Where the whole list is read on. `turns` counts the syncs that began or ended: a page of an older turn has no say. */
  let cursor: string | undefined
  let turns = 0
  let loading: Promise<void> | undefined
  /** When the host last had its turn. */
  let restedAt = 0
  let resting: Promise<void> | undefined
  let wake: (() => void) | undefined
  let settleReady: () => void
  const ready = new Promise<void>((resolve) => (settleReady = resolve))

  const nextId = (name: string): string => `${name}-${++lastId}`

  /** Waits double with each failure, give or take a quarter, so that clients of one outage do not return as one. */
  const waitAfter = (tries: number): number =>
    Math.min(retryMaxMs, retryMs * 2 ** (tries - 1) * (0.75 + (core.clock.random?.() ?? 0.5) / 2))

  function resync(reason: string): Promise<void> {
    failures = 0
    return start(reason)
  }

  function start(reason: string): Promise<void> {
    if (core.disposed) return Promise.reject(disposed())
    cancelRetry?.()
    cancelRetry = undefined
    const waiters = current?.waiters ?? []
    if (current) current.isOver = true
    const run: Run = (current = { waiters, syncId: undefined, isOver: false })
    const done = new Promise<void>((resolve, reject) => run.waiters.push({ resolve, reject }))
    // In the next task step: what the vendor said together with this request is reduced first.
    core.clock.microtask(() => void walk(run, reason))
    return done
  }

  async function walk(run: Run, reason: string): Promise<void> {
    if (run.isOver) return
    core.flush()
    const from = source()
    if (!from) return end(run, noSource())
    const { epoch } = core.state()
    const syncId = (run.syncId = nextId('sync'))
    const isStale = (): boolean => run.isOver || core.disposed || core.state().epoch !== epoch
    nextTurn()
    core.dispatch({ type: 'syncStarted', syncId, epoch })
    try {
      const read = await readPages(from, syncId, epoch, isStale)
      if (!read) return settleStale(run)
      nextTurn()
      cursor = read.next
      failures = 0
      core.dispatch({ type: 'syncFinished', syncId, complete: read.next === undefined && !read.isPartial, epoch })
      core.flush()
      end(run)
      settleReady()
    } catch (error) {
      if (isStale()) return settleStale(run)
      core.dispatch({ type: 'syncFailed', syncId, reason: reasonOf(error), epoch })
      core.report({ code: 'vendor/failed', path: `list (${reason})`, detail: reasonOf(error), vendor: from.vendor })
      core.flush()
      end(run, syncError(error))
      settleReady()
      retryLater(reason)
    }
  }

  function nextTurn(): void {
    turns++
    loading = undefined
  }

  /** Page after page; `undefined` once nobody waits for them any more. */
  async function readPages(
    from: Source,
    syncId: string,
    epoch: number,
    isStale: () => boolean,
  ): Promise<{ readonly next: string | undefined; readonly isPartial: boolean } | undefined> {
    const seen = new Set<string>()
    restedAt = core.clock.now()
    let next: string | undefined
    let isPartial = false
    let isLast: boolean
    do {
      const requestId = nextId('page')
      core.dispatch({ type: 'pageRequested', requestId, syncId, epoch })
      const page = checkPage(await from.list({ cursor: next, limit: from.capabilities.pageSize }))
      if (isStale()) return undefined
      next = page.cursor
      // A cursor that comes again would never end.
      const isStuck = next !== undefined && seen.has(next)
      if (isStuck) core.report({ code: 'vendor/malformed', path: 'list.cursor', vendor: from.vendor })
      if (isStuck) next = undefined
      if (next !== undefined) seen.add(next)
      isPartial ||= isStuck || page.partial === true
      await receive({ requestId, rows: page.rows, hasMore: next !== undefined, epoch }, isStale)
      isLast = next === undefined || options.sync === 'page'
      if (!isLast) await rest()
      if (isStale()) return undefined
    } while (!isLast)
    return { next, isPartial }
  }

  /** Shows the rows of an answer, of a long one slice by slice. */
  async function receive(
    { rows, hasMore, ...request }: Omit<PageReceived, 'type' | 'at'>,
    isStale: () => boolean,
  ): Promise<void> {
    let shown = 0
    for (; rows.length - shown > SLICE_ROWS; shown += SLICE_ROWS) {
      const slice = rows.slice(shown, shown + SLICE_ROWS)
      core.dispatch({ type: 'pageReceived', ...request, rows: slice, more: true })
      core.flush()
      // oxlint-disable-next-line no-await-in-loop -- one after the other, with room in between, is the point
      await rest()
      if (isStale()) return
    }
    core.dispatch({ type: 'pageReceived', ...request, rows: shown === 0 ? rows : rows.slice(shown), hasMore })
  }

  /** Lets the host have its turn, if it had none for long: input, and the next frame. */
  async function rest(): Promise<void> {
    if (core.clock.now() - restedAt < WORK_MS) return
    await (resting ??= new Promise<void>((resolve) => {
      wake = () => {
        resting = undefined
        restedAt = core.clock.now()
        resolve()
      }
      core.after(0, wake)
    }))
  }

  /** Superseded runs have handed their waiters on; one of a closed account ends here. */
  function settleStale(run: Run): void {
    if (run === current) end(run, accountChanged())
  }

  function end(run: Run, error?: ConvolistError): void {
    run.isOver = true
    if (current === run) current = undefined
    for (const waiter of run.waiters.splice(0)) {
      if (error) waiter.reject(error)
      else waiter.resolve()
    }
  }

  function retryLater(reason: string): void {
    if (failures >= retryLimit) return
    cancelRetry = core.after(waitAfter(++failures), () => void start(reason).catch(noted))
  }

  function cancel(): void {
    cancelRetry?.()
    cursor = undefined
    nextTurn()
    if (!current) return
    const { syncId } = current
    end(current, noSource())
    if (syncId) core.dispatch({ type: 'syncFailed', syncId, reason: DISCONNECTED })
  }

  async function loadPage(
    filter: ListFilter | undefined,
    from: string | undefined,
    keep: (next: string | undefined) => void,
  ): Promise<void> {
    if (core.disposed) throw disposed()
    const vendor = source()
    if (!vendor) throw noSource()
    const requestId = nextId('page')
    const { epoch } = core.state()
    const turn = turns
    core.dispatch({ type: 'pageRequested', requestId, epoch })
    try {
      const request = { cursor: from, limit: vendor.capabilities.pageSize, ...(filter && { filter }) }
      const page = checkPage(await vendor.list(request))
      if (core.disposed) throw disposed()
      if (source() !== vendor) throw noSource()
      const isInTurn = filter !== undefined || turn === turns
      if (isInTurn && core.state().epoch === epoch) keep(page.cursor)
      const hasMore = filter || !isInTurn ? undefined : page.cursor !== undefined
      await receive({ requestId, rows: page.rows, hasMore, epoch }, () => core.disposed)
      if (core.disposed) throw disposed()
      core.flush()
      if (page.cursor !== undefined && page.cursor === from) {
        throw new ConvolistError('sync/failed', 'the vendor gives the same page again and again')
      }
    } catch (error) {
      core.dispatch({ type: 'pageFailed', requestId, epoch })
      throw syncError(error)
    }
  }

  function loadMore(): Promise<void> {
    if (core.disposed) return Promise.reject(disposed())
    if (!core.state().sync.hasMore || cursor === undefined) return Promise.resolve()
    if (loading) return loading
    const own = loadPage(undefined, cursor, (next) => (cursor = next)).finally(() => {
      if (loading === own) loading = undefined
    })
    return (loading = own)
  }

  const rowReader = createRowReader({
    core,
    source,
    nextId,
    waitAfter,
    readAll: () => void start('a row to be read again').catch(noted),
  })
  const unsubscribe = core.subscribe((state, previous) => {
    if (state.epoch === previous.epoch) return
    cancelRetry?.()
    failures = 0
    cursor = undefined
    nextTurn()
  })

  return {
    resync,
    loadMore,
    loadPage,
    fetch: rowReader.fetch,
    cancel,
    ready,
    stop() {
      unsubscribe()
      rowReader.stop()
      wake?.()
      if (current) end(current, disposed())
      settleReady()
    },
  }
}

function checkPage(page: ListPage): ListPage {
  if (!Array.isArray(page?.rows)) throw new ConvolistError('sync/failed', 'the source gave no rows')
  return page
}
