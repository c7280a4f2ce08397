import { createEngine, toConversationId } from '@convolist/core'
import { createVirtualClock } from '@convolist/testing'
import { createTencentWebSimulator } from '@convolist/testing/tencent'
import { expect, it, vi } from 'vitest'
import { createTencentSource } from '../src/index.js'
import { PACKAGES, startChat, startTim, type LiveRow } from './support/sdk.js'
import { BASE, c2c, group, mention, newGroupMessage, newMessage } from './support/server.js'
import { message, native } from './support/v2tim.js'
import { v2world } from './support/v2tim-world.js'
import { world, type World } from './support/world.js'

vi.setConfig({ testTimeout: 60_000 }) // the real SDK waits in real time

const CACHING = [
  ['@tencentcloud/chat 3.6.6', startChat],
  ['the same with its throttle', () => startChat({ eventThrottling: true })],
  ['tim-js-sdk 2.27.6', startTim],
] as const

it('rows of one second stand in the SDK’s list as the server named them, and in ours in one order', async () => {
  const rows = ['bob', 'ann', 'eve'].map((name) => c2c(name, { at: 30 }))
  const lists = []
  for (const named of [rows, [...rows].reverse()]) {
    const w = await world({ rows: named })
    lists.push({ theirs: (await w.sdk.rows()).map((row) => row.conversationID), ours: w.engine.view().ids() })
  }
  expect(lists.map(({ theirs }) => theirs.join(' '))).toEqual(['C2Cbob C2Cann C2Ceve', 'C2Ceve C2Cann C2Cbob'])
  expect(lists.map(({ ours }) => ours.join(' '))).toEqual(['C2Cann C2Cbob C2Ceve', 'C2Cann C2Cbob C2Ceve'])
})

it('a sync that fails is told by no event, and the list asks until it has the whole', async () => {
  const clock = createVirtualClock()
  const simulator = createTencentWebSimulator({ clock, conversations: 250 })
  const told: unknown[] = []
  simulator.sdk.on('onConversationListUpdated', (event: { isSyncCompleted: boolean }) =>
    told.push(event.isSyncCompleted),
  )
  simulator.failNextSync()
  await simulator.login()
  await clock.advance(60_000)
  expect(simulator.sdk.isReady()).toBe(true)
  expect(told).not.toContain(true)
  const engine = createEngine({ source: createTencentSource(simulator.sdk), clock })
  await clock.advance(60_000)
  expect(engine.getState().sync.complete).toBe(true)
  expect(engine.view().size).toBe(250)
  engine.dispose()
})

it('a question for the profile of a conversation nobody has makes a row in the SDK, and ours does not ask so', async () => {
  const w = await world({ rows: [c2c('ann')] })
  const rows = async (): Promise<string[]> => (await w.sdk.rows()).map((row) => row.conversationID)
  expect(await w.source.fetch?.([toConversationId('C2Cnobody')])).toEqual([])
  expect(await rows()).toEqual(['C2Cann'])
  const { chat } = w.sdk as unknown as { chat: { getConversationProfile(id: string): Promise<unknown> } }
  await chat.getConversationProfile('C2Cnobody')
  expect(await rows()).toEqual(['C2Cnobody', 'C2Cann'])
})

const NAMES = Array.from({ length: 102 }, (_, index) => `u${index}`)

it('of more than a hundred ids the SDK deletes a hundred and says no more of it, and the list has all deleted', async () => {
  const theirs = await world({ rows: NAMES.map((name) => c2c(name)) })
  const { chat } = theirs.sdk as unknown as { chat: { deleteConversation(options: object): Promise<unknown> } }
  await chat.deleteConversation({ conversationIDList: NAMES.map((name) => `C2C${name}`) })
  expect(await theirs.sdk.rows()).toHaveLength(2)
  const ours = await world({ rows: NAMES.map((name) => c2c(name)) })
  await ours.engine.commands.remove(ours.engine.view().ids())
  await ours.settle()
  expect([await ours.sdk.rows(), ours.engine.view().size]).toEqual([[], 0])
})

it('of more than thirty people the SDK mutes thirty and says no more of it, and the list has all muted', async () => {
  const names = NAMES.slice(0, 32)
  const muted = ({ sdk }: World): unknown[] => sdk.server.sent.flatMap(({ body }) => body['Peer_Account'] ?? [])
  const theirs = await world({ rows: names.map((name) => c2c(name)) })
  const { chat } = theirs.sdk as unknown as { chat: { setMessageRemindType(options: object): Promise<unknown> } }
  await chat.setMessageRemindType({ userIDList: names, messageRemindType: 'AcceptNotNotify' })
  expect(muted(theirs)).toHaveLength(30)
  const ours = await world({ rows: names.map((name) => c2c(name)) })
  await ours.engine.commands.mute(ours.engine.view().ids(), true)
  expect(muted(ours)).toHaveLength(32)
  expect(ours.engine.view({ filter: { muted: true } }).size).toBe(32)
})

