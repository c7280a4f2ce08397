import { createNimSource } from '@convolist/adapter-netease-nim'
import { isConvolistError, toConversationId, type Conversation, type Engine } from '@convolist/core'
import {
  conversationDeletePush,
  conversationPush,
  createRecorder,
  deepFreeze,
  messagePush,
  muteSync,
  p2pReceiptPush,
  readMarkPush,
  revokePush,
  userSync,
  wireConversation,
  type WireConversationFields,
  wireMessage,
  type WireObject,
  wireRevoke,
} from '@convolist/testing'
import { describe, expect, it } from 'vitest'
import { GENERATIONS, idOf, service, startAlpha, startStable, type Nim } from './support/sdk.js'
import { uncaughtDuring } from './support/uncaught.js'
import { world, type World } from './support/world.js'

const conv = (target: string, version: number, more: Partial<WireConversationFields> = {}): WireObject =>
  wireConversation({ id: idOf(target), version, ...more })

const people = (...targets: string[]): WireObject[] =>
  targets.map((target, index) => conv(target, 100 - index, { unread: index }))

const counters = (engine: Engine): { unread: number; unreadUnmuted: number } => engine.view().counters

const driftNotes = (engine: Engine): unknown[] =>
  engine.diagnostics.recent.filter((note) => note.code === 'unread/drift')

