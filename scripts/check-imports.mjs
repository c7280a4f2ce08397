// Keeps imports pointing one way: `node scripts/check-imports.mjs` prints each one that does not, and fails.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

/** Inside core a folder imports itself and the ones before it. */
const coreLayers = ['model', 'index', 'reducers', 'views', 'engine', 'merge']

/** Every violation under `root`, one line each. */
export function checkImports(root) {
  const workspace = readWorkspace(root)
  const files = workspace.flatMap(({ folder }) => sourceFiles(join(root, folder)))
  const imports = files.flatMap((file) => importsOf(file, root, workspace))
  return [...imports.flatMap(violationsOf), ...cycles(imports)]
}

function readWorkspace(root) {
  return ['packages', 'apps'].flatMap((group) =>
    list(join(root, group))
      .filter((name) => existsSync(join(root, group, name, 'package.json')))
      .map((name) => describePackage(root, `${group}/${name}`)),
  )
}

function describePackage(root, folder) {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const published = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  const entries = Object.keys(manifest.exports ?? {}).map((entry) => manifest.name + entry.slice(1))
  return {
    folder,
    name: manifest.name,
    kind: kindOf(folder, manifest),
    published: new Set(published),
    entries: new Set(entries),
  }
}

/** A private package is what the apps share: it may use whatever they may. */
function kindOf(folder, manifest) {
  if (folder.startsWith('apps/')) return 'app'
  if (manifest.private) return 'shared'
  if (folder === 'packages/core') return 'core'
  return folder.startsWith('packages/adapter-') ? 'adapter' : 'package'
}

function sourceFiles(folder) {
  return list(folder).flatMap((name) => {
    const path = join(folder, name)
    if (name === 'node_modules' || name === 'dist' || name.startsWith('.')) return []
    if (statSync(path).isDirectory()) return sourceFiles(path)
    return /\.([cm]?[jt]sx?|vue)$/.test(name) ? [path] : []
  })
}

/** One record per import, with where it stands and what it reaches. */
function importsOf(file, root, workspace) {
  const from = locate(file, root, workspace)
  return specifiers(file).map(({ name, typeOnly }) => {
    const target = name.startsWith('.') ? resolveRelative(file, name) : undefined
    return { from, name, typeOnly, to: target && locate(target, root, workspace), used: ownerOf(name, workspace) }
  })
}

