import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { reopen, takePicture, useDemo } from './demo.js'
import { cutNetwork, serveTencent } from './tencent-server.js'
import { choose, findRow, reading, rowOf, rowsOf } from './list-page.js'

const SECRET = 'a-secret-nobody-keeps'

/** What each vendor's form asks for, filled in as somebody would whose server cannot be reached. */
const accounts = [
  { vendor: 'NetEase NIM', fields: { 'App key': '0123456789abcdef', Account: 'somebody', Token: SECRET } },
  { vendor: 'Tencent Cloud Chat', fields: { SDKAppID: '1400000001', userID: 'somebody', userSig: SECRET } },
  { vendor: 'RongCloud', fields: { 'App key': '0123456789abc', Token: SECRET } },
]

const formOf = (page: Page): Locator => page.getByRole('form', { name: 'Sign in with an account of yours' })

/** Lets nothing out of the page but to the demo itself. The page is loaded anew. */
async function goOffline(page: Page): Promise<void> {
  await cutNetwork(page)
  await page.context().routeWebSocket(/my-imcloud|rong|netease|yunxin/, (socket) => socket.close({ code: 1011 }))
  await page.clock.install()
  await reopen(page)
}

describe.each(accounts)('an account of $vendor', ({ vendor, fields }) => {
  const demo = useDemo()

  it('wants its fields, loads the SDK then only; if the server cannot be reached, says so and keeps the list', async () => {
    const page = await demo.open('rows=200&rate=0')
    await goOffline(page)
    const scripts: string[] = []
    page.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()))
    const form = formOf(page)
    await form.getByRole('combobox').first().selectOption(vendor)
    const field = (label: string): Locator => form.getByLabel(label, { exact: true })
    const signIn = form.getByRole('button', { name: 'Sign in' })

    await signIn.click()
    const names = Object.keys(fields)
    expect(await form.locator('.form-error').allInnerTexts()).toEqual(names.map((name) => `${name} is missing.`))
    const focused = await page.evaluate(() => document.activeElement?.id)
    expect(focused).toBe(await field(names[0]!).getAttribute('id'))
    await field(names[0]!).fill('1 2')
    await signIn.click()
    expect(await form.locator('.form-error').first().innerText()).toMatch(/has a space|is a number/)

    for (const [label, value] of Object.entries(fields)) await field(label).fill(value)
    expect(scripts).toEqual([])
    await signIn.click()
    await form.getByRole('button', { name: 'Signing in…' }).waitFor()
    const failure = form.getByRole('alert')
    const isTold = async (): Promise<boolean> => {
      await page.clock.fastForward(1_000) // Tencent's tries for half a minute
      return failure.isVisible()
    }
    await expect.poll(isTold, { timeout: 45_000 }).toBe(true)
    expect(await failure.innerText()).toMatch(/^Signing in failed\. The server cannot be reached\./)
    expect(scripts.length).toBeGreaterThan(0)

    expect(await signIn.isEnabled()).toBe(true)
    expect(await reading(page, 'rows')).toBe(200)
    const { id } = await findRow(page, ({ index }) => index > 5)
    await choose(page, id, 'pin')
    await expect.poll(() => rowOf(page, id).getAttribute('data-pinned')).toBe('true')
    expect(page.url()).not.toContain(SECRET)
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    )
    expect(kept).not.toContain(SECRET)
    await failure.scrollIntoViewIfNeeded()
    await takePicture(page, `account-${vendor.replaceAll(' ', '-')}`)
    demo.errors.splice(0) // the SDKs tell the console of every host that they cannot reach
  })
})

describe('the form', () => {
  const demo = useDemo()

  it('speaks Chinese, fits a narrow screen, and forgets what was typed for another vendor', async () => {
    const page = await demo.open('rows=200&rate=0&lang=zh-CN&panel=1', { viewport: { width: 390, height: 844 } })
    const form = page.getByRole('form', { name: '用你自己的账号登录' })
    await form.getByRole('combobox').first().selectOption('腾讯云即时通信 IM')
    await form.getByLabel('userSig').fill(SECRET)
    expect(await form.getByLabel('userSig').getAttribute('type')).toBe('password')
    await form.getByRole('combobox').first().selectOption('融云')
    await form.getByRole('button', { name: '登录' }).click()
    expect(await form.locator('.form-error').allInnerTexts()).toEqual(['请填写“App Key”。', '请填写“Token”。'])
    const [scrollWidth, clientWidth] = await page.evaluate(() => {
      const panel = document.querySelector('.panel')!
      return [panel.scrollWidth, panel.clientWidth]
    })
    expect(scrollWidth).toBe(clientWidth)
    await form.getByRole('button', { name: '登录' }).scrollIntoViewIfNeeded()
    await takePicture(page, 'account-narrow')
    await form.getByRole('combobox').first().selectOption('腾讯云即时通信 IM')
    const values = await page.locator('input').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))
    expect(values).not.toContain(SECRET)
  })
})

describe('the real @tencentcloud/chat, and a server that answers', () => {
  const demo = useDemo()

  it('is refused, signs in, stands in the list, beside the simulator too, is kicked, and signs out', async () => {
    const page = await demo.open('rows=200&rate=0')
    const server = await serveTencent(page)
    const form = formOf(page)
    const signIn = async (): Promise<void> => {
      await form.getByRole('combobox').first().selectOption('Tencent Cloud Chat')
      await form.getByLabel('SDKAppID').fill('1400000001')
      await form.getByLabel('userID').fill('me')
      await form.getByLabel('userSig').fill(SECRET)
      await form.getByRole('button', { name: 'Sign in' }).click()
    }
    const names = async (): Promise<string[]> => (await rowsOf(page)).map(({ title }) => title)

    server.refusal = 70_003
    await signIn()
    await form.getByRole('alert').waitFor()
    expect(await form.getByRole('alert').innerText()).toMatch(/token is wrong\. \(code 70003\)$/)
    expect(await reading(page, 'rows')).toBe(200)

    server.refusal = undefined
    await form.getByLabel('In one list').check()
    await form.getByRole('button', { name: 'Sign in' }).click()
    await expect.poll(() => reading(page, 'rows'), { timeout: 15_000 }).toBe(202)
    expect(server.logins.at(-1)).toMatchObject({ identifier: 'me', usersig: SECRET })
    expect(await reading(page, 'rows-my-tencent-web')).toBe(2)
    const values = await page.locator('input').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))
    expect(values).not.toContain(SECRET)
    await takePicture(page, 'account-beside')

    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect.poll(() => reading(page, 'rows')).toBe(200)
    await expect.poll(() => server.commands).toContain('wslogout')

    await form.getByLabel('In one list').uncheck()
    await signIn()
    await expect.poll(names, { timeout: 15_000 }).toEqual(['grace', 'ada'])
    expect(await page.getByTestId('account').innerText()).toBe('me')
    server.kick()
    await page.getByText('Signed out. The account signed in on another device.').waitFor()
    await expect.poll(names).toEqual([])
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect.poll(() => reading(page, 'rows')).toBe(200)
    expect(page.url()).not.toContain(SECRET)
    demo.errors.splice(0) // the SDK tells the console of hosts that it cannot reach
  })
})
