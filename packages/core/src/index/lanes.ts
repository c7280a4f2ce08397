import { type Conversation, isHidden, isMuted } from '../model/conversation.js'
import type { ViewFilter } from '../model/views.js'

export type RowTest = (row: Conversation) => boolean

export const isUnread: RowTest = (row) => row.unreadCount > 0 || row.markedUnread

/** One name for filters that mean the same, so that equal views share one lane. */
export function filterKey(filter: ViewFilter = {}): string {
  const parts: string[] = []
  const add = (name: string, value: unknown): void => {
    if (value !== undefined) parts.push(`${name}:${JSON.stringify(value)}`)
  }
  add('unread', filter.unread)
  add('mentioned', filter.mentioned)
  add('muted', filter.muted)
  add('stickTop', filter.stickTop)
  add('drafted', filter.drafted)
  add('kinds', sorted(filter.kinds))
  add('labels', sorted(filter.labels))
  add('marks', sorted(filter.marks))
  add('text', filter.text?.trim().toLowerCase() || undefined)
  add('hidden', filter.hidden)
  add('where', filter.where?.key)
  add('and', filter.and?.map(filterKey).sort())
  add('or', filter.or?.map(filterKey).sort())
  add('not', filter.not && filterKey(filter.not))
  return parts.join('&')
}

/** Hidden rows included: lane 0 of every index, declared or not. */
export const EVERY_ROW = filterKey({ hidden: 'include' })

/** The test behind a filter. Hidden rows fail it unless some part of the filter asks for them. */
export function compileFilter(filter: ViewFilter = {}): RowTest {
  const matches = conditions(filter)
  return asksForHidden(filter) ? matches : (row) => !isHidden(row) && matches(row)
}

const asksForHidden = ({ hidden, marks, and, or, not }: ViewFilter): boolean =>
  hidden !== undefined ||
  marks?.includes('hidden') === true ||
  [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])].some(asksForHidden)

function conditions(filter: ViewFilter): RowTest {
  const tests: RowTest[] = []
  const flag = (wanted: boolean | undefined, test: RowTest): void => {
    if (wanted !== undefined) tests.push((row) => test(row) === wanted)
  }
  const { kinds, labels, marks, where, and, or, not } = filter
  if (filter.hidden === 'only') tests.push(isHidden)
  if (filter.hidden === 'exclude') tests.push((row) => !isHidden(row))
  flag(filter.unread, isUnread)
  flag(filter.mentioned, (row) => row.mentions.me + row.mentions.all > 0)
  flag(filter.muted, isMuted)
  flag(filter.stickTop, (row) => row.stickTop)
  flag(filter.drafted, (row) => row.draft !== undefined)
  if (kinds) tests.push((row) => kinds.includes(row.kind))
  if (labels)
    tests.push((row) => (labels.length ? labels.some((label) => row.labels.includes(label)) : !row.labels.length))
  if (marks) tests.push((row) => marks.some((mark) => row.marks.includes(mark)))
  const text = filter.text?.trim().toLowerCase()
  if (text) tests.push((row) => contains(row.title, text) || contains(row.targetId, text))
  if (where) tests.push(where.test)
  for (const part of and ?? []) tests.push(conditions(part))
  if (or) {
    const some = or.map(conditions)
    tests.push((row) => some.some((test) => test(row)))
  }
  if (not) {
    const test = conditions(not)
    tests.push((row) => !test(row))
  }
  const [only] = tests
  if (tests.length < 2) return only ?? (() => true)
  return (row) => tests.every((test) => test(row))
}

const contains = (text: string | undefined, part: string): boolean =>
  text !== undefined && text.toLowerCase().includes(part)

function sorted(list: readonly string[] | undefined): readonly string[] | undefined {
  return list && [...list].sort()
}
