import type { ViewsDeclared } from '../model/events.js'
import type { OrderPolicy } from '../model/views.js'
import { buildIndex, planIndexes } from '../index/order-index.js'
import { editSides, setParts, type StateEdit } from '../index/state-edit.js'
import { keyOfView } from '../index/view-key.js'

/** Which views are live and how rows are ordered: one pass over the rows for each order that changes. */
export function reduceViews(edit: StateEdit, event: ViewsDeclared): void {
  const { settings, indexes, sides } = edit.next
  const isSamePolicy = !event.policies || JSON.stringify(event.policies) === JSON.stringify(settings.policies)
  const policies = isSamePolicy ? settings.policies : event.policies!
  const { openId } = sides.selection
  const plans = planIndexes(event.views, policies)
  const next = plans.map((plan) => {
    const known = indexes.filter((index) => index.key === plan.key)
    const wanted = plan.lanes.map((lane) => lane.key).join()
    const same = known.find((index) => index.lanes.map((lane) => lane.key).join() === wanted)
    return same ?? buildIndex(plan, known[0] ?? indexes[0], openId)
  })
  const isSameSet = next.length === indexes.length && next.every((index) => indexes.includes(index))
  if (isSamePolicy && isSameSet) return
  setParts(edit, { settings: { ...settings, views: event.views, policies }, indexes: next })
  edit.ownsIndexes = true
  if (policies !== settings.policies) renamePlaces(edit, settings.policies, policies)
}

/** Views that go on under another order keep the place of their open row. */
function renamePlaces(edit: StateEdit, before: OrderPolicy, after: OrderPolicy): void {
  const { places } = edit.next.sides.selection
  const renamed: Record<string, number> = {}
  for (const view of [{}, ...edit.next.settings.views]) {
    const place = places[keyOfView(view, before)]
    if (place !== undefined) renamed[keyOfView(view, after)] = place
  }
  editSides(edit, (sides) => {
    sides.selection.places = renamed
  })
}
