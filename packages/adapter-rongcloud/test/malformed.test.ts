import { createRongCloudSource } from '@convolist/adapter-rongcloud'
import { rongMessage, rongRow } from '@convolist/testing/rongcloud'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createRecorder } from '@convolist/testing'
import { startSdk } from './support/sdk.js'
import { world, type World, type WorldOptions } from './support/world.js'

let w: World
const given = async (options: WorldOptions = {}): Promise<World> => (w = await world({ rows: ROWS, ...options }))
afterEach(() => w.close())

const ROWS = [rongRow({ target: 'ann', at: 3000 }), rongRow({ target: 'bob', at: 2000 })]
const GOOD = {
  conversation: { conversationType: 1, targetId: 'bob', channelId: '', latestMessage: null },
  updatedItems: { unreadMessageCount: { time: 5000, val: 7 } },
}
const about = (conversation: object, updatedItems: object = {}): object => ({
  conversation: { conversationType: 1, targetId: 'ann', channelId: '', latestMessage: null, ...conversation },
  updatedItems,
})
const message = (more: object): object => ({
  latestMessage: {
    time: 5000,
    val: {
      messageUId: 'x',
      messageType: 'RC:TxtMsg',
      content: { content: 'hi' },
      senderUserId: 'ann',
      sentTime: 5000,
      ...more,
    },
  },
})

describe('a malformed entry', () => {
  it.each([
    ['null', null],
    ['a text', 'ann'],
    ['no conversation', {}],
    ['no target', about({ targetId: '' })],
    ['a target that is a number', about({ targetId: 7 })],
    ['a type that has no list', about({ conversationType: 4 })],
    ['a type that is a text', about({ conversationType: '1' })],
    ['items that are no object', about({}, [] as object)],
    ['an item without value', about({}, { unreadMessageCount: 3 })],
    ['a count that is NaN', about({}, { unreadMessageCount: { time: 1, val: NaN } })],
    ['a count below 0', about({}, { unreadMessageCount: { time: 1, val: -1 } })],
    ['a pin that is a text', about({}, { isTop: { time: 1, val: 'yes' } })],
    ['a level that is a text', about({}, { notificationLevel: { time: 1, val: '5' } })],
    ['a time that is none', about({}, { isTop: { time: 'now', val: true } })],
    ['tags that are no list', about({}, { tags: { time: 1, val: 't1' } })],
    ['a tag without id', about({}, { tags: { time: 1, val: [{}] } })],
    ['a message that is a text', about({}, { latestMessage: { time: 1, val: 'hi' } })],
    ['a message without type', about({}, message({ messageType: undefined }))],
    ['a message without time', about({}, message({ sentTime: undefined }))],
  ])('%s is skipped and noted, its neighbour is applied', async (_name, entry) => {
    await given()
    const before = w.row('1__ann')
    w.sdk.raise('CONVERSATION', { conversationList: [entry, GOOD] })
    await w.settle()
    expect(w.row('1__bob')?.unreadCount).toBe(7)
    expect(w.row('1__ann')).toBe(before)
    expect(w.notes()).toEqual(['vendor/malformed CONVERSATION[0]'])
  })

  it('of a list is skipped and noted likewise', async () => {
    await given()
    const list = w.sdk.im.getConversationListByTimestamp
    const im = {
      ...w.sdk.im,
      async getConversationListByTimestamp(options: Parameters<typeof list>[0]) {
        const answer = await list(options)
        return {
          ...answer,
          data: [{ ...answer.data![0]!, unreadMessageCount: -1 }, answer.data![1]!, 'row', undefined],
        }
      },
    }
    const r = createRecorder()
    const source = createRongCloudSource(im)
    const stop = source.connect(r.sink)
    const { rows } = await source.list({ cursor: undefined, limit: 1000 })
    expect(rows.map((row) => row.id)).toEqual(['1__bob'])
    expect(r.notes.map(({ path }) => path)).toEqual(['list[0]', 'list[2]', 'list[3]'])
    stop()
  })
})

