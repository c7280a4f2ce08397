/** How many bits are set. */
export function popcount(mask: number): number {
  let m = mask - ((mask >>> 1) & 0x55555555)
  m = (m & 0x33333333) + ((m >>> 2) & 0x33333333)
  return Math.imul((m + (m >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Position of the lowest set bit; `mask` must not be 0. */
export function lowestBit(mask: number): number {
  return 31 - Math.clz32(mask & -mask)
}

/** A mask whose lowest `count` bits are set; `count` is at most 31. */
export function lowBits(count: number): number {
  return (1 << count) - 1
}
