import { describe, expect, it } from 'vitest'
import { type Options, readOptions } from '../src/options.js'
import { emptyReport, toJson } from '../src/report.js'

describe('options', () => {
  it('are all vendors, in hostile weather, without any', () => {
    expect(readOptions([])).toMatchObject({ from: 1, seeds: 20, profiles: ['hostile'] })
    expect(readOptions([])).toHaveProperty('vendors.length', 5)
  })

  it('name one seed, or several', () => {
    expect(readOptions(['--seed', '7'])).toMatchObject({ from: 7, seeds: 1 })
    expect(readOptions(['--from', '3', '--seeds', '4', '--vendor', 'rongcloud,tencent-web'])).toMatchObject({
      from: 3,
      seeds: 4,
      vendors: ['rongcloud', 'tencent-web'],
    })
  })

  it('stand in the report, and are not taken for its sums', () => {
    const options = readOptions(['--seeds', '2', '--happenings', '40', '--without', 'drop,duplicate']) as Options
    const report = { ...emptyReport(), happenings: 812 }
    const written = toJson(options, report)
    expect(written).toMatchObject({ happeningsPerRun: 40, happenings: 812, without: ['drop', 'duplicate'], seeds: 2 })
    const again = Object.keys(options).filter((name) => !['jobs', 'json', 'happenings', 'minutes'].includes(name))
    expect(Object.keys(written)).toEqual(expect.arrayContaining(again)) // or nobody could play it again
  })

  it.each([
    [['--vendor', 'icq'], '--vendor: "icq" is none of netease-nim-cloud'],
    [['--profile', 'stormy'], '--profile: "stormy" is none of calm, mobile, hostile'],
    [['--seeds', '0'], '--seeds: a whole number of at least 1'],
    [['--seed', 'x'], '--seed: a whole number of at least 0 is wanted, not "x"'],
    [['--without', 'rain'], '--without: "rain" is none of drop'],
    [['--without', 'latencyMs'], '--without: "latencyMs" is none of drop'],
    [['--minutes', 'x'], '--minutes: a whole number of at least 1 is wanted, not "x"'],
    [['--sedes', '3'], "Unknown option '--sedes'"],
  ])('%j are refused by name', (args, message) => {
    expect(() => readOptions(args)).toThrow(message)
  })
})
