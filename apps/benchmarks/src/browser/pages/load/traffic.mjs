/** How often a busy socket speaks, in ms. */
const TICK_MS = 4

/**
 * New messages in random rows at a steady rate; after a stall, all that came meanwhile at once, as from a socket.
 *
 * @param tell is handed the changes of one tick.
 */
export function createTraffic(world, tell) {
  let timer
  let sent = 0
  return {
    start(rate) {
      const startedAt = performance.now()
      sent = 0
      if (rate === 0) return
      timer = setInterval(() => {
        const due = Math.floor(((performance.now() - startedAt) / 1000) * rate) - sent
        if (due < 1) return
        sent += due
        tell(Array.from({ length: due }, () => world.message(world.anySlot())))
      }, TICK_MS)
    },
    /** @returns how many there were. */
    stop() {
      clearInterval(timer)
      return sent
    },
  }
}
