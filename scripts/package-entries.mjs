import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const packages = fileURLToPath(new URL('../packages/', import.meta.url))

/** The source file of every public entry: `./x` in the exports map is `src/x.ts` or `src/x/index.ts`. */
export function sourcesOf(folder, manifest) {
  const entries = Object.keys(manifest.exports).filter((entry) => !/\.(json|css)$/.test(entry))
  return Object.fromEntries(
    entries.map((entry) => {
      const name = entry.slice(2) || 'index'
      return [name, sourceOf(`${folder}/src`, name)]
    }),
  )
}

/** Sends every public entry of a workspace package to its source, so that tests need no build. */
export function sourceAliases() {
  return readdirSync(packages)
    .filter((folder) => existsSync(`${packages}${folder}/package.json`))
    .flatMap(aliasesOf)
}

function aliasesOf(folder) {
  const manifest = JSON.parse(readFileSync(`${packages}${folder}/package.json`, 'utf8'))
  return Object.entries(sourcesOf(packages + folder, manifest)).map(([name, source]) => ({
    find: new RegExp(`^${manifest.name}${name === 'index' ? '' : `/${name}`}$`),
    replacement: source,
  }))
}

function sourceOf(src, name) {
  const candidates = [`${src}/${name}.ts`, `${src}/${name}.tsx`, `${src}/${name}/index.ts`]
  return candidates.find((file) => existsSync(file)) ?? candidates[0]
}
