import { describe, expect, it } from 'vitest'
import { takePicture, useDemo } from './demo.js'
import { choose, findRow, reading, rowOf, rowsOf, tab } from './list-page.js'

describe('with traffic running', () => {
  const demo = useDemo()

  it('stays in order, counts, and renders little', async () => {
    const page = await demo.open('rows=10000&rate=50')
    const before = await rowsOf(page)
    await expect.poll(() => reading(page, 'events-per-second'), { timeout: 10_000 }).toBeGreaterThan(20)
    await expect
      .poll(async () => (await rowsOf(page)).map(({ id }) => id).join())
      .not.toBe(before.map(({ id }) => id).join())
    const rows = await rowsOf(page)
    expect(rows.map(({ index }) => index)).toEqual(rows.map((_, at) => rows[0]!.index + at))
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    expect(rows.map(({ pinned }) => pinned).lastIndexOf(true)).toBe(rows.filter(({ pinned }) => pinned).length - 1)
    await takePicture(page, 'traffic')
  })

  it('takes commands all the same', async () => {
    const page = await demo.open('rows=10000&rate=30')
    const row = await findRow(page, ({ unread, muted, index }) => unread && !muted && index > 3)
    await choose(page, row.id, 'pin')
    await expect.poll(() => rowOf(page, row.id).getAttribute('data-pinned')).toBe('true')
    await choose(page, row.id, 'mute')
    await expect.poll(() => rowOf(page, row.id).locator('.visually-hidden').textContent()).toContain('muted')
  })

  it('keeps what the user looks at in its place', async () => {
    const page = await demo.open('rows=10000&rate=40')
    await page.locator('[role=grid]').evaluate((list) => list.scrollTo({ top: 40_000 }))
    await page.waitForTimeout(500)
    const places = async () => {
      const rows = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('[role=row]')].map(
          (row) => [row.dataset['id']!, Math.round(row.getBoundingClientRect().top)] as const,
        ),
      )
      return new Map(rows.filter(([, top]) => top > 150 && top < 850))
    }
    const before = await places()
    await page.waitForTimeout(2000)
    const after = await places()
    const moves = [...before].flatMap(([id, top]) => (after.has(id) ? [Math.abs(after.get(id)! - top)] : []))
    const left = before.size - moves.length
    expect(before.size).toBeGreaterThan(8)
    expect(moves.length).toBeGreaterThan(4)
    // Where a row of the screen left for the top, one side closes the gap. The 80 rows that passed above moved nothing.
    expect(Math.max(...moves)).toBeLessThanOrEqual(68 * left)
  })

  it('tells a screen reader in one sentence, not one for each message', async () => {
    const page = await demo.open('rows=200&rate=20')
    await page
      .locator('[role=status]')
      .filter({ hasText: /\d+ new in \d+ conversations/ })
      .waitFor()
    const said = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let count = 0
          const watch = new MutationObserver(() => count++)
          watch.observe(document.querySelector('[role=status]')!, {
            childList: true,
            characterData: true,
            subtree: true,
          })
          setTimeout(() => resolve(count), 4000)
        }),
    )
    expect(said).toBeLessThanOrEqual(2)
  })

  it('slows down and stops when asked to', async () => {
    const page = await demo.open('rows=200&rate=100')
    await expect.poll(() => reading(page, 'events-per-second'), { timeout: 10_000 }).toBeGreaterThan(40)
    await page.getByLabel('Events per second').fill('0')
    await expect.poll(() => reading(page, 'events-per-second'), { timeout: 10_000 }).toBe(0)
    expect(new URL(page.url()).searchParams.get('rate')).toBe('0')
  })

  it('shows the badges of all tabs live', async () => {
    const page = await demo.open('rows=200&rate=30&view=mentions')
    const badge = () => tab(page, 'unread').innerText()
    const before = await badge()
    await expect.poll(badge, { timeout: 10_000 }).not.toBe(before)
  })
})
