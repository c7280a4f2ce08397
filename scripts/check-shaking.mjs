// Builds small apps with Vite, as their developers would, and looks at what is in them: an app that uses the core, one
// adapter and one binding pays for nothing else. Reads the packages' dist.
//   node scripts/check-shaking.mjs           fails if an app holds what it does not use
//   node scripts/check-shaking.mjs --show    and lists what each holds
import { readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'
import { parseArgs } from 'node:util'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { root } from './run.mjs'

const ADAPTERS = {
  nim: {
    code: `import { createNimSource } from '@convolist/adapter-netease-nim'
      const source = createNimSource(window.nim, { service: 'cloud' })`,
    holds: ['@convolist/adapter-netease-nim'],
  },
  'tencent web': {
    code: `import { createTencentWebSource } from '@convolist/adapter-tencent-chat'
      const source = createTencentWebSource(window.chat)`,
    holds: ['@convolist/adapter-tencent-chat'],
    lacks: /^adapter-tencent-chat\/src\/v2tim\//,
  },
  'tencent v2tim': {
    code: `import { createTencentV2TimSource } from '@convolist/adapter-tencent-chat'
      const source = createTencentV2TimSource(window.chat)`,
    holds: ['@convolist/adapter-tencent-chat'],
    lacks: /^adapter-tencent-chat\/src\/web\//,
  },
  rongcloud: {
    code: `import { createRongCloudSource } from '@convolist/adapter-rongcloud'
      const source = createRongCloudSource(window.RongIMLib)`,
    holds: ['@convolist/adapter-rongcloud'],
  },
}

const BINDINGS = {
  react: {
    code: `import { createElement as h } from 'react'
      import { createRoot } from 'react-dom/client'
      import { ConversationListProvider, useConversationList } from '@convolist/react'
      const List = () => useConversationList('all', { range: [0, 50] }).rows.map((row) => h('p', { key: row.id }, row.title))
      createRoot(document.body).render(h(ConversationListProvider, { engine }, h(List)))`,
    holds: ['@convolist/react', 'react', 'react-dom', 'scheduler'],
  },
  vue: {
    code: `import { createApp, h } from 'vue'
      import { useConversationList } from '@convolist/vue/composables'
      createApp({ setup() {
        const { rows } = useConversationList('all', { engine, range: [0, 50] })
        return () => rows.value.map((row) => h('p', { key: row.id }, row.title))
      } }).mount(document.body)`,
    holds: ['@convolist/vue', '@vue/reactivity', '@vue/runtime-core', '@vue/runtime-dom', '@vue/shared'],
    lacks: /^vue\/src\/store\//,
  },
}

const CORE = { holds: ['@convolist/core', 'immer', 'zustand'], lacks: /^core\/src\/merge/ }

/** The apps that are built. `holds` is every package that may be in one, and must; `lacks` are source files that may not. */
export const apps = [
  { name: 'core alone', code: `${engineOf('undefined')}\nengine.subscribe(console.log)`, ...CORE },
  ...Object.entries(ADAPTERS).flatMap(([adapter, from]) =>
    Object.entries(BINDINGS).map(([binding, shown]) => ({
      name: `core, ${adapter}, ${binding}`,
      code: [from.code, engineOf('source'), shown.code].join('\n'),
      holds: [...CORE.holds, ...from.holds, ...shown.holds],
      lacks: either(CORE.lacks, from.lacks, shown.lacks),
    })),
  ),
]

/** An app that uses all that the others lack: what is not seen in this one could not be seen in them. */
const everything = `${engineOf('createTencentSource(window.chat)')}
  import { createTencentSource } from '@convolist/adapter-tencent-chat'
  import { mergeEngines } from '@convolist/core/merge'
  import { defineConversationListStore } from '@convolist/vue'
  window.used = [mergeEngines, defineConversationListStore(engine)]`

function engineOf(source) {
  return `import { createEngine } from '@convolist/core'\nconst engine = createEngine({ source: ${source} })`
}

function either(...patterns) {
  return new RegExp(
    patterns
      .filter(Boolean)
      .map(({ source }) => source)
      .join('|'),
  )
}

/** Builds an app; gives the packages in it, the source files of ours in it, and its size. */
export async function buildApp(code) {
  const [output] = [
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      mode: 'production',
      plugins: [appOf(code)],
      build: { write: false, target: 'es2022', rolldownOptions: { input: APP } },
    }),
  ].flat()
  const chunks = output.output.filter(({ type }) => type === 'chunk')
  const modules = chunks
    .flatMap((chunk) => Object.entries(chunk.modules))
    .filter(([id, { renderedLength }]) => renderedLength > 0 && !id.startsWith('\0') && !id.endsWith(APP))
  return {
    packages: [...new Set(modules.map(([id]) => packageOf(id)))].sort(),
    sources: [...new Set(modules.flatMap(([id, { code: kept }]) => sourcesIn(id, kept)))].sort(),
    bytes: chunks.reduce((sum, chunk) => sum + brotliCompressSync(chunk.code).length, 0),
  }
}

