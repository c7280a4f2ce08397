import { FAULT_NAMES } from '@convolist/testing'
import { addCounts, WANTED } from './meetings.js'
import type { Outcome, RunOptions } from './run.js'
import type { Violation } from './watch.js'

/** A run in which something was violated, and how to play it again. */
export interface Failure extends Violation {
  readonly replay: string
}

/** The sum over many runs. */
export interface Report {
  runs: number
  events: number
  happenings: number
  /** Faults by name, and how often each struck. */
  readonly injected: Record<string, number>
  /** What met what, and how often. */
  readonly meetings: Record<string, number>
  readonly failures: Failure[]
}

export const emptyReport = (): Report => ({
  runs: 0,
  events: 0,
  happenings: 0,
  injected: {},
  meetings: {},
  failures: [],
})

export function addOutcome(report: Report, outcome: Outcome): void {
  report.runs += 1
  report.events += outcome.events
  report.happenings += outcome.happenings
  addCounts(report.injected, outcome.injected)
  addCounts(report.meetings, outcome.meetings)
  const [first] = outcome.violations
  if (first) report.failures.push({ ...first, replay: replayOf(outcome.options) })
}

/** Seeds of every vendor in hostile weather from which on every fault must have struck, and every wanted pair met. */
const ENOUGH = 200

/** Faults that should have struck, and pairs that should have met, in a run of this size, and did not. */
export function missingMeetings(report: Report, hostileSeeds: number): readonly string[] {
  if (hostileSeeds < ENOUGH) return []
  const faults = FAULT_NAMES.filter((name) => !report.injected[name])
  return [...faults, ...WANTED.filter((pair) => !report.meetings[pair])]
}

export function replayOf({ vendor, profile, seed, conversations, happenings, without }: RunOptions): string {
  const more = without.length > 0 ? ` --without ${without.join()}` : ''
  return `npm run sim -- --vendor ${vendor} --profile ${profile} --seed ${seed} --conversations ${conversations} --happenings ${happenings}${more}`
}
