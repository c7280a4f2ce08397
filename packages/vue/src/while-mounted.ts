import { getCurrentInstance, getCurrentScope, onBeforeMount, onScopeDispose } from 'vue'

/**
 * Starts something with the component (never on a server, which mounts nothing), or at once outside of one, and stops it
 * with the effect scope.
 */
export function whileMounted(start: () => () => void): void {
  let stop: (() => void) | undefined
  const begin = (): void => {
    stop ??= start()
  }
  const instance = getCurrentInstance()
  // A store may be set up in a hook of a component that is mounted already.
  if (instance && !instance.isMounted) onBeforeMount(begin)
  else begin()
  if (getCurrentScope()) onScopeDispose(() => stop?.())
}
