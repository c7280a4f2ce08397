export function countBits(mask) {
  let m = mask - ((mask >>> 1) & 0x55555555)
  m = (m & 0x33333333) + ((m >>> 2) & 0x33333333)
  return Math.imul((m + (m >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** A mask of the lowest `count` bits; at most 31. */
export const lowBits = (count) => (1 << count) - 1

export function insertBit(mask, at, bit) {
  const below = lowBits(at)
  return (mask & below) | ((mask & ~below) << 1) | (bit << at)
}

export function removeBit(mask, at) {
  const below = lowBits(at)
  return (mask & below) | ((mask >>> 1) & ~below)
}
