import { createNimSource } from '@convolist/adapter-netease-nim'
import { createRecorder, wireConversation } from '@convolist/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deliver, idOf, service, startStable, type Nim } from './support/sdk.js'

/** Every callback we listen to, with the number of its arguments. */
const CALLBACKS: readonly (readonly [string, string, number])[] = [
  ['V2NIMConversationService', 'onSyncStarted', 0],
  ['V2NIMConversationService', 'onSyncFinished', 0],
  ['V2NIMConversationService', 'onSyncFailed', 1],
  ['V2NIMConversationService', 'onConversationCreated', 1],
  ['V2NIMConversationService', 'onConversationChanged', 1],
  ['V2NIMConversationService', 'onConversationDeleted', 1],
  ['V2NIMConversationService', 'onTotalUnreadCountChanged', 1],
  ['V2NIMConversationService', 'onUnreadCountChangedByFilter', 2],
  ['V2NIMConversationService', 'onConversationReadTimeUpdated', 2],
  ['V2NIMMessageService', 'onReceiveMessages', 1],
  ['V2NIMMessageService', 'onMessageRevokeNotifications', 1],
  ['V2NIMMessageService', 'onReceiveP2PMessageReadReceipts', 1],
  ['V2NIMMessageService', 'onReceiveTeamMessageReadReceipts', 1],
  ['V2NIMSettingService', 'onP2PMessageMuteModeChanged', 2],
  ['V2NIMSettingService', 'onTeamMessageMuteModeChanged', 3],
  ['V2NIMUserService', 'onUserProfileChanged', 1],
  ['V2NIMFriendService', 'onFriendInfoChanged', 1],
  ['V2NIMFriendService', 'onFriendAdded', 1],
  ['V2NIMFriendService', 'onFriendDeleted', 2],
  ['V2NIMTeamService', 'onTeamInfoUpdated', 1],
  ['V2NIMTeamService', 'onTeamCreated', 1],
  ['V2NIMTeamService', 'onTeamJoined', 1],
  ['V2NIMConversationGroupService', 'onConversationGroupCreated', 1],
  ['V2NIMConversationGroupService', 'onConversationGroupChanged', 1],
  ['V2NIMConversationGroupService', 'onConversationGroupDeleted', 1],
  ['V2NIMLoginService', 'onLoginStatus', 1],
  ['V2NIMLoginService', 'onDataSync', 3],
]

async function ready(): Promise<{ h: Nim; r: ReturnType<typeof createRecorder> }> {
  const h = startStable()
  const r = createRecorder()
  createNimSource(h.nim, { service: 'cloud' }).connect(r.sink)
  await h.loginAs('me')
  r.clear()
  return { h, r }
}

/** JSON, often in the shape of what the callback carries, so that the deeper readers are reached as well. */
const payload = (): fc.Arbitrary<unknown> => {
  const field = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('me|1|bob', 'me|2|7', 'bob', 'me', 0, 1, 2, 1700, null, undefined),
  )
  const shaped = fc.record(
    {
      conversationId: field,
      lastMessage: fc.oneof(
        field,
        fc.record({ messageRefer: fc.oneof(field, fc.record({ messageClientId: field, createTime: field })) }),
      ),
      messageRefer: fc.oneof(field, fc.record({ messageClientId: field, conversationId: field })),
      messageClientId: field,
      messageServerId: field,
      serverExtension: fc.oneof(field, fc.constant('{"yxAitMsg":{"me":1}}')),
      senderId: field,
      createTime: field,
      timestamp: field,
      readCount: field,
      unreadCount: field,
      groupIds: field,
      accountId: field,
      teamId: field,
      teamType: field,
      groupId: field,
    },
    { requiredKeys: [] },
  )
  return fc.oneof(field, shaped, fc.array(fc.oneof(field, shaped), { maxLength: 4 }))
}

