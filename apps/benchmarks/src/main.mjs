import { judge, judgeAdapters, judgeBindings } from './bars.mjs'
import { joinBindings } from './browser/bindings.mjs'
import { joinRounds } from './cells.mjs'
import { describeRun } from './describe-run.mjs'
import { HELP, readOptions } from './options.mjs'
import { planJobs } from './plan.mjs'
import { createProgress } from './progress.mjs'
import { renderReport } from './report.mjs'
import { runJobs } from './runner.mjs'
import { measureSizes } from './sizes.mjs'

const options = optionsOrExit()
const setting = await describeRun()
const sizes = await measureSizes() // first: it may build, and nothing may change under the cells
await preparePages()
const done = await runJobs(planJobs(options), { cellLimitMs: options.cellLimitMs, onProgress: createProgress() })
const cells = joinRounds(done)
const adapters = joinRounds(done, 'adapter')
const bindings = joinBindings(done)
const report = {
  ...setting,
  cells,
  adapters,
  bindings,
  memory: done.filter(({ task, result }) => task === 'memory' && result),
  bars: [...judge(done, cells, sizes), ...judgeAdapters(adapters), ...judgeBindings(bindings)],
  failures: done.filter(({ error }) => error),
}
console.log(options.json ? JSON.stringify(report, undefined, 2) : renderReport(report))
if (report.failures.length > 0) process.exitCode = 1

function optionsOrExit() {
  try {
    const read = readOptions(process.argv.slice(2))
    if (!read.help) return read
    console.log(HELP)
    process.exit(0)
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`)
    process.exit(2)
  }
}

/** The bindings' pages; without a browser they are left out, and their bar is not covered. */
async function preparePages() {
  if (!options.works.includes('bindings')) return
  const { buildPages, hasBrowser } = await import('./browser/open.mjs')
  if (hasBrowser()) return buildPages()
  console.error('No Chromium was found (set CHROMIUM_PATH): the bindings are left out.')
  options.works = options.works.filter((work) => work !== 'bindings')
}
