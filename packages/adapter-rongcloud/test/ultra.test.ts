import type { ConversationKind } from '@convolist/core'
import { rongMessage, rongRow, type RongPushedMessage } from '@convolist/testing/rongcloud'
import { afterEach, describe, expect, it } from 'vitest'
import { world, type World, type WorldOptions } from './support/world.js'

let w: World
const given = async (options: WorldOptions): Promise<World> => (w = await world({ rows: ROWS, ...options }))
afterEach(() => w.close())

const ROWS = [
  rongRow({ target: 'ann', at: 3000 }),
  rongRow({ type: 10, target: 'ug', channel: 'RCDefault', from: 'bob', at: 2000 }, { unreadCount: 2 }),
  rongRow(
    { type: 10, target: 'ug', channel: 'sub', from: 'bob', at: 1000 },
    { unreadCount: 1500, remindCount: 3, remindMeCount: 1 },
  ),
]
const ANN = { conversationType: 1, targetId: 'ann', channelId: '' }
const SERVER_LIST = { ugMsg: 1 }
const IN_MEMORY = { ugMsg: 1, sessionCfg: 1 }
const push = async (...messages: RongPushedMessage[]): Promise<void> => {
  await w.sdk.push(...messages)
  await w.settle()
}
const channel = (channelId: string, more: object = {}): object[] => [
  { targetId: 'ug', channelId, channelType: 0, ...more },
]

