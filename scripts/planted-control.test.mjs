import { expect, it } from 'vitest'
import { createControl } from './planted-control.mjs'

it('each folder is run once with nothing planted, and a red one ends it all', async () => {
  const runs = []
  const control = createControl(async (planted, folder) => {
    runs.push([planted, folder])
    return { ok: folder !== 'red', output: 'one failed' }
  })
  await Promise.all([control('green'), control('green')])
  await control('green')
  await expect(control('red')).rejects.toThrow('red fails with nothing planted')
  expect(runs).toEqual([
    ['', 'green'],
    ['', 'red'],
  ])
})
