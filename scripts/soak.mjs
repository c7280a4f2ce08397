// Builds the simulator and lets every engine live for long, and measures the heap as it goes:
// `npm run soak`, `npm run --silent soak -- --json`.
import { handOver, run } from './run.mjs'

console.error('Building the packages and sim …')
const build = await run('turbo', ['run', 'build', '--filter=sim', '--output-logs=errors-only'], { quiet: true })
if (build.ok) {
  const args = ['dist/soak.mjs', ...process.argv.slice(2)]
  process.exitCode = await handOver('node', args, 'apps/sim')
} else {
  console.error(build.output)
  process.exitCode = 1
}
