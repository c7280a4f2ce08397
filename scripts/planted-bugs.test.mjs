import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { plantedBugs } from './planted-bugs.mjs'
import { root } from './run.mjs'

it('every planted mistake finds its line, once, and changes it', () => {
  const lost = plantedBugs.filter(({ file, find, replacement }) => {
    return find === replacement || readFileSync(join(root, file), 'utf8').split(find).length !== 2
  })
  expect(lost.map(({ name }) => name)).toEqual([])
})

it('every planted mistake names tests that are there', () => {
  const isThere = (tests) => {
    const folder = dirname(join(root, tests))
    return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(basename(tests)))
  }
  const folders = [...new Set(plantedBugs.map(({ tests }) => tests))]
  expect(folders.filter((tests) => !isThere(tests))).toEqual([])
})
