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
 * Has some calls that an adapter makes for a command answered late, whoever is logged in by then. The SDKs of the
 * simulator refuse what is under way when they log out, as NIM's does; others answer all the same.
 */
export function createLateAnswers({ clock, prng, share, onLate }: LateAnswersOptions): LateAnswers {
  let commands = 0
  const proxies = new WeakMap<object, object>()

  function late(answer: Promise<unknown>): Promise<unknown> {
    answer.catch(() => undefined) // it is handed on
    return new Promise((resolve) => {
      clock.setTimeout(
        () => {
          onLate()
          resolve(answer)
        },
        prng.int(0, LATE_MS),
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
    answer instanceof Promise && commands > 0 && prng.chance(share()) ? late(answer) : answer

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
