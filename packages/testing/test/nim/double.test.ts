import { describe, expect, it } from 'vitest'
import { device, idOf, peers, START, synced } from './device.js'

const names = (lines: readonly string[]): string[] => lines.map((line) => line.slice(line.indexOf('.') + 1))

describe('the order of events', () => {
  it('tells total, filter, then the conversation when a known one gets a message', async () => {
    const { nim, hear, settle, events } = await synced({ before: peers('bob') })
    nim.V2NIMConversationService.subscribeUnreadCountByFilter({ ignoreMuted: true })
    expect(names(events())).toEqual(['onUnreadCountChangedByFilter'])
    hear('bob')
    await settle()
    expect(names(events())).toEqual([
      'onTotalUnreadCountChanged',
      'onUnreadCountChangedByFilter',
      'onConversationChanged',
    ])
  })

  it('tells a new conversation before the total', async () => {
    const { hear, settle, events } = await synced()
    hear('bob')
    await settle()
    expect(names(events())).toEqual(['onConversationCreated', 'onTotalUnreadCountChanged'])
  })

  it('tells a deletion made elsewhere before the total', async () => {
    const { truth, settle, events } = await synced({ before: peers('bob') })
    truth.remove('direct/bob', 'otherDevice')
    await settle()
    expect(names(events())).toEqual(['onConversationDeleted', 'onTotalUnreadCountChanged'])
  })

  it('tells the conversation before the total when the command was our own', async () => {
    const { nim, clock, events } = await synced({ before: peers('bob') })
    void nim.V2NIMConversationService.clearUnreadCountByIds([idOf('bob')])
    await clock.advance(100)
    expect(names(events())).toEqual(['onConversationChanged', 'onTotalUnreadCountChanged'])
  })

  it('clears all with one event for those that were unread', async () => {
    const { nim, clock, lines, truth } = await synced({ before: peers('bob', 'ann') })
    truth.clearUnread('direct/ann', 'otherDevice')
    await clock.advance(100)
    lines()
    void nim.V2NIMConversationService.clearTotalUnreadCount()
    await clock.advance(100)
    const told = lines()
    expect(names(told).map((line) => line.split(' ')[0])).toEqual([
      'onConversationChanged',
      'onTotalUnreadCountChanged',
    ])
    expect(told[0]).not.toContain('ann')
  })

  it('tells a message first, then the cloud list, then the local one', async () => {
    const listen = ['V2NIMMessageService', 'V2NIMConversationService', 'V2NIMLocalConversationService']
    const { hear, settle, events } = await synced({ listen, before: peers('bob') })
    hear('bob')
    await settle()
    expect(events()).toEqual([
      'Message.onReceiveMessages',
      'Conversation.onTotalUnreadCountChanged',
      'Conversation.onConversationChanged',
      'LocalConversation.onConversationChanged',
      'LocalConversation.onTotalUnreadCountChanged',
    ])
  })

  it('tells a mute by its own event, then both lists, and never a total', async () => {
    const listen = ['V2NIMSettingService', 'V2NIMConversationService', 'V2NIMLocalConversationService']
    const { nim, truth, settle, events } = await synced({ listen, before: peers('bob') })
    nim.V2NIMConversationService.subscribeUnreadCountByFilter({ ignoreMuted: true })
    events()
    truth.setNotify('direct/bob', 'none', 'otherDevice')
    await settle()
    expect(events()).toEqual([
      'Setting.onP2PMessageMuteModeChanged',
      'LocalConversation.onConversationChanged',
      'Conversation.onConversationChanged',
    ])
    expect(await nim.V2NIMConversationService.getUnreadCountByFilter({ ignoreMuted: true })).toBe(0)
  })

  it('fills its memory in silence at the first sync, but for the total', async () => {
    const fresh = device()
    peers('bob', 'ann')(fresh.truth)
    await fresh.nim.V2NIMLoginService.login('me')
    await fresh.settle()
    expect(fresh.events().filter((name) => !name.endsWith('ReadTimeUpdated'))).toEqual([
      'Conversation.onSyncStarted',
      'Conversation.onTotalUnreadCountChanged',
      'Conversation.onSyncFinished',
    ])
  })

  it('holds pushes back while it syncs, and takes them after it has finished', async () => {
    const { server, truth, hear, events, clock } = await synced({ before: peers('bob') })
    server.disconnect()
    server.reconnect()
    hear('new')
    await clock.advance(100)
    const told = names(events())
    expect(told.indexOf('onSyncFinished')).toBeGreaterThan(told.indexOf('onSyncStarted'))
    expect(told.filter((name) => name === 'onConversationCreated')).toHaveLength(1)
    expect(truth.rows.size).toBe(2)
  })
})

