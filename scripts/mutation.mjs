// Changes one small thing after the other in core's reducers and runs the tests of core, which must notice (StrykerJS):
//   npm run mutation                                  all of them; .stryker/report.html shows each that nobody noticed
//   npm run mutation -- --only receipt                the files whose name has the word
//   npm run mutation -- --concurrency 1               how many at a time; by default two
//   npm run --silent mutation -- --json               one JSON object on standard output
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { aboutRun } from './about-run.mjs'
import { root, run } from './run.mjs'

/** Random histories are cut to this share: each mutant runs all tests, until one of them fails. */
const RUNS = '0.02'
const FOLDER = 'packages/core/src/reducers'
const REPORT = join(root, '.stryker/report.json')

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    concurrency: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
})
const startedAt = Date.now()
const files = readdirSync(join(root, FOLDER)).filter((name) => name.includes(values.only))
const mutate = files.map((name) => `${FOLDER}/${name}`).join()
rmSync(REPORT, { force: true })
const args = ['run', '--mutate', mutate, '--concurrency', values.concurrency]
const screen = values.json ? process.stderr : process.stdout // its progress is no part of the object
const { ok } = await run('stryker', args, { screen, env: { CONVOLIST_RUNS: RUNS } })
if (ok) console.log(values.json ? JSON.stringify(summary(), undefined, 2) : toText(summary()))
else process.exitCode = 1

function summary() {
  const report = JSON.parse(readFileSync(REPORT, 'utf8'))
  const scores = Object.entries(report.files).map(([path, { mutants }]) => [
    path.slice(FOLDER.length + 1),
    countsOf(mutants),
  ])
  const all = countsOf(Object.values(report.files).flatMap(({ mutants }) => mutants))
  const seconds = Math.round((Date.now() - startedAt) / 1000)
  return { ...aboutRun(), seconds, folder: FOLDER, runs: Number(RUNS), ...all, files: Object.fromEntries(scores) }
}

/** A test that fails, or no longer ends, has noticed; a mutant that does not compile or load is none. */
function countsOf(mutants) {
  const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length
  const [killed, timedOut, survived] = [count('Killed'), count('Timeout'), count('Survived', 'NoCoverage')]
  const total = killed + timedOut + survived
  const score = total === 0 ? 0 : Math.round(((killed + timedOut) / total) * 1000) / 10
  return { mutants: total, killed, timedOut, survived, score }
}

function toText({ score, mutants, killed, timedOut, survived, files: each }) {
  const lines = Object.entries(each).map(([name, one]) => `${name.padEnd(16)} ${one.score} % of ${one.mutants}`)
  return `${lines.join('\n')}\n\n${killed} killed, ${timedOut} timed out, ${survived} survived of ${mutants}: ${score} %`
}
