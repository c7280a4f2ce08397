import { rows } from '@convolist/testing/scripted-source'
import { expect, it } from 'vitest'
import { watchSyncEffect } from 'vue'
import { liveStateOf } from '../src/live-state.js'
import { apply, engineOf } from './support/harness.js'

it('runs an effect again for what has changed, and not for beginning to follow', async () => {
  const engine = engineOf(rows(3))
  const live = liveStateOf(engine)
  const sizes: number[] = []
  const stop = watchSyncEffect(() => void sizes.push(live.read().parts.rows.size))
  const letGo = live.hold()
  expect(sizes).toEqual([3])
  await apply(engine, { type: 'conversationsUpserted', rows: rows(4) })
  expect(sizes).toEqual([3, 4])
  letGo()
  live.hold()()
  expect(sizes).toEqual([3, 4])
  stop()
})
