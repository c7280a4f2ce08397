/** Called for a write, with where it went; it throws. */
export type Refuse = (path: readonly string[]) => never

export type Guard = <T>(value: T, path: readonly string[]) => T

/**
 * Lets values of the engine be read, and refuses to write into them: every version of the state shares them.
 * The same object at the same place gets the same guard, so that guarded rows can be compared as rows can.
 */
export function createGuard(refuse: Refuse): Guard {
  // By place too: rows without labels and without marks share one empty list, and each has its own command.
  const guards: Record<string, WeakMap<object, object>> = {}
  return function guard<T>(value: T, path: readonly string[]): T {
    if (typeof value !== 'object' || value === null || Reflect.get(value, VUE_SKIP)) return value
    const placed = (guards[path.join('.')] ??= new WeakMap())
    const known = placed.get(value)
    if (known) return known as T
    // A proxy may not give other objects than what is frozen holds: a copy of it may.
    const target: object = Object.isFrozen(value) ? (Array.isArray(value) ? [...value] : { ...value }) : value
    const guarded = new Proxy(target, readOnly(path, refuse, guard))
    placed.set(value, guarded)
    return guarded as T
  }
}

function readOnly(path: readonly string[], refuse: Refuse, guard: Guard): ProxyHandler<object> {
  const to = (key: string | symbol): string[] => [...path, String(key)]
  return {
    get(target, key) {
      if (key === VUE_SKIP) return true
      const found: unknown = Reflect.get(target, key)
      return typeof found === 'object' && typeof key === 'string' ? guard(found, to(key)) : found
    },
    ...refuseWrites((key) => refuse(to(key))),
    // A hot update of Pinia writes back what it has read.
    set: (target, key, value) => guard(Reflect.get(target, key), to(key)) === value || refuse(to(key)),
  }
}

/** Where `markRaw` sets its mark: Vue neither walks nor wraps what has it. */
export const VUE_SKIP = '__v_skip'

export const refuseWrites = (refuse: (key: string | symbol) => never): ProxyHandler<object> => ({
  set: (_, key) => refuse(key),
  deleteProperty: (_, key) => refuse(key),
  defineProperty: (_, key) => refuse(key),
})