describe.each(GENERATIONS)('cloud conversations, nim-web-sdk-ng %s', (_version, start) => {
  it('1: a first sync of many conversations without events gives the SDK’s list in one state update', async () => {
    const { h, engine } = await world('cloud', { start, login: false })
    const sizes: number[] = []
    engine.subscribe((state) => sizes.push(state.parts.rows.size))
    const targets = Array.from({ length: 200 }, (_, index) => `u${index}`)
    h.nextSync = { full: true, rows: targets.map((target, index) => conv(target, 1000 - index)) }
    await h.loginAs('me')
    await engine.ready
    expect([...new Set(sizes)]).toEqual([0, 200])
    const { conversationList } = await h.nim.V2NIMConversationService.getConversationList(0, 1000)
    expect(engine.view().ids()).toEqual(conversationList.map((row) => row.conversationId))
    expect(engine.getState().sync).toMatchObject({ phase: 'synced', complete: true })
  })

  it('2: a total that comes before its row never disagrees with the map', async () => {
    const { h, engine, settle } = await world('cloud', { start, rows: people('ann', 'bob') })
    const seen: (readonly [number, number])[] = []
    engine.subscribe((state) => seen.push([state.reported.unread ?? -1, counters(engine).unread]))
    h.feed(conversationPush([conv('ann', 200, { unread: 7 })]))
    h.feed(conversationPush([conv('zoe', 201, { unread: 2 })]))
    await settle()
    expect(seen).toEqual([[10, 10]])
    expect(driftNotes(engine)).toEqual([])
  })

  it('3: the same push again, or an older one, changes nothing', async () => {
    const { h, engine, settle } = await world('cloud', { start, rows: people('ann', 'bob') })
    const push = conversationPush([conv('ann', 200, { unread: 7 })])
    h.feed(push)
    await settle()
    const before = engine.getState()
    h.feed(push)
    h.feed(conversationPush([conv('ann', 150, { unread: 3 })]))
    await settle()
    expect(engine.getState()).toBe(before)
  })

  it('4: a change of an unknown id is taken in', async () => {
    const { h, line, settle } = await world('cloud', { start, rows: people('ann') })
    service(h, 'V2NIMConversationService').emit('onConversationChanged', [
      { conversationId: idOf('new'), unreadCount: 1, sortOrder: 500, stickTop: false },
    ])
    await settle()
    expect(line()).toBe('new(1) ann')
  })

  it('5: what a sync removes in silence is gone after it; an empty change is harmless', async () => {
    const { h, line, settle } = await world('cloud', { start, rows: people('ann', 'bob', 'eve') })
    h.disconnect()
    h.nextSync = { rows: [conv('bob', 300, { deleted: true }), conv('eve', 300, { unread: 5 })] }
    await h.reconnect()
    await settle()
    expect(line()).toBe('eve(5) ann')
    service(h, 'V2NIMConversationService').emit('onConversationChanged', [])
    await settle()
    expect(line()).toBe('eve(5) ann')
  })

  it('6: a failed sync marks the state partial and keeps the rows', async () => {
    const { h, engine, line, settle } = await world('cloud', { start, rows: people('ann', 'bob') })
    h.disconnect()
    h.nextSync = { code: 503 }
    await h.reconnect()
    await settle()
    expect(engine.getState().sync).toMatchObject({ phase: 'partial', complete: false })
    expect(line()).toBe('ann bob(1)')
    await h.sync({})
    await settle()
    expect(engine.getState().sync).toMatchObject({ phase: 'synced', complete: true })
  })

  it.each([
    ['equal orders', [9, 8, 8, 8, 8, 7]],
    ['order 0', [3, 0, 0, 0, 0, 0]],
  ])('7: %s at a page edge: loading ends, with every id once', async (_name, orders) => {
    const rows = orders.map((sortOrder, index) => conv(`u${index}`, 1, { sortOrder }))
    const { engine } = await world('cloud', { start, rows, pageSize: 2 })
    expect([...engine.view().ids()].sort()).toEqual(orders.map((_, index) => idOf(`u${index}`)))
    expect(engine.getState().sync.complete).toBe(true)
  })

  it('8: a conversation that moves up between two pages is not lost', async () => {
    let pages = 0
    const { line, settle } = await world('cloud', {
      start,
      rows: people('ann', 'bob', 'eve', 'zoe'),
      pageSize: 2,
      wrap: (source, h) => ({
        ...source,
        list: async (request) => {
          const page = await source.list(request)
          if (++pages === 1) h.feed(conversationPush([conv('zoe', 500)]))
          return page
        },
      }),
    })
    await settle()
    expect(pages).toBeGreaterThan(1)
    expect(line()).toBe('zoe ann bob(1) eve(2)')
  })

  it('9: pinned rows stand first, with the prefix of 1e15 and without it', async () => {
    const { line } = await world('cloud', {
      start,
      rows: [
        conv('new', 9000),
        conv('prefixed', 100, { stickTop: true }),
        conv('bare', 200, { stickTop: true, sortOrder: 200 }),
      ],
    })
    expect(line()).toBe('^bare ^prefixed new')
  })

  it('10: after a revoke without postscript the words are nowhere in the state', async () => {
    const message = wireMessage({ from: 'bob', to: 'me', time: 900, text: 'the secret', clientId: 'm1' })
    const { h, engine, row, settle } = await world('cloud', {
      start,
      rows: [conv('bob', 900, { lastMessage: message })],
    })
    expect(row('bob')?.lastMessage?.text).toBe('the secret')
    h.feed(revokePush(wireRevoke({ from: 'bob', to: 'me', messageTime: 900, messageClientId: 'm1' })))
    await settle()
    expect(row('bob')?.lastMessage).toMatchObject({ id: 'm1', revoked: true, revokedBy: 'bob', text: undefined })
    expect(JSON.stringify(engine.serialize())).not.toContain('the secret')
    await engine.commands.refresh()
    expect(JSON.stringify(engine.serialize())).not.toContain('the secret')
  })

  it('10: with a postscript that is what the row shows', async () => {
    const message = wireMessage({ from: 'bob', to: 'me', time: 900, text: 'the secret', clientId: 'm1' })
    const { h, row, settle } = await world('cloud', { start, rows: [conv('bob', 900, { lastMessage: message })] })
    const revoke = wireRevoke({ from: 'bob', to: 'me', messageTime: 900, messageClientId: 'm1', postscript: 'sorry' })
    h.feed(revokePush(revoke))
    await settle()
    expect(row('bob')?.lastMessage).toMatchObject({ revoked: true, text: 'sorry' })
    h.feed(conversationPush([conv('bob', 950, { lastMessage: revoke, lastMessageState: 1 })]))
    await settle()
    expect(row('bob')?.lastMessage).toMatchObject({ revoked: true, text: 'sorry' })
  })

  it('11: sending, failed, sent again: the status follows and the text stays', async () => {
    const { h, row, settle } = await world('cloud', { start, rows: people('bob') })
    const statuses: unknown[] = []
    const note = async (): Promise<void> => {
      await settle()
      const { status, text } = row('bob')?.lastMessage ?? {}
      statuses.push([status, text])
    }
    const message = h.nim.V2NIMMessageCreator.createTextMessage('hello')
    let answer: (reply: { code: number }) => void = () => {}
    h.answers.v2SendP2pMessage = () => new Promise((resolve) => (answer = resolve))
    const first = h.nim.V2NIMMessageService.sendMessage(message, idOf('bob'), {}).catch((cause: unknown) => cause)
    await note()
    answer({ code: 416 })
    expect(await first).toMatchObject({ code: 416 })
    await note()
    const sent = wireMessage({ from: 'me', to: 'bob', time: 950, text: 'hello', clientId: message.messageClientId })
    h.answers.v2SendP2pMessage = () => ({ r: [sent] })
    await h.nim.V2NIMMessageService.sendMessage(message, idOf('bob'), {})
    h.feed(conversationPush([conv('bob', 960, { lastMessage: sent })]))
    await note()
    expect(statuses).toEqual([
      ['sending', 'hello'],
      ['failed', 'hello'],
      ['sent', 'hello'],
    ])
  })

  it('12: a receipt that is older than the last one does not take the tick back', async () => {
    const { h, row, settle } = await world('cloud', { start, rows: people('bob') })
    h.feed(p2pReceiptPush({ me: 'me', peer: 'bob', time: 6000 }))
    h.feed(p2pReceiptPush({ me: 'me', peer: 'bob', time: 1000 }))
    await settle()
    expect(row('bob')?.peerReadAt).toBe(6000)
  })

  it('13: a read time that goes back changes nothing, and unread counts are left alone', async () => {
    const { h, row, settle } = await world('cloud', { start, rows: people('ann', 'bob') })
    h.feed(readMarkPush({ target: 'bob', time: 9999 }))
    h.feed(readMarkPush({ target: 'bob', time: 5000 })) // in the same task
    await settle()
    expect(row('bob')).toMatchObject({ selfReadAt: 9999, unreadCount: 1 })
    h.feed(readMarkPush({ target: 'bob', time: 6000 }))
    await settle()
    expect(row('bob')?.selfReadAt).toBe(9999)
  })

  it('14: a mute changes the flag and the badge without muted, though no unread event comes', async () => {
    const { h, engine, line, settle } = await world('cloud', { start, rows: people('ann', 'bob') })
    const unread: number[] = []
    h.nim.V2NIMConversationService.on('onTotalUnreadCountChanged', (total) => unread.push(total))
    await h.nim.V2NIMSettingService.setP2PMessageMuteMode('bob', 1)
    await settle()
    expect(line()).toBe('ann bob(1)~')
    expect(counters(engine)).toMatchObject({ unread: 1, unreadUnmuted: 0 })
    expect(unread).toEqual([])
  })

  it('15: the conversation that a deleted message brings up is taken in', async () => {
    const { h, line, settle } = await world('cloud', { start, rows: people('ann') })
    h.feed(messagePush(wireMessage({ from: 'bob', to: 'me', time: 700, text: 'first', clientId: 'm1' })))
    h.feed(messagePush(wireMessage({ from: 'bob', to: 'me', time: 800, text: 'second', clientId: 'm2' })))
    await settle()
    expect(line()).toBe('ann')
    h.feed({ sid: 7, cid: 123, r: [{ 1: 1, 2: 'bob', 3: 'me', 4: 's-m2', 5: 'm2', 6: 800, 7: 900 }] })
    await settle()
    expect(line().split(' ').sort()).toEqual(['ann', 'bob'])
  })

  it('16: a deletion that the server refused removes the row here, and a later push may bring it back', async () => {
    const { h, line, settle } = await world('cloud', { start, rows: people('ann', 'bob') })
    h.answers.v2ConversationDelete = () => ({ code: 500 })
    await h.nim.V2NIMConversationService.deleteConversation(idOf('bob'))
    await settle()
    expect(line()).toBe('ann')
    h.feed(conversationPush([conv('bob', 500, { unread: 1 })]))
    await settle()
    expect(line()).toBe('bob(1) ann')
  })

  it.each([
    ['a kick', (h: Nim) => h.kick()],
    ['a logout', (h: Nim) => h.logout()],
  ] as const)(
    '17: %s empties the state in one notification, and another account finds nothing of it',
    async (_name, end) => {
      const { h, engine, line, settle } = await world('cloud', { start, rows: people('ann', 'bob') })
      const sizes: number[] = []
      engine.subscribe((state) => sizes.push(state.parts.rows.size))
      await end(h)
      await settle()
      expect(sizes).toEqual([0])
      expect(line()).toBe('')
      expect(engine.getState().account).toBeUndefined()
      h.nextSync = { full: true, rows: [wireConversation({ id: 'you|1|bob', version: 1 })] }
      await h.loginAs('you')
      await settle()
      expect(engine.view().ids()).toEqual(['you|1|bob'])
      expect(JSON.stringify(engine.serialize())).not.toContain('me|')
    },
  )

  it('18: with the state frozen the SDK keeps working', async () => {
    const { h, engine, line, settle } = await world('cloud', { start, rows: people('ann', 'bob') })
    const rows = (): readonly Conversation[] => engine.view().window(0, 10)
    deepFreeze(rows())
    await h.nim.V2NIMSettingService.setP2PMessageMuteMode('bob', 1)
    h.feed(conversationPush([conv('ann', 300, { unread: 2 })]))
    await settle()
    deepFreeze(rows())
    await h.nim.V2NIMConversationService.getConversationList(0, 100)
    await engine.commands.refresh()
    expect(line()).toBe('ann(2) bob(1)~')
  })

  it('19: an app’s subscriber that throws before ours costs one event; the next sync repairs it', async () => {
    const h = start()
    h.nim.V2NIMConversationService.on('onConversationChanged', () => {
      throw new Error('a bug of the app')
    })
    const { line, settle } = await world('cloud', { start: () => h, rows: people('ann', 'bob') })
    const thrown = await uncaughtDuring(() => h.feed(conversationPush([conv('bob', 300, { unread: 9 })])))
    expect(thrown).toMatchObject({ message: 'a bug of the app' }) // the SDK throws it again by timer
    await settle()
    expect(line()).toBe('ann bob(1)')
    await h.sync({})
    await settle()
    expect(line()).toBe('bob(9) ann')
  })

  it('20: a name that falls back to the id in a revoke keeps its title', async () => {
    const message = wireMessage({ from: 'bob', to: 'me', time: 900, text: 'x', clientId: 'm1', nick: 'Bobby' })
    const { h, row, settle } = await world('cloud', { start, rows: [conv('bob', 900, { lastMessage: message })] })
    expect(row('bob')?.title).toBe('Bobby')
    const names: unknown[] = []
    h.nim.V2NIMConversationService.on('onConversationChanged', (rows: readonly { name?: string }[]) =>
      names.push(...rows.map((changed) => changed.name)),
    )
    h.feed(revokePush(wireRevoke({ from: 'bob', to: 'me', messageTime: 900, messageClientId: 'm1' })))
    await settle()
    expect(names).toEqual(['bob'])
    expect(row('bob')?.title).toBe('Bobby')
  })

  it('21: only the chosen service counts, though both are live', async () => {
    const h = start()
    const cloud = createRecorder()
    const local = createRecorder()
    createNimSource(h.nim, { service: 'cloud' }).connect(cloud.sink)
    createNimSource(h.nim, { service: 'local' }).connect(local.sink)
    await h.loginAs('me')
    cloud.clear()
    local.clear()
    h.feed(messagePush(wireMessage({ from: 'bob', to: 'me', time: 500, text: 'x' })))
    h.feed(conversationPush([conv('bob', 500, { unread: 4 })]))
    await h.settle()
    const unread = (recorded: typeof cloud): number[] =>
      recorded.of('conversationsUpserted').flatMap((event) => event.rows.map((changed) => changed.unreadCount))
    expect(unread(cloud)).toEqual([4])
    expect(unread(local)).toEqual([1])
  })
})

