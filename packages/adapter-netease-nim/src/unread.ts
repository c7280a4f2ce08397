import type { UnreadQuery } from '@convolist/core'
import { call } from './call.js'
import { toTypes } from './ids.js'
import type { NimConversationService, NimUnreadFilter } from './nim.js'
import { record } from './read.js'
import type { Line } from './session.js'

/** The totals the engine asked NIM to report. */
export interface Watches {
  totalChanged(unread: number): void
  filterChanged(filter: unknown, unread: number): void
  add(query: UnreadQuery, scope: string): () => void
  /** After a login, when NIM has forgotten what was subscribed. */
  start(): void
  /** When the source is disconnected. */
  stop(): void
}

interface Watch {
  readonly query: UnreadQuery
  readonly scope: string
  readonly filter: NimUnreadFilter | undefined
  readonly key: string | undefined
}

const ALREADY_EXISTS = 191007

/** NIM's own unread number. Muted conversations are in it unless the filter leaves them out. */
export async function readUnread(conversation: NimConversationService, query: UnreadQuery): Promise<number> {
  const filter = toFilter(query)
  if (filter?.conversationTypes?.length === 0) return 0 // kinds that NIM does not have
  if (filter) return call(conversation, 'getUnreadCountByFilter', filter)
  if (query.type !== 'ids') return call(conversation, 'getTotalUnreadCount')
  // The cloud service counts a repeated id twice, and neither takes an empty list.
  return query.ids.length > 0 ? call(conversation, 'getUnreadCountByIds', [...new Set(query.ids)]) : 0
}

export function createWatches(conversation: NimConversationService, line: Line): Watches {
  // The engine compares NIM's total with its own under this scope.
  const watches = new Set([toWatch({ type: 'all' }, 'unread')])
  /** Filters that we subscribed; what the app had subscribed before is not ours to end. */
  const ours = new Set<string>()

  const report = (scope: string, unread: number): void =>
    line.emitLater(`unread ${scope}`, { type: 'unreadReported', unread, scope })

  const ask = ({ query, scope }: Watch): void =>
    void line.ask(
      (unread) => report(scope, unread),
      { watchUnread: () => readUnread(conversation, query) },
      'watchUnread',
    )

  const start = (watch: Watch): void => {
    const { filter, key } = watch
    if (!line.session) return
    if (!filter || !key || ours.has(key)) return ask(watch)
    const refusal = tried(() => conversation.subscribeUnreadCountByFilter(filter))
    if (!refusal) return void ours.add(key) // NIM reports the number by itself
    if (refusal.code !== ALREADY_EXISTS) line.note('vendor/failed', 'watchUnread', refusal)
    ask(watch)
  }

  /** Refused after a logout, when there is nothing left to end. */
  const stop = ({ filter, key = '' }: Watch): void => {
    if (filter && ours.delete(key)) tried(() => conversation.unsubscribeUnreadCountByFilter(filter))
  }

  return {
    totalChanged(unread) {
      for (const watch of watches) {
        if (watch.query.type === 'ids') ask(watch)
        else if (!watch.key) report(watch.scope, unread)
      }
    },
    filterChanged(filter, unread) {
      const key = keyOf(record<NimUnreadFilter>(filter, 'filter'))
      for (const watch of watches) if (watch.key === key) report(watch.scope, unread)
    },
    add(query, scope) {
      const watch = toWatch(query, scope)
      watches.add(watch)
      start(watch)
      return () => {
        watches.delete(watch)
        if (![...watches].some(({ key }) => key === watch.key)) stop(watch)
      }
    },
    start() {
      ours.clear()
      watches.forEach(start)
    },
    stop: () => watches.forEach(stop),
  }
}

/** What the SDK says against it: thrown on the Web, returned by node-nim. */
function tried(run: () => unknown): { readonly code?: unknown } | undefined {
  try {
    return (run() as { readonly code?: unknown } | null | undefined) ?? undefined
  } catch (cause) {
    return cause as { readonly code?: unknown }
  }
}

function toWatch(query: UnreadQuery, scope: string): Watch {
  const filter = toFilter(query)
  return { query, scope, filter, key: filter && keyOf(filter) }
}

/** `undefined` where nothing is left out; NIM refuses such a filter (191004). */
function toFilter(query: UnreadQuery): NimUnreadFilter | undefined {
  if (query.type !== 'filter') return undefined
  const { kinds, labelId, ignoreMuted } = query
  if (!kinds?.length && labelId === undefined && !ignoreMuted) return undefined
  return {
    ...(kinds?.length && { conversationTypes: toTypes(kinds) }),
    ...(labelId !== undefined && { conversationGroupId: labelId }),
    ...(ignoreMuted && { ignoreMuted }),
  }
}

/** NIM's own `filter.equals` is missing on the first event of a subscription, so filters are compared by this. */
const keyOf = ({ conversationTypes = [], conversationGroupId, ignoreMuted }: NimUnreadFilter): string =>
  JSON.stringify([[...conversationTypes].sort(), conversationGroupId, ignoreMuted === true])
