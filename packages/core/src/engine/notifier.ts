/** Runs code of the app: what it throws goes to the app's error handler, never to the caller. */
export type Guard = (run: () => void) => void

export interface Notifier<T> {
  subscribe(listener: (value: T, previous: T) => void): () => void
  publish(value: T, previous: T): void
  clear(): void
}

/**
 * Tells every subscriber every value, in order: a value published while one is being told waits its turn,
 * and a subscriber that throws stops nobody.
 */
export function createNotifier<T>(guard: Guard): Notifier<T> {
  const listeners = new Set<(value: T, previous: T) => void>()
  const waiting: [value: T, previous: T][] = []
  let isTelling = false
  return {
    subscribe(listener) {
      // The same function may subscribe twice, and each subscription ends on its own.
      const own = (value: T, previous: T): void => listener(value, previous)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    publish(value, previous) {
      waiting.push([value, previous])
      if (isTelling) return
      isTelling = true
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [now, before] = next
        // A copy: one that leaves and comes back while it is told would never be done.
        for (const listener of Array.from(listeners)) {
          if (listeners.has(listener)) guard(() => listener(now, before))
        }
      }
      isTelling = false
    },
    clear: () => listeners.clear(),
  }
}
