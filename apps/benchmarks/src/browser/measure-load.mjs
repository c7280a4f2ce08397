import { median } from '../cells.mjs'
import { FRAMES, traced } from './trace.mjs'

const INPUT_EVERY_MS = 100
const SETTLE_MS = 500
/** Eight thousand pixels a second, as after a flick: so many at each turn of the wheel, or at each frame. */
const WHEEL = { everyMs: 50, pixels: 400 }
const PER_FRAME = 133
/** Down for so long, then up again. */
const TURN_SECONDS = 2
/** By frames, a screen is watched until it has made its frames, but not for ever. */
const SLOWEST = 4

/**
 * One screen with `rows` conversations under each rate of events, at rest and while it is scrolled.
 *
 * @returns `load`, a record for each rate and mode; `memory`, what the list weighs in the browser.
 */
export async function measureScreen(browser, { screen: name, rows, rates, modes, seconds, pace, onProgress }) {
  const screen = await browser.openScreen({ screen: name, rows })
  const { page } = screen
  await page.evaluate(() => globalThis.rig.prepare())
  const before = await screen.heapBytes()
  await page.evaluate(() => globalThis.rig.load())
  await page.locator('[role=row]').first().waitFor()
  const loaded = await screen.heapBytes()
  const load = []
  for (const rate of rates) {
    for (const mode of modes) {
      onProgress(`${name}, ${rate} events/s, ${mode}`)
      load.push({ screen: name, rows, rate, mode, ...(await underLoad(screen, { rate, mode, seconds, pace })) })
    }
  }
  await page.evaluate(() => globalThis.rig.check())
  const after = await screen.heapBytes()
  await screen.close()
  const memory = {
    screen: name,
    rows,
    heapMB: loaded / 2 ** 20,
    listMB: (loaded - before) / 2 ** 20,
    bytesPerRow: (loaded - before) / rows,
    afterLoadMB: after / 2 ** 20,
  }
  return { load, memory }
}

async function underLoad(screen, { rate, mode, seconds, pace }) {
  const { page, counters } = screen
  await page.evaluate(() => document.querySelector('.list').scrollTo({ top: 0, behavior: 'instant' }))
  await page.waitForTimeout(SETTLE_MS)
  const before = await counters()
  const commitsBefore = await page.evaluate(() => globalThis.rig.commits())
  const isScrolling = mode === 'scrolling'
  const trace = await traced(screen, async () => {
    await page.evaluate(
      ([perSecond, by, scroll]) => {
        globalThis.rig.hand.takeDelays()
        globalThis.rig.traffic.start(perSecond, by)
        if (scroll) globalThis.rig.hand.scroll(...scroll)
      },
      [rate, pace, isScrolling && pace === 'frame' && [PER_FRAME, TURN_SECONDS * FRAMES]],
    )
    const stopInputs = startInputs(screen, isScrolling && pace === 'clock')
    if (pace === 'clock') await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    else {
      const frames = [seconds * FRAMES, seconds * SLOWEST * 1000]
      await page.evaluate(([count, limitMs]) => globalThis.rig.hand.watch(count, limitMs), frames)
    }
    await stopInputs()
    return page.evaluate(() => {
      globalThis.rig.hand.rest()
      const events = globalThis.rig.traffic.stop()
      return { events, delays: globalThis.rig.hand.takeDelays(), commits: globalThis.rig.commits() }
    })
  })
  const after = await counters()
  const { events, delays, commits } = trace.result
  return {
    seconds: trace.seconds,
    eventsPerSecond: events / trace.seconds,
    updatesPerSecond: (commits - commitsBefore) / trace.seconds,
    ...framesOf(trace),
    ...tasksOf(trace),
    busy: (after.ThreadTime - before.ThreadTime) / trace.seconds,
    inputDelayMs: { median: median(delays) ?? null, max: delays.length > 0 ? Math.max(...delays) : null },
    inputs: delays.length,
    heapMB: after.JSHeapUsedSize / 2 ** 20,
  }
}

