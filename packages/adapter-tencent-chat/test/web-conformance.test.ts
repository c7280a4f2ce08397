import type { ListFilter } from '@convolist/core'
import { deepFreeze } from '@convolist/testing'
import { describe, expect, it } from 'vitest'
import { PACKAGES, startChat, startLite, startTim, type Sdk } from './support/sdk.js'
import {
  BASE,
  c2c,
  deletedElsewhere,
  group,
  groupReadElsewhere,
  lastRandom,
  markedElsewhere,
  mention,
  newGroupMessage,
  newMessage,
  peerRead,
  pinnedElsewhere,
  revoke,
} from './support/server.js'
import { world, type World } from './support/world.js'

const ROWS = [c2c('ann', { at: 30 }), group('7', { at: 20, unread: 3 }), c2c('bob', { at: 10, pinned: true })]
const FIRST = '^C2Cbob C2Cann GROUP7(3)'

const drift = (w: World): unknown[] => w.engine.diagnostics.recent.filter((note) => note.code === 'unread/drift')

describe.each(PACKAGES)('%s', (_name, start) => {
  const ready = (rows = ROWS): Promise<World> => world({ start, rows })

  it('a first sync gives the SDK’s list in its order', async () => {
    const w = await ready()
    expect(w.line()).toBe(FIRST)
    expect((await w.sdk.rows()).map((row) => row.conversationID)).toEqual(w.engine.view().ids())
    expect(w.engine.getState().sync).toMatchObject({ phase: 'synced', complete: true })
    expect(w.engine.getState()).toMatchObject({ account: 'me', connection: 'connected' })
  })

  it('a source connected after the login has the list as well', async () => {
    const w = await world({ start, login: false })
    w.engine.dispose()
    w.sdk.server.rows = [...ROWS]
    await w.sdk.login()
    const { createEngine } = await import('@convolist/core')
    const { createTencentSource } = await import('@convolist/adapter-tencent-chat')
    const engine = createEngine({ source: createTencentSource(w.sdk.chat) })
    await w.until(() => engine.view().size === 3 && engine.getState().sync.complete)
    expect(engine.getState().account).toBe('me')
    engine.dispose()
  })

  it('a live message: preview, order and count, and the total agrees', async () => {
    const w = await ready()
    w.sdk.push(newMessage('zoe', 50, 'hello'))
    await w.until(() => w.engine.view().size === 4 && w.row('C2Czoe')?.unreadCount === 1)
    expect(w.row('C2Czoe')).toMatchObject({
      kind: 'direct',
      targetId: 'zoe',
      activeAt: (BASE + 50) * 1000,
      lastMessage: { text: 'hello', senderId: 'zoe', type: 'text', status: 'sent', revoked: false },
    })
    w.sdk.push(newMessage('ann', 60))
    await w.until(() => w.row('C2Cann')?.unreadCount === 1)
    expect(w.engine.view().ids()).toEqual(['C2Cbob', 'C2Cann', 'C2Czoe', 'GROUP7'])
    expect(drift(w)).toEqual([])
  })

  it('a new conversation is counted at once, though the SDK does not know yet whether it is muted', async () => {
    const w = await ready()
    const told = new Set<string>()
    w.engine.subscribe(() => {
      const row = w.row('C2Czoe')
      if (row) told.add(`${row.notify} ${row.unreadCount} of ${w.engine.view().counters.unreadUnmuted}`)
    })
    w.sdk.push(newMessage('zoe', 50, 'hello'))
    await w.until(() => w.row('C2Czoe')?.unreadCount === 1)
    await w.settle(1100) // the setting is looked up meanwhile
    expect([[...told], w.engine.getState().reported.unreadUnmuted, drift(w)]).toEqual([['all 1 of 4'], 4, []])
  })

  it.each([
    ['mute', true, 'none', 2],
    ['unmute', false, 'all', 0],
  ] as const)(
    'a new conversation, whose setting the SDK does not know yet: %s goes to the server',
    async (...[, on, notify, option]) => {
      const w = await ready()
      w.sdk.push(newMessage('zoe', 50, 'hello'))
      await w.until(() => w.row('C2Czoe') !== undefined)
      await w.engine.commands.mute('C2Czoe', on)
      expect(w.sdk.server.sent.filter(({ cmd }) => cmd === 'openim.set_c2c_peer_mute_notifications')).toMatchObject([
        { body: { Peer_Account: ['zoe'], Mute_Notifications: option } },
      ])
      await w.settle(1100) // the SDK tells its list once a second
      await w.clock.advance(5000) // an echo is waited for no longer
      expect(w.row('C2Czoe')?.notify).toBe(notify)
      expect(w.engine.diagnostics.recent).toEqual([])
    },
  )

  it('a conversation deleted elsewhere is gone, for absence says so in a complete list', async () => {
    const w = await ready()
    w.sdk.push(deletedElsewhere('C2Cann'))
    await w.until(() => w.engine.view().size === 2)
    expect(w.line()).toBe('^C2Cbob GROUP7(3)')
  })

  it('a pin from elsewhere moves the row', async () => {
    const w = await ready()
    w.sdk.push(pinnedElsewhere('GROUP7'))
    await w.until(() => w.row('GROUP7')?.stickTop === true)
    expect(w.engine.view().ids().at(-1)).toBe('C2Cann')
  })

  it('of my message before theirs no row says that it has been read, and ours does', async () => {
    const w = await ready()
    w.sdk.push(newMessage('me', 50, 'mine', 'ann'))
    w.sdk.push(newMessage('ann', 60, 'theirs'))
    await w.until(() => w.row('C2Cann')?.lastMessage?.text === 'theirs')
    w.sdk.push(peerRead('ann', 55))
    await w.until(() => w.row('C2Cann')?.peerReadAt !== undefined)
    expect(w.row('C2Cann')?.peerReadAt).toBe((BASE + 50) * 1000)
  })

  it('states stay frozen and the SDK goes on working', async () => {
    const w = await ready()
    const off = w.engine.subscribe((state) => {
      deepFreeze(state.parts)
      deepFreeze(w.engine.view().window(0, 100))
    })
    deepFreeze(w.engine.view().window(0, 100))
    w.sdk.push(newMessage('ann', 60, 'one'))
    await w.until(() => w.row('C2Cann')?.unreadCount === 1)
    w.sdk.push(newMessage('ann', 61, 'two'))
    await w.until(() => w.row('C2Cann')?.lastMessage?.text === 'two' && w.row('C2Cann')?.unreadCount === 2)
    await w.engine.commands.markRead('C2Cann')
    await w.until(() => w.row('C2Cann')?.unreadCount === 0)
    expect((await w.sdk.rows()).find((row) => row.conversationID === 'C2Cann')?.unreadCount).toBe(0)
    off()
  })

  it('none of the SDK’s live objects gets into the list', async () => {
    const w = await ready()
    const before = w.row('GROUP7')
    for (const row of await w.sdk.rows()) {
      row.unreadCount = 99
      Object.assign(row.lastMessage as object, { messageForShow: 'changed', isRevoked: true })
    }
    expect(w.row('GROUP7')).toBe(before)
    expect(before).toMatchObject({ unreadCount: 3, lastMessage: { revoked: false, text: 'hi 7' } })
  })

  it('a kick empties the list, and what comes late belongs to nobody', async () => {
    const w = await ready()
    w.sdk.kick()
    await w.until(() => w.engine.getState().account === undefined)
    expect(w.engine.view().size).toBe(0)
    w.sdk.push(newMessage('zoe', 50))
    await w.settle(100)
    expect(w.engine.view().size).toBe(0)
  })

  it('a logout empties the list, and the next account has its own', async () => {
    const w = await ready()
    await w.sdk.chat.logout()
    await w.until(() => w.engine.getState().account === undefined)
    w.sdk.server.rows = [c2c('eve', { at: 5 })]
    await w.sdk.login('you')
    await w.until(() => w.line() === 'C2Ceve' && w.engine.getState().sync.complete)
    expect(w.engine.getState().account).toBe('you')
  })

  it('a reconnect brings what changed meanwhile', async () => {
    const w = await ready()
    w.sdk.server.rows = [group('7', { at: 90, unread: 5, seq: 15 }), ...ROWS.filter((row) => row.Type === 1)]
    w.sdk.drop()
    await w.until(() => w.engine.getState().connection !== 'connected')
    await w.until(() => w.engine.getState().connection === 'connected')
    await w.until(() => w.row('GROUP7')?.activeAt === (BASE + 90) * 1000)
    expect(w.engine.view().ids()).toEqual(['C2Cbob', 'GROUP7', 'C2Cann'])
    await w.until(() => w.engine.getState().sync.complete)
  })

  it('no listener is left after dispose, and nothing arrives', async () => {
    const w = await ready()
    expect(w.sdk.listenerCount()).toBeGreaterThan(8)
    w.engine.dispose()
    expect(w.sdk.listenerCount()).toBe(0)
  })
})

