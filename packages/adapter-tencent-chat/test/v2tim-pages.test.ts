import { createTencentSource } from '@convolist/adapter-tencent-chat'
import { createEngine } from '@convolist/core'
import { createVirtualClock, show } from '@convolist/testing'
import { describe, expect, it } from 'vitest'
import { copyOf, message, native, refuse, startV2Tim, type NativeRow } from './support/v2tim.js'
import { LISTENERS, v2world, type V2World } from './support/v2tim-world.js'

const withMessage = (id: string, at: number): NativeRow =>
  native('c2c_ann', { lastMessage: message(id, at, id), orderkey: at })

it('an answer older than a message does not hide which message is taken back', async () => {
  const w = await v2world({ rows: [withMessage('m1', 100)] })
  const page = { nextSeq: '1', isFinished: true, conversationList: w.sdk.rows.map(copyOf) }
  let release = (_page: object): void => {}
  w.sdk.answers.getConversationList = () => new Promise<object>((resolve) => (release = resolve))
  w.sdk.sync()
  await w.settle()
  w.sdk.changed(withMessage('m2', 101))
  await w.settle()
  release(page)
  await w.settle()
  w.sdk.fire('advancedMsgListener', 'onRecvMessageRevoked', 'm2')
  await w.settle()
  expect(w.row('c2c_ann')?.lastMessage).toMatchObject({ id: 'm2', revoked: true, text: undefined })
})

it('once the last message is deleted, the one before it may be taken back', async () => {
  const w = await v2world({ rows: [withMessage('m2', 101)] })
  w.sdk.changed({ ...withMessage('m1', 100), orderkey: 101 })
  await w.settle()
  w.sdk.fire('advancedMsgListener', 'onRecvMessageRevoked', 'm1')
  await w.settle()
  expect(w.row('c2c_ann')?.lastMessage).toMatchObject({ id: 'm1', revoked: true })
})

it.each([undefined, 0])('where a page says isFinished: %s, its cursor is followed', async (isFinished) => {
  const w = await v2world({ rows: [native('c2c_ann', { orderkey: 9 }), native('c2c_bob', { orderkey: 8 })] })
  const [ann, bob] = w.sdk.rows.map(copyOf)
  w.sdk.answers.getConversationList = ({ nextSeq }) =>
    nextSeq === 'second'
      ? { nextSeq: 'second', isFinished: true, conversationList: [bob] }
      : { nextSeq: 'second', isFinished, conversationList: [ann] }
  w.sdk.sync()
  await w.settle()
  expect([w.line(), w.engine.getState().sync.complete]).toEqual(['c2c_ann c2c_bob', true])
})

it('a page with neither an end nor a cursor sweeps nothing away, and is noted', async () => {
  const w = await v2world({ rows: [native('c2c_ann', { orderkey: 9 }), native('c2c_bob', { orderkey: 8 })] })
  const [ann] = w.sdk.rows.map(copyOf)
  w.sdk.answers.getConversationList = () => ({ conversationList: [ann] })
  w.sdk.sync()
  await w.settle()
  expect([w.line(), w.engine.getState().sync.complete]).toEqual(['c2c_ann c2c_bob', false])
  expect(w.engine.diagnostics.recent.map(({ path }) => path)).toContain('getConversationList')
})

it('a list restored after the login stays while the SDK still syncs', async () => {
  const before = await v2world({ rows: [native('c2c_ann', { orderkey: 9 }), native('c2c_bob', { orderkey: 8 })] })
  const sdk = startV2Tim()
  sdk.user = 'me'
  const clock = createVirtualClock()
  const source = createTencentSource(sdk.chat, { listeners: LISTENERS })
  const engine = createEngine({ clock, source, initialState: before.engine.serialize() })
  const line = (): string => show(engine.view().window(0, engine.view().size))
  await clock.advance(2_000)
  sdk.changed(native('c2c_ann', { orderkey: 9 }))
  await clock.advance(2_000)
  expect([line(), engine.getState().sync.complete]).toEqual(['c2c_ann c2c_bob', false])
  await clock.advance(2_000)
  expect([line(), engine.getState().sync.complete]).toEqual(['c2c_ann', true])
  engine.dispose()
})

