import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { takePicture, useDemo } from './demo.js'
import { choose, findRow, rowOf } from './list-page.js'

async function violations(page: Page, part = 'html'): Promise<string[]> {
  await page.evaluate(axe.source)
  const results = await page.evaluate(
    (part) => (globalThis as unknown as { axe: { run(part: string): Promise<AxeResults> } }).axe.run(part),
    part,
  )
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`),
  )
}

// Each theme and each language once: colours do not depend on words, nor words on colours.
describe.each([
  ['light', 'en'],
  ['dark', 'zh-CN'],
])('in %s, %s', (theme, language) => {
  const demo = useDemo()
  const query = `rows=200&rate=0&theme=${theme}&lang=${language}`

  it('has nothing that axe objects to', async () => {
    const page = await demo.open(query)
    const row = await findRow(page, ({ unread }) => unread)
    await rowOf(page, row.id).click()
    await page.waitForTimeout(1200)
    await takePicture(page, `${theme}-${language}`)
    expect(await violations(page)).toEqual([])

    const next = await findRow(page, ({ id }) => id !== row.id)
    await rowOf(page, next.id).click({ button: 'right' })
    await takePicture(page, `menu-${theme}-${language}`)
    expect(await violations(page, '.menu')).toEqual([])
    await page.keyboard.press('Escape')

    await choose(page, next.id, 'labels')
    expect(await violations(page, 'dialog')).toEqual([])
    await page.keyboard.press('Escape')

    await page.getByRole('searchbox').fill('zzzz no such name')
    await page.locator('.list-empty').waitFor()
    expect(await violations(page, '.sidebar')).toEqual([])
  })

  it('speaks the language all over', async () => {
    const page = await demo.open(query)
    expect(await page.locator('html').getAttribute('lang')).toBe(language)
    const words = await page.locator('.panel h3, .tab, .sidebar h1').allInnerTexts()
    const chinese = words.filter((text) => /[\u4e00-\u9fff]/.test(text))
    expect(chinese.length).toBe(language === 'zh-CN' ? words.length : 0)
  })
})

describe('the switches', () => {
  const demo = useDemo()

  it('change language and theme in place, and stand in the link', async () => {
    const page = await demo.open('rows=200&rate=0&lang=en&theme=light')
    const background = () => page.evaluate(() => getComputedStyle(document.querySelector('.sidebar')!).backgroundColor)
    const light = await background()
    await page.getByRole('button', { name: 'Theme' }).click()
    await expect.poll(background).not.toBe(light)
    await page.getByRole('button', { name: '中文' }).click()
    await expect.poll(() => page.locator('h1').innerText()).toBe('会话')
    expect(page.url()).toContain('lang=zh-CN')
    expect(page.url()).toContain('theme=dark')
  })

  it('follow the system by default', async () => {
    const page = await demo.open('rows=200&rate=0', { colorScheme: 'dark' })
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('.sidebar')!).backgroundColor)).toBe(
      'rgb(21, 25, 31)',
    )
  })
})

describe('a grid for assistive technology', () => {
  const demo = useDemo()

  it('says how many rows there are and which ones are here, in the order that is seen', async () => {
    const page = await demo.open('rows=10000&rate=20')
    await page.waitForTimeout(1500)
    const seen = await page.evaluate(() => {
      const owned = document.querySelector('[role=rowgroup]')!.getAttribute('aria-owns')!.split(' ')
      return {
        count: document.querySelector('[role=grid]')!.getAttribute('aria-rowcount'),
        indices: owned.map((id) => Number(document.getElementById(id)?.getAttribute('aria-rowindex'))),
        tabStops: document.querySelectorAll('[role=grid] [tabindex="0"]').length,
        busy: document.querySelector('[role=grid]')!.getAttribute('aria-busy'),
      }
    })
    expect(Number(seen.count)).toBeGreaterThanOrEqual(10_000)
    expect(seen.indices).toEqual(seen.indices.map((_, at) => seen.indices[0]! + at))
    expect(seen.tabStops).toBe(1)
    expect(seen.busy).toBe('false')
  })
})
