import { rongRow, rongSettings } from '@convolist/testing/rongcloud'
import { afterEach, expect, it } from 'vitest'
import { world, type World } from './support/world.js'

let w: World
afterEach(() => w.close())

/** What the SDK tells in `CONVERSATION`, as `target:preview`. */
async function given(): Promise<string[]> {
  w = await world({ rows: [rongRow({ target: 'ann', at: 3000 }), rongRow({ target: 'eve', at: 2000 })] })
  const told: string[] = []
  w.sdk.im.addEventListener(w.sdk.im.Events.CONVERSATION, ({ conversationList }) => {
    for (const { conversation } of conversationList)
      told.push(`${conversation.targetId}:${conversation.latestMessage?.messageType ?? 'nothing'}`)
  })
  return told
}

it('a setting of a conversation that is in no list comes as an empty row, and makes none', async () => {
  const told = await given()
  w.sdk.pushSettings(rongSettings({ target: 'nobody', at: 9000 }, { pinned: true }))
  await w.settle()
  expect(told).toEqual(['nobody:nothing'])
  expect(w.line()).toBe('1__ann 1__eve')
})
