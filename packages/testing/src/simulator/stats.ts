import type { SimulatorStats } from './simulator-types.js'

/** What faults are called where they are counted. */
export const FAULT_NAMES: readonly string[] = [
  'dropped',
  'duplicated',
  'delayed',
  'split',
  'merged',
  'disconnected',
  'syncFailed',
  'pageFailed',
  'pageLate',
  'pageRepeated',
  'equalBorder',
  'listCapped',
  'refused',
  'refusedInPart',
  'unanswered',
  'answeredLate',
  'answeredEarly',
  'malformed',
  'clockStepped',
  'kicked',
  'accountSwitched',
  'hidden',
  'hiddenLong',
]

export function statsOf(counts: Readonly<Record<string, number>>): SimulatorStats {
  const sum = (prefix: string): number =>
    Object.entries(counts).reduce((all, [name, count]) => (name.startsWith(prefix) ? all + count : all), 0)
  const injected = Object.fromEntries(
    FAULT_NAMES.flatMap((name) => (counts[name] === undefined ? [] : [[name, counts[name]]])),
  )
  return { events: sum('event:'), happenings: sum('truth:'), injected, counts: { ...counts } }
}

export function reportLines(counts: Readonly<Record<string, number>>): string[] {
  const { events, happenings, injected } = statsOf(counts)
  const faults = Object.entries(injected).map(([name, count]) => `${name} ${count}`)
  return [`${happenings} happenings, ${events} SDK events`, `injected: ${faults.join(', ') || 'nothing'}`]
}
