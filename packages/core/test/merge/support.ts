import { type MergedEngine, mergeEngines, type MergeOptions } from '../../src/merge.js'
import type { Server, ServerOptions } from '../support/server.js'
import { createTestClock, type TestClock } from '../support/clock.js'
import { openWorld, type World } from '../support/world.js'

export interface TwoAccounts {
  readonly merged: MergedEngine
  readonly work: World
  readonly home: World
  readonly clock: TestClock
  /** What the app's own code threw at the merged list. */
  readonly errors: unknown[]
}

/** Two synced accounts, `work` and `home`, and the list of both. */
export async function twoAccounts(
  work: ServerOptions | Server = {},
  home: ServerOptions | Server = {},
  options: MergeOptions = {},
): Promise<TwoAccounts> {
  const clock = createTestClock()
  const errors: unknown[] = []
  const worlds = [await openWorld(work, { clock }), await openWorld(home, { clock })] as const
  await clock.settle()
  const merged = mergeEngines(
    [
      { name: 'work', engine: worlds[0].engine },
      { name: 'home', engine: worlds[1].engine },
    ],
    { clock, onError: (error) => errors.push(error), ...options },
  )
  return { merged, work: worlds[0], home: worlds[1], clock, errors }
}
