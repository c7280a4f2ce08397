import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { plantedBugs } from './planted-bugs.mjs'
import { root } from './run.mjs'

it('every planted mistake finds its line, once, and changes it', () => {
  const lost = plantedBugs.filter(({ file, find, replacement }) => {
    return find === replacement || readFileSync(join(root, file), 'utf8').split(find).length !== 2
  })
  expect(lost.map(({ name }) => name)).toEqual([])
})
