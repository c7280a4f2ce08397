// Builds what a demo needs and serves it: the production build, or with --dev the sources with hot reload.
// `npm start -- demo-vue` is the Vue one.
// Vite prints the address and takes the next free port if its own is taken.
import { handOver, run } from './run.mjs'

const dev = process.argv.includes('--dev')
const app = process.argv.find((word) => /^demo-\w+$/.test(word)) ?? 'demo-react'

console.log(`Building ${dev ? 'the packages' : 'the packages and the demo'} …`)
const build = await run('turbo', ['run', 'build', `--filter=${app}${dev ? '^...' : ''}`, '--output-logs=errors-only'])
if (!build.ok) process.exit(1)

console.log('\nThe demo is at (Ctrl+C ends it):')
process.exitCode = await handOver('vite', dev ? ['dev'] : ['preview'], `apps/${app}`)
