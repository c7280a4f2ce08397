// Keeps the table of laws true: every test that ARCHITECTURE.md names for a law must exist under that name.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const entry = /`([^`\s]+\.test\.tsx?)`\s*›\s*`([^`]+)`/g

const LAWS = 16

/** What is wrong with the table in `document`, one line each; tests are found relative to `folder`. */
export function checkLaws(document, folder, count = LAWS) {
  const laws = readTable(document)
  if (laws.length === 0) return ['there is no table row that starts with a law number']
  const missing = laws.length === count ? [] : [`there are ${laws.length} laws where ${count} are due`]
  return [...missing, ...gaps(laws), ...laws.flatMap((law) => checkLaw(law, folder))]
}

/** Rows look like: | 3 | statement | `test/laws/a.test.ts` › `test name`, `test/b.test.ts` › `other name` | */
function readTable(document) {
  return document.split('\n').flatMap((line) => {
    const row = /^\|\s*\**(\d+)\**\s*\|.*\|([^|]*)\|\s*$/.exec(line)
    return row ? [{ number: Number(row[1]), ...readTests(row[2]) }] : []
  })
}

function readTests(cell) {
  const tests = [...cell.matchAll(entry)].map(([, file, name]) => ({ file, name }))
  const unread = cell.replace(entry, '').replace(/<br\s*\/?>|[,;\s]/g, '')
  return { tests, unread }
}

function gaps(laws) {
  return laws.flatMap(({ number }, at) =>
    number === at + 1 ? [] : [`law ${number} stands where law ${at + 1} is due`],
  )
}

function checkLaw({ number, tests, unread }, folder) {
  if (unread) return [`law ${number}: «${unread}» is not written as \`file\` › \`test name\``]
  if (tests.length === 0) return [`law ${number} names no test`]
  return tests.flatMap(({ file, name }) => {
    const path = join(folder, file)
    if (!existsSync(path)) return [`law ${number}: there is no file ${file}`]
    return hasTest(readFileSync(path, 'utf8'), name) ? [] : [`law ${number}: ${file} has no test «${name}»`]
  })
}

/** Is there a test of this name in the source, one that runs? */
export function hasTest(source, name) {
  const found = []
  const visit = (node) => {
    if (isSkipped(node)) return
    if (ts.isCallExpression(node) && isTestCall(node)) found.push(node.arguments[0].text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('test.tsx', source, ts.ScriptTarget.Latest, true))
  return found.includes(name)
}

/** With all that stands in it. */
function isSkipped(node) {
  return ts.isCallExpression(node) && /^(it|test|describe)(\.\w+)*\.(skip|todo)\b/.test(node.expression.getText())
}

/** `it('…')`, `test.each([…])('…')`, `describe('…')`; one that is skipped or still to do shows nothing. */
function isTestCall(node) {
  const callee = node.expression.getText()
  const [title] = node.arguments
  return Boolean(title && ts.isStringLiteralLike(title)) && /^(it|test|describe)\b/.test(callee)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = fileURLToPath(new URL('../packages/core/', import.meta.url))
  const problems = checkLaws(readFileSync(`${folder}ARCHITECTURE.md`, 'utf8'), folder)
  for (const problem of problems) console.error(`packages/core/ARCHITECTURE.md: ${problem}`)
  if (problems.length > 0) process.exitCode = 1
  else console.log('Every law names tests that exist.')
}
