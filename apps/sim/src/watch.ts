import {
  type Batch,
  type Conversation,
  type ConversationId,
  createState,
  type Engine,
  type EngineEvent,
  getConversation,
  type ListState,
  type PoliciesInput,
  readView,
  reduce,
  type ViewDefinition,
} from '@convolist/core'
import { deepFreeze } from '@convolist/testing'
import {
  apply,
  createModel,
  LIMITS,
  type Model,
  same,
  see,
  type ViewSeen,
} from '../../../packages/core/test/laws/reference/index.js'
import { contradictsItself } from '../../../packages/core/test/laws/contradicts-itself.js'
import { LARGE_BATCH, LARGE_STEP } from './large-batch.js'
import type { Meetings } from './meetings.js'

export interface Violation {
  /** The law by its number and name in core's ARCHITECTURE.md, or `reference`. */
  readonly law: string
  /** Events before it. */
  readonly at: number
  readonly detail: string
}

export interface Watch {
  take(batch: Batch): void
  /** A subscriber was told of a state, and what came before it. */
  told(state: ListState, previous: ListState, engine: Engine): void
  violate(law: string, detail: string): void
  readonly violations: readonly Violation[]
  events(): number
  /** Of those, held against the reference. */
  compared(): number
  history(): readonly EngineEvent[]
}

/** After this many, a run has said what it has to say. */
const VIOLATIONS_MAX = 5

/**
 * Walks every batch of an engine through the slow reference, event by event, and compares all there is to read: the
 * account, the sync, each view's rows and counters, each row's place and words.
 */
export function createWatch(
  views: Readonly<Record<string, ViewDefinition>>,
  input: PoliciesInput,
  meetings?: Meetings,
): Watch {
  const violations: Violation[] = []
  const history: EngineEvent[] = []
  const model = modelOf(startOf(views, input), Object.values(views))
  const checkRow = createRowCheck()
  let lastTold: ListState | undefined
  const windows = new Map<string, readonly Conversation[]>()
  let compared = 0

  function violate(law: string, detail: string): void {
    if (violations.length < VIOLATIONS_MAX) violations.push({ law, at: history.length, detail })
  }

  function take({ events, previous, state }: Batch): void {
    let single = previous
    const step = events.length > LARGE_BATCH ? LARGE_STEP : 1
    for (const [place, event] of events.entries()) {
      history.push(event)
      deepFreeze(event) // what writes to it, here or in an SDK whose object it is, throws
      const before = single
      meetings?.meet(event, model)
      const repeats = !namesTwice(event) && !contradictsItself(event, (id) => model.truth.get(id))
      single = reduce(single, event)
      apply(model, event)
      const isCompared = place % step === 0 || place === events.length - 1
      if (violations.length === 0) checkStep(before, single, event)
      if (violations.length === 0 && isCompared) compare(before, single, event)
      if (violations.length === 0 && repeats && reduce(single, event) !== single)
        violate('5 idempotent', `the same ${event.type} again changes something`)
    }
    // A batch gives what its events give one by one.
    if (events.length > 1 && violations.length === 0) check('4 identity', () => expectSeen(state, model, checkRow))
  }

  function compare(before: ListState, after: ListState, event: EngineEvent): void {
    compared++
    check('reference', () => expectSeen(after, model, checkRow))
    if (violations.length === 0 && before !== after && !namesTwice(event))
      check('4 identity', () => expectIdentity(before, after, model))
  }

  function checkStep(before: ListState, after: ListState, event: EngineEvent): void {
    if (before === after) return
    if (event.type === 'accountOpened' || event.type === 'accountClosed')
      check('15 account', () => expectForgotten(before, after))
    else check('10 watermarks', () => expectMarks(before, after))
  }

  function check(law: string, run: () => void): void {
    try {
      run()
    } catch (error) {
      violate(law, error instanceof Error ? error.message : String(error))
    }
  }

  return {
    take,
    told(state, previous, engine) {
      if (lastTold !== undefined && previous !== lastTold)
        violate('13 isolation', 'told of states that do not follow each other')
      lastTold = state
      for (const [name, view] of Object.entries({ all: {}, ...views }))
        check('12 tearing', () => expectLive(engine, name, view, windows))
    },
    violate,
    violations,
    events: () => history.length,
    compared: () => compared,
    history: () => history,
  }
}

