// `npm run bench:browser`: the demos under load in a real browser. Prints tables and writes results/browser.json.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { describeRun } from '../describe-run.mjs'
import { buildPages, hasBrowser, openBrowser } from './open.mjs'
import { measureResync, measureScreen } from './measure-load.mjs'
import { renderBrowserReport } from './render.mjs'

const HELP = `npm run bench:browser -- [options]
  --rows 100000             conversations in the list
  --rates 0,50,500,5000     events per second; 0 shows what this machine gives with nothing going on
  --screens a,b             demo-react, demo-vue, naive (default all)
  --seconds 5               how long each is watched
  --pace clock              "frame": events and scrolling go by frames, sixty to a second, for a machine that is busy
  --no-resync               leave the resyncs out
  --json                    print the JSON instead of tables
  --out FILE                where the JSON goes (default results/browser.json; "-" for nowhere)
  --help`

const MODES = ['at rest', 'scrolling']
const { values } = parseArgs({
  allowNegative: true,
  options: {
    rows: { type: 'string', default: '100000' },
    rates: { type: 'string', default: '0,50,500,5000' },
    screens: { type: 'string', default: 'demo-react,demo-vue,naive' },
    seconds: { type: 'string', default: '5' },
    pace: { type: 'string', default: 'clock' },
    resync: { type: 'boolean', default: true },
    json: { type: 'boolean', default: false },
    out: { type: 'string', default: fileURLToPath(new URL('../../results/browser.json', import.meta.url)) },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) console.log(HELP)
else if (hasBrowser()) await measure()
else {
  console.error('No Chromium was found: install one, or set CHROMIUM_PATH.')
  process.exitCode = 1
}

async function measure() {
  const rows = Number(values.rows)
  const { pace } = values
  const onProgress = (what) => console.error(what)
  onProgress('building the pages')
  await buildPages()
  const browser = await openBrowser()
  const setting = { ...(await describeRun()), browser: browser.version, pace }
  const report = { shape: 1, ...setting, load: [], memory: [], resync: [] }
  try {
    for (const screen of values.screens.split(',').filter(Boolean)) {
      const rates = values.rates.split(',').map(Number)
      const options = { screen, rows, rates, modes: MODES, seconds: Number(values.seconds), pace, onProgress }
      const { load, memory } = await measureScreen(browser, options)
      report.load.push(...load)
      report.memory.push(memory)
    }
    if (values.resync) report.resync = await measureResync(browser, { rows, onProgress })
  } finally {
    await browser.close()
  }
  const json = `${JSON.stringify(report, round, 2)}\n`
  if (values.out !== '-') {
    mkdirSync(fileURLToPath(new URL('../../results/', import.meta.url)), { recursive: true })
    writeFileSync(values.out, json)
  }
  console.log(values.json ? json : renderBrowserReport(report))
}

/** Four digits are more than the machine can promise. */
function round(_, value) {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value
}
