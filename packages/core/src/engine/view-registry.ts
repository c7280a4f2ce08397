import { ConvolistError } from '../model/errors.js'
import type { ViewDefinition } from '../model/views.js'
import { filterKey } from '../index/lanes.js'
import type { Core } from './core.js'
import type { View } from './engine.js'
import { guardedView } from './guarded-view.js'
import { createView, type ViewDeps } from './live-view.js'
import { checkView } from './options.js'

/** How long an unused view stays live: remounts (StrictMode, route changes) find it as it was. */
const LINGER_MS = 1_000

/** How many views that nobody uses are remembered, so that the same definition gives the same object again. */
const UNUSED_KEPT = 32

/** Shares views of equal definition, and keeps those live that are in use. */
export function createViewRegistry(
  core: Core,
  deps: Omit<ViewDeps, 'core' | 'retain'>,
): { view(definition?: string | ViewDefinition): View; dispose(): void } {
  const declared = [...core.views.values()]
  const declaredNames = new Set(declared.map(nameOf))
  const views = new Map<string, View>()
  const users = new Map<string, User>()

  function view(definition: string | ViewDefinition = 'all'): View {
    const wanted = typeof definition === 'string' ? definitionOf(definition) : definition
    if (typeof definition !== 'string') checkView(wanted)
    const name = nameOf(wanted)
    return views.get(name) ?? add(name, wanted)
  }

  function definitionOf(name: string): ViewDefinition {
    const known = core.views.get(name)
    if (known) return known
    if (name === 'all') return EVERY_ROW
    const names = new Set(['all', ...core.views.keys()])
    throw new ConvolistError('option/invalid', `view "${name}" is not declared; declared are ${[...names].join(', ')}`)
  }

  function add(name: string, definition: ViewDefinition): View {
    const guarded = declared.find((each) => nameOf(each) === name) ?? guardedView(definition, core.guard)
    const created = createView(name, guarded, { ...deps, core, retain: () => retain(name, guarded) })
    const unused = [...views.keys()].filter((key) => !users.has(key) && !declaredNames.has(key))
    if (unused.length >= UNUSED_KEPT) views.delete(unused[0]!)
    views.set(name, created)
    return created
  }

  function retain(name: string, definition: ViewDefinition): () => void {
    const user = users.get(name) ?? { definition, count: 0, keep: () => undefined }
    user.count++
    user.keep()
    users.set(name, user)
    if (user.count === 1) declare()
    let isReleased = false
    return () => {
      if (isReleased) return
      isReleased = true
      user.count--
      if (user.count === 0) user.keep = core.after(LINGER_MS, () => drop(name))
    }
  }

  function drop(name: string): void {
    users.delete(name)
    declare()
  }

  function declare(): void {
    const extra = [...users].filter(([name]) => !declaredNames.has(name)).map(([, user]) => user.definition)
    const next = [...declared, ...extra]
    const { views: live } = core.state().parts.settings
    if (next.length === live.length && next.every((each, i) => each === live[i])) return
    core.dispatch({ type: 'viewsDeclared', views: next })
    core.flush()
  }

  return { view, dispose: () => users.clear() }
}

interface User {
  readonly definition: ViewDefinition
  count: number
  /** Takes back that it is to be dropped. */
  keep: () => void
}

const EVERY_ROW: ViewDefinition = {}

/** One name for views that mean the same, whatever the engine's policies are or will be. */
const nameOf = ({ filter, policy = {} }: ViewDefinition): string =>
  [policy.pinOrder, policy.draftLift, policy.mutedSink, policy.unreadFirst, filterKey(filter)].join('|')
