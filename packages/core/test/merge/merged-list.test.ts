// One list against the slow way: join the lists of all engines, filter, sort, count.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Conversation,
  type ConversationId,
  createEngine,
  type Engine,
  type Policies,
  readView,
  type ViewDefinition,
} from '../../src/index.js'
import { type MergedEngine, mergeEngines } from '../../src/merge.js'
import { type History, histories, somePolicies } from '../laws/history.js'
import { beginning, type Context, createContext, interpret, VIEWS } from '../laws/interpret.js'
import { belongs, compare, count, same, viewKey } from '../laws/reference/index.js'
import { runs } from '../laws/runs.js'
import { createTestClock } from '../support/clock.js'

const NAMES = ['work', 'home', 'w'] as const
const LABELLED: ViewDefinition = { filter: { labels: ['work:l1', 'home:l1', 'work:l2'] } }
const ALL_VIEWS: readonly ViewDefinition[] = [{}, LABELLED, ...VIEWS]

interface Source {
  readonly name: string
  readonly engine: Engine
  readonly context: Context
}

type Turn =
  | { readonly do: 'step'; readonly of: number; readonly step: History['steps'][number] }
  | { readonly do: 'leave' | 'join'; readonly of: number }
  | { readonly do: 'open'; readonly of: number; readonly row: number }
  | { readonly do: 'order'; readonly rows: readonly number[] }

const of = fc.nat({ max: NAMES.length - 1 })
const some = (weight: number, arbitrary: fc.Arbitrary<Turn>): fc.WeightedArbitrary<Turn> => ({ weight, arbitrary })
const aTurn = (step: fc.Arbitrary<History['steps'][number]>): fc.Arbitrary<Turn> =>
  fc.oneof(
    some(40, fc.record({ do: fc.constant('step' as const), of, step })),
    some(4, fc.record({ do: fc.constantFrom('leave' as const, 'join' as const), of })),
    some(6, fc.record({ do: fc.constant('open' as const), of, row: fc.nat({ max: 9 }) })),
    some(1, fc.record({ do: fc.constant('order' as const), rows: fc.array(fc.nat({ max: 9 }), { maxLength: 4 }) })),
  )

/** What the merged list must be, worked out from nothing. */
class Reference {
  openId: ConversationId | undefined
  ranks: ReadonlyMap<string, number> | undefined
  private readonly keptIn = new Set<string>()
  private readonly keptAt = new Map<string, number>()

  constructor(
    readonly followed: () => readonly Source[],
    readonly policies: Policies,
  ) {}

  rows(): Conversation[] {
    return this.followed().flatMap(({ name, engine }) => {
      const reading = readView(engine.getState(), { filter: { hidden: 'include' } })
      return reading.window(0, reading.size).map((row) => this.merged(name, row))
    })
  }

  private merged(name: string, row: Conversation): Conversation {
    const id = `${name}:${row.id}` as ConversationId
    const labels = row.labels.map((label) => `${name}:${label}`)
    const stickTopRank = this.ranks ? this.ranks.get(id) : row.stickTopRank
    return { ...row, id, labels, stickTopRank, sortKey: row.activeAt }
  }

  view(definition: ViewDefinition, all = this.rows()): Conversation[] {
    const key = viewKey(definition)
    const rows = all
      .filter((row) => belongs(row, definition) || (row.id === this.openId && this.keptIn.has(key)))
      .sort((a, b) => compare(a, b, { ...this.policies, ...definition.policy }))
    const open = rows.find((row) => row.id === this.openId)
    const place = this.keptAt.get(key)
    if (!open || place === undefined) return rows
    const others = rows.filter((row) => row !== open)
    return [...others.slice(0, place), open, ...others.slice(place)]
  }

  /** @param shown the rows as they stood when it was opened. */
  open(id: ConversationId | undefined, shown: readonly Conversation[]): void {
    if (id === this.openId) return
    const places = ALL_VIEWS.map((view): [string, number] => [
      viewKey(view),
      this.view(view, [...shown]).findIndex((row) => row.id === id),
    ])
    this.openId = id
    this.keptIn.clear()
    this.keptAt.clear()
    if (this.policies.selection.keepIndex)
      for (const [key, place] of places) if (place >= 0) this.keptAt.set(key, place)
    this.stand(shown)
  }

  /** While it is open, the row stays in every view it has once been in. */
  stand(rows: readonly Conversation[]): void {
    const open = rows.find((row) => row.id === this.openId)
    if (!open || !this.policies.selection.keepInFilter) return
    for (const view of ALL_VIEWS) if (belongs(open, view)) this.keptIn.add(viewKey(view))
  }

  forgetPlaces(): void {
    this.keptIn.clear()
    this.keptAt.clear()
  }
}

const clock = createTestClock()