/** Walks events one by one through an engine's state and its watch, without an engine. */
export function walkAlone(
  watch: Watch,
  views: Readonly<Record<string, ViewDefinition>>,
  policies: PoliciesInput,
  events: readonly EngineEvent[],
): void {
  let state = startOf(views, policies)
  for (const event of events) {
    const next = reduce(state, event)
    watch.take({ events: [event], previous: state, state: next })
    state = next
    if (watch.violations.length > 0) return
  }
}

/** A list that nothing has been told. */
export const startOf = (views: Readonly<Record<string, ViewDefinition>>, policies: PoliciesInput): ListState =>
  createState({ views: Object.values(views), policies, operationTimeoutMs: Infinity })

function modelOf(state: ListState, views: readonly ViewDefinition[]): Model {
  const model = createModel({ ...LIMITS, operationTimeoutMs: Infinity })
  model.policies = state.policies
  model.views = views
  return model
}

type RowCheck = (id: ConversationId, found: Conversation | undefined, wanted: Conversation | undefined) => void

/** Two rows that were compared once need not be again. */
function createRowCheck(): RowCheck {
  const known = new WeakMap<Conversation, Conversation>()
  return (id, found, wanted) => {
    if (found !== undefined && wanted !== undefined && known.get(found) === wanted) return
    if (!same(found, wanted) && !same(inOrder(found), inOrder(wanted)))
      throw new Error(`${id}: ${differenceOf(found, wanted)}`)
    if (found !== undefined && wanted !== undefined) known.set(found, wanted)
  }
}

/** Labels and marks are sets: the order in which they were put on a row is nobody's business. */
const inOrder = (row: Conversation | undefined): unknown =>
  row && { ...row, labels: [...row.labels].sort(), marks: [...row.marks].sort() }

/** @throws Error naming the first thing that reads otherwise than in the reference. */
function expectSeen(state: ListState, model: Model, checkRow: RowCheck): void {
  const ids = [...new Set([...model.truth.keys(), ...model.queues.keys()])]
  const seen = see(model, ids)
  expectSame('account', state.account, seen.account)
  expectSame('connection', state.connection, seen.connection)
  expectSame('sync', state.sync, seen.sync)
  expectSame('open row', state.openId, seen.openId)
  expectSame('open operations', state.pendingCount, seen.pending)
  const byName = ([a]: readonly [string, number], [b]: readonly [string, number]): number => (a < b ? -1 : 1)
  expectSame('reported', Object.entries(state.reported).sort(byName), seen.reported)
  expectSame('labels', state.labels.map(({ id, name }) => `${id}=${name}`).sort(), seen.labels)
  // No view shows each of them: what is hidden and should be gone is in none.
  expectSame('number of rows', state.parts.rows.size, seen.rows.filter((row) => row !== undefined).length)
  ids.forEach((id, i) => checkRow(id, getConversation(state, id), seen.rows[i]))
  viewsOf(model).forEach((view, i) => expectView(state, view, seen.views[i]!))
}

const viewsOf = (model: Model): readonly ViewDefinition[] => [EVERYTHING, ...model.views]
const EVERYTHING: ViewDefinition = {}

function expectView(state: ListState, view: ViewDefinition, wanted: ViewSeen): void {
  const reading = readView(state, view)
  const rows = reading.window(0, reading.size)
  const name = (): string => JSON.stringify(view)
  if (rows.length !== wanted.ids.length || rows.some((row, place) => row.id !== wanted.ids[place])) {
    const ids = rows.map((row) => row.id)
    expectSame(`order of ${name()}`, ids, wanted.ids)
  }
  if (!same(reading.counters, wanted.counters)) expectSame(`counters of ${name()}`, reading.counters, wanted.counters)
  if (!Object.values(reading.counters).every(isCounter)) throw new Error(`a counter of ${name()} is no number of rows`)
  rows.forEach((row, place) => {
    if (getConversation(state, row.id) !== row) throw new Error(`${name()} shows another ${row.id} than is read by id`)
    if (place % 7 === 0 && reading.indexOf(row.id) !== place)
      throw new Error(`${row.id} stands at ${place} in ${name()}, and is said to stand at ${reading.indexOf(row.id)}`)
  })
}

