/**
 * Reads the cells of the contract's table out of vitest's JSON report: one for each source and scenario.
 * Sources and scenarios keep the order in which the report names them.
 */
export function readCells(report) {
  return report.testResults.flatMap(({ assertionResults }) =>
    assertionResults.flatMap(({ meta, status, failureMessages }) => {
      if (meta?.contract === undefined) return []
      const { source, scenario, outcome, note } = meta.contract
      if (status === 'passed') return [{ source, scenario, outcome, note }]
      return [{ source, scenario, outcome: 'failed', note: failureMessages.join('\n') }]
    }),
  )
}

/** The cells as a table: `{ sources, scenarios: [{ name, cells }] }`, a cell being `undefined` where nothing ran. */
export function toTable(cells) {
  const sources = [...new Set(cells.map(({ source }) => source))]
  const names = [...new Set(cells.map(({ scenario }) => scenario))]
  const find = (source, scenario) => cells.find((cell) => cell.source === source && cell.scenario === scenario)
  const toCell = (cell) => cell && { outcome: cell.outcome, ...(cell.note && { note: cell.note }) }
  const scenarios = names.map((name) => ({ name, cells: sources.map((source) => toCell(find(source, name))) }))
  return { sources, scenarios }
}

/** `+` passed, `o` the vendor lacks it and that was proven, `gap` known to fail, `FAIL`, and `?` where nothing ran. */
function markOf(cell) {
  if (cell === undefined) return '?'
  if (cell.outcome === 'failed') return 'FAIL'
  if (cell.outcome === 'gap') return 'gap'
  return cell.note === undefined ? '+' : 'o'
}

/** The table in lines of text, with a legend. */
export function toText({ sources, scenarios }) {
  const width = Math.max(...scenarios.map(({ name }) => name.length))
  const head = `${''.padEnd(width)} ${sources.map((_, index) => String(index + 1).padStart(4)).join(' ')}`
  const rows = scenarios.map(
    ({ name, cells }) => `${name.padEnd(width)} ${cells.map((cell) => markOf(cell).padStart(4)).join(' ')}`,
  )
  const counts = sources.map((source, index) => {
    const column = scenarios.map(({ cells }) => markOf(cells[index]))
    const count = (mark) => column.filter((one) => one === mark).length
    const open = ['gap', 'FAIL', '?'].map((mark) => (count(mark) > 0 ? `, ${count(mark)} ${mark}` : '')).join('')
    return `${String(index + 1).padStart(4)}  ${source}: ${count('+')} passed, ${count('o')} proven lacking${open}`
  })
  const gaps = scenarios.flatMap(({ name, cells }) =>
    cells.flatMap((cell, index) => (cell?.outcome === 'gap' ? [`gap   ${sources[index]}, ${name}: ${cell.note}`] : [])),
  )
  const legend =
    '   +  kept   o  the vendor lacks it: refused by name, kept on this device, or said not to be known   gap  known to fail'
  return [head, ...rows, '', ...counts, legend, ...gaps].join('\n')
}

/** Is every cell there, and none failed? */
export const isGreen = ({ sources, scenarios }) =>
  sources.length > 0 && scenarios.every(({ cells }) => cells.every((cell) => cell && cell.outcome !== 'failed'))