describe('@tencentcloud/chat 3.6.6 and lite-chat 4.2.1', () => {
  const BOTH = PACKAGES.slice(0, 2)

  it.each(BOTH)('%s: marks are the bits 1, 2, 4 and 8, whatever the typings say', async (_name, start) => {
    const w = await world({ start, rows: ROWS })
    w.sdk.push(markedElsewhere('C2Cann', '1111'))
    await w.until(() => (w.row('C2Cann')?.marks.length ?? 0) > 0)
    expect(w.row('C2Cann')).toMatchObject({ marks: ['starred', 'folded', 'hidden'], markedUnread: true })
  })

  it.each(BOTH)('%s: the list by marks and by mentions', async (_name, start) => {
    const w = await world({ start, rows: ROWS })
    w.sdk.push(markedElsewhere('C2Cann', '1'))
    w.sdk.push(mention('7', 11), newGroupMessage('7', 11, 60))
    await w.until(() => w.row('GROUP7')?.mentions.me === 1 && w.row('C2Cann')?.marks.length === 1)
    const ids = async (filter: ListFilter): Promise<string[]> =>
      (await w.source.list({ cursor: undefined, limit: 50, filter })).rows.map((row) => row.id)
    expect(await ids({ marks: ['starred'] })).toEqual(['C2Cann'])
    expect(await ids({ mentioned: true })).toEqual(['GROUP7'])
    expect(await ids({ mentioned: true, kinds: ['direct'] })).toEqual([])
    expect(await ids({ marks: ['of the app'] })).toHaveLength(3)
  })

  it.each(BOTH)(
    '%s: a draft and mentions survive the reconnect at which the SDK forgets them',
    async (_name, start) => {
      const w = await world({ start, rows: ROWS })
      await w.engine.commands.saveDraft('C2Cann', 'half a thought')
      w.sdk.push(mention('7', 11), newGroupMessage('7', 11, 60))
      await w.until(() => w.row('GROUP7')?.mentions.me === 1)
      w.sdk.server.rows = [group('7', { at: 61, unread: 5, seq: 12 }), ...ROWS.filter((row) => row.Type === 1)]
      w.sdk.drop()
      await w.until(() => w.row('GROUP7')?.unreadCount === 5)
      await w.until(() => w.engine.getState().sync.complete)
      const live = await w.sdk.rows()
      expect(live.find((row) => row.conversationID === 'C2Cann')?.draftText).toBe('')
      expect(w.row('C2Cann')?.draft?.text).toBe('half a thought')
      expect(w.row('GROUP7')?.mentions).toEqual({ me: 1, all: 0 })
      await w.engine.commands.markRead('GROUP7')
      await w.until(() => w.row('GROUP7')?.unreadCount === 0)
      expect(w.row('GROUP7')?.mentions).toEqual({ me: 0, all: 0 })
    },
  )

  it.each(BOTH)('%s: mentions that the SDK keeps after “read all” are read', async (_name, start) => {
    const w = await world({ start, rows: ROWS })
    w.sdk.push(mention('7', 11), newGroupMessage('7', 11, 60))
    await w.until(() => w.row('GROUP7')?.mentions.me === 1)
    w.sdk.server.answers['.read_all_unread_msg'] = () => ({
      GroupReadInfoArray: [{ GroupId: '7', LastReadMsgSeq: 11 }],
    })
    await w.engine.commands.markRead('all')
    await w.until(() => w.row('GROUP7')?.unreadCount === 0)
    const live = (await w.sdk.rows()).find((row) => row.conversationID === 'GROUP7')
    expect(live?.groupAtInfoList).toHaveLength(1)
    expect(w.row('GROUP7')?.mentions.me).toBe(0)
    w.sdk.push(newGroupMessage('7', 12, 61))
    await w.until(() => w.row('GROUP7')?.unreadCount === 1)
    expect(w.row('GROUP7')?.mentions.me).toBe(0)
    w.sdk.push(mention('7', 13), newGroupMessage('7', 13, 62))
    await w.until(() => w.row('GROUP7')?.mentions.me === 1)
  })

  it.each(BOTH)('%s: a draft that the app’s own UI kit sets and clears is followed', async (_name, start) => {
    const w = await world({ start, rows: ROWS })
    const draftText = JSON.stringify({ html: '<b>hey</b>', abstract: 'hey', type: 'draft' })
    await w.sdk.chat.setConversationDraft({ conversationID: 'C2Cann', draftText })
    await w.until(() => w.row('C2Cann')?.draft !== undefined)
    expect(w.row('C2Cann')?.draft?.text).toBe('hey')
    await w.sdk.chat.setConversationDraft({ conversationID: 'C2Cann', draftText: '' })
    await w.until(() => w.row('C2Cann')?.draft === undefined)
  })

  it.each(BOTH)('%s: a mute is shown and leaves the total', async (_name, start) => {
    const w = await world({ start, rows: [group('7', { unread: 3, option: 2 }), group('8', { unread: 2, option: 3 })] })
    expect(w.row('GROUP7')?.notify).toBe('none')
    expect(w.row('GROUP8')?.notify).toBe('mentions')
    expect(w.sdk.chat.getTotalUnreadMessageCount()).toBe(0)
    expect(w.engine.view().counters).toMatchObject({ unread: 5, unreadUnmuted: 2 })
    expect(drift(w)).toEqual([])
  })

  it.each(BOTH)('%s: my last message shows as read once the peer has read it', async (_name, start) => {
    const w = await world({ start, rows: [c2c('ann', { at: 30, from: 'me' })] })
    expect(w.row('C2Cann')?.peerReadAt).toBeUndefined()
    w.sdk.push(peerRead('ann', 40))
    await w.until(() => (w.row('C2Cann')?.peerReadAt ?? 0) >= (BASE + 30) * 1000)
  })

  it.each(BOTH)('%s: a revoked message takes its words along', async (_name, start) => {
    const w = await world({ start, rows: ROWS })
    w.sdk.push(newMessage('zoe', 50, 'the secret'))
    await w.until(() => w.row('C2Czoe')?.lastMessage?.text === 'the secret')
    w.sdk.push(revoke('zoe', 50, 50, lastRandom()))
    await w.until(() => w.row('C2Czoe')?.lastMessage?.revoked === true)
    expect(JSON.stringify(w.engine.serialize())).not.toContain('the secret')
  })

  it.each(BOTH)('%s: while the list comes page by page nothing is taken for deleted', async (_name, start) => {
    const sizes: number[] = []
    const w = await world({
      start,
      login: false,
      prepare: (sdk) => {
        sdk.server.pages = Array.from({ length: 4 }, (_, page) =>
          Array.from({ length: 5 }, (_row, index) => c2c(`u${page * 5 + index}`, { at: 100 - page * 5 - index })),
        )
      },
    })
    w.engine.subscribe((state) => sizes.push(state.parts.rows.size))
    await w.sdk.login()
    await w.until(() => w.engine.view().size === 20 && w.engine.getState().sync.complete)
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b))
  })
})

