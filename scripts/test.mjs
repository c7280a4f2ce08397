// Runs everything that guards quality, stage by stage, and counts it.
//   npm test                        all stages
//   npm test -- --only unit,types   the named stages
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { findChromium } from './chromium.mjs'
import { root, run } from './run.mjs'

const stages = {
  imports: () => checks({ directions: ['node', 'scripts/check-imports.mjs'] }),
  laws: () => checks({ laws: ['node', 'scripts/check-laws.mjs'], defects: ['node', 'scripts/check-defects.mjs'] }),
  // Before what reads types: packages see each other as their users do, through dist.
  build: () => inEachPackage('build'),
  lint: () =>
    checks({
      oxlint: ['oxlint', '--deny-warnings'],
      eslint: ['eslint', '--max-warnings', '0', '.'],
      prettier: ['prettier', '--check', '--log-level', 'warn', '.'],
    }),
  types: async () =>
    joined(...(await Promise.all([checks({ 'root config': ['tsc', '-p', '.'] }), inEachPackage('test:types')]))),
  unit: () => vitest('unit', []),
  sim: simulated,
  docs: () =>
    checks({
      'operations table': ['node', 'apps/docs/scripts/operations.mjs', '--check'],
      promises: ['node', 'scripts/promises.mjs', '--check'],
    }),
  packages: () => inEachPackage('test:build'),
  shaking: () => checks({ 'tree-shaking': ['node', 'scripts/check-shaking.mjs'] }),
  size: sizes,
  workspace: () => checks({ knip: ['knip'], sherif: ['sherif', '--fail-on-warnings'] }),
  browser: browserTests,
}

const results = []
for (const name of chosenStages()) {
  console.log(`\n── ${name} ${'─'.repeat(70 - name.length)}`)
  const startedAt = Date.now()
  const result = await stages[name]()
  results.push({
    name,
    passed: 0,
    failed: 0,
    skipped: 0,
    note: '',
    failures: [],
    ...result,
    seconds: (Date.now() - startedAt) / 1000,
  })
}
report()

function chosenStages() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } })
  const names = values.only?.split(',') ?? Object.keys(stages)
  const unknown = names.filter((name) => !stages[name])
  if (unknown.length > 0) {
    console.error(`No stage is called ${unknown.join(', ')}. The stages are ${Object.keys(stages).join(', ')}.`)
    process.exit(2)
  }
  return names
}

/** 300 seeds of every vendor in hostile weather, each run counting as one; pairs that never met count as failed. */
async function simulated() {
  const args = ['apps/sim/dist/main.mjs', '--seeds', '300', '--json']
  const { output } = await run('node', args, { quiet: true })
  const start = output.indexOf('\n{') + 1
  if (!output.startsWith('{') && start === 0) return { failed: 1, note: output.slice(-2_000) }
  const { runs, events, violations, failures, neverMet } = JSON.parse(output.slice(start, output.lastIndexOf('}') + 1))
  for (const { law, detail, replay } of failures) console.log(`${law}: ${detail}\n  ${replay}`)
  console.log(`${runs} runs, ${events} events, ${violations} violations`)
  const note = neverMet.length > 0 ? `never met: ${neverMet.join(', ')}` : ''
  return { passed: runs - failures.length, failed: failures.length + neverMet.length, note }
}

/** Each command counts as one. They run side by side, and each tells what it has to say when it is done. */
async function checks(commands) {
  const failed = []
  const check = async ([name, [command, ...args]]) => {
    const { ok, output } = await run(command, args, { quiet: true })
    process.stdout.write(output)
    if (!ok) failed.push(name)
  }
  await Promise.all(Object.entries(commands).map(check))
  const passed = Object.keys(commands).length - failed.length
  return { passed, failed: failed.length, note: failed.join(', ') }
}

function joined(a, b) {
  const note = [a.note, b.note].filter(Boolean).join(', ')
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, note }
}

