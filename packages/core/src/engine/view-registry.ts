import { ConvolistError } from '../model/errors.js'
import type { ViewDefinition } from '../model/views.js'
import { keyOfView } from '../index/view-key.js'
import type { Core } from './core.js'
import type { EngineOptions, View } from './engine.js'
import { createView, type ViewDeps } from './live-view.js'
import { checkView } from './options.js'

const ALL = 'all'

/** How long an unused view stays live: remounts (StrictMode, route changes) find it as it was. */
const LINGER_MS = 1_000

/** How many views are kept to be found again by an equal definition. */
const VIEWS_KEPT = 100

/** Shares views of equal definition, and keeps those live that are in use. */
export function createViewRegistry(
  core: Core,
  options: EngineOptions,
  deps: Omit<ViewDeps, 'core' | 'retain'>,
): { view(definition?: string | ViewDefinition): View; dispose(): void } {
  const named: Record<string, ViewDefinition> = Object.assign(Object.create(null) as object, {
    [ALL]: {},
    ...options.views,
  })
  const views = new Map<string, View>()
  const users = new Map<string, { readonly definition: ViewDefinition; count: number }>()

  function view(definition: string | ViewDefinition = ALL): View {
    const wanted = typeof definition === 'string' ? named[definition] : definition
    if (!wanted) {
      const known = Object.keys(named).join(', ')
      throw new ConvolistError('option/invalid', `view "${String(definition)}" is not declared; declared are ${known}`)
    }
    if (typeof definition !== 'string') checkView('view', wanted)
    const key = keyOfView(wanted, core.state().policies)
    let shared = views.get(key)
    if (!shared) {
      if (views.size >= VIEWS_KEPT) forgetOne()
      views.set(key, (shared = createView(wanted, { ...deps, core, retain })))
    }
    return shared
  }

  /** The oldest view that nobody uses: an app that searches as it types makes many. */
  function forgetOne(): void {
    for (const key of views.keys()) {
      if (!users.has(key)) return void views.delete(key)
    }
  }

  function retain(definition: ViewDefinition): () => void {
    const key = keyOfView(definition, core.state().policies)
    const user = users.get(key) ?? { definition, count: 0 }
    user.count++
    users.set(key, user)
    if (user.count === 1) declare()
    let isReleased = false
    return () => {
      if (isReleased) return
      isReleased = true
      user.count--
      if (user.count === 0) core.after(LINGER_MS, () => drop(key))
    }
  }

  function drop(key: string): void {
    if (users.get(key)?.count !== 0) return
    users.delete(key)
    declare()
  }

  function declare(): void {
    const declared = Object.values(named)
    const keys = new Set(declared.map((each) => keyOfView(each, core.state().policies)))
    const extra = [...users].filter(([key]) => !keys.has(key)).map(([, user]) => user.definition)
    const { views: live } = core.state().parts.settings
    const next = [...declared, ...extra]
    const isSame = next.length === live.length && next.every((each, i) => each === live[i])
    if (isSame) return
    core.dispatch({ type: 'viewsDeclared', views: next })
    core.flush()
  }

  return { view, dispose: () => users.clear() }
}
