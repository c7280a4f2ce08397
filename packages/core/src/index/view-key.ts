import type { OrderPolicy, ViewDefinition } from '../model/views.js'
import { orderKey } from './compare.js'
import { filterKey } from './lanes.js'

/** One name for each view: its order and its filter. */
export const viewKey = (order: string, filter: string): string => `${order}|${filter}`

/** The order of a view: the engine's, with what the view says of its own. */
export function policyOf(definition: ViewDefinition, policies: OrderPolicy): OrderPolicy {
  const { pinOrder, draftLift, mutedSink, unreadFirst } = definition.policy ?? {}
  return {
    pinOrder: pinOrder ?? policies.pinOrder,
    draftLift: draftLift ?? policies.draftLift,
    mutedSink: mutedSink ?? policies.mutedSink,
    unreadFirst: unreadFirst ?? policies.unreadFirst,
  }
}

export const keyOfView = (definition: ViewDefinition, policies: OrderPolicy): string =>
  viewKey(orderKey(policyOf(definition, policies)), filterKey(definition.filter))
