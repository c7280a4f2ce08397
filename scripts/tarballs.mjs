// Packs every package as it would be published: npm run tarballs. An app takes them until they are on npm:
//   npm install path/to/convolist/tarballs/*.tgz
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './run.mjs'

const FOLDER = join(root, 'tarballs')

rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER)
const built = await run('turbo', ['run', 'build', '--filter=./packages/*', '--output-logs=errors-only'])
const filters = ['--filter', './packages/*', '--filter', '!@convolist/demo-kit', '--filter', '!@convolist/backends']
const packed = built.ok && (await run('pnpm', [...filters, 'pack', '--pack-destination', FOLDER], { quiet: true }))
if (packed.ok)
  console.log(
    readdirSync(FOLDER)
      .map((name) => `tarballs/${name}`)
      .join('\n'),
  )
else {
  console.error(packed.output ?? 'The packages could not be built.')
  process.exitCode = 1
}
