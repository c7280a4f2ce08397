import { parseArgs } from 'node:util'
import { ADAPTERS } from './adapters/index.mjs'
import { BINDINGS } from './browser/bindings.mjs'
import { CANDIDATES } from './candidates/index.mjs'
import { ITEMS } from './work/items.mjs'

/** Beside the work items: what one vendor callback costs through each adapter, and one event on the screen in a browser. */
const WORKS = { ...ITEMS, adapters: true, bindings: true }
const EVERYBODY = { ...CANDIDATES, ...ADAPTERS, ...BINDINGS }

export const HELP = `npm run bench -- [options]
  --quick                 2 short rounds of what decides a bar, one of W2 for peers, one for adapters and bindings
  --sizes 1k,10k,100k,1m  numbers of rows (default 1k,10k,100k)
  --works W2,W3           work items (default all): ${Object.keys(WORKS).join(' ')}
  --candidates a,b        default all: ${Object.keys(EVERYBODY).join(' ')}
  --rounds 5              processes per cell; the median counts
  --slow                  also run candidates where one event takes a second
  --redraw                only draw the pages anew from the last whole run
  --json                  print one JSON object instead of tables
  --help`

/** For each cell: how long and over how many inputs it warms up, how long it is timed, how many inputs are timed alone. */
const THOROUGH = { warmUpMs: 1_000, warmUpInputs: 10_000, budgetMs: 400, maxInputs: 20_000, timedAlone: 2_000 }
const QUICK = { warmUpMs: 300, warmUpInputs: 6_000, budgetMs: 150, maxInputs: 10_000, timedAlone: 0 }

/** What the command line asks for. Throws with a sentence if it makes no sense. */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      sizes: { type: 'string', default: '1k,10k,100k' },
      works: { type: 'string' },
      candidates: { type: 'string' },
      rounds: { type: 'string' },
      slow: { type: 'boolean', default: false },
      redraw: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const { quick, slow, redraw, json, help } = values
  return {
    quick,
    slow,
    redraw,
    json,
    help,
    /** Of everything, at the usual sizes and more: what the docs show. */
    isWhole: values.works === undefined && values.candidates === undefined && /\b100k\b/i.test(values.sizes),
    rounds: readCount('rounds', values.rounds ?? (quick ? '2' : '5')),
    sizes: values.sizes.split(',').map((size) => readCount('sizes', size)),
    works: knownOnes('works', values.works ?? Object.keys(WORKS).join(), WORKS),
    namesWorks: values.works !== undefined,
    candidates: knownOnes('candidates', values.candidates ?? Object.keys(EVERYBODY).join(), EVERYBODY),
    limits: quick ? QUICK : THOROUGH,
    cellLimitMs: quick ? 120_000 : 180_000,
  }
}

/** `10k` and `1m` are numbers too. */
function readCount(option, text) {
  const [, digits, unit] = /^(\d+)([km]?)$/i.exec(text) ?? []
  const count = Number(digits) * { '': 1, k: 1_000, m: 1_000_000 }[(unit ?? '').toLowerCase()]
  if (!(count > 0)) throw new Error(`--${option}: "${text}" is not a number such as 500, 10k or 1m`)
  return count
}

function knownOnes(option, text, known) {
  const names = text.split(',')
  const unknown = names.filter((name) => !Object.hasOwn(known, name))
  if (unknown.length > 0)
    throw new Error(`--${option}: no ${unknown.join(', ')}; there are ${Object.keys(known).join(', ')}`)
  return names
}
