import { describe, expect, it } from 'vitest'
import { takePicture, useDemo } from './demo.js'
import { choose, findRow, reading, rowOf, rowsOf } from './list-page.js'

describe('the real nim-web-sdk-ng on the simulated server', () => {
  const demo = useDemo()

  it('feeds the list, takes commands, and has them refused', async () => {
    const page = await demo.open('source=sdk&rows=200&rate=30')
    const order = async () => (await rowsOf(page)).map(({ id }) => id).join()
    const before = await order()
    await expect.poll(order, { timeout: 10_000 }).not.toBe(before)
    await page.getByLabel('Events per second').fill('0')

    const row = await findRow(page, ({ index }) => index > 5)
    await choose(page, row.id, 'pin')
    await expect.poll(() => reading(page, 'pending')).toBe(0)
    expect(await rowOf(page, row.id).getAttribute('data-pinned')).toBe('true')
    await page.getByRole('button', { name: 'Arm' }).click()
    await choose(page, row.id, 'pin')
    await page.getByText(`Unpinning ${row.title} failed`).first().waitFor()
    expect(await rowOf(page, row.id).getAttribute('data-pinned')).toBe('true')
    await takePicture(page, 'sdk')
    await expect
      .poll(async () => (await reading(page, 'unread')) === (await reading(page, 'unread-vendor')), { timeout: 10_000 })
      .toBe(true)
  })

  it('drops rows that were deleted while it was cut off, and everything of an account that is left', async () => {
    const page = await demo.open('source=sdk&rows=200&rate=0')
    await page.getByRole('button', { name: 'Delete 10 rows' }).click()
    await page.locator('.status-line[data-state=disconnected]').waitFor()
    await page.getByRole('button', { name: 'Reconnect' }).click()
    await expect.poll(() => reading(page, 'rows'), { timeout: 15_000 }).toBe(190)

    await page.getByRole('button', { name: 'Switch account' }).click()
    await expect.poll(() => page.getByTestId('account').innerText(), { timeout: 10_000 }).not.toBe('me')
    await expect.poll(() => page.locator('[role=row]').count()).toBeGreaterThan(5)
    expect(await page.content()).not.toContain('me|')
  })
})
