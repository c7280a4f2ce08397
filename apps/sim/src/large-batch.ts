/** A batch of more events than this is compared at every so many of them, and at its end. */
export const LARGE_BATCH = 1_000
export const LARGE_STEP = 5
