// Walks a history through the core and the reference side by side, and compares after every step.
import { createState, reduce, type Diagnostic, type EngineEvent, type ListState } from '../../src/index.js'
import type { History } from './history.js'
import { codesOf, compare, differ } from './compare.js'
import { beginning, createContext, IDS, interpret, VIEWS } from './interpret.js'
import { PROFILES } from './profiles.js'
import { apply, createModel, see, type Model, type Seen } from './reference/index.js'
import { deepFreeze } from './support.js'
import { toCode } from './to-code.js'

export interface Walk {
  readonly events: readonly EngineEvent[]
  readonly states: readonly ListState[]
  readonly model: Model
}

/** A look at each step: before and after it, and what the reference expects. */
export type Look = (step: {
  readonly event: EngineEvent
  readonly before: ListState
  readonly after: ListState
  readonly model: Model
  readonly seen: Seen
  readonly notes: readonly Diagnostic[]
}) => void

/**
 * Applies a history to both and compares every reading after every step.
 * @throws Error with the history as code when they disagree, or when `look` throws.
 */
export function walk(history: History, look?: Look): Walk {
  const context = createContext(history)
  const model = createModel()
  const events: EngineEvent[] = []
  const states: ListState[] = [createState()]
  const take = (event: EngineEvent): void => {
    const before = states.at(-1)!
    const notes: Diagnostic[] = []
    events.push(deepFreeze(event))
    try {
      const after = reduce(before, event, (note) => notes.push(note))
      states.push(after)
      apply(model, event)
      context.epoch = model.epoch
      const seen = see(model, IDS)
      compare(after, seen, [{}, ...model.views], IDS)
      differ(codesOf(notes.map((note) => note.code)), codesOf(model.notes), 'notes')
      look?.({ event, before, after, model, seen, notes })
    } catch (cause) {
      throw new Error(`${String(cause instanceof Error ? cause.message : cause)}\n${asCode(events)}`, { cause })
    }
  }
  for (const event of beginning(context)) take(event)
  for (const step of history.steps) {
    const event = interpret(context, step)
    if (event) take(event)
  }
  return { events, states, model }
}

export const asCode = (events: readonly EngineEvent[]): string =>
  `const events: EngineEvent[] = [\n${events.map((event) => `  ${toCode(named(event))},\n`).join('')}]`

/** The two events of every history by the names they have in profiles.ts and interpret.ts. */
function named(event: EngineEvent): unknown {
  if (event.type === 'viewsDeclared') return { ...event, views: event.views === VIEWS ? 'VIEWS' : event.views }
  if (event.type !== 'capabilitiesDeclared') return event
  const profile = Object.entries(PROFILES).find(([, capabilities]) => capabilities === event.capabilities)
  return profile ? { ...event, capabilities: `PROFILES.${profile[0]}` } : event
}

/** Does an event speak of one row more than once? Then its parts follow upon each other, and the last one counts. */
export function speaksTwice(taken: EngineEvent): boolean {
  const said = 'rows' in taken ? taken.rows : 'patches' in taken ? taken.patches : []
  const names = [...said.map((one) => one?.id), ...('missing' in taken ? (taken.missing ?? []) : [])]
  return new Set(names).size < names.length
}
