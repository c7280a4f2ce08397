import { createTencentSource } from '@convolist/adapter-tencent-chat'
import type { SourceEvent } from '@convolist/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRecorder, type Recorder } from '@convolist/testing'
import { startChat } from './support/sdk.js'
import { c2c, newMessage } from './support/server.js'
import { message, native, startV2Tim, type V2Tim } from './support/v2tim.js'
import { LISTENERS } from './support/v2tim-world.js'
import { world } from './support/world.js'

const V2TIM = [
  ['conversationListener', 'onSyncServerStart'],
  ['conversationListener', 'onSyncServerFinish'],
  ['conversationListener', 'onSyncServerFailed'],
  ['conversationListener', 'onNewConversation'],
  ['conversationListener', 'onConversationChanged'],
  ['conversationListener', 'onConversationDeleted'],
  ['conversationListener', 'onUnreadMessageCountChangedByFilter'],
  ['conversationListener', 'onTotalUnreadMessageCountChanged'],
  ['conversationListener', 'onConversationGroupCreated'],
  ['conversationListener', 'onConversationGroupDeleted'],
  ['conversationListener', 'onConversationGroupNameChanged'],
  ['conversationListener', 'onConversationsAddedToGroup'],
  ['conversationListener', 'onConversationsDeletedFromGroup'],
  ['advancedMsgListener', 'onRecvC2CReadReceipt'],
  ['advancedMsgListener', 'onRecvMessageReadReceipts'],
  ['advancedMsgListener', 'onRecvMessageRevoked'],
] as const

const WEB = [
  'onConversationListUpdated',
  'onTotalUnreadMessageCountUpdated',
  'onConversationGroupListUpdated',
  'onMessageReadByPeer',
  'onMessageReadReceiptReceived',
  'onMessageRevoked',
  'netStateChange',
] as const

/** JSON, often in the shape of what the callbacks carry, so that the deeper readers are reached as well. */
const payload = (ids: readonly string[]): fc.Arbitrary<unknown> => {
  const field = fc.oneof(fc.jsonValue(), fc.constantFrom(...ids, 'ann', 0, 1, 2, -1, NaN, 1700, null, undefined))
  const preview = fc.record(
    {
      msgID: field,
      timestamp: field,
      elemType: field,
      textElem: field,
      status: field,
      lastTime: field,
      lastSequence: field,
      type: field,
      payload: field,
    },
    { requiredKeys: [] },
  )
  const shaped = fc.record(
    {
      conversationID: field,
      unreadCount: field,
      recvOpt: field,
      orderkey: field,
      isPinned: field,
      markList: fc.oneof(field, fc.array(field, { maxLength: 3 })),
      conversationGroupList: fc.oneof(field, fc.array(field, { maxLength: 3 })),
      groupAtInfoList: fc.oneof(field, fc.array(fc.record({ seq: field, atType: field, atTypeArray: field }))),
      lastMessage: fc.oneof(field, preview),
      userProfile: fc.oneof(field, fc.record({ nick: field, avatar: field })),
      customData: field,
      draftText: field,
      filter: field,
      totalUnreadCount: field,
      groupName: field,
      conversationList: fc.oneof(field, fc.array(field, { maxLength: 2 })),
      oldName: field,
      newName: field,
      userID: field,
      groupID: field,
      msgID: field,
      timestamp: field,
      time: field,
      state: field,
    },
    { requiredKeys: [] },
  )
  return fc.oneof(field, shaped, fc.array(fc.oneof(field, shaped), { maxLength: 4 }))
}

const idsIn = (events: readonly SourceEvent[]): string[] =>
  events.flatMap((event) =>
    'rows' in event
      ? event.rows.map((row) => row.id)
      : 'patches' in event
        ? event.patches.map((patch) => patch.id)
        : [],
  )

