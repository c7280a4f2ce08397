/** The few things we take from the host; named here because the package is compiled without DOM or Node types. */
interface Host {
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  requestAnimationFrame?(run: () => void): unknown
  queueMicrotask(run: () => void): void
  MessageChannel?: new () => { readonly port1: HostPort; readonly port2: HostPort }
}

interface HostPort {
  onmessage: (() => void) | null
  postMessage(message: unknown): void
  /** Node only: whether a waiting port keeps the process alive. */
  ref?(): void
  unref?(): void
}

export const host = globalThis as unknown as Host

/**
 * Waits until every promise job that is queued, and every one those queue, has run.
 * One turn of the host's event loop does that; a message port gives the turn without a timer.
 */
export function promiseJobsDrained(): Promise<void> {
  turn ??= createTurn()
  return turn()
}

let turn: (() => Promise<void>) | undefined

/** One channel for all turns: making one costs ten times as much as a turn. */
function createTurn(): () => Promise<void> {
  if (host.MessageChannel === undefined) return promiseJobsRun
  const { port1, port2 } = new host.MessageChannel()
  const waiting: (() => void)[] = []
  port1.onmessage = () => {
    waiting.shift()?.()
    if (waiting.length === 0) port1.unref?.()
  }
  port1.unref?.()
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      port1.ref?.()
      port2.postMessage(undefined)
    })
}

/** Longer than any chain of promises between a timer and what it leads to in this repository. */
const ROUNDS = 100

/** Lets a chain of up to a hundred promise jobs run; fifty times cheaper than a turn of the event loop. */
export async function promiseJobsRun(): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- the wait is the point
  for (let round = 0; round < ROUNDS; round++) await Promise.resolve()
}
