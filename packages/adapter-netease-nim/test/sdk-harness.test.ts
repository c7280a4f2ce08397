import {
  clearNotice,
  conversationPush,
  failures,
  messagePush,
  nimConversationId,
  p2pReceiptPush,
  readMarkPush,
  teamReceiptPush,
  wireConversation,
  wireMessage,
} from '@convolist/testing'
import { describe, expect, it } from 'vitest'
import { GENERATIONS } from './support/sdk.js'

const bob = nimConversationId('me', 'bob')

function recorded(nim: { V2NIMConversationService: object }): string[] {
  const log: string[] = []
  const services = nim as unknown as Record<string, { on(name: string, listener: (...args: unknown[]) => void): void }>
  const listen = (service: string, names: readonly string[]): void =>
    names.forEach((name) =>
      services[service]?.on(name, (...args) =>
        log.push(`${service.slice(5, 9)} ${name} ${JSON.stringify(args).slice(0, 60)}`),
      ),
    )
  const conversation = ['onSyncStarted', 'onSyncFinished', 'onSyncFailed', 'onConversationCreated']
  const more = ['onConversationChanged', 'onConversationDeleted', 'onTotalUnreadCountChanged']
  listen('V2NIMConversationService', [...conversation, ...more, 'onConversationReadTimeUpdated'])
  listen('V2NIMMessageService', [
    'onReceiveP2PMessageReadReceipts',
    'onReceiveTeamMessageReadReceipts',
    'onReceiveMessages',
  ])
  listen('V2NIMLoginService', ['onLoginStatus', 'onConnectStatus', 'onKickedOffline', 'onDisconnected', 'onDataSync'])
  return log
}

describe.each(GENERATIONS)('the real SDK %s behind our own server', (_version, start) => {
  it('logs in, syncs and lists', async () => {
    const h = start()
    const log = recorded(h.nim)
    h.nextSync = { full: true, rows: [wireConversation({ id: bob, version: 5, unread: 2 })] }
    await h.loginAs('me')
    expect(log.filter((line) => line.startsWith('Conv'))).toEqual([
      'Conv onSyncStarted []',
      'Conv onTotalUnreadCountChanged [2]',
      'Conv onSyncFinished []',
    ])
    expect(log.filter((line) => line.includes('onLoginStatus'))).toEqual([
      'Logi onLoginStatus [2]',
      'Logi onLoginStatus [1]',
    ])
    const page = await h.nim.V2NIMConversationService.getConversationList(0, 100)
    expect(page.conversationList.map((row) => [row.conversationId, row.unreadCount])).toEqual([[bob, 2]])
    expect(h.nim.V2NIMLoginService.getDataSync()?.every((part) => part.state === 3)).toBe(true)
  })

  it('pushes rows, messages, receipts and read marks', async () => {
    const h = start()
    await h.loginAs('me')
    const log = recorded(h.nim)
    const message = wireMessage({ from: 'bob', to: 'me', time: 1000, text: 'hi', clientId: 'm1' })
    h.feed(conversationPush([wireConversation({ id: bob, version: 6, unread: 1, lastMessage: message })]))
    h.feed(messagePush(message))
    h.feed(p2pReceiptPush({ me: 'me', peer: 'bob', time: 900 }))
    h.feed(teamReceiptPush([{ team: '7', serverId: 's', clientId: 'c', read: 1, unread: 2 }]))
    h.feed(readMarkPush({ target: 'bob', time: 950 }))
    expect(log.map((line) => line.split(' ')[1])).toEqual([
      'onConversationCreated',
      'onTotalUnreadCountChanged',
      'onReceiveMessages',
      'onReceiveP2PMessageReadReceipts',
      'onReceiveTeamMessageReadReceipts',
      'onConversationReadTimeUpdated',
    ])
    expect((await h.nim.V2NIMConversationService.getConversation(bob)).lastMessage?.text).toBe('hi')
  })

  it('answers commands: success, refusal, partial failure and silence', async () => {
    const h = start()
    const service = h.nim.V2NIMConversationService
    h.nextSync = { full: true, rows: [wireConversation({ id: bob, version: 5, unread: 2 })] }
    await h.loginAs('me')
    h.answers.v2ConversationSetTop = () => ({ r: [wireConversation({ id: bob, version: 7, stickTop: true })] })
    await service.stickTopConversation(bob, true)
    expect((await service.getConversation(bob)).stickTop).toBe(true)
    h.answers.v2ConversationSetTop = () => ({ code: 110303 })
    await expect(service.stickTopConversation(bob, true)).rejects.toMatchObject({ code: 110303 })
    h.answers.v2ConversationsUnreadClear = () => ({ r: [[], failures({ [bob]: 110404 })] })
    expect((await service.clearUnreadCountByIds([bob]))?.[0]).toMatchObject({ conversationId: bob })
    h.answers.v2ConversationClearTotalUnread = () => ({ r: [clearNotice({ version: 9 })] })
    await service.clearTotalUnreadCount()
    expect(service.getTotalUnreadCount()).toBe(0)
    h.answers.v2ConversationUpdate = () => 'silent'
    const open = service.updateConversation(bob, { serverExtension: '1' })
    h.disconnect()
    await expect(open).rejects.toMatchObject({ code: 192003 })
  })

  it('disconnects, reconnects, is kicked, logs out and changes the account', async () => {
    const h = start()
    await h.loginAs('me')
    const log = recorded(h.nim)
    h.disconnect()
    await h.reconnect()
    h.kick()
    expect(h.nim.V2NIMLoginService.getLoginUser()).toBe('')
    await h.loginAs('you')
    expect(h.nim.V2NIMLoginService.getLoginUser()).toBe('you')
    await h.logout()
    expect(
      log
        .filter((line) => line.includes('onLoginStatus'))
        .map((line) => line.slice(-2, -1))
        .join(''),
    ).toBe('3210210')
    expect(log.filter((line) => line.includes('onKickedOffline'))).toHaveLength(1)
  })
})