describe('what it remembers', () => {
  it('ignores a push it has seen, and one that is older', async () => {
    const { server, truth, settle, events } = await synced({ before: peers('bob') })
    const old = { id: idOf('bob'), version: 1, unread: 50 }
    server.push('me', { type: 'conversations', kind: 3, rows: [old] })
    server.push('me', { type: 'conversations', kind: 3, rows: [{ ...old, version: truth.version }] })
    await settle()
    expect(events()).toEqual([])
  })

  it('keeps a version for each field, so that a part of a push can be stale', async () => {
    const { server, nim, settle } = await synced({ before: peers('bob') })
    const id = idOf('bob')
    server.push('me', { type: 'unreadCleared', clear: { version: 9_000 } })
    server.push('me', { type: 'conversations', kind: 3, rows: [{ id, version: 8_000, unread: 7, stickTop: true }] })
    await settle()
    expect(await nim.V2NIMConversationService.getConversation(id)).toMatchObject({ unreadCount: 0, stickTop: true })
  })

  it('forgets what was deleted elsewhere while it was away without a word', async () => {
    const { server, truth, nim, settle, lines } = await synced({ before: peers('bob', 'ann') })
    server.disconnect()
    truth.remove('direct/bob', 'otherDevice')
    lines()
    server.reconnect()
    await settle()
    const told = lines()
    expect(told.join('\n')).not.toContain('onConversationDeleted')
    expect(told).toContain('Conversation.onConversationChanged [[]]')
    const { conversationList } = await nim.V2NIMConversationService.getConversationList(0, 100)
    expect(conversationList.map((row) => row.conversationId)).toEqual([idOf('ann')])
  })

  it('calls it a change, not a creation, when a conversation it forgot at a sync comes back', async () => {
    const { server, truth, hear, settle, events } = await synced({ before: peers('bob') })
    server.disconnect()
    truth.remove('direct/bob', 'otherDevice')
    server.reconnect()
    await settle()
    events()
    hear('bob')
    await settle()
    expect(names(events())).toEqual(['onTotalUnreadCountChanged', 'onConversationChanged'])
  })

  it('keeps what a full sync does not mention', async () => {
    const { server, truth, nim, settle } = await synced({ alwaysFullSync: true, before: peers('bob', 'ann') })
    server.disconnect()
    truth.remove('direct/bob', 'otherDevice')
    server.reconnect()
    await settle()
    const { conversationList } = await nim.V2NIMConversationService.getConversationList(0, 100)
    expect(conversationList).toHaveLength(2)
  })

  it('keeps the words of a message that was revoked without a postscript', async () => {
    const { server, truth, nim } = await synced({ before: peers('bob') })
    const messageClientId = truth.row('direct/bob')?.last?.id ?? ''
    const revoke = { from: 'bob', to: 'me', messageTime: START, messageClientId }
    server.push('me', { type: 'messageRevoked', revoke }) // the server's row has not come yet
    const { lastMessage } = await nim.V2NIMConversationService.getConversation(idOf('bob'))
    expect(lastMessage).toMatchObject({ lastMessageState: 1, text: 'bob', revokeAccountId: 'bob' })
  })

  it('lets a peer’s read mark go back', async () => {
    const { nim, truth, settle } = await synced({ before: peers('bob') })
    truth.peerReadTo('direct/bob', 6_000)
    truth.peerReadTo('direct/bob', 1_000)
    await settle()
    expect(await nim.V2NIMMessageService.getP2PMessageReceipt(idOf('bob'))).toEqual({
      conversationId: idOf('bob'),
      timestamp: 1_000,
    })
  })

  it('hands out its own objects, so that freezing them breaks it', async () => {
    const { nim, truth, settle } = await synced({ before: peers('bob') })
    const [row] = await nim.V2NIMConversationService.getConversationListByIds([idOf('bob')])
    Object.freeze(row)
    await expect(nim.V2NIMConversationService.getConversation(idOf('bob'))).rejects.toThrow(TypeError)
    expect(() => nim.V2NIMConversationService.getConversationList(0, 10)).toThrow(TypeError)
    truth.setNotify('direct/bob', 'none', 'otherDevice')
    await expect(settle()).rejects.toThrow(TypeError)
  })

  it('emits copies', async () => {
    const { nim, hear, settle } = await synced({ before: peers('bob') })
    const spoil = { unreadCount: 99, sortOrder: 0 }
    nim.V2NIMConversationService.on('onConversationChanged', (list) => void Object.assign(list[0] ?? {}, spoil))
    hear('bob')
    await settle()
    expect((await nim.V2NIMConversationService.getConversation(idOf('bob'))).unreadCount).toBe(2)
  })

  it('keeps everything over a break, and nothing over a kick', async () => {
    const { server, nim, settle, lines } = await synced({
      listen: ['V2NIMLoginService', 'V2NIMConversationService'],
      before: peers('bob'),
    })
    server.disconnect()
    expect((await nim.V2NIMConversationService.getConversationList(0, 10)).conversationList).toHaveLength(1)
    await expect(nim.V2NIMConversationService.stickTopConversation(idOf('bob'), true)).rejects.toMatchObject({
      code: 190002,
    })
    server.reconnect()
    await settle()
    lines()
    server.kick('me')
    expect(lines().map((line) => line.split(' ')[0])).toEqual([
      'Login.onLoginStatus',
      'Login.onConnectStatus',
      'Login.onDisconnected',
      'Login.onKickedOffline',
    ])
    expect(() => nim.V2NIMConversationService.getConversationList(0, 10)).toThrow('illegal state')
    expect(nim.V2NIMConversationService.getTotalUnreadCount()).toBe(0)
    expect(nim.V2NIMLoginService.getLoginUser()).toBe('')
  })
})