function locate(file, root, workspace) {
  const path = relative(root, file).split(sep).join('/')
  const owner = workspace.find(({ folder }) => path.startsWith(`${folder}/`))
  const inside = owner ? path.slice(owner.folder.length + 1) : path
  return { path, owner, isSource: inside.startsWith('src/'), inside: inside.replace(/^src\//, '') }
}

function ownerOf(name, workspace) {
  return workspace.find((one) => name === one.name || name.startsWith(`${one.name}/`))
}

function specifiers(file) {
  const source = ts.createSourceFile(file, scriptOf(file), ts.ScriptTarget.Latest)
  const found = []
  const visit = (node) => {
    const specifier = specifierOf(node)
    if (specifier) found.push({ name: specifier.text, typeOnly: isTypeOnly(node) })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Of a component what stands in its scripts. */
function scriptOf(file) {
  const text = readFileSync(file, 'utf8')
  if (!file.endsWith('.vue')) return text
  return [...text.matchAll(/<script\b[^>]*>([^]*?)<\/script>/g)].map(([, script]) => script).join('\n')
}

function specifierOf(node) {
  const named = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : undefined
  const typed = ts.isImportTypeNode(node) ? node.argument.literal : undefined
  const called = isImportCall(node) ? node.arguments[0] : undefined
  const specifier = named ?? typed ?? called
  return specifier && ts.isStringLiteralLike(specifier) ? specifier : undefined
}

function isImportCall(node) {
  if (!ts.isCallExpression(node)) return false
  return node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.escapedText === 'require'
}

function isTypeOnly(node) {
  if (ts.isImportTypeNode(node)) return true
  return Boolean(ts.isImportDeclaration(node) ? node.importClause?.isTypeOnly : node.isTypeOnly)
}

function resolveRelative(file, name) {
  const base = resolve(dirname(file), name)
  const bare = base.replace(/\.[cm]?jsx?$/, '')
  const candidates = [base, `${bare}.ts`, `${bare}.tsx`, `${bare}.mts`, join(base, 'index.ts'), join(base, 'index.tsx')]
  return candidates.find((path) => existsSync(path) && statSync(path).isFile()) ?? base
}

function violationsOf(one) {
  const { from } = one
  const rules = [leavesPackage, reachesBehindEntries, sharesCode]
  if (from.isSource) rules.push(isUnpublished, pointsAtAdapter, missesCoreLayer, isForbiddenToKind)
  return rules.flatMap((rule) => rule(one) ?? []).map((why) => `${from.path} imports ${one.name}: ${why}`)
}

function leavesPackage({ from, to }) {
  // The simulator holds the engine against core's slow reference, which is no part of any package.
  if (from.owner.kind === 'app' && to?.path.startsWith('packages/core/test/laws/')) return
  if (to && from.owner !== to.owner && to.owner) return 'use the package by its name, not by a path into it'
}

/** Core's slow reference, which is only worth something if it makes its own mistakes. */
const REFERENCE = 'packages/core/test/laws/reference/'

function sharesCode({ from, to, typeOnly }) {
  const isOwn = to?.path.startsWith(REFERENCE)
  if (from.path.startsWith(REFERENCE) && !isOwn && !typeOnly) return 'the reference takes only types from elsewhere'
}

function reachesBehindEntries({ used, name }) {
  if (used && used.kind !== 'app' && !used.entries.has(name)) return `${used.name} does not export this`
}

function isUnpublished({ from, to, name, used }) {
  if (from.owner.kind === 'app' || to || name.startsWith('node:') || used === from.owner) return
  const bare = name.split('/', name.startsWith('@') ? 2 : 1).join('/')
  if (!from.owner.published.has(bare)) return `it is neither a dependency nor a peer of ${from.owner.name}`
}

function pointsAtAdapter({ from, used }) {
  if (used?.kind === 'adapter' && from.owner.kind !== 'app' && from.owner.kind !== 'shared') {
    return 'only an app or a test imports an adapter'
  }
}

function isForbiddenToKind({ from, to, typeOnly, used }) {
  const { kind } = from.owner
  if (kind === 'app' || kind === 'shared' || to) return
  if (kind === 'core') return used && 'core imports no other package of the workspace'
  if (used && used.kind !== 'core') return 'a package imports no other than @convolist/core'
  if (kind === 'adapter' && !used && !typeOnly) return 'an adapter takes only types from its vendor'
}

function missesCoreLayer({ from, to, name }) {
  if (from.owner.kind === 'core' && !to && layerOf(from) === 0) return `model imports nothing, and not ${name}`
  if (from.owner.kind !== 'core' || !to?.isSource || isEntry(from)) return
  const [here, there] = [layerOf(from), layerOf(to)]
  if (here === -1) return `${from.path} stands in no layer (${coreLayers.join(', ')})`
  if (there === -1) return 'it is in no layer, or the public index'
  if (there > here) return `${coreLayers[here]} comes before ${coreLayers[there]}`
  const bothReducers = coreLayers[here] === 'reducers' && here === there
  if (bothReducers && from.inside !== 'reducers/root.ts') return 'reducers do not import each other, only root.ts does'
}

/** A file right in `src` is a public entry: it takes together what the layers have. */
const isEntry = ({ inside }) => !inside.includes('/')

function layerOf({ inside }) {
  return inside.includes('/') ? coreLayers.indexOf(inside.slice(0, inside.indexOf('/'))) : -1
}

/** Each cycle of source files once, written as a path back to its start. */
function cycles(imports) {
  const edges = new Map()
  for (const { from, to } of imports) {
    if (from.isSource && to) edges.set(from.path, [...(edges.get(from.path) ?? []), to.path])
  }
  const done = new Set()
  const found = []
  const walk = (path, trail) => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path])
    if (trail.includes(path) || done.has(path)) return
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path])
    done.add(path)
  }
  for (const path of edges.keys()) walk(path, [])
  return found.map((cycle) => `${cycle.join(' → ')}: a cycle`)
}

function list(folder) {
  return existsSync(folder) ? readdirSync(folder) : []
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const violations = checkImports(fileURLToPath(new URL('../', import.meta.url)))
  for (const violation of violations) console.error(violation)
  if (violations.length > 0) process.exitCode = 1
  else console.log('Every import points the right way.')
}
