import type { Conversation } from '../model/conversation.js'
import type { PageFailed, PageReceived, PageRequested, SyncFailed, SyncFinished, SyncStarted } from '../model/events.js'
import type { ConversationId } from '../model/ids.js'
import { editPending, editTruth, removeTruth, truthOf, withReadMarks } from '../index/edit-row.js'
import { fieldSet, isId, malformedField, rowFieldsOf } from '../index/fields.js'
import { emptyIdMap } from '../index/id-map.js'
import { mergeFullRow, withFieldsOf } from '../index/merge.js'
import { reconcileMentions } from '../index/mention-log.js'
import { editSides, inBulk, isListening, note, setParts, type StateEdit, tickOf } from '../index/state-edit.js'
import type { OpenRequest } from '../index/state.js'
import { hasVersion, isTouched, liveFields, sweep } from '../index/sweep.js'

export type SyncEvent = SyncStarted | PageRequested | PageReceived | PageFailed | SyncFinished | SyncFailed

export function reduceSync(edit: StateEdit, event: SyncEvent): void {
  switch (event.type) {
    case 'syncStarted':
      return startSync(edit, event)
    case 'pageRequested':
      return openRequest(edit, event)
    case 'pageReceived':
      return receivePage(edit, event)
    case 'pageFailed':
      closeRequests(edit, (request) => request.requestId === event.requestId)
      return forgetTouched(edit)
    case 'syncFinished':
      return finishSync(edit, event)
    case 'syncFailed':
      return failSync(edit, event)
  }
}

/** Supersedes the sync before it: its pages are no longer wanted. */
function startSync(edit: StateEdit, { syncId, at }: SyncStarted): void {
  if (edit.next.openSync?.syncId === syncId) return
  closeRequests(edit, (request) => request.syncId !== undefined)
  setParts(edit, { openSync: { syncId, startedTick: tickOf(edit), met: emptyIdMap() } })
  editSides(edit, ({ sync }) => {
    sync.phase = 'syncing'
    sync.startedAt = at
    sync.error = undefined
  })
}

function openRequest(edit: StateEdit, { requestId, syncId, ids }: PageRequested): void {
  const isStale = syncId !== undefined && syncId !== edit.next.openSync?.syncId
  if (isStale) return note(edit, 'page/stale', 'syncId')
  if (edit.next.requests.some((each) => each.requestId === requestId)) return
  const request: OpenRequest = { requestId, syncId, askedAt: tickOf(edit) }
  setParts(edit, { requests: [...edit.next.requests, request] })
  if (ids && edit.next.wanted.size > 0) {
    const wanted = new Set(edit.next.wanted)
    for (const id of ids) wanted.delete(id)
    setParts(edit, { wanted })
  }
}

function receivePage(edit: StateEdit, event: PageReceived): void {
  const request = edit.next.requests.find((each) => each.requestId === event.requestId)
  if (!request) return note(edit, 'page/stale', 'requestId')
  const { openSync } = edit.next
  // Also a row read by name: the vendor said after the sync began that it is there.
  const isMet = openSync !== undefined && request.askedAt > openSync.startedTick
  let met = openSync?.met
  const metBefore = met?.size
  inBulk(edit, () => {
    for (let i = 0; i < event.rows.length; i++) {
      const row = event.rows[i]!
      const malformed = malformedField(row)
      if (malformed) note(edit, 'row/malformed', `rows[${i}].${malformed}`)
      // A row that cannot be read is still there: it was met, and is not swept.
      const id = row?.id
      if (isMet && typeof id === 'string' && !met!.get(id)) met = met!.set(id, malformed ? { id } : row, edit.nodes)
      if (!malformed) mergePageRow(edit, row, request)
    }
  })
  for (const id of event.missing ?? []) dropMissing(edit, id, request)
  if (met?.size !== metBefore) setParts(edit, { openSync: { ...openSync!, met: met! } })
  if (event.more) return
  closeRequests(edit, (each) => each === request)
  forgetTouched(edit)
  if (event.hasMore !== undefined) noteEnd(edit, event.hasMore)
}

