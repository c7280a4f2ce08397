import { describe, expect, it } from 'vitest'
import { useDemo } from './demo.js'
import { reading, rowsOf } from './list-page.js'

describe('a real account', () => {
  const demo = useDemo()

  it('loads the SDK only when it is asked for, and keeps the list if the login fails', async () => {
    const page = await demo.open('rows=200&rate=0')
    const scripts: string[] = []
    page.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()))
    await page.waitForTimeout(500)
    expect(scripts).toEqual([])
    await page.context().route(/^https?:\/\/(?!127\.0\.0\.1)/, (route) => route.abort())
    await page.getByLabel('App key').fill('0123456789abcdef')
    await page.getByLabel('Account', { exact: true }).fill('somebody')
    await page.getByLabel('Token').fill('secret')
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    const failure = page.locator('.form-error')
    await failure.waitFor({ timeout: 45_000 })
    expect(await failure.innerText()).toMatch(/^Login failed: .*(connect|request|timeout|network)/i) // the SDK's own words
    expect(scripts.length).toBeGreaterThan(0)
    expect(await reading(page, 'rows')).toBe(200)
    expect((await rowsOf(page)).length).toBeGreaterThan(5)
    expect(page.url()).not.toContain('secret')
    demo.errors.splice(0) // the SDK tells the console of every host that it cannot reach
  })
})
