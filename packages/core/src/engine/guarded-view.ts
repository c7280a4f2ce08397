import type { Conversation } from '../model/conversation.js'
import type { ViewDefinition, ViewFilter } from '../model/views.js'
import type { Guard } from './notifier.js'

/**
 * The view with the app's own conditions held: one that throws does not match the row, and stops neither the event
 * nor the other views. The app hears of it once for each condition; the same object comes back where there is none.
 */
export function guardedView(view: ViewDefinition, guard: Guard): ViewDefinition {
  const { filter } = view
  if (!filter) return view
  const guarded = guardedFilter(filter, guard)
  return guarded === filter ? view : { ...view, filter: guarded }
}

function guardedFilter(filter: ViewFilter, guard: Guard): ViewFilter {
  const { where, and, or, not } = filter
  if (!where && !and && !or && !not) return filter
  const inner = (part: ViewFilter): ViewFilter => guardedFilter(part, guard)
  return {
    ...filter,
    where: where && { key: where.key, test: guardedTest(where.test, guard) },
    and: and?.map(inner),
    or: or?.map(inner),
    not: not && inner(not),
  }
}

function guardedTest(test: (row: Conversation) => boolean, guard: Guard): (row: Conversation) => boolean {
  let isKnownToThrow = false
  return (row) => {
    try {
      return test(row)
    } catch (error) {
      // Once: over a long list it would be thousands of times.
      if (!isKnownToThrow) guard(() => rethrow(error))
      isKnownToThrow = true
      return false
    }
  }
}

function rethrow(error: unknown): never {
  throw error
}
