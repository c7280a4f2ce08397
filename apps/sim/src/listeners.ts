import type { Simulator } from '@convolist/testing'

/** NIM's services, each of which takes listeners of its own. */
interface Emitter {
  eventNames(): readonly PropertyKey[]
  listenerCount(name: PropertyKey): number
}

/** An app's listeners at the SDK, as its double counts them. */
export function listenersOf(simulator: Simulator): number {
  const sdk = simulator.sdk as { readonly listenerCount?: () => number }
  if (sdk.listenerCount !== undefined) return sdk.listenerCount()
  const services = Object.values(sdk as Readonly<Record<string, unknown>>).filter(isEmitter)
  if (services.length === 0) throw new Error(`The double of ${simulator.vendor} does not count its listeners.`)
  return services
    .flatMap((service) => service.eventNames().map((name) => service.listenerCount(name)))
    .reduce((sum, count) => sum + count, 0)
}

const isEmitter = (part: unknown): part is Emitter =>
  typeof part === 'object' && part !== null && 'eventNames' in part && 'listenerCount' in part
