import { createNimSource } from '@convolist/adapter-netease-nim'
import { createEngine, toConversationId, type Command, type ConversationId, type Source } from '@convolist/core'
import {
  clearNotice,
  createRecorder,
  failures,
  type NimAnswerer,
  type Recorder,
  wireConversation,
  type WireConversationFields,
  wireGroup,
  wireMessage,
} from '@convolist/testing'
import { describe, expect, it, vi } from 'vitest'
import { idOf, service, startAlpha, startStable, type Nim } from './support/sdk.js'

const bob = toConversationId(idOf('bob'))
const ann = toConversationId(idOf('ann'))
const team = toConversationId(idOf('7', 'team'))
const superTeam = toConversationId(idOf('8', 'superTeam'))

interface Ready {
  readonly h: Nim
  readonly r: Recorder
  readonly source: Source
  readonly execute: Source['execute']
  /** What was asked of the server since, by command. */
  asked(cmd: string): readonly (readonly unknown[])[]
}

async function ready(mode: 'cloud' | 'local' = 'cloud', start = startStable): Promise<Ready> {
  const h = start()
  const r = createRecorder()
  const source = createNimSource(h.nim, { service: mode })
  source.connect(r.sink)
  h.nextSync = {
    full: true,
    rows: [bob, ann, team, superTeam].map((id) => wireConversation({ id, version: 1, unread: 2 })),
  }
  await h.loginAs('me')
  if (mode === 'local') for (const id of [bob, ann]) await h.nim.V2NIMLocalConversationService.createConversation(id)
  await h.settle()
  r.clear()
  h.sent.length = 0
  return {
    h,
    r,
    source,
    execute: (command) => source.execute(command),
    asked: (cmd) => h.sent.filter((sent) => sent.cmd === cmd).map((sent) => sent.query),
  }
}

const row = (fields: Partial<WireConversationFields> & { id: string }): ReturnType<typeof wireConversation> =>
  wireConversation({ version: 9, ...fields })

