import { createState, reduce, type EngineEvent, type ListState } from '@convolist/core'
import { deepFreeze } from './deep-freeze.js'

/**
 * The state after these events, in order. Events are frozen first, so that a reducer which writes to its input fails.
 * Ready-made groups of events (`synced(...)`) may stand among them.
 */
export function given(...events: readonly (EngineEvent | readonly EngineEvent[])[]): ListState {
  return after(createState(), ...events)
}

/** The state after further events. */
export function after(state: ListState, ...events: readonly (EngineEvent | readonly EngineEvent[])[]): ListState {
  return events.flat().reduce<ListState>((now, event) => reduce(now, deepFreeze(event)), state)
}
