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

/** A frame that takes longer than this is one that a user of a 60 Hz screen did not get. */
export const FRAME_MS = 1000 / 60

/**
 * @returns of the page's main thread, between the two marks: `seconds`; `frames`, when each was made, in ms; `tasks`, as
 * `ms` by the clock and `cpuMs` of processor time, longest first.
 */
export function readTrace(events) {
  const start = events.find(({ name }) => name === START)
  const end = events.findLast(({ name }) => name === END)
  const own = events.filter(
    ({ pid, tid, ts }) => pid === start.pid && tid === start.tid && ts >= start.ts && ts <= end.ts,
  )
  const tasks = own
    .filter(({ name, ph }) => name === 'RunTask' && ph === 'X')
    .map(({ dur, tdur }) => ({ ms: dur / 1000, cpuMs: (tdur ?? dur) / 1000 }))
    .sort((a, b) => b.ms - a.ms)
  const frames = own.filter(({ name }) => name === 'Commit').map(({ ts }) => (ts - start.ts) / 1000)
  return { seconds: (end.ts - start.ts) / 1e6, tasks, frames }
}
