import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkDefects } from './check-defects.mjs'

let folder
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'convolist-defects-'))
  writeFileSync(join(folder, 'a.test.ts'), `it('the stream has it', f)\nit.each(all)('%s: the list is right', f)`)
})
afterAll(() => rmSync(folder, { recursive: true }))

const SEEN = '`a.test.ts` › `the stream has it`'
const RIGHT = '`a.test.ts` › `%s: the list is right`'
const row = (number, seen = SEEN, right = RIGHT) =>
  `| ${number} | stale row | comes late | Events | ${seen} | ${right} |`
const problems = (...lines) => checkDefects(['# Defects', '', '## A vendor', '', ...lines].join('\n'), folder)

it('accepts defects whose tests exist, numbered anew for each vendor', () => {
  expect(problems(row(1), row(2, `${SEEN}, ${SEEN}`), '', '## Another', row(1))).toEqual([])
})

it.each([
  ['a renamed test', row(1, '`a.test.ts` › `gone`'), 'a.test.ts has no test «gone»'],
  ['a missing file', row(1, SEEN, '`b.test.ts` › `x`'), 'there is no file b.test.ts'],
  ['a defect nobody has seen', row(1, ''), 'A vendor 1: «the stream has it» names no tests'],
  ['a list that is not shown to be right', row(1, SEEN, 'surely'), 'A vendor 1: «the list is right» names no tests'],
  ['a gap in the numbers', row(2), 'A vendor 2: is out of turn'],
  ['a row that lacks a cell', `| 1 | stale row | Events | ${SEEN} | ${RIGHT} |`, 'A vendor 1: has 5 cells, and not 6'],
])('refuses %s', (_, line, problem) => {
  expect(problems(line)).toEqual([problem])
})

it('refuses a test named in the text that does not exist, and a document without tables', () => {
  expect(problems(row(1), 'See `a.test.ts` › `no such`.')).toEqual(['a.test.ts has no test «no such»'])
  expect(checkDefects('# Defects', folder)).toEqual(['there is no table row that starts with a number'])
})
