import type { UnreadQuery } from '@convolist/core'
import { attempt, toError } from './errors.js'
import { toTypes } from './ids.js'
import type { NimUnreadFilter } from './nim.js'
import type { Services } from './services.js'
import type { Line } from './session.js'
import { record } from './to-row.js'

/** The totals the engine asked NIM to report. */
export interface Watches {
  totalChanged(unread: number): void
  filterChanged(filter: unknown, unread: number): void
  add(query: UnreadQuery, scope: string): () => void
  /** After a login: NIM forgot what was subscribed. */
  activate(): void
}

interface Watch {
  readonly query: UnreadQuery
  readonly scope: string
  readonly key: string | undefined
}

const ALREADY_EXISTS = 191007
/** The scope under which the engine compares NIM's total with its own. */
const TOTAL = 'unread'

/** NIM's own unread number. Muted conversations are in it unless the filter leaves them out. */
export async function readUnread({ conversation }: Services, query: UnreadQuery): Promise<number> {
  try {
    if (query.type === 'ids') {
      const ids = [...new Set<string>(query.ids)] // the cloud service counts a repeated id twice
      return ids.length > 0 ? await attempt(() => conversation.getUnreadCountByIds(ids)) : 0
    }
    const filter = query.type === 'filter' ? toFilter(query) : undefined
    if (filter) return await attempt(() => conversation.getUnreadCountByFilter(filter))
    return conversation.getTotalUnreadCount()
  } catch (cause) {
    throw toError('command/rejected', 'Reading the unread count', cause)
  }
}

export function createWatches(services: Services, line: Line): Watches {
  const { conversation } = services
  const watches = new Set<Watch>([{ query: { type: 'all' }, scope: TOTAL, key: undefined }])
  /** Filters that we subscribed, not the app: only those are ours to end. */
  const ours = new Set<string>()

  const report = (scope: string, unread: number): void =>
    line.emitLater(`unread ${scope}`, { type: 'unreadReported', unread, scope })

  const read = async ({ query, scope }: Watch): Promise<void> => {
    const { session } = line
    try {
      const unread = await readUnread(services, query)
      if (session && line.session === session) report(scope, unread)
    } catch (cause) {
      line.note('vendor/failed', `watchUnread(${scope})`, cause)
    }
  }

  const start = (watch: Watch): void => {
    if (!line.session) return
    void read(watch)
    const filter = watch.query.type === 'filter' ? toFilter(watch.query) : undefined
    if (!filter || watch.key === undefined || ours.has(watch.key)) return
    ours.add(watch.key)
    attempt(() => conversation.subscribeUnreadCountByFilter(filter)).catch((cause: unknown) => {
      ours.delete(watch.key ?? '')
      // The app had subscribed the same filter: its events reach us too.
      if ((cause as { code?: unknown } | null)?.code !== ALREADY_EXISTS)
        line.note('vendor/failed', 'subscribeUnreadCountByFilter', cause)
    })
  }

  const stop = (watch: Watch): void => {
    watches.delete(watch)
    const { key, query } = watch
    const shared = [...watches].some((other) => other.key === key)
    const filter = query.type === 'filter' ? toFilter(query) : undefined
    if (!filter || key === undefined || shared || !ours.delete(key)) return
    // Refused after a logout, when there is nothing left to end.
    attempt(() => conversation.unsubscribeUnreadCountByFilter(filter)).catch(() => undefined)
  }

  return {
    totalChanged(unread) {
      for (const watch of line.session ? watches : []) {
        if (watch.query.type === 'all') report(watch.scope, unread)
        else if (watch.query.type === 'ids') void read(watch)
      }
    },
    filterChanged(filter, unread) {
      const key = keyOf(record<NimUnreadFilter>(filter, 'filter') as NimUnreadFilter)
      watches.forEach((watch) => watch.key === key && line.session && report(watch.scope, unread))
    },
    add(query, scope) {
      const filter = query.type === 'filter' ? toFilter(query) : undefined
      const all = query.type === 'filter' && !filter
      const watch: Watch = { query: all ? { type: 'all' } : query, scope, key: filter && keyOf(filter) }
      watches.add(watch)
      start(watch)
      return () => stop(watch)
    },
    activate() {
      ours.clear()
      watches.forEach(start)
    },
  }
}

/** `undefined` where the filter leaves nothing out; NIM refuses such a one (191004). */
function toFilter(query: Extract<UnreadQuery, { type: 'filter' }>): NimUnreadFilter | undefined {
  const { kinds, labelId, ignoreMuted } = query
  if (!kinds?.length && labelId === undefined && !ignoreMuted) return undefined
  return {
    ...(kinds?.length && { conversationTypes: toTypes(kinds).sort() }),
    ...(labelId !== undefined && { conversationGroupId: labelId }),
    ...(ignoreMuted && { ignoreMuted }),
  }
}

/** NIM's own `filter.equals` is missing on the first event of a subscription, so filters are compared by this. */
const keyOf = ({ conversationTypes, conversationGroupId, ignoreMuted }: NimUnreadFilter): string =>
  JSON.stringify([[...(conversationTypes ?? [])].sort(), conversationGroupId ?? null, ignoreMuted === true])
