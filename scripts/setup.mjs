// Makes a fresh clone ready with only Node and npm: installs what the lockfile says, once per lockfile. It speaks on
// standard error, for what comes after it may be piped.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const stampFile = `${root}node_modules/.convolist-setup`
const manifest = readFileSync(`${root}package.json`, 'utf8')

const wanted = createHash('sha256')
  .update(manifest)
  .update(readFileSync(`${root}pnpm-lock.yaml`))
  .digest('hex')

if (installed() !== wanted) install()

function installed() {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined
}

function install() {
  const { packageManager } = JSON.parse(manifest)
  console.error(`Setting up: installing the packages of pnpm-lock.yaml with ${packageManager} (about half a minute) …`)
  const startedAt = Date.now()
  const args = ['--yes', packageManager, 'install', '--frozen-lockfile']
  const { status, error } = spawnSync('npx', args, { cwd: root, stdio: [0, 2, 2], shell: process.platform === 'win32' })
  if (error) throw error
  if (status !== 0) {
    console.error('Setting up failed: the install above did not finish. Check the network, then run the command again.')
    process.exit(status ?? 1)
  }
  writeFileSync(stampFile, wanted)
  console.error(`Set up in ${((Date.now() - startedAt) / 1000).toFixed(0)} s.\n`)
}
