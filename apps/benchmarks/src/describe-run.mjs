import { cpus, totalmem } from 'node:os'
import { run } from '../../../scripts/run.mjs'

/** Where and of what a run was made. */
export async function describeRun() {
  return {
    machine: `${cpus()[0]?.model.trim()} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.versions.node,
    date: new Date().toISOString(),
    commit: await describeCommit(),
  }
}

async function describeCommit() {
  const head = await run('git', ['rev-parse', '--short', 'HEAD'], { quiet: true })
  if (!head.ok) return 'no commit'
  const { output } = await run('git', ['status', '--porcelain', '--', 'packages', 'apps/benchmarks'], {
    quiet: true,
  })
  return head.output.trim() + (output.trim() ? ' and uncommitted changes' : '')
}
