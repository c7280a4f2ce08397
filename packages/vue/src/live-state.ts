import type { Engine, ListState } from '@convolist/core'
import { shallowRef, toRaw } from 'vue'

/** An engine's state as Vue sees it: one subscription, however many composables and stores read it. */
export interface LiveState {
  /** The state; read in an effect, it runs again after the next commit. */
  read(): ListState
  /** Follows the engine until the returned function is called, which is done once. */
  hold(): () => void
}

const lives = new WeakMap<Engine, LiveState>()

/** Shared, so that everything that is read between two commits is of one state, in effects of every `flush`. */
export function liveStateOf(engine: Engine): LiveState {
  const raw = toRaw(engine)
  const live = lives.get(raw) ?? createLiveState(raw)
  lives.set(raw, live)
  return live
}

function createLiveState(engine: Engine): LiveState {
  // A count and not the state itself: devtools copy, to the last row, whatever Vue says has changed.
  const commits = shallowRef(0)
  let state = engine.getState()
  let holders = 0
  let stop = (): void => {}

  function follow(next: ListState): void {
    if (next === state) return
    state = next
    commits.value++
  }

  return {
    read() {
      void commits.value
      return holders > 0 ? state : engine.getState()
    },
    hold() {
      if (holders++ === 0) {
        follow(engine.getState())
        stop = engine.subscribe(follow)
      }
      return () => {
        if (--holders === 0) stop()
      }
    },
  }
}
