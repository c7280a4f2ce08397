import { numberText as round, rowsText, timeText } from './texts.mjs'
import { ITEMS } from './work/items.mjs'

/** The run as text: one table for each work item, memory, and the bars. */
export function renderReport(report) {
  const { machine, loadAverage, node, date, commit, cells, adapters, bindings, memory, hours, sizes, bars, failures } =
    report
  const works = [...new Set(cells.map(({ work }) => work))]
  const parts = [
    `${machine}, load ${loadAverage} before · Node ${node} · ${commit} · ${date}`,
    'Time per operation, median of the rounds; in brackets how many times the first candidate of the table.',
    ...works.map((work) =>
      workTable(
        work,
        cells.filter((cell) => cell.work === work),
      ),
    ),
    adapterTable(adapters),
    bindingTable(bindings),
    memoryTable(memory),
    hoursTable(hours),
    sizesTable(sizes),
    barTable(bars),
    failureText(failures),
  ]
  return parts.filter(Boolean).join('\n\n')
}

function workTable(work, cells) {
  const sizes = [...new Set(cells.map(({ size }) => size))]
  const candidates = [...new Set(cells.map(({ candidate }) => candidate))]
  const cellOf = (candidate, size) => cells.find((cell) => cell.candidate === candidate && cell.size === size)
  const line = (candidate) => [
    candidate,
    ...sizes.map((size) => cellText(cellOf(candidate, size), cellOf(candidates[0], size))),
  ]
  return `${work}  ${ITEMS[work].title}\n${grid([['', ...sizes.map(rowsText)], ...candidates.map(line)])}`
}

function cellText(cell, reference) {
  if (!cell) return '–'
  if (cell.ns === undefined) return cell.error ?? '–'
  const times = reference?.ns && reference !== cell ? ` (${round(cell.ns / reference.ns)})` : ''
  return timeText(cell.ns) + times
}

/** What one callback of a vendor costs, ours and the vendors' own stores beside each other. */
function adapterTable(cells) {
  if (cells.length === 0) return ''
  const sizes = [...new Set(cells.map(({ size }) => size))].sort((a, b) => a - b)
  const largest = sizes.at(-1)
  const names = [...new Set(cells.map(({ candidate }) => candidate))]
  const line = (name) => {
    const own = sizes.map((size) => cells.find((cell) => cell.candidate === name && cell.size === size))
    const { p99Ns, gcShare, notified } = own.at(-1) ?? {}
    return [
      name,
      ...own.map((cell) => cellText(cell)),
      p99Ns === undefined ? '–' : timeText(p99Ns),
      gcShare === undefined ? '–' : `${Math.round(gcShare * 100)} %`,
      notified === undefined ? '–' : round(notified),
    ]
  }
  const head = ['', ...sizes.map(rowsText), `p99, ${rowsText(largest)}`, 'collector', 'notified']
  return `Adapters  one vendor callback of a new message, then top 50 + unread\n${grid([head, ...names.map(line)])}`
}

/** What one event costs on the screen, and how many rows it renders. */
function bindingTable(cells) {
  if (cells.length === 0) return ''
  const text = ({ us, layoutUs, error }) =>
    us === undefined ? [error ?? '–', '–'] : [timeText(us * 1e3), timeText(layoutUs * 1e3)]
  const kinds = { outside: 'outside the window', changed: 'one changed row', toTop: 'a far row to the top' }
  const lines = cells.map((cell) => [
    `${cell.binding} ${rowsText(cell.size)} ${kinds[cell.kind]}`,
    ...text(cell),
    ...[cell.rowRenders, cell.listRenders, cell.layouts].map((count) => (count === undefined ? '–' : round(count))),
  ])
  const head = ['', 'event', 'of it layout', 'rows rendered', 'list rendered', 'layouts']
  return `Bindings  one event, from dispatch to the committed document, laid out, 50 rows mounted\n${grid([head, ...lines])}`
}

function memoryTable(memory) {
  if (memory.length === 0) return ''
  const lines = memory.map(({ candidate, result: { bytesPerRow, bytesPerVersion } }) => [
    candidate,
    round(bytesPerRow),
    bytesPerVersion === undefined ? '–' : round(bytesPerVersion),
  ])
  return `Memory at 100k rows, bytes\n${grid([['', 'per conversation', 'per version'], ...lines])}`
}

function hoursTable(hours) {
  if (hours.length === 0) return ''
  const lines = hours.map(({ vendor, result }) => [
    `${vendor}, ${result.hours} h`,
    round(result.events),
    round(result.rows),
    round(result.bytes / result.rows),
  ])
  return `Memory after hours of traffic, rows included\n${grid([['', 'events', 'rows', 'bytes a row'], ...lines])}`
}

function sizesTable(sizes) {
  if (sizes.length === 0) return ''
  return `Size of what is imported, kB min + brotli\n${grid(sizes.map(({ name, size }) => [name, round(size / 1000)]))}`
}

function barTable(bars) {
  const lines = bars.map(({ id, subject, what, value, atMost, atLeast, holds }) => [
    `${id} ${what}`,
    subject,
    value === undefined ? '–' : round(value),
    atMost === undefined && atLeast === undefined ? '' : atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`,
    holds === undefined ? 'not covered in this run' : holds ? 'holds' : 'DOES NOT HOLD',
  ])
  return `Bars\n${grid(lines)}`
}

/** Each kind of failure once, with the jobs that met it. */
function failureText(failures) {
  const jobsByError = new Map()
  for (const { task, candidate, work, size, error } of failures) {
    const job = [task, work, size && rowsText(size), candidate].filter(Boolean).join(' ')
    jobsByError.set(error, [...(jobsByError.get(error) ?? []), job])
  }
  return [...jobsByError].map(([error, jobs]) => `FAILED ${jobs.join(', ')}\n${error}`).join('\n\n')
}

/** Columns of even width; the first is set left, the others right. */
export function grid(lines) {
  const widths = lines[0].map((_, at) => Math.max(...lines.map((line) => line[at].length)))
  const row = (line) =>
    line.map((text, at) => (at === 0 ? text.padEnd(widths[0]) : text.padStart(widths[at]))).join('  ')
  return lines.map((line) => `  ${row(line)}`.trimEnd()).join('\n')
}
