// The words of the laws, and a few that only engines need.
import type { Conversation, EngineEvent } from '../../src/index.js'
import { asked, page, syncFinished, syncStarted } from '../laws/support.js'

export { id, ids, message, ms, opened, patched, removed, row, upserted } from '../laws/support.js'

/** A whole sync in one page. */
export const synced = (...rows: Conversation[]): EngineEvent[] => [
  syncStarted(),
  asked('p1', 's1'),
  page('p1', ...rows),
  syncFinished(),
]
