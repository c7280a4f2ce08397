import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { whatFell, whatRose } from './baseline.mjs'
import { withCounters } from './count-plugin.mjs'
import { createTally } from './counters.mjs'

/** Runs `code`, which ends in `return`, and gives what it counted and returned. */
async function counted(code, file = 'core/src/example.ts') {
  const { outputText } = ts.transpileModule(withCounters(code, file), { compilerOptions: { target: 'es2022' } })
  const run = new Function(outputText.replace('return_', 'return'))()
  const tally = createTally()
  let value
  await tally.during(() => {
    value = run()
  })
  return { ...tally.result(1), value }
}

describe('counted code', () => {
  it('counts calls and rounds', async () => {
    const result = await counted(`
      const twice = (x: number) => x * 2
      function sum(xs: number[]) { let s = 0; for (const x of xs) s += twice(x); return s }
      const xs = [1, 2, 3]
      return_ (() => sum(xs))`)
    expect(result).toMatchObject({ value: 12, calls: 5, rounds: 3, made: 0, cells: 0 })
    expect(result.functions).toEqual({
      'core/example.ts module': 1,
      'core/example.ts sum': 4,
      'core/example.ts twice': 3,
    })
  })

  it('counts what is made and what is copied for it', async () => {
    const result = await counted(`
      const row = { a: 1, b: 2 }
      const xs = [1, 2, 3, 4]
      return_ (() => { const next = { ...row, c: 3 }; return [next, xs.slice(1), new Map([[1, 2]]).size, ...xs] })`)
    expect(result.value).toEqual([{ a: 1, b: 2, c: 3 }, [2, 3, 4], 1, 1, 2, 3, 4])
    expect(result).toMatchObject({ calls: 1, made: 5, cells: 2 + 3 + 1 + 4 })
  })

  it('counts what is walked without a call', async () => {
    const result = await counted(`
      const xs = [1, 2, 3, 4]
      return_ (() => { const found = xs.indexOf(4); xs.splice(1, 1); return [found, xs.length] })`)
    expect(result).toMatchObject({ value: [3, 3], cells: 8 })
  })

  it('does what it did before', async () => {
    const { value } = await counted(`
      let a = 1, b = 2
      class Point { x = 1; constructor(readonly y: number) {} static of = (y: number) => new Point(y) }
      const go = (n: number, seen: { deep?: { list: number[] } } = {}) => {
        [a, b] = [b, a]
        do n--; while (n > 3)
        if (n > 2) for (let i = 0; i < 2; i++) n += i
        else n = -1
        return { n, a, b, point: Point.of(3).y, none: seen.deep?.list.slice(1).indexOf(3), object: (() => ({ n }))() }
      }
      return_ (() => go(9))`)
    expect(value).toEqual({ n: 4, a: 2, b: 1, point: 3, none: undefined, object: { n: 4 } })
  })
})

describe('the comparison with what is stored', () => {
  const stored = { calls: 100, rounds: 10, made: 5, cells: 200, compared: 9, told: 1, most: { f: 60, g: 40 } }
  const now = (change) => ({ ...stored, functions: { f: 60, g: 40 }, ...change })

  it('lets a little pass', () => {
    expect(whatRose(stored, now({ calls: 102, cells: 205, rounds: 11 }))).toEqual([])
    expect(whatFell(stored, now({ calls: 95 }))).toEqual([])
  })

  it('says what rose by how much, and where', () => {
    expect(whatRose(stored, now({ calls: 110, functions: { f: 70, g: 40, h: 3 } }))).toEqual([
      'calls: 100 → 110 (+10.0 %)',
      '  in f: 60 → 70',
    ])
    expect(whatRose(stored, now({ told: 2 }))[0]).toBe('notifications: 1 → 2 (+100.0 %)')
  })

  it('says what fell', () => {
    expect(whatFell(stored, now({ cells: 100 }))).toEqual(['cells copied or walked: 200 → 100 (-50.0 %)'])
  })
})
