import { describe, expect, it } from 'vitest'
import { readOptions } from '../src/options.js'
import { play, type Report } from '../src/play.js'

async function run(...args: string[]): Promise<{ readonly report: Report; readonly told: readonly string[] }> {
  const options = readOptions(['--json', ...args])
  if (options === 'help') throw new Error('nobody asked for help')
  const told: string[] = []
  return { report: await play(options, (line) => told.push(line)), told }
}

const SMALL = '--conversations 80 --events 500'.split(' ')

describe('a list that is played to its quiet end', () => {
  it.each(['netease-nim-cloud', 'netease-nim-local', 'tencent-v2tim', 'tencent-web', 'rongcloud'])(
    'is the one of the server, in any weather: %s',
    { timeout: 60_000 },
    async (vendor) => {
      for (const faults of ['none', 'mobile', 'hostile']) {
        // oxlint-disable-next-line no-await-in-loop -- each with a clock of its own, one after the other
        const { report, told } = await run('--vendor', vendor, '--faults', faults, ...SMALL)
        expect(report.matchesServer, `${faults}: ${told.at(-1)}`).toBe(true)
        expect(report).toMatchObject({ vendor, seed: 7 })
        expect(report.top).toHaveLength(20)
        expect(report.notifications).toBeGreaterThan(0)
        expect(report.events).toBeGreaterThanOrEqual(report.notifications / 2)
      }
    },
  )

  it('is right about rows that a capped list has lost sight of', { timeout: 60_000 }, async () => {
    const { report, told } = await run('--vendor', 'rongcloud', '--conversations', '1100', '--events', '300')
    expect([report.matchesServer, told.at(-1)]).toEqual([true, expect.stringContaining('replay: ')])
    expect(report.size).toBeGreaterThan(990)
  })

  it('adds up what its rows say', async () => {
    const { report } = await run('--conversations', '12', '--events', '60')
    const sum = report.top.reduce((total, row) => total + row.unreadCount, 0)
    expect(report.size).toBe(report.top.length)
    expect(report.unread).toBe(sum)
    expect(report.unreadWithoutMuted).toBeLessThanOrEqual(sum)
  })

  it('is the same again for the same seed, and another for another', async () => {
    const hostile = ['--faults', 'hostile', ...SMALL]
    const first = await run('--seed', '3', ...hostile)
    expect((await run('--seed', '3', ...hostile)).report).toEqual(first.report)
    expect((await run('--seed', '4', ...hostile)).report.top).not.toEqual(first.report.top)
    expect(first.told.join('\n')).toMatch(/5\d\d of 500 happenings, \d+ rows\n[^]*injected: [^]*replay: /)
  })

  it('may be empty', async () => {
    const { report } = await run('--conversations', '0', '--events', '0')
    expect(report).toMatchObject({ size: 0, unread: 0, top: [], matchesServer: true })
  })
})