describe('pages', () => {
  const tied = [9, 8, 8, 8, 7]

  it.each(['10.8', '10.9'] as const)('repeat and skip rows of equal sort order in %s', async (version) => {
    const { nim } = await synced({
      version,
      enableV2CloudConversation: true,
      before: (truth) =>
        tied.forEach((at, index) => {
          truth.message('direct', `p${index}`, { senderId: `p${index}`, kind: 'text', sentAt: at }, 'peer')
        }),
    })
    const cloud = nim.V2NIMConversationService
    const page = async (offset: number): Promise<[string, number, boolean]> => {
      const result = await cloud.getConversationList(offset, 2)
      const ids = result.conversationList.map((row) => row.conversationId.slice(-1)).join('')
      return [ids, result.offset, result.finished]
    }
    expect(await page(0)).toEqual(['01', 8, false])
    expect(await page(8)).toEqual(['23', 8, false])
    expect(await page(8)).toEqual(['23', 8, false]) // and so on for ever: the last row is never reached
    const all = await cloud.getConversationList(0, 1_000)
    expect([all.finished, all.offset, all.conversationList.length]).toEqual([true, 0, 5])
  })

  it('filter by kind, unread and group; an empty list of groups means those in none', async () => {
    const { nim } = await synced({
      before: (truth) => {
        peers('bob', 'ann')(truth)
        truth.message('group', '1', { senderId: 'bob', kind: 'text' }, 'peer')
        truth.clearUnread('direct/ann', 'otherDevice')
        truth.saveLabel({ id: 'g', name: 'G' }, 'otherDevice')
        truth.setLabelled('g', ['direct/bob'], true, 'otherDevice')
      },
    })
    const list = async (option: object): Promise<string[]> => {
      const page = await nim.V2NIMConversationService.getConversationListByOption(0, 10, option)
      return page.conversationList.map((row) => row.conversationId).sort()
    }
    expect(await list({ conversationTypes: [2] })).toEqual(['me|2|1'])
    expect(await list({ onlyUnread: true })).toEqual(['me|1|bob', 'me|2|1'])
    expect(await list({ conversationGroupIds: ['g', 'h'] })).toEqual(['me|1|bob'])
    expect(await list({ conversationGroupIds: [] })).toEqual(['me|1|ann', 'me|2|1'])
  })
})