const APP = 'app.js'

/** The app stands nowhere: what it imports is looked for where the bindings have theirs. */
function appOf(code) {
  const file = `${root}${APP}`
  return {
    name: 'app',
    enforce: 'pre',
    async resolveId(name, importer) {
      if (name === APP) return file
      if (importer !== file) return undefined
      const own = /^@convolist\/([\w-]+)(.*)$/.exec(name)
      if (!own) return this.resolve(name, `${root}packages/${/react/.test(name) ? 'react' : 'vue'}/src/index.ts`)
      const folder = `${root}packages/${own[1]}`
      const { exports } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
      const entry = exports[`.${own[2]}`]
      return this.resolve(`${folder}/${(entry.import ?? entry).default}`)
    },
    load: (id) => (id === file ? code : undefined),
  }
}

function packageOf(id) {
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1]
  const own = /\/packages\/([\w-]+)\//.exec(id)?.[1]
  return installed ?? (own ? `@convolist/${own}` : id)
}

/** What a bundle of ours declares stands below a comment that names its source file; of those, the ones that were kept. */
function sourcesIn(id, kept) {
  const folder = /\/packages\/([\w-]+)\/dist\//.exec(id)?.[1]
  if (!folder) return []
  const sources = new Map()
  let source
  for (const line of readFileSync(id.split('?')[0], 'utf8').split('\n')) {
    source = /^\/\/#region (.+)$/.exec(line)?.[1] ?? source
    const name = DECLARED.exec(line)?.[1]
    if (name) sources.set(name, source)
  }
  return kept.split('\n').flatMap((line) => {
    const name = DECLARED.exec(line)?.[1]
    const from = sources.get(name) ?? sources.get(name?.replace(/\$\d+$/, ''))
    return from ? [`${folder}/${from}`] : []
  })
}

const DECLARED = /^(?:export )?(?:async )?(?:function\*?|const|let|var|class) ([\w$]+)/

/** What is wrong with an app, in sentences. */
export function findings({ holds, lacks }, { packages, sources }) {
  return [
    ...packages.filter((name) => !holds.includes(name)).map((name) => `${name} is in it`),
    ...holds.filter((name) => !packages.includes(name)).map((name) => `${name} is not in it`),
    ...sources.filter((source) => lacks.test(source)).map((source) => `${source} is in it`),
    ...(sources.length < 20 ? ['its sources could not be told apart'] : []),
  ]
}

/** The patterns that were not seen in the app that has it all. */
export const unseen = (patterns, { sources }) =>
  patterns.filter((pattern) => !sources.some((source) => pattern.test(source))).map(({ source }) => source)

async function main() {
  const { values } = parseArgs({ options: { show: { type: 'boolean', default: false } } })
  for (const app of apps) {
    const built = await buildApp(app.code)
    const wrong = findings(app, built)
    const kilobytes = (built.bytes / 1000).toFixed(1)
    console.log(`${wrong.length === 0 ? '✓' : '✗'} ${app.name}: ${kilobytes} kB with its framework, brotli`)
    for (const line of wrong) console.log(`    ${line}`)
    if (values.show) console.log(`    ${[...built.packages, ...built.sources].join('\n    ')}`)
    if (wrong.length > 0) process.exitCode = 1
  }
  const patterns = [CORE, ...Object.values(ADAPTERS), ...Object.values(BINDINGS)].flatMap(({ lacks }) => lacks ?? [])
  const blind = unseen(patterns, await buildApp(everything))
  console.log(`${blind.length === 0 ? '✓' : '✗'} an app that uses everything holds all of it ${blind.join(', ')}`)
  if (blind.length > 0) process.exitCode = 1
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main()