function play(list: readonly History[], turns: readonly Turn[], policies: Policies): void {
  const sources = list.map((history, i): Source => {
    const engine = createEngine({ clock, onError: throwIt })
    const context = createContext(history)
    engine.dispatch(beginning(context))
    engine.flush()
    return { name: NAMES[i]!, engine, context }
  })
  const followed = new Set(sources)
  const merged = mergeEngines([], {
    clock,
    policies,
    onError: throwIt,
    views: Object.fromEntries(ALL_VIEWS.map((view, i) => [`v${i}`, view])),
  })
  const undo = new Map(sources.map((source) => [source, merged.add(source.name, source.engine)]))
  const reference = new Reference(() => sources.filter((source) => followed.has(source)), policies)
  let before = reference.rows()
  expectSame(merged, reference)
  for (const turn of turns) {
    const { commits, notifications } = merged.stats
    const shown = new Map(allRows(merged).map((row) => [row.id, row]))
    take(turn)
    const rows = reference.rows()
    settleOpen(before, rows)
    before = rows
    expectSame(merged, reference)
    expect(merged.stats.notifications - notifications).toBe(merged.stats.commits - commits)
    const made = allRows(merged).filter((row) => shown.get(row.id) !== row)
    expect(
      made.filter((row) => same(shown.get(row.id), row)),
      'rows that read the same are the same objects',
    ).toEqual([])
  }
  merged.dispose()

  function take(turn: Turn): void {
    if (turn.do === 'order') {
      const ids = [...new Set(turn.rows)].flatMap((i) => before[i]?.id ?? [])
      merged.commands.orderStickTop(ids)
      reference.ranks = new Map(ids.map((id, rank) => [id, rank]))
      return
    }
    const source = sources[turn.of]!
    if (turn.do === 'open') {
      const id = before[turn.row]?.id
      merged.commands.open(id)
    } else if (turn.do === 'step') {
      source.context.epoch = source.engine.getState().epoch
      const { epoch } = source.context
      const event = interpret(source.context, turn.step)
      if (event) source.engine.dispatch(event)
      source.engine.flush()
      if (source.engine.getState().epoch !== epoch) forgetRanks(source.name)
    } else if (turn.do === 'leave') {
      const leave = undo.get(source)
      if (!leave) return
      leave()
      undo.delete(source)
      followed.delete(source)
      if (source.engine.getState().epoch > 0) forgetRanks(source.name)
    } else if (!undo.has(source) && followed.size < sources.length) {
      if (followed.has(source)) return
      undo.set(source, merged.add(source.name, source.engine))
      followed.add(source)
      moveToEnd(source)
    }
  }

  function forgetRanks(name: string): void {
    if (reference.ranks) reference.ranks = new Map([...reference.ranks].filter(([id]) => !id.startsWith(`${name}:`)))
  }

  /** Engines stand in the order in which they were merged; for rows it makes no difference. */
  function moveToEnd(source: Source): void {
    sources.push(...sources.splice(sources.indexOf(source), 1))
  }

  function settleOpen(old: readonly Conversation[], rows: readonly Conversation[]): void {
    const openId = merged.getState().openId
    const owner = openId === undefined ? undefined : merged.ownerOf(openId)
    // One row is open at a time, and its engine knows.
    for (const { engine } of reference.followed()) {
      expect(engine.getState().openId).toBe(owner?.engine === engine ? owner.id : undefined)
    }
    reference.open(openId, old)
    const isGone = old.some((row) => row.id === openId) && !rows.some((row) => row.id === openId)
    if (isGone && !(openId !== undefined && isHeld(openId))) reference.forgetPlaces()
    reference.stand(rows)
  }

  /** Gone from sight only, by an operation that may yet be refused. */
  function isHeld(id: ConversationId): boolean {
    const owner = merged.ownerOf(id)
    return owner !== undefined && owner.engine.getState().pendingCount > 0
  }
}

const allRows = (merged: MergedEngine): readonly Conversation[] => {
  const view = merged.view({ filter: { hidden: 'include' } })
  return view.window(0, view.size)
}

function expectSame(merged: MergedEngine, reference: Reference): void {
  const all = reference.rows()
  ALL_VIEWS.forEach((definition, i) => {
    const view = merged.view(`v${i}`)
    const wanted = reference.view(definition, all)
    expect(view.window(0, view.size)).toEqual(wanted)
    expect(view.size).toBe(wanted.length)
    expect(view.counters).toEqual(count(wanted, reference.policies))
    expect(view.window(1, 3)).toEqual(wanted.slice(1, 3))
    wanted.forEach((row, place) => {
      expect(view.indexOf(row.id)).toBe(place)
      expect(view.at(place)).toBe(merged.get(row.id))
    })
  })
  const pending = [...merged.engines.values()].map((engine) => engine.getState().pendingCount)
  expect(merged.getState().pendingCount).toBe(pending.reduce((sum, each) => sum + each, 0))
  const total = merged.view().counters
  const parts = [...merged.engines.keys()].map((name) => merged.viewOf(name).counters)
  for (const field of ['rows', 'unread', 'unreadUnmuted', 'mentions', 'markedUnread', 'badge'] as const) {
    expect(parts.reduce((sum, each) => sum + each[field], 0)).toBe(total[field])
  }
}

function throwIt(error: unknown): never {
  throw error
}

describe('a merged list', () => {
  it('is what the lists of its engines give when they are joined, filtered, sorted and counted', () => {
    fc.assert(
      fc.property(
        fc.tuple(histories({ steps: 1 }), histories({ steps: 1 }), histories({ steps: 1 })),
        fc.array(aTurn(histories({ steps: 1 }).map((history) => history.steps[0]!)), { maxLength: 60, size: 'max' }),
        somePolicies,
        play,
      ),
      runs(60),
    )
  })
})
