import { ConvolistError, type UnreadQuery } from '@convolist/core'
import { toError, type Sdk } from './call.js'
import { parseRongCloudId, toTypes } from './ids.js'
import type { Line } from './line.js'
import { count } from './read.js'

/** The totals the engine asked to be told of. RongCloud has no event for them: they are read after each change. */
export interface Watches {
  add(query: UnreadQuery, scope: string): () => void
  /** @param total the one over all conversations as well. */
  changed(total?: boolean): void
}

type Watch = { readonly query: UnreadQuery; readonly scope: string }
const TOTAL: Watch = { query: { type: 'all' }, scope: 'unread' }

/** RongCloud's own unread number: a sum over what the browser knows, which may be more than the list holds. */
export async function readUnread(sdk: Sdk, query: UnreadQuery): Promise<number> {
  if (query.type === 'ids') {
    const counts = await Promise.all(
      [...new Set(query.ids)].map(parseRongCloudId).map((target) => ask(sdk, 'getUnreadCount', target)),
    )
    return counts.reduce((sum, unread) => sum + unread, 0)
  }
  checkQuery(query)
  const { kinds, labelId, ignoreMuted = false } = query.type === 'filter' ? query : {}
  if (labelId !== undefined) return ask(sdk, 'getUnreadCountByTag', labelId, !ignoreMuted)
  const types = kinds && toTypes(kinds)
  if (types?.length === 0) return 0 // none of these kinds exists
  return ask(sdk, 'getTotalUnreadCount', !ignoreMuted, ...(types ? [types] : []))
}

/** A tag's number is over all kinds. */
function checkQuery(query: UnreadQuery): void {
  if (query.type !== 'filter') return
  const { kinds, labelId, marks, mentioned } = query
  if (marks) throw cannot('of a mark', 'it has no marks')
  if (mentioned) throw cannot('of rows that mention me', 'it has no such number')
  if (labelId !== undefined && kinds) throw cannot('of kinds with a label', 'a tag has one number')
}

const cannot = (what: string, why: string): ConvolistError =>
  new ConvolistError('command/unsupported', `RongCloud cannot do "unread ${what}" here: ${why}`)

async function ask(sdk: Sdk, method: string, ...args: readonly unknown[]): Promise<number> {
  const unread = await sdk.call(method, ...args)
  try {
    return count({ unread }, 'unread') ?? 0
  } catch (cause) {
    throw toError(method, cause)
  }
}

export function createWatches(sdk: Sdk, line: Line): Watches {
  const watches = new Set<Watch>()
  let isScheduled = false
  let withTotal = false

  async function read(): Promise<void> {
    await Promise.resolve() // the changes of one task are one
    isScheduled = false
    const wanted = line.session ? [...(withTotal ? [TOTAL] : []), ...watches] : []
    withTotal = false
    for (const { query, scope } of wanted)
      await line.ask(
        `watchUnread(${scope})`,
        () => readUnread(sdk, query),
        (unread) => line.emit({ type: 'unreadReported', unread, scope }),
      )
  }

  const changed = (total = false): void => {
    withTotal ||= total
    if (isScheduled || (watches.size === 0 && !withTotal)) return
    isScheduled = true
    void read()
  }

  return {
    add(query, scope) {
      checkQuery(query)
      const watch = { query, scope }
      watches.add(watch)
      changed()
      return () => void watches.delete(watch)
    },
    changed,
  }
}