it('tim-js-sdk never says that its list is whole, and ours is', async () => {
  const told: unknown[] = []
  const w = await world({
    start: startTim,
    rows: [c2c('ann')],
    prepare: ({ chat }) =>
      chat.on('onConversationListUpdated', (event: object) => told.push('isSyncCompleted' in event)),
  })
  expect(told).not.toContain(true)
  expect(w.engine.getState().sync.complete).toBe(true)
})

it('a mark that is a sum stands in the SDK’s row as it is, and in ours as the bit that the server takes', async () => {
  const w = await world({ rows: [c2c('ann')] })
  const { chat } = w.sdk as unknown as { chat: { markConversation(options: object): Promise<unknown> } }
  await chat.markConversation({ conversationIDList: ['C2Cann'], markType: 5, enableMark: true })
  await w.settle()
  expect((await w.sdk.rows())[0]).toMatchObject({ markList: [5] })
  expect(w.row('C2Cann')?.marks).toEqual(['starred'])
})

it('a conversation whose history is cleared loses its time in the SDK, and stands last there and here', async () => {
  const w = await world({ rows: [c2c('ann', { at: 30 }), group('7', { at: 20 }), c2c('bob', { at: 10 })] })
  const { chat } = w.sdk as unknown as { chat: { clearHistoryMessage(id: string): Promise<unknown> } }
  await chat.clearHistoryMessage('C2Cann')
  await w.settle()
  expect((await w.sdk.rows()).at(-1)).toMatchObject({ conversationID: 'C2Cann', lastMessage: { lastTime: 0 } })
  expect(w.line()).toBe('GROUP7 C2Cbob C2Cann')
  expect(w.row('C2Cann')?.lastMessage).toBeUndefined()
})

it('the names of all groups are told twice, and the labels change once', async () => {
  const w = await world({ rows: [c2c('ann')] })
  let changes = 0
  w.engine.subscribe((state, before) => (changes += state.labels === before.labels ? 0 : 1))
  w.sdk.emit('onConversationGroupListUpdated', ['VIP'])
  w.sdk.emit('onConversationGroupListUpdated', ['VIP'])
  await w.settle()
  w.sdk.emit('onConversationGroupListUpdated', ['VIP'])
  await w.settle()
  expect([changes, w.engine.getState().labels]).toEqual([1, [{ id: 'VIP', name: 'VIP' }]])
})

it('a name that is changed in place is told by no event, and the list has it with the next one', async () => {
  const w = await world({ rows: [c2c('ann', { at: 30 }), c2c('bob', { at: 20 })] })
  let told = 0
  w.sdk.chat.on('onConversationListUpdated', () => told++)
  const [row] = await w.sdk.rows()
  Object.assign(row!['userProfile'] as object, { nick: 'Anna' })
  await w.settle()
  expect([told, w.row('C2Cann')?.title]).toEqual([0, 'ANN'])
  w.sdk.push(newMessage('bob', BASE + 60))
  await w.settle()
  expect([told, w.row('C2Cann')?.title]).toEqual([1, 'Anna'])
})

it('a receipt without counters says that nobody has read, and takes no reader away', async () => {
  const w = await world({ rows: [group('7', { at: 30 })] })
  w.sdk.push(newGroupMessage('7', 9, BASE + 60))
  await w.settle()
  const { chat } = w.sdk as unknown as { chat: { getMessageList(options: object): Promise<LoadedMessages> } }
  const [message] = (await chat.getMessageList({ conversationID: 'GROUP7' })).data.messageList
  const receipt = { groupID: '7', messageID: message!.ID }
  w.sdk.emit('onMessageReadReceiptReceived', [{ ...receipt, readCount: 2, unreadCount: 3 }])
  w.sdk.emit('onMessageReadReceiptReceived', [{ ...receipt, readCount: 0, unreadCount: 0 }])
  await w.settle()
  expect(w.row('GROUP7')?.groupReceipt).toMatchObject({ read: 2, unread: 3 })
})

it('readers are told of a message before the list shows it', async () => {
  const w = await world({ rows: [group('7', { at: 30 })] })
  const shown: unknown[] = []
  let readCount = 0
  w.sdk.chat.on('onMessageReceived', ({ data }: { readonly data: readonly { readonly ID: string }[] }) => {
    const receipt = { groupID: '7', messageID: data[0]!.ID, readCount: ++readCount, unreadCount: 3 }
    w.sdk.emit('onMessageReadReceiptReceived', [receipt])
    w.engine.flush()
    shown.push(w.row('GROUP7')?.lastMessage?.id.split(':')[1])
  })
  for (const sequence of [20, 21]) {
    w.sdk.push(newGroupMessage('7', sequence, BASE + 60 + sequence))
    await w.settle()
  }
  expect(shown).toEqual(['10', '20'])
  const { lastMessage, groupReceipt } = w.row('GROUP7')!
  expect(lastMessage?.id).toContain(':21:')
  expect(groupReceipt).toEqual({ messageId: lastMessage?.id, read: 2, unread: 3 })
})

