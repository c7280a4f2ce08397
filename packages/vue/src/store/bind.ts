import { ConvolistError, isId, type Engine, type SerializedState } from '@convolist/core'
import type { Pinia } from 'pinia'
import { markRaw, onScopeDispose, toRaw } from 'vue'
import { liveStateOf, type LiveState } from '../live-state.js'
import { hydrate, toInitialState, type SavedState } from './hydrate.js'

/** Makes the engine of one Pinia (one request on a server, one test), from the state a server sent, if any. */
export type EngineFactory = (initialState: SerializedState | undefined) => Engine

/** What a store's setup returns: refs, computeds and actions. */
export type Parts = Record<string, unknown>

const stores = new WeakMap<Pinia, Map<string, Parts>>()

/**
 * The parts of a store, made once for as long as its scope lives: a hot update runs the setup a second time, and finds
 * the engine, the refs and the one subscription of the first.
 */
export function bind(pinia: Pinia, id: string, given: Engine | EngineFactory, make: MakeParts): Parts {
  const known = stores.get(pinia) ?? new Map<string, Parts>()
  stores.set(pinia, known)
  const parts = known.get(id) ?? open(pinia, id, given, make)
  known.set(id, parts)
  return { ...parts } // Pinia writes into what it gets
}

type MakeParts = (engine: Engine, live: LiveState) => Parts

function open(pinia: Pinia, id: string, given: Engine | EngineFactory, make: MakeParts): Parts {
  const saved = toRaw(pinia.state.value[id]) as SavedState | undefined
  const isSaved = saved?.rows !== undefined
  const isOwn = typeof given === 'function'
  // Raw: Vue must not wrap it when the store hands it out.
  const engine = markRaw(insist(isOwn ? given(isSaved ? toInitialState(saved) : undefined) : given))
  if (isSaved && !hydrate(engine, saved)) reopen(engine, saved)
  const live = liveStateOf(engine)
  const release = live.hold()
  onScopeDispose(() => {
    release()
    stores.get(pinia)?.delete(id)
    // Else a store that is used again would start from what was shown when it was disposed of.
    delete pinia.state.value[id]
    if (isOwn) engine.dispose()
  })
  const parts = make(engine, live)
  guardGetters(pinia.state.value[id]!, parts)
  return parts
}

/** A patch writes into Pinia's state by name: there the name of a getter leads to the getter, which says what to call. */
function guardGetters(state: object, parts: Parts): void {
  for (const name in parts) {
    const value = parts[name]
    // Only computed refs have an effect: so Pinia tells getters from state.
    if ((Object(value) as { effect?: unknown }).effect)
      Object.defineProperty(toRaw(state), name, { value, configurable: true })
  }
}

/** The row that was open; of another account there is nothing to open. */
function reopen(engine: Engine, { account, openId }: SavedState): void {
  engine.flush()
  if (isId(openId) && engine.getState().account === account) engine.commands.open(openId)
}

/** @throws ConvolistError `option/invalid` for anything that is not an engine. */
export function insist(engine: Engine): Engine {
  if (typeof (engine as Partial<Engine> | undefined)?.getState === 'function') return toRaw(engine)
  throw new ConvolistError('option/invalid', 'defineConversationListStore() needs an engine or a factory')
}
