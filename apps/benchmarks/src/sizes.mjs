import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'vite'
import { run } from '../../../scripts/run.mjs'

/** What every published package weighs, as size-limit measures its built entry; empty if it could not be measured. */
export async function measureSizes() {
  const built = await run('turbo', ['run', 'build', '--filter=./packages/*', '--output-logs=errors-only'], {
    quiet: true,
  })
  if (!built.ok) return []
  const { output } = await run('size-limit', ['--json'], { quiet: true })
  try {
    const sizes = JSON.parse(output)
    return Array.isArray(sizes) ? sizes : [] // an object with an error, when it fails
  } catch {
    return [] // or plain text
  }
}

/** The vendors' SDKs are there in any case, with their own plugins. */
const SDKS = ['@tencentcloud/chat', 'nim-web-sdk-ng', 'tim-profanity-filter-plugin', 'tim-upload-plugin']

/** What an app imports for the same list, from us and from the peers. */
const IMPORTS = {
  convolist: "export { createEngine } from '@convolist/core'",
  'convolist and the NIM adapter':
    "export { createEngine } from '@convolist/core'; export { createNimSource } from '@convolist/adapter-netease-nim'",
  'convolist, several accounts':
    "export { createEngine } from '@convolist/core'; export { mergeEngines } from '@convolist/core/merge'",
  'Redux Toolkit':
    "export { configureStore, createEntityAdapter, createSelector, createSlice } from '@reduxjs/toolkit'",
  'immer and reselect': "export { produce } from 'immer'; export { createSelector } from 'reselect'",
  'TanStack DB': "export { BTreeIndex, createCollection, createLiveQueryCollection, sum } from '@tanstack/db'",
  'Tencent chat-uikit-engine': "export { StoreName, TUIStore } from '@tencentcloud/chat-uikit-engine'",
  'NetEase im-store-v2': "export { autorun, ConversationStore, UiStore } from '@xkit-yx/im-store-v2'",
}

/** Each by a production build of Vite, minified and brotli, with all that it needs. */
export async function measureImports() {
  const sizes = []
  for (const [name, code] of Object.entries(IMPORTS)) {
    sizes.push({ name, size: await sizeOf(code), isOurs: name.startsWith('convolist') })
  }
  return sizes
}

const APP = fileURLToPath(new URL('app.js', import.meta.url)) // stands nowhere; its imports are those of this package

async function sizeOf(code) {
  const virtual = {
    name: 'app',
    enforce: 'pre',
    resolveId: (id) => (id === APP ? APP : null),
    load: (id) => (id === APP ? code : null),
  }
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    mode: 'production',
    plugins: [virtual],
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: { input: APP, preserveEntrySignatures: 'strict', external: SDKS },
    },
  })
  const chunks = [built].flat().flatMap(({ output }) => output.filter(({ type }) => type === 'chunk'))
  return chunks.reduce((sum, chunk) => sum + brotliCompressSync(chunk.code).length, 0)
}
