import { afterAll, describe, expect, it } from 'vitest'
import { readBaseline, toStored, whatFell, whatRose, writeBaseline } from './baseline.mjs'
import { scenarios } from './scenarios.mjs'

const TIME_LIMIT_MS = 60_000 // a full machine is no failure

const isUpdate = process.env.GUARD_UPDATE === '1'
const baseline = readBaseline()
const counted = new Map()
const fell = []

describe.sequential('what the work costs, in operations', () => {
  it.each(scenarios)('$name costs no more than it did', { timeout: TIME_LIMIT_MS }, async ({ name, run }) => {
    const counts = await run()
    counted.set(name, counts)
    if (isUpdate) return
    const stored = baseline[name]
    expect(stored, '`npm run guard -- --update` stores what there is').toBeDefined()
    const rose = whatRose(stored, counts)
    expect(rose, `${name}\n${rose.join('\n')}\nIf it must: npm run guard -- --update`).toEqual([])
    fell.push(...whatFell(stored, counts).map((line) => `${name}  ${line}`))
  })
})

/** Whatever the baseline says. */
describe('a longer list', () => {
  const steps = (name) => {
    const { calls, rounds, made, cells } = counted.get(name)
    return calls + rounds + made + cells
  }
  const works = ['W1p', 'W2', 'W2z', 'W2u', 'W3', 'W4', 'W5', 'W6', 'W7w', 'W7r']
  const cases = works.flatMap((work) => ['reduce', 'engine'].map((path) => [work, path]))

  it.each(cases)('of 100k rows asks no more than three times the operations of 1k, %s through %s', (work, path) => {
    expect(steps(`${work} 100k ${path}`) / steps(`${work} 1k ${path}`)).toBeLessThan(3)
  })

  it.each(['nim-cloud', 'nim-local', 'tencent-v2tim', 'rongcloud'])('costs a callback of %s no more', (source) => {
    expect(steps(`callback 10k ${source}`) / steps(`callback 1k ${source}`)).toBeLessThan(2)
  })

  it('costs one that tells the whole list its rows, and no more', () => {
    expect(steps('callback 10k tencent-web') / steps('callback 1k tencent-web')).toBeLessThan(11)
  })
})

afterAll(() => {
  if (isUpdate) writeBaseline(Object.fromEntries([...counted].map(([name, counts]) => [name, toStored(counts)])))
  else if (fell.length > 0) {
    console.log(`These cost less than stored; npm run guard -- --update keeps that.\n${fell.join('\n')}`)
  }
})
