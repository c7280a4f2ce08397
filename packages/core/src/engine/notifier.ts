/** Runs code of the app: what it throws goes to the app's error handler, never to the caller. */
export type Guard = (run: () => void) => void

type Listener<T> = (value: T, previous: T) => void

export interface Notifier<T> {
  subscribe(listener: Listener<T>): () => void
  publish(value: T, previous: T): void
  clear(): void
}

/**
 * Tells every subscriber every value, in order: a value published while one is being told waits its turn,
 * and a subscriber that throws stops nobody.
 */
export function createNotifier<T>(onThrow: (error: unknown) => void): Notifier<T> {
  const listeners = new Set<Listener<T>>()
  /** Them in a list that never changes: one that leaves and comes back while it is told would never be done. */
  let list: readonly Listener<T>[] | undefined
  const waiting: [value: T, previous: T][] = []
  let isTelling = false

  function tell(listener: Listener<T>, value: T, previous: T): void {
    if (!listeners.has(listener)) return
    try {
      listener(value, previous)
    } catch (error) {
      onThrow(error)
    }
  }

  return {
    subscribe(listener) {
      // The same function may subscribe twice, and each subscription ends on its own.
      const own: Listener<T> = (value, previous) => listener(value, previous)
      listeners.add(own)
      list = undefined
      return () => {
        listeners.delete(own)
        list = undefined
      }
    },
    publish(value, previous) {
      waiting.push([value, previous])
      if (isTelling) return
      isTelling = true
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const told = (list ??= Array.from(listeners))
        for (let i = 0; i < told.length; i++) tell(told[i]!, next[0], next[1])
      }
      isTelling = false
    },
    clear() {
      listeners.clear()
      list = undefined
    },
  }
}
