/** A stream of numbers that only its seed decides. */
export interface Prng {
  readonly seed: string
  /** A number in [0, 1). */
  next(): number
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** Picks by weight; entries of weight 0 are never picked. */
  weighted<T>(entries: readonly (readonly [item: T, weight: number])[]): T
  /** A waiting time with this mean, as events without memory have it. */
  exponential(mean: number): number
  /** A rank below `size`; `zipf` favours low ranks as real chats do. */
  rank(size: number, skew: 'zipf' | 'uniform'): number
  /** A stream of its own: drawing from it does not move this one. */
  fork(name: string): Prng
}

/**
 * Makes a seeded stream (sfc32). Equal seeds give equal streams on every engine: only 32-bit integer arithmetic is used.
 * `exponential` and `rank` go through `Math.log` and `**`, whose last digit engines may round differently.
 */
export function createPrng(seed: string | number): Prng {
  const name = String(seed)
  const next = sfc32(hash(name))
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  return {
    seed: name,
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (items) => {
      if (items.length === 0) throw new RangeError('pick: the list is empty')
      return items[int(0, items.length - 1)] as (typeof items)[number]
    },
    weighted: (entries) => pickWeighted(entries, next()),
    exponential: (mean) => -Math.log(1 - next()) * mean,
    rank: (size, skew) => {
      // n ** u is log-uniform, which is Zipf with exponent 1 but for a constant; no table to build or keep
      const drawn = skew === 'zipf' ? Math.floor((size + 1) ** next()) - 1 : Math.floor(next() * size)
      return Math.min(Math.max(drawn, 0), size - 1)
    },
    fork: (branch) => createPrng(`${name}/${branch}`),
  }
}

function pickWeighted<T>(entries: readonly (readonly [item: T, weight: number])[], drawn: number): T {
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0)
  if (!(total > 0)) throw new RangeError('weighted: no entry has a weight above 0')
  let left = drawn * total
  for (const [item, weight] of entries) {
    left -= weight
    if (left < 0) return item
  }
  // rounding can leave a crumb; it belongs to the last entry that has a weight
  const weighty = entries.filter(([, weight]) => weight > 0)
  return (weighty.at(-1) as readonly [T, number])[0]
}

/** Four 32-bit words out of any text (FNV-1a, each round with another start). */
function hash(text: string): readonly [number, number, number, number] {
  const word = (start: number): number => {
    let value = start
    for (let index = 0; index < text.length; index++) {
      value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
      value ^= value >>> 15
    }
    return value | 0
  }
  return [word(0x811c9dc5), word(0x9e3779b9), word(0x85ebca6b), word(0xc2b2ae35)]
}

function sfc32([first, second, third, fourth]: readonly [number, number, number, number]): () => number {
  let a = first
  let b = second
  let c = third
  let d = fourth
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  for (let round = 0; round < 12; round++) next()
  return next
}
