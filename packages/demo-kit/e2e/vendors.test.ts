import { describe, expect, it } from 'vitest'
import { takePicture, useDemo } from './demo.js'
import { choose, findRow, reading, rowOf, rowsOf } from './list-page.js'

const vendors = ['netease-nim-cloud', 'netease-nim-local', 'tencent-v2tim', 'tencent-web', 'rongcloud']

describe.each(vendors)('on %s', (vendor) => {
  const demo = useDemo()
  // The Web SDK tells the whole list once a second: a handful of events, whatever the traffic.
  const least = vendor === 'tencent-web' ? 0 : 5

  it('the list is there, follows traffic, and pins for good', async () => {
    const page = await demo.open(`vendor=${vendor}&rows=200&rate=0`)
    await expect.poll(() => reading(page, 'rows')).toBe(200)
    const { id } = await findRow(page, ({ index }) => index > 5)
    await choose(page, id, 'pin')
    await expect.poll(() => rowOf(page, id).getAttribute('data-pinned')).toBe('true')
    await expect.poll(() => reading(page, 'pending')).toBe(0)
    expect(await rowOf(page, id).getAttribute('data-pinned')).toBe('true')
    const before = await rowsOf(page)
    await page.getByLabel('Events per second').fill('50')
    await expect.poll(() => rowsOf(page), { timeout: 10_000 }).not.toEqual(before)
    await expect.poll(() => reading(page, 'events-per-second'), { timeout: 10_000 }).toBeGreaterThan(least)
    expect(await page.getByTestId('diagnostics').innerText()).not.toMatch(/malformed|threw|failed/)
  })
})

describe('the switch', () => {
  const demo = useDemo()

  it('starts over with another vendor, and stands in the link', async () => {
    const page = await demo.open('rows=200&rate=0')
    const [before] = await rowsOf(page)
    await page.getByLabel('Vendor').selectOption('rongcloud')
    await expect.poll(async () => (await rowsOf(page)).length).toBeGreaterThan(5)
    expect(page.url()).toContain('vendor=rongcloud')
    expect((await rowsOf(page)).map(({ id }) => id)).not.toContain(before!.id)
    expect(await page.getByLabel('Real SDK, simulated server').isDisabled()).toBe(true)
  })
})

describe('three vendors in one list', () => {
  const demo = useDemo()
  const merged = ['netease-nim-cloud', 'tencent-web', 'rongcloud']
  const ofAll = (what: string): string[] => merged.map((vendor) => `${what}-${vendor}`)

  it('says whose each row is, counts for each and for all, and pins with the owner', async () => {
    const page = await demo.open('vendor=merged&rows=300&rate=0')
    await expect.poll(() => reading(page, 'rows')).toBe(300)
    const badges = new Set(await page.locator('.row-source').allInnerTexts())
    expect([...badges].sort()).toEqual(['NIM cloud', 'RongCloud', 'Tencent Web'])
    const sum = async (names: string[]): Promise<number> => {
      const numbers = await Promise.all(names.map((name) => reading(page, name)))
      return numbers.reduce((all, each) => all + each, 0)
    }
    expect(await sum(ofAll('rows'))).toBe(await reading(page, 'rows'))
    expect(await sum(ofAll('unread'))).toBe(await reading(page, 'unread'))
    expect(await reading(page, 'unread')).toBeGreaterThan(0)
    for (const vendor of merged) {
      const { id } = await findRow(page, (row) => row.id.startsWith(`${vendor}:`))
      await choose(page, id, 'pin')
      await expect.poll(() => rowOf(page, id).getAttribute('data-pinned')).toBe('true')
    }
    await expect.poll(() => reading(page, 'pending')).toBe(0)
    expect(await page.locator('[data-testid=toasts] li').count()).toBe(0)
    await takePicture(page, 'merged')
  })

  it('lives', async () => {
    const page = await demo.open('vendor=merged&rows=3000&rate=60')
    await page.waitForTimeout(4000)
    const seen = await rowsOf(page)
    expect(seen.map(({ index }) => index)).toEqual(seen.map((_, at) => at + 1))
    const owners = new Set(seen.map(({ id }) => id.slice(0, id.indexOf(':'))))
    expect([...owners].sort()).toEqual([...merged].sort())
    expect(await reading(page, 'row-renders')).toBeLessThan(1500)
    await expect.poll(() => reading(page, 'events-per-second')).toBeGreaterThan(10)
    await takePicture(page, 'merged-live')
  })
})
