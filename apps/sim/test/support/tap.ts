/** A callback that an adapter gave to its SDK, and what the SDK has called it with lately. */
export interface Callback {
  readonly name: string
  readonly call: (...args: unknown[]) => unknown
  readonly calls: (readonly unknown[])[]
}

/** Without the service or the method it was given to. */
export const shortNameOf = (name: string): string => name.replace(/^.*[.(]|\)$/g, '')

/** An SDK that is listened in on: every callback given to it is noted, and its answers can be replaced. */
export interface Tap {
  readonly callbacks: readonly Callback[]
  /** From now on the promises of all calls resolve to what this makes of their real answers. */
  answer: ((method: string, real: unknown) => unknown) | undefined
  /** The same for what is answered at once. */
  plain: ((method: string) => unknown) | undefined
  /** From now on all calls but those for listeners throw at once what this gives. */
  failure: (() => unknown) | undefined
  around<Sdk extends object>(sdk: Sdk): Sdk
}

const CALLS_KEPT = 4
/** Calls that take listeners, or take them off. */
const LISTENING = /(^|\.)(on|off)$|^(add|remove)\w*Listener$/

export function createTap(): Tap {
  const callbacks: Callback[] = []
  const wrapped = new WeakMap<object, unknown>()
  const proxies = new WeakMap<object, object>()
  const tap: Tap = {
    callbacks,
    answer: undefined,
    plain: undefined,
    failure: undefined,
    around: (sdk) => proxied(sdk, ''),
  }

  /** The same function gets the same stand-in each time, or it could not be taken off again. */
  function listenedIn(value: unknown, name: string): unknown {
    if (typeof value === 'function') return known(value, () => standIn(value as Callback['call'], name))
    const isListener = typeof value === 'object' && value !== null && Object.values(value).some(isFunction)
    if (!isListener) return value
    return known(value, () =>
      Object.fromEntries(Object.entries(value).map(([key, part]) => [key, listenedIn(part, `${name}.${key}`)])),
    )
  }

  function known(key: object, make: () => unknown): unknown {
    if (!wrapped.has(key)) wrapped.set(key, make())
    return wrapped.get(key)
  }

  function standIn(call: Callback['call'], name: string): Callback['call'] {
    const calls: (readonly unknown[])[] = []
    callbacks.push({ name, call, calls })
    return function (this: unknown, ...args) {
      calls.push(args)
      if (calls.length > CALLS_KEPT) calls.shift()
      return call.apply(this, args)
    }
  }

  function proxied<T extends object>(target: T, path: string): T {
    const proxy =
      proxies.get(target) ??
      new Proxy(target, {
        get(_, key) {
          const value: unknown = Reflect.get(target, key, target)
          const name = path ? `${path}.${String(key)}` : String(key)
          if (typeof value === 'function') return (...args: unknown[]) => called(target, value as never, name, args)
          return typeof value === 'object' && value !== null && !Array.isArray(value) ? proxied(value, name) : value
        },
      })
    proxies.set(target, proxy)
    return proxy as T
  }

  function called(target: object, method: (...args: unknown[]) => unknown, name: string, args: unknown[]): unknown {
    if (tap.failure && !LISTENING.test(name)) throw tap.failure()
    const event = args.find((arg): arg is string => typeof arg === 'string')
    const result = method.apply(
      target,
      args.map((arg) => listenedIn(arg, event ? `${name}(${event})` : name)),
    )
    const { answer, plain } = tap
    if (result instanceof Promise) return answer ? result.then((real: unknown) => answer(name, real)) : result
    return plain && !LISTENING.test(name) ? plain(name) : result
  }

  return tap
}

const isFunction = (value: unknown): boolean => typeof value === 'function'
