import { run } from '../../../scripts/run.mjs'

/** What every published package weighs, as size-limit measures its built entry; empty if it could not be measured. */
export async function measureSizes() {
  const built = await run('turbo', ['run', 'build', '--filter=./packages/*', '--output-logs=errors-only'], {
    quiet: true,
  })
  if (!built.ok) return []
  const { output } = await run('size-limit', ['--json'], { quiet: true })
  try {
    const sizes = JSON.parse(output)
    return Array.isArray(sizes) ? sizes : [] // an object with an error, when it fails
  } catch {
    return [] // or plain text
  }
}
