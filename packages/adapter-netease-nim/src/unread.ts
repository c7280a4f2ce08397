import { ConvolistError, type UnreadQuery } from '@convolist/core'
import { call } from './call.js'
import { toTypes } from './ids.js'
import type { NimUnreadFilter } from './nim.js'
import { record, sureNumber } from './read.js'
import type { Services } from './services.js'
import type { Line } from './session.js'

/** The totals the engine asked NIM to report. */
export interface Watches {
  totalChanged(unread: number): void
  filterChanged(filter: unknown, unread: number): void
  /** What a filter may go by has changed in the rows: NIM reports a number only when something is read or comes in. */
  moved(part: keyof NimUnreadFilter): void
  add(query: UnreadQuery, scope: string): () => void
  /** After a login, when NIM has forgotten what was subscribed, unless it kept all of the account. */
  start(isKept: boolean): void
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
export function readUnread(services: Services, query: UnreadQuery): Promise<number> {
  const read = async (): Promise<number> => sureNumber(await countUnread(services, query), 'unread')
  return call({ readUnread: read }, 'readUnread')
}

async function countUnread({ cloud, conversation }: Services, query: UnreadQuery): Promise<number> {
  const filter = toFilter(query, cloud)
  if (filter && isEmpty(filter)) return 0
  if (filter) return call(conversation, 'getUnreadCountByFilter', filter)
  if (query.type !== 'ids') return call(conversation, 'getTotalUnreadCount')
  // The cloud service counts a repeated id twice, and neither takes an empty list.
  return query.ids.length > 0 ? call(conversation, 'getUnreadCountByIds', [...new Set(query.ids)]) : 0
}

export function createWatches(services: Services, line: Line): Watches {
  const { conversation } = services
  const toWatch = (query: UnreadQuery, scope: string): Watch => {
    const filter = toFilter(query, services.cloud)
    return { query, scope, filter, key: filter && keyOf(filter) }
  }
  // The engine compares NIM's total with its own under this scope.
  const watches = new Set([toWatch({ type: 'all' }, 'unread')])
  /** Filters that we subscribed; what the app had subscribed before is not ours to end. */
  const ours = new Set<string>()
  const moved = new Set<keyof NimUnreadFilter>()

  const report = (scope: string, unread: number): void =>
    line.emitLater(`unread ${scope}`, { type: 'unreadReported', unread, scope })

  const ask = ({ query, scope }: Watch): void =>
    void line.ask((unread) => report(scope, unread), { watchUnread: () => readUnread(services, query) }, 'watchUnread')

  const start = (watch: Watch): void => {
    const { filter, key } = watch
    if (!line.session) return
    if (!filter || !key || ours.has(key) || isEmpty(filter)) return ask(watch)
    const refusal = tried(() => conversation.subscribeUnreadCountByFilter(filter))
    if (!refusal) return void ours.add(key) // NIM reports the number by itself
    if (refusal.code !== ALREADY_EXISTS) line.note('vendor/failed', 'watchUnread', refusal)
    ask(watch)
  }

  /** At the end of the task: NIM takes a mute into its rows after it has told it. */
  const recount = (): void => {
    const parts = [...moved]
    moved.clear()
    for (const watch of watches) if (parts.some((part) => watch.filter?.[part] !== undefined)) ask(watch)
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
    moved(part) {
      // With each change of a row: nothing is made for it while nobody watches such a number.
      for (const { filter } of watches) {
        if (filter?.[part] === undefined) continue
        if (moved.size === 0) void Promise.resolve().then(recount)
        moved.add(part)
        return
      }
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
    start(isKept) {
      if (!isKept) ours.clear()
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

/** Kinds that NIM does not have; no types at all it takes for all of them. */
const isEmpty = ({ conversationTypes }: NimUnreadFilter): boolean => conversationTypes?.length === 0

/** `undefined` where nothing is left out; NIM refuses such a filter (191004). */
function toFilter(query: UnreadQuery, cloud: boolean): NimUnreadFilter | undefined {
  if (query.type !== 'filter') return undefined
  const { kinds, labelId, marks, mentioned, ignoreMuted } = query
  const lacking = marks ? 'of a mark' : mentioned && 'of rows that mention me'
  if (lacking) throw cannot(lacking, 'it has no such filter')
  if (!kinds && labelId === undefined && !ignoreMuted) return undefined
  // The local service refuses a group alone (191004), and overlooks it beside types.
  if (labelId !== undefined && !cloud) throw cannot('of a label', 'only the cloud has groups')
  return {
    ...(kinds && { conversationTypes: toTypes(kinds) }),
    ...(labelId !== undefined && { conversationGroupId: labelId }),
    ...(ignoreMuted && { ignoreMuted }),
  }
}

const cannot = (what: string, why: string): ConvolistError =>
  new ConvolistError('command/unsupported', `NIM cannot do "unread ${what}" here: ${why}`)

/** NIM's own `filter.equals` is missing on the first event of a subscription, so filters are compared by this. */
const keyOf = ({ conversationTypes = [], conversationGroupId, ignoreMuted }: NimUnreadFilter): string =>
  JSON.stringify([[...conversationTypes].sort(), conversationGroupId, ignoreMuted === true])