describe('cloud conversations, in numbers', () => {
  it('22: 100,000 conversations load in one call, and one change leaves the others alone', async () => {
    let calls = 0
    const rows = Array.from({ length: 100_000 }, (_, index) =>
      conv(`u${index}`, 1_000_000 - index, { unread: index % 5 === 0 ? 1 : 0 }),
    )
    const { h, engine, settle } = await world('cloud', {
      rows,
      wrap: (source) => ({ ...source, list: (request) => (calls++, source.list(request)) }),
    })
    await engine.ready
    expect(engine.view().size).toBe(100_000)
    expect(counters(engine).unread).toBe(20_000)
    const before = engine.view().window(0, 50)
    const callsBefore = calls
    const commits = engine.stats.commits
    h.feed(conversationPush([conv('u99999', 2_000_000, { unread: 1 })]))
    await settle()
    const after = engine.view().window(0, 51)
    expect(after[0]?.targetId).toBe('u99999')
    expect(after.slice(1)).toEqual(before)
    expect(after.slice(1).every((kept, index) => kept === before[index])).toBe(true)
    expect([calls - callsBefore, engine.stats.commits - commits]).toEqual([0, 1])
  }, 60_000)
})

describe.each(GENERATIONS)('local conversations, nim-web-sdk-ng %s', (_version, start) => {
  const local = (peers: readonly string[], more: Parameters<typeof world>[1] = {}): Promise<World> =>
    world('local', { start, peers, ...more })

  const incoming = (from: string, time: number, text = 'new'): Parameters<Nim['feed']>[0] =>
    messagePush(wireMessage({ from, to: 'me', time, text, clientId: `${from}-${time}` }))

  it('1: the sync gives the SDK’s list', async () => {
    const { h, engine, line } = await local(['ann', 'bob', 'eve'])
    expect(line()).toBe('eve(1) bob(1) ann(1)')
    const { conversationList } = await h.nim.V2NIMLocalConversationService.getConversationList(0, 100)
    expect(engine.view().ids()).toEqual(conversationList.map((row) => row.conversationId))
    expect(engine.getState().sync.complete).toBe(true)
  })

  it('2: a total never disagrees with the map', async () => {
    const { h, engine, settle } = await local(['ann', 'bob'])
    const seen: (readonly [number, number])[] = []
    engine.subscribe((state) => seen.push([state.reported.unread ?? -1, counters(engine).unread]))
    h.feed(incoming('ann', 2000))
    h.feed(incoming('zoe', 2001))
    await settle()
    expect(seen).toEqual([[4, 4]])
    expect(driftNotes(engine)).toEqual([])
  })

  it('4: the change that ends the sync brings ids nobody created before', async () => {
    const { h, line, settle } = await local([])
    expect(line()).toBe('')
    h.disconnect()
    h.mainSync = [{ sid: 4, cid: 9, r: [[wireMessage({ from: 'ann', to: 'me', time: 5 })]] }]
    await h.reconnect()
    await settle()
    expect(line()).toBe('ann(1)')
  })

  it('6: a failed sync marks the state partial and keeps the rows', async () => {
    const { h, engine, line, settle } = await local(['ann'])
    h.disconnect()
    h.answers.v2NIMSync = () => ({ code: 503 })
    await h.reconnect()
    await settle()
    expect(engine.getState().sync).toMatchObject({ phase: 'partial', complete: false })
    expect(line()).toBe('ann(1)')
  })

  it('9: a pinned row stands first and a new message keeps it there', async () => {
    const { h, engine, line, settle } = await local(['ann', 'bob'])
    h.answers.v2LocalConvStickTopAdd = () => ({ r: [{ 1: 'p2p|ann', 3: 1, 4: 1500 }] })
    await engine.commands.stickTop(idOf('ann'), true)
    h.feed(incoming('bob', 3000))
    await settle()
    expect(line()).toBe('^ann(1) bob(2)')
  })

  it('10: after a revoke the words are nowhere in the state; the row shows the message before', async () => {
    const { h, engine, row, settle } = await local(['bob'])
    h.feed(incoming('bob', 2000, 'the secret'))
    await settle()
    expect(row('bob')?.lastMessage?.text).toBe('the secret')
    h.feed(revokePush(wireRevoke({ from: 'bob', to: 'me', messageTime: 2000, messageClientId: 'bob-2000' })))
    await settle()
    expect(JSON.stringify(engine.serialize())).not.toContain('the secret')
    expect(row('bob')?.lastMessage?.text).toBe('hi bob')
  })

  it.each([
    ['revoked', revokePush(wireRevoke({ from: 'ann', to: 'me', messageTime: 1000, messageClientId: 'ann-1000' }))],
    [
      'deleted',
      { sid: 7, cid: 123, r: [{ 1: 1, 2: 'ann', 3: 'me', 4: 's-ann-1000', 5: 'ann-1000', 6: 1000, 7: 9000 }] },
    ],
  ])(
    'a row stands at its last message when one was %s, live, after a refresh and at the next login',
    async (_, push) => {
      const { h, engine, line, settle } = await local(['eve'])
      for (const [from, time] of [
        ['ann', 1000],
        ['bob', 2000],
        ['ann', 3000],
        ['zoe', 4000],
      ] as const)
        h.feed(incoming(from, time))
      await settle()
      const firstOfSdk = async (): Promise<string | undefined> =>
        (await h.nim.V2NIMLocalConversationService.getConversationList(0, 1)).conversationList[0]?.conversationId
      h.feed(push)
      await settle()
      expect([line(), await firstOfSdk()]).toEqual(['zoe(1) ann(1) bob(1) eve(1)', idOf('ann')])
      await engine.commands.refresh()
      expect([line(), await firstOfSdk()]).toEqual(['zoe(1) ann(1) bob(1) eve(1)', idOf('ann')])
      h.disconnect()
      await h.reconnect()
      await settle()
      expect([line(), await firstOfSdk()]).toEqual(['zoe(1) ann(1) bob(1) eve(1)', idOf('zoe')])
    },
  )

  it('a row that was pinned for a while goes back to its place', async () => {
    const { h, engine, line } = await local(['ann', 'bob'])
    h.answers.v2LocalConvStickTopAdd = () => ({ r: [{ 1: 'p2p|ann', 3: 1, 4: 1500 }] })
    h.answers.v2LocalConvStickTopDelete = () => ({ r: [1600] })
    await engine.commands.stickTop(idOf('ann'), true)
    await engine.commands.stickTop(idOf('ann'), false)
    expect(line()).toBe('bob(1) ann(1)')
  })

  it('11: sending, failed: the status follows and the text stays', async () => {
    const { h, row, settle } = await local(['bob'])
    const message = h.nim.V2NIMMessageCreator.createTextMessage('hello')
    let answer: (reply: { code: number }) => void = () => {}
    h.answers.v2SendP2pMessage = () => new Promise((resolve) => (answer = resolve))
    const sending = h.nim.V2NIMMessageService.sendMessage(message, idOf('bob'), {}).catch((cause: unknown) => cause)
    await settle()
    expect(row('bob')?.lastMessage).toMatchObject({ status: 'sending', text: 'hello' })
    answer({ code: 416 })
    await sending
    await settle()
    expect(row('bob')?.lastMessage).toMatchObject({ status: 'failed', text: 'hello' })
  })

  it('12: a receipt that is older than the last one does not take the tick back', async () => {
    const { h, row, settle } = await local(['bob'])
    h.feed(p2pReceiptPush({ me: 'me', peer: 'bob', time: 6000 }))
    h.feed(p2pReceiptPush({ me: 'me', peer: 'bob', time: 1000 }))
    await settle()
    expect(row('bob')?.peerReadAt).toBe(6000)
  })

  it('13: a read mark of another device counts again, and an older one changes nothing', async () => {
    const { h, row, settle } = await local(['bob'])
    h.feed(readMarkPush({ target: 'bob', time: 9999 }))
    h.feed(readMarkPush({ target: 'bob', time: 5000 }))
    await settle()
    expect(row('bob')).toMatchObject({ selfReadAt: 9999, unreadCount: 0 })
  })

  it('14: a mute changes the flag and the badge without muted', async () => {
    const { h, engine, line, settle } = await local(['bob'])
    await h.nim.V2NIMSettingService.setP2PMessageMuteMode('bob', 1)
    await settle()
    expect(line()).toBe('bob(1)~')
    expect(counters(engine)).toMatchObject({ unread: 1, unreadUnmuted: 0 })
  })

  it('16: a deletion removes the row, and a new message brings it back', async () => {
    const { h, engine, line, settle } = await local(['ann', 'bob'])
    await engine.commands.remove(idOf('bob'))
    await settle()
    expect(line()).toBe('ann(1)')
    h.feed(incoming('bob', 3000))
    await settle()
    expect(line()).toMatch(/^bob\(\d\) ann\(1\)$/)
  })

  it('17: a kick empties the state in one notification', async () => {
    const { h, engine, line, settle } = await local(['ann'])
    const sizes: number[] = []
    engine.subscribe((state) => sizes.push(state.parts.rows.size))
    h.kick()
    await settle()
    expect([sizes, line()]).toEqual([[0], ''])
  })

  it('18: with the state frozen the SDK keeps working', async () => {
    const { h, engine, line, settle } = await local(['ann', 'bob'])
    deepFreeze(engine.view().window(0, 10))
    await h.nim.V2NIMSettingService.setP2PMessageMuteMode('bob', 1)
    await h.nim.V2NIMLocalConversationService.getConversationList(0, 100)
    await settle()
    expect(line()).toBe('bob(1)~ ann(1)')
  })
})

