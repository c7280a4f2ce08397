import { describe, expect, it } from 'vitest'
import { takePicture, useDemo } from './demo.js'
import { findRow, reading, rowOf, rowsOf } from './list-page.js'

describe('a connection that breaks', () => {
  const demo = useDemo()

  it('lets rows go that were deleted meanwhile', async () => {
    const page = await demo.open('rows=200&rate=0')
    const ids = async () => new Set((await rowsOf(page)).map(({ id }) => id))
    await page.getByRole('button', { name: 'Disconnect' }).click()
    await page.locator('.status-line[data-state=disconnected]').waitFor()
    await page.getByRole('button', { name: 'Delete 10 rows' }).click()
    await page.waitForTimeout(500)
    expect(await reading(page, 'rows')).toBe(200)
    const before = await ids()
    await takePicture(page, 'offline')
    await page.getByRole('button', { name: 'Reconnect' }).click()
    await expect.poll(() => reading(page, 'rows')).toBe(190)
    const after = await ids()
    expect([...before].filter((id) => !after.has(id)).length).toBeGreaterThan(0)
    await page.locator('.status-line[data-state=connected]').waitFor()
  })

  it('comes back with traffic running', async () => {
    const page = await demo.open('rows=200&rate=20')
    await page.getByRole('button', { name: 'Disconnect' }).click()
    await page.locator('.status-line[data-state=disconnected]').waitFor()
    await page.waitForTimeout(1500)
    await page.getByRole('button', { name: 'Reconnect' }).click()
    await page.locator('.status-line[data-state=connected]').waitFor()
    await page.getByLabel('Events per second').fill('0')
    await expect
      .poll(async () => (await reading(page, 'unread')) === (await reading(page, 'unread-vendor')), { timeout: 10_000 })
      .toBe(true)
  })

  it('is stopped by a kick, which leaves nothing to read, until the user is back', async () => {
    const page = await demo.open('rows=200&rate=0')
    const row = await findRow(page, () => true)
    await rowOf(page, row.id).click()
    await page.getByRole('button', { name: 'Kick' }).click()
    await expect.poll(() => page.locator('[role=row]').count()).toBe(0)
    expect(await page.locator('.detail h2').innerText()).toBe('Pick a conversation')
    await page.getByText('Signed out').waitFor()
    await page.getByRole('button', { name: 'Reconnect' }).click()
    await expect.poll(() => reading(page, 'rows')).toBe(200)
  })

  it('leaves nothing of an account behind when it is switched', async () => {
    const page = await demo.open('rows=200&rate=10')
    const account = await page.getByTestId('account').innerText()
    const rows = await rowsOf(page)
    expect(rows.every(({ id }) => id.startsWith(`${account}|`))).toBe(true)
    await rowOf(page, rows[3]!.id).click()
    await page.getByRole('button', { name: 'Switch account' }).click()
    await expect.poll(() => page.getByTestId('account').innerText()).not.toBe(account)
    await expect.poll(() => page.locator('[role=row]').count()).toBeGreaterThan(5)
    await page.waitForTimeout(1500)
    expect(await page.content()).not.toContain(`${account}|`)
    expect(await page.locator('.detail h2').innerText()).toBe('Pick a conversation')
    const other = await page.getByTestId('account').innerText()
    expect((await rowsOf(page)).every(({ id }) => id.startsWith(`${other}|`))).toBe(true)
  })
})
