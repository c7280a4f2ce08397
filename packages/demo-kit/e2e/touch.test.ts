import { describe, expect, it } from 'vitest'
import { takePicture, useDemo } from './demo.js'
import { rowOf, rowsOf } from './list-page.js'

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

  it('opens a row by a tap', async () => {
    const page = await demo.open('rows=200&rate=0&panel=0', phone)
    const row = (await rowsOf(page))[4]!
    await rowOf(page, row.id).tap()
    await expect.poll(() => rowOf(page, row.id).getAttribute('aria-current')).toBe('true')
  })
})