/** Keys and, if wanted, the wheel, as a user's hand would: they do not wait for the page. */
function startInputs({ page, devtools }, withWheel) {
  const started = Date.now()
  const open = new Set()
  const send = (method, event) => {
    const sent = devtools.send(method, event).catch(() => {}) // the page is closed before it has answered
    open.add(sent)
    void sent.finally(() => open.delete(sent))
  }
  const key = { key: 'Shift', code: 'ShiftLeft', windowsVirtualKeyCode: 16 }
  const keys = setInterval(() => {
    send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key })
    send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
  }, INPUT_EVERY_MS)
  const wheel = setInterval(() => {
    if (!withWheel) return
    const isDown = Math.floor((Date.now() - started) / (TURN_SECONDS * 1000)) % 2 === 0
    const deltaY = isDown ? WHEEL.pixels : -WHEEL.pixels
    send('Input.dispatchMouseEvent', { type: 'mouseWheel', x: 180, y: 500, deltaX: 0, deltaY })
  }, WHEEL.everyMs)
  return async () => {
    clearInterval(keys)
    clearInterval(wheel)
    await Promise.race([Promise.all(open), page.waitForTimeout(10_000)])
  }
}

function framesOf({ frames, seconds }) {
  const gaps = frames.slice(1).map(({ at }, place) => at - frames[place].at)
  const cpuMs = frames.map((frame) => frame.cpuMs).sort((a, b) => a - b)
  return {
    fps: frames.length / seconds,
    longestFrameMs: Math.max(0, ...gaps),
    frameCpuMs: { median: median(cpuMs) ?? null, p95: cpuMs[Math.floor(cpuMs.length * 0.95)] ?? null },
  }
}

/** By the clock, which a busy neighbour stops too; and by the processor time of the page's main thread, which it does not. */
function tasksOf({ tasks }) {
  return {
    longestTaskMs: Math.max(0, ...tasks.map(({ ms }) => ms)),
    longestTaskCpuMs: Math.max(0, ...tasks.map(({ cpuMs }) => cpuMs)),
    tasksOverFrame: tasks.filter(({ cpuMs }) => cpuMs > 1000 / FRAMES).length,
  }
}

/** How the vendor's whole list can come again. */
const RESYNCS = {
  'pages of 100': { pageSize: 100 },
  'pages of 1,000': { pageSize: 1_000 },
  'one page': {},
  'one event': { by: 'snapshot' },
}

/** What the main thread does while the whole list is read again, one row in a hundred changed. */
export async function measureResync(browser, { rows, onProgress }) {
  const records = []
  for (const [how, { pageSize, by }] of Object.entries(RESYNCS)) {
    onProgress(`resync, ${how}`)
    const screen = await browser.openScreen({ screen: 'demo-react', rows, ...(pageSize && { pageSize }) })
    const { page } = screen
    await page.evaluate(() => globalThis.rig.prepare())
    await page.evaluate(() => globalThis.rig.load())
    await page.locator('[role=row]').first().waitFor()
    const first = await resyncOnce(screen, by) // the compiler's share is in the first
    const second = await resyncOnce(screen, by)
    records.push({ rows, how, ...second, firstLongestTaskCpuMs: first.longestTaskCpuMs })
    await screen.close()
  }
  return records
}

async function resyncOnce(screen, by) {
  const { page, counters } = screen
  await page.evaluate((how) => globalThis.rig.prepareResync(how), by)
  await screen.heapBytes()
  const before = await counters()
  const trace = await traced(screen, () => page.evaluate(() => globalThis.rig.resync()))
  const after = await counters()
  await page.evaluate(() => globalThis.rig.check())
  return {
    seconds: trace.seconds,
    cpuSeconds: after.ThreadTime - before.ThreadTime,
    frames: trace.frames.length,
    ...tasksOf(trace),
  }
}