describe('a whole payload that makes no sense', () => {
  const EVENTS = [
    'CONVERSATION',
    'MESSAGES',
    'MESSAGE_MODIFIED',
    'READ_RECEIPT_RECEIVED',
    'SYNC_READ_STATUS',
    'MESSAGE_RECEIPT_RESPONSE',
    'MESSAGE_RECEIPT_RESPONSE_V5',
    'ULTRA_GROUP_MESSAGE_RECALLED',
    'ULTRA_GROUP_CHANNEL_DELETE',
    'ULTRA_GROUP_CHANNEL_USER_KICKED',
    'ULTRA_GROUP_CHANNEL_TYPE_CHANGE',
  ]

  it.each(EVENTS)('%s is noted, and the list stays', async (event) => {
    await given()
    const before = w.engine.view().window(0, 10)
    for (const payload of [undefined, null, 7, 'text']) w.sdk.raise(event, payload)
    await w.settle()
    expect(w.engine.view().window(0, 10)).toBe(before)
    expect(w.notes().length).toBeGreaterThanOrEqual(4)
    expect(new Set(w.notes())).toEqual(new Set([`vendor/malformed ${event}`]))
  })

  const ann = { conversationType: 1, targetId: 'ann', channelId: '' }
  it.each([
    ['READ_RECEIPT_RECEIVED', {}],
    ['READ_RECEIPT_RECEIVED', { conversation: ann, sendUserId: 'ann' }],
    ['READ_RECEIPT_RECEIVED', { conversation: ann, sendUserId: 'me', sentTime: null }],
    ['READ_RECEIPT_RECEIVED', { conversation: null, sendUserId: 'ann', sentTime: 3000 }],
    ['SYNC_READ_STATUS', {}],
    ['SYNC_READ_STATUS', ann],
    ['SYNC_READ_STATUS', { ...ann, timestamp: 'now' }],
  ])('%s of %j is noted once, and nothing is read', async (event, payload) => {
    await given()
    const before = w.engine.view().window(0, 10)
    w.sdk.raise(event, payload)
    await w.settle()
    expect(w.engine.view().window(0, 10)).toBe(before)
    expect(w.notes()).toEqual([`vendor/malformed ${event}`])
  })

  it('a receipt of a conversation that has no messages is none', async () => {
    await given()
    w.sdk.raise('READ_RECEIPT_RECEIVED', { conversation: ann, sendUserId: 'me', sentTime: 0 })
    await w.settle()
    expect(w.notes()).toEqual([])
  })

  it.each(['constructor', '__proto__', 'toString', {}, null])('DISCONNECT with %j ends no login', async (code) => {
    await given({ login: false })
    const r = createRecorder()
    const stop = createRongCloudSource(w.sdk.im).connect(r.sink)
    await w.sdk.connectAs('me')
    r.clear()
    w.sdk.raise('DISCONNECT', code)
    expect(r.events).toEqual([{ type: 'connectionChanged', connection: 'disconnected' }])
    stop()
  })

  it('of any kind never throws into the SDK, and puts nobody’s words into a note', async () => {
    await given({ login: false })
    const sdk = w.sdk
    const r = createRecorder()
    const stop = createRongCloudSource(sdk.im).connect(r.sink)
    await sdk.connectAs('me')
    fc.assert(
      fc.property(
        fc.constantFrom(...EVENTS),
        fc.anything({ withBigInt: true, withNullPrototype: true }),
        (event, payload) => {
          sdk.raise(event, payload)
          sdk.raise(event, { conversationList: [payload, { conversation: payload, updatedItems: payload }] })
          sdk.raise(event, { messages: [payload], conversation: payload })
          sdk.raise(event, [payload])
        },
      ),
      { numRuns: 300, seed: 5 },
    )
    w.sdk.raise('CONVERSATION', { conversationList: [about({ targetId: { secret: 'words' } })] })
    expect(JSON.stringify(r.notes)).not.toContain('secret')
    expect(r.notes.at(-1)).toEqual({
      code: 'vendor/malformed',
      path: 'CONVERSATION[0]',
      detail: 'targetId is missing or malformed',
      vendor: 'rongcloud',
    })
    stop()
  })
})

