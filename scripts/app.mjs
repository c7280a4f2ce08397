// Builds what an app needs and runs it with the given options: `npm run headless`, `npm run sim`. Only the app's own
// output goes to standard output, so that `npm run --silent … -- --json` can be piped.
import { handOver, run } from './run.mjs'

const [name, ...args] = process.argv.slice(2)
console.error(`Building the packages and ${name} …`)
const build = await run('turbo', ['run', 'build', `--filter=${name}`, '--output-logs=errors-only'], { quiet: true })
if (build.ok) process.exitCode = await handOver('node', ['dist/main.mjs', ...args], `apps/${name}`)
else {
  console.error(build.output)
  process.exitCode = 1
}
