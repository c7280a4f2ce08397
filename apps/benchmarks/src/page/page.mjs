import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { numberText, rowsText, timeText } from '../texts.mjs'
import { ITEMS } from '../work/items.mjs'
import { barChart, escape, lineChart } from './chart.mjs'

const STYLE = readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'style.css'), 'utf8')

/** What each candidate is called where a chart has room for three words, and its tone of style.css. */
const CANDIDATE = {
  engine: ['convolist', 'ours'],
  'engine-reduce': ['reducer alone', 'ours-too'],
  merged: ['three accounts', 'ours-three'],
  floor: ['floor', 'bound'],
  'mutable-tree': ['mutable tree', 'bound'],
  'view-lists': ['sorted arrays', 'peer-e'],
  rtk: ['Redux Toolkit', 'peer-a'],
  'immer-sort': ['immer and sort', 'peer-b'],
  'tanstack-db': ['TanStack DB', 'peer-d'],
  'tencent-store': ['Tencent’s store', 'peer-c'],
  'netease-store': ['NetEase’s store', 'peer-f'],
  'nim-cloud': ['NIM, cloud', 'ours'],
  'nim-local': ['NIM, local', 'ours'],
  'tencent-v2tim': ['Tencent, V2TIM', 'ours'],
  'tencent-web': ['Tencent, Web', 'ours'],
  rongcloud: ['RongCloud', 'ours'],
}
const nameOf = (candidate) => CANDIDATE[candidate]?.[0] ?? candidate
const toneOf = (candidate) => CANDIDATE[candidate]?.[1] ?? 'unknown'

const LARGE = ['W2', 'W3']
const SMALL = ['W6', 'W5', 'W4', 'W1', 'W1p', 'W8', 'W7w', 'W7s', 'W7r', 'W2z', 'W2u', 'W2w']

/** The report as parts, each a title and HTML that stands in a page of the docs as well as in one of its own. */
function toParts(report, browser) {
  return [
    { title: 'The bars', html: barsPart(report.bars) },
    ...LARGE.map((work) => ({ title: `${work}: ${ITEMS[work].title}`, html: linesOf(report.cells, work) })),
    { title: 'The other work', html: smallCharts(report.cells) },
    { title: 'One callback of a vendor', html: adaptersPart(report.adapters) },
    { title: 'Memory', html: memoryPart(report) },
    { title: 'Size', html: sizesPart(report.sizes) },
    { title: 'One event on the screen', html: bindingsPart(report.bindings) },
    ...(browser ? browserParts(browser) : []),
  ].filter(({ html }) => html !== '')
}

/** One line on where, when and of what. */
function provenance({ machine, loadAverage, node, date, commit, mode, versions }) {
  const of = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `${mode} of ${date.slice(0, 10)}, commit ${commit}: ${machine}, load ${loadAverage} before, Node ${node}. ${of.join(', ')}.`
}

const INTRODUCTION =
  'Each cell is a process of its own, the candidates take turns, the median of the rounds counts; a candidate that does ' +
  'not agree with a fresh sort and recount is not timed. Read ratios, not microseconds.'

/** A page of the docs. */
export function toMarkdown(report, browser) {
  const parts = toParts(report, browser).map(({ title, html }) => `## ${title}\n\n<div class="bench">${html}</div>`)
  const style = `<style>\n${STYLE}</style>`
  return `${['---\npageClass: wide\naside: false\n---', '# What it costs', provenance(report), INTRODUCTION, ...parts, style].join('\n\n')}\n`
}