function mergePageRow(edit: StateEdit, row: Conversation, request: OpenRequest): void {
  const { capabilities } = edit.next
  const known = truthOf(edit, row.id)
  if (known === undefined) {
    if (!reviveByPage(edit, row, request)) return
    return editTruth(
      edit,
      row.id,
      reconcileMentions(edit, undefined, withReadMarks(edit, startPageRow(edit, row)), true),
      undefined,
    )
  }
  const versions = hasVersion(edit, row) && known.version !== undefined
  if (versions && row.version! < known.version) return
  let merged = mergeFullRow(known, row, capabilities, edit.at)
  const live = versions && row.version! > known.version ? [] : liveFields(edit, row.id, request.askedAt)
  if (live === 'all') return
  if (live.length > 0 && merged !== known) {
    const kept = live.filter((field) => merged[field] !== known[field])
    if (kept.length > 0) merged = mergeFullRow(known, withFieldsOf(merged, kept, known), capabilities, edit.at)
  }
  const stated = capabilities && rowFieldsOf(capabilities) & ~fieldSet(live)
  editTruth(edit, row.id, reconcileMentions(edit, known, merged, true), known, stated)
}

const startPageRow = (edit: StateEdit, row: Conversation): Conversation =>
  mergeFullRow(undefined, row, edit.next.capabilities, edit.at)

/** May a page bring back a removed row? Only one asked for after the removal, or of a higher version. */
function reviveByPage(edit: StateEdit, row: Conversation, request: OpenRequest): boolean {
  const { tombstones } = edit.next
  const tombstone = tombstones.size === 0 ? undefined : tombstones.get(row.id)
  if (!tombstone) return true
  const versions = hasVersion(edit, row) && tombstone.version !== undefined
  const isNewer = versions && row.version! > tombstone.version
  const isSyncAfter = request.syncId !== undefined && edit.next.openSync!.startedTick > tombstone.tick
  const isAfter = request.askedAt > tombstone.tick
  if (!isNewer && !isSyncAfter && (versions || !isAfter)) return false
  setParts(edit, { tombstones: tombstones.delete(row.id, edit.nodes) })
  return true
}

function dropMissing(edit: StateEdit, id: ConversationId, request: OpenRequest): void {
  if (!isId(id)) return note(edit, 'row/malformed', 'missing')
  const truth = truthOf(edit, id)
  if (truth === undefined || isTouched(edit, id, request.askedAt)) return
  const pending = edit.next.overlay.get(id)
  if (pending?.unmet) return
  if (pending) editPending(edit, { ...pending, unmet: true })
  else removeTruth(edit, id)
}

function finishSync(edit: StateEdit, { syncId, complete, at }: SyncFinished): void {
  const { openSync, capabilities } = edit.next
  if (openSync?.syncId !== syncId) return note(edit, 'page/stale', 'syncId')
  const isWhole = complete && capabilities?.list !== 'capped'
  if (isWhole) sweep(edit, openSync.startedTick, (id) => openSync.met.get(id) !== undefined, true)
  closeRequests(edit, (request) => request.syncId === syncId)
  setParts(edit, { openSync: undefined })
  forgetTouched(edit)
  editSides(edit, ({ sync }) => {
    sync.phase = isWhole ? 'synced' : 'partial'
    sync.complete = isWhole
    sync.finishedAt = at
    if (complete) sync.hasMore = false
  })
}

function failSync(edit: StateEdit, { syncId, reason, at }: SyncFailed): void {
  if (edit.next.openSync?.syncId !== syncId) return note(edit, 'page/stale', 'syncId')
  closeRequests(edit, (request) => request.syncId === syncId)
  setParts(edit, { openSync: undefined })
  forgetTouched(edit)
  editSides(edit, ({ sync }) => {
    sync.phase = 'failed'
    sync.complete = false
    sync.finishedAt = at
    sync.error = reason
  })
}

/** Paging reached (or not yet) the end of the vendor's list outside a sync. */
function noteEnd(edit: StateEdit, hasMore: boolean): void {
  editSides(edit, ({ sync }) => {
    const isEnd = sync.hasMore && !hasMore && sync.phase === 'partial' && edit.next.capabilities?.list !== 'capped'
    sync.hasMore = hasMore
    if (!isEnd) return
    sync.phase = 'synced'
    sync.complete = true
  })
}

function closeRequests(edit: StateEdit, isOver: (request: OpenRequest) => boolean): void {
  const requests = edit.next.requests.filter((request) => !isOver(request))
  if (requests.length !== edit.next.requests.length) setParts(edit, { requests })
}

/** With nothing under way, nobody asks any more what changed meanwhile. */
function forgetTouched(edit: StateEdit): void {
  if (isListening(edit) || edit.next.touched.size === 0) return
  setParts(edit, { touched: emptyIdMap() })
}
