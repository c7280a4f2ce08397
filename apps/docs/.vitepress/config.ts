import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type DefaultTheme, type Plugin } from 'vitepress'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** A whole run of the benchmarks writes its page. */
const isMeasured = existsSync(join(root, 'apps/docs/reference/measured.md'))

/**
 * The pages are the files that stand beside the code: each README once, here under a shorter name. What only the site
 * has (guides, generated tables) stands in this app.
 */
const pages: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  ...Object.fromEntries(publishedPackages().map((name) => [`packages/${name}/README.md`, `packages/${name}.md`])),
  ...Object.fromEntries(
    readdirSync(join(root, 'apps'))
      .filter((name) => existsSync(join(root, 'apps', name, 'README.md')))
      .map((name) => [`apps/${name}/README.md`, `apps/${name}.md`]),
  ),
  'packages/core/ARCHITECTURE.md': 'guide/architecture.md',
  'apps/docs/guide/write-an-adapter.md': 'guide/write-an-adapter.md',
  'apps/docs/reference/operations.md': 'reference/operations.md',
  'apps/docs/reference/contract.md': 'reference/contract.md',
  ...(isMeasured ? { 'apps/docs/reference/measured.md': 'reference/measured.md' } : {}),
  'apps/docs/reference/promises.md': 'reference/promises.md',
  'apps/docs/reference/vendor-defects.md': 'reference/vendor-defects.md',
  'apps/docs/reference/vendor-stores.md': 'reference/vendor-stores.md',
}

function publishedPackages(): string[] {
  return readdirSync(join(root, 'packages')).filter((name) => {
    const { private: isPrivate } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as {
      private?: boolean
    }
    return isPrivate !== true
  })
}

/** A link between two files of the repository, as a link between their pages; `undefined` if it leads to no page. */
function toPageLink(href: string, file: string): string | undefined {
  const [path = '', anchor] = href.split('#')
  if (/^([a-z]+:|\/|$)/.test(path)) return href
  const target = relative(root, join(dirname(file), path)).replaceAll('\\', '/')
  const page = pages[target] ?? pages[`${target}/README.md`]
  if (page === undefined) return undefined
  const link = `/${page.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`
  return anchor === undefined ? link : `${link}#${anchor}`
}

/** Every markdown file below a folder, by its path from the root. */
function markdownIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return /^(node_modules|dist|\..*)$/.test(entry.name) ? [] : markdownIn(path)
    return entry.name.endsWith('.md') ? [relative(root, path).replaceAll('\\', '/')] : []
  })
}

/** The pages stand outside this app, from where they could not find the Vue they are compiled to. */
const vueForPages: Plugin = {
  name: 'vue-for-pages',
  enforce: 'pre',
  resolveId(id, importer) {
    if (!/^vue(\/|$)/.test(id) || !importer?.endsWith('.md')) return
    return this.resolve(id, fileURLToPath(import.meta.url), { skipSelf: true })
  },
}

const page = (text: string, link: string): DefaultTheme.SidebarItem => ({ text, link })

export default defineConfig({
  title: 'convolist',
  description: 'The conversation list of a chat app, as a state engine.',
  srcDir: root,
  srcExclude: markdownIn(root).filter((file) => pages[file] === undefined),
  rewrites: pages,
  outDir: fileURLToPath(new URL('../dist', import.meta.url)),
  cleanUrls: true,
  markdown: {
    config(md) {
      md.core.ruler.push('page-links', ({ tokens, env }) => {
        const { path, realPath = path } = env as { path: string; realPath?: string }
        for (const { children } of tokens) {
          let isPlain = false
          for (const token of children ?? []) {
            const href = token.type === 'link_open' ? token.attrGet('href') : null
            const link = href === null ? undefined : toPageLink(href, realPath)
            if (link !== undefined) token.attrSet('href', link)
            // What is no page (code, for one) is named, and leads nowhere.
            if (href !== null) isPlain = link === undefined
            if (isPlain && token.tag === 'a') Object.assign(token, { type: 'span', tag: 'span', attrs: [] })
          }
        }
      })
    },
  },
  vite: { plugins: [vueForPages] },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: [
      {
        text: 'Guide',
        items: [
          page('Start', '/'),
          page('Architecture and laws', '/guide/architecture'),
          page('Write an adapter', '/guide/write-an-adapter'),
        ],
      },
      {
        text: 'Packages',
        items: Object.values(pages)
          .filter((name) => name.startsWith('packages/'))
          .map((name) => name.replace(/\.md$/, ''))
          .map((name) => page(name.replace('packages/', '@convolist/'), `/${name}`)),
      },
      {
        text: 'Reference',
        items: [
          page('Operations and vendors', '/reference/operations'),
          page('The contract of a source', '/reference/contract'),
          page('What we promise', '/reference/promises'),
          page('Side by side with the vendors’ stores', '/reference/vendor-stores'),
          page('Defects of the vendors’ streams', '/reference/vendor-defects'),
          ...(isMeasured ? [page('What it costs', '/reference/measured')] : []),
          page('How that is measured', '/apps/benchmarks'),
          page('The simulator', '/apps/sim'),
          page('Headless', '/apps/headless'),
        ],
      },
    ],
  },
})
