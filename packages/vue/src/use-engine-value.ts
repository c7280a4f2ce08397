import type { Engine, ListState } from '@convolist/core'
import { computed, type ComputedRef } from 'vue'
import { liveStateOf } from './live-state.js'
import { whileMounted } from './while-mounted.js'

/** `read` must give the same reference for the same state; what it reads of other refs is followed too. */
export function useEngineValue<T>(engine: Engine, read: (state: ListState) => T): ComputedRef<T> {
  const live = liveStateOf(engine)
  whileMounted(live.hold)
  return computed(() => read(live.read()))
}
