import { conversationPush, friendPush, messagePush, wireConversation, wireMessage } from '@convolist/testing'
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

  it('a message that named me comes again after it was read, and counts no more', async () => {
    const team = idOf('7', 'team')
    const { h, row, settle } = await world('cloud', { start, rows: [wireConversation({ id: team, version: 1 })] })
    const received: unknown[] = []
    h.nim.V2NIMMessageService.on('onReceiveMessages', (messages) => received.push(...messages))
    const serverExtension = JSON.stringify({ yxAitMsg: { me: {} } })
    const push = messagePush(
      wireMessage({ from: 'bob', to: '7', kind: 'team', time: 1000, clientId: 'm1', serverExtension }),
    )
    h.feed(push)
    h.feed(conversationPush([wireConversation({ id: team, version: 1000, unread: 1 })]))
    await settle()
    expect(row(team)).toMatchObject({ unreadCount: 1, mentions: { me: 1, all: 0 } })
    h.feed(conversationPush([wireConversation({ id: team, version: 2000, unread: 0 })]))
    h.feed(push)
    await settle()
    expect(received).toHaveLength(2)
    expect(row(team)).toMatchObject({ unreadCount: 0, mentions: { me: 0, all: 0 } })
  })

  it('local: a refused reading is swallowed, and the list says what the SDK says', async () => {
    const { h, engine, line, settle } = await world('local', { start, peers: ['ann', 'bob'] })
    h.answers.v2LocalConvMultiMarkReadTime = () => ({ code: 500 })
    const failed = await h.nim.V2NIMLocalConversationService.clearUnreadCountByIds([idOf('ann')])
    expect(failed).toEqual([])
    await engine.commands.markRead(idOf('bob'))
    await settle()
    expect(h.sent.filter(({ cmd }) => cmd === 'v2LocalConvMultiMarkReadTime')).toHaveLength(2)
    const { conversationList } = await h.nim.V2NIMLocalConversationService.getConversationList(0, 100)
    expect(conversationList.map(({ unreadCount }) => unreadCount)).toEqual([0, 0])
    expect(line()).toBe('bob ann')
  })

  it('local: what is deleted is read without a word, and a message that named me there counts no more', async () => {
    const { h, engine, row, settle } = await world('local', { start, peers: ['ann'] })
    const team = idOf('7', 'team')
    const push = (clientId: string, time: number, named: object): Parameters<typeof h.feed>[0] =>
      messagePush(
        wireMessage({ from: 'bob', to: '7', kind: 'team', time, clientId, serverExtension: JSON.stringify(named) }),
      )
    h.feed(push('m1', 1000, { yxAitMsg: { me: {} } }))
    await settle()
    expect(row(team)).toMatchObject({ unreadCount: 1, mentions: { me: 1, all: 0 } })
    const told: unknown[] = []
    h.nim.V2NIMLocalConversationService.on('onConversationReadTimeUpdated', (...args) => told.push(args))
    await engine.commands.remove(team)
    await settle()
    expect([row(team), told]).toEqual([undefined, []])
    h.feed(push('m1', 1000, { yxAitMsg: { me: {} } }))
    h.feed(push('m2', 2000, {}))
    await settle()
    expect(row(team)).toMatchObject({ unreadCount: 2, mentions: { me: 0, all: 0 } }) // both, says the SDK
  })

  it('local: a pin outlives the deletion of its conversation, which comes back with it', async () => {
    const { h, engine, line, settle } = await world('local', { start, peers: ['ann', 'bob'] })
    h.answers.v2LocalConvStickTopAdd = () => ({ r: [{ 1: 'p2p|ann', 3: 1, 4: 1500 }] })
    await engine.commands.stickTop(idOf('ann'), true)
    await engine.commands.remove(idOf('ann'))
    await settle()
    expect(line()).toBe('bob(1)')
    h.feed(messagePush(wireMessage({ from: 'ann', to: 'me', time: 3000, text: 'x', clientId: 'ann-3000' })))
    await settle()
    const { conversationList } = await h.nim.V2NIMLocalConversationService.getConversationList(0, 100)
    expect(conversationList.map(({ stickTop }) => stickTop)).toEqual([true, false])
    expect(line()).toMatch(/^\^ann\(\d\) bob\(1\)$/)
  })
})
