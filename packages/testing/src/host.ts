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
  close(): void
}

export const host = globalThis as unknown as Host

/**
 * Waits until every promise job that is queued, and every one those queue, has run.
 * One turn of the host's event loop does that; a message port gives the turn without a timer.
 */
export function promiseJobsDrained(): Promise<void> {
  const Channel = host.MessageChannel
  if (Channel === undefined) return manyJobs(64)
  return new Promise((resolve) => {
    const { port1, port2 } = new Channel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}

async function manyJobs(rounds: number): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- the wait is the point
  for (let round = 0; round < rounds; round++) await undefined
}
