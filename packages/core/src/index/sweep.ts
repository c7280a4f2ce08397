import type { Conversation, ConversationField } from '../model/conversation.js'
import type { ConversationId } from '../model/ids.js'
import { editPending, removeTruth } from './edit-row.js'
import { inBulk, type StateEdit } from './state-edit.js'
import type { Touched } from './state.js'

/** Can the row be compared by version? Never, where the vendor has none. */
export const hasVersion = (edit: StateEdit, row: Conversation): boolean =>
  edit.next.capabilities?.rowVersions !== false && row.version !== undefined

/** The fields that changed live since the page was asked for: the page is older than they are. */
export function liveFields(edit: StateEdit, id: ConversationId, askedAt: number): 'all' | ConversationField[] {
  const { touched } = edit.next
  const known: Touched | undefined = touched.size === 0 ? undefined : touched.get(id)
  if (!known) return []
  if (known.all > askedAt) return 'all'
  return Object.keys(known.fields ?? {}).filter((field) => known.fields![field]! > askedAt) as ConversationField[]
}

export function isTouched(edit: StateEdit, id: ConversationId, since: number): boolean {
  const live = liveFields(edit, id, since)
  return live === 'all' || live.length > 0
}

/** Rows that the vendor's whole list does not have leave, but for those that live events (or operations) speak for. */
export function sweep(
  edit: StateEdit,
  startedTick: number,
  isMet: (id: ConversationId) => boolean,
  holdsPending: boolean,
): void {
  const unmet: ConversationId[] = []
  edit.next.rows.forEach((row) => {
    if (!isMet(row.id)) unmet.push(row.id)
  })
  edit.next.overlay.forEach((pending) => {
    if (pending.truth !== undefined && !isMet(pending.id) && !edit.next.rows.get(pending.id)) {
      unmet.push(pending.id)
    }
  })
  inBulk(edit, () => {
    for (const id of unmet) {
      if (isTouched(edit, id, startedTick)) continue
      const pending = holdsPending ? edit.next.overlay.get(id) : undefined
      if (pending) editPending(edit, { ...pending, unmet: true })
      else removeTruth(edit, id)
    }
  })
}
