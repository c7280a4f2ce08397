const CATEGORIES = ['blink.user_timing', 'disabled-by-default-devtools.timeline']
const START = 'measure-start'
const END = 'measure-end'

/** The browser's own record of what the page's main thread did while `work` ran. */
export async function traced(screen, work) {
  const { page, devtools } = screen
  const events = []
  const collect = ({ value }) => value.forEach((event) => events.push(event))
  devtools.on('Tracing.dataCollected', collect)
  await devtools.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { recordMode: 'recordAsMuchAsPossible', includedCategories: CATEGORIES, excludedCategories: ['*'] },
  })
  await page.evaluate((mark) => void performance.mark(mark), START)
  const result = await work()
  await page.evaluate((mark) => void performance.mark(mark), END)
  const complete = new Promise((resolve) => devtools.once('Tracing.tracingComplete', resolve))
  await devtools.send('Tracing.end')
  await complete
  devtools.off('Tracing.dataCollected', collect)
  return { result, ...readTrace(events) }
}

/** Frames a second that a usual screen shows. */
export const FRAMES = 60

/**
 * @returns of the page's main thread, between the two marks: `seconds`; `tasks`, as `ms` by the clock and `cpuMs` of
 * processor time, longest first; `frames`, when each was handed on, in ms, and the processor time since the one before.
 */
export function readTrace(events) {
  const start = events.find(({ name }) => name === START)
  const end = events.findLast(({ name }) => name === END)
  const own = events
    .filter(({ pid, tid, ts }) => pid === start.pid && tid === start.tid && ts >= start.ts && ts <= end.ts)
    .sort((a, b) => a.ts - b.ts)
  const tasks = own
    .filter(({ name, ph }) => name === 'RunTask' && ph === 'X')
    .map(({ ts, dur, tdur }) => ({ at: (ts - start.ts) / 1000, ms: dur / 1000, cpuMs: (tdur ?? dur) / 1000 }))
  const commits = own.filter(({ name }) => name === 'Commit').map(({ ts }) => (ts - start.ts) / 1000)
  let task = 0
  const frames = commits.map((at) => {
    let cpuMs = 0
    for (; task < tasks.length && tasks[task].at <= at; task++) cpuMs += tasks[task].cpuMs
    return { at, cpuMs }
  })
  return {
    seconds: (end.ts - start.ts) / 1e6,
    tasks: tasks.map(({ ms, cpuMs }) => ({ ms, cpuMs })).sort((a, b) => b.ms - a.ms),
    frames,
  }
}