describe('whatever a callback carries', () => {
  it.each(CALLBACKS)('%s %s never throws into the SDK', async (name, event, length) => {
    const { h } = await ready()
    expect(service(h, name).listeners(event)).toHaveLength(1)
    await fc.assert(
      fc.asyncProperty(fc.array(payload(), { minLength: length, maxLength: length }), async (args) => {
        deliver(h, name, event, ...args) // fails the property if a listener throws
        await Promise.resolve()
      }),
      { numRuns: 60 },
    )
    await h.settle()
  })

  it('only good events come out, and each bad entry is noted without content', async () => {
    const { h, r } = await ready()
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...CALLBACKS),
        fc.array(payload(), { maxLength: 3 }),
        async ([name, event], args) => {
          if (name !== 'V2NIMLoginService') deliver(h, name, event, ...args)
          await h.settle()
          const ids = r.events.flatMap((out) =>
            'rows' in out
              ? out.rows.map((row) => row.id)
              : 'id' in out
                ? [out.id]
                : 'patches' in out
                  ? out.patches.map((patch) => patch.id)
                  : [],
          )
          expect(ids.filter((id) => !id.startsWith('me|'))).toEqual([])
          expect(r.notes.filter((note) => !/^\w+ is missing or malformed$/.test(note.detail ?? ''))).toEqual([])
          r.clear()
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('a bad entry', () => {
  it('is skipped and noted with its place; its neighbours are applied', async () => {
    const { h, r } = await ready()
    const good = (peer: string): object => ({ conversationId: idOf(peer), unreadCount: 1, sortOrder: 1 })
    deliver(h, 'V2NIMConversationService', 'onConversationChanged', [
      good('ann'),
      { conversationId: idOf('bob'), unreadCount: 'many' },
      { conversationId: 'you|1|ann' },
      null,
      good('zoe'),
    ])
    expect(r.of('conversationsUpserted').flatMap((event) => event.rows.map((row) => row.id))).toEqual([
      idOf('ann'),
      idOf('zoe'),
    ])
    expect(r.notes.map(({ code, path, detail, vendor }) => [code, path, detail, vendor])).toEqual([
      ['vendor/malformed', 'onConversationChanged[1]', 'unreadCount is missing or malformed', 'netease-nim'],
      ['vendor/malformed', 'onConversationChanged[2]', 'conversationId is missing or malformed', 'netease-nim'],
      ['vendor/malformed', 'onConversationChanged[3]', 'conversation is missing or malformed', 'netease-nim'],
    ])
  })

  it('among deleted ids likewise', async () => {
    const { h, r } = await ready()
    deliver(h, 'V2NIMConversationService', 'onConversationDeleted', [7, idOf('bob'), 'you|1|bob'])
    expect(r.events).toEqual([{ type: 'conversationsRemoved', ids: [idOf('bob')] }])
    expect(r.notes.map((note) => note.path)).toEqual(['onConversationDeleted[0]', 'onConversationDeleted[2]'])
  })

  it('among receipts, revocations and messages likewise', async () => {
    const { h, r } = await ready()
    const messages = (event: string, payload: unknown): void => deliver(h, 'V2NIMMessageService', event, payload)
    messages('onReceiveP2PMessageReadReceipts', [7, { conversationId: idOf('bob'), timestamp: 5 }])
    messages('onReceiveTeamMessageReadReceipts', [
      {},
      { conversationId: idOf('7', 'team'), messageClientId: 'c', readCount: 1, unreadCount: 2 },
    ])
    messages('onMessageRevokeNotifications', [
      { messageRefer: {} },
      { messageRefer: { conversationId: idOf('bob'), messageClientId: 'c' } },
    ])
    expect(r.events.map((event) => event.type)).toEqual(['peerReadTo', 'groupReceiptChanged', 'messageRevoked'])
    expect(r.notes.map((note) => note.path)).toEqual([
      'onReceiveP2PMessageReadReceipts[0]',
      'onReceiveTeamMessageReadReceipts[0]',
      'onMessageRevokeNotifications[0]',
    ])
  })

  it('in a list is left out of the page', async () => {
    const h = startStable()
    h.nextSync = {
      full: true,
      rows: [wireConversation({ id: idOf('bob'), version: 1 }), wireConversation({ id: 'you|1|bob', version: 1 })],
    }
    const r = createRecorder()
    const source = createNimSource(h.nim, { service: 'cloud' })
    source.connect(r.sink)
    await h.loginAs('me')
    const page = await source.list({ cursor: undefined, limit: 100 })
    expect(page.rows.map((row) => row.id)).toEqual([idOf('bob')])
    expect(r.notes.map((note) => note.path)).toEqual(['conversationList[1]'])
  })
})

it.each([
  ['onTotalUnreadCountChanged'],
  ['onTotalUnreadCountChanged', null],
  ['onTotalUnreadCountChanged', 'many'],
  ['onUnreadCountChangedByFilter'],
  ['onUnreadCountChangedByFilter', {}],
  ['onUnreadCountChangedByFilter', { ignoreMuted: true }, null],
  ['onUnreadCountChangedByFilter', { ignoreMuted: true }, 'many'],
  ['onUnreadCountChangedByFilter', { conversationTypes: 1 }, 3],
  ['onUnreadCountChangedByFilter', 7, 3],
])('%s with %j is noted once, and says no total', async (event, ...args) => {
  const { h, r } = await ready()
  deliver(h, 'V2NIMConversationService', event, ...args)
  await h.settle()
  expect(r.events).toEqual([])
  expect(r.notes.map(({ code, path }) => `${code} ${path}`)).toEqual([`vendor/malformed ${String(event)}`])
})

it.each([[undefined], [null], ['on'], [-1]])('a mute mode of %j is noted once, and mutes nothing', async (mode) => {
  const { h, r } = await ready()
  deliver(h, 'V2NIMSettingService', 'onP2PMessageMuteModeChanged', 'bob', mode)
  deliver(h, 'V2NIMSettingService', 'onTeamMessageMuteModeChanged', '7', 1, mode)
  expect(r.events).toEqual([])
  expect(r.notes.map(({ path }) => path)).toEqual(['onP2PMessageMuteModeChanged', 'onTeamMessageMuteModeChanged'])
})

it('a receipt without a time is noted; one that says nothing was read is none', async () => {
  const { h, r } = await ready()
  const conversationId = idOf('bob')
  const receipts = [{ conversationId }, { conversationId, timestamp: 0 }, { conversationId, timestamp: 5 }]
  deliver(h, 'V2NIMMessageService', 'onReceiveP2PMessageReadReceipts', receipts)
  expect(r.events).toEqual([{ type: 'peerReadTo', id: conversationId, readAt: 5 }])
  expect(r.notes.map(({ path }) => path)).toEqual(['onReceiveP2PMessageReadReceipts[0]'])
})

it.each([null, undefined, '', '0', false, [], NaN, -1])('a login status of %j is no logout', async (status) => {
  const { h, r } = await ready()
  deliver(h, 'V2NIMLoginService', 'onLoginStatus', status)
  expect(r.events).toEqual([])
  expect(r.notes.map(({ path, detail }) => [path, detail])).toEqual([
    ['onLoginStatus', 'status is missing or malformed'],
  ])
})

describe('the app’s hook', () => {
  it('that throws is noted, and the message counts as no mention', async () => {
    const h = startStable()
    const r = createRecorder()
    const isMention = (): never => {
      throw new Error('boom')
    }
    createNimSource(h.nim, { service: 'cloud', isMention }).connect(r.sink)
    await h.loginAs('me')
    r.clear()
    deliver(h, 'V2NIMMessageService', 'onReceiveMessages', [
      { conversationId: idOf('7', 'team'), senderId: 'bob', messageClientId: 'c', createTime: 1 },
    ])
    expect(r.events).toEqual([])
    expect(r.notes).toMatchObject([{ code: 'app/threw', path: 'isMention' }])
  })

  it('is asked once for each message of others, with the account', async () => {
    const h = startStable()
    const r = createRecorder()
    const asked: unknown[] = []
    createNimSource(h.nim, {
      service: 'cloud',
      isMention: (message, account) => {
        asked.push([message.messageClientId, account])
        return 'all'
      },
    }).connect(r.sink)
    await h.loginAs('me')
    r.clear()
    const message = { conversationId: idOf('7', 'team'), senderId: 'bob', messageClientId: 'c', createTime: 9 }
    deliver(h, 'V2NIMMessageService', 'onReceiveMessages', [
      message,
      { ...message, senderId: 'me' },
      { ...message, messageConfig: { unreadEnabled: false } },
    ])
    expect(asked).toEqual([['c', 'me']])
    expect(r.events).toEqual([
      { type: 'mentionReceived', id: idOf('7', 'team'), messageId: 'c', sentAt: 9, scope: 'all' },
    ])
  })
})
