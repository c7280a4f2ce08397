import type { UnreadQuery } from '@convolist/core'
import { toError, unsupported } from '../errors.js'
import { comparable } from '../line.js'
import { toBit } from '../marks.js'
import { count, record, text } from '../read.js'
import { unreadIn } from '../reading.js'
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
  /** What of a filter V2TIM is to watch, and its key; `''` for what changes with the total. */
  readonly subscribed: V2TimFilter
  readonly key: string
}

/** V2TIM's own unread number. Muted conversations are in that of `ids` only. */
export async function readUnread(module: Module, line: V2TimLine, query: UnreadQuery): Promise<number> {
  try {
    return await ask(module, toQuestion(query, line))
  } catch (cause) {
    throw toError('command/rejected', 'Reading the unread count', cause)
  }
}

async function ask(module: Module, question: Question): Promise<number> {
  if ('ids' in question) {
    const ids = [...new Set(question.ids)]
    return ids.length > 0 ? unreadIn(rowsIn(await byIds(module, ids), 'conversations')) : 0
  }
  const unread =
    'filter' in question
      ? await module.call('getUnreadMessageCountByFilter', question)
      : await module.call('getTotalUnreadMessageCount')
  return count({ unread }, 'unread') ?? 0
}

export function createWatches(module: Module, line: V2TimLine): Watches {
  const watches = new Set<Watch>()
  const subscribed = new Set<string>()

  const report = (scope: string, unread: number): void =>
    line.emitLater(`unread ${scope}`, { type: 'unreadReported', unread, scope })

  const read = ({ question, scope }: Watch): void => {
    const path = `watchUnread(${scope})`
    line.soon(
      path,
      () =>
        void line.ask(
          path,
          () => ask(module, question),
          (unread) => report(scope, unread),
        ),
    )
  }
  // What is muted changes no total.
  line.onRows = () => watches.forEach((watch) => 'ids' in watch.question && read(watch))

  const subscribe = (method: string, { subscribed: filter, scope }: Watch): void =>
    void module.call(method, { filter }).catch((cause) => line.note('vendor/failed', `${method}(${scope})`, cause))
  const unsubscribe = (watch: Watch): void => {
    if (subscribed.delete(watch.key)) subscribe('unsubscribeUnreadMessageCountByFilter', watch)
  }

  const start = (watch: Watch): void => {
    if (!line.session) return
    read(watch) // a subscription reports the next change, not the number as it is
    if (!watch.key || subscribed.has(watch.key)) return
    subscribed.add(watch.key)
    subscribe('subscribeUnreadMessageCountByFilter', watch)
  }

  return {
    totalChanged(total, compared) {
      report('unreadUnmuted', compared)
      for (const watch of watches) {
        if ('type' in watch.question) report(watch.scope, total)
        else if (!watch.key) read(watch)
      }
    },
    filterChanged(filter, unread) {
      const key = keyOf(record(filter, 'filter'))
      for (const watch of watches) {
        if (watch.key !== key) continue
        if ('filter' in watch.question && watch.question.filter.hasGroupAtInfo) read(watch)
        else report(watch.scope, unread)
      }
    },
    add(query, scope) {
      const question = toQuestion(query, line)
      const subscribed = toSubscribed(question)
      const key = Object.keys(subscribed).length > 0 ? keyOf({ ...subscribed }) : ''
      const watch: Watch = { question, scope, subscribed, key }
      watches.add(watch)
      start(watch)
      return () => {
        if (watches.delete(watch) && ![...watches].some((other) => other.key === watch.key)) unsubscribe(watch)
      }
    },
    activate() {
      subscribed.clear()
      void line.ask(
        'getTotalUnreadMessageCount',
        () => ask(module, { type: 'all' }),
        (total, session) => report('unreadUnmuted', comparable(session, total)),
      )
      watches.forEach(start)
    },
    deactivate: () => watches.forEach(unsubscribe),
  }
}

function toQuestion(query: UnreadQuery, line: V2TimLine): Question {
  if (query.type === 'all') return { type: 'all' }
  if (query.type === 'ids') return { ids: query.ids }
  const { kinds, labelId, marks = [], mentioned } = query
  if (marks.length > 1) throw unsupported('unread of several marks', 'V2TIM counts one mark at a time')
  marks.forEach(toBit) // others are refused
  const labels = line.session?.labels ?? { nameOf: (id: string) => id }
  const filter = toFilter({ kinds, marks, mentioned, ...(labelId !== undefined && { labels: [labelId] }) }, labels)
  if (filter === 'none') return { ids: [] }
  return Object.keys(filter).length > 0 ? { filter } : { type: 'all' } // muted ones are never in it
}

/** Mentions are no part of what tells subscriptions apart: the number is asked for whenever the wider one changes. */
function toSubscribed(question: Question): V2TimFilter {
  const { hasGroupAtInfo: _, ...told } = 'filter' in question ? question.filter : {}
  return told
}

/** V2TIM tells subscriptions apart by these three; what is not set comes back as 0, '' or null. */
function keyOf(filter: object): string {
  const from = record<'conversationType' | 'groupName' | 'conversationGroup' | 'markType'>(filter, 'filter')
  const group = text({ groupName: from.groupName ?? from.conversationGroup }, 'groupName') ?? ''
  return JSON.stringify([count(from, 'conversationType') ?? 0, group, count(from, 'markType') ?? 0])
}
