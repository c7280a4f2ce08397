import { describe, expect, it } from 'vitest'
import { takePicture, useDemo } from './demo.js'
import { focusedId, rowOf, rowsOf } from './list-page.js'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

describe('on a phone', () => {
  const demo = useDemo()

  it('shows the list alone', async () => {
    const page = await demo.open('rows=200&rate=5&panel=0', phone)
    expect(await page.locator('.detail').isVisible()).toBe(false)
    expect((await page.locator('.sidebar').boundingBox())!.width).toBe(390)
    await takePicture(page, 'phone')
  })

  it('opens the menu by a long press, and only the menu', async () => {
    const page = await demo.open('rows=200&rate=0&panel=0', phone)
    const row = (await rowsOf(page))[4]!
    const box = (await rowOf(page, row.id).boundingBox())!
    const client = await page.context().newCDPSession(page)
    const touchPoints = [{ x: box.x + 120, y: box.y + 30 }]
    await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints })
    await page.getByRole('menu').waitFor()
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await page.waitForTimeout(300)
    await takePicture(page, 'phone-menu')
    expect(await page.getByRole('menu').count()).toBe(1)
    expect(await page.locator('[aria-current=true]').count()).toBe(0)
    await page.getByRole('menuitem', { name: 'Pin to top' }).tap()
    await expect.poll(() => rowOf(page, row.id).getAttribute('data-pinned')).toBe(String(!row.pinned))
  })

  it('opens a row over the list by a tap, and comes back to it', async () => {
    const page = await demo.open('rows=200&rate=0&panel=0', phone)
    await page.locator('.list').evaluate((list) => (list.scrollTop = 1000))
    await page.waitForTimeout(200)
    const row = (await rowsOf(page)).find(({ index }) => index > 20)!
    const { y } = (await rowOf(page, row.id).boundingBox())!
    await rowOf(page, row.id).tap()
    const detail = page.getByRole('main')
    await expect.poll(() => detail.boundingBox()).toMatchObject({ x: 0, y: 0, width: 390, height: 844 })
    await expect.poll(() => detail.getByRole('heading', { level: 2 }).innerText()).toBe(row.title)
    expect(await page.locator('.sidebar').isVisible()).toBe(false)
    const close = detail.getByRole('button', { name: 'Close' })
    expect(await close.evaluate((button) => button === document.activeElement)).toBe(true)
    await takePicture(page, 'phone-open')
    await close.tap()
    await expect.poll(() => focusedId(page)).toBe(row.id)
    expect((await rowOf(page, row.id).boundingBox())!.y).toBe(y)
  })
})