describe('each command, with success and with a refusal', () => {
  const one = (
    command: Command,
    cmd: string,
    answer: NimAnswerer,
    sends: unknown,
  ): [string, Command, string, NimAnswerer, unknown] => [command.type, command, cmd, answer, sends]
  const group = wireGroup({ id: 'g1', name: 'VIP' })

  it.each([
    one(
      { type: 'stickTop', ids: [bob], stickTop: true },
      'v2ConversationSetTop',
      () => ({ r: [row({ id: bob, stickTop: true })] }),
      [{ 1: bob, 2: 1 }],
    ),
    one(
      { type: 'markRead', ids: [bob, ann] },
      'v2ConversationsUnreadClear',
      () => ({ r: [[row({ id: bob }), row({ id: ann })], failures()] }),
      [{ 1: JSON.stringify([bob, ann]) }],
    ),
    one(
      { type: 'markRead', ids: [], scope: { type: 'all' } },
      'v2ConversationClearTotalUnread',
      () => ({ r: [clearNotice({ version: 9 })] }),
      [],
    ),
    one(
      { type: 'markRead', ids: [], scope: { type: 'kinds', kinds: ['group', 'super-group'] } },
      'v2ConversationClearTypeUnread',
      () => ({ r: [clearNotice({ version: 9, types: [2, 3] })] }),
      [{ 1: '[2,3]' }],
    ),
    one(
      { type: 'markRead', ids: [], scope: { type: 'label', labelId: 'g1' } },
      'v2ConversationClearGroupUnread',
      () => ({}),
      [{ 1: 'g1' }],
    ),
    one({ type: 'mute', ids: [bob], notify: 'none' }, 'v2SetP2PMessageMuteMode', () => ({}), ['bob', 'true']),
    one({ type: 'mute', ids: [bob], notify: 'all' }, 'v2SetP2PMessageMuteMode', () => ({}), ['bob', 'false']),
    one({ type: 'mute', ids: [team], notify: 'none' }, 'v2TeamUpdateSelfMemberInfo', () => ({ r: [1] }), [
      expect.objectContaining({ 1: '7', 7: 1 }),
    ]),
    one({ type: 'mute', ids: [superTeam], notify: 'none' }, 'v2SuperTeamUpdateSelfMemberInfo', () => ({ r: [1] }), [
      expect.objectContaining({ 1: '8', 7: 1 }),
    ]),
    one({ type: 'remove', ids: [bob], clearMessages: true }, 'v2ConversationsDelete', () => ({ r: [[], failures()] }), [
      { 1: JSON.stringify([bob]), 2: 1 },
    ]),
    one(
      { type: 'createLabel', name: 'VIP', ids: [bob] },
      'v2ConversationGroupCreate',
      () => ({ r: [group, [row({ id: bob, groupIds: ['g1'] })], failures()] }),
      [{ 1: JSON.stringify([bob]), 2: 'VIP', 3: '' }],
    ),
    one({ type: 'renameLabel', labelId: 'g1', name: 'VIP' }, 'v2ConversationGroupUpdate', () => ({ r: [group] }), [
      { 1: 'g1', 2: 'VIP' },
    ]),
    one({ type: 'deleteLabel', labelId: 'g1' }, 'v2ConversationGroupDelete', () => ({ r: [{ 2: 9 }] }), [{ 1: 'g1' }]),
    one(
      { type: 'addToLabel', labelId: 'g1', ids: [bob] },
      'v2ConversationGroupAddTo',
      () => ({ r: [[row({ id: bob, groupIds: ['g1'] })], failures()] }),
      [{ 1: 'g1', 2: JSON.stringify([bob]) }],
    ),
    one(
      { type: 'removeFromLabel', labelId: 'g1', ids: [bob] },
      'v2ConversationGroupRemoveFrom',
      () => ({ r: [[row({ id: bob })], failures()] }),
      [{ 1: 'g1', 2: JSON.stringify([bob]) }],
    ),
    one(
      { type: 'updateServerExtension', ids: [bob], text: '{"a":1}' },
      'v2ConversationUpdate',
      () => ({ r: [row({ id: bob, serverExtension: '{"a":1}' })] }),
      [{ 1: bob, 2: '{"a":1}' }],
    ),
    one({ type: 'create', ids: [bob] }, 'v2ConversationCreate', () => ({ r: [row({ id: bob })] }), [{ 1: bob }]),
    one({ type: 'sendReceipt', ids: [bob], messages: received('p2p', 5) }, 'v2SendP2PMessageReceipt', () => ({}), [
      expect.objectContaining({ 7: 105, 11: 'm5' }),
    ]),
  ])('%s', async (_name, command, cmd, answer, sends) => {
    const { h, execute, asked } = await ready()
    h.answers[cmd] = answer
    expect((await execute(command)).failed?.size ?? 0).toBe(0)
    expect(asked(cmd)).toEqual([sends])

    h.answers[cmd] = () => ({ code: 416 })
    await expect(execute(command)).rejects.toMatchObject({
      code: 'command/rejected',
      vendorCode: 416,
      retryable: true,
      cause: expect.objectContaining({ code: 416 }) as unknown,
    })
  })
})

/** Messages of others, as the SDK hands them to its listeners, oldest first; one in three is mine. */
function received(kind: 'p2p' | 'team', length: number, from = 'bob'): object[] {
  const conversationId = kind === 'p2p' ? bob : team
  return Array.from({ length }, (_, index) => ({
    messageClientId: `m${index + 1}`,
    messageServerId: `s${index + 1}`,
    senderId: from,
    receiverId: kind === 'p2p' ? 'me' : '7',
    createTime: 101 + index,
    conversationId,
    conversationType: kind === 'p2p' ? 1 : 2,
    messageType: 0,
  }))
}

