import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isGreen, readCells, toTable, toText } from './contract-table.mjs'
import { root } from './run.mjs'

const test = (source, scenario, outcome, note, status = 'passed') => ({
  status,
  failureMessages: status === 'failed' ? ['it went wrong'] : [],
  meta: { contract: { source, scenario, outcome, ...(note && { note }) } },
})
const other = { status: 'passed', failureMessages: [], meta: {} }

const report = (...tests) => ({ testResults: [{ assertionResults: [...tests, other] }] })

describe('the contract’s table', () => {
  it('has a column for each source and a row for each scenario', () => {
    const tests = [
      test('A', 'kick', 'passed'),
      test('A', 'labels', 'passed', 'refused by name'),
      test('B', 'kick', 'gap', 'never kicked'),
      test('B', 'labels', 'passed'),
    ]
    const table = toTable(readCells(report(...tests)))
    expect(toText(table).split('\n')).toEqual([
      '          1    2',
      'kick      +  gap',
      'labels    o    +',
      '',
      '   1  A: 1 passed, 1 proven lacking',
      '   2  B: 1 passed, 0 proven lacking, 1 gap',
      '   +  kept   o  the vendor lacks it: refused by name, kept on this device, or said not to be known   gap  known to fail',
      'gap   B, kick: never kicked',
    ])
    expect(isGreen(table)).toBe(true)
  })

  it('is not green with a failure', () => {
    const table = toTable(readCells(report(test('A', 'kick', 'failed', undefined, 'failed'))))
    expect(table.scenarios[0].cells[0]).toEqual({ outcome: 'failed', note: 'it went wrong' })
    expect(toText(table)).toContain('kick FAIL')
    expect(isGreen(table)).toBe(false)
  })

  it('is not green where a scenario did not run, or nothing did', () => {
    const table = toTable(readCells(report(test('A', 'kick', 'passed'), test('B', 'labels', 'passed'))))
    expect(toText(table)).toContain('?')
    expect(isGreen(table)).toBe(false)
    expect(isGreen(toTable([]))).toBe(false)
  })

  it('has as many scenarios as the README says', () => {
    const read = (path) => readFileSync(join(root, path), 'utf8')
    const { scenarios } = JSON.parse(read('apps/docs/data/source-contract.json'))
    expect(read('packages/testing/README.md')).toContain(`: ${scenarios.length} scenarios that every source keeps`)
  })
})
