import { createConversation, toConversationId, toEpochMs } from '@convolist/core'
import { rongMessage, rongRecall, rongRow, rongSettings } from '@convolist/testing/rongcloud'
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

it('a recall brings a removed conversation back in the SDK’s events, and not in the list', async () => {
  const told = await given()
  await w.sdk.push(rongMessage({ target: 'eve', at: 4000, uid: 'x', text: 'secret' }))
  await w.settle()
  await w.engine.commands.remove('1__eve')
  told.length = 0
  await w.sdk.push(rongRecall({ target: 'eve', at: Date.now() }, { uid: 'x', at: 4000 }))
  await w.settle()
  expect(told).toEqual(['eve:RC:RcCmd'])
  expect(w.line()).toBe('1__ann')
})

it('a recall in a conversation the SDK knew nothing of leaves alone what the app knows of it', async () => {
  await given()
  const zoe = createConversation({
    id: toConversationId('1__zoe'),
    kind: 'direct',
    targetId: 'zoe',
    title: 'Zoe',
    marks: ['vip'],
  })
  w.engine.dispatch({ type: 'conversationsUpserted', rows: [zoe], at: toEpochMs(Date.now()) })
  await w.sdk.push(rongRecall({ target: 'zoe', at: Date.now() }, { uid: 'x', at: 4000 }))
  await w.settle()
  expect(w.row('1__zoe')).toMatchObject({ title: 'Zoe', marks: ['vip'], lastMessage: { revoked: true } })
})

it('a setting of a conversation that is in no list comes as an empty row, and makes none', async () => {
  const told = await given()
  w.sdk.pushSettings(rongSettings({ target: 'nobody', at: 9000 }, { pinned: true }))
  await w.settle()
  expect(told).toEqual(['nobody:nothing'])
  expect(w.line()).toBe('1__ann 1__eve')
})
