interface Host {
  on(event: 'uncaughtException', listener: (error: unknown) => void): void
  listeners(event: 'uncaughtException'): ((error: unknown) => void)[]
  removeAllListeners(event: 'uncaughtException'): void
}

/** What reaches the host while this runs and in the timers it sets; the test runner does not see it. */
export async function uncaughtDuring(run: () => void): Promise<unknown> {
  const host = (globalThis as unknown as { process: Host }).process
  const before = host.listeners('uncaughtException')
  let caught: unknown
  host.removeAllListeners('uncaughtException')
  host.on('uncaughtException', (error) => (caught = error))
  run()
  await new Promise((resolve) => setTimeout(resolve, 5))
  host.removeAllListeners('uncaughtException')
  before.forEach((listener) => host.on('uncaughtException', listener))
  return caught
}
