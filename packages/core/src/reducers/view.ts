import type { ViewsDeclared } from '../model/events.js'
import type { Policies, ViewDefinition } from '../model/views.js'
import { buildIndex, planIndexes } from '../index/order-index.js'
import { editSides, setParts, settleTrees, type StateEdit } from '../index/state-edit.js'
import { keyOfView } from '../index/view-key.js'

/** Which views are live and how rows are ordered: one pass over the rows for each order that changes. */
export function reduceViews(edit: StateEdit, event: ViewsDeclared): void {
  settleTrees(edit)
  const { settings, indexes, sides } = edit.next
  const isSamePolicy = !event.policies || JSON.stringify(event.policies) === JSON.stringify(settings.policies)
  const policies = isSamePolicy ? settings.policies : event.policies
  const { openId, stood, places } = sides.selection
  const isSameKeeping = policies.selection.keepInFilter === settings.policies.selection.keepInFilter
  const named = isSamePolicy ? { stood, places } : renamed(edit, policies, event.views, isSameKeeping)
  const kept = policies.selection.keepInFilter && openId !== undefined ? { id: openId, views: named.stood } : undefined
  const plans = planIndexes(event.views, policies)
  const next = plans.map((plan) => {
    const known = indexes.filter((index) => index.key === plan.key)
    const wanted = plan.lanes.map((lane) => lane.key).join()
    const same = known.find((index) => index.lanes.map((lane) => lane.key).join() === wanted)
    return (isSameKeeping && same) || buildIndex(plan, known[0] ?? indexes[0], kept)
  })
  const isSameSet = next.length === indexes.length && next.every((index) => indexes.includes(index))
  if (isSamePolicy && isSameSet) return
  setParts(edit, { settings: { ...settings, views: event.views, policies }, indexes: next })
  edit.ownsIndexes = true
  edit.openMoved = true
  editSides(edit, ({ selection }) => {
    selection.stood = named.stood
    selection.places = named.places
  })
}

/** Views that go on under another order keep what they remember of the open row, for the policy that wanted it. */
function renamed(
  edit: StateEdit,
  after: Policies,
  views: readonly ViewDefinition[],
  isSameKeeping: boolean,
): { stood: string[]; places: Record<string, number> } {
  const { settings, sides } = edit.next
  const { stood, places } = sides.selection
  const next = { stood: [] as string[], places: {} as Record<string, number> }
  for (const view of [{}, ...settings.views, ...views]) {
    const before = keyOfView(view, settings.policies)
    const key = keyOfView(view, after)
    if (isSameKeeping && stood.includes(before) && !next.stood.includes(key)) next.stood.push(key)
    if (after.selection.keepIndex && places[before] !== undefined) next.places[key] = places[before]
  }
  return next
}