describe('mentions', () => {
  const naming = (time: number, named: object, more: object = {}): Parameters<Nim['feed']>[0] => {
    const serverExtension = JSON.stringify({ yxAitMsg: named })
    const row = wireConversation({ id: idOf('7', 'team'), version: time, unread: time - 999 })
    const clientId = `t${time}`
    return messagePush(
      wireMessage({
        from: 'bob',
        to: '7',
        kind: 'team',
        time,
        text: '@',
        clientId,
        serverExtension,
        conversation: { row },
        ...more,
      }),
    )
  }

  it('by the UIKit’s convention are counted until the row is read', async () => {
    const { h, row, settle } = await world('cloud', { rows: people('ann') })
    const team = (): Conversation | undefined => row(idOf('7', 'team'))
    h.feed(naming(1000, { me: {} }))
    h.feed(naming(1001, { ait_all: {} }))
    h.feed(naming(1002, { zoe: {} }))
    await settle()
    expect(team()?.mentions).toEqual({ me: 1, all: 1 })
    h.feed(conversationPush([wireConversation({ id: idOf('7', 'team'), version: 2000, unread: 0 })]))
    await settle()
    expect(team()?.mentions).toEqual({ me: 0, all: 0 })
  })

  it('go with the message when it is revoked', async () => {
    const { h, row, settle } = await world('cloud', { rows: people('ann') })
    h.feed(naming(1000, { me: {} }))
    await settle()
    h.feed(revokePush(wireRevoke({ from: 'bob', to: '7', kind: 'team', messageTime: 1000, messageClientId: 't1000' })))
    await settle()
    expect(row(idOf('7', 'team'))?.mentions).toEqual({ me: 0, all: 0 })
  })

  it('go with the message when it is deleted, which the row does not say', async () => {
    const { h, row, settle } = await world('cloud', { rows: people('ann') })
    h.feed(naming(1000, { me: {} }))
    h.feed(naming(1001, { me: {} }))
    await settle()
    expect(row(idOf('7', 'team'))?.mentions).toEqual({ me: 2, all: 0 })
    const deleted = { 1: 2, 2: 'bob', 3: '7', 4: 's1001', 5: 't1001', 6: 1001, 7: 1500 }
    h.feed({ sid: 7, cid: 124, r: [[deleted]] })
    await settle()
    expect(row(idOf('7', 'team'))?.mentions).toEqual({ me: 1, all: 0 })
  })

  it('that this account read elsewhere before are not counted', async () => {
    const { h, row, settle } = await world('cloud', { rows: people('ann') })
    h.feed(readMarkPush({ target: '7', kind: 'team', time: 5000 }))
    h.feed(naming(1000, { me: {} }))
    await settle()
    expect(row(idOf('7', 'team'))?.mentions).toEqual({ me: 0, all: 0 })
  })
})

