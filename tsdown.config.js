// One build for every package: run from the package's folder, each entry of its exports map becomes a bundle.
import { readFileSync } from 'node:fs'
import { defineConfig } from 'tsdown'
import { sourcesOf } from './scripts/package-entries.mjs'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const isEsmOnly = !('require' in manifest.exports['.'])

export default defineConfig({
  cwd: process.cwd(), // else everything lands beside this file
  entry: sourcesOf(process.cwd(), manifest),
  // What stands on a package that is ESM only is so itself: its exports map then has no `require`.
  format: isEsmOnly ? ['esm'] : ['esm', 'cjs'],
  dts: true,
  fixedExtension: true,
  platform: 'neutral',
  target: 'es2022',
  logLevel: 'warn',
})
