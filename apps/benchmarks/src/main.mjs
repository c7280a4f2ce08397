import { readFileSync } from 'node:fs'
import { judge, judgeAdapters, judgeBindings } from './bars.mjs'
import { joinBindings } from './browser/bindings.mjs'
import { joinRounds } from './cells.mjs'
import { describeRun } from './describe-run.mjs'
import { HELP, readOptions } from './options.mjs'
import { planJobs } from './plan.mjs'
import { createProgress } from './progress.mjs'
import { renderReport } from './report.mjs'
import { runJobs } from './runner.mjs'
import { measureImports, measureSizes } from './sizes.mjs'
import { redraw, writeReport } from './write.mjs'

const PEERS = new Set([
  '@reduxjs/toolkit',
  '@tanstack/db',
  '@tencentcloud/chat-uikit-engine',
  '@xkit-yx/im-store-v2',
  'immer',
  'reselect',
])

const options = optionsOrExit()
if (options.redraw) console.log(`Drawn anew: ${redraw().join(', ')}`)
else await measureAll()

async function measureAll() {
  const setting = { ...(await describeRun()), versions: readVersions() }
  const packages = await measureSizes() // first: it may build, and nothing may change under the cells
  const sizes = options.isWhole ? await measureImports() : []
  await preparePages()
  const startedAt = Date.now()
  const done = await runJobs(planJobs(options), { cellLimitMs: options.cellLimitMs, onProgress: createProgress() })
  const cells = joinRounds(done)
  const adapters = joinRounds(done, 'adapter')
  const bindings = joinBindings(done)
  const report = {
    mode: `${options.quick ? 'Quick run' : 'Full run'}, ${options.rounds} rounds,`,
    ...setting,
    minutes: Math.round((Date.now() - startedAt) / 6_000) / 10,
    cells,
    adapters,
    bindings,
    memory: done.filter(({ task, result }) => task === 'memory' && result),
    hours: done.filter(({ task, result }) => task === 'hours' && result),
    sizes,
    bars: [...judge(done, cells, packages), ...judgeAdapters(adapters), ...judgeBindings(bindings)],
    failures: done.filter(({ error }) => error),
  }
  console.log(options.json ? JSON.stringify(report, undefined, 2) : renderReport(report))
  console.error(`\nWritten: ${writeReport(report, options.isWhole).join(', ')}`)
  if (report.failures.length > 0) process.exitCode = 1
}

/** Of what is measured. */
function readVersions() {
  const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
  const { devDependencies } = read('../package.json')
  const peers = Object.entries(devDependencies).filter(([name]) => PEERS.has(name))
  return { convolist: read('../../../packages/core/package.json').version, ...Object.fromEntries(peers) }
}

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
