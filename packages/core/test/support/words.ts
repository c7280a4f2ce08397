// The words of the laws, and a few that only engines need.
import type { Conversation, EngineEvent } from '../../src/index.js'
import { asked, ms, syncFinished, syncStarted } from '../laws/support.js'

export { id, ids, message, ms, opened, patched, removed, row, upserted } from '../laws/support.js'

/** A whole sync in one page. */
export const synced = (...rows: Conversation[]): EngineEvent[] => syncedList(rows)

/** The same for a list too long to be spelled out. */
export const syncedList = (rows: readonly Conversation[]): EngineEvent[] => [
  syncStarted(),
  asked('p1', 's1'),
  { type: 'pageReceived', requestId: 'p1', rows, at: ms(1_000) },
  syncFinished(),
]
