import type { Capabilities } from '../model/capabilities.js'
import type {
  AccountClosed,
  AccountOpened,
  CapabilitiesDeclared,
  Connection,
  ConnectionChanged,
} from '../model/events.js'
import { truthOf } from '../index/edit-row.js'
import { emptyIdMap } from '../index/id-map.js'
import { derivesMentions, nameMentions } from '../index/mention-log.js'
import { editSides, setParts, settleTrees, type StateEdit } from '../index/state-edit.js'
import { emptyParts, NO_SYNC } from '../index/state.js'

export type AccountEvent = AccountOpened | AccountClosed | ConnectionChanged | CapabilitiesDeclared

/** Whose list it is. Opening and closing an account leave nothing of the former one behind. */
export function reduceAccount(edit: StateEdit, event: AccountEvent): void {
  switch (event.type) {
    case 'accountOpened':
      if (event.account === edit.next.sides.account) return
      clear(edit)
      return editSides(edit, (sides) => {
        sides.account = event.account
      })
    case 'accountClosed':
      if (!isBlank(edit)) clear(edit)
      // A source that never spoke of its connection says no word when it has one again.
      return edit.next.sides.connection === 'unknown' ? undefined : setConnection(edit, 'disconnected')
    case 'connectionChanged':
      return setConnection(edit, event.connection)
    case 'capabilitiesDeclared':
      return declare(edit, event.capabilities)
  }
}

function declare(edit: StateEdit, capabilities: Capabilities): void {
  const { capabilities: before, mentionLogs } = edit.next
  if (capabilities === before) return
  setParts(edit, { capabilities })
  if (before) return
  // Rows of a saved list: who counts their mentions is known from here on.
  if (derivesMentions(edit)) edit.next.rows.forEach(({ id }) => nameMentions(edit, truthOf(edit, id)!))
  else if (mentionLogs.size > 0) setParts(edit, { mentionLogs: emptyIdMap() })
}

function setConnection(edit: StateEdit, connection: Connection): void {
  editSides(edit, (sides) => {
    sides.connection = connection
  })
}

/** No account was open, and nothing came without one. */
function isBlank({ next }: StateEdit): boolean {
  const { account, labels, selection, sync, reported } = next.sides
  const kept = [next.rows, next.overlay, next.tombstones, next.readMarks, next.mentionLogs, next.stamps, next.wanted]
  const lists = [labels, next.requests, Object.keys(reported)]
  return (
    account === undefined &&
    selection.openId === undefined &&
    sync === NO_SYNC &&
    next.openSync === undefined &&
    kept.every(({ size }) => size === 0) &&
    lists.every(({ length }) => length === 0)
  )
}

function clear(edit: StateEdit): void {
  const { connection } = edit.next.sides
  settleTrees(edit)
  setParts(edit, { ...emptyParts(edit.next.settings), epoch: edit.next.epoch + 1 })
  edit.ownsIndexes = false
  edit.ownsOperations = false
  setConnection(edit, connection)
}