/** What the engine's own live view says while it tells of a state: all of it of that state, and no array without need. */
function expectLive(
  engine: Engine,
  name: string,
  definition: ViewDefinition,
  windows: Map<string, readonly Conversation[]>,
): void {
  const view = engine.view(name)
  const reading = readView(engine.getState(), definition)
  const rows = view.window(0, reading.size)
  const wanted = reading.window(0, reading.size)
  if (view.size !== reading.size || !sameRows(rows, wanted))
    expectSame(
      `live view ${name}`,
      [view.size, ...rows.map(({ id }) => id)],
      [reading.size, ...wanted.map(({ id }) => id)],
    )
  if (!same(view.counters, reading.counters)) expectSame(`live counters of ${name}`, view.counters, reading.counters)
  const before = windows.get(name)
  if (before !== undefined && before !== rows && sameRows(before, rows))
    throw new Error(`the window of ${name} was exchanged for an equal one`)
  windows.set(name, rows)
  rows.forEach((row, place) => {
    if (engine.get(row.id) !== row) throw new Error(`${name} and the row ${row.id} are of two states`)
    if (view.indexOf(row.id) !== place)
      throw new Error(`${row.id} stands at ${place} of ${name}, said to be ${view.indexOf(row.id)}`)
  })
}

const sameRows = (a: readonly Conversation[], b: readonly Conversation[]): boolean =>
  a.length === b.length && a.every((row, place) => row === b[place])

const isCounter = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

/** No row, label or number of an account that was left can be read. */
function expectForgotten(before: ListState, after: ListState): void {
  if (before.account === after.account && before.epoch === after.epoch) return
  const view = readView(before, { filter: { hidden: 'include' } })
  const left = view.window(0, view.size).find(({ id }) => getConversation(after, id) !== undefined)
  if (left) throw new Error(`${left.id} of the account before can still be read`)
  const { labels, reported, pendingCount, openId } = after
  expectSame('left of the account before', { labels, reported, pendingCount, openId }, NOTHING)
}

const NOTHING = { labels: [], reported: {}, pendingCount: 0, openId: undefined }

/** A row that reads the same is the same object. */
function expectIdentity(before: ListState, after: ListState, model: Model): void {
  for (const id of model.truth.keys()) {
    const [old, now] = [getConversation(before, id), getConversation(after, id)]
    if (old !== now && old !== undefined && same(old, now)) throw new Error(`${id} was exchanged for an equal row`)
  }
}

/** Of an event that speaks of a row twice, the row may change and change back. */
function namesTwice(event: EngineEvent): boolean {
  const parts = 'patches' in event ? event.patches : 'rows' in event ? event.rows : []
  return parts.length > 1 && new Set(parts.map((part) => part?.id)).size < parts.length
}

/**
 * Watermarks only go forward while their account is open.
 *
 * @throws Error naming the first that went back.
 */
export function expectMarks(before: ListState, after: ListState): void {
  before.parts.rows.diff(after.parts.rows, (id, old, row) => {
    if (old === undefined || row === undefined) return
    for (const field of ['selfReadAt', 'peerReadAt'] as const) {
      if ((row[field] ?? -Infinity) < (old[field] ?? -Infinity)) throw new Error(`${field} of ${id} went back`)
    }
    const [known, now] = [old.groupReceipt, row.groupReceipt]
    if (known && (!now || (now.messageId === known.messageId && now.read < known.read)))
      throw new Error(`the readers of ${id} went back`)
  })
}

function expectSame(what: string, found: unknown, wanted: unknown): void {
  if (!same(found, wanted))
    throw new Error(`${what}: ${JSON.stringify(found)}, the reference says ${JSON.stringify(wanted)}`)
}

function differenceOf(found: Conversation | undefined, wanted: Conversation | undefined): string {
  if (found === undefined || wanted === undefined) return found ? 'is shown, and should not be' : 'is not shown'
  const fields = Object.keys({ ...found, ...wanted }) as (keyof Conversation)[]
  return fields
    .filter((field) => !same(found[field], wanted[field]))
    .map((field) => `${field} is ${JSON.stringify(found[field])}, the reference says ${JSON.stringify(wanted[field])}`)
    .join(', ')
}
