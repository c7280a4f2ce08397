import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const CELL = fileURLToPath(new URL('./cell.mjs', import.meta.url))

/**
 * Runs the jobs one after the other, each in a fresh process. A candidate that fails its check is not timed, and what
 * ran out of time is not tried again, nor on more rows.
 *
 * @returns each job with its `result`, or with the `error` that took its place.
 */
export async function runJobs(jobs, { cellLimitMs, onProgress }) {
  const done = []
  for (const [at, job] of jobs.entries()) {
    onProgress(at, jobs.length, job)
    const reason = reasonToSkip(job, done)
    done.push({ ...job, ...(reason ? { skipped: reason } : await runCell(job, cellLimitMs)) })
  }
  onProgress(jobs.length, jobs.length)
  return done
}

function reasonToSkip(job, done) {
  const earlier = done.filter(({ candidate, error }) => error && candidate === job.candidate)
  const unchecked = earlier.find(({ task, size, isLate }) => task === 'check' && (!isLate || size <= job.size))
  if (unchecked) return 'not checked'
  const stuck = earlier.find(({ task, work, size }) => task === job.task && work === job.work && size <= job.size)
  return stuck && 'failed before'
}

function runCell(job, limitMs) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--expose-gc', '--no-concurrent-recompilation', CELL, JSON.stringify(job)], {
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const parts = { stdout: [], stderr: [] }
    for (const name of ['stdout', 'stderr']) child[name].on('data', (chunk) => parts[name].push(chunk))
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      child.kill('SIGKILL')
    }, limitMs)
    child.on('error', (error) => resolve({ error: error.message }))
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (isLate) resolve({ isLate, error: `over ${limitMs / 1000} s` })
      else if (code === 0) resolve({ result: JSON.parse(Buffer.concat(parts.stdout).toString()) })
      else
        resolve({ error: Buffer.concat(parts.stderr).toString().trim() || `ended by ${signal ?? `exit code ${code}`}` })
    })
  })
}