describe('refusals', () => {
  it.each([
    ['the pin limit', 110303, false],
    ['a conversation the server does not have', 110404, false],
    ['a busy server', 503, true],
    ['too many calls', 416, true],
  ])('%s: code %i, retryable %s', async (_name, code, retryable) => {
    const { h, execute } = await ready()
    h.answers.v2ConversationSetTop = () => ({ code })
    const refused = execute({ type: 'stickTop', ids: [bob], stickTop: true })
    await expect(refused).rejects.toMatchObject({ code: 'command/rejected', vendorCode: code, retryable })
    await expect(refused).rejects.toThrow(`stickTopConversation (${code})`)
  })

  it('while the connection is lost', async () => {
    const { h, execute } = await ready()
    h.disconnect()
    const refused = execute({ type: 'stickTop', ids: [bob], stickTop: true })
    await expect(refused).rejects.toMatchObject({ vendorCode: 190002, retryable: true })
  })

  it('of the SDK itself, which throws at once, also reject', async () => {
    const { execute } = await ready()
    await expect(execute({ type: 'markRead', ids: [] })).rejects.toMatchObject({ vendorCode: 191004, retryable: false })
  })

  it('of a call that got no answer before the connection broke', async () => {
    const { h, execute } = await ready()
    h.answers.v2ConversationSetTop = () => 'silent'
    const open = execute({ type: 'stickTop', ids: [bob], stickTop: true })
    await h.settle()
    h.disconnect()
    await expect(open).rejects.toMatchObject({ vendorCode: 192003, retryable: true })
  })

  it.each(['markUnread', 'saveDraft', 'setMark'] as const)('of %s, which NIM does not have', async (type) => {
    const { execute } = await ready()
    await expect(execute({ type, ids: [bob] } as unknown as Command)).rejects.toMatchObject({
      code: 'command/unsupported',
    })
  })

  it('of a level between muted and not', async () => {
    const { execute } = await ready()
    const refused = execute({ type: 'mute', ids: [bob], notify: 'mentions' })
    await expect(refused).rejects.toMatchObject({ code: 'command/invalid' })
  })

  it('of an id that is not of this account', async () => {
    const { execute } = await ready()
    const foreign = toConversationId('you|1|bob')
    await expect(execute({ type: 'mute', ids: [foreign], notify: 'none' })).rejects.toMatchObject({
      code: 'command/invalid',
    })
  })
})

describe('partial failure', () => {
  it.each([
    ['markRead', 'v2ConversationsUnreadClear', (ids: ConversationId[]): Command => ({ type: 'markRead', ids })],
    [
      'addToLabel',
      'v2ConversationGroupAddTo',
      (ids: ConversationId[]): Command => ({ type: 'addToLabel', labelId: 'g1', ids }),
    ],
    [
      'removeFromLabel',
      'v2ConversationGroupRemoveFrom',
      (ids: ConversationId[]): Command => ({ type: 'removeFromLabel', labelId: 'g1', ids }),
    ],
    [
      'remove',
      'v2ConversationsDelete',
      (ids: ConversationId[]): Command => ({ type: 'remove', ids, clearMessages: false }),
    ],
  ])('of %s names the ids', async (_name, cmd, command) => {
    const { h, execute } = await ready()
    h.answers[cmd] = () => ({ r: [[row({ id: bob })], failures({ [ann]: 110304 })] })
    const { failed } = await execute(command([bob, ann]))
    expect([...(failed ?? [])].map(([id, error]) => [id, error.code, error.vendorCode])).toEqual([
      [ann, 'command/rejected', 110304],
    ])
  })

  it('of createLabel gives the label and the ids it could not take', async () => {
    const { h, execute } = await ready()
    h.answers.v2ConversationGroupCreate = () => ({
      r: [wireGroup({ id: 'g1', name: 'VIP' }), [], failures({ [ann]: 110304 })],
    })
    const answer = await execute({ type: 'createLabel', name: 'VIP', ids: [ann] })
    expect(answer.label).toMatchObject({ id: 'g1', name: 'VIP' })
    expect([...(answer.failed?.keys() ?? [])]).toEqual([ann])
  })

  it('of calls that NIM takes one by one', async () => {
    const { h, execute, asked } = await ready()
    h.answers.v2ConversationSetTop = ([tag]) =>
      (tag as { 1: string })[1] === ann ? { code: 110303 } : { r: [row({ id: bob, stickTop: true })] }
    const { failed } = await execute({ type: 'stickTop', ids: [ann, bob], stickTop: true })
    expect(asked('v2ConversationSetTop')).toHaveLength(2)
    expect([...(failed ?? [])].map(([id, error]) => [id, error.vendorCode])).toEqual([[ann, 110303]])
  })

  it('of a deletion keeps what the server refused, though the SDK reports all as deleted', async () => {
    const { h, r, execute } = await ready()
    const told: unknown[] = []
    h.nim.V2NIMConversationService.on('onConversationDeleted', (ids) => told.push(...ids))
    h.answers.v2ConversationsDelete = () => ({ r: [[], failures({ [ann]: 403 })] })
    await execute({ type: 'remove', ids: [bob, ann], clearMessages: false })
    expect(told).toEqual([bob, ann])
    expect(r.of('conversationsRemoved').flatMap((event) => event.ids)).toEqual([bob])
  })

  it('a deletion made elsewhere meanwhile is not lost with a refused call', async () => {
    const { h, r, execute } = await ready()
    h.answers.v2ConversationsDelete = () => {
      h.feed({ sid: 28, cid: 21, r: [{ 1: 2 }, [{ 1: bob }]] })
      return { code: 500 }
    }
    await expect(execute({ type: 'remove', ids: [bob], clearMessages: false })).rejects.toMatchObject({
      vendorCode: 500,
    })
    expect(r.of('conversationsRemoved').flatMap((event) => event.ids)).toEqual([bob])
  })
})

