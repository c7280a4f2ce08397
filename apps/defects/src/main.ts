import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { HELP, type Options, readOptions, UsageError } from './options.js'
import { addOutcome, type Group, perThousand, table } from './report.js'
import { type Outcome, play, type RunOptions } from './run.js'
import { aboutRun } from '../../../scripts/about-run.mjs'

// Standard output carries the table, or the one JSON object; whatever else there is to say goes to standard error.
const say = (line: string): void => console.error(line)

function runsOf({ vendors, profiles, from, seeds, conversations, happenings }: Options): RunOptions[] {
  const all = Array.from({ length: seeds }, (_, index) => from + index)
  return vendors.flatMap((vendor) =>
    profiles.flatMap((profile) => all.map((seed) => ({ vendor, profile, seed, conversations, happenings }))),
  )
}

/** A thread for each run: the vendors' stores are one for a whole process. */
function playAlone(run: RunOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: run, stdout: true })
    worker.once('message', (outcome: Outcome) => {
      resolve(outcome)
      void worker.terminate()
    })
    worker.once('error', reject)
  })
}

async function playAll(options: Options): Promise<Group[]> {
  const runs = runsOf(options)
  const outcomes: Outcome[] = []
  let next = 0
  let done = 0
  async function work(): Promise<void> {
    for (let at = next++; at < runs.length; at = next++) {
      outcomes[at] = await playAlone(runs[at]!)
      done++
      if (done % 10 === 0 || done === runs.length) say(`${done}/${runs.length} runs`)
    }
  }
  await Promise.all(Array.from({ length: options.jobs }, work))
  const groups: Group[] = []
  runs.forEach((run, at) => addOutcome(groups, run, outcomes[at]!))
  return groups
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') {
    say(HELP)
    return 0
  }
  const groups = await playAll(options)
  process.stdout.write(options.json ? `${JSON.stringify(reportOf(options, groups), undefined, 2)}\n` : table(groups))
  return 0
}

function reportOf({ jobs: _jobs, json: _json, ...size }: Options, groups: readonly Group[]): object {
  const rates = groups.map(({ sides, ...group }) => ({
    ...group,
    moments: { live: sides.kit.live.moments, quiet: sides.kit.quiet.moments },
    convolist: perThousand({ ...group, sides }, sides.convolist),
    own: perThousand({ ...group, sides }, sides.kit),
  }))
  return { ...aboutRun(), ...size, groups: rates }
}

if (isMainThread) {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    say(`${error.message}\n\n${HELP}`)
    process.exitCode = 2
  }
} else {
  parentPort!.postMessage(await play(workerData as RunOptions))
}