/** Runs a script in every package that has it; each package counts as one. */
async function inEachPackage(script) {
  const { ok, output } = await run('turbo', ['run', script, '--continue', '--summarize', '--output-logs=errors-only'])
  const summaryFile = /Summary:\s+(\S+\.json)/.exec(output)?.[1]
  if (!summaryFile) return { failed: 1, note: 'turbo gave no summary' }
  const { tasks } = JSON.parse(readFileSync(summaryFile, 'utf8'))
  rmSync(summaryFile)
  const passing = tasks
    .filter((task) => task.task === script && task.execution?.exitCode === 0)
    .map((task) => task.package)
  const missing = packagesWith(script).filter((name) => !passing.includes(name))
  return { passed: passing.length, failed: missing.length || Number(!ok), note: missing.join(', ') }
}

function packagesWith(script) {
  return manifests()
    .filter((manifest) => manifest.scripts?.[script])
    .map((manifest) => manifest.name)
}

function manifests() {
  return ['packages', 'apps']
    .flatMap((group) => readdirSync(root + group).map((name) => `${root}${group}/${name}/package.json`))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')))
}

/** A file that fails to load, or an error outside any test, counts as one failure. */
async function vitest(name, args) {
  const file = `${root}.test-results/${name}.json`
  mkdirSync(`${root}.test-results`, { recursive: true })
  rmSync(file, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { ok } = await run('vitest', ['run', '--passWithNoTests', ...reporters, ...args])
  if (!existsSync(file)) return { failed: 1, note: 'vitest did not finish' }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(file, 'utf8'),
  )
  const unloaded = testResults.filter(
    (one) => one.status === 'failed' && one.assertionResults.every(hasNotFailed),
  ).length
  const failed = numFailedTests + unloaded
  return {
    passed: numPassedTests,
    failed: failed || Number(!ok),
    skipped: numPendingTests + numTodoTests,
    failures: testResults.flatMap(failuresOf),
  }
}

/** Where, what and why, for the end of a long output. */
function failuresOf({ name, message, assertionResults }) {
  const file = name.replace(root, '')
  if (message) return [`${file}\n${message}`]
  return assertionResults
    .filter((test) => !hasNotFailed(test))
    .map((test) => `${file} > ${test.fullName}\n${test.failureMessages.join('\n')}`)
}

function hasNotFailed(test) {
  return test.status !== 'failed'
}

/** Each entry of .size-limit.json counts as one. */
async function sizes() {
  await run('turbo', ['run', 'build', '--filter=./packages/*', '--output-logs=errors-only'], { quiet: true })
  const { output } = await run('size-limit', ['--json'], { quiet: true })
  const entries = parseSizes(output)
  if (!entries) return { failed: 1, note: output.trim() }
  for (const { name, size, sizeLimit, passed } of entries) {
    console.log(`${passed ? '✓' : '✗'} ${name}: ${size} of ${sizeLimit} bytes, minified and brotli`)
  }
  const over = entries.filter((entry) => !entry.passed).map((entry) => entry.name)
  return { passed: entries.length - over.length, failed: over.length, note: over.join(', ') }
}

function parseSizes(output) {
  try {
    return JSON.parse(output)
  } catch {
    return undefined // size-limit prints plain text when it could not measure
  }
}

async function browserTests() {
  if (!findChromium()) return withoutBrowser()
  await run('turbo', ['run', 'build', '--filter=./apps/*', '--output-logs=errors-only'])
  return vitest('browser', ['--config', 'vitest.browser.config.ts'])
}

function withoutBrowser() {
  console.error('No Chromium was found, so the browser tests did NOT run.')
  console.error('Install it (Debian: apt-get install -y chromium) or set CHROMIUM_PATH.')
  const note = 'not run: no Chromium'
  return process.env.CI === 'true' ? { failed: 1, note } : { skipped: 1, note }
}

function report() {
  for (const failure of results.flatMap((result) => result.failures)) console.log(`\n✗ ${failure}`)
  const line = (...cells) => cells.map((cell, at) => (at === 0 ? cell.padEnd(11) : cell.padStart(8))).join('')
  console.log(`\n${line('stage', 'passed', 'failed', 'skipped', 'seconds')}`)
  for (const { name, passed, failed, skipped, seconds, note } of results) {
    console.log(`${line(name, `${passed}`, `${failed}`, `${skipped}`, seconds.toFixed(1))}${note && `  ${note}`}`)
  }
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0)
  console.log(`\n${total('passed')} passed, ${total('failed')} failed`)
  if (total('failed') > 0) process.exitCode = 1
}
