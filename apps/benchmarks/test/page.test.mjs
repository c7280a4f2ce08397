import { describe, expect, it } from 'vitest'
import { barChart, escape, lineChart, spread } from '../src/page/chart.mjs'
import { toHtml, toMarkdown } from '../src/page/page.mjs'

const run = {
  mode: 'Full run, 5 rounds,',
  machine: 'Test × 2, 4 GB',
  loadAverage: 0.5,
  node: '20.0.0',
  date: '2026-01-02T03:04:05.000Z',
  commit: 'abc1234',
  versions: { convolist: '0.1.0' },
  cells: ['engine', 'rtk'].flatMap((candidate, at) =>
    [1_000, 100_000].map((size) => ({ candidate, work: 'W2', size, ns: size * (at + 1) })),
  ),
  adapters: [{ candidate: 'nim-cloud', size: 1_000, ns: 5_000 }],
  bindings: [{ binding: 'react', size: 1_000, kind: 'changed', us: 120, rowRenders: 1 }],
  memory: [{ candidate: 'engine', result: { bytesPerRow: 48, bytesPerVersion: 4_000 } }],
  hours: [{ vendor: 'rongcloud', result: { hours: 4, rows: 2_000, bytes: 1_200_000, events: 60_000 } }],
  sizes: [{ name: 'convolist', size: 30_000, isOurs: true }],
  bars: [
    { id: 'P1', what: 'a <bar>', subject: 'engine', value: 4, atMost: 5, holds: true },
    { id: 'P5', what: 'another', subject: 'engine', value: 4, atLeast: 5, holds: false },
    { id: 'P3', what: 'a third', subject: 'engine' },
  ],
}
const browser = {
  browser: '150.0',
  date: run.date,
  commit: run.commit,
  load: [
    {
      screen: 'naive',
      mode: 'scrolling',
      rate: 50,
      fps: 12,
      frameCpuMs: { median: 70 },
      longestTaskCpuMs: 80,
      inputDelayMs: { median: 9 },
    },
  ],
  memory: [{ screen: 'naive', listMB: 40 }],
  resync: [{ how: 'one page', longestTaskCpuMs: 30 }],
}

describe('the page of a run', () => {
  it('says where, when and of what it is, and how many bars hold', () => {
    const page = toMarkdown(run, browser)
    expect(page).toContain(
      'Full run, 5 rounds, of 2026-01-02, commit abc1234: Test × 2, 4 GB, load 0.5 before, Node 20.0.0.',
    )
    expect(page).toContain('1 of 2 bars hold; 1 are not covered by this run.')
    expect(page.match(/^## .*/gm)).toEqual([
      '## The bars',
      '## W2: new message, then top 50 + unread',
      '## One callback of a vendor',
      '## Memory',
      '## Size',
      '## One event on the screen',
      '## The demos under load',
    ])
  })

  it('leaves out what was not run', () => {
    const bare = { ...run, cells: [], adapters: [], bindings: [], memory: [], hours: [], sizes: [] }
    expect(toHtml(bare).match(/<h2>.*?<\/h2>/g)).toEqual(['<h2>The bars</h2>'])
  })

  it('shows names as text', () => {
    expect(toMarkdown(run)).toContain('a &lt;bar>')
    expect(escape('a & "b"')).toBe('a &amp; &quot;b&quot;')
  })

  it('keeps each piece of HTML on one line, which a blank one would end in markdown', () => {
    const pieces = toMarkdown(run, browser)
      .split('\n')
      .filter((line) => line.startsWith('<div'))
    expect(pieces).toHaveLength(7)
    expect(pieces.filter((line) => !line.endsWith('</div>'))).toEqual([])
  })
})

describe('a chart', () => {
  it('keeps names apart, and on the picture', () => {
    expect(spread([10, 11, 50], 15)).toEqual([10, 25, 50])
    expect(spread([90, 95, 98], 10, 100)).toEqual([80, 90, 100])
  })

  it('draws ten times as much one decade higher', () => {
    const points = [
      [1_000, 1],
      [10_000, 10],
    ]
    const chart = lineChart({ title: 't', series: [{ name: 'a', tone: 'ours', points }], xText: String, yText: String })
    const [[, fromY], [, toY]] = [...chart.matchAll(/cx="[\d.]+" cy="([\d.]+)"/g)]
    expect(Number(fromY)).toBe(386)
    expect(Number(toY)).toBe(14)
  })

  it('draws a bar as long as its value', () => {
    const rows = [1, 2].map((value) => ({ name: `${value}`, value, text: '', tone: 'ours' }))
    const [[, one], [, two]] = [...barChart({ title: 't', rows }).matchAll(/<rect[^>]* width="([\d.]+)"/g)]
    expect(Number(two)).toBeCloseTo(2 * Number(one))
  })
})
