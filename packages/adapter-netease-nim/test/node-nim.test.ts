// node-nim is a native binary that cannot run here. This double has the shape its d.ts (10.9.80) and NetEase's guides
// give it: services on a client object, bare event names, most fields optional, errors returned by some methods, pages
// of at most 100 with one more empty page after a full last one, and rows in its database before any sync.
import { createNimSource, type NimConversation, type NimInstance } from '@convolist/adapter-netease-nim'
import { createEngine, toConversationId, type Source } from '@convolist/core'
import { createRecorder, createVirtualClock } from '@convolist/testing'
import { describe, expect, it } from 'vitest'

type Listener = (...args: unknown[]) => void

class Emitter {
  readonly instance = {}
  private readonly all = new Map<string, Set<Listener>>()
  on(name: string, listener: Listener): this {
    this.all.set(name, (this.all.get(name) ?? new Set()).add(listener))
    return this
  }
  off(name: string, listener: Listener): this {
    this.all.get(name)?.delete(listener)
    return this
  }
  emit(name: string, ...args: unknown[]): void {
    this.all.get(name)?.forEach((listener) => listener(...args))
  }
  names(): string[] {
    return [...this.all].filter(([, listeners]) => listeners.size > 0).map(([name]) => name)
  }
}

const error = (code: number): object => ({ code, desc: 'refused', detail: {} })

class Conversations extends Emitter {
  rows: NimConversation[] = []
  readonly asked: unknown[][] = []
  async getConversationList(offset: number, limit: number): Promise<object> {
    this.asked.push(['list', offset, limit])
    const sorted = [...this.rows].sort((a, b) => (b.sortOrder ?? 0) - (a.sortOrder ?? 0))
    const rest = offset === 0 ? sorted : sorted.filter((row) => (row.sortOrder ?? 0) < offset)
    const conversationList = rest.slice(0, limit)
    return {
      offset: conversationList.at(-1)?.sortOrder ?? 0,
      finished: conversationList.length < limit,
      conversationList,
    }
  }
  getConversationListByOption(offset: number, limit: number): Promise<object> {
    return this.getConversationList(offset, limit)
  }
  async getConversationListByIds(ids: string[]): Promise<NimConversation[]> {
    this.asked.push(['ids', ids.length])
    return this.rows.filter((row) => ids.includes(row.conversationId ?? ''))
  }
  async stickTopConversation(): Promise<unknown> {
    return error(110303)
  }
  async clearUnreadCountByIds(): Promise<object[]> {
    return []
  }
  getTotalUnreadCount(): number {
    return this.rows.reduce((sum, row) => sum + (row.unreadCount ?? 0), 0)
  }
  subscribeUnreadCountByFilter(): unknown {
    return error(190002)
  }
  unsubscribeUnreadCountByFilter(): unknown {
    return null
  }
  setCurrentConversation(id: string): unknown {
    this.asked.push(['current', id])
    return id === 'bad' ? error(191004) : null
  }
}

class Login extends Emitter {
  user = ''
  status = 0
  getLoginUser(): string {
    return this.user
  }
  getLoginStatus(): number {
    return this.status
  }
  getDataSync(): object[] | null {
    return null
  }
  getKickedOfflineDetail(): object {
    return { reason: 0 }
  }
  become(status: number, user = this.user): void {
    this.user = user
    this.status = status
    this.emit('loginStatus', status)
  }
}

class Client {
  readonly loginService = new Login()
  readonly conversationService = new Conversations()
  readonly localConversationService = new Conversations()
  readonly messageService = new Emitter()
  readonly settingService = new Emitter()
  readonly userService = new Emitter()
  readonly friendService = new Emitter()
  readonly teamService = new Emitter()
  readonly conversationGroupService = null
}

const bob = toConversationId('me|1|bob')

function source(client: Client, service: 'cloud' | 'local' = 'cloud'): Source {
  return createNimSource(client as unknown as NimInstance, { service })
}

