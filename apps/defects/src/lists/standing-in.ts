/**
 * A vendor's SDK as its kit sees it: the double, what stands in for a part of it, and an answer that says nothing to
 * whatever a kit asks besides. An instance of a class, as SDKs are: what is a plain object, MobX would take over.
 */
export function standingIn<Sdk extends object>(
  sdk: Sdk,
  answer: (method: string) => unknown,
  instead: object = {},
): Sdk {
  return new Proxy(new StandingIn() as Sdk, {
    get(_, name) {
      const known: unknown = Reflect.get(instead, name) ?? Reflect.get(sdk, name)
      if (typeof known === 'function') return known.bind(sdk)
      if (known !== undefined || typeof name === 'symbol' || name === 'then') return known
      return () => Promise.resolve(answer(name))
    },
  })
}

class StandingIn {}
