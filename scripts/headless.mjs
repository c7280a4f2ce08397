// Builds what the headless list needs and runs it with the given options; see apps/headless. Only its own output goes
// to standard output, so that `npm run --silent headless -- --json` can be piped.
import { handOver, run } from './run.mjs'

console.error('Building the packages and the headless list …')
const build = await run('turbo', ['run', 'build', '--filter=headless', '--output-logs=errors-only'], { quiet: true })
if (build.ok) process.exitCode = await handOver('node', ['dist/main.mjs', ...process.argv.slice(2)], 'apps/headless')
else {
  console.error(build.output)
  process.exitCode = 1
}