it.each(CACHING)(
  '%s tells what it kept since the last visit without counts, and ours stays as it was',
  async (_name, start) => {
    const rows = [c2c('ann', { at: 30, pinned: true }), group('7', { at: 20, unread: 3 })]
    const last = await world({ start, rows })
    const initialState = last.engine.serialize()
    await last.sdk.chat.logout()
    last.engine.dispose()
    const w = await world({
      start: () => last.sdk,
      rows,
      login: false,
      engine: { initialState },
    })
    const theirs: unknown[] = []
    const ours = new Set([w.line()])
    w.sdk.chat.on('onConversationListUpdated', (event: { data: readonly LiveRow[] }) =>
      theirs.push(event.data.map(({ isPinned, unreadCount }) => [isPinned, unreadCount])),
    )
    w.engine.subscribe(() => ours.add(w.line()))
    await w.sdk.login()
    await w.until(() => w.engine.getState().sync.complete)
    expect(theirs[0]).toEqual(rows.map(() => [false, 0]))
    expect([...ours]).toEqual(['^C2Cann GROUP7(3)'])
  },
)

it.each(PACKAGES.slice(0, 2))(
  '%s knows no mentions from before the visit, and ours stay until they are read',
  async (_name, start) => {
    const last = await world({ start, rows: [group('7', { at: 20, unread: 3 })] })
    last.sdk.push(mention('7', 11), newGroupMessage('7', 11, 60))
    await last.until(() => last.row('GROUP7')?.mentions.me === 1)
    const { unreadCount } = last.row('GROUP7')!
    const initialState = last.engine.serialize()
    last.engine.dispose()
    const visit = (unread: number): Promise<World> =>
      world({ start, rows: [group('7', { at: 60, unread, seq: 11 })], engine: { initialState } })
    const w = await visit(unreadCount)
    expect((await w.sdk.rows())[0]?.groupAtInfoList).toEqual([])
    expect(w.row('GROUP7')).toMatchObject({ unreadCount, mentions: { me: 1, all: 0 } })
    await w.engine.commands.markRead('GROUP7')
    await w.until(() => w.row('GROUP7')?.unreadCount === 0)
    expect(w.row('GROUP7')?.mentions).toEqual({ me: 0, all: 0 })
    const read = await visit(unreadCount - 1) // elsewhere, meanwhile
    expect(read.row('GROUP7')?.mentions).toEqual({ me: 0, all: 0 })
  },
)

it('a mention and a message of my own in one event are told as one more to read, and the mention stays', async () => {
  const rows = [group('7', { at: 20, seq: 10 }), group('8', { at: 30, seq: 10 })]
  const w = await world({ start: () => startChat({ eventThrottling: true }), rows })
  w.sdk.push(newGroupMessage('8', 11, 59))
  await w.until(() => w.row('GROUP8')?.unreadCount === 1)
  let events = 0
  w.sdk.chat.on('onConversationListUpdated', () => void events++)
  w.sdk.push(mention('7', 11), newGroupMessage('7', 11, 60), newGroupMessage('7', 12, 61, 'mine', 'me'))
  await w.until(() => w.row('GROUP7')?.lastMessage?.text === 'mine')
  expect(events).toBe(1)
  expect(w.row('GROUP7')).toMatchObject({ unreadCount: 1, mentions: { me: 1, all: 0 } })
})

interface LoadedMessages {
  readonly data: { readonly messageList: readonly { readonly ID: string }[] }
}

it('V2TIM’s list is not whole right after the login, and ours says so until its sync has ended', async () => {
  const w = await v2world({ rows: [native('c2c_ann')], login: false })
  w.sdk.user = 'me'
  w.sdk.fire('sdkListener', 'onConnectSuccess', '')
  w.sdk.fire('conversationListener', 'onSyncServerStart', '')
  await w.settle()
  expect([w.line(), w.engine.getState().sync.complete]).toEqual(['c2c_ann', false])
  w.sdk.rows = [native('c2c_ann'), native('c2c_bob')]
  w.sdk.fire('conversationListener', 'onSyncServerFinish', '')
  await w.settle()
  expect([w.line(), w.engine.getState().sync.complete]).toEqual(['c2c_ann c2c_bob', true])
})

it('V2TIM tells a message of a one-to-one chat before it counts it, and the count follows', async () => {
  const w = await v2world({ rows: [native('c2c_ann')] })
  const heard = { lastMessage: message('m1', 100, 'hi'), orderkey: 2 }
  w.sdk.changed(native('c2c_ann', heard))
  await w.settle()
  expect(w.line()).toBe('c2c_ann')
  w.sdk.changed(native('c2c_ann', { ...heard, unreadCount: 1 }))
  await w.settle()
  expect(w.line()).toBe('c2c_ann(1)')
})

it('V2TIM calls a conversation new that it has told before, and it stays one row', async () => {
  const w = await v2world({ rows: [native('c2c_ann', { isPinned: true }), native('c2c_bob')] })
  w.sdk.fire('conversationListener', 'onNewConversation', [native('c2c_ann', { isPinned: true, unreadCount: 1 })])
  await w.settle()
  expect(w.line()).toBe('^c2c_ann(1) c2c_bob')
})