describe('what the SDK refuses at first is asked for again', () => {
  const start = async (refused: Record<string, () => never>): Promise<V2World> => {
    const w = await v2world({ login: false, rows: [native('c2c_ann', { unreadCount: 3 })] })
    w.sdk.groups = ['VIP', 'empty']
    w.sdk.answers = { ...refused }
    w.sdk.login()
    await w.settle()
    w.sdk.answers = {}
    return w
  }
  const refusing = (method: string): Record<string, () => never> => ({ [method]: () => refuse(6012) })
  const names = (w: V2World): string[] => w.engine.getState().labels.map(({ name }) => name)

  it('the groups, after a while', async () => {
    const w = await start(refusing('getConversationGroupList'))
    expect(names(w)).toEqual([])
    await w.clock.advance(10_000)
    expect(names(w)).toEqual(['VIP', 'empty'])
  })

  it('the groups, with each walk over the list', async () => {
    const w = await start(refusing('getConversationGroupList'))
    await w.engine.commands.refresh()
    await w.settle()
    expect(names(w)).toEqual(['VIP', 'empty'])
  })

  it('the total, and a watched one', async () => {
    const methods = ['getTotalUnreadMessageCount', 'getUnreadMessageCountByFilter']
    const w = await start(Object.assign({}, ...methods.map(refusing)) as Record<string, () => never>)
    w.sdk.answers = refusing('getUnreadMessageCountByFilter')
    w.engine.watchUnread({ type: 'filter', kinds: ['direct'] }, 'direct')
    await w.settle()
    expect(w.engine.getState().reported).toEqual({})
    w.sdk.answers = {}
    await w.clock.advance(10_000)
    expect(w.engine.getState().reported).toEqual({ unreadUnmuted: 3, direct: 3 })
  })

  it('but not without end', async () => {
    const w = await start({})
    w.sdk.answers = { ...refusing('getConversationGroupList'), ...refusing('getTotalUnreadMessageCount') }
    w.sdk.calls.length = 0
    w.sdk.login('you')
    await w.clock.advance(600_000)
    const asked = (method: string): number => w.sdk.calls.filter((call) => call.method === method).length
    expect([asked('getConversationGroupList'), asked('getTotalUnreadMessageCount')]).toEqual([4, 4])
  })
})

