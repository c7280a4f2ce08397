import type { Core } from '../engine/core.js'
import type { Engine } from '../engine/engine.js'
import { DISCONNECTED } from '../engine/failures.js'
import type { ListState } from '../index/state.js'
import { isPresent } from './combine-sides.js'

/** Whether the first lists of the accounts are there. */
export interface Readiness {
  readonly ready: Promise<void>
  follow(engine: Engine): void
  /** Looks again: an engine may have been the last that was waited for. */
  check(): void
  /** Nothing is waited for any more. */
  stop(): void
}

/**
 * Accounts that nobody is signed in to, or whose source is gone, are not waited for; where that is all of them, the first
 * to come is.
 */
export function createReadiness(core: Core, engines: ReadonlyMap<string, Engine>): Readiness {
  const listed = new Set<Engine>()
  let settle: () => void
  const ready = new Promise<void>((resolve) => (settle = resolve))

  const stop = (): void => {
    unsubscribe()
    settle()
  }
  const check = (): void => {
    const all = [...engines.values()]
    const isSettled = (engine: Engine): boolean => listed.has(engine) || !isAwaited(engine.getState())
    if (all.some((engine) => listed.has(engine)) && all.every(isSettled)) stop()
  }
  const unsubscribe = core.subscribe(({ parts }, previous) => {
    if (parts.sides !== previous.parts.sides) check() // accounts and syncs are there
  })

  return {
    ready,
    check,
    stop,
    follow(engine) {
      void engine.ready.then(() => {
        listed.add(engine)
        check()
      })
    },
  }
}

const isAwaited = (state: ListState): boolean => isPresent(state) && state.sync.error !== DISCONNECTED
