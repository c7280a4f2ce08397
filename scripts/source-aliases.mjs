import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const packages = fileURLToPath(new URL('../packages/', import.meta.url))

/**
 * Sends every public entry of a workspace package to its source, so that tests need no build.
 * The entry `./x` of an exports map is `src/x.ts` or `src/x/index.ts`.
 */
export function sourceAliases() {
  return readdirSync(packages)
    .filter((folder) => existsSync(`${packages}${folder}/package.json`))
    .flatMap(aliasesOf)
}

function aliasesOf(folder) {
  const manifest = JSON.parse(readFileSync(`${packages}${folder}/package.json`, 'utf8'))
  return Object.keys(manifest.exports ?? {})
    .filter((entry) => !entry.endsWith('.json'))
    .map((entry) => ({
      find: new RegExp(`^${manifest.name}${entry.slice(1)}$`),
      replacement: sourceOf(`${packages}${folder}/src`, entry.slice(2) || 'index'),
    }))
}

function sourceOf(src, entry) {
  const candidates = [`${src}/${entry}.ts`, `${src}/${entry}.tsx`, `${src}/${entry}/index.ts`]
  return candidates.find((file) => existsSync(file)) ?? candidates[0]
}
