import type { Report } from '../model/diagnostics.js'
import type { EngineEvent } from '../model/events.js'
import { assertNever } from '../model/ids.js'
import { forgetMention } from '../index/edit-mentions.js'
import { UNREAD, UNREAD_UNMUTED } from '../index/order-index.js'
import { closeEdit, endEvent, note, openEdit, settleTrees, type StateEdit } from '../index/state-edit.js'
import type { ListState } from '../index/state.js'
import { reduceAccount } from './account.js'
import { malformedPart } from './check-event.js'
import { reduceLabels, reduceReported } from './label.js'
import { reduceMention } from './mention.js'
import { reduceClock, reducePending } from './pending.js'
import { reduceReceipt, reduceRevoke } from './receipt.js'
import { reduceRows } from './rows.js'
import { reduceDraft, reduceOpened, reduceStickTopOrder } from './selection.js'
import { reduceSnapshot } from './snapshot.js'
import { reduceSync } from './sync.js'
import { reduceViews } from './view.js'

/**
 * The list after an event. Pure: the same state and event always give the same result, and neither is changed.
 * An event that changes nothing gives the same state.
 *
 * @param report takes a note of whatever was refused; without it, refusals are silent.
 */
export function reduce(state: ListState, event: EngineEvent, report?: Report): ListState {
  return reduceBatch(state, [event], report)
}

/** The list after many events in turn; the same as `reduce` over each, at less cost. */
export function reduceBatch(state: ListState, events: readonly EngineEvent[], report?: Report): ListState {
  const edit = openEdit(state, report, events.length > 1)
  for (let i = 0; i < events.length; i++) {
    try {
      reduceInto(edit, events[i]!)
    } catch (error) {
      return withoutEvent(state, events, i, error, report)
    }
  }
  if (edit.reportedUnread) compareTotals(edit)
  return closeEdit(edit)
}

/** An event that made us throw (a getter of the app's, for one) is left out whole; the others are applied. */
function withoutEvent(
  state: ListState,
  events: readonly EngineEvent[],
  bad: number,
  error: unknown,
  report: Report | undefined,
): ListState {
  const before = reduceBatch(state, events.slice(0, bad)) // these have been reported on already
  report?.({ code: 'event/malformed', path: `events[${bad}]`, detail: error instanceof Error ? error.name : undefined })
  return reduceBatch(before, events.slice(bad + 1), report)
}

function reduceInto(edit: StateEdit, event: EngineEvent): void {
  edit.changed = false
  const malformed = malformedPart(event)
  if (malformed === 'type') return note(edit, 'event/unknown', 'type')
  if (malformed) return note(edit, 'event/malformed', malformed, event.type)
  edit.at = event.at
  if (isOfOtherAccount(edit, event)) return note(edit, 'event/stale-account', event.type)
  route(edit, event)
  endEvent(edit)
}

function isOfOtherAccount(edit: StateEdit, event: EngineEvent): boolean {
  if (event.type === 'accountOpened') return false
  const { epoch, account } = event
  return (
    (epoch !== undefined && epoch !== edit.next.epoch) || (account !== undefined && account !== edit.next.sides.account)
  )
}

/** The table of contents of the engine: every event, by concern. */
function route(edit: StateEdit, event: EngineEvent): void {
  switch (event.type) {
    case 'conversationsUpserted':
    case 'conversationsPatched':
    case 'conversationsRemoved':
      return reduceRows(edit, event)
    case 'syncStarted':
    case 'pageRequested':
    case 'pageReceived':
    case 'pageFailed':
    case 'syncFinished':
    case 'syncFailed':
      return reduceSync(edit, event)
    case 'snapshotReceived':
      return reduceSnapshot(edit, event)
    case 'selfReadTo':
    case 'peerReadTo':
    case 'groupReceiptChanged':
      return reduceReceipt(edit, event)
    case 'messageRevoked':
      forgetMention(edit, event.id, event.messageId)
      return reduceRevoke(edit, event)
    case 'mentionReceived':
      return reduceMention(edit, event)
    case 'operationIssued':
    case 'operationConfirmed':
    case 'operationRejected':
      return reducePending(edit, event)
    case 'draftSaved':
      return reduceDraft(edit, event)
    case 'conversationOpened':
      return reduceOpened(edit, event)
    case 'stickTopOrdered':
      return reduceStickTopOrder(edit, event)
    case 'labelsChanged':
      return reduceLabels(edit, event)
    case 'unreadReported':
      return reduceReported(edit, event)
    case 'accountOpened':
    case 'accountClosed':
    case 'connectionChanged':
    case 'capabilitiesDeclared':
      return reduceAccount(edit, event)
    case 'clockTicked':
      return reduceClock(edit, event)
    case 'viewsDeclared':
      return reduceViews(edit, event)
    default:
      assertNever(event) // unknown types were noted before
  }
}

/** With the whole list here and nothing under way, the vendor's totals should be ours. */
function compareTotals(edit: StateEdit): void {
  settleTrees(edit)
  const { next, report } = edit
  const { sync, reported } = next.sides
  if (!report || !sync.complete || sync.phase !== 'synced' || next.operations.size > 0) return
  const all = next.indexes[0]!
  const ours = { unread: all.total(0, UNREAD), unreadUnmuted: all.total(0, UNREAD_UNMUTED) }
  for (const [scope, count] of Object.entries(ours)) {
    const theirs = reported[scope]
    if (theirs === undefined || theirs === count) continue
    report({
      code: 'unread/drift',
      path: scope,
      detail: `ours ${count}, vendor ${theirs}`,
      vendor: next.capabilities?.vendor,
    })
  }
}
