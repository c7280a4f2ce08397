import type { EngineEvent } from '@convolist/core'
import { createPrng, type Faults, faultProfiles } from '@convolist/testing'
import { play, type Outcome, type RunOptions } from './run.js'
import { policiesOf, VIEWS } from './views.js'
import { createWatch, type Violation, walkAlone } from './watch.js'

/** How long shrinking may take, in ms; the best so far is what counts. */
const PATIENCE_MS = 20_000

/** Tries smaller runs and fewer faults, as long as the same law is violated. */
export async function shrinkOptions(outcome: Outcome): Promise<Outcome> {
  const law = outcome.violations[0]?.law
  const until = Date.now() + PATIENCE_MS
  let best = outcome
  const attempt = async (change: Partial<RunOptions>): Promise<boolean> => {
    if (Date.now() > until) return false
    const tried = await play({ ...best.options, ...change })
    if (tried.violations[0]?.law !== law) return false
    best = tried
    return true
  }
  /* oxlint-disable no-await-in-loop -- each step starts from the best one so far */
  while (best.options.happenings > 5 && (await attempt({ happenings: best.options.happenings >> 1 })));
  while (best.options.conversations > 1 && (await attempt({ conversations: best.options.conversations >> 1 })));
  for (const fault of Object.keys(faultProfiles.hostile) as (keyof Faults)[]) {
    const isOff = faultProfiles[best.options.profile][fault] === 0 && fault !== 'listCap' // which seeds decide
    if (isOff || Array.isArray(faultProfiles.hostile[fault])) continue
    if (!best.options.without.includes(fault)) await attempt({ without: [...best.options.without, fault] })
  }
  /* oxlint-enable no-await-in-loop */
  return best
}

/** The newest this many are enough to see where a row went wrong. */
const TOLD_MAX = 30

/**
 * What the engine was told of the rows that the violation names. For a mistake that was made before the events, in an
 * adapter: then engine and reference agree, and no shorter history shows it.
 */
export function toldOfRows({ history = [], violations: [first] }: Outcome): readonly EngineEvent[] {
  const named = new Set(first?.detail.split(/[\s;,]+/).map((word) => word.replace(/[.:].*/, '')))
  const isNamed = (id: unknown): boolean => named.has(id as string)
  const partOf = (event: EngineEvent): EngineEvent | undefined => {
    if ('id' in event) return isNamed(event.id) ? event : undefined
    if ('rows' in event) return withParts(event, { rows: event.rows.filter((row) => isNamed(row?.id)) })
    if ('patches' in event) return withParts(event, { patches: event.patches.filter((patch) => isNamed(patch?.id)) })
    if ('ids' in event) return withParts(event, { ids: event.ids?.filter(isNamed) ?? [] })
    if (event.type === 'operationIssued') return event.operation.ids.some(isNamed) ? event : undefined
    return event.type === 'accountOpened' ? event : undefined
  }
  return history.flatMap((event) => partOf(event) ?? []).slice(-TOLD_MAX)
}

function withParts(event: EngineEvent, parts: Readonly<Record<string, readonly unknown[]>>): EngineEvent | undefined {
  const isEmpty = Object.values(parts).every((part) => part.length === 0)
  return isEmpty ? undefined : { ...event, ...parts }
}

/** The fewest events, with the fewest rows, that still make the engine and the reference disagree; `undefined` if they do not when alone. */
export function shrinkHistory({ options, history = [] }: Outcome): readonly EngineEvent[] | undefined {
  const until = Date.now() + PATIENCE_MS
  const policies = policiesOf(createPrng(`${options.vendor}/${options.profile}/${options.seed}`).fork('policies'))
  const fails = (events: readonly EngineEvent[]): Violation | undefined => {
    const watch = createWatch(VIEWS, policies)
    walkAlone(watch, VIEWS, policies, events)
    return watch.violations[0]
  }
  const first = fails(history)
  if (first === undefined) return undefined
  let events = history.slice(0, first.at)
  const keepIf = (shorter: readonly EngineEvent[]): boolean => {
    const violation = fails(shorter)
    if (violation?.law !== first.law) return false
    events = shorter.slice(0, violation.at)
    return true
  }
  for (let size = events.length >> 1; size >= 1; size >>= 1) {
    for (let at = events.length - size; at >= 0 && Date.now() < until; at -= size) {
      keepIf([...events.slice(0, at), ...events.slice(at + size)])
    }
  }
  for (let at = events.length - 1; at >= 0 && Date.now() < until; at--) {
    for (const list of ['rows', 'patches', 'ids'] as const) shrinkList(at, list)
  }
  return events

  function shrinkList(at: number, list: string): void {
    const items = (): readonly unknown[] =>
      (events[at] as unknown as Record<string, unknown>)?.[list] as readonly unknown[]
    if (!Array.isArray(items())) return
    for (let i = items().length - 1; i >= 0 && Date.now() < until; i--) {
      const event = { ...events[at], [list]: items().filter((_, other) => other !== i) } as unknown as EngineEvent
      keepIf(events.map((each, other) => (other === at ? event : each)))
      if (events.length <= at) return
    }
  }
}
