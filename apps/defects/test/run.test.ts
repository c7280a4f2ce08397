import { expect, it, vi } from 'vitest'
import { play } from '../src/run.js'

vi.setConfig({ testTimeout: 60_000 })

it('NetEase’s store keeps what was deleted while the device was away; the list beside it does not', async () => {
  const options = {
    vendor: 'netease-nim-cloud',
    profile: 'hostile',
    seed: 3,
    conversations: 15,
    happenings: 100,
  } as const
  const outcome = await play(options)
  expect(outcome.kit.quiet.moments).toBe(2)
  expect(outcome.kit.quiet.wrong.ghost).toBeGreaterThan(0)
  expect(outcome.convolist.quiet.wrong).toMatchObject({ missing: 0, ghost: 0, misplaced: 0, content: 0, badge: 0 })
  expect(await play(options)).toEqual(outcome)
})

it('Tencent’s store and the list beside it agree in calm weather', async () => {
  const outcome = await play({ vendor: 'tencent-web', profile: 'calm', seed: 1, conversations: 15, happenings: 50 })
  expect(outcome.events).toBeGreaterThan(20)
  for (const side of [outcome.kit, outcome.convolist])
    expect(side.quiet.wrong).toMatchObject({ missing: 0, ghost: 0, misplaced: 0, content: 0, badge: 0 })
})
