import { median } from '../cells.mjs'
import { BINDINGS, KINDS } from './bindings.mjs'
import { openBrowser } from './open.mjs'

const STRETCHES = 5
const CHECKED = 20
const MOST_EVENTS = 2_000

/**
 * What one event costs in a real browser, from its dispatch to the committed document, laid out: processor time of the
 * page's main thread, of events of each kind in turn, in one page.
 *
 * @returns for each kind `us` per event (of these, `layoutUs` of style and layout), and per event the renders of rows and lists and the layouts of the browser.
 */
export async function measureBinding(name, size, limits) {
  const browser = await openBrowser()
  try {
    const screen = await browser.openScreen({ ...BINDINGS[name].query, rows: size })
    const result = await measureScreen(screen, limits)
    await screen.close()
    return { ...result, browser: browser.version }
  } finally {
    await browser.close()
  }
}

async function measureScreen(screen, limits) {
  const idleMs = (await timed(screen, 'outside', 0)).ms
  const counts = {}
  for (const kind of KINDS) {
    await timed(screen, kind, CHECKED)
    await screen.page.evaluate(() => globalThis.rig.check())
    counts[kind] = await warmUp(screen, kind, limits)
  }
  await screen.page.evaluate(() => globalThis.gc())
  const stretches = Object.fromEntries(KINDS.map((kind) => [kind, []]))
  for (let turn = 0; turn < STRETCHES; turn++) {
    for (const kind of KINDS) stretches[kind].push(await timed(screen, kind, counts[kind]))
  }
  await screen.page.evaluate(() => globalThis.rig.check())
  return Object.fromEntries(KINDS.map((kind) => [kind, summary(stretches[kind], counts[kind], idleMs)]))
}

/** Until the compiler has seen enough. @returns how many events a stretch has. */
async function warmUp(screen, kind, { warmUpMs, warmUpInputs, budgetMs }) {
  let count = CHECKED
  let last
  for (let spent = 0, inputs = 0; spent < warmUpMs && inputs < warmUpInputs; spent += last.ms, inputs += count) {
    if (last && last.ms < warmUpMs / 4) count = Math.min(count * 2, MOST_EVENTS)
    last = await timed(screen, kind, count)
  }
  return Math.max(CHECKED, Math.min(MOST_EVENTS, Math.ceil((budgetMs / STRETCHES / last.ms) * count)))
}

async function timed({ page, counters }, kind, count) {
  await page.evaluate(([which, many]) => globalThis.rig.prepare(which, many), [kind, count])
  const before = await counters()
  const seen = await page.evaluate(() => globalThis.rig.run())
  const after = await counters()
  return {
    ms: (after.ThreadTime - before.ThreadTime) * 1000,
    rows: seen.rows,
    lists: seen.lists,
    layouts: after.LayoutCount - before.LayoutCount,
    layoutMs: (layoutSeconds(after) - layoutSeconds(before)) * 1000,
  }
}

const layoutSeconds = ({ RecalcStyleDuration, LayoutDuration }) => RecalcStyleDuration + LayoutDuration

/** @param idleMs what a stretch of no events costs. */
function summary(stretches, count, idleMs) {
  const perEvent = (of) => median(stretches.map(of)) / count
  return {
    us: perEvent(({ ms }) => Math.max(0, ms - idleMs)) * 1000,
    layoutUs: perEvent(({ layoutMs }) => layoutMs) * 1000,
    rowRenders: perEvent(({ rows }) => rows),
    listRenders: perEvent(({ lists }) => lists),
    layouts: perEvent(({ layouts }) => layouts),
    events: count,
  }
}