describe('a binding that leaves fields out', () => {
  /** What is empty is not handed out, and neither is what this binding does not know. */
  const without = (row: NativeRow, ...fields: string[]): NativeRow =>
    Object.fromEntries(Object.entries(row).filter(([field]) => !fields.includes(field))) as NativeRow

  it('keeps by a refresh what no row of it ever states, and what a command has changed since', async () => {
    const bare = (id: string, at: number): NativeRow =>
      without(withMessage(id, at), 'isPinned', 'recvOpt', 'draftText', 'markList')
    const w = await v2world({
      rows: [
        { ...bare('m1', 100), conversationID: 'c2c_ann' },
        { ...bare('m2', 99), conversationID: 'c2c_bob' },
      ],
    })
    for (const method of ['pinConversation', 'setC2CReceiveMessageOpt', 'setConversationDraft', 'markConversation']) {
      w.sdk.answers[method] = () => []
    }
    await Promise.all([
      w.engine.commands.stickTop('c2c_bob', true),
      w.engine.commands.mute('c2c_bob', true),
      w.engine.commands.saveDraft('c2c_bob', 'later'),
      w.engine.commands.setMark('c2c_bob', 'starred', true),
      w.clock.advance(10_000),
    ])
    await Promise.all([w.engine.commands.refresh(), w.settle()])
    await w.engine.commands.fetch('c2c_bob')
    expect(w.row('c2c_bob')).toMatchObject({
      stickTop: true,
      notify: 'none',
      draft: { text: 'later' },
      marks: ['starred'],
    })
    expect(w.engine.capabilities?.rowFields).toBe(w.engine.getState().parts.capabilities?.rowFields)
  })

  it('takes for empty what other rows state', async () => {
    const pinned = native('c2c_ann', { orderkey: 9, isPinned: true })
    const w = await v2world({ rows: [pinned, native('c2c_bob', { orderkey: 8, isPinned: true })] })
    expect(w.line()).toBe('^c2c_ann ^c2c_bob')
    w.sdk.rows = [pinned, without(native('c2c_bob', { orderkey: 8 }), 'isPinned')]
    w.sdk.sync()
    await w.settle()
    expect(w.line()).toBe('^c2c_ann c2c_bob')
  })

  it('has the labels that events of the groups give its rows, where no row names them', async () => {
    const ann = without(native('c2c_ann', { orderkey: 9 }), 'conversationGroupList')
    const w = await v2world({ rows: [ann] })
    w.sdk.groups = ['A', 'B', 'C']
    const event = (type: string, groupName: string): void =>
      w.sdk.fire('conversationListener', type, { groupName, conversationList: [ann] })
    event('onConversationGroupCreated', 'A')
    await w.settle()
    event('onConversationsAddedToGroup', 'B')
    event('onConversationsAddedToGroup', 'C')
    await w.settle()
    expect(w.row('c2c_ann')?.labels).toEqual(['A', 'B', 'C'])
    w.sdk.changed({ ...ann, unreadCount: 1 })
    await Promise.all([w.engine.commands.refresh(), w.settle()])
    expect([w.line(), w.row('c2c_ann')?.labels]).toEqual(['c2c_ann(1)', ['A', 'B', 'C']])
    event('onConversationsDeletedFromGroup', 'A')
    w.sdk.groups = ['A', 'C']
    w.sdk.fire('conversationListener', 'onConversationGroupDeleted', 'B')
    event('onConversationsAddedToGroup', 'A')
    await w.settle()
    expect(w.row('c2c_ann')?.labels).toEqual(['C', 'A'])
  })

  it('keeps the other labels of a row that leaves a group, where an event says nothing else of it', async () => {
    const w = await v2world({ rows: [native('c2c_ann', { conversationGroupList: ['A', 'B'] })] })
    const conversationList = [{ conversationID: 'c2c_ann' }]
    w.sdk.fire('conversationListener', 'onConversationsDeletedFromGroup', { groupName: 'B', conversationList })
    await w.settle()
    expect(w.row('c2c_ann')?.labels).toEqual(['A'])
  })

  it('believes a field from the moment on in which a row states it', async () => {
    const w = await v2world({ rows: [without(native('c2c_ann', { orderkey: 9 }), 'isPinned')] })
    expect(w.engine.capabilities?.rowFields).not.toContain('stickTop')
    w.sdk.changed(native('c2c_ann', { orderkey: 9, isPinned: true }))
    await w.settle()
    expect([w.line(), w.engine.capabilities?.rowFields.includes('stickTop')]).toEqual(['^c2c_ann', true])
  })
})

it('a row whose history is cleared stays where it is, in news and in pages', async () => {
  const w = await v2world({
    rows: [withMessage('m2', 101), native('c2c_bob', { lastMessage: message('m1', 100, 'm1') })],
  })
  w.sdk.changed(native('c2c_ann', { orderkey: 101 }))
  await w.settle()
  const [{ activeAt } = {}, before] = [w.row('c2c_ann'), w.line()]
  expect([activeAt, before]).toEqual([101_000, 'c2c_ann c2c_bob'])
  w.sdk.sync()
  await w.settle()
  expect([w.row('c2c_ann')?.lastMessage, w.row('c2c_ann')?.activeAt, w.line()]).toEqual([undefined, 101_000, before])
})
