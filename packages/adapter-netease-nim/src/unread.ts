import type { UnreadQuery } from '@convolist/core'
import { attempt, toError, unlessError } from './errors.js'
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
  /** When the source is disconnected: ends what we subscribed. */
  deactivate(): void
}

/** What NIM can be asked: its total, some ids, or a filter that leaves something out. */
type Question = { readonly type: 'all' } | { readonly ids: readonly string[] } | { readonly filter: NimUnreadFilter }

interface Watch {
  readonly question: Question
  readonly scope: string
  /** Of a filter; `''` for the others, which NIM cannot be asked to report. */
  readonly key: string
}

const ALREADY_EXISTS = 191007
/** The scope under which the engine compares NIM's total with its own. */
const TOTAL: Watch = { question: { type: 'all' }, scope: 'unread', key: '' }

/** NIM's own unread number. Muted conversations are in it unless the filter leaves them out. */
export const readUnread = (services: Services, query: UnreadQuery): Promise<number> => ask(services, toQuestion(query))

async function ask({ conversation }: Services, question: Question): Promise<number> {
  try {
    if ('filter' in question) return await attempt(() => conversation.getUnreadCountByFilter(question.filter))
    if ('type' in question) return await attempt(() => conversation.getTotalUnreadCount())
    const ids = [...new Set(question.ids)] // the cloud service counts a repeated id twice
    return ids.length > 0 ? await attempt(() => conversation.getUnreadCountByIds(ids)) : 0
  } catch (cause) {
    throw toError('command/rejected', 'Reading the unread count', cause)
  }
}

export function createWatches(services: Services, line: Line): Watches {
  const { conversation } = services
  const watches = new Set([TOTAL])
  /** Filters that we subscribed, not the app: only those are ours to end. */
  const ours = new Map<string, NimUnreadFilter>()

  const report = (scope: string, unread: number): void =>
    line.emitLater(`unread ${scope}`, { type: 'unreadReported', unread, scope })

  const read = async ({ question, scope }: Watch): Promise<void> => {
    const { session } = line
    try {
      const unread = await ask(services, question)
      if (session && line.session === session) report(scope, unread)
    } catch (cause) {
      line.note('vendor/failed', `watchUnread(${scope})`, cause)
    }
  }

  /** A new subscription reports the number by itself. */
  const start = (watch: Watch): void => {
    const { question, key } = watch
    if (line.session && !('filter' in question && subscribed(question.filter, key))) void read(watch)
  }

  const subscribed = (filter: NimUnreadFilter, key: string): boolean => {
    if (ours.has(key)) return false
    try {
      unlessError(conversation.subscribeUnreadCountByFilter(filter))
      ours.set(key, filter)
      return true
    } catch (cause) {
      // The app had subscribed the same filter: its events reach us too.
      const known = (cause as { code?: unknown } | null)?.code === ALREADY_EXISTS
      if (!known) line.note('vendor/failed', 'subscribeUnreadCountByFilter', cause)
      return false
    }
  }

  const unsubscribe = (key: string): void => {
    const filter = ours.get(key)
    if (!filter) return
    ours.delete(key)
    try {
      unlessError(conversation.unsubscribeUnreadCountByFilter(filter))
    } catch {
      // Refused after a logout, when there is nothing left to end.
    }
  }

  return {
    totalChanged(unread) {
      for (const watch of line.session ? watches : []) {
        if ('type' in watch.question) report(watch.scope, unread)
        else if ('ids' in watch.question) void read(watch)
      }
    },
    filterChanged(filter, unread) {
      const key = keyOf(record<NimUnreadFilter>(filter, 'filter'))
      watches.forEach((watch) => line.session && watch.key === key && report(watch.scope, unread))
    },
    add(query, scope) {
      const question = toQuestion(query)
      const watch: Watch = { question, scope, key: 'filter' in question ? keyOf(question.filter) : '' }
      watches.add(watch)
      start(watch)
      return () => {
        watches.delete(watch)
        if (![...watches].some((other) => other.key === watch.key)) unsubscribe(watch.key)
      }
    },
    activate() {
      ours.clear()
      watches.forEach(start)
    },
    deactivate: () => [...ours.keys()].forEach(unsubscribe),
  }
}

/** NIM refuses a filter that leaves nothing out (191004), and has only three kinds. */
function toQuestion(query: UnreadQuery): Question {
  if (query.type === 'all') return { type: 'all' }
  if (query.type === 'ids') return { ids: query.ids }
  const { kinds, labelId, ignoreMuted } = query
  const types = kinds?.length ? toTypes(kinds).sort() : undefined
  if (types?.length === 0) return { ids: [] }
  if (!types && labelId === undefined && !ignoreMuted) return { type: 'all' }
  return {
    filter: {
      ...(types && { conversationTypes: types }),
      ...(labelId !== undefined && { conversationGroupId: labelId }),
      ...(ignoreMuted && { ignoreMuted }),
    },
  }
}

/** NIM's own `filter.equals` is missing on the first event of a subscription, so filters are compared by this. */
const keyOf = ({ conversationTypes, conversationGroupId, ignoreMuted }: NimUnreadFilter): string =>
  JSON.stringify([[...(conversationTypes ?? [])].sort(), conversationGroupId ?? null, ignoreMuted === true])