/** Places and kinds, never what a user wrote. */
const isClean = (detail: string | undefined): boolean => /^(\w+: expected [\w' ]+|[\w ]+)$/.test(detail ?? '')

const turn = async (): Promise<void> => {
  for (let jobs = 0; jobs < 12; jobs++) await Promise.resolve()
}

async function v2tim(): Promise<{ sdk: V2Tim; r: Recorder }> {
  const sdk = startV2Tim()
  sdk.user = 'me'
  const r = createRecorder()
  createTencentSource(sdk.chat, { listeners: LISTENERS }).connect(r.sink)
  await turn()
  r.clear()
  return { sdk, r }
}

/** The Web SDK, and the handlers it was given. */
function listenedIn() {
  const sdk = startChat()
  const handlers = new Map<string, (event: unknown) => void>()
  const on = sdk.chat.on.bind(sdk.chat)
  sdk.chat.on = (event, handler) => {
    handlers.set(event, handler as (event: unknown) => void)
    return on(event, handler)
  }
  return { sdk, handlers }
}

describe('whatever a callback carries', () => {
  it('of V2TIM never throws into the SDK, and only good events come out', async () => {
    const { sdk, r } = await v2tim()
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...V2TIM),
        payload(['c2c_ann', 'group_7', 'C2Cann']),
        async ([kind, type], data) => {
          sdk.fire(kind, type, data)
          await turn()
          expect(idsIn(r.events).filter((id) => !/^(c2c|group)_/.test(id))).toEqual([])
          expect(r.notes.filter((note) => !isClean(note.detail?.split('.').at(-1)))).toEqual([])
          r.clear()
        },
      ),
      { numRuns: 400 },
    )
  })

  it('of the Web never throws into the SDK, and only good events come out', async () => {
    const { sdk, handlers } = listenedIn()
    sdk.server.rows = [c2c('ann', { at: 1 })]
    const r = createRecorder()
    const disconnect = createTencentSource(sdk.chat).connect(r.sink)
    await sdk.login()
    r.clear()
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...WEB),
        fc.boolean(),
        payload(['C2Cann', 'GROUP7', '@TIM#SYSTEM', 'c2c_ann']),
        async (name, isSyncCompleted, data) => {
          handlers.get(name)?.({ name, data, isSyncCompleted })
          await turn()
          expect(idsIn(r.events).filter((id) => !/^(C2C|GROUP|@TIM#SYSTEM$)/.test(id))).toEqual([])
          expect(r.notes.filter((note) => !isClean(note.detail?.split('.').at(-1)))).toEqual([])
          r.clear()
        },
      ),
      { numRuns: 400 },
    )
    disconnect()
  })
})

it.each([7, 'why', null, [], { type: 7 }])('kicked out of the Web for %j is kicked out', async (data) => {
  const { sdk, handlers } = listenedIn()
  const r = createRecorder()
  const disconnect = createTencentSource(sdk.chat).connect(r.sink)
  await sdk.login()
  r.clear()
  handlers.get('kickedOut')?.({ name: 'kickedOut', data })
  expect(r.events).toEqual([{ type: 'accountClosed', reason: 'kicked' }])
  expect(r.notes).toEqual([])
  disconnect()
})

describe.each(['onConversationDeleted', 'onConversationsDeleted', 'onUnreadMessageCountChangedByFilter'])(
  '%s, which carries ids or a total,',
  (event) => {
    it.each([[{}], [null], [7], ['c2c_ann'], [{ filter: null }], [{ totalUnreadCount: 'many' }], [{ filter: 7 }]])(
      'is noted once for %j',
      async (data) => {
        const { sdk, r } = await v2tim()
        sdk.fire('conversationListener', 'onConversationsDeleted', data, event)
        await turn()
        expect(r.events).toEqual([])
        expect(r.notes.map(({ code, path }) => `${code} ${path}`)).toEqual([`vendor/malformed ${event}`])
      },
    )

    it.each([[[]], [{ filter: { conversationType: 1 }, totalUnreadCount: 0 }], [{ totalUnreadCount: 3 }]])(
      'is not for %j',
      async (data) => {
        const { sdk, r } = await v2tim()
        sdk.fire('conversationListener', 'onConversationsDeleted', data, event)
        await turn()
        expect(r.notes).toEqual([])
      },
    )
  },
)

it.each([null, undefined, '', 'many', {}])('a total of %j is noted once, and is no total', async (total) => {
  const { sdk, r } = await v2tim()
  sdk.fire('conversationListener', 'onTotalUnreadMessageCountChanged', total)
  await turn()
  expect(r.events).toEqual([])
  expect(r.notes.map(({ path }) => path)).toEqual(['onTotalUnreadMessageCountChanged'])
})

it('a receipt of V2TIM without a time is noted; one that says nothing was read is none', async () => {
  const { sdk, r } = await v2tim()
  const receipts = [{ userID: 'ann' }, { userID: 'ann', timestamp: 0 }, { userID: 'ann', timestamp: 5 }]
  sdk.fire('advancedMsgListener', 'onRecvC2CReadReceipt', receipts)
  await turn()
  expect(r.events).toEqual([{ type: 'peerReadTo', id: 'c2c_ann', readAt: 5000 }])
  expect(r.notes.map(({ path }) => path)).toEqual(['onRecvC2CReadReceipt[0]'])
})

it('of the Web, a message that was read without a time is noted, and so is a network without a state', async () => {
  const { sdk, handlers } = listenedIn()
  const r = createRecorder()
  const disconnect = createTencentSource(sdk.chat).connect(r.sink)
  await sdk.login()
  r.clear()
  const conversationID = 'C2Cann'
  const data = [{ conversationID }, { conversationID, time: 0 }, { conversationID, time: 5 }]
  handlers.get('onMessageReadByPeer')?.({ name: 'onMessageReadByPeer', data })
  handlers.get('netStateChange')?.({ name: 'netStateChange', data: {} })
  handlers.get('netStateChange')?.({ name: 'netStateChange', data: { state: 'of another version' } })
  expect(r.events).toEqual([{ type: 'peerReadTo', id: conversationID, readAt: 5000 }])
  expect(r.notes.map(({ path }) => path)).toEqual(['onMessageReadByPeer[0]', 'netStateChange'])
  disconnect()
})

