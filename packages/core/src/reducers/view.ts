import type { ViewsDeclared } from '../model/events.js'
import { buildIndex, planIndexes } from '../index/order-index.js'
import { setParts, type StateEdit } from '../index/state-edit.js'

/** Which views are live and how rows are ordered: one pass over the rows for each order that changes. */
export function reduceViews(edit: StateEdit, event: ViewsDeclared): void {
  const { settings, indexes, sides } = edit.next
  const policies = event.policies ?? settings.policies
  if (event.views === settings.views && policies === settings.policies) return
  const { openId } = sides.selection
  const plans = planIndexes(event.views, policies)
  const next = plans.map((plan) => {
    const known = indexes.filter((index) => index.key === plan.key)
    const wanted = plan.lanes.map((lane) => lane.key).join()
    const same = known.find((index) => index.lanes.map((lane) => lane.key).join() === wanted)
    return same ?? buildIndex(plan, known[0] ?? indexes[0], openId)
  })
  setParts(edit, { settings: { ...settings, views: event.views, policies }, indexes: next })
  edit.ownsIndexes = true
}
