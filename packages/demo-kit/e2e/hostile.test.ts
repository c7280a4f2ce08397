import { describe, expect, it } from 'vitest'
import { takePicture, useDemo } from './demo.js'
import { choose, rowOf, rowsOf } from './list-page.js'

describe('titles written by somebody hostile', () => {
  const demo = useDemo()

  it('are text wherever they are shown', async () => {
    const page = await demo.open('rows=200&rate=10&hostile=1')
    const title = await page.title()
    // Names may come after the rows they belong to.
    const written = async () => (await rowsOf(page)).find((row) => row.title.startsWith('<'))
    await expect.poll(written, { timeout: 15_000 }).toBeDefined()
    const markup = (await written())!
    await rowOf(page, markup.id).click()
    await choose(page, markup.id, 'remove')
    await page.getByRole('dialog').waitFor()
    await takePicture(page, 'hostile')
    await page.keyboard.press('Escape')
    await page.waitForTimeout(1000)
    expect(await page.title()).toBe(title)
    expect(await page.locator('#root script, #root img[src=x]').count()).toBe(0)
    expect(await page.locator('.detail h2').innerText()).toBe(markup.title)
    expect(demo.errors).toEqual([])
  })

  it('break neither the layout nor the list', async () => {
    const page = await demo.open('rows=200&rate=0&hostile=1')
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(wide).toBe(false)
    const heights = await page
      .locator('[role=row]')
      .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height))
    expect(new Set(heights)).toEqual(new Set([68]))
    expect((await rowsOf(page)).every((row) => row.title.trim() !== '')).toBe(true)
  })
})
