// Keeps the tables of the vendors' defects true: every test they name must exist, and every defect must have two.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { hasTest } from './check-laws.mjs'

const entry = /`([^`\s]+\.test\.tsx?)` › `([^`]+)`/g
const COLUMNS = 6

/** What is wrong with the tables in `document`, one line each; tests are found relative to `folder`. */
export function checkDefects(document, folder) {
  const defects = readTables(document)
  if (defects.length === 0) return ['there is no table row that starts with a number']
  const named = [...document.matchAll(entry)].map(([, file, name]) => ({ file, name }))
  return [...defects.flatMap(checkDefect), ...named.flatMap((test) => missing(test, folder))]
}

/** Rows look like: | 3 | name | what the stream does | heading | `a.test.ts` › `shows it` | `b.test.ts` › `is right` | */
function readTables(document) {
  let vendor = ''
  let due = 1
  return document.split('\n').flatMap((line) => {
    const heading = /^## (.*)$/.exec(line)
    if (heading) [vendor, due] = [heading[1], 1]
    if (!/^\|\s*\d+\s*\|/.test(line)) return []
    const cells = line.split('|').slice(1, -1)
    const number = Number(cells[0])
    return [{ where: `${vendor} ${number}`, isNext: number === due++, cells: cells.map((cell) => cell.trim()) }]
  })
}

function checkDefect({ where, isNext, cells }) {
  if (cells.length !== COLUMNS) return [`${where}: has ${cells.length} cells, and not ${COLUMNS}`]
  const problems = isNext ? [] : [`${where}: is out of turn`]
  const [, name, what, heading, seen, right] = cells
  if (!name || !what || !heading) problems.push(`${where}: says too little`)
  for (const [cell, column] of [
    [seen, 'the stream has it'],
    [right, 'the list is right'],
  ]) {
    if (cell.replace(entry, '').replace(/[,\s]/g, '') || !cell) problems.push(`${where}: «${column}» names no tests`)
  }
  return problems
}

function missing({ file, name }, folder) {
  const path = join(folder, file)
  if (!existsSync(path)) return [`there is no file ${file}`]
  return hasTest(readFileSync(path, 'utf8'), name) ? [] : [`${file} has no test «${name}»`]
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = 'apps/docs/reference/vendor-defects.md'
  const folder = fileURLToPath(new URL('../', import.meta.url))
  const problems = checkDefects(readFileSync(folder + file, 'utf8'), folder)
  for (const problem of problems) console.error(`${file}: ${problem}`)
  if (problems.length > 0) process.exitCode = 1
  else console.log('Every defect names tests that exist.')
}
