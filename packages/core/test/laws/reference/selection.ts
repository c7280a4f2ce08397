// The open row, and the views it stays in (decisions 27 and 28).
import type { ConversationId, EngineEvent } from '../../../src/index.js'
import type { Model } from './model.js'
import { shown } from './overlay.js'
import { belongs, everyShown, liveViews, rowsOf, viewKey } from './views.js'

type ViewsDeclared = Extract<EngineEvent, { readonly type: 'viewsDeclared' }>

export function open(model: Model, id: ConversationId | undefined): void {
  const all = everyShown(model)
  const places = liveViews(model).map((view): [string, number] => [
    viewKey(view),
    rowsOf(model, view, all).findIndex((row) => row.id === id),
  ])
  model.openId = id
  model.keptIn = new Set()
  model.keptAt = new Map(model.policies.selection.keepIndex ? places.filter(([, index]) => index >= 0) : [])
  keepOpen(model)
}

/** Decision 28: what was remembered under another policy is none of the new one's. */
export function declareViews(model: Model, { views, policies = model.policies }: ViewsDeclared): void {
  const { keepInFilter } = model.policies.selection
  Object.assign(model, { views, policies })
  if (policies.selection.keepInFilter !== keepInFilter) model.keptIn = new Set()
  if (!policies.selection.keepIndex) model.keptAt = new Map()
  keepOpen(model)
}

/** While it is open, a row stays in every view it has once been in. */
export function keepOpen(model: Model): void {
  const { openId } = model
  const row = openId === undefined ? undefined : shown(model, openId)
  if (row === undefined || !model.policies.selection.keepInFilter) return
  for (const view of liveViews(model)) if (belongs(row, view)) model.keptIn.add(viewKey(view))
}
