/** Rows in one packet of a sync. */
const ROWS_PER_PACKET = 1_000

/** Cuts a list into parts of at most `size`. */
export function chunks<T>(items: readonly T[], size = ROWS_PER_PACKET): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
