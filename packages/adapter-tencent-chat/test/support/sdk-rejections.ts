import { ORDERED } from './link.js'

type Listener = (reason: unknown, promise: Promise<unknown>) => void

interface Host {
  on(event: 'unhandledRejection', listener: Listener): void
  off(event: 'unhandledRejection', listener: Listener): void
  listeners(event: 'unhandledRejection'): Listener[]
}

/**
 * The SDKs leave the rejection of a list that cannot be read unhandled. Those that were ordered are let pass, all others
 * reach whoever listened before.
 *
 * @returns undoes it.
 */
export function passOrderedRejections(): () => void {
  const { process: host } = globalThis as unknown as { process: Host }
  const before = host.listeners('unhandledRejection')
  const filter: Listener = (reason, promise) => {
    if ((reason as Partial<Error> | undefined)?.message === ORDERED) return
    before.forEach((listener) => listener(reason, promise))
  }
  before.forEach((listener) => host.off('unhandledRejection', listener))
  host.on('unhandledRejection', filter)
  return () => {
    host.off('unhandledRejection', filter)
    before.forEach((listener) => host.on('unhandledRejection', listener))
  }
}
