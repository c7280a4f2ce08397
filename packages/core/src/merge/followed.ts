import type { Diagnostic } from '../model/diagnostics.js'
import type { Core } from '../engine/core.js'
import type { Engine } from '../engine/engine.js'
import { disposed } from '../engine/failures.js'
import { closeEdit, endEvent, openEdit, type StateEdit } from '../index/state-edit.js'
import type { ListState } from '../index/state.js'
import { createState } from '../views/create-state.js'
import { checkEngine } from './merge-options.js'
import { mirror, type Ranks, rankRows } from './mirror.js'
import { isOf } from './names.js'

/** The engines of a merged list, each of whose commits is taken over in the same call. */
export interface Followed {
  readonly engines: ReadonlyMap<string, Engine>
  /** @param watch is undone when the engine is taken out. */
  add(name: string, engine: Engine, watch: () => () => void): () => void
  /** Puts pinned rows in the user's own order, by merged id. */
  rank(ids: readonly string[]): void
  stop(): void
}

/** One engine of the list. */
interface Part {
  readonly name: string
  /** What of it is in the list. */
  seen: ListState
  readonly undo: (() => void)[]
}

export function createFollowed(core: Core): Followed {
  const engines = new Map<string, Engine>()
  const parts = new Map<string, Part>()
  /** What an engine shows before it is followed, and after it was taken out. */
  const nothing = createState()
  /** Changes that came while another was being made: a condition or listener of the app's may call an engine. */
  const waiting: (() => void)[] = []
  let isEditing = false
  let ranks: Ranks

  /** Changes the list, in one commit. */
  function edit(name: string, change: (edit: StateEdit) => void): void {
    const edited = (previous: ListState): ListState => {
      isEditing = true
      const next = openEdit(previous, core.report)
      next.at = core.now()
      change(next)
      endEvent(next)
      isEditing = false
      return closeEdit(next)
    }
    waiting.push(() => core.commit(edited, () => `convolist/${name}`))
    while (!isEditing && waiting.length > 0) waiting.shift()!()
  }

  const statesOf = (): ReadonlyMap<string, ListState> =>
    new Map([...parts.values()].map((each) => [each.name, each.seen]))

  function follow(part: Part, after: ListState): void {
    edit(part.name, (next) => {
      const { name, seen: before } = part
      part.seen = after
      if (before.epoch !== after.epoch) ranks = ranks && withoutRanksOf(name, ranks)
      mirror(next, { name, before, after, isNew: before === nothing }, statesOf, ranks)
    })
  }

  function add(name: string, engine: Engine, watch: () => () => void): () => void {
    if (core.disposed) throw disposed()
    checkEngine(name, engine, engines)
    const part: Part = { name, seen: nothing, undo: [] }
    parts.set(name, part)
    engines.set(name, engine)
    part.undo.push(
      watch(),
      engine.subscribe((state) => follow(part, state)),
      engine.diagnostics.subscribe((note) => core.report(noteOf(name, note))),
    )
    follow(part, engine.getState())
    return () => {
      if (parts.get(name) !== part) return
      leave(part)
      follow(part, nothing)
      parts.delete(name)
      engines.delete(name)
    }
  }

  return {
    engines,
    add,
    rank(ids) {
      const next = (ranks = new Map(ids.map((id, rank) => [id, rank])))
      edit('stickTopOrdered', (state) => rankRows(state, next))
    },
    stop: () => parts.forEach(leave),
  }
}

function leave({ undo }: Part): void {
  for (const stop of undo.splice(0)) stop()
}

const withoutRanksOf = (name: string, ranks: NonNullable<Ranks>): NonNullable<Ranks> =>
  new Map([...ranks].filter(([id]) => !isOf(name, id)))

const noteOf = (name: string, note: Diagnostic): Diagnostic => ({ ...note, path: `${name}: ${note.path}` })
