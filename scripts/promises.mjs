// Writes the numbers of apps/docs/reference/promises.md from the reports of the last large runs, apps/docs/data/*.json:
//   npm run promises              writes the page
//   npm run promises -- --check   fails if the page says something else
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runnerImport } from 'vite'
import { plantedBugs } from './planted-bugs.mjs'
import { root } from './run.mjs'

const PAGE = join(root, 'apps/docs/reference/promises.md')
const DATA = join(root, 'apps/docs/data')

const number = (value) => value.toLocaleString('en')
const percent = (share) => `${(share * 100).toFixed(1)} %`
const minutes = (seconds) => (seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`)
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
const about = ({ commit, date, node, seconds }) => [
  ['Commit, date, Node', [commit, date.slice(0, 10), node].join(', ')],
  ...(seconds === undefined ? [] : [['Took', minutes(seconds)]]),
]
const byCount = (counts) => Object.entries(counts).sort(([, a], [, b]) => b - a)

/** What stands between `<!-- numbers: name -->` and `<!-- end -->` on the page. */
const SECTIONS = {
  comparison: async () => {
    const { LARGE_BATCH, LARGE_STEP } = await read('src/large-batch')
    return (
      `After every event (in a batch of more than ${number(LARGE_BATCH)}: after every ${LARGE_STEP}th and the last) all ` +
      'there is to read is compared with a second, slow implementation that shares no code with the first.'
    )
  },
  simulation: written('simulation', (report) =>
    table(
      ['', ''],
      [
        [
          'Runs',
          `${number(report.runs)}: ${number(report.seeds)} seeds (from ${report.from}) × ${report.vendors.length} vendors × ${report.profiles.join(', ')}`,
        ],
        ...(report.without?.length ? [['**Faults left out**', `**${report.without.join(', ')}**`]] : []),
        ['Events', number(report.events)],
        ...(report.compared === undefined ? [] : [['Of those, compared with the reference', number(report.compared)]]),
        ['Things that happened on the servers', number(report.happenings)],
        ['Faults injected', number(Object.values(report.injected).reduce((sum, times) => sum + times, 0))],
        ['**Violations**', `**${number(report.violations)}**`],
        ['**Listed pairs that never met**', `**${report.neverMet.join('; ') || 'none'}**`],
        ...about(report),
      ],
    ),
  ),
  faults: written('simulation', ({ injected }) =>
    table(
      ['fault', 'times'],
      byCount(injected).map(([name, times]) => [name, number(times)]),
    ),
  ),
  meetings: written('simulation', ({ meetings }) =>
    table(
      ['what × what', 'times'],
      byCount(meetings).map(([name, times]) => [name, number(times)]),
    ),
  ),
  planted: written('planted', (report) =>
    table(
      ['', ''],
      [['**Caught / planted**', `**${number(report.caught)} / ${number(report.planted)}**`], ...about(report)],
    ),
  ),
  mutation: written('mutation', (report) =>
    table(
      ['', ''],
      [
        ['Changes made', number(report.mutants)],
        ['Noticed by a test that failed', number(report.killed)],
        ['Noticed by tests that no longer ended', number(report.timedOut)],
        ['Noticed by nobody', number(report.survived)],
        ['**Score**', `**${report.score} %**`],
        ...about(report),
      ],
    ),
  ),
  hostile: async () => {
    const { hostileRowsOf, SHAPES } = await read('test/support/row-shapes')
    const { hostileNames } = await read('test/support/hostile-values')
    const perSource = Object.keys(SHAPES).map((vendor) => {
      const rows = hostileRowsOf(vendor)
      const refused = rows.filter(({ verdict }) => verdict === 'refused').length
      return [vendor, rows.length, refused, rows.length - refused].map(String)
    })
    return [
      table(
        ['source', 'named rows, each in a callback and in a page', 'refused, with one diagnostic', 'odd but possible'],
        perSource,
      ),
      table(['', ''], [['Named values, in every callback and for every answer', number(hostileNames().length)]]),
    ].join('\n\n')
  },
  soak: written('soak', (report) => {
    const [first, last] = [report.heap[0], report.heap.at(-1)]
    return table(
      ['', ''],
      [
        ['Events, changes of account', `${number(report.events)}, ${number(report.switches)}`],
        [`Heap after ${number(first.events)} events, without V8’s own code and shapes`, `${first.heapMb} MB`],
        [
          `Heap after ${number(last.events)} events, without V8’s own code and shapes`,
          `${last.heapMb} MB (${percent(report.growth)} more)`,
        ],
        ...(last.wholeMb === undefined
          ? []
          : [['The same two with V8’s own', `${first.wholeMb} MB, ${last.wholeMb} MB`]]),
        [
          'Left after `dispose()`',
          Object.entries(report.left)
            .map(([name, count]) => `${count} ${name}`)
            .join(', '),
        ],
        ...(report.crowds ?? []).map(({ vendor, events, most }) => [
          `Most remembered of rows that came and went, ${vendor}`,
          `${most.tombstones} removals, ${most.readMarks} read marks, ${most.mentionLogs} with mentions, ${most.labels} labels, ${most.operations} operations, ${most.diagnostics} notes; after ${number(events)} events in one account`,
        ]),
        ['**Failures**', `**${report.failures.join('; ') || 'none'}**`],
        ...about(report),
      ],
    )
  }),
  stores: written('defects', (report) =>
    [
      table(
        ['store', 'weather', 'missing', 'ghosts', 'misplaced', 'content', 'badge'],
        report.groups.flatMap(({ kit, profile, convolist, own }) => [
          ['convolist', profile, ...ratesOf(convolist.quiet)],
          [kit, profile, ...ratesOf(own.quiet)],
        ]),
      ),
      table(['', ''], about(report)),
    ].join('\n\n'),
  ),
}

const ratesOf = ({ missing, ghost, misplaced, content, badge }) =>
  [missing, ghost, misplaced, content, badge].map((rate) => rate.toFixed(1))

function written(name, toText) {
  return () => {
    const file = join(DATA, `${name}.json`)
    return existsSync(file) ? toText(JSON.parse(readFileSync(file, 'utf8'))) : 'Not run yet.'
  }
}

async function read(name) {
  return (await runnerImport(join(root, `apps/sim/${name}.ts`))).module
}

/** What a report must say, besides its commit, or the page would promise what was not kept, or not tried. */
const KEPT = {
  simulation: ({ vendors, profiles, seeds, without, violations, neverMet }) => [
    [vendors.length === 5 && profiles.includes('hostile') && seeds >= 1_000, 'not of every vendor in hostile weather'],
    [without.length === 0, `without ${without.join()}`],
    [violations === 0, `${violations} violations`],
    [neverMet.length === 0, `never met ${neverMet.join('; ')}`],
  ],
  planted: ({ caught, planted }) => [
    [planted === plantedBugs.length, `${planted} of ${plantedBugs.length} were planted`],
    [caught === planted, `${caught} of ${planted} were caught`],
  ],
  soak: ({ events, switches, failures }) => [
    [events >= 1_000_000 && switches >= 100, `${events} events with ${switches} changes of account`],
    [failures.length === 0, failures.join('; ')],
  ],
  mutation: () => [],
  defects: () => [],
}

function brokenPromises() {
  return Object.entries(KEPT).flatMap(([name, toConditions]) => {
    const file = join(DATA, `${name}.json`)
    if (!existsSync(file)) return []
    const report = JSON.parse(readFileSync(file, 'utf8'))
    const conditions = [...toConditions(report), [!/changes|unknown/.test(report.commit), `commit: ${report.commit}`]]
    return conditions.filter(([isKept]) => !isKept).map(([, what]) => `${name}.json: ${what}`)
  })
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const page = readFileSync(PAGE, 'utf8')
let now = page
for (const [name, toText] of Object.entries(SECTIONS)) {
  const begin = `<!-- numbers: ${name} -->`
  const from = now.indexOf(begin) + begin.length
  if (from < begin.length) throw new Error(`${PAGE} has no place for the numbers of ${name}.`)
  now = `${now.slice(0, from)}\n\n${await toText()}\n\n${now.slice(now.indexOf('<!-- end -->', from))}`
}
const wrong = brokenPromises()
for (const line of wrong) console.error(line)
if (wrong.length > 0) process.exitCode = 1
if (!values.check) writeFileSync(PAGE, now)
else if (now !== page) {
  console.error('reference/promises.md is not what apps/docs/data says; `npm run promises` writes it anew.')
  process.exitCode = 1
}