describe('reading', () => {
  it('moves the read time with a clear where the SDK does not (cloud before 10.9.0)', async () => {
    const { h, r, execute, asked } = await ready()
    const lastMessage = wireMessage({ from: 'bob', to: 'me', time: 700 })
    h.answers.v2ConversationsUnreadClear = () => ({ r: [[row({ id: bob, lastMessage })], failures({ [ann]: 404 })] })
    await execute({ type: 'markRead', ids: [bob, ann] })
    await h.settle()
    expect(asked('v2MarkConversationReadTime')).toEqual([[0, 'bob', 700]])
    expect(r.of('selfReadTo')).toEqual([{ type: 'selfReadTo', id: bob, readAt: 700 }])
  })

  it('a read time that cannot be moved is noted and does not undo the clear', async () => {
    const { h, r, execute } = await ready()
    const lastMessage = wireMessage({ from: 'bob', to: 'me', time: 700 })
    h.answers.v2ConversationsUnreadClear = () => ({ r: [[row({ id: bob, lastMessage })], failures()] })
    h.answers.v2MarkConversationReadTime = () => ({ code: 500 })
    await expect(execute({ type: 'markRead', ids: [bob] })).resolves.toMatchObject({ failed: new Map() })
    expect(r.notes).toMatchObject([{ code: 'vendor/failed', path: 'markConversationRead' }])
  })

  it('leaves it to the clear from 10.9.0 on, where the row carries the time', async () => {
    const { h, r, execute, asked } = await ready('cloud', startAlpha)
    h.answers.v2ConversationsUnreadClear = () => ({ r: [[row({ id: bob, lastReadTime: 800 })], failures()] })
    await execute({ type: 'markRead', ids: [bob] })
    expect(asked('v2MarkConversationReadTime')).toEqual([])
    expect(r.of('conversationsUpserted').flatMap((event) => event.rows.map((changed) => changed.selfReadAt))).toEqual([
      800,
    ])
  })

  it('tells how far the local service has read', async () => {
    const { h, r, execute } = await ready('local')
    h.feed({ sid: 7, cid: 2, r: [wireMessage({ from: 'bob', to: 'me', time: 700 })] })
    await h.settle()
    r.clear()
    await execute({ type: 'markRead', ids: [bob] })
    await h.settle()
    expect(r.of('conversationsUpserted').flatMap((event) => event.rows.map((changed) => changed.unreadCount))).toEqual([
      0,
    ])
    expect(r.of('selfReadTo')).toEqual([{ type: 'selfReadTo', id: bob, readAt: 700 }])
  })
})

describe('receipts', () => {
  it('one to one: only the newest of the peer’s messages, and none of mine', async () => {
    const { execute, asked } = await ready()
    const mine = received('p2p', 9, 'me')
    await execute({ type: 'sendReceipt', ids: [bob], messages: [...received('p2p', 3), ...mine] })
    expect(asked('v2SendP2PMessageReceipt')).toEqual([[expect.objectContaining({ 11: 'm3' })]])
    await execute({ type: 'sendReceipt', ids: [bob], messages: mine })
    expect(asked('v2SendP2PMessageReceipt')).toHaveLength(1)
  })

  it('in a team: all of them, 50 a call', async () => {
    const { execute, asked } = await ready()
    await execute({ type: 'sendReceipt', ids: [team], messages: received('team', 120) })
    expect(asked('v2SendTeamMessageReceipts').map(([tags]) => (tags as unknown[]).length)).toEqual([50, 50, 20])
  })

  it('in a super team: refused, NIM has none', async () => {
    const { execute } = await ready()
    const refused = execute({ type: 'sendReceipt', ids: [superTeam], messages: received('team', 1) })
    await expect(refused).rejects.toMatchObject({ code: 'command/unsupported' })
  })

  it('the rate limit of team receipts may be tried again', async () => {
    const { h, execute } = await ready()
    h.answers.v2SendTeamMessageReceipts = () => ({ code: 107317 })
    const refused = execute({ type: 'sendReceipt', ids: [team], messages: received('team', 1) })
    await expect(refused).rejects.toMatchObject({ vendorCode: 107317, retryable: true })
  })
})

