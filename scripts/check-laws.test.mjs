import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkLaws } from './check-laws.mjs'

let folder
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'convolist-laws-'))
  writeFileSync(
    join(folder, 'a.test.ts'),
    `it('law 1: keeps ids once', () => {})\ntest.prop([x])("it's pure", () => {})\n// it('gone', f)\nit.skip('later', f)\ndescribe.skip('off', () => it('inside', f))`,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

const table = (...rows) => ['| # | Law | Shown by |', '|---|---|---|', ...rows].join('\n')
const problems = (...rows) => checkLaws(table(...rows), folder, rows.length)

it('accepts laws whose tests exist', () => {
  const first = "| 1 | one `a | b` | `a.test.ts` › `law 1: keeps ids once`, `a.test.ts` › `it's pure` |"
  expect(problems(first, "| **2** | two | `a.test.ts` › `it's pure` |")).toEqual([])
})

it.each([
  ['a missing file', '| 1 | one | `b.test.ts` › `x` |', 'law 1: there is no file b.test.ts'],
  ['a renamed test', '| 1 | one | `a.test.ts` › `keeps ids` |', 'law 1: a.test.ts has no test «keeps ids»'],
  ['a test in a comment', '| 1 | one | `a.test.ts` › `gone` |', 'law 1: a.test.ts has no test «gone»'],
  ['a skipped test', '| 1 | one | `a.test.ts` › `later` |', 'law 1: a.test.ts has no test «later»'],
  ['a test among skipped ones', '| 1 | one | `a.test.ts` › `inside` |', 'law 1: a.test.ts has no test «inside»'],
  ['a law without a test', '| 1 | one | |', 'law 1 names no test'],
  [
    'an entry it cannot read',
    '| 1 | one | `a.test.ts` |',
    'law 1: «`a.test.ts`» is not written as `file` › `test name`',
  ],
  ['a gap in the numbers', "| 2 | two | `a.test.ts` › `it's pure` |", 'law 2 stands where law 1 is due'],
])('refuses %s', (_, row, problem) => {
  expect(problems(row)).toEqual([problem])
})

it('refuses a document without some of the laws', () => {
  const one = table("| 1 | one | `a.test.ts` › `it's pure` |")
  expect(checkLaws(one, folder)).toEqual(['there are 1 laws where 16 are due'])
})

it('refuses a document without a table', () => {
  expect(checkLaws('# Laws', folder)).toEqual(['there is no table row that starts with a law number'])
})
