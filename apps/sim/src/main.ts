import { VENDORS } from '@convolist/backends'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { aboutRun } from '../../../scripts/about-run.mjs'
import { HELP, type Options, readOptions, UsageError } from './options.js'
import {
  addOutcome,
  emptyReport,
  ENOUGH,
  missingMeetings,
  type Report,
  replayOf,
  toJson,
  violationsOf,
} from './report.js'
import { type Outcome, play, type RunOptions } from './run.js'
import { shrinkHistory, shrinkOptions, toldOfRows } from './shrink.js'

// Standard output carries the one JSON object; whatever else there is to say goes to standard error.
/** A run makes millions of objects that live for one event. */
const YOUNG = { maxYoungGenerationSizeMb: 64 }

const say = (line: string): void => console.error(line)

/** @returns how many seeds were begun. */
function* runsOf(options: Options, isTimeUp = (): boolean => false): Generator<RunOptions, number> {
  const { conversations, happenings, without, from, seeds } = options
  for (let seed = from; seed < from + seeds; seed++) {
    if (isTimeUp()) return seed - from
    for (const vendor of options.vendors) {
      for (const profile of options.profiles) yield { vendor, profile, seed, conversations, happenings, without }
    }
  }
  return seeds
}

/** Plays runs on worker threads; each takes the next one that nobody has. Gives how many seeds were begun. */
async function playAll(
  runs: Iterator<RunOptions, number>,
  jobs: number,
  done: (outcome: Outcome) => void,
): Promise<number> {
  let seeds = 0
  await Promise.all(
    Array.from({ length: jobs }, () => {
      const worker = new Worker(new URL(import.meta.url), { workerData: 'play', resourceLimits: YOUNG })
      return new Promise<void>((resolve, reject) => {
        const next = (): void => {
          const run = runs.next()
          if (!run.done) return worker.postMessage(run.value)
          seeds ||= run.value // the generator gives it once
          void worker.terminate().then(() => resolve())
        }
        worker.on('message', (outcome: Outcome) => {
          done(outcome)
          next()
        })
        worker.on('error', reject)
        next()
      })
    }),
  )
  return seeds
}

interface Simulated {
  readonly report: Report
  /** How many there was time for. */
  readonly seeds: number
  /** The first run in which a law was violated with a vendor. */
  readonly failed: readonly RunOptions[]
}

async function simulate(options: Options): Promise<Simulated> {
  const report = emptyReport()
  const failed = new Map<string, RunOptions>()
  const total = options.seeds * options.vendors.length * options.profiles.length
  const startedAt = Date.now()
  let toldAt = startedAt
  const isTimeUp = (): boolean => Date.now() - startedAt >= options.minutes * 60_000
  const seeds = await playAll(runsOf(options, isTimeUp), Math.min(options.jobs, total), (outcome) => {
    const known = report.failures.length
    addOutcome(report, outcome)
    for (const { law, at, detail, replay } of report.failures.slice(known)) {
      const kind = `${law} ${outcome.options.vendor}`
      if (!failed.has(kind)) failed.set(kind, outcome.options)
      say(`VIOLATED ${law}, after ${at} events: ${detail.slice(0, 500)}\n  ${replay}`)
    }
    if (Date.now() - toldAt < 2_000 && report.runs < total) return
    toldAt = Date.now()
    const seconds = Math.round((toldAt - startedAt) / 1000)
    say(`${report.runs}/${total} runs · ${report.events} events · ${violationsOf(report)} violations · ${seconds} s`)
  })
  return { report, seeds, failed: [...failed.values()] }
}

/** One seed: the smallest run that still fails, and its fewest events. */
async function examine(options: Options): Promise<number> {
  let failed = 0
  for (const run of runsOf(options)) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, or the lines would mix
    if (!(await examineRun(run))) failed++
  }
  return failed === 0 ? 0 : 1
}

/** Plays one run; gives whether nothing was violated. */
async function examineRun(run: RunOptions): Promise<boolean> {
  const outcome = await play(run)
  say(`${run.vendor} ${run.profile} ${run.seed}: ${outcome.events} events, digest ${outcome.digest}`)
  for (const { law, at, detail } of outcome.violations) say(`  VIOLATED ${law}, after ${at} events: ${detail}`)
  if (outcome.violations.length === 0) return true
  const smallest = await shrinkOptions(outcome)
  say(`  the smallest run that does: ${replayOf(smallest.options)}`)
  const shortest = shrinkHistory(smallest)
  if (!shortest)
    say('  engine and reference agree on its events, so these are what is wrong; of the rows named they are:')
  for (const event of shortest ?? toldOfRows(smallest)) say(`    ${JSON.stringify(event)}`)
  return false
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') {
    say(HELP)
    return 0
  }
  if (options.seeds === 1 && !options.json) return examine(options)
  const startedAt = Date.now()
  const { report, seeds, failed } = await simulate(options)
  if (seeds < options.seeds)
    say(`time is up: ${seeds} of ${options.seeds} seeds; the next one is ${options.from + seeds}`)
  const hostileSeeds = options.profiles.includes('hostile') && options.without.length === 0 ? seeds : 0
  // oxlint-disable-next-line no-await-in-loop -- one after the other, or the lines would mix
  for (const run of failed) await examineRun(run).catch((error: unknown) => say(String(error)))
  const missing = missingMeetings(report, hostileSeeds, Object.keys(VENDORS).length === options.vendors.length)
  for (const what of missing) say(`NEVER MET ${what}`)
  if (hostileSeeds < ENOUGH)
    say(`what met what is asked for from ${ENOUGH} hostile seeds on, with every fault: not here`)
  if (options.json) {
    const seconds = Math.round((Date.now() - startedAt) / 1000)
    process.stdout.write(
      `${JSON.stringify({ ...aboutRun(), seconds, ...toJson({ ...options, seeds }, report), neverMet: missing }, undefined, 2)}\n`,
    )
  }
  return report.failures.length + missing.length === 0 ? 0 : 1
}

/** A run that threw where nobody catches: the simulator's own fault, or the engine's. */
function brokenOff(options: RunOptions, error: unknown): Outcome {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const nothing = { events: 0, compared: 0, happenings: 0, injected: {}, meetings: {}, history: undefined, digest: '' }
  return { options, ...nothing, violations: [{ law: 'the run itself', at: 0, detail }] }
}

if (isMainThread) {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    say(`${error.message}\n\n${HELP}`)
    process.exitCode = 2
  }
} else if (workerData === 'play') {
  parentPort!.on('message', (run: RunOptions) => {
    const answer = (outcome: Outcome): void => parentPort!.postMessage({ ...outcome, history: undefined })
    void play(run).then(answer, (error: unknown) => answer(brokenOff(run, error)))
  })
}
