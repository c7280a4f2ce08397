import { describe, expect, it } from 'vitest'
import { takePicture, useDemo } from './demo.js'
import { choose, findRow, reading, rowOf, rowsOf, tab } from './list-page.js'

describe('commands on a row', () => {
  const demo = useDemo()

  it('pins at once and for good, and unpins', async () => {
    const page = await demo.open('rows=200&rate=0')
    const row = await findRow(page, ({ index }) => index > 6)
    await choose(page, row.id, 'pin')
    await expect.poll(async () => (await rowsOf(page)).find(({ id }) => id === row.id)).toMatchObject({ pinned: true })
    const pinned = (await rowsOf(page)).filter((one) => one.pinned)
    expect(pinned.map(({ index }) => index)).toEqual(pinned.map((_, at) => at + 1))
    await expect.poll(() => reading(page, 'pending')).toBe(0)
    expect((await rowsOf(page)).find(({ id }) => id === row.id)?.pinned).toBe(true)
    await choose(page, row.id, 'pin')
    await expect.poll(async () => (await rowsOf(page)).find(({ id }) => id === row.id)?.pinned).toBe(false)
  })

  it('marks as read, and every badge follows', async () => {
    const page = await demo.open('rows=200&rate=0')
    const row = await findRow(page, ({ unread }) => unread)
    const before = await reading(page, 'unread')
    await choose(page, row.id, 'read')
    await expect.poll(() => rowOf(page, row.id).getAttribute('data-unread')).toBe('false')
    expect(await reading(page, 'unread')).toBeLessThan(before)
    await expect.poll(() => reading(page, 'pending')).toBe(0)
    expect(await reading(page, 'unread-vendor')).toBe(await reading(page, 'unread'))
  })

  it('rolls a refused command back and says so', async () => {
    const page = await demo.open('rows=200&rate=0')
    const row = await findRow(page, ({ index }) => index > 4)
    await page.getByLabel('Refuse the next').selectOption('stickTop')
    await page.getByRole('button', { name: 'Arm' }).click()
    await choose(page, row.id, 'pin')
    await page
      .getByText(/^Pinning .+ failed/)
      .first()
      .waitFor() // by its name, which may come after the row
    await takePicture(page, 'refused')
    expect(await page.getByTestId('toasts').innerText()).toContain('rolled back')
    expect((await rowsOf(page)).find(({ id }) => id === row.id)).toMatchObject({ pinned: false, index: row.index })
    await expect.poll(() => page.locator('[role=status]').innerText()).toContain('failed')
    await page.getByRole('button', { name: 'Dismiss' }).click()
    expect(await page.getByTestId('toasts').innerText()).toBe('')
  })

  it('gives up on a command that is never answered', async () => {
    const page = await demo.open('rows=200&rate=0')
    const row = await findRow(page, ({ index }) => index > 4)
    await page.getByLabel('Never answer commands').check()
    await choose(page, row.id, 'pin')
    await expect.poll(() => rowOf(page, row.id).getAttribute('data-pinned')).toBe('true')
    await page.getByText('did not answer in time').first().waitFor({ timeout: 12_000 })
    await expect.poll(() => rowOf(page, row.id).getAttribute('data-pinned')).toBe('false')
  })

  it('mutes, stars, keeps a draft, and tags with a new label', async () => {
    const page = await demo.open('rows=200&rate=0')
    const { id } = await findRow(page, ({ index, muted }) => index > 4 && !muted)
    const words = () => rowOf(page, id).locator('.visually-hidden').textContent()
    await choose(page, id, 'mute')
    await expect.poll(words).toContain('muted')
    await choose(page, id, 'star')
    await expect.poll(words).toContain('starred')

    await choose(page, id, 'draft')
    await page.getByLabel('Unsent text').fill('do not forget')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => rowOf(page, id).innerText()).toMatch(/\[Draft\]\s*do not forget/)

    await choose(page, id, 'labels')
    await page.getByRole('textbox', { name: 'New label' }).fill('urgent')
    await page.getByRole('button', { name: 'Add' }).click()
    await expect.poll(() => page.getByRole('checkbox', { name: 'urgent' }).isChecked()).toBe(true)
    await takePicture(page, 'labels')
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    await page.getByLabel('Show only').selectOption({ label: 'Label: urgent' })
    await expect.poll(async () => (await rowsOf(page)).map((row) => row.id)).toEqual([id])
  })

  it('deletes after asking', async () => {
    const page = await demo.open('rows=200&rate=0')
    const { id } = await findRow(page, ({ index }) => index > 4)
    await choose(page, id, 'remove')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect(await rowOf(page, id).count()).toBe(1)
    await choose(page, id, 'remove')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => rowOf(page, id).count()).toBe(0)
    await expect.poll(() => reading(page, 'rows')).toBe(199)
  })

  it('marks a whole tab as read', async () => {
    const page = await demo.open('rows=200&rate=0&view=groups')
    expect(await tab(page, 'groups').innerText()).toMatch(/\d/)
    await page.getByRole('button', { name: 'Mark all as read' }).click()
    await expect.poll(() => tab(page, 'groups').locator('.count').count()).toBe(0)
    expect(await reading(page, 'unread')).toBeGreaterThan(0)
  })

  it('keeps the open row in the Unread tab while it is read', async () => {
    const page = await demo.open('rows=200&rate=0&view=unread')
    const [first, second] = await rowsOf(page)
    await rowOf(page, first!.id).click()
    await expect.poll(() => rowOf(page, first!.id).getAttribute('data-unread')).toBe('false')
    await expect.poll(() => reading(page, 'pending')).toBe(0)
    expect(await rowOf(page, first!.id).getAttribute('aria-current')).toBe('true')
    expect(await page.locator('.detail h2').innerText()).toBe(first!.title)
    await rowOf(page, second!.id).click()
    await expect.poll(() => rowOf(page, first!.id).count()).toBe(0)
    expect(await rowOf(page, second!.id).count()).toBe(1)
  })
})
