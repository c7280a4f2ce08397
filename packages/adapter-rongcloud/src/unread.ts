import { ConvolistError, type UnreadQuery } from '@convolist/core'
import { NO_ULTRA, toError, type Sdk } from './call.js'
import { parseRongCloudId, toTypes } from './ids.js'
import { ULTRA } from './im.js'
import type { Line, Session } from './line.js'
import { count } from './read.js'

/** The totals the engine asked to be told of. RongCloud has no event for them: they are read after each change. */
export interface Watches {
  add(query: UnreadQuery, scope: string): () => void
  /** @param total the one over all conversations as well. */
  changed(total?: boolean): void
}

type Watch = { readonly query: UnreadQuery; readonly scope: string }
/** The levels that RongCloud's totals do not take for muted. */
const ALERTING = [-1, 0]
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
  const types = toTypes(kinds)
  const others = types.filter((type) => type !== ULTRA)
  const unread = others.length > 0 ? await ask(sdk, 'getTotalUnreadCount', !ignoreMuted, others) : 0
  return unread + (types.length > others.length ? await unreadInUltra(sdk, ignoreMuted) : 0)
}

/** Not in the total, which refuses to be asked for them, or knows their first channels only. */
async function unreadInUltra(sdk: Sdk, ignoreMuted: boolean): Promise<number> {
  const method = 'getTotalUnreadCountByLevels'
  if (!sdk.has(method)) return 0
  try {
    return await ask(sdk, method, [ULTRA], ignoreMuted ? ALERTING : [])
  } catch (cause) {
    if ((cause as ConvolistError).vendorCode === NO_ULTRA) return 0
    throw cause
  }
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
  let reading: Session | undefined
  let isStale = false
  let withTotal = false

  /** One question at a time, and one more for whatever changes meanwhile. */
  async function read(session: Session): Promise<void> {
    reading = session
    while (isStale && line.session === session) {
      await Promise.resolve() // the changes of one task are one
      const wanted = [...(withTotal ? [TOTAL] : []), ...watches]
      isStale = withTotal = false
      for (const watch of wanted) {
        const { query, scope } = watch
        await line.ask(
          `watchUnread(${scope})`,
          () => readUnread(sdk, query),
          (unread) => {
            if (watch === TOTAL || watches.has(watch)) line.emit({ type: 'unreadReported', unread, scope })
          },
        )
      }
    }
    if (reading === session) reading = undefined
  }

  const changed = (total = false): void => {
    const { session } = line
    if (!session || (watches.size === 0 && !total)) return
    withTotal ||= total
    isStale = true
    if (reading !== session) void read(session)
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
