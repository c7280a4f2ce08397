import { cpus, totalmem } from 'node:os'
import { run } from '../../../scripts/run.mjs'
import { judge, judgeAdapters } from './bars.mjs'
import { joinRounds } from './cells.mjs'
import { HELP, readOptions } from './options.mjs'
import { planJobs } from './plan.mjs'
import { createProgress } from './progress.mjs'
import { renderReport } from './report.mjs'
import { runJobs } from './runner.mjs'
import { measureSizes } from './sizes.mjs'

const options = optionsOrExit()
const sizes = await measureSizes() // first: it may build, and nothing may change under the cells
const done = await runJobs(planJobs(options), { cellLimitMs: options.cellLimitMs, onProgress: createProgress() })
const cells = joinRounds(done)
const adapters = joinRounds(done, 'adapter')
const report = {
  machine: `${cpus()[0]?.model.trim()} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GB`,
  node: process.versions.node,
  date: new Date().toISOString(),
  commit: await describeCommit(),
  cells,
  adapters,
  memory: done.filter(({ task, result }) => task === 'memory' && result),
  bars: [...judge(done, cells, sizes), ...judgeAdapters(adapters)],
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

async function describeCommit() {
  const head = await run('git', ['rev-parse', '--short', 'HEAD'], { quiet: true })
  if (!head.ok) return 'no commit'
  const { output } = await run('git', ['status', '--porcelain', '--', 'packages', 'apps/benchmarks'], {
    quiet: true,
  })
  return head.output.trim() + (output.trim() ? ' and uncommitted changes' : '')
}
