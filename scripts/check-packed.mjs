// Run in a package's folder: packs it as it would be published, unpacks it beside its dependencies, and loads every
// entry the three ways users do: import, require, and a bundler.
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { build } from 'vite'

const folder = process.cwd()
const home = mkdtempSync(join(tmpdir(), 'convolist-packed-'))
try {
  place(folder)
  const { name, exports } = readManifest(folder)
  const entries = Object.entries(exports).filter(([key]) => !key.endsWith('.json'))
  for (const [entry] of entries.filter(([, { require }]) => require)) await checkEntry(name + entry.slice(1))
  const modulesOnly = entries.filter(([, { require }]) => !require)
  if (modulesOnly.length > 0) placePeers(folder)
  for (const [entry] of modulesOnly) await checkModule(name + entry.slice(1), peersOf(folder))
  console.log(`${name}: the packed files load by import, by require and in a bundle.`)
} finally {
  rmSync(home, { recursive: true })
}

/** Puts the packed package into the empty project's node_modules, and what it needs around it. */
function place(source) {
  const { name, dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = readManifest(source)
  const target = join(home, 'node_modules', name)
  unpack(source, target)
  refuseWorkspaceRanges(target)
  const required = Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta[peer]?.optional)
  for (const needed of [...Object.keys(dependencies), ...required]) placeNeeded(source, needed)
}

function peersOf(source) {
  return Object.keys(readManifest(source).peerDependencies ?? {})
}

/** Optional ones too: an entry may be made for one of them, such as a test runner. */
function placePeers(source) {
  for (const peer of peersOf(source)) placeNeeded(source, peer)
}

function placeNeeded(source, name) {
  const target = join(home, 'node_modules', name)
  if (existsSync(target)) return
  const installed = join(source, 'node_modules', name)
  if (existsSync(join(installed, 'src')) && name.startsWith('@convolist/')) return place(resolve(installed))
  mkdirSync(dirname(target), { recursive: true })
  symlinkSync(installed, target, 'junction')
}

function unpack(source, target) {
  const packed = mkdtempSync(join(home, 'pack-'))
  execFileSync('pnpm', ['pack', '--pack-destination', packed], { cwd: source, stdio: 'pipe' })
  const [tarball] = readdirSync(packed)
  execFileSync('tar', ['-xzf', tarball], { cwd: packed })
  cpSync(join(packed, 'package'), target, { recursive: true })
}

function refuseWorkspaceRanges(target) {
  const manifest = readFileSync(join(target, 'package.json'), 'utf8')
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(manifest)
  const ranges = Object.values({ ...dependencies, ...peerDependencies })
  if (ranges.some((range) => range.startsWith('workspace:'))) throw new Error(`${target} keeps a workspace: range`)
}

async function checkEntry(specifier) {
  const imported = listExports('entry.mjs', `import * as entry from '${specifier}'`)
  const required = listExports('entry.cjs', `const entry = require('${specifier}')`)
  if (imported !== required) throw new Error(`${specifier}: import gives ${imported}, require gives ${required}`)
  await bundle(specifier)
}

/** An entry that is an ES module only. */
async function checkModule(specifier, peers) {
  if (listExports('entry.mjs', `import * as entry from '${specifier}'`) === '') throw new Error(`${specifier} is empty`)
  await bundle(specifier, peers)
}

function listExports(file, load) {
  writeFileSync(join(home, file), `${load}\nconsole.log(Object.keys(entry).sort().join())`)
  return execFileSync('node', [file], { cwd: home }).toString().trim()
}

async function bundle(specifier, external = []) {
  writeFileSync(join(home, 'bundle.mjs'), `export * from '${specifier}'`)
  const lib = { entry: 'bundle.mjs', formats: ['es'], fileName: 'bundle' }
  await build({
    root: home,
    configFile: false,
    logLevel: 'error',
    build: { lib, write: false, rollupOptions: { external } },
  })
}

function readManifest(source) {
  return JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
}
