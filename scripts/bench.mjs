// Builds the packages that the benchmarks measure, then runs them with the given options.
import { handOver, run } from './run.mjs'

const build = await run('turbo', ['run', 'build', '--filter=./packages/*', '--output-logs=errors-only'], {
  quiet: true,
})
if (build.ok)
  process.exitCode = await handOver(
    'node',
    ['--expose-gc', 'src/main.mjs', ...process.argv.slice(2)],
    'apps/benchmarks',
  )
else {
  console.error(build.output)
  process.exitCode = 1
}