describe('errors', () => {
  it('has the SDK’s codes, and throws at once where the SDK does', async () => {
    const { nim } = await synced({ before: peers('bob') })
    const cloud = nim.V2NIMConversationService
    expect(() => cloud.getConversationList(0, 0)).toThrow(expect.objectContaining({ code: 191004 }))
    expect(() => cloud.getUnreadCountByFilter({})).toThrow(expect.objectContaining({ code: 191004 }))
    expect(() => cloud.unsubscribeUnreadCountByFilter({ ignoreMuted: true })).toThrow(
      expect.objectContaining({ code: 191006 }),
    )
    cloud.subscribeUnreadCountByFilter({ ignoreMuted: true })
    expect(() => cloud.subscribeUnreadCountByFilter({ ignoreMuted: true })).toThrow(
      expect.objectContaining({ code: 191007 }),
    )
    await expect(cloud.getConversation(idOf('nobody'))).rejects.toMatchObject({ code: 191006 })
    await expect(cloud.getConversation('you|1|bob')).rejects.toMatchObject({ code: 191004, name: 'ValidateErrorV2' })
  })

  it('refuses what the server refuses, with the server’s code', async () => {
    const { nim, server, clock } = await synced({ limits: { stickTop: 1 }, before: peers('bob', 'ann') })
    const cloud = nim.V2NIMConversationService
    const codeOf = async (run: Promise<unknown>): Promise<unknown> => {
      const failed = run.then(() => 'done').catch((error: { code: number }) => error.code)
      await clock.advance(10_000)
      return failed
    }
    expect(await codeOf(cloud.stickTopConversation(idOf('bob'), true))).toBe('done')
    expect(await codeOf(cloud.stickTopConversation(idOf('ann'), true))).toBe(110303)
    expect(await codeOf(cloud.stickTopConversation(idOf('nobody'), true))).toBe(110404)
    server.refuseNext(['mutePeer'])
    expect(await codeOf(nim.V2NIMSettingService.setP2PMessageMuteMode('bob', 1))).toBe(416)
    server.refuseNext(['mutePeer'], 503)
    expect(await codeOf(nim.V2NIMSettingService.setP2PMessageMuteMode('bob', 1))).toBe(503)
    server.ignoreNext(['stickTop'])
    expect(await codeOf(cloud.stickTopConversation(idOf('bob'), false))).toBe(192004)
    expect(await codeOf(nim.V2NIMConversationGroupService.addConversationsToGroup('none', [idOf('bob')]))).toBe(116404)
  })

  it('says which ids of a batch were refused, and deletes here even what the server did not', async () => {
    const { nim, server, clock, lines } = await synced({ before: peers('bob', 'ann') })
    const cloud = nim.V2NIMConversationService
    const cleared = cloud.clearUnreadCountByIds([idOf('bob'), idOf('nobody')])
    await clock.advance(100)
    expect((await cleared).map(({ conversationId, error }) => [conversationId, error.code])).toEqual([
      [idOf('nobody'), 110404],
    ])
    server.refuseNext(['deleteConversation'], 500)
    lines()
    const deleted = cloud.deleteConversation(idOf('ann'))
    await clock.advance(100)
    await expect(deleted).resolves.toBeUndefined()
    expect(lines()[0]).toBe('Conversation.onConversationDeleted [["me|1|ann"]]')
  })

  it('gives up after eight seconds, and drops the answer that comes then', async () => {
    const { nim, server, clock, events } = await synced({ before: peers('bob') })
    server.setFaults({ late: 1, lateMs: [9_000, 9_000] })
    let outcome: unknown
    void nim.V2NIMConversationService.stickTopConversation(idOf('bob'), true).catch(
      (error: unknown) => (outcome = error),
    )
    await clock.advance(7_999)
    expect(outcome).toBeUndefined()
    await clock.advance(2)
    expect(outcome).toMatchObject({ code: 192004 })
    await clock.advance(5_000)
    expect(events()).toEqual([])
  })

  it('tells of a sync that fails, and replays what had to wait', async () => {
    const { server, hear, clock, events, nim } = await synced({ before: peers('bob') })
    server.disconnect()
    server.setFaults({ syncFailure: 1 })
    server.reconnect()
    hear('bob')
    await clock.advance(10_000)
    const told = names(events())
    expect(told).toContain('onSyncFailed')
    expect(told.indexOf('onConversationChanged')).toBeGreaterThan(told.indexOf('onSyncFailed'))
    expect((await nim.V2NIMConversationService.getConversation(idOf('bob'))).unreadCount).toBe(2)
  })

  it('has its cloud service off in the newer generation, unless it is turned on', async () => {
    const off = device({ version: '10.9' })
    await off.nim.V2NIMLoginService.login('me')
    await off.settle()
    expect(() => off.nim.V2NIMConversationService.getConversationList(0, 10)).toThrow(
      expect.objectContaining({ code: 191001 }),
    )
    expect(off.events()).toEqual([])
    const on = await synced({ version: '10.9', enableV2CloudConversation: true, before: peers('bob') })
    expect(await on.nim.V2NIMConversationService.getConversation(idOf('bob'))).toHaveProperty('lastReadTime')
  })
})

