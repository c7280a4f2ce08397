import { createValue, type Value } from './value.js'

/** What the panel shows of the work done, over the last second. */
export interface Readings {
  readonly eventsPerSecond: number
  readonly listRendersPerSecond: number
  readonly rowRendersPerSecond: number
  /** Since the page was opened. */
  readonly rowRenders: number
  readonly worstFrameMs: number
}

export interface Meters extends Pick<Value<Readings>, 'get' | 'subscribe'> {
  /** To be called after each render of the list, and of a row. */
  listRendered(): void
  rowRendered(): void
  dispose(): void
}

const ZERO: Readings = {
  eventsPerSecond: 0,
  listRendersPerSecond: 0,
  rowRendersPerSecond: 0,
  rowRenders: 0,
  worstFrameMs: 0,
}

/** @param countEvents how many there have been so far. */
export function createMeters(countEvents: () => number): Meters {
  const readings = createValue(ZERO)
  let lists = 0
  let rows = 0
  let worstFrameMs = 0
  let lastFrame = 0
  let last = { at: performance.now(), events: countEvents(), lists, rows }

  const onFrame = (at: number): void => {
    // A hidden page gets no frames; the wait is no jank.
    if (lastFrame > 0 && !document.hidden) worstFrameMs = Math.max(worstFrameMs, at - lastFrame)
    lastFrame = document.hidden ? 0 : at
    frame = requestAnimationFrame(onFrame)
  }
  const read = (): void => {
    const now = { at: performance.now(), events: countEvents(), lists, rows }
    const seconds = (now.at - last.at) / 1000
    const perSecond = (key: 'events' | 'lists' | 'rows'): number => Math.round((now[key] - last[key]) / seconds)
    readings.set({
      eventsPerSecond: perSecond('events'),
      listRendersPerSecond: perSecond('lists'),
      rowRendersPerSecond: perSecond('rows'),
      rowRenders: rows,
      worstFrameMs: Math.round(worstFrameMs),
    })
    last = now
    worstFrameMs = 0
  }
  let frame = requestAnimationFrame(onFrame)
  const timer = setInterval(read, 1000)

  return {
    get: readings.get,
    subscribe: readings.subscribe,
    listRendered: () => void lists++,
    rowRendered: () => void rows++,
    dispose: () => {
      clearInterval(timer)
      cancelAnimationFrame(frame)
    },
  }
}
