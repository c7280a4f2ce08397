import { grid } from '../report.mjs'
import { numberText as round, rowsText } from '../texts.mjs'

/** The run as text. */
export function renderBrowserReport({ machine, loadAverage, pace, node, browser, date, commit, load, memory, resync }) {
  const parts = [
    `${machine}, load ${loadAverage} before · Chromium ${browser} · Node ${node} · ${commit} · ${date} · by the ${pace}`,
    ...[...new Set(load.map(({ mode }) => mode))].map((mode) => loadTable(mode, load)),
    memoryTable(memory),
    resyncTable(resync),
  ]
  return parts.filter(Boolean).join('\n\n')
}

const ms = (value) => (value == null ? '–' : `${round(value)} ms`)

function loadTable(mode, load) {
  const cells = load.filter((cell) => cell.mode === mode)
  const head = [
    '',
    'frames/s',
    'CPU of a frame',
    'p95',
    'updates/s',
    'main thread',
    'longest task',
    'its CPU',
    'tasks over a frame',
    'longest frame',
    'input delay',
    'worst',
    'heap',
  ]
  const lines = cells.map((cell) => [
    `${cell.screen}, ${cell.rate} events/s`,
    round(cell.fps),
    ms(cell.frameCpuMs.median),
    ms(cell.frameCpuMs.p95),
    round(cell.updatesPerSecond),
    `${Math.round(cell.busy * 100)} %`,
    ms(cell.longestTaskMs),
    ms(cell.longestTaskCpuMs),
    `${cell.tasksOverFrame}`,
    ms(cell.longestFrameMs),
    ms(cell.inputDelayMs.median),
    ms(cell.inputDelayMs.max),
    `${round(cell.heapMB)} MB`,
  ])
  return `${rowsText(cells[0].rows)} rows, 5 live views, ${mode}\n${grid([head, ...lines])}`
}

function memoryTable(memory) {
  if (memory.length === 0) return ''
  const lines = memory.map(({ screen, listMB, bytesPerRow, heapMB, afterLoadMB }) => [
    screen,
    `${round(listMB)} MB`,
    round(bytesPerRow),
    `${round(heapMB)} MB`,
    `${round(afterLoadMB)} MB`,
  ])
  return `Memory after a collection\n${grid([['', 'the list', 'bytes per row', 'whole page', 'after the load'], ...lines])}`
}

function resyncTable(resync) {
  if (resync.length === 0) return ''
  const lines = resync.map((each) => [
    each.how,
    `${round(each.seconds)} s`,
    `${round(each.cpuSeconds)} s`,
    ms(each.longestTaskMs),
    ms(each.longestTaskCpuMs),
    ms(each.firstLongestTaskCpuMs),
    `${each.tasksOverFrame}`,
    `${each.frames}`,
  ])
  const head = ['', 'took', 'main thread', 'longest task', 'its CPU', 'cold', 'tasks over a frame', 'frames']
  return `The whole list read again, 1 % changed, ${rowsText(resync[0].rows)} rows\n${grid([head, ...lines])}`
}
