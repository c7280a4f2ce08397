import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../', import.meta.url))

// turbo and publint look for a `pnpm` on PATH; the one that is installed with the workspace is meant.
const env = {
  ...process.env,
  PATH: join(root, 'node_modules/.bin') + delimiter + (process.env.PATH ?? ''),
  TURBO_TELEMETRY_DISABLED: '1',
}

/** Groups that hear no signal meant for us, by the process that leads each: they end when we do. */
const groups = new Set()

function endGroup(leader) {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // it has ended by itself
  }
}

function watchGroup(child) {
  if (process.listenerCount('exit', endGroups) === 0) {
    process.on('exit', endGroups)
    process.on('SIGINT', () => process.exit(130))
    process.on('SIGTERM', () => process.exit(143))
  }
  groups.add(child.pid)
  child.on('close', () => groups.delete(child.pid))
}

const endGroups = () => groups.forEach(endGroup)

/**
 * Runs a command in the workspace, its output on the screen (what it says to standard output in `screen`) and, joined, in
 * `output`. `env` adds to the environment; with `limitMs` the command and all it started are ended when they take longer,
 * and `isLate` says so; or when we end ourselves.
 */
export function run(command, args, { quiet = false, screen = process.stdout, env: more = {}, limitMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...env, ...more },
      shell: process.platform === 'win32',
      detached: limitMs !== undefined, // a group of its own, to be ended together
    })
    let isLate = false
    const end = () => {
      isLate = true
      endGroup(child.pid)
    }
    if (limitMs !== undefined && child.pid !== undefined) watchGroup(child)
    const timer = limitMs === undefined ? undefined : setTimeout(end, limitMs)
    const parts = []
    const pass = (stream) => (chunk) => {
      parts.push(chunk)
      if (!quiet) stream.write(chunk)
    }
    child.stdout.on('data', pass(screen))
    child.stderr.on('data', pass(process.stderr))
    child.on('error', (error) => resolve({ ok: false, output: error.message }))
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ ok: code === 0, output: Buffer.concat(parts).toString(), isLate })
    })
  })
}

/** Hands the terminal to a command until it ends; resolves to its exit code. */
export function handOver(command, args, folder = '') {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: join(root, folder),
      env,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    })
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
    child.on('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.on('close', (code) => resolve(code ?? 1))
  })
}
