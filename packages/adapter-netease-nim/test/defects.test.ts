import { friendPush, wireConversation } from '@convolist/testing'
import { describe, expect, it } from 'vitest'
import { GENERATIONS, idOf } from './support/sdk.js'
import { world } from './support/world.js'

describe.each(GENERATIONS)('nim-web-sdk-ng %s', (_version, start) => {
  it('a new name is told by no conversation event, and is in the list all the same', async () => {
    const rows = [wireConversation({ id: idOf('bob'), version: 1 })]
    const { h, row, settle } = await world('cloud', { start, rows })
    const told: string[] = []
    for (const name of ['onConversationChanged', 'onConversationCreated'] as const)
      h.nim.V2NIMConversationService.on(name, () => told.push(name))
    h.feed(friendPush({ id: 'bob', alias: 'Bobby' }))
    await settle()
    await settle()
    expect(told).toEqual([])
    expect(row('bob')?.title).toBe('Bobby')
  })
})
