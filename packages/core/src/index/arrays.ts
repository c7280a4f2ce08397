/** An array of that length, without slack, for a loop to fill. */
export function sized<T>(length: number): T[] {
  // oxlint-disable-next-line unicorn/no-new-array -- a literal with pushes costs twice the time and keeps the slack
  return new Array<T>(length)
}

/** A copy with another item in one place. */
export function replaced<T>(items: readonly T[], at: number, item: T): T[] {
  const out = items.slice()
  out[at] = item
  return out
}
