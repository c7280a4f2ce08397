// Pages, syncs and snapshots (decisions 13 and 15 to 18).
import type {
  Conversation,
  ConversationId,
  PageReceived,
  PageRequested,
  SnapshotReceived,
  SyncFailed,
  SyncFinished,
  SyncStarted,
} from '../../../src/index.js'
import { isReadable, isRow } from './check.js'
import { firstSeen, isCompared, mergeFull } from './merge.js'
import { FIELDS, hasVersions, states, type Model, type Request, type Tombstone } from './model.js'
import { isHeldByOperation } from './overlay.js'
import { removeTruth, setTruth, touchedSince } from './truth.js'

export function startSync(model: Model, { syncId, at }: SyncStarted): void {
  if (model.sync?.id === syncId) return
  closeSync(model)
  model.sync = { id: syncId, tick: model.tick, met: new Set() }
  model.status = { ...model.status, phase: 'syncing', startedAt: at, error: undefined }
}

export function openRequest(model: Model, event: PageRequested): void {
  if (model.requests.has(event.requestId)) return
  if (event.syncId !== undefined && event.syncId !== model.sync?.id) return void model.notes.push('page/stale')
  model.requests.set(event.requestId, { tick: model.tick, syncId: event.syncId })
}

export function receivePage(model: Model, event: PageReceived): void {
  const request = model.requests.get(event.requestId)
  if (request === undefined) return void model.notes.push('page/stale')
  if (event.more !== true) model.requests.delete(event.requestId)
  for (const row of event.rows) {
    if (isReadable(row) && model.sync && request.tick > model.sync.tick) model.sync.met.add(row.id)
    if (isRow(row)) receivePageRow(model, request, row, event)
    else model.notes.push('row/malformed')
  }
  for (const id of event.missing ?? []) {
    if (!model.truth.has(id) || touchedSince(model, id, request.tick).size > 0) continue
    if (isHeldByOperation(model, id)) model.unmet.add(id)
    else removeTruth(model, id, undefined, event.at)
  }
  if (event.more !== true && event.hasMore !== undefined) notePlace(model, event.hasMore)
}

function receivePageRow(model: Model, request: Request, row: Conversation, { at }: PageReceived): void {
  const how = { at, live: false, whole: true, fields: FIELDS.filter((field) => states(model, field)) }
  const known = model.truth.get(row.id)
  if (known === undefined) {
    const tombstone = model.tombstones.get(row.id)
    if (tombstone === undefined || revivesFromPage(model, tombstone, request, row))
      setTruth(model, firstSeen(model, row), how)
    return
  }
  const compared = isCompared(model, known, row.version)
  if (compared && row.version! < known.version!) return
  const wins = compared && row.version! > known.version!
  const keep = wins ? new Set<(typeof FIELDS)[number]>() : touchedSince(model, row.id, request.tick)
  if (FIELDS.every((field) => keep.has(field))) return // all of it was told since: it says nothing, not even that it is whole
  setTruth(model, mergeFull(model, known, row, { at, live: false, keep }), how)
}

/** Decision 12, for a page or a row that was read by id. */
function revivesFromPage(model: Model, tombstone: Tombstone, request: Request, row: Conversation): boolean {
  if (hasVersions(model) && tombstone.version !== undefined && row.version !== undefined) {
    const ofLaterSync = request.syncId !== undefined && model.sync !== undefined && model.sync.tick > tombstone.tick
    return row.version > tombstone.version || ofLaterSync
  }
  return request.tick > tombstone.tick
}

export function finishSync(model: Model, event: SyncFinished): void {
  const { sync } = model
  if (sync === undefined || sync.id !== event.syncId) return void model.notes.push('page/stale')
  const complete = event.complete && listsAll(model)
  if (complete) sweep(model, sync.tick, sync.met, event.at)
  closeSync(model)
  setEnded(model, complete, event.complete)
  model.status = { ...model.status, finishedAt: event.at }
}

/** What is known of the list once it was read, all of it or a part. */
function setEnded(model: Model, whole: boolean, isEnd: boolean): void {
  const phase = whole ? 'synced' : 'partial'
  const hasMore = isEnd ? false : model.status.hasMore
  model.status = { ...model.status, phase, complete: whole, hasMore, error: undefined }
}

/** A page beside a sync that is the last one makes a list whole of which only pages were missing. */
function notePlace(model: Model, hasMore: boolean): void {
  const { status } = model
  const isWhole = status.hasMore && !hasMore && status.phase === 'partial' && listsAll(model)
  model.status = { ...status, hasMore, ...(isWhole && { phase: 'synced', complete: true }) }
}

const listsAll = (model: Model): boolean => (model.capabilities?.list ?? 'complete') === 'complete'

function sweep(model: Model, since: number, met: ReadonlySet<ConversationId>, at: SyncFinished['at']): void {
  for (const id of model.truth.keys()) {
    if (met.has(id) || touchedSince(model, id, since).size > 0) continue
    if (isHeldByOperation(model, id)) model.unmet.add(id)
    else removeTruth(model, id, undefined, at)
  }
}

export function failSync(model: Model, { syncId, reason, at }: SyncFailed): void {
  if (model.sync?.id !== syncId) return void model.notes.push('page/stale')
  closeSync(model)
  model.status = { ...model.status, phase: 'failed', complete: false, finishedAt: at, error: reason }
}

/** Its open requests go with it. */
function closeSync(model: Model): void {
  for (const [id, request] of model.requests) if (request.syncId !== undefined) model.requests.delete(id)
  model.sync = undefined
}

/** A complete snapshot is live: what is not in it is gone, what is in it is back. */
export function receiveSnapshot(model: Model, event: SnapshotReceived): void {
  const { at, complete } = event
  const how = { at, live: true, whole: true, fields: FIELDS.filter((field) => states(model, field)) }
  const named = new Set(event.rows.filter(isReadable).map((row) => row.id))
  for (const row of event.rows) {
    if (!isRow(row)) model.notes.push('row/malformed')
    else receiveSnapshotRow(model, row, complete, how)
  }
  if (complete) for (const id of model.truth.keys()) if (!named.has(id)) removeTruth(model, id, undefined, at)
  if (model.sync !== undefined) return
  setEnded(model, complete, complete)
  model.status = { ...model.status, finishedAt: model.status.finishedAt ?? at }
}

function receiveSnapshotRow(
  model: Model,
  row: Conversation,
  complete: boolean,
  how: Parameters<typeof setTruth>[2],
): void {
  const known = model.truth.get(row.id)
  if (known !== undefined) {
    if (isCompared(model, known, row.version) && row.version! < known.version!) return
    return setTruth(model, mergeFull(model, known, row, { at: how.at, live: false, keep: new Set() }), how)
  }
  const tombstone = model.tombstones.get(row.id)
  const now = { tick: model.tick, syncId: undefined }
  if (complete || tombstone === undefined || revivesFromPage(model, tombstone, now, row))
    setTruth(model, firstSeen(model, row), how)
}
