/**
 * Freezes a value and everything plain inside it, so that a mutation throws where it happens.
 * Instances of classes are left alone: their methods may rely on private change, and freezing a `Map` protects nothing.
 *
 * @returns the same value.
 */
export function deepFreeze<T>(value: T): T {
  freeze(value)
  return value
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || !isPlain(value)) return
  Object.freeze(value)
  for (const inner of Object.values(value)) freeze(inner)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null || Array.isArray(value)
}
