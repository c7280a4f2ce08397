import { ConvolistError } from '../model/errors.js'
import type { UnreadQuery } from '../model/source.js'
import type { ViewDefinition } from '../model/views.js'
import { type Core, createCore } from '../engine/core.js'
import { subscribeOf } from '../engine/create-engine.js'
import type { Engine, View } from '../engine/engine.js'
import { disposed } from '../engine/failures.js'
import { checkPolicies, checkQuery } from '../engine/options.js'
import { createViewRegistry } from '../engine/view-registry.js'
import { mergePolicies, serializeState } from '../views/create-state.js'
import { getConversation } from '../views/read-view.js'
import { createFollowed } from './followed.js'
import { checkMergeOptions, namedEngines } from './merge-options.js'
import { createMergedCommands } from './merged-commands.js'
import type { EngineToMerge, MergedEngine, MergeOptions } from './merged-engine.js'
import { isOf, mergedId, splitId } from './names.js'
import { createReadiness } from './readiness.js'
import { sharesOf, sharesOfAll } from './shares.js'

/**
 * Makes one list of several: accounts of one vendor, or of different ones. It follows every commit of its engines in
 * the same call, and an event costs it the change of one row, whatever the number of engines and rows.
 *
 * The engines stay the app's own: they can be shown by themselves beside it, and are disposed by who made them.
 *
 * @throws ConvolistError `option/invalid`, naming the option and what was expected.
 */
export function mergeEngines(engines: readonly EngineToMerge[], options: MergeOptions = {}): MergedEngine {
  checkMergeOptions(options)
  const given = namedEngines(engines)
  const core = createCore(options)
  const followed = createFollowed(core)
  const readiness = createReadiness(core, followed.engines)
  const get: Engine['get'] = (id) => getConversation(core.state(), id)
  const commands = createMergedCommands({
    core,
    engines: followed.engines,
    get,
    open(id) {
      core.dispatch({ type: 'conversationOpened', id })
      core.flush()
    },
    orderStickTop: followed.rank,
  })
  // No vendor can filter for several: a view that wants more reads on in all of them.
  const driver = { loadMore: commands.loadMore, loadPage: commands.loadMore }
  const views = createViewRegistry(core, { driver, source: () => undefined })

  function viewOf(name: string, view?: string | ViewDefinition): View {
    if (!followed.engines.has(name)) throw notMerged(name, followed.engines)
    const own = { where: { key: `of ${name}`, test: (row: { readonly id: string }) => isOf(name, row.id) } }
    const { filter, policy } = views.view(view).definition
    return views.view({ filter: filter ? { and: [filter, own] } : own, policy })
  }

  function add(name: string, engine: Engine): () => void {
    if (engine?.store === core.store) throw new ConvolistError('option/invalid', 'a merged list cannot hold itself')
    const remove = followed.add(name, engine, () => viewOf(name).retain())
    settleOpen(core, name, engine)
    readiness.follow(engine)
    return () => {
      remove()
      readiness.check()
    }
  }

  const refuse = (name: string) => (): never => {
    throw notHere(core, name)
  }

  core.subscribe(({ openId }, previous) => {
    if (openId !== previous.openId) followed.engines.forEach((engine, name) => settleOpen(core, name, engine))
  })
  for (const { name, engine } of given) add(name, engine)
  const initial = core.state()
  Object.assign(core.store, { getInitialState: () => initial })

  return {
    getState: core.state,
    getInitialState: () => initial,
    subscribe: subscribeOf(core),
    store: core.store,
    dispatch: refuse('dispatch'),
    flush() {
      for (const engine of followed.engines.values()) engine.flush()
      core.flush()
    },
    get,
    view: views.view,
    commands,
    diagnostics: core.diagnostics,
    stats: core.stats,
    capabilities: undefined,
    get policies() {
      return core.state().policies
    },
    setPolicies(input) {
      checkPolicies(input)
      const { views: declared, policies } = core.state().parts.settings
      core.dispatch({ type: 'viewsDeclared', views: declared, policies: mergePolicies(policies, input) })
      core.flush()
    },
    connect: refuse('connect'),
    ready: readiness.ready,
    readUnread: async (query) => sumUnread(followed.engines, query),
    watchUnread: refuse('watchUnread'),
    serialize: () => serializeState(core.state(), core.now()),
    dispose() {
      followed.stop()
      readiness.stop()
      views.dispose()
      core.dispose()
    },
    get disposed() {
      return core.disposed
    },
    now: core.now,
    engines: followed.engines,
    add,
    viewOf,
    idOf: mergedId,
    ownerOf(id) {
      const own = splitId(id)
      const engine = own && followed.engines.get(own.name)
      return engine && { ...own, engine }
    },
  }
}

/** One row is open at a time, in all accounts together, and each vendor knows. */
function settleOpen(core: Core, name: string, engine: Engine): void {
  const { openId } = core.state()
  const owner = openId === undefined ? undefined : splitId(openId)
  const id = owner?.name === name ? owner.id : undefined
  if (engine.getState().openId !== id) engine.commands.open(id)
}

/** What the vendors say, added up: with their muted rows or without, as each has it. */
async function sumUnread(engines: ReadonlyMap<string, Engine>, query: UnreadQuery = { type: 'all' }): Promise<number> {
  const counts = await Promise.all(unreadOf(engines, checkQuery(query)))
  return counts.reduce((sum, count) => sum + count, 0)
}

function unreadOf(engines: ReadonlyMap<string, Engine>, query: UnreadQuery): Promise<number>[] {
  if (query.type === 'ids') {
    const shares = sharesOf(query.ids, 'readUnread', engines)
    return shares.map(({ engine, ids }) => engine.readUnread({ type: 'ids', ids }))
  }
  if (query.type === 'all' || query.labelId === undefined) {
    return sharesOfAll(engines).map(({ engine }) => engine.readUnread(query))
  }
  return sharesOf(query.labelId, 'readUnread', engines).map(({ engine, ids: [labelId] }) =>
    engine.readUnread({ ...query, labelId }),
  )
}

const notMerged = (name: string, engines: ReadonlyMap<string, Engine>): ConvolistError =>
  new ConvolistError(
    'option/invalid',
    `viewOf: no engine is called "${name}"; the names are ${[...engines.keys()].join(', ')}`,
  )

const notHere = (core: Core, name: string): ConvolistError =>
  core.disposed
    ? disposed()
    : new ConvolistError(
        'command/unsupported',
        `${name}: a merged list has no SDK of its own; use one of its engines: merged.engines.get(name).${name}(...)`,
      )
