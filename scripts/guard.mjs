// Counts what the list's work costs in operations, and compares it with what is stored: `npm run guard`.
//   npm run guard -- --update   stores what it costs now
import { parseArgs } from 'node:util'
import { run } from './run.mjs'

const { values } = parseArgs({ options: { update: { type: 'boolean', default: false } } })
const { ok } = await run('vitest', ['run', '--project=unit-guard'], { env: values.update ? { GUARD_UPDATE: '1' } : {} })
if (!ok) process.exitCode = 1