describe('team receipts', () => {
  it('count the readers of my last message, by either id of it', async () => {
    const lastMessage = wireMessage({ from: 'me', to: '7', kind: 'team', time: 900, clientId: 'm1', serverId: 's1' })
    const team = wireConversation({ id: idOf('7', 'team'), version: 900, lastMessage })
    const { h, row, settle } = await world('cloud', { rows: [team] })
    const push = (fields: object): void => h.feed({ sid: 8, cid: 31, r: [[{ 0: '7', 1: 's1', ...fields }]] })
    push({ 100: 2, 101: 3, 102: 'm1' })
    await settle()
    expect(row(idOf('7', 'team'))?.groupReceipt).toEqual({ messageId: 'm1', read: 2, unread: 3 })
    push({ 100: 3, 101: 2 })
    await settle()
    expect(row(idOf('7', 'team'))?.groupReceipt).toEqual({ messageId: 'm1', read: 3, unread: 2 })
  })
})

describe('names and mutes that come with the main sync', () => {
  it('are in the list once it has ended, though the conversations came before', async () => {
    const { h, row, settle } = await world('cloud', { login: false })
    h.nextSync = { full: true, rows: people('bob') }
    let endOfSync = (): void => {}
    h.answers.v2NIMSync = () => new Promise((resolve) => (endOfSync = () => resolve({ r: [1] })))
    await h.loginAs('me')
    await settle()
    expect(row('bob')).toMatchObject({ title: undefined, notify: 'all' })
    h.feed(userSync([{ id: 'bob', name: 'Bob', avatar: 'b.png' }]))
    h.feed(muteSync(['bob']))
    endOfSync() // of the basic part
    await settle()
    endOfSync() // of the teams
    await settle()
    expect(row('bob')).toMatchObject({ title: 'Bob', avatarUrl: 'b.png', notify: 'none' })
  })
})

describe('an engine that comes and goes', () => {
  it.each([
    ['10.8.1', startStable],
    ['10.9.77-alpha.4', startAlpha],
  ])('leaves no listener on %s', async (_version, start) => {
    const { h, engine } = await world('cloud', { start, rows: people('ann') })
    expect(h.listenerCount()).toBeGreaterThan(0)
    engine.dispose()
    expect(h.listenerCount()).toBe(0)
    h.feed(conversationDeletePush([idOf('ann')]))
    await h.settle()
    expect(
      isConvolistError(
        await engine.commands.stickTop(toConversationId(idOf('ann')), true).catch((cause: unknown) => cause),
      ),
    ).toBe(true)
  })
})
