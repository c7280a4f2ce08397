import type { Parameters } from 'fast-check'
import { vi } from 'vitest'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }

/** One seed by default: the same commit gives the same verdict everywhere. `CONVOLIST_SEED=$RANDOM` explores. */
const DEFAULT_SEED = '20261120'

const { CONVOLIST_RUNS: times = '1', CONVOLIST_SEED: seed = DEFAULT_SEED, CONVOLIST_PATH: path } = process.env

// Shrinking a failing history takes a while, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 * Math.max(1, Number(times)) })

/**
 * How often a property is tried: `base` times CONVOLIST_RUNS. A failure prints its seed and path;
 * CONVOLIST_SEED and CONVOLIST_PATH replay it. With less than 1 it is not shrunk: mutation tests only ask whether it fails.
 */
export function runs<T = unknown>(base: number): Parameters<T> {
  return {
    numRuns: Math.ceil(base * Number(times)),
    seed: Number(seed),
    endOnFailure: Number(times) < 1,
    ...(path !== undefined && { path }),
  }
}
