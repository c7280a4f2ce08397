import type { UnreadQuery } from '@convolist/core'
import { toError, unsupported } from '../errors.js'
import { COMPARED } from '../line.js'
import { toBit } from '../marks.js'
import { count, record, text, type Ids } from '../read.js'
import { unreadIn } from '../reading.js'
import type { Module } from './envelope.js'
import { byIds, toFilter, type V2TimFilter } from './list.js'
import { tellTotal, totalAgain, type V2TimLine } from './session.js'

/** The totals the engine asked V2TIM to report. */
export interface Watches {
  totalChanged(total: number): void
  filterChanged(filter: unknown, unread: number): void
  add(query: UnreadQuery, scope: string): () => void
  /**
   * After each login, of the same account, too: seeds the total, without which V2TIM never reports it, and subscribes
   * the filters again.
   */
  activate(): void
  deactivate(): void
}

type Question = { readonly type: 'all' } | { readonly ids: Ids } | { readonly filter: V2TimFilter }

/** A label is asked for by its name, which may change. */
interface Aim {
  readonly question: Question
  /** What of a filter V2TIM is to watch, and its key; `''` for what is read again with each total. */
  readonly subscribed: V2TimFilter
  readonly key: string
}

interface Watch {
  readonly query: UnreadQuery
  readonly scope: string
  aim: Aim
  /** Which number it was told last, in the order in which they were asked for or told by events. */
  turn: number
}

/** How often a number is asked for while it is refused. */
const READS = 4

/** V2TIM's own unread number. Muted conversations are in that of `ids` only. */
export async function readUnread(module: Module, line: V2TimLine, query: UnreadQuery): Promise<number> {
  try {
    return await ask(module, toQuestion(query, line))
  } catch (cause) {
    throw toError('command/rejected', 'Reading the unread count', cause)
  }
}

async function ask(module: Module, question: Question): Promise<number> {
  if ('ids' in question) return unreadIn(await byIds(module, [...new Set(question.ids)]))
  const unread =
    'filter' in question
      ? await module.call('getUnreadMessageCountByFilter', question)
      : await module.call('getTotalUnreadMessageCount')
  return count({ unread }, 'unread') ?? 0
}

export function createWatches(module: Module, line: V2TimLine): Watches {
  const watchOf = (query: UnreadQuery, scope: string): Watch => ({ query, scope, aim: toAim(query, line), turn: 0 })
  /** The total itself, which nobody has to watch. */
  const watches = new Set([watchOf({ type: 'all' }, COMPARED)])
  const subscribed = new Set<string>()
  let turns = 0

  const take = (watch: Watch, unread: number, turn = ++turns): void => {
    if (turn < watch.turn) return // asked for before the number it was told last
    watch.turn = turn
    const { aim, scope } = watch
    if ('type' in aim.question && scope === COMPARED) tellTotal(line, unread)
    else line.emitLater(`unread ${scope}`, { type: 'unreadReported', unread, scope })
  }

  const read = (watch: Watch, times = READS): void => {
    const { aim, query, scope } = watch
    const path = `watchUnread(${scope})`
    line.soon(`${path} ${query.type}`, () => {
      const turn = ++turns
      void line.ask(
        path,
        () => ask(module, aim.question),
        (unread) => take(watch, unread, turn),
        () => times > 1 && watches.has(watch) && read(watch, times - 1),
      )
    })
  }

  const subscribe = (method: string, { aim, scope }: Watch): void =>
    void module.call(method, { filter: aim.subscribed }).catch((cause) => {
      subscribed.delete(aim.key)
      line.note('vendor/failed', `${method}(${scope})`, cause)
    })
  const unsubscribe = (watch: Watch): void => {
    if (subscribed.delete(watch.aim.key)) subscribe('unsubscribeUnreadMessageCountByFilter', watch)
  }
  /** Others may watch the same. */
  const leave = (watch: Watch): void => {
    if (![...watches].some((other) => other !== watch && other.aim.key === watch.aim.key)) unsubscribe(watch)
  }

  const start = (watch: Watch): void => {
    if (!line.session) return
    const aim = toAim(watch.query, line)
    if (aim.key !== watch.aim.key) leave(watch)
    watch.aim = aim
    read(watch) // a subscription reports the next change, not the number as it is
    if (!aim.key || subscribed.has(aim.key)) return
    subscribed.add(aim.key)
    subscribe('subscribeUnreadMessageCountByFilter', watch)
  }

  // What is muted changes no total, and a label is asked for by its name.
  line.onNews = () => {
    totalAgain(line)
    watches.forEach((watch) => {
      if ('ids' in watch.aim.question || toAim(watch.query, line).key !== watch.aim.key) start(watch)
    })
  }

  return {
    totalChanged(total) {
      for (const watch of watches) {
        if ('type' in watch.aim.question) take(watch, total)
        else if (!subscribed.has(watch.aim.key)) start(watch)
      }
    },
    filterChanged(filter, unread) {
      const changed = keyOf(record(filter, 'filter'))
      for (const watch of watches) {
        const { question, key } = watch.aim
        if (key !== changed) continue
        if ('filter' in question && question.filter.hasGroupAtInfo) read(watch)
        else take(watch, unread)
      }
    },
    add(query, scope) {
      const watch = watchOf(query, scope)
      watches.add(watch)
      start(watch)
      return () => {
        if (watches.delete(watch)) leave(watch)
      }
    },
    activate() {
      subscribed.clear()
      watches.forEach(start)
    },
    deactivate: () => watches.forEach(unsubscribe),
  }
}

function toAim(query: UnreadQuery, line: V2TimLine): Aim {
  const question = toQuestion(query, line)
  const subscribed = toSubscribed(question)
  return { question, subscribed, key: Object.keys(subscribed).length > 0 ? keyOf({ ...subscribed }) : '' }
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
