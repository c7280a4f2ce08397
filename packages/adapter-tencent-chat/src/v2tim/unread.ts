import type { UnreadQuery } from '@convolist/core'
import { toError } from '../errors.js'
import { comparable } from '../line.js'
import { count, record, text } from '../read.js'
import type { Module } from './envelope.js'
import { byIds, toFilter, type V2TimFilter } from './list.js'
import type { V2TimLine } from './session.js'
import { rowsIn } from './to-row.js'

/** The totals the engine asked V2TIM to report. */
export interface Watches {
  /** @param compared the same total as the list would count it. */
  totalChanged(total: number, compared: number): void
  filterChanged(filter: unknown, unread: number): void
  add(query: UnreadQuery, scope: string): () => void
  /** After a login: seeds the total, without which V2TIM never reports it, and subscribes the filters again. */
  activate(): void
  deactivate(): void
}

type Question = { readonly type: 'all' } | { readonly ids: readonly string[] } | { readonly filter: V2TimFilter }

interface Watch {
  readonly question: Question
  readonly scope: string
  /** Of a filter; `''` for the others. */
  readonly key: string
}

/** V2TIM's own unread number. Muted conversations are never in it. */
export async function readUnread(module: Module, line: V2TimLine, query: UnreadQuery): Promise<number> {
  try {
    return await ask(module, toQuestion(query, line))
  } catch (cause) {
    throw toError('command/rejected', 'Reading the unread count', cause)
  }
}

async function ask(module: Module, question: Question): Promise<number> {
  if ('filter' in question) {
    return count(await module.call('getUnreadMessageCountByFilter', question), 'unread') ?? 0
  }
  if ('type' in question) return count(await module.call('getTotalUnreadMessageCount'), 'unread') ?? 0
  const ids = [...new Set(question.ids)]
  const rows = ids.length > 0 ? rowsIn(await byIds(module, ids), 'conversations') : []
  return rows.reduce<number>(
    (sum, row) => sum + (count(record<'unreadCount'>(row, 'row').unreadCount, 'unread') ?? 0),
    0,
  )
}

export function createWatches(module: Module, line: V2TimLine): Watches {
  const watches = new Set<Watch>()
  const subscribed = new Set<string>()

  const report = (scope: string, unread: number): void =>
    line.emitLater(`unread ${scope}`, { type: 'unreadReported', unread, scope })

  const read = async ({ question, scope }: Watch): Promise<void> => {
    const { session } = line
    try {
      const unread = await ask(module, question)
      if (session && line.session === session) report(scope, unread)
    } catch (cause) {
      if (line.session === session) line.note('vendor/failed', `watchUnread(${scope})`, cause)
    }
  }

  const subscribe = async (method: string, { question, scope }: Watch): Promise<void> => {
    try {
      await module.call(method, question)
    } catch (cause) {
      line.note('vendor/failed', `${method}(${scope})`, cause)
    }
  }

  const start = (watch: Watch): void => {
    if (!line.session) return
    void read(watch) // a subscription reports the next change, not the number as it is
    if (!watch.key || subscribed.has(watch.key)) return
    subscribed.add(watch.key)
    void subscribe('subscribeUnreadMessageCountByFilter', watch)
  }

  const seedTotal = async (): Promise<void> => {
    const { session } = line
    try {
      const total = await ask(module, { type: 'all' })
      if (session && line.session === session) report('unreadUnmuted', comparable(session, total))
    } catch (cause) {
      if (line.session === session) line.note('vendor/failed', 'getTotalUnreadMessageCount', cause)
    }
  }

  return {
    totalChanged(total, compared) {
      report('unreadUnmuted', compared)
      for (const watch of watches) {
        if ('type' in watch.question) report(watch.scope, total)
        else if ('ids' in watch.question) void read(watch)
      }
    },
    filterChanged(filter, unread) {
      const key = keyOf(record(filter, 'filter'))
      watches.forEach((watch) => watch.key === key && report(watch.scope, unread))
    },
    add(query, scope) {
      const question = toQuestion(query, line)
      const watch: Watch = { question, scope, key: 'filter' in question ? keyOf({ ...question.filter }) : '' }
      watches.add(watch)
      start(watch)
      return () => {
        if (!watches.delete(watch) || [...watches].some((other) => other.key === watch.key)) return
        if (subscribed.delete(watch.key)) void subscribe('unsubscribeUnreadMessageCountByFilter', watch)
      }
    },
    activate() {
      subscribed.clear()
      void seedTotal()
      watches.forEach(start)
    },
    deactivate() {
      for (const watch of watches) {
        if (subscribed.delete(watch.key)) void subscribe('unsubscribeUnreadMessageCountByFilter', watch)
      }
    },
  }
}

function toQuestion(query: UnreadQuery, line: V2TimLine): Question {
  if (query.type === 'all') return { type: 'all' }
  if (query.type === 'ids') return { ids: query.ids }
  const { kinds, labelId } = query
  const labels = line.session?.labels ?? { nameOf: (id: string) => id }
  const filter = toFilter({ kinds, ...(labelId !== undefined && { labels: [labelId] }) }, labels)
  if (filter === 'none') return { ids: [] }
  return Object.keys(filter).length > 0 ? { filter } : { type: 'all' } // muted ones are never in it
}

/** V2TIM tells subscriptions apart by these three; what is not set comes back as 0, '' or null. */
function keyOf(filter: object): string {
  const from = record<'conversationType' | 'groupName' | 'conversationGroup' | 'markType'>(filter, 'filter')
  const group = text(from.groupName ?? from.conversationGroup, 'groupName') ?? ''
  return JSON.stringify([count(from.conversationType, 'type') ?? 0, group, count(from.markType, 'markType') ?? 0])
}
