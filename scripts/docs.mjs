// Builds the packages that the docs ask, then hands over to the docs: `npm run docs` shows them while they are written,
// `npm run docs:matrix` writes the table of operations and vendors.
import { handOver, run } from './run.mjs'

const [script = 'dev', ...args] = process.argv.slice(2)
const build = await run('turbo', ['run', 'build', '--filter=docs^...', '--output-logs=errors-only'], { quiet: true })
if (build.ok) process.exitCode = await handOver('pnpm', ['run', script, ...args], 'apps/docs')
else {
  console.error(build.output)
  process.exitCode = 1
}
