import { FAULT_NAMES, type SimulatorVendor } from '@convolist/testing'
import { addCounts, WANTED, wantedOf } from './meetings.js'
import type { Options } from './options.js'
import type { Outcome, RunOptions } from './run.js'
import type { Violation } from './watch.js'

/** A run in which something was violated, and how to play it again. */
export interface Failure extends Violation {
  readonly replay: string
  /** All that was violated in it, as far as a run tells. */
  readonly violations: number
}

/** The sum over many runs. */
export interface Report {
  runs: number
  events: number
  /** Of the events, those after which all there is to read was held against the reference. */
  compared: number
  happenings: number
  /** Faults by name, and how often each struck. */
  readonly injected: Record<string, number>
  /** What met what, and how often. */
  readonly meetings: Record<string, number>
  /** The same of each vendor. */
  readonly meetingsOf: Partial<Record<SimulatorVendor, Record<string, number>>>
  readonly failures: Failure[]
}

export const emptyReport = (): Report => ({
  runs: 0,
  events: 0,
  compared: 0,
  happenings: 0,
  injected: {},
  meetings: {},
  meetingsOf: {},
  failures: [],
})

export function addOutcome(report: Report, outcome: Outcome): void {
  report.runs += 1
  report.events += outcome.events
  report.compared += outcome.compared
  report.happenings += outcome.happenings
  addCounts(report.injected, outcome.injected)
  addCounts(report.meetings, outcome.meetings)
  addCounts((report.meetingsOf[outcome.options.vendor] ??= {}), outcome.meetings)
  const [first] = outcome.violations
  if (first)
    report.failures.push({ ...first, replay: replayOf(outcome.options), violations: outcome.violations.length })
}

/** Seeds in hostile weather, with every fault, from which on a vendor must have met what it can. */
export const ENOUGH = 200

/**
 * Pairs that should have met in a run of this size, and did not: of each vendor by itself, and of all together, where
 * every fault must have struck too.
 *
 * @param isWhole every vendor was played.
 */
export function missingMeetings(report: Report, hostileSeeds: number, isWhole: boolean): readonly string[] {
  if (hostileSeeds < ENOUGH) return []
  const ofVendors = Object.entries(report.meetingsOf).flatMap(([vendor, met]) =>
    wantedOf(vendor as SimulatorVendor, hostileSeeds)
      .filter((pair) => !met[pair])
      .map((pair) => `${pair} (${vendor})`),
  )
  if (!isWhole) return ofVendors
  const faults = FAULT_NAMES.filter((name) => !report.injected[name])
  return [...faults, ...WANTED.filter((pair) => !report.meetings[pair]), ...ofVendors]
}

/** What `--json` writes: what was asked for, `happeningsPerRun` and `without` among it, and what came of it. */
export function toJson(options: Options, report: Report): object {
  const { vendors, profiles, from, seeds, conversations, happenings: happeningsPerRun, without } = options
  const asked = { vendors, profiles, from, seeds, conversations, happeningsPerRun, without }
  return { ...asked, ...report, violations: violationsOf(report) }
}

export const violationsOf = ({ failures }: Report): number =>
  failures.reduce((sum, { violations }) => sum + violations, 0)

export function replayOf({ vendor, profile, seed, conversations, happenings, without }: RunOptions): string {
  const more = without.length > 0 ? ` --without ${without.join()}` : ''
  return `npm run sim -- --vendor ${vendor} --profile ${profile} --seed ${seed} --conversations ${conversations} --happenings ${happenings}${more}`
}