describe.each([
  ['asks the server for its list', SERVER_LIST],
  ['keeps the list in memory, ultra groups included', IN_MEMORY],
])('where the SDK %s', (_name, navi) => {
  it('each channel of an ultra group is a row', async () => {
    await given({ navi })
    expect(w.engine.view().ids()).toEqual(['1__ann', '10_RCDefault_ug', '10_sub_ug'])
    expect(w.row('10_sub_ug')).toMatchObject({
      kind: 'super-group',
      targetId: 'ug',
      channelId: 'sub',
      unreadCount: 999,
      mentions: { me: 1, all: 2 },
    })
    expect(w.notes()).toEqual([])
  })

  it('the page of what is unread has its channels, where they are asked for', async () => {
    const quiet = rongRow({ type: 10, target: 'ug', channel: 'quiet', from: 'bob', at: 900 })
    await given({ navi, rows: [...ROWS, quiet] })
    await push(rongMessage({ target: 'ann', at: 9000 }))
    const unread = async (...kinds: readonly ConversationKind[]): Promise<string[]> => {
      const filter = { unread: true, kinds: kinds.length > 0 ? kinds : undefined }
      const { rows } = await w.source.list({ cursor: undefined, limit: 50, filter })
      return rows.map(({ id }) => id).sort()
    }
    expect(await unread()).toEqual(['10_RCDefault_ug', '10_sub_ug', '1__ann'])
    expect(await unread('super-group')).toEqual(['10_RCDefault_ug', '10_sub_ug'])
    expect(await unread('direct', 'group')).toEqual(['1__ann'])
    expect(w.notes()).toEqual([])
  })

  it('its channels have no tags, and cost the others neither theirs nor their place', async () => {
    await given({ navi })
    await w.sdk.im.addTag({ tagId: 'w', tagName: 'Work' })
    await w.sdk.im.addConversationsToTag('w', [ANN])
    w.sdk.raise('TAG')
    await w.engine.commands.refresh()
    expect(w.engine.view().ids()).toEqual(['1__ann', '10_RCDefault_ug', '10_sub_ug'])
    expect(w.row('1__ann')?.labels).toEqual(['w'])
    await push(
      rongMessage({ type: 10, target: 'ug', channel: 'new', from: 'bob', at: 9000 }),
      rongMessage({ target: 'zoe', at: 9000 }),
    )
    await w.engine.commands.fetch(['1__ann', '10_new_ug'])
    expect([w.row('10_new_ug')?.labels, w.row('1__ann')?.labels]).toEqual([[], ['w']])
    expect(w.notes()).toEqual([])
  })

  it('what RongCloud has for no channel, or for the first one only, is refused before it is asked', async () => {
    await given({ navi })
    const { commands } = w.engine
    const work = await commands.createLabel('Work')
    const before = w.sdk.sent.length
    const invalid = { code: 'command/invalid' }
    const message = { messageUId: 'a', sentTime: 3000, senderUserId: 'bob', messageDirection: 2 }
    await expect(commands.stickTop('10_sub_ug', true)).rejects.toMatchObject(invalid)
    await expect(commands.addToLabel(work.id, '10_sub_ug')).rejects.toMatchObject(invalid)
    await expect(commands.createLabel('Home', ['10_sub_ug'])).rejects.toMatchObject(invalid)
    await expect(commands.sendReceipt('10_sub_ug', [message])).rejects.toMatchObject(invalid)
    expect(w.sdk.sent).toHaveLength(before)
    await commands.stickTop('10_RCDefault_ug', true)
    await expect(commands.addToLabel(work.id, ['1__ann', '10_sub_ug'])).rejects.toMatchObject({
      code: 'command/partial',
    })
    expect(w.row('1__ann')?.labels).toEqual([work.id])
    expect(w.engine.view().ids()[0]).toBe('10_RCDefault_ug')
  })

  it('a message counts in its own channel', async () => {
    await given({ navi })
    await push(rongMessage({ type: 10, target: 'ug', channel: 'RCDefault', from: 'bob', at: 9000, text: 'news' }))
    expect(w.row('10_RCDefault_ug')?.lastMessage?.text).toBe('news')
    expect(w.row('10_sub_ug')?.activeAt).toBe(1000)
    expect(w.engine.view().ids()[0]).toBe('10_RCDefault_ug')
  })

  it('a recall is told by an event of its own', async () => {
    await given({ navi })
    await push(rongMessage({ type: 10, target: 'ug', channel: 'sub', from: 'bob', at: 9000, uid: 'x', text: 'secret' }))
    w.sdk.raise('ULTRA_GROUP_MESSAGE_RECALLED', [
      {
        conversationType: 10,
        targetId: 'ug',
        channelId: 'sub',
        messageType: 'RC:RcCmd',
        messageUId: 'x',
        senderUserId: 'bob',
        sentTime: 9000,
        content: { messageUId: 'x', sentTime: 9000 },
      },
    ])
    await w.settle()
    expect(w.row('10_sub_ug')?.lastMessage).toMatchObject({ id: 'x', revoked: true, revokedBy: 'bob', text: undefined })
  })

  it('reading is one call to the server, which tells my other devices itself', async () => {
    await given({ navi })
    await w.engine.commands.markRead('10_sub_ug')
    await w.clock.advance(1000)
    await w.settle()
    expect(w.row('10_sub_ug')).toMatchObject({ unreadCount: 0, mentions: { me: 0, all: 0 } })
    expect(w.sdk.sent.filter(({ topic }) => topic === 'send').map(({ wire }) => wire)).toEqual(['updUgRTime'])
    await w.engine.commands.markRead('all')
    expect(w.engine.view().counters.unread).toBe(0)
    await w.engine.commands.refresh()
    expect(w.engine.view().counters.unread).toBe(0)
  })

  it('totals count its channels, every one', async () => {
    await given({ navi })
    await push(rongMessage({ target: 'ann', at: 9000 }))
    const read = (query?: Parameters<typeof w.engine.readUnread>[0]): Promise<number> => w.engine.readUnread(query)
    expect(await read()).toBe(1503)
    expect(w.engine.getState().reported).toEqual({ unread: 1503 })
    expect(await read({ type: 'filter', kinds: ['super-group'] })).toBe(1502)
    expect(await read({ type: 'filter', kinds: ['direct'] })).toBe(1)
    expect(await read({ type: 'filter', kinds: ['direct', 'super-group'] })).toBe(1503)
    await w.engine.commands.mute('10_sub_ug', true)
    expect(await read({ type: 'filter', ignoreMuted: true })).toBe(3)
    expect(await read({ type: 'filter', kinds: ['super-group'], ignoreMuted: true })).toBe(2)
    await w.engine.commands.markRead('10_RCDefault_ug')
    await w.settle()
    expect(w.engine.getState().reported).toEqual({ unread: 1501 })
    w.sdk.kick(30007)
    await expect(read({ type: 'filter', kinds: ['super-group'] })).rejects.toMatchObject({ vendorCode: 30002 })
  })

  it('of everything, what ultra groups refuse stays unread', async () => {
    await given({ navi })
    w.sdk.answers.send = (_, { wire }) => (wire === 'updUgRTime' ? { code: 30003 } : undefined)
    await expect(w.engine.commands.markRead('all')).rejects.toMatchObject({ vendorCode: 30003 })
    expect(w.row('10_RCDefault_ug')?.unreadCount).toBe(2)
  })

  it.each([
    ['deleted', 'ULTRA_GROUP_CHANNEL_DELETE', {}],
    ['left for me', 'ULTRA_GROUP_CHANNEL_USER_KICKED', { userId: 'me' }],
    ['closed to me', 'ULTRA_GROUP_CHANNEL_TYPE_CHANGE', { changeType: 6 }],
  ])('a channel that is %s leaves the list', async (_what, event, more) => {
    await given({ navi })
    w.sdk.raise(event, channel('sub', more))
    await w.settle()
    expect(w.engine.view().ids()).toEqual(['1__ann', '10_RCDefault_ug'])
  })

  it.each([
    ['left for others', 'ULTRA_GROUP_CHANNEL_USER_KICKED', { userId: 'bob' }],
    ['opened', 'ULTRA_GROUP_CHANNEL_TYPE_CHANGE', { changeType: 3 }],
  ])('a channel that is %s stays', async (_what, event, more) => {
    await given({ navi })
    w.sdk.raise(event, channel('sub', more))
    await w.settle()
    expect(w.engine.view().size).toBe(3)
  })
})

