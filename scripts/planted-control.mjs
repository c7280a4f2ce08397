/**
 * Runs a folder of tests with nothing planted, once, before the first mistake is tried on it: tests that fail anyway, or
 * cannot be run, catch nothing.
 */
export function createControl(runTests) {
  const runs = new Map()
  return async (folder) => {
    if (!runs.has(folder)) runs.set(folder, runTests('', folder))
    const { ok, output } = await runs.get(folder)
    if (!ok) throw new Error(`${folder} fails with nothing planted, so what it catches says nothing.\n${output}`)
  }
}
