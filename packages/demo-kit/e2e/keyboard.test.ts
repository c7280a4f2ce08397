import { describe, expect, it } from 'vitest'
import { useDemo } from './demo.js'
import { focusedId, reading, rowOf, rowsOf } from './list-page.js'

describe('with the keyboard only', () => {
  const demo = useDemo()

  it('walks, opens, reads, pins and comes back to the row', async () => {
    const page = await demo.open('rows=200&rate=0&panel=0')
    for (let presses = 0; (await focusedId(page)) === undefined && presses < 20; presses++)
      await page.keyboard.press('Tab')
    const [first, second, third] = await rowsOf(page)
    expect(await focusedId(page)).toBe(first!.id)

    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await focusedId(page)).toBe(third!.id)
    await page.keyboard.press('ArrowUp')
    expect(await focusedId(page)).toBe(second!.id)
    await page.keyboard.press('Enter')
    await expect.poll(() => rowOf(page, second!.id).getAttribute('aria-current')).toBe('true')

    await page.keyboard.press('Shift+F10')
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('ArrowDown')
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['key'])).toBe('pin')
    await page.keyboard.press('Escape')
    expect(await page.getByRole('menu').count()).toBe(0)
    expect(await focusedId(page)).toBe(second!.id)

    await page.keyboard.press('ArrowRight')
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['part'])).toBe('more')
    await page.keyboard.press('Enter')
    await page.getByRole('menu').waitFor()
    const wasPinned = second!.pinned
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(() => rowOf(page, second!.id).getAttribute('data-pinned')).toBe(String(!wasPinned))
    expect(await focusedId(page)).toBe(second!.id)
  })

  it('comes back to the row when what it opened is closed', async () => {
    const page = await demo.open('rows=200&rate=0&panel=0')
    const row = (await rowsOf(page))[3]!
    await rowOf(page, row.id).focus()
    await page.keyboard.press('Enter')
    const close = page.getByRole('main').getByRole('button', { name: 'Close' })
    await close.waitFor()
    expect(await focusedId(page)).toBe(row.id) // beside the list, it leaves the focus where it is
    await close.focus()
    await page.keyboard.press('Enter')
    await close.waitFor({ state: 'detached' })
    await expect.poll(() => focusedId(page)).toBe(row.id)
  })

  it('jumps to the ends, by pages, and to the next unread', async () => {
    const page = await demo.open('rows=10000&rate=0&panel=0')
    await page.locator('[role=row]').first().focus()
    const index = async () => Number(await rowOf(page, (await focusedId(page))!).getAttribute('aria-rowindex'))
    const press = async (key: string) => {
      await page.keyboard.press(key)
      await expect.poll(() => focusedId(page)).toBeDefined()
      return index()
    }
    expect(await press('Home')).toBe(1)
    expect(await press('PageDown')).toBeGreaterThan(5)
    expect(await press('End')).toBe(10_000)
    const box = await rowOf(page, (await focusedId(page))!).boundingBox()
    expect(box!.y + box!.height).toBeLessThanOrEqual(901)
    expect(await press('Home')).toBe(1)
    const start = await index()
    const next = await press('n')
    expect(next).not.toBe(start)
    expect(await rowOf(page, (await focusedId(page))!).getAttribute('data-unread')).toBe('true')
  })

  it('keeps the focus on a conversation that moves, and moves it on from one that goes', async () => {
    const page = await demo.open('rows=200&rate=40')
    const row = (await rowsOf(page))[8]!
    await rowOf(page, row.id).focus()
    await page.waitForTimeout(3000)
    expect(await focusedId(page)).toBe(row.id)
    await page.getByLabel('Events per second').fill('0')
    await rowOf(page, row.id).focus()

    await page.keyboard.press('Delete')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).press('Enter')
    await expect.poll(() => rowOf(page, row.id).count()).toBe(0)
    await expect.poll(() => focusedId(page)).toBeDefined()
    expect(await focusedId(page)).not.toBe(row.id)
  })

  it('keeps a focused row that is scrolled out of sight', async () => {
    const page = await demo.open('rows=10000&rate=0')
    const row = (await rowsOf(page))[2]!
    await rowOf(page, row.id).focus()
    await page.locator('[role=grid]').evaluate((list) => list.scrollTo({ top: 100_000 }))
    await page.waitForTimeout(500)
    expect(await focusedId(page)).toBe(row.id)
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => rowOf(page, row.id).isVisible()).toBe(true)
  })

  it('searches by typing, and clears by Escape', async () => {
    const page = await demo.open('rows=200&rate=0')
    const name = (await rowsOf(page)).at(10)!.title
    const word = name.split(' ')[0]!
    await page.locator('[role=row]').first().focus()
    await page.keyboard.press('/')
    await page.keyboard.type(word)
    await expect.poll(async () => (await rowsOf(page)).every(({ title }) => title.includes(word))).toBe(true)
    expect((await rowsOf(page)).length).toBeGreaterThan(0)
    await page.keyboard.type('zzzz no such name')
    await page.getByText('Nothing found for').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(async () => (await rowsOf(page)).length).toBeGreaterThan(10)
    expect(await reading(page, 'rows')).toBe(200)
  })
})