it.each([
  ['@tencentcloud/chat 3.6.6', () => startChat({ eventThrottling: true })],
  ['tim-js-sdk 2.27.6', startTim],
])('%s: a revoked message loses its words while the SDK’s throttle still holds its list back', async (_name, start) => {
  const w = await world({ start, rows: ROWS })
  w.sdk.push(newMessage('zoe', 50, 'the secret'))
  await w.until(() => w.row('C2Czoe')?.lastMessage?.text === 'the secret')
  let told = 0
  w.sdk.chat.on('onConversationListUpdated', () => told++)
  w.sdk.push(revoke('zoe', 50, 50, lastRandom()))
  await w.until(() => w.row('C2Czoe')?.lastMessage?.revoked === true)
  expect(told).toBe(0)
  expect(JSON.stringify(w.engine.serialize())).not.toContain('the secret')
})

describe('@tencentcloud/chat 3.6.6', () => {
  const throttled = (): Promise<World> => world({ rows: ROWS, start: () => startChat({ eventThrottling: true }) })

  it('under the SDK’s throttle of a second the total never disagrees with the list', async () => {
    const w = await throttled()
    for (let seq = 11; seq < 16; seq++) w.sdk.push(newGroupMessage('7', seq, 50 + seq))
    await w.until(() => w.row('GROUP7')?.unreadCount === 8)
    expect(drift(w)).toEqual([])
    expect(w.engine.getState().reported.unreadUnmuted).toBe(8)
  })

  it.each(['read all', 'a reading elsewhere'])(
    '%s and the next mention, told at once, leave one mention',
    async (how) => {
      const w = await throttled()
      w.sdk.push(mention('7', 11), newGroupMessage('7', 11, 60))
      await w.until(() => w.row('GROUP7')?.mentions.me === 1)
      if (how === 'read all') {
        w.sdk.server.answers['.read_all_unread_msg'] = () => ({
          GroupReadInfoArray: [{ GroupId: '7', LastReadMsgSeq: 11 }],
        })
        await w.sdk.chat.setAllMessageRead({ scope: 'readAllMessage' })
      } else {
        w.sdk.server.rows = [group('7', { at: 60, unread: 5, seq: 12 }), ...ROWS.filter((row) => row.Type === 1)]
        w.sdk.drop() // the SDK forgets the mention, and we do not
        await w.until(() => w.row('GROUP7')?.unreadCount === 5 && w.engine.getState().sync.complete)
        w.sdk.push(groupReadElsewhere('7', 12))
      }
      w.sdk.push(mention('7', 13), newGroupMessage('7', 13, 61))
      await w.until(() => w.row('GROUP7')?.unreadCount === 1)
      expect(w.row('GROUP7')?.mentions).toEqual({ me: 1, all: 0 })
    },
  )

  it('a removed conversation that comes back before the throttled event has no draft of before', async () => {
    const w = await world({ sdk: { eventThrottling: true }, rows: [c2c('ann', { at: 30 })] })
    await w.settle(1_100)
    await w.engine.commands.saveDraft('C2Cann', 'half')
    await w.settle()
    expect(w.row('C2Cann')?.draft?.text).toBe('half')
    await w.engine.commands.remove('C2Cann')
    w.sdk.push(newMessage('ann', 70, 'hey'))
    await w.until(() => w.row('C2Cann')?.unreadCount === 1)
    expect(w.row('C2Cann')?.draft).toBeUndefined()
  })

  it('events with changed rows only (partialUpdatedConversations) delete nothing', async () => {
    const w = await world({ rows: ROWS, start: () => startChat({ partialUpdatedConversations: true }) })
    w.sdk.push(newGroupMessage('7', 11, 60))
    await w.until(() => w.row('GROUP7')?.unreadCount === 4)
    expect(w.line()).toBe('^C2Cbob GROUP7(4) C2Cann')
    w.sdk.push(newMessage('ann', 70))
    await w.until(() => w.row('C2Cann')?.lastMessage?.text === 'new from ann')
    expect(w.engine.view().size).toBe(3)
    await w.engine.commands.remove('GROUP7') // emits nothing in this mode; the answer counts
    expect(w.engine.view().size).toBe(2)
    expect(w.engine.getState().pendingCount).toBe(0)
  })

  it.each([
    ['nothing', []],
    ['one row', [c2c('ann', { at: 30 })]],
  ])('events with changed rows only: a first sync of %s ends, which no event says', async (_name, rows) => {
    const w = await world({ rows, start: () => startChat({ partialUpdatedConversations: true }) })
    await w.until(() => w.engine.getState().sync.complete)
    expect(w.engine.view().size).toBe(rows.length)
  })

  it('many messages in one task are one notification', async () => {
    const w = await world({ rows: ROWS })
    let changes = 0
    w.engine.subscribe(() => changes++)
    w.sdk.push(newGroupMessage('7', 11, 60), newGroupMessage('7', 12, 61), newMessage('ann', 62))
    await w.until(() => w.row('GROUP7')?.unreadCount === 5)
    expect(changes).toBeLessThanOrEqual(3)
  })

  it('a signature that ran out closes the account as expired', async () => {
    const { createTencentSource } = await import('@convolist/adapter-tencent-chat')
    const { createRecorder } = await import('@convolist/testing')
    const { handlers, chat } = listening()
    const r = createRecorder()
    createTencentSource(chat).connect(r.sink)
    handlers.get('sdkStateReady')?.({ name: 'sdkStateReady' })
    handlers.get('kickedOut')?.({ name: 'kickedOut', data: { type: 'userSigExpired' } })
    expect(r.events.map((event) => event.type)).toEqual(['accountOpened', 'connectionChanged', 'accountClosed'])
    expect(r.of('accountClosed')[0]?.reason).toBe('expired')
  })

  it('receipts of groups are tied to the row by the SDK’s own message', async () => {
    const w = await world({ rows: ROWS })
    w.sdk.push(newGroupMessage('7', 11, 60))
    await w.until(() => w.row('GROUP7')?.unreadCount === 4)
    expect(w.row('GROUP7')?.lastMessage?.id).toBe(`TIMTextElem:11:${BASE + 60}`)
  })
})

/** The real instance, with its handlers in our hands. */
function listening(): { handlers: Map<string, (event: unknown) => void>; chat: Sdk['chat'] } {
  const { chat } = startLite()
  const handlers = new Map<string, (event: unknown) => void>()
  const own = Object.create(chat) as Sdk['chat'] & { getLoginUser(): string }
  own.on = (event, handler) => handlers.set(event, handler as (event: unknown) => void)
  own.off = (event) => handlers.delete(event)
  own.getLoginUser = () => 'me'
  return { handlers, chat: own }
}
