import type { ListFilter } from '@convolist/core'
import type { LabelBook } from './labels.js'
import { bitOf } from './marks.js'

/** What both families call by one name. What is not set is left out: 0, '' and false mean one thing here and another there. */
export interface SharedFilter {
  groupName?: string
  markType?: number
  hasUnreadCount?: true
  hasGroupAtInfo?: true
}

/**
 * A condition that Tencent cannot express (one of several labels or marks, no label, nothing unread, a mark that is none of
 * its own) is left out: the page is then wider than asked for, never narrower.
 */
export function toSharedFilter(filter: ListFilter = {}, labels: Pick<LabelBook, 'nameOf'>): SharedFilter {
  const label = onlyOne(filter.labels)
  const mark = onlyOne(filter.marks)
  const markType = mark === undefined ? undefined : bitOf(mark)
  return {
    ...(label !== undefined && { groupName: labels.nameOf(label) }),
    ...(markType !== undefined && { markType }),
    ...(filter.unread && { hasUnreadCount: true }),
    ...(filter.mentioned && { hasGroupAtInfo: true }),
  }
}

const onlyOne = (names: readonly string[] = []): string | undefined => (names.length === 1 ? names[0] : undefined)
