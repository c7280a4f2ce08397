// Looks through everything that can be reached from a value.

/**
 * Where a text that contains `marker` can be reached: own and inherited properties, symbols, maps, sets, keys.
 * What only closures and weak maps hold cannot be reached by a reader either.
 */
export function findMarker(root: unknown, marker: string): string | undefined {
  const met = new Set<unknown>()
  const waiting: { readonly value: unknown; readonly path: string }[] = [{ value: root, path: 'state' }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, path } = next
    if (typeof value === 'string' && value.includes(marker)) return path
    if (typeof value === 'symbol' && String(value).includes(marker)) return path
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || met.has(value)) continue
    met.add(value)
    waiting.push(...partsOf(value, path))
  }
  return undefined
}

function partsOf(value: object, path: string): { readonly value: unknown; readonly path: string }[] {
  const parts = Reflect.ownKeys(value).flatMap((key) => [
    { value: key, path: `${path}.<key>` },
    { value: read(value, key), path: `${path}.${String(key)}` },
  ])
  if (value instanceof Map || value instanceof Set)
    for (const [key, part] of value.entries())
      parts.push({ value: key, path: `${path}.<key>` }, { value: part, path: `${path}.<entry>` })
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && ![Object.prototype, Function.prototype, Array.prototype].includes(prototype as never))
    for (const key of Reflect.ownKeys(prototype as object)) {
      const getter = Object.getOwnPropertyDescriptor(prototype, key)?.get
      if (getter) parts.push({ value: read(value, key), path: `${path}.${String(key)}` })
    }
  return parts
}

function read(value: object, key: PropertyKey): unknown {
  try {
    return value[key as keyof typeof value]
  } catch {
    // A getter that throws gives nothing away.
    return undefined
  }
}
