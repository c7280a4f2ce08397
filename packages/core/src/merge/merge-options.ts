import { ConvolistError } from '../model/errors.js'
import { checkOptions } from '../engine/options.js'
import type { Engine } from '../engine/engine.js'
import type { EngineToMerge, MergeOptions } from './merged-engine.js'
import { isName } from './names.js'

const KNOWN = {
  views: 1,
  policies: 1,
  diagnosticsLimit: 1,
  enhance: 1,
  clock: 1,
  onError: 1,
} satisfies Record<keyof MergeOptions, 1>

/** Refuses what a merged list does not take, and whatever `createEngine` would refuse. */
export function checkMergeOptions(options: unknown): void {
  for (const name of Object.keys(Object(options) as object)) {
    if (!Object.hasOwn(KNOWN, name)) throw wrong(name, `a merged list takes only ${Object.keys(KNOWN).join(', ')}`)
  }
  checkOptions(options)
}

/** Every engine with its name, in the order in which they were given. */
export function namedEngines(engines: unknown): { readonly name: string; readonly engine: Engine }[] {
  if (!Array.isArray(engines)) throw wrong('engines', 'expected an array of engines, or of { name, engine }')
  return (engines as readonly EngineToMerge[]).map((each, place) =>
    isEngine(each) ? { name: String(place), engine: each } : { name: each?.name, engine: each?.engine },
  )
}

/** Refuses a name that could not be told from an id, one that is taken, and what is no engine. */
export function checkEngine(name: unknown, engine: unknown, taken: ReadonlyMap<string, Engine>): void {
  if (!isName(name)) throw wrong('name', 'expected text that is not empty and holds no colon')
  if (taken.has(name)) throw wrong('name', `"${name}" is the name of another engine of this list`)
  if (!isEngine(engine)) throw wrong('engine', `expected what createEngine() returned, for "${name}"`)
  if ([...taken.values()].includes(engine)) throw wrong('engine', `"${name}" is in this list under another name`)
  if (engine.disposed) throw wrong('engine', `"${name}" has been disposed`)
}

const isEngine = (value: unknown): value is Engine => {
  const { getState, subscribe, commands } = (value ?? {}) as Partial<Engine>
  return typeof getState === 'function' && typeof subscribe === 'function' && typeof commands === 'object'
}

const wrong = (option: string, why: string): ConvolistError =>
  new ConvolistError('option/invalid', `mergeEngines: option "${option}": ${why}`)
