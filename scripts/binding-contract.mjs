// Runs the binding contract with every binding and prints the table: `npm run contract:bindings`.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isGreen, toTable, toText } from './contract-table.mjs'
import { root, run } from './run.mjs'

const scratch = mkdtempSync(join(tmpdir(), 'convolist-bindings-'))
try {
  const outputFile = join(scratch, 'report.json')
  const { ok, output } = await run(
    'vitest',
    ['run', ...contractFiles(), '--reporter=json', `--outputFile=${outputFile}`],
    { quiet: true },
  )
  const table = toTable(readCells(JSON.parse(readFileSync(outputFile, 'utf8'))))
  console.log(toText(table))
  if (!ok || !isGreen(table)) {
    console.error(output)
    process.exitCode = 1
  }
} finally {
  rmSync(scratch, { recursive: true })
}

/** One cell for each binding and scenario. A binding that runs twice (Vue, with two versions of Pinia) failed if one run did. */
function readCells({ testResults }) {
  const cells = new Map()
  for (const { meta, status, failureMessages } of testResults.flatMap(({ assertionResults }) => assertionResults)) {
    if (meta?.binding === undefined) continue
    const { binding: source, scenario } = meta.binding
    const key = `${source}: ${scenario}`
    if (status === 'passed') cells.set(key, cells.get(key) ?? { source, scenario, outcome: 'passed' })
    else cells.set(key, { source, scenario, outcome: 'failed', note: failureMessages.join('\n') })
  }
  return [...cells.values()].sort((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0))
}

function contractFiles() {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group)).flatMap((name) => {
      const folder = `${group}/${name}/test`
      return list(join(root, folder))
        .filter((file) => /^binding-contract\.test\.tsx?$/.test(file))
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