describe('the emitter', () => {
  it('stops at a listener that throws, and throws again where nobody catches it', async () => {
    const uncaught: unknown[] = []
    const { nim, hear, settle } = await synced({ onUncaught: (error) => uncaught.push(error), before: peers('bob') })
    const called: string[] = []
    nim.V2NIMConversationService.on('onConversationChanged', () => {
      called.push('first')
      throw new Error('of the app')
    })
    nim.V2NIMConversationService.on('onConversationChanged', () => called.push('second'))
    hear('bob')
    await settle()
    expect(called).toEqual(['first'])
    expect(uncaught).toEqual([new Error('of the app')])
  })

  it('removes one listener by reference, and everybody’s without one', async () => {
    const { nim } = await synced()
    const cloud = nim.V2NIMConversationService
    const mine = (): void => {}
    cloud.on('onSyncStarted', mine)
    const before = cloud.listenerCount('onSyncStarted')
    cloud.off('onSyncStarted', mine)
    expect(cloud.listenerCount('onSyncStarted')).toBe(before - 1)
    cloud.off('onSyncStarted')
    expect(cloud.listenerCount('onSyncStarted')).toBe(0)
  })

  it('calls a listener for one time only once', async () => {
    const { nim, hear, settle } = await synced({ before: peers('bob') })
    let calls = 0
    nim.V2NIMConversationService.once('onConversationChanged', () => (calls += 1))
    hear('bob')
    hear('bob')
    await settle()
    expect(calls).toBe(1)
  })
})

