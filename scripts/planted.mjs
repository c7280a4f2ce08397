// Plants one small mistake after the other and runs the tests, which must notice each: `npm run planted`.
// Each folder of tests is run with nothing planted first; if that fails, everything ends.
//   npm run planted -- --only revoked   those whose name has the word
//   npm run planted -- --concurrency 1  how many at a time; by default two
//   npm run --silent planted -- --json  one JSON object on standard output
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { aboutRun } from './about-run.mjs'
import { plantedBugs } from './planted-bugs.mjs'
import { createControl } from './planted-control.mjs'
import { root, run } from './run.mjs'

/** Some mistakes make a loop that never ends; the tests of one package take a minute or two. */
const LIMIT_MS = 600_000

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    concurrency: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
})
const startedAt = Date.now()
const chosen = plantedBugs.filter(({ name }) => name.includes(values.only))
const control = createControl(runTests)
const bugs = chosen.map(({ name }) => ({ name }))
const waiting = chosen.entries()
await Promise.all(Array.from({ length: Number(values.concurrency) }, plantAll))
const caught = bugs.filter(({ caughtBy: test }) => test).length
const seconds = Math.round((Date.now() - startedAt) / 1000)
console.log(
  values.json
    ? JSON.stringify({ ...aboutRun(), seconds, planted: bugs.length, caught, bugs }, undefined, 2)
    : `\n${caught} caught / ${bugs.length} planted`,
)
if (caught < bugs.length) process.exitCode = 1

/** Plants what is still waiting, one after the other. */
async function plantAll() {
  for (const [at, planted] of waiting) {
    const where =
      (await tryOn(planted, planted.tests)) ?? (await tryOn(planted, planted.file.replace(/\/src\/.*/, '/test')))
    bugs[at].caughtBy = where
    console.error(`${where ? 'caught' : 'MISSED'}  ${planted.name}${where ? `  (${where})` : ''}`)
  }
}

async function tryOn(planted, folder) {
  await control(folder)
  return caughtBy(planted, await runTests(planted.name, folder))
}

function runTests(name, folder) {
  const args = ['run', folder, '--bail=1', '--maxWorkers=1', '--testTimeout=20000', '--reporter=json']
  return run('vitest', args, { quiet: true, limitMs: LIMIT_MS, env: { CONVOLIST_PLANT: name } })
}

/** The first test that failed. A bug that cannot be planted is no bug that was caught. */
function caughtBy(planted, { ok, output, isLate }) {
  if (readFileSync(join(root, planted.file), 'utf8').split(planted.find).length !== 2) {
    throw new Error(`"${planted.name}": its line is not in ${planted.file} exactly once.`)
  }
  if (ok) return undefined
  if (isLate) return 'tests that do not end'
  const report = JSON.parse(output.slice(output.indexOf('{"numTotalTestSuites"')).split('\n')[0])
  const failed = report.testResults.flatMap((file) => file.assertionResults).find(({ status }) => status === 'failed')
  return failed ? failed.fullName.slice(0, 90) : 'a file that could not be run'
}
