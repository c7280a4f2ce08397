/** A stream of numbers in [0, 1) that only its seed decides (mulberry32). */
export function createRandom(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    below: (size) => Math.floor(next() * size),
    chance: (probability) => next() < probability,
    /** A rank below `size`, low ones far more often: `size ** u` is Zipf with exponent 1 but for a constant. */
    zipf: (size) => Math.min(size, Math.floor(size ** next())) - 1,
  }
}
