// Walks a history through the core and the reference side by side, and compares after every step.
import {
  createState,
  getConversation,
  readView,
  reduce,
  type Conversation,
  type ConversationId,
  type Diagnostic,
  type EngineEvent,
  type ListState,
  type ViewDefinition,
} from '../../src/index.js'
import type { History } from './history.js'
import { beginning, createContext, IDS, interpret, VIEWS } from './interpret.js'
import { PROFILES } from './profiles.js'
import { apply, createModel, same, see, type Model, type Seen } from './reference/index.js'
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
      compare(after, seen, model)
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

/**
 * Everything that can be read from a state of the core, in the words of the reference.
 * @throws Error where a view shows another row object than a read by id gives.
 */
export function seeState(state: ListState, views: readonly ViewDefinition[]): Seen {
  return {
    account: state.account,
    connection: state.connection,
    phase: state.sync.phase,
    openId: state.openId,
    pending: state.pendingCount,
    reported: Object.entries(state.reported).sort(([a], [b]) => (a < b ? -1 : 1)),
    labels: state.labels.map((label) => `${label.id}=${label.name}`).sort(),
    views: views.map((view) => {
      const reading = readView(state, view)
      return { ids: reading.window(0, reading.size).map((row) => sameRow(state, row)), counters: reading.counters }
    }),
    rows: IDS.map((id) => getConversation(state, id)),
  }
}

/** Which notes a step gave, however many; a drift of the vendor's total is for law 3. */
const codesOf = (codes: readonly string[]): string[] =>
  [...new Set(codes)].filter((code) => code !== 'unread/drift').sort()

function sameRow(state: ListState, row: Conversation): ConversationId {
  if (getConversation(state, row.id) === row) return row.id
  throw new Error(`a view shows another ${toCode(row.id)} than is read by id`)
}

function compare(state: ListState, seen: Seen, model: Model): void {
  const views: ViewDefinition[] = [{}, ...model.views]
  differ(seeState(state, views), seen)
  views.forEach((view, index) => compareRanks(state, view, seen.views[index]!.ids))
}

/** size, at, indexOf and slices must tell the same story as the whole window. */
function compareRanks(state: ListState, view: ViewDefinition, ids: readonly string[]): void {
  const reading = readView(state, view)
  const ranks = IDS.map((id) => reading.indexOf(id))
  differ({ size: reading.size, ranks }, { size: ids.length, ranks: IDS.map((id) => ids.indexOf(id)) })
  const middle = reading.window(1, 3).map((row) => row.id)
  differ({ at: reading.at(1)?.id, middle }, { at: ids[1], middle: ids.slice(1, 3) })
}

/** Says where two values differ, shortly. */
export function differ(got: unknown, expected: unknown, path = 'reading'): void {
  if (same(got, expected)) return
  if (typeof got === 'object' && typeof expected === 'object' && got !== null && expected !== null) {
    const keys = new Set([...Object.keys(got), ...Object.keys(expected)])
    const isList = Array.isArray(got) && Array.isArray(expected)
    if (!isList || got.length === expected.length)
      for (const key of keys)
        differ(got[key as keyof typeof got], expected[key as keyof typeof expected], `${path}.${key}`)
  }
  throw new Error(`${path}: got ${toCode(got)}, expected ${toCode(expected)}`)
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