describe('odd but possible', () => {
  it('an id may be __proto__, and a content may be text', async () => {
    await given()
    await w.sdk.push(rongMessage({ target: '__proto__', at: 9000 }))
    w.sdk.raise('CONVERSATION', { conversationList: [about({}, message({ content: '{broken', messageUId: '' }))] })
    await w.settle()
    expect(w.engine.view().ids()).toEqual(['1____proto__', '1__ann', '1__bob'])
    expect(w.row('1__ann')?.lastMessage).toMatchObject({ id: '', text: undefined, sentAt: 5000 })
    expect(w.notes()).toEqual([])
  })

  it.each([
    ['RC:TxtMsg', { content: 'hi' }, 'text', 'hi'],
    ['RC:ReferenceMsg', { content: 're' }, 'text', 're'],
    ['RC:ImgMsg', { content: 'base64' }, 'image', undefined],
    ['RC:HQVCMsg', {}, 'audio', undefined],
    ['RC:SightMsg', {}, 'video', undefined],
    ['RC:FileMsg', { name: 'a.pdf' }, 'file', 'a.pdf'],
    ['RC:LBSMsg', { poi: 'here' }, 'location', 'here'],
    ['RC:CombineMsg', {}, 'merged', undefined],
    ['RC:InfoNtf', { message: 'ann joined' }, 'tip', 'ann joined'],
    ['app:order', { content: 'anything' }, 'custom', undefined],
    ['RC:constructor', {}, 'custom', undefined],
  ])('%s', async (messageType, content, type, text) => {
    await given()
    w.sdk.raise('CONVERSATION', { conversationList: [about({}, message({ messageType, content }))] })
    await w.settle()
    expect(w.row('1__ann')?.lastMessage).toMatchObject({ type, text })
  })

  it.each([
    ['RC:TxtMsg', { content: 12345 }, {}],
    ['RC:TxtMsg', { content: { a: 1 } }, {}],
    ['RC:TxtMsg', { content: 'hi', user: { id: '7', name: 7 } }, { text: 'hi' }],
    ['RC:FileMsg', { name: 5, fileUrl: 'x' }, { type: 'file' }],
    ['RC:RcCmd', { messageUId: 5, sentTime: 'now', operatorId: {} }, { type: 'notification', revokedBy: 'eve' }],
  ])('%s of a peer who wrote %j lifts its row', async (messageType, content, shown) => {
    await given()
    const last = { text: undefined, senderName: undefined, ...shown }
    const pushed = { ...rongMessage({ target: 'eve', at: 9000 }), messageType, content }
    await w.sdk.push(rongMessage({ target: 'eve', at: 8000 }))
    await w.sdk.push(pushed)
    await w.settle()
    expect(w.engine.view().ids()[0]).toBe('1__eve')
    expect(w.row('1__eve')).toMatchObject({ unreadCount: await w.engine.readUnread(), lastMessage: last })
    await w.sdk.logout()
    const row = rongRow({ target: 'eve', at: 9000 })
    w.sdk.rows = [{ ...row, msg: { ...row.msg!, classname: messageType, content: JSON.stringify(content) } }, ...ROWS]
    await w.sdk.connectAs('me')
    await w.settle()
    expect(w.row('1__eve')?.lastMessage).toMatchObject(last)
    expect(w.notes()).toContain('vendor/malformed CONVERSATION[0]')
  })

  it('a sender who came with a name, and a message that failed', async () => {
    await given()
    const content = { content: 'hi', user: { id: 'ann', name: 'Ann' } }
    w.sdk.raise('CONVERSATION', { conversationList: [about({}, message({ content, sentStatus: 20 }))] })
    await w.settle()
    expect(w.row('1__ann')?.lastMessage).toMatchObject({ senderName: 'Ann', status: 'failed' })
  })

  it('what comes for an account that has gone is nobody’s', async () => {
    await given()
    await w.sdk.logout()
    w.sdk.raise('CONVERSATION', { conversationList: [GOOD] })
    w.sdk.raise('PULL_OFFLINE_MESSAGE_FINISHED')
    await w.settle()
    expect(w.engine.view().size).toBe(0)
    expect(w.notes()).toEqual([])
  })
})

describe('a login that is no text', () => {
  it('is noted where the source meets it, and nothing is thrown', async () => {
    const sdk = startSdk()
    await sdk.connectAs('me')
    const { sink, events, notes } = createRecorder()
    const said = { getCurrentUserId: () => ({}) }
    const leave = createRongCloudSource(Object.assign(Object.create(sdk.im), said)).connect(sink)
    expect(events).toEqual([])
    expect(notes).toMatchObject([{ code: 'vendor/malformed', path: 'getCurrentUserId' }])
    sdk.raise('CONNECTED')
    expect(events).toEqual([])
    expect(notes).toMatchObject([{ path: 'getCurrentUserId' }, { path: 'CONNECTED' }])
    leave()
    await sdk.stop()
  })
})

it('the harness starts again after a stop', async () => {
  await given()
  await w.close()
  const sdk = startSdk()
  await sdk.connectAs('me')
  expect(sdk.account).toBe('me')
  await sdk.stop()
  await given()
})
