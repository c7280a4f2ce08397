import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { preview } from 'vite'
import { findChromium, launchOptions } from '../../../../scripts/chromium.mjs'

const root = fileURLToPath(new URL('./pages/', import.meta.url))
const outDir = fileURLToPath(new URL('../../dist/browser/', import.meta.url))

export const hasBrowser = () => findChromium() !== undefined

/** Production builds of all screens, from the packages' sources. */
export async function buildPages() {
  const [{ build }, { pagesConfig }] = await Promise.all([import('vite'), import('./pages-config.mjs')])
  await build(pagesConfig({ root, outDir }))
}

/** Serves the built pages and starts a browser. */
export async function openBrowser() {
  const server = await preview({
    configFile: false,
    root,
    build: { outDir },
    preview: { port: 0, host: '127.0.0.1' },
    logLevel: 'error',
  })
  const { args, ...options } = launchOptions()
  const browser = await chromium.launch({ ...options, args: [...args, '--js-flags=--expose-gc'] })
  const url = server.resolvedUrls.local[0]
  return {
    version: browser.version(),
    openScreen: (query) => openScreen(browser, url, query),
    async close() {
      await browser.close()
      await server.close()
    },
  }
}

/** One screen of `pages/main.mjs` with its parameters; resolves once it stands. An error on the page fails the run. */
async function openScreen(browser, url, query) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' })
  const page = await context.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
  await page.goto(`${url}?${new URLSearchParams(query)}`)
  const failed = () => {
    if (errors.length > 0) throw new Error(`on the page: ${errors.join('\n')}`)
  }
  await page
    .waitForFunction(() => globalThis.screenStands === true, undefined, { timeout: 60_000 })
    .catch((error) => {
      failed()
      throw error
    })
  const devtools = await context.newCDPSession(page)
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' }) // processor time, whoever else is busy
  return {
    page,
    devtools,
    /** The browser's own counters, by name. */
    async counters() {
      const { metrics } = await devtools.send('Performance.getMetrics')
      return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
    },
    /** Bytes of the page's heap after everything unreachable is gone. */
    async heapBytes() {
      for (let turn = 0; turn < 3; turn++) await devtools.send('HeapProfiler.collectGarbage')
      return (await devtools.send('Runtime.getHeapUsage')).usedSize
    },
    async close() {
      await context.close()
      failed()
    },
  }
}
