// Runs the contract of every source and prints what came of it: `npm run contract`.
// The table is also written to apps/docs/data/source-contract.json, from where the docs show it.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isGreen, readCells, toTable, toText } from './contract-table.mjs'
import { root, run } from './run.mjs'

const SHOWN = 'apps/docs/data/source-contract.json'

const scratch = mkdtempSync(join(tmpdir(), 'convolist-contract-'))
try {
  const outputFile = join(scratch, 'report.json')
  const { ok, output } = await run(
    'vitest',
    ['run', ...contractFiles(), '--reporter=json', `--outputFile=${outputFile}`],
    { quiet: true },
  )
  const report = JSON.parse(readFileSync(outputFile, 'utf8'))
  const table = toTable(readCells(report))
  console.log(toText(table))
  const failures = failuresOf(report)
  if (failures.length > 0) console.error(`\n${failures.join('\n\n')}`)
  if (ok && isGreen(table)) write(table)
  else {
    if (failures.length === 0) console.error(output)
    process.exitCode = 1
  }
} finally {
  rmSync(scratch, { recursive: true })
}

/** What failed, and files that could not even be read. */
function failuresOf(report) {
  const unread = report.testResults.filter(({ message }) => message).map(({ name, message }) => `${name}: ${message}`)
  const failed = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages.join('\n')}`)
  return unread.concat(failed)
}

/** `contract.test.ts` and its like, in the tests of every package and app. */
function contractFiles() {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group)).flatMap((name) => {
      const folder = `${group}/${name}/test`
      return list(join(root, folder))
        .filter((file) => /^contract.*\.test\.ts$/.test(file))
        .map((file) => `${folder}/${file}`)
    }),
  )
}

function list(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return [] // no tests, or a file that is no folder
  }
}

function write(table) {
  const path = join(root, SHOWN)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(table, null, 2)}\n`)
  console.log(`\nwritten to ${SHOWN}`)
}