describe('the local service', () => {
  it('pins, deletes, keeps local text and creates', async () => {
    const { h, r, execute, asked } = await ready('local')
    h.answers.v2LocalConvStickTopAdd = () => ({ r: [{ 1: 'p2p|bob', 3: 1, 4: 500 }] })
    await execute({ type: 'stickTop', ids: [bob], stickTop: true })
    await execute({ type: 'updateLocalExtension', ids: [bob], text: 'note' })
    await execute({ type: 'remove', ids: [ann], clearMessages: false })
    const { rows } = await execute({ type: 'create', ids: [toConversationId(idOf('new'))] })
    expect(asked('v2LocalConvStickTopAdd')).toEqual([[{ 1: 'p2p|bob' }]])
    expect(r.of('conversationsUpserted').flatMap((event) => event.rows)).toEqual([
      expect.objectContaining({ id: bob, stickTop: true }),
      expect.objectContaining({ id: bob, localExtension: 'note' }),
      expect.objectContaining({ id: idOf('new') }),
    ])
    expect(r.of('conversationsRemoved').flatMap((event) => event.ids)).toEqual([ann])
    expect(rows?.map((created) => created.id)).toEqual([idOf('new')])
  })

  it('has no labels and no server extension', async () => {
    const { execute } = await ready('local')
    for (const command of [
      { type: 'createLabel', name: 'VIP', ids: [] },
      { type: 'updateServerExtension', ids: [bob], text: '' },
    ] satisfies Command[]) {
      await expect(execute(command)).rejects.toMatchObject({ code: 'command/unsupported' })
    }
  })

  it('is told which conversation is open, from 10.9.40 on', async () => {
    const { h, r, execute } = await ready('local', startAlpha)
    h.feed({ sid: 7, cid: 2, r: [wireMessage({ from: 'bob', to: 'me', time: 700 })] })
    await h.settle()
    r.clear()
    await execute({ type: 'open', ids: [bob] })
    expect(r.of('conversationsUpserted').at(-1)?.rows[0]?.unreadCount).toBe(0)
    h.feed({ sid: 7, cid: 2, r: [wireMessage({ from: 'bob', to: 'me', time: 800 })] })
    await h.settle()
    expect(h.nim.V2NIMLocalConversationService.getTotalUnreadCount()).toBe(0)
    await execute({ type: 'open', ids: [] })
    h.feed({ sid: 7, cid: 2, r: [wireMessage({ from: 'bob', to: 'me', time: 900 })] })
    await h.settle()
    expect(h.nim.V2NIMLocalConversationService.getTotalUnreadCount()).toBe(1)
  })
})

describe('an app whose SDK lacks a service', () => {
  it('is told so, not given a TypeError', async () => {
    const h = startStable()
    await h.loginAs('me')
    const bare = Object.create(h.nim, { V2NIMSettingService: { value: undefined } }) as typeof h.nim
    const source = createNimSource(bare, { service: 'cloud' })
    source.connect(createRecorder().sink)
    const refused = source.execute({ type: 'mute', ids: [bob], notify: 'none' })
    await expect(refused).rejects.toMatchObject({ code: 'command/unsupported' })
    expect(service(h, 'V2NIMSettingService')).toBeDefined()
  })

  it('goes by what rows say of a mute only with the user service, from which they have it', async () => {
    const h = startStable()
    const bare = Object.create(h.nim, { V2NIMUserService: { value: undefined } }) as typeof h.nim
    h.nextSync = { full: true, rows: [wireConversation({ id: bob, version: 1 })] }
    const engines = [h.nim, bare].map((nim) => createEngine({ source: createNimSource(nim, { service: 'cloud' }) }))
    await h.loginAs('me')
    await h.settle()
    const set = vi.spyOn(h.nim.V2NIMSettingService, 'setP2PMessageMuteMode')
    const calls: number[] = []
    for (const engine of engines) {
      await engine.ready
      expect(engine.get(bob)?.notify).toBe('all')
      await engine.commands.mute(bob, false)
      calls.push(set.mock.calls.length)
      engine.dispose()
    }
    expect(calls).toEqual([0, 1])
  })
})