describe('a peer’s message whose words are no text lifts its row', () => {
  it.each([
    ['TIMTextElem', { Text: 123 }],
    ['TIMCustomElem', { Data: 'x', Desc: { a: 1 } }],
  ])('%s of the Web with %j', async (MsgType, MsgContent) => {
    const w = await world({ rows: [c2c('ann', { at: 5 }), c2c('bob', { at: 4 })] })
    w.sdk.push(newMessage('bob', 60, [{ MsgType, MsgContent }]))
    await w.settle(200)
    expect(w.line()).toBe('C2Cbob(1) C2Cann')
    expect(w.row('C2Cbob')?.lastMessage?.text).toBeUndefined()
    expect(w.engine.diagnostics.counts).toEqual({ 'vendor/malformed': 1 })
    w.engine.dispose()
  })

  it.each([
    ['a number', 1, { textElem: { text: 5 } }],
    ['bytes', 2, { customElem: { data: 'x', desc: new ArrayBuffer(2) } }],
  ])('%s of V2TIM', async (_name, elemType, more) => {
    const { sdk, r } = await v2tim()
    const lastMessage = { ...message('m', 9, 'hi'), elemType, nickName: 7, ...more }
    sdk.fire('conversationListener', 'onConversationChanged', [native('c2c_ann', { unreadCount: 1, lastMessage })])
    const [row] = r.of('conversationsUpserted').flatMap(({ rows }) => rows)
    expect(row).toMatchObject({
      id: 'c2c_ann',
      unreadCount: 1,
      activeAt: 9000,
      lastMessage: { id: 'm', text: undefined },
    })
    expect(r.notes).toMatchObject([{ code: 'vendor/malformed', path: 'onConversationChanged[0]' }])
  })
})

describe('a bad entry', () => {
  it('of V2TIM is skipped and noted with its place; its neighbours are applied', async () => {
    const { sdk, r } = await v2tim()
    sdk.fire('conversationListener', 'onConversationChanged', [
      native('c2c_ann', { lastMessage: message('m', 1, 'hi') }),
      native('c2c_bob', { unreadCount: 'many' }),
      native('C2Cweb'),
      null,
      native('group_7'),
    ])
    expect(r.of('conversationsUpserted').flatMap((event) => event.rows.map((row) => row.id))).toEqual([
      'c2c_ann',
      'group_7',
    ])
    expect(r.notes.map(({ code, path, detail, vendor }) => [code, path, detail, vendor])).toEqual([
      ['vendor/malformed', 'onConversationChanged[1]', 'unreadCount: expected a count', 'tencent-v2tim'],
      [
        'vendor/malformed',
        'onConversationChanged[2]',
        'conversationID: expected c2c_ or group_ and a target',
        'tencent-v2tim',
      ],
      ['vendor/malformed', 'onConversationChanged[3]', 'conversation: expected an object', 'tencent-v2tim'],
    ])
  })

  it('of the Web is noted once, and the row of before stays', async () => {
    const sdk = startChat()
    sdk.server.rows = [c2c('ann', { at: 1 }), c2c('bob', { at: 2 })]
    const r = createRecorder()
    const disconnect = createTencentSource(sdk.chat).connect(r.sink)
    await sdk.login()
    await sdk.settle(150)
    const [live] = await sdk.rows()
    Object.assign(live as object, { isPinned: 'yes' })
    r.clear()
    await sdk.chat.setConversationDraft({ conversationID: 'C2Cann', draftText: 'one' })
    await sdk.settle()
    await sdk.chat.setConversationDraft({ conversationID: 'C2Cann', draftText: 'two' })
    await sdk.settle()
    const sizes = r.of('snapshotReceived').map((event) => event.rows.length)
    expect(sizes.length).toBeGreaterThanOrEqual(2)
    expect([...new Set(sizes)]).toEqual([2])
    expect(r.notes.map((note) => note.detail)).toEqual(['isPinned: expected true or false'])
    disconnect()
  })
})

it('a login that is no text, met when the source is connected, is noted, and nothing is thrown', () => {
  const { chat } = startChat()
  const said = { isReady: () => true, getLoginUser: () => ({}) }
  const { sink, events, notes } = createRecorder()
  const leave = createTencentSource(Object.assign(Object.create(chat), said)).connect(sink)
  expect(events).toEqual([])
  expect(notes).toMatchObject([{ code: 'vendor/malformed', path: 'getLoginUser' }])
  leave()
})
