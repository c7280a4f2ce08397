import { createListSelector, isId, type Conversation, type Engine, type ListState, type View } from '@convolist/core'
import { skipHydrate } from 'pinia'
import { computed, customRef, nextTick, type ComputedRef, type Ref } from 'vue'
import type { LiveState } from '../live-state.js'
import type { Parts } from './bind.js'
import { createGuard, type Guard, type Refuse } from './guard.js'
import { hydrate } from './hydrate.js'
import { lazyRows } from './lazy-rows.js'
import { refusal } from './refusal.js'

/**
 * What the store is made of. State and getters read the engine; a write to them is a command, or it throws.
 *
 * @param listenAgain makes Pinia tell its subscribers again after a `$patch` that threw.
 */
export function setupStore(engine: Engine, live: LiveState, listenAgain: () => void): Parts {
  const all = engine.view()
  const whole = createListSelector(all, { start: 0, end: 0 })
  const guard = createGuard(refuse)

  function refuse(path: readonly string[]): never {
    void nextTick(listenAgain)
    throw refusal(path)
  }

  const getter = <T>(name: string, read: (list: ListState) => T): ComputedRef<T> =>
    computed({ get: () => guard(read(live.read()), [name]), set: () => refuse([name]) })

  /** One door for assignment, `$patch`, `$state` and devtools: the ref that stands in Pinia's state. */
  function state<T>(name: string, read: (list: ListState) => T, write?: (value: T) => boolean): Ref<T> {
    const value = getter(name, read)
    const set = (next: T): void => void (next === value.value || write?.(next) || refuse([name]))
    return skipHydrate(customRef(() => ({ get: () => value.value, set }))) // the engine is hydrated, not the ref
  }

  const field = <Name extends keyof ListState>(
    name: Name,
    write?: (value: ListState[Name]) => boolean,
  ): Ref<ListState[Name]> => state(name, (list) => list[name], write)

  function open(id: string | undefined): boolean {
    if (id !== undefined && !isId(id)) return false
    engine.commands.open(id)
    return true
  }

  function $reset(): void {
    engine.commands.open(undefined)
    engine.setPolicies(engine.getInitialState().policies)
    engine.commands.refresh().catch(() => {
      // Without a source there is nothing to read again; a read that failed shows in `sync`.
    })
  }

  return {
    engine,
    account: field('account', (account) => isId(account) && hydrate(engine, { account })),
    labels: field('labels', (labels) => Array.isArray(labels) && hydrate(engine, { labels })),
    rows: state('rows', rowsOf(all, guard, refuse), (rows) => Array.isArray(rows) && hydrate(engine, { rows })),
    sync: field('sync'),
    connection: field('connection'),
    policies: field('policies'),
    openId: field('openId', open),
    size: getter('size', (list) => whole(list).size),
    counters: getter('counters', (list) => whole(list).counters),
    unread: getter('unread', (list) => whole(list).counters.badge),
    hasMore: getter('hasMore', (list) => whole(list).hasMore),
    ...engine.commands,
    setPolicies: engine.setPolicies,
    $reset,
  }
}

/** The same array while the list stays as it is. */
function rowsOf(view: View, guard: Guard, refuse: Refuse): (list: ListState) => readonly Conversation[] {
  let stamp = ''
  let rows: readonly Conversation[] = []
  return (list) => {
    const reading = view.read(list)
    const next = [list.epoch, reading.version, list.openId].join()
    if (next !== stamp) rows = lazyRows(reading, guard, refuse)
    stamp = next
    return rows
  }
}
