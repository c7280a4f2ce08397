import type { Source } from '@convolist/core'
import type { Prng, VirtualClock } from '@convolist/testing'

export interface LateAnswersOptions {
  readonly clock: VirtualClock
  readonly prng: Prng
  /** Of how many calls, from 0 to 1. */
  share(): number
  /** One is answered now. */
  onLate(): void
}

/** Stands on both sides of an adapter: before its SDK, whose answers it holds back, and before the engine, whose commands it sees. */
export interface LateAnswers {
  around<Sdk extends object>(sdk: Sdk): Sdk
  before(source: Source): Source
}

/** How late at most, in ms: an account may have gone by then. */
const LATE_MS = 20_000

/**
 * Has an SDK's promises settle in an order that the seed decides, and some of those that an adapter asks for on behalf of
 * a command late, whoever is logged in by then. The SDKs of the simulator refuse what is under way when they log out, as
 * NIM's does; others answer all the same.
 */
export function createLateAnswers({ clock, prng, share, onLate }: LateAnswersOptions): LateAnswers {
  let commands = 0
  const proxies = new WeakMap<object, object>()

  /** In the order that the seed decides among answers of one moment, and not in that of the host's promises. */
  function settled(answer: Promise<unknown>, ms: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const hand = (on: () => void): void => {
        clock.setTimeout(() => {
          if (ms > 0) onLate()
          on()
        }, ms)
      }
      answer.then(
        (value) => hand(() => resolve(value)),
        (error: Error) => hand(() => reject(error)),
      )
    })
  }

  /** The services of an SDK, too. */
  function around<Sdk extends object>(sdk: Sdk): Sdk {
    const known = proxies.get(sdk)
    if (known) return known as Sdk
    const proxy = new Proxy(sdk, {
      get(target, key) {
        const part: unknown = Reflect.get(target, key, target)
        if (typeof part === 'function') return (...args: unknown[]) => answered(part.apply(target, args))
        return typeof part === 'object' && part !== null && !Array.isArray(part) ? around(part) : part
      },
    })
    proxies.set(sdk, proxy)
    return proxy
  }

  const answered = (answer: unknown): unknown =>
    answer instanceof Promise
      ? settled(answer, commands > 0 && prng.chance(share()) ? prng.int(1, LATE_MS) : 0)
      : answer

  return {
    around,
    before: (source) => ({
      ...source,
      get capabilities() {
        return source.capabilities
      },
      execute(command) {
        commands++
        const end = (): void => void commands--
        const answer = source.execute(command)
        answer.then(end, end)
        return answer
      },
    }),
  }
}