/** A page of its own. */
export function toHtml(report, browser) {
  const parts = toParts(report, browser).map(({ title, html }) => `<h2>${escape(title)}</h2>\n${html}`)
  const body = [`<h1>What it costs</h1>`, `<p>${escape(provenance(report))}</p>`, `<p>${INTRODUCTION}</p>`, ...parts]
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>convolist: what it costs</title>
<style>
${STYLE}
body { max-width: 860px; margin: 40px auto; padding: 0 20px; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: #fff; }
.dark body { background: #16181d; }
h2 { margin: 36px 0 8px; font-size: 19px; }
</style>
<script>document.documentElement.classList.toggle('dark', matchMedia('(prefers-color-scheme: dark)').matches)</script>
<body class="bench">
${body.join('\n')}
</body>
</html>
`
}

function barsPart(bars) {
  const known = bars.filter(({ holds }) => holds !== undefined)
  const held = known.filter(({ holds }) => holds).length
  const open = bars.length - known.length
  const told = `<p>${held} of ${known.length} bars hold${open > 0 ? `; ${open} are not covered by this run` : ''}. Bars are logarithmic, and end where the measured value stands to its bound.</p>`
  const charts = Object.entries(SUBJECTS).map(([title, isOf]) => barsOf(title, known.filter(isOf)))
  return told + charts.join('')
}

const SUBJECTS = {
  'Through the public path': ({ subject }) => subject === 'engine',
  'The reducer alone': ({ subject }) => subject === 'engine-reduce',
  'Packages, adapters and bindings': ({ subject }) => subject !== 'engine' && subject !== 'engine-reduce',
}

function barsOf(title, bars) {
  const rows = bars
    .filter((bar) => !isFlag(bar))
    .map(({ id, what, subject, value, atMost, atLeast, holds }) => ({
      name: `${id} ${subject === 'react' || subject === 'vue' ? `${subject}: ` : ''}${what}`,
      value: atMost === undefined ? atLeast / value : value / atMost,
      text: `${numberText(value)} of ${atMost === undefined ? `at least ${numberText(atLeast)}` : numberText(atMost)}${holds ? '' : ' ✗'}`,
      tone: holds ? 'good' : 'bad',
    }))
  if (rows.length === 0) return ''
  const shape = { isLog: true, width: 860, nameWidth: 440, textWidth: 170 }
  return figure(title, barChart({ title, rows, ...shape, limit: { value: 1, text: 'the bound' } }))
}

/** Yes or no, and none at all: there is nothing to draw. */
const isFlag = ({ atMost, value }) => value === 0 || (atMost === undefined && value === 1)

function seriesOf(cells, work, names = Object.keys(CANDIDATE)) {
  return names.flatMap((candidate) => {
    const points = cells
      .filter((cell) => cell.candidate === candidate && cell.work === work && cell.ns !== undefined)
      .map(({ size, ns }) => [size, ns])
      .sort(([a], [b]) => a - b)
    return points.length > 0 ? [{ name: nameOf(candidate), tone: toneOf(candidate), points }] : []
  })
}

const AXES = { xText: rowsText, yText: timeText }

function linesOf(cells, work) {
  const series = seriesOf(cells, work)
  if (series.length === 0) return ''
  const title = `${ITEMS[work].title}: time against the number of rows`
  return `<figure>${lineChart({ title, series, ...AXES, width: 860, height: 460, labelWidth: 210 })}<figcaption>Time against the number of rows, both logarithmic.</figcaption></figure>`
}

function smallCharts(cells) {
  const figures = SMALL.flatMap((work) => {
    const series = seriesOf(cells, work, ['engine', 'engine-reduce', 'mutable-tree', 'view-lists', 'floor'])
    if (series.length === 0) return []
    const chart = lineChart({ title: ITEMS[work].title, series, ...AXES, width: 420, height: 240, labelWidth: 178 })
    return [`<figure><figcaption>${work}: ${escape(ITEMS[work].title)}</figcaption>${chart}</figure>`]
  })
  return figures.length > 0 ? `<div class="pair">${figures.join('')}</div>` : ''
}

function adaptersPart(cells) {
  const sizes = [...new Set(cells.map(({ size }) => size))].sort((a, b) => a - b)
  const charts = sizes.map((size) => {
    const rows = cells
      .filter((cell) => cell.size === size && cell.ns !== undefined)
      .map(({ candidate, ns }) => ({ name: nameOf(candidate), value: ns, text: timeText(ns), tone: toneOf(candidate) }))
    const title = `${rowsText(size)} rows`
    return rows.length > 0 ? figure(title, barChart({ title, rows, isLog: true })) : ''
  })
  const note =
    '<p>From the callback to the first 50 rows and the unread total, bars logarithmic. Tencent’s Web SDK tells each change by its whole list.</p>'
  return charts.length > 0 ? note + charts.join('') : ''
}

function memoryPart({ memory, hours }) {
  const rowsFor = (of, text) =>
    memory
      .filter(({ result }) => result[of] !== undefined)
      .map(({ candidate, result }) => ({
        name: nameOf(candidate),
        value: result[of],
        text: `${numberText(result[of])} ${text}`,
        tone: toneOf(candidate),
      }))
  const charts = [
    ['Above the rows themselves, at 100k rows and three views', rowsFor('bytesPerRow', 'bytes for each conversation')],
    ['A version that is kept, at 100k rows', rowsFor('bytesPerVersion', 'bytes')],
    [
      'All that the engine and the adapter hold after hours of traffic, rows included, by what is free once they are gone',
      hours.map(({ vendor, result }) => ({
        name: `${vendor}, ${result.hours} h`,
        value: result.bytes / result.rows,
        text: `${numberText(result.bytes / result.rows)} bytes a row, ${numberText(result.events)} events`,
        tone: 'ours',
      })),
    ],
  ]
  return charts
    .filter(([, rows]) => rows.length > 0)
    .map(([title, rows]) => figure(title, barChart({ title, rows })))
    .join('')
}

function sizesPart(sizes) {
  const rows = sizes.map(({ name, size, isOurs }) => ({
    name,
    value: size / 1000,
    text: `${numberText(size / 1000)} kB`,
    tone: isOurs ? 'ours' : 'peer-a',
  }))
  if (rows.length === 0) return ''
  const note =
    '<p>Minified and brotli, with all they need, as an app would import them for the same list; of a vendor’s store, without its SDK.</p>'
  return note + barChart({ title: 'Size of what is imported', rows })
}

const KINDS = { outside: 'outside the window', changed: 'one changed row', toTop: 'a far row to the top' }
const BINDING = {
  react: ['React', 'ours'],
  vue: ['Vue', 'peer-d'],
  'vue-store': ['Vue and its store', 'peer-b'],
  'vue-subscribe': ['the same, subscribed', 'peer-b'],
  'vue-devtools': ['the same, devtools', 'peer-b'],
}

function bindingsPart(bindings) {
  const sizes = [...new Set(bindings.map(({ size }) => size))].sort((a, b) => a - b)
  const charts = sizes.map((size) => {
    const rows = bindings
      .filter((cell) => cell.size === size && cell.us !== undefined)
      .map(({ binding, kind, us, rowRenders }) => ({
        name: `${BINDING[binding][0]}: ${KINDS[kind]}`,
        value: us,
        text: `${timeText(us * 1e3)}, ${numberText(rowRenders)} ${rowRenders === 1 ? 'row' : 'rows'} rendered`,
        tone: BINDING[binding][1],
      }))
    const title = `${rowsText(size)} rows, 50 of them mounted`
    return rows.length > 0 ? figure(title, barChart({ title, rows })) : ''
  })
  const note =
    '<p>From dispatch to a document that is laid out, in Chromium, by processor time of the page’s main thread.</p>'
  return charts.join('') === '' ? '' : note + charts.join('')
}

const SCREEN = {
  'demo-react': ['convolist, React', 'ours'],
  'demo-vue': ['convolist, Vue', 'peer-d'],
  naive: ['Redux Toolkit and sort', 'peer-a'],
}

/** The demos under load: a group of bars for each rate, the screens side by side. */
function browserParts({ browser, date, commit, load, memory, resync }) {
  const perRate = (of, text) =>
    load
      .filter((cell) => cell.mode === 'scrolling' && cell.rate > 0 && of(cell) !== undefined)
      .sort((a, b) => a.rate - b.rate)
      .map((cell) => ({
        name: `${numberText(cell.rate)}/s, ${SCREEN[cell.screen]?.[0] ?? cell.screen}`,
        value: of(cell),
        text: `${numberText(of(cell))} ${text}`,
        tone: SCREEN[cell.screen]?.[1] ?? 'unknown',
      }))
  const charts = [
    ['Frames per second while a hand scrolls', perRate(({ fps }) => fps, 'frames')],
    ['Processor time of a frame, median', perRate(({ frameCpuMs }) => frameCpuMs?.median, 'ms')],
    ['The longest task, processor time', perRate(({ longestTaskCpuMs }) => longestTaskCpuMs, 'ms')],
    ['Input delay, median', perRate(({ inputDelayMs }) => inputDelayMs?.median, 'ms')],
    [
      'What the list weighs on the page',
      memory.map(({ screen, listMB }) => ({
        name: SCREEN[screen]?.[0] ?? screen,
        value: listMB,
        text: `${numberText(listMB)} MB`,
        tone: SCREEN[screen]?.[1] ?? 'unknown',
      })),
    ],
    [
      'The longest task while the whole list is read again, processor time',
      resync.map(({ how, longestTaskCpuMs }) => ({
        name: how,
        value: longestTaskCpuMs,
        text: `${numberText(longestTaskCpuMs)} ms`,
        tone: 'ours',
      })),
    ],
  ]
  const figures = charts
    .filter(([, rows]) => rows.length > 0)
    .map(([title, rows]) => figure(title, barChart({ title, rows })))
  const note = `<p>The demos at 100k rows with five live views in Chromium ${escape(browser)}, ${date.slice(0, 10)}, commit ${escape(commit)}.</p>`
  return figures.length > 0 ? [{ title: 'The demos under load', html: note + figures.join('') }] : []
}

const figure = (title, chart) => `<figure><figcaption>${escape(title)}</figcaption>${chart}</figure>`
