import { afterEach, describe, expect, it, vi } from 'vitest'

const before = { argv: process.argv, code: process.exitCode }
afterEach(() => {
  process.argv = before.argv
  process.exitCode = before.code
})

/** Runs the command as the shell would. */
async function command(...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  process.argv = ['node', 'main.mjs', ...args]
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const err = vi.spyOn(console, 'error').mockReturnValue(undefined)
  vi.resetModules()
  await import('../src/main.js')
  return { code: process.exitCode, out: textOf(out.mock.calls), err: textOf(err.mock.calls) }
}

const textOf = (calls: readonly (readonly unknown[])[]): string => calls.map(([text]) => String(text)).join('')

describe('the command', () => {
  it('prints one JSON object on standard output, and all else on standard error', async () => {
    const { code, out, err } = await command('--json', '--conversations', '30', '--events', '100')
    expect(JSON.parse(out)).toMatchObject({ vendor: 'netease-nim-cloud', seed: 7, matchesServer: true })
    expect(Object.keys(JSON.parse(out) as object)).toEqual(
      'vendor seed size unread unreadWithoutMuted mentions top matchesServer notifications events diagnostics'.split(
        ' ',
      ),
    )
    expect(code).toBe(0)
    expect(err).toMatch(/1\d\d of 100 happenings/)
  })

  it('says what is wrong, and how it is used, for an argument that makes no sense', async () => {
    const { code, out, err } = await command('--json', '--faults', 'some')
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^--faults: expected one of none, mobile, hostile; got "some"\n\nnpm run headless/)
  })

  it('tells its options', async () => {
    const { code, out, err } = await command('--help')
    expect([code, err]).toEqual([0, ''])
    for (const option of ['--vendor', '--seed', '--conversations', '--events', '--faults', '--json'])
      expect(out).toContain(option)
  })

  it('has no live list where there is no terminal', async () => {
    const { code, err } = await command()
    expect([code, err.startsWith('a live list needs a terminal; add --json')]).toEqual([2, true])
  })
})