describe('own messages', () => {
  it('show as sending, then as sent by the server’s push', async () => {
    const { nim, settle, lines } = await synced({ before: peers('bob') })
    const message = nim.V2NIMMessageCreator.createTextMessage('hi')
    void nim.V2NIMMessageService.sendMessage(message, idOf('bob'))
    await settle()
    const previews = lines()
      .filter((line) => line.includes('onConversationChanged'))
      .map((line) => /"lastMessageState":(\d).*"sendingState":(\d)/.exec(line)?.slice(1))
    expect(previews).toEqual([
      ['2', '3'],
      ['0', '1'],
    ])
  })

  it('show as failed when the server refuses', async () => {
    const { nim, server, settle } = await synced({ before: peers('bob') })
    server.refuseNext(['sendMessage'])
    const sent = nim.V2NIMMessageService.sendMessage(nim.V2NIMMessageCreator.createTextMessage('hi'), idOf('bob'))
    const refusal = sent.catch((error: unknown) => error)
    await settle()
    expect(await refusal).toMatchObject({ code: 416 })
    const { lastMessage } = await nim.V2NIMConversationService.getConversation(idOf('bob'))
    expect(lastMessage).toMatchObject({ sendingState: 2, lastMessageState: 2, text: 'hi' })
  })
})

describe('the local list', () => {
  const listen = ['V2NIMLocalConversationService']

  it('is told as one change of everything when the sync ends', async () => {
    const fresh = device({ listen })
    peers('bob', 'ann')(fresh.truth)
    await fresh.nim.V2NIMLoginService.login('me')
    await fresh.settle()
    expect(names(fresh.events())).toEqual([
      'onSyncStarted',
      'onConversationChanged',
      'onTotalUnreadCountChanged',
      'onSyncFinished',
    ])
  })

  it('counts unread anew when another device has read: read time, total, conversation', async () => {
    const { truth, settle, events, nim } = await synced({ listen, before: peers('bob') })
    truth.readTo('direct/bob', START, 'otherDevice')
    await settle()
    expect(names(events())).toEqual([
      'onConversationReadTimeUpdated',
      'onTotalUnreadCountChanged',
      'onConversationChanged',
    ])
    expect((await nim.V2NIMConversationService.getConversation(idOf('bob'))).unreadCount).toBe(1) // the cloud does not
  })

  it('forgets the oldest beyond ten thousand, and tells nobody', async () => {
    const { nim, lines, server } = await synced({ listen })
    const messages = Array.from({ length: 10_001 }, (_, index) => ({
      from: `p${index}`,
      to: 'me',
      time: START + index,
      clientId: `c${index}`,
      serverId: `s${index}`,
    }))
    server.push('me', { type: 'roamingMessages', messages })
    const told = lines()
    const { conversationList } = await nim.V2NIMLocalConversationService.getConversationList(0, 20_000)
    expect(conversationList).toHaveLength(10_000)
    expect(conversationList.some((row) => row.conversationId === idOf('p0'))).toBe(false)
    expect(told.some((line) => line.includes('onConversationDeleted'))).toBe(false)
  })

  it('does not count messages of the open conversation, where the SDK knows which one is open', async () => {
    const { nim, hear, settle, events } = await synced({ listen, version: '10.9', before: peers('bob') })
    nim.V2NIMLocalConversationService.setCurrentConversation?.(idOf('bob'))
    expect(names(events())).toEqual(['onConversationChanged', 'onTotalUnreadCountChanged'])
    hear('bob')
    await settle()
    expect(nim.V2NIMLocalConversationService.getTotalUnreadCount()).toBe(0)
    const older = await synced({ listen })
    expect(older.nim.V2NIMLocalConversationService.setCurrentConversation).toBeUndefined()
  })
})
