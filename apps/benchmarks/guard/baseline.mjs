import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FILE = fileURLToPath(new URL('baseline.json', import.meta.url))

/** What may come on top before it counts as more: a share, and a little for the smallest counts. */
const SHARE = 0.03
const FEW = 1.5

const SAID = {
  calls: 'calls',
  rounds: 'rounds of loops',
  made: 'objects made',
  cells: 'cells copied or walked',
  compared: 'orderings asked',
  told: 'notifications',
}

export const readBaseline = () => (existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {})

/** One line for each scenario, so that a renewal reads well as a diff. */
export function writeBaseline(results) {
  const lines = Object.entries(results).map(([name, counts]) => `  ${JSON.stringify(name)}: ${JSON.stringify(counts)}`)
  writeFileSync(FILE, `{\n${lines.join(',\n')}\n}\n`)
}

/** Without the functions, but those that do the most. */
export function toStored({ functions, ...counts }) {
  const most = Object.entries(functions).sort(([, a], [, b]) => b - a)
  return { ...counts, most: Object.fromEntries(most.slice(0, 12)) }
}

/** A sentence for each count that rose, and for a scenario the functions that did it. Empty if none did. */
export function whatRose(stored, counted) {
  const rose = Object.keys(SAID).filter((kind) => isMore(stored[kind], counted[kind], kind === 'told' ? 0 : FEW))
  if (rose.length === 0) return []
  const known = Object.entries(stored.most ?? {})
  const least = Math.min(...known.map(([, count]) => count))
  const functions = Object.entries(counted.functions)
    .map(([name, count]) => {
      const before = stored.most?.[name]
      return { name, before, count, more: count - (before ?? Math.min(least, count)) }
    })
    .filter(({ more }) => more > 0.5)
    .sort((a, b) => b.more - a.more)
  return [
    ...rose.map(
      (kind) => `${SAID[kind]}: ${stored[kind]} → ${counted[kind]} (${percent(stored[kind], counted[kind])})`,
    ),
    ...functions.slice(0, 5).map(({ name, before, count }) => `  in ${name}: ${before ?? 'few'} → ${count}`),
  ]
}

/** The counts that fell by a tenth or more: worth a new baseline, so that they do not rise again unseen. */
export const whatFell = (stored, counted) =>
  Object.keys(SAID)
    .filter((kind) => stored[kind] - counted[kind] > Math.max(FEW, stored[kind] * 0.1))
    .map((kind) => `${SAID[kind]}: ${stored[kind]} → ${counted[kind]} (${percent(stored[kind], counted[kind])})`)

const isMore = (before, now, few) => now - before > Math.max(before * SHARE, few)

function percent(before, now) {
  if (before === 0) return 'from none'
  const change = ((now - before) / before) * 100
  return `${change > 0 ? '+' : ''}${change.toFixed(1)} %`
}
