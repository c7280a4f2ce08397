import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { preview } from 'vite'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { launchOptions } from '../../../scripts/chromium.mjs'

// The same scenarios are run on each demo: vitest.browser.config.ts says which one this is.
const app = process.env['APP']
const root = fileURLToPath(new URL(`../../../apps/${app}/`, import.meta.url))
const pictures = fileURLToPath(new URL(`../../../.test-results/${app}/`, import.meta.url))

export interface Demo {
  /** Opens the demo as `?query` says, and waits for the first rows. Every page is closed after its test. */
  open(query: string, options?: BrowserContextOptions): Promise<Page>
  /** What went wrong in the pages of this test: uncaught errors, and errors on the console. */
  readonly errors: string[]
}

/** RongCloud's names come from the app's own server, after the rows: until then a row shows the end of its id. */
const NAMES_MS = 700
/** For others a moment, in which the first rows come to rest. */
const REST_MS = 200

/** A test that reads names waits for them. Of hostile ones some are blank, and their rows show the end of their id for good. */
async function waitForNames(page: Page): Promise<void> {
  const url = page.url()
  await page.waitForTimeout(/rongcloud|merged/.test(url) ? NAMES_MS : REST_MS)
  await page.waitForFunction(
    (nameless) => {
      const rows = [...document.querySelectorAll<HTMLElement>('[role=row]')]
      const bare = rows.filter((row) => {
        const title = row.querySelector('.row-title')?.textContent ?? ''
        return title !== '' && row.dataset['id']!.endsWith(title)
      })
      return bare.length <= rows.length * nameless
    },
    url.includes('hostile') ? 0.3 : 0,
  )
}

async function waitForList(page: Page): Promise<void> {
  await page.locator('[role=row]').first().waitFor()
  // A vendor whose list is capped never says that it is whole.
  await page.locator('.status-line:is([data-state=connected], [data-state=partial])').waitFor()
  await waitForNames(page)
}

/** The same page from the start, as `open` leaves it. */
export async function reopen(page: Page): Promise<void> {
  await page.reload()
  await waitForList(page)
}

/** Serves the built app and starts a browser for one test file. A test whose page reports an error fails. */
export function useDemo(): Demo {
  let stop: () => Promise<void>
  let url: string
  let browser: Browser
  const errors: string[] = []

  beforeAll(async () => {
    const server = await preview({ root, preview: { port: 0, host: '127.0.0.1' }, logLevel: 'error' })
    url = server.resolvedUrls!.local[0]!
    browser = await chromium.launch(launchOptions())
    stop = async () => {
      await browser.close()
      await server.close()
    }
  })
  afterAll(() => stop())
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()))
    expect(errors.splice(0)).toEqual([])
  })

  return {
    errors,
    open: async (query, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en', ...options })
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      page.on('pageerror', (error) => errors.push(error.message))
      page.on('console', (line) => line.type() === 'error' && errors.push(line.text()))
      await page.goto(`${url}?${query}`)
      await waitForList(page)
      return page
    },
  }
}

/** A picture to be looked at, in the folder of test results. */
export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: `${pictures}${name}.png` })
}
