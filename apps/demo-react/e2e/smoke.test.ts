import { chromium, type Browser } from 'playwright-core'
import { preview, type PreviewServer } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchOptions } from '../../../scripts/chromium.mjs'

let server: PreviewServer
let browser: Browser

beforeAll(async () => {
  server = await preview({ root: `${import.meta.dirname}/..`, preview: { port: 4180 } })
  browser = await chromium.launch(launchOptions())
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
})

it('shows the built app', async () => {
  const page = await browser.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(server.resolvedUrls?.local[0] ?? '')
  await page.getByText('convolist').first().waitFor()
  expect(errors).toEqual([])
})
