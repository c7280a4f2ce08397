/** How often a busy socket speaks, in ms. */
const TICK_MS = 4
/** Frames a second of the screen that a rate is divided by, where it goes by frames. */
const FRAMES = 60

/**
 * New messages in random rows at a steady rate.
 *
 * @param tell is handed the changes of one tick.
 */
export function createTraffic(world, tell) {
  let sent = 0
  let stop = () => {}
  const send = (count) => {
    if (count < 1) return
    sent += count
    tell(Array.from({ length: count }, () => world.message(world.anySlot())))
  }
  return {
    /**
     * By the clock: after a stall, all that came meanwhile at once, as from a socket. By frames: to each frame its
     * share, however long the machine takes for one.
     */
    start(rate, pace) {
      sent = 0
      stop =
        pace === 'frame'
          ? eachFrame((frame) => setTimeout(() => send(dueAt(frame / FRAMES)))) // between frames, as a socket does
          : eachTick((ms) => send(dueAt(ms / 1000)))
      const dueAt = (seconds) => Math.floor(seconds * rate) - sent
    },
    /** @returns how many there were. */
    stop() {
      stop()
      return sent
    },
  }
}

function eachTick(tick) {
  const startedAt = performance.now()
  const timer = setInterval(() => tick(performance.now() - startedAt), TICK_MS)
  return () => clearInterval(timer)
}

/** @param run is handed the number of the frame, from 1. @returns ends it. */
export function eachFrame(run) {
  let frame = 0
  const next = () => {
    timer = requestAnimationFrame(next)
    run(++frame)
  }
  let timer = requestAnimationFrame(next)
  return () => cancelAnimationFrame(timer)
}