describe('node-nim', () => {
  it('is listened to by its own event names', () => {
    const client = new Client()
    const undo = source(client).connect(createRecorder().sink)
    expect(client.conversationService.names()).toEqual([
      'syncStarted',
      'syncFinished',
      'syncFailed',
      'conversationCreated',
      'conversationChanged',
      'conversationDeleted',
      'totalUnreadCountChanged',
      'unreadCountChangedByFilter',
      'conversationReadTimeUpdated',
    ])
    expect(client.messageService.names()).toEqual([
      'receiveMessages',
      'messageRevokeNotifications',
      'messageDeletedNotifications',
      'receiveP2PMessageReadReceipts',
      'receiveTeamMessageReadReceipts',
    ])
    expect(client.settingService.names()).toEqual(['p2pMessageMuteModeChanged', 'teamMessageMuteModeChanged'])
    expect(client.loginService.names()).toEqual(['loginStatus', 'dataSync'])
    expect(client.localConversationService.names()).toEqual([])
    undo()
    expect(Object.values(client).flatMap((service) => (service instanceof Emitter ? service.names() : []))).toEqual([])
  })

  it('shows the rows of last time at login, as a partial list, and the whole list after the sync', async () => {
    const client = new Client()
    client.conversationService.rows = [{ conversationId: bob, unreadCount: 1 }]
    const clock = createVirtualClock()
    const engine = createEngine({ source: source(client), clock })
    client.loginService.become(1, 'me')
    await clock.settle()
    expect(engine.getState().sync).toMatchObject({ phase: 'partial', complete: false })
    expect(engine.view().ids()).toEqual([bob])
    client.conversationService.emit('syncStarted')
    client.conversationService.rows = [{ conversationId: 'me|1|ann', sortOrder: 5, lastMessage: null }]
    client.conversationService.emit('syncFinished')
    await clock.settle()
    expect(engine.getState().sync).toMatchObject({ phase: 'synced', complete: true })
    expect(engine.view().ids()).toEqual(['me|1|ann'])
    engine.dispose()
  })

  it('has the whole list when connected late, though members of teams are still on their way', async () => {
    const client = new Client()
    client.loginService.getDataSync = () => [
      { type: 1, state: 3 },
      { type: 2, state: 2 },
    ]
    client.loginService.become(1, 'me')
    client.conversationService.rows = [{ conversationId: bob }]
    const clock = createVirtualClock()
    const engine = createEngine({ source: source(client), clock })
    await clock.settle()
    expect(engine.getState().sync).toMatchObject({ phase: 'synced', complete: true })
    engine.dispose()
  })

  it('is listed in pages of 100, the last of which may be empty', async () => {
    const client = new Client()
    client.conversationService.rows = Array.from({ length: 300 }, (_, index) => ({
      conversationId: `me|1|u${index}`,
      sortOrder: 1000 + index,
    }))
    const clock = createVirtualClock()
    const engine = createEngine({ source: source(client), clock })
    client.loginService.become(1, 'me')
    client.conversationService.emit('syncFinished')
    await clock.settle()
    expect(engine.view().size).toBe(300)
    expect(engine.getState().sync.complete).toBe(true)
    const limits = client.conversationService.asked.filter(([kind]) => kind === 'list').map(([, , limit]) => limit)
    expect(new Set(limits)).toEqual(new Set([100]))
    engine.dispose()
  })

  it('reads single rows at most 100 at a time', async () => {
    const client = new Client()
    client.loginService.become(1, 'me')
    const own = source(client)
    own.connect(createRecorder().sink)
    await own.fetch?.(Array.from({ length: 250 }, (_, index) => toConversationId(`me|1|u${index}`)))
    expect(client.conversationService.asked.filter(([kind]) => kind === 'ids')).toEqual([
      ['ids', 100],
      ['ids', 100],
      ['ids', 50],
    ])
  })

  it('returns errors that the Web throws: they reject all the same', async () => {
    const client = new Client()
    client.loginService.become(1, 'me')
    const own = source(client)
    const r = createRecorder()
    own.connect(r.sink)
    const refused = own.execute({ type: 'stickTop', ids: [bob], stickTop: true })
    await expect(refused).rejects.toMatchObject({ code: 'command/rejected', vendorCode: 110303 })
    own.watchUnread?.({ type: 'filter', ignoreMuted: true }, 'mine')
    expect(r.notes).toMatchObject([{ code: 'vendor/failed', path: 'watchUnread' }])
  })

  it('gives back a row that a new message brings while the read time of the deleted one is asked for', async () => {
    const client = new Client()
    client.loginService.become(1, 'me')
    const service = client.localConversationService
    service.rows = [{ conversationId: bob, unreadCount: 1 }]
    let answer = (_readTime: number): void => undefined
    Object.assign(service, {
      async deleteConversationListByIds() {
        service.rows = []
        service.emit('conversationDeleted', [bob])
        return []
      },
      getConversationReadTime: () => new Promise<number>((resolve) => void (answer = resolve)),
    })
    const clock = createVirtualClock()
    const engine = createEngine({ source: source(client, 'local'), clock })
    service.emit('syncFinished')
    await clock.settle()
    const removed = engine.commands.remove(bob)
    await clock.settle()
    expect(engine.view().size).toBe(0)
    const messageRefer = { messageClientId: 'm2', createTime: 99 }
    service.rows = [{ conversationId: bob, unreadCount: 1, lastMessage: { messageType: 0, messageRefer } }]
    service.emit('conversationCreated', service.rows[0])
    answer(7)
    await removed
    await clock.settle()
    expect(engine.get(bob)).toMatchObject({ unreadCount: 1, selfReadAt: 7 })
    engine.dispose()
  })

  it('is told what is open, in the local service', async () => {
    const client = new Client()
    client.loginService.become(1, 'me')
    const own = source(client, 'local')
    own.connect(createRecorder().sink)
    await own.execute({ type: 'open', ids: [bob] })
    await own.execute({ type: 'open', ids: [] })
    expect(client.localConversationService.asked.filter(([kind]) => kind === 'current')).toEqual([
      ['current', bob],
      ['current', ''],
    ])
    await expect(own.execute({ type: 'open', ids: [toConversationId('bad')] })).rejects.toMatchObject({
      vendorCode: 191004,
    })
  })

  it('mutes, receipts and revocations arrive as on the Web', () => {
    const client = new Client()
    client.loginService.become(1, 'me')
    const r = createRecorder()
    source(client).connect(r.sink)
    r.clear()
    client.settingService.emit('p2pMessageMuteModeChanged', 'bob', 1)
    client.messageService.emit('receiveP2PMessageReadReceipts', [{ conversationId: bob, timestamp: 7 }])
    client.messageService.emit('messageRevokeNotifications', [
      { messageRefer: { conversationId: bob, messageClientId: 'm' } },
    ])
    expect(r.events.map((event) => event.type)).toEqual(['conversationsPatched', 'peerReadTo', 'messageRevoked'])
  })

  it('a service that is off is said by the call', async () => {
    const client = new Client()
    client.conversationService.getConversationList = async () => {
      throw Object.assign(new Error('misuse'), {
        code: 191001,
        desc: 'misuse',
        detail: { reason: 'V2CloudConversation is not enabled' },
      })
    }
    client.loginService.become(1, 'me')
    const own = source(client)
    own.connect(createRecorder().sink)
    await expect(own.list({ cursor: undefined, limit: 100 })).rejects.toThrow('enableCloudConversation')
  })
})

describe('the HarmonyOS SDK', () => {
  it('has its services where node-nim has them, and the events of the Web', () => {
    const client = new Client()
    Object.values(client).forEach((service) => delete (service as { instance?: object } | null)?.instance)
    source(client).connect(createRecorder().sink)
    expect(client.conversationService.names()).toContain('onConversationChanged')
    expect(client.settingService.names()).toContain('onP2PMessageMuteModeChanged')
  })
})