it('without ultra groups, none of them is unread', async () => {
  await given({})
  await push(rongMessage({ target: 'ann', at: 9000 }))
  expect(await w.engine.readUnread()).toBe(1)
  expect(await w.engine.readUnread({ type: 'filter', kinds: ['super-group'] })).toBe(0)
})

describe('the list in memory', () => {
  const listed = (): number => w.sdk.sent.filter(({ topic }) => topic === 'qryRelationR').length

  it('is waited for: private chats and ultra groups both have to be there', async () => {
    let release: (answer: undefined) => void = () => undefined
    await given({
      navi: IN_MEMORY,
      prepare: (sdk) => void (sdk.answers.pullUgSes = () => new Promise((resolve) => (release = resolve))),
    })
    expect(w.engine.getState().sync.phase).toBe('idle')
    await push(rongMessage({ target: 'ann', at: 9000 }))
    expect(w.engine.view().size).toBe(0)
    release(undefined)
    await w.settle()
    expect(w.engine.view().ids()).toEqual(['1__ann', '10_RCDefault_ug', '10_sub_ug'])
    expect(listed()).toBe(1) // the SDK's own
  })

  it('is not all there is when the line breaks while the SDK pulls it, which it never does again', async () => {
    const silent = (): 'silent' => 'silent'
    await given({ navi: IN_MEMORY, prepare: (sdk) => void (sdk.answers.qryRelationR = silent) })
    w.sdk.suspend()
    w.sdk.answers.qryRelationFilter = () => ({ data: { info: ROWS.slice(0, 1), isFinished: true, pageToken: '' } })
    await w.sdk.reconnect()
    await w.settle()
    expect(w.engine.view().ids()).toEqual(['1__ann', '10_RCDefault_ug', '10_sub_ug'])
  })

  it('is read again after a reconnect, when the ultra groups are back', async () => {
    await given({ navi: IN_MEMORY })
    const syncs: string[] = []
    w.engine.subscribe((state) => syncs.push(state.sync.phase))
    w.sdk.suspend()
    await w.sdk.reconnect()
    await w.settle()
    expect(syncs).toContain('syncing')
    expect(w.engine.getState().sync.phase).toBe('partial')
    expect(w.engine.view().size).toBe(3)
  })

  it('can be said by the app, for SDKs that cannot', async () => {
    await given({ navi: SERVER_LIST, source: { ultraGroupsInList: true } })
    expect(w.engine.getState().sync.phase).toBe('idle') // CONVERSATIONS_SYNCED never comes here
    w.sdk.raise('CONVERSATIONS_SYNCED', 0)
    await w.settle()
    expect(w.engine.view().size).toBe(3)
  })
})
