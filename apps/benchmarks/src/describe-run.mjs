import { cpus, loadavg, totalmem } from 'node:os'
import { run } from '../../../scripts/run.mjs'

/** Where and of what a run was made. `loadAverage` is what else the machine had to do: above its cores, clocks mean little. */
export async function describeRun() {
  return {
    machine: `${cpus()[0]?.model.trim()} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GB`,
    loadAverage: Number(loadavg()[0].toFixed(1)),
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
