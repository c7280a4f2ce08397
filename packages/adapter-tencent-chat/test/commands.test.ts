import type { CommandResult, ConvolistError, Engine, Label } from '@convolist/core'
import { describe, expect, it } from 'vitest'
import { PACKAGES } from './support/sdk.js'
import { c2c, group, newMessage } from './support/server.js'
import { copyOf, message, native, refuse } from './support/v2tim.js'
import { v2world, type V2World } from './support/v2tim-world.js'
import { world, type World } from './support/world.js'

interface Case {
  readonly run: (engine: Engine, ann: string, team: string) => Promise<CommandResult | Label>
  /** The module's method, and the command on the wire. */
  readonly method: string
  readonly wire: string
  readonly shows: object
  readonly before: object
}

const CASES: Record<string, Case> = {
  stickTop: {
    run: (engine, ann) => engine.commands.stickTop(ann, true),
    method: 'pinConversation',
    wire: 'recentcontact.top',
    shows: { stickTop: true },
    before: { stickTop: false },
  },
  markUnread: {
    run: (engine, ann) => engine.commands.markUnread(ann),
    method: 'markConversation',
    wire: 'recentcontact.mark_contact',
    shows: { markedUnread: true },
    before: { markedUnread: false },
  },
  setMark: {
    run: (engine, ann) => engine.commands.setMark(ann, 'folded', true),
    method: 'markConversation',
    wire: 'recentcontact.mark_contact',
    shows: { marks: ['folded'] },
    before: { marks: [] },
  },
  'mute of a user': {
    run: (engine, ann) => engine.commands.mute(ann, true),
    method: 'setC2CReceiveMessageOpt',
    wire: 'openim.set_c2c_peer_mute_notifications',
    shows: { notify: 'none' },
    before: { notify: 'all' },
  },
  updateExtension: {
    run: (engine, ann) => engine.commands.updateExtension(ann, '{"a":1}'),
    method: 'setConversationCustomData',
    wire: 'recentcontact.mark_contact',
    shows: { serverExtension: '{"a":1}' },
    before: { serverExtension: undefined },
  },
}

const rows = [
  native('c2c_ann', { orderkey: 9, unreadCount: 2 }),
  native('group_7', { orderkey: 8, unreadCount: 3, groupAtInfoList: [{ seq: 1, atType: 1 }] }),
]
const v2 = (without?: readonly string[]): Promise<V2World> =>
  v2world({ rows: rows.map(copyOf), ...(without && { without }) })
const web = (): Promise<World> => world({ rows: [c2c('ann', { at: 9 }), group('7', { at: 8, unread: 3 })] })

/** All labels and those of `ann`, once her group has the name of the one that was deleted. */
async function reuseName(w: World | V2World, ann: string, team: string): Promise<unknown> {
  const { commands } = w.engine
  await commands.createLabel('Best', ann)
  await commands.createLabel('VIP', team)
  await w.settle()
  await commands.deleteLabel('VIP')
  await w.settle()
  await commands.renameLabel('Best', 'VIP')
  await w.settle()
  await commands.refresh()
  await w.settle()
  return [w.engine.getState().labels, w.row(ann)?.labels]
}

describe.each(Object.entries(CASES))('V2TIM: %s', (_name, { run, method, shows, before }) => {
  it('shows at once and stays when Tencent agrees', async () => {
    const { engine, row, settle } = await v2()
    const done = run(engine, 'c2c_ann', 'group_7')
    expect(row('c2c_ann')).toMatchObject(shows)
    await done
    await settle()
    expect(row('c2c_ann')).toMatchObject(shows)
    expect(engine.getState().pendingCount).toBe(0)
  })

  it('goes back when Tencent refuses', async () => {
    const { sdk, engine, row, settle } = await v2()
    sdk.answers[method] = () => refuse(6012)
    const done = run(engine, 'c2c_ann', 'group_7')
    expect(row('c2c_ann')).toMatchObject(shows)
    await expect(done).rejects.toMatchObject({ code: 'command/rejected', vendorCode: 6012, retryable: true })
    await settle()
    expect(row('c2c_ann')).toMatchObject(before)
    expect(engine.getState().pendingCount).toBe(0)
  })

  it('goes back when no answer comes', async () => {
    const { sdk, engine, clock, row, settle } = await v2()
    sdk.answers[method] = () => new Promise(() => undefined)
    const done = run(engine, 'c2c_ann', 'group_7').catch((cause: unknown) => cause)
    await clock.advance(30_000)
    expect(await done).toMatchObject({ code: 'command/timeout', retryable: true })
    await settle()
    expect(row('c2c_ann')).toMatchObject(before)
  })
})

describe.each(Object.entries(CASES))('@tencentcloud/chat 3.6.6: %s', (_name, { run, wire, shows, before }) => {
  it('shows at once and stays when Tencent agrees', async () => {
    const w = await web()
    const done = run(w.engine, 'C2Cann', 'GROUP7')
    expect(w.row('C2Cann')).toMatchObject(shows)
    await done
    await w.settle()
    expect(w.row('C2Cann')).toMatchObject(shows)
    expect(w.engine.getState().pendingCount).toBe(0)
  })

  it('goes back when Tencent refuses', async () => {
    const w = await web()
    w.sdk.server.answers[wire] = () => ({ ActionStatus: 'FAIL', ErrorCode: 51008, ErrorInfo: 'full' })
    const done = run(w.engine, 'C2Cann', 'GROUP7')
    expect(w.row('C2Cann')).toMatchObject(shows)
    await expect(done).rejects.toMatchObject({ code: 'command/rejected', vendorCode: 51008 })
    await w.settle()
    expect(w.row('C2Cann')).toMatchObject(before)
  })

  it('goes back when no answer comes', async () => {
    const w = await web()
    w.sdk.server.answers[wire] = () => 'silent'
    const done = run(w.engine, 'C2Cann', 'GROUP7').catch((cause: unknown) => cause)
    await w.clock.advance(30_000)
    expect(await done).toMatchObject({ code: 'command/timeout' })
    await w.settle()
    expect(w.row('C2Cann')).toMatchObject(before)
  })
})

const codeOf = ({ code }: ConvolistError): string => code

async function onlyTheGroup(engine: Engine, ann: string, team: string): Promise<void> {
  const failed: unknown = await engine.commands.mute([ann, team], 'mentions').catch((cause: unknown) => cause)
  expect(failed).toMatchObject({ code: 'command/partial' })
  expect([...(failed as ConvolistError).failed!].map(([id, { code }]) => [id, code])).toEqual([
    [ann, 'command/invalid'],
  ])
  await expect.poll(() => engine.get(team)?.notify).toBe('mentions')
  expect(engine.get(ann)?.notify).toBe('all')
}

const calls = (w: V2World, method: string): unknown[] =>
  w.sdk.calls.filter((call) => call.method === method).map((call) => call.params)

describe('V2TIM', () => {
  it('reads one conversation, its mentions included, or all, or a kind, with one call', async () => {
    const w = await v2()
    await w.engine.commands.markRead('group_7')
    await w.settle()
    expect(w.row('group_7')).toMatchObject({ unreadCount: 0, mentions: { me: 0, all: 0 } })
    await w.source.execute({ type: 'markRead', ids: [], scope: { type: 'kinds', kinds: ['direct', 'group'] } })
    await w.engine.commands.markRead('all')
    await w.settle()
    expect(
      calls(w, 'cleanConversationUnreadMessageCount').map(
        (params) => (params as { conversationID: string }).conversationID,
      ),
    ).toEqual(['group_7', 'c2c', 'group'])
    expect(w.line()).toBe('c2c_ann group_7')
  })

  it('knows how far it has read after its own command, which the module does not say', async () => {
    const w = await v2world({ rows: [native('group_7', { unreadCount: 1, lastMessage: message('m1', 100, 'hi') })] })
    await w.engine.commands.markRead('group_7')
    await w.settle()
    expect(w.row('group_7')).toMatchObject({ unreadCount: 0, selfReadAt: 100_000 })
    w.sdk.changed(native('group_7', { lastMessage: message('m2', 101, 'ho') }))
    await w.settle()
    expect(w.row('group_7')?.selfReadAt).toBe(100_000)
  })

  it('older than 7.1 reads by the calls it has', async () => {
    const w = await v2(['cleanConversationUnreadMessageCount', 'deleteConversationList'])
    expect(w.source.capabilities.markReadScopes).toEqual(['all'])
    await w.engine.commands.markRead(['c2c_ann', 'group_7'])
    await w.settle()
    expect(w.line()).toBe('c2c_ann group_7')
    expect(calls(w, 'markGroupMessageAsRead')).toEqual([{ groupID: '7' }])
  })

  it('older than 7.1 does not delete messages unasked', async () => {
    const w = await v2(['deleteConversationList'])
    await expect(w.engine.commands.remove('c2c_ann')).rejects.toMatchObject({ code: 'command/unsupported' })
    expect(w.line()).toContain('c2c_ann')
    await w.engine.commands.remove('c2c_ann', { clearMessages: true })
    expect(w.line()).toBe('group_7(3)@')
  })

  it('removes many with one call', async () => {
    const w = await v2()
    await w.engine.commands.remove(['c2c_ann', 'group_7'])
    await w.settle()
    expect(w.engine.view().size).toBe(0)
    expect(calls(w, 'deleteConversationList')).toEqual([
      { conversationIDList: ['c2c_ann', 'group_7'], clearMessage: false },
    ])
  })

  it('keeps a draft in the SDK, and clears it', async () => {
    const w = await v2()
    await w.engine.commands.saveDraft('c2c_ann', 'half')
    await w.settle()
    expect(w.row('c2c_ann')?.draft).toEqual({ text: 'half', at: 50_000 })
    await w.engine.commands.saveDraft('c2c_ann', '')
    await w.settle()
    expect(w.row('c2c_ann')?.draft).toBeUndefined()
  })

  it('mutes users together and groups one by one; mentions only is for groups', async () => {
    const w = await v2()
    await w.engine.commands.mute(['c2c_ann', 'group_7'], true)
    await w.engine.commands.mute('group_7', 'mentions')
    await w.settle()
    expect(calls(w, 'setC2CReceiveMessageOpt')).toEqual([{ userIDList: ['ann'], opt: 2 }])
    expect(calls(w, 'setGroupReceiveMessageOpt')).toEqual([
      { groupID: '7', opt: 2 },
      { groupID: '7', opt: 3 },
    ])
    await expect(w.engine.commands.mute('c2c_ann', 'mentions')).rejects.toMatchObject({ code: 'command/invalid' })
  })

  it('unpins and unmutes also where a binding did not say how the row is', async () => {
    const unstated = native('c2c_ann')
    delete unstated['isPinned']
    delete unstated['recvOpt']
    const w = await v2world({ rows: [unstated] })
    await w.engine.commands.stickTop('c2c_ann', false)
    await w.engine.commands.mute('c2c_ann', false)
    expect(calls(w, 'pinConversation')).toEqual([{ conversationID: 'c2c_ann', isPinned: false }])
    expect(calls(w, 'setC2CReceiveMessageOpt')).toEqual([{ userIDList: ['ann'], opt: 0 }])
    expect(w.engine.getState().pendingCount).toBe(0)
  })

  it('mutes the groups also where the users are refused as a whole', async () => {
    const w = await v2()
    w.sdk.answers.setC2CReceiveMessageOpt = () => refuse(20003)
    const failed: unknown = await w.engine.commands.mute(['c2c_ann', 'group_7'], true).catch((cause: unknown) => cause)
    await w.settle()
    expect(failed).toMatchObject({ code: 'command/partial', vendorCode: 20003 })
    expect(['c2c_ann', 'group_7'].map((id) => w.row(id)?.notify)).toEqual(['all', 'none'])
  })

  it('mutes many users by at most five calls a second', async () => {
    const ids = Array.from({ length: 210 }, (_, at) => `c2c_u${at}`)
    const w = await v2world({ rows: ids.map((id, orderkey) => native(id, { orderkey })) })
    const times: number[] = []
    w.sdk.answers.setC2CReceiveMessageOpt = () => void times.push(w.clock.now())
    w.engine.commands.mute(ids, true).catch(() => undefined)
    await w.clock.advance(5_000)
    expect(times.length).toBe(7)
    expect(times.every((time, at) => at < 5 || time >= times[at - 5]! + 1000)).toBe(true)
  })

  it('reading two kinds of which one is refused says which rows were not read', async () => {
    const w = await v2()
    const view = w.engine.view({ filter: { kinds: ['direct', 'group'] } })
    w.sdk.answers.cleanConversationUnreadMessageCount = ({ conversationID }) => {
      if (conversationID === 'c2c') return refuse(7013)
      return w.sdk.changed(native('group_7', { orderkey: 8 }))
    }
    const failed: unknown = await w.engine.commands.markRead(view).catch((cause: unknown) => cause)
    await w.settle()
    expect(failed).toMatchObject({ code: 'command/partial', vendorCode: 7013 })
    expect([...(failed as ConvolistError).failed!.keys()]).toEqual(['c2c_ann'])
    expect(w.line()).toBe('c2c_ann(2) group_7')
    w.sdk.answers.cleanConversationUnreadMessageCount = () => refuse(7013)
    await expect(w.engine.commands.markRead(view)).rejects.toMatchObject({ code: 'command/rejected' })
  })

  it('an id that is none is refused alone', async () => {
    const w = await v2()
    const failed: unknown = await w.engine.commands.mute(['c2c_ann', 'ann', 'group_7'], true).catch((cause) => cause)
    expect(failed).toMatchObject({ code: 'command/partial' })
    expect([...(failed as ConvolistError).failed!].map(([id, { code }]) => [id, code])).toEqual([
      ['ann', 'command/invalid'],
    ])
    await w.settle()
    expect(['c2c_ann', 'group_7'].map((id) => w.row(id)?.notify)).toEqual(['none', 'none'])
  })

  it('mentions only, asked for a user and a group, is refused for the user alone', async () => {
    const w = await v2()
    await onlyTheGroup(w.engine, 'c2c_ann', 'group_7')
    expect(calls(w, 'setC2CReceiveMessageOpt')).toEqual([])
  })

  it('an id that is none, beside one that the SDK refuses, keeps a reason of its own', async () => {
    const w = await v2()
    w.sdk.answers.setC2CReceiveMessageOpt = () => refuse(7013)
    const failed: unknown = await w.engine.commands.mute(['c2c_ann', 'x'], true).catch((cause) => cause)
    expect([...(failed as ConvolistError).failed!].map(([id, { code }]) => [id, code])).toEqual([
      ['x', 'command/invalid'],
      ['c2c_ann', 'command/rejected'],
    ])
  })

  it('makes, fills, renames, empties and deletes a group; a label keeps its id', async () => {
    const w = await v2()
    const label = await w.engine.commands.createLabel('VIP', ['c2c_ann'])
    await w.settle()
    expect(w.row('c2c_ann')?.labels).toEqual([label.id])
    await w.engine.commands.renameLabel(label.id, 'Best')
    await w.settle()
    expect(w.engine.getState().labels).toEqual([{ id: label.id, name: 'Best' }])
    await w.engine.commands.addToLabel(label.id, 'group_7')
    await w.settle()
    expect(calls(w, 'addConversationsToGroup')).toEqual([{ conversationIDList: ['group_7'], groupName: 'Best' }])
    expect([w.row('c2c_ann')?.labels, w.row('group_7')?.labels]).toEqual([[label.id], [label.id]])
    await w.engine.commands.removeFromLabel(label.id, 'group_7')
    await w.engine.commands.deleteLabel(label.id)
    await w.settle()
    expect(w.engine.getState().labels).toEqual([])
    expect([w.row('c2c_ann')?.labels, w.row('group_7')?.labels]).toEqual([[], []])
  })

  it('the rows of a deleted group lose it at once, also while the list cannot be walked', async () => {
    const w = await v2()
    await w.engine.commands.createLabel('VIP', ['c2c_ann'])
    await w.settle()
    w.sdk.answers.getConversationList = () => new Promise(() => undefined)
    await w.engine.commands.deleteLabel('VIP')
    await w.settle()
    expect(w.row('c2c_ann')?.labels).toEqual([])
    await w.engine.commands.createLabel('VIP', ['group_7'])
    await w.settle()
    expect(w.engine.view({ filter: { labels: ['VIP'] } }).ids()).toEqual(['group_7'])
  })

  it('a group is given the name of one that was deleted', async () => {
    const w = await v2()
    expect(await reuseName(w, 'c2c_ann', 'group_7')).toEqual([[{ id: 'Best', name: 'VIP' }], ['Best']])
    await w.engine.commands.addToLabel('Best', 'group_7')
    expect(calls(w, 'addConversationsToGroup')).toEqual([{ conversationIDList: ['group_7'], groupName: 'VIP' }])
  })

  it('so it is on another device', async () => {
    const w = await v2()
    const { createConversationGroup, deleteConversationGroup, renameConversationGroup } = w.sdk
      .chat as unknown as Record<string, (params: object) => Promise<unknown>>
    await createConversationGroup!({ groupName: 'Best', conversationIDList: ['c2c_ann'] })
    await createConversationGroup!({ groupName: 'VIP', conversationIDList: ['group_7'] })
    await deleteConversationGroup!({ groupName: 'VIP' })
    await renameConversationGroup!({ oldName: 'Best', newName: 'VIP' })
    await w.settle()
    expect(w.engine.getState().labels).toEqual([{ id: 'Best', name: 'VIP' }])
  })

  it('so it is where only the list of all groups says that it was deleted', async () => {
    const w = await v2()
    await w.engine.commands.createLabel('Best', ['c2c_ann'])
    await w.engine.commands.createLabel('VIP', ['group_7'])
    w.sdk.groups = ['Best']
    w.sdk.rows = w.sdk.rows.filter(({ conversationID }) => conversationID !== 'group_7')
    w.sdk.sync()
    await w.settle()
    await w.engine.commands.renameLabel('Best', 'VIP')
    await w.settle()
    expect(w.engine.getState().labels).toEqual([{ id: 'Best', name: 'VIP' }])
  })

  it('a group that is made, renamed or deleted while all groups are asked for stays so', async () => {
    const w = await v2()
    const { commands } = w.engine
    const done = async (run: () => Promise<unknown>): Promise<readonly Label[]> => {
      const before = [...w.sdk.groups]
      let answer = (): void => undefined
      w.sdk.answers.getConversationGroupList = () => {
        delete w.sdk.answers.getConversationGroupList
        return new Promise((resolve) => (answer = () => resolve(before)))
      }
      w.sdk.sync()
      await w.settle()
      await run()
      answer()
      await w.settle()
      return w.engine.getState().labels
    }
    expect(await done(() => commands.createLabel('VIP', 'c2c_ann'))).toEqual([{ id: 'VIP', name: 'VIP' }])
    expect(w.row('c2c_ann')?.labels).toEqual(['VIP'])
    expect(await done(() => commands.renameLabel('VIP', 'Best'))).toEqual([{ id: 'VIP', name: 'Best' }])
    expect(await done(() => commands.deleteLabel('VIP'))).toEqual([])
  })

  it('groups that change with each question are not asked for without end', async () => {
    const w = await v2()
    w.sdk.calls.splice(0)
    w.sdk.answers.getConversationGroupList = () => {
      const groupName = `VIP${w.sdk.calls.length}`
      w.sdk.fire('conversationListener', 'onConversationGroupCreated', { groupName, conversationList: [] })
      return []
    }
    w.sdk.sync()
    await w.settle()
    expect([calls(w, 'getConversationGroupList').length, w.engine.getState().labels.length]).toEqual([4, 4])
  })

  describe.each(['done', 'refused'])('while a group is renamed, which is %s at last,', (end) => {
    const start = async (): Promise<{ w: V2World; answer: () => Promise<unknown> }> => {
      const w = await v2()
      await w.engine.commands.createLabel('VIP', 'c2c_ann')
      await w.settle()
      let release = (): void => undefined
      w.sdk.answers.renameConversationGroup = async () => {
        await new Promise<void>((resolve) => (release = resolve))
        if (end === 'refused') refuse(7013)
        w.sdk.groups = ['Best']
        w.sdk.rows.forEach((row) => row.conversationID === 'c2c_ann' && (row.conversationGroupList = ['Best']))
      }
      const done = w.engine.commands.renameLabel('VIP', 'Best').catch(() => undefined)
      await w.settle()
      w.sdk.calls.splice(0)
      return { w, answer: () => (release(), done) }
    }

    it('reads ask for it by the name it still has', async () => {
      const { w, answer } = await start()
      w.engine.watchUnread({ type: 'filter', labelId: 'VIP' }, 'vip')
      await w.settle()
      expect(w.engine.getState().reported.vip).toBe(2)
      await w.source.list({ cursor: undefined, limit: 9, filter: { labels: ['VIP'] } })
      expect(calls(w, 'getConversationListByFilter')).toMatchObject([{ filter: { groupName: 'VIP' } }])
      await answer()
      await w.settle()
      await w.source.list({ cursor: undefined, limit: 9, filter: { labels: ['VIP'] } })
      const name = end === 'done' ? 'Best' : 'VIP'
      expect(calls(w, 'getConversationListByFilter').at(-1)).toMatchObject({ filter: { groupName: name } })
      expect([w.engine.getState().labels, w.engine.getState().reported.vip]).toEqual([[{ id: 'VIP', name }], 2])
    })

    it('commands use the name it will have, for they are carried out after it', async () => {
      const { w, answer } = await start()
      if (end === 'refused') w.sdk.answers.addConversationsToGroup = () => refuse(7013) // there is no such group
      w.engine.commands.addToLabel('VIP', 'group_7').catch(() => undefined)
      await answer()
      w.engine.commands.removeFromLabel('VIP', 'c2c_ann').catch(() => undefined)
      await w.settle()
      expect(calls(w, 'addConversationsToGroup')).toMatchObject([{ groupName: 'Best' }])
      const name = end === 'done' ? 'Best' : 'VIP'
      expect(calls(w, 'deleteConversationsFromGroup')).toMatchObject([{ groupName: name }])
    })
  })

  it('a group that takes in no conversation is no label', async () => {
    const w = await v2()
    w.sdk.answers.createConversationGroup = () => [{ conversationID: 'c2c_ann', resultCode: 51008 }]
    await expect(w.engine.commands.createLabel('VIP', ['c2c_ann'])).rejects.toMatchObject({ vendorCode: 51008 })
    await w.settle()
    expect(w.engine.getState().labels).toEqual([])
    expect(calls(w, 'deleteConversationGroup')).toEqual([])
  })

  it('a group that was made all the same, and empty, is taken away again', async () => {
    const w = await v2()
    await expect(w.engine.commands.createLabel('VIP', ['c2c_nobody'])).rejects.toMatchObject({ vendorCode: 6017 })
    await w.settle()
    expect([w.engine.getState().labels, w.sdk.groups]).toEqual([[], []])
  })

  it('a group that was there before is kept, whoever it does not take in', async () => {
    const w = await v2()
    await w.engine.commands.createLabel('VIP', ['c2c_ann'])
    await expect(w.engine.commands.createLabel('VIP', ['c2c_nobody'])).rejects.toMatchObject({ vendorCode: 6017 })
    await w.settle()
    expect(w.engine.getState().labels).toEqual([{ id: 'VIP', name: 'VIP' }])
  })

  it('so it is where the groups were not known yet when it began', async () => {
    const w = await v2world({ login: false })
    w.sdk.groups = ['VIP']
    const answers: (() => void)[] = []
    const late = (answer: unknown) => () => new Promise((resolve) => answers.push(() => resolve(answer)))
    w.sdk.answers.getConversationGroupList = late(['VIP'])
    w.sdk.answers.createConversationGroup = late([{ conversationID: 'c2c_nobody', resultCode: 6017 }])
    w.sdk.login()
    await w.settle()
    const done = w.engine.commands.createLabel('VIP', ['c2c_nobody'])
    await w.settle()
    answers.forEach((answer) => answer())
    await expect(done).rejects.toMatchObject({ vendorCode: 6017 })
    await w.settle()
    expect(w.sdk.groups).toEqual(['VIP'])
  })

  it('a group cannot be made empty, nor its name or the custom data be too long', async () => {
    const { engine } = await v2()
    const invalid = { code: 'command/invalid' }
    await expect(engine.commands.createLabel('VIP')).rejects.toMatchObject(invalid)
    await expect(engine.commands.createLabel('群'.repeat(11), ['c2c_ann'])).rejects.toMatchObject(invalid)
    await expect(engine.commands.updateExtension('c2c_ann', '文'.repeat(86))).rejects.toMatchObject(invalid)
    await expect(engine.commands.setMark('c2c_ann', '3', true)).rejects.toMatchObject(invalid)
  })

  it('reports which of a batch were refused, and rolls only those back', async () => {
    const { sdk, engine, row, settle } = await v2()
    sdk.answers.markConversation = () => [
      { conversationID: 'c2c_ann', resultCode: 0 },
      { conversationID: 'group_7', resultCode: 51008, resultInfo: 'full' },
    ]
    await expect(engine.commands.setMark(['c2c_ann', 'group_7'], 'starred', true)).rejects.toMatchObject({
      code: 'command/partial',
      vendorCode: 51008,
    })
    await settle()
    expect([row('c2c_ann')?.marks, row('group_7')?.marks]).toEqual([['starred'], []])
  })

  it('sends receipts by message id, under both names, and none for own messages', async () => {
    const w = await v2()
    await w.engine.commands.sendReceipt('c2c_ann', [{ msgID: 'a' }, { msgID: 'b', isSelf: true }])
    expect(calls(w, 'sendMessageReadReceipts')).toEqual([{ msgIDList: ['a'], messageIDList: ['a'] }])
    await expect(w.engine.commands.sendReceipt('c2c_ann', ['a'])).rejects.toMatchObject({ code: 'command/invalid' })
  })

  it('reads totals: all, some ids, a filter', async () => {
    const { engine } = await v2()
    expect(await engine.readUnread()).toBe(5)
    expect(await engine.readUnread({ type: 'ids', ids: [engine.view().ids()[0]!] })).toBe(2)
    expect(await engine.readUnread({ type: 'filter', kinds: ['group'] })).toBe(3)
  })
})

/** Every command of both families that names conversations, with an id that is none in either. */
const ABOUT_NONE: Record<string, (engine: Engine) => Promise<unknown>> = {
  stickTop: (engine) => engine.commands.stickTop('x', true),
  markRead: (engine) => engine.commands.markRead('x'),
  markUnread: (engine) => engine.commands.markUnread('x'),
  setMark: (engine) => engine.commands.setMark('x', 'folded', true),
  mute: (engine) => engine.commands.mute('x', true),
  remove: (engine) => engine.commands.remove('x'),
  saveDraft: (engine) => engine.commands.saveDraft('x', 'words'),
  createLabel: (engine) => engine.commands.createLabel('VIP', ['x']),
  addToLabel: (engine) => engine.commands.addToLabel('VIP', 'x'),
  removeFromLabel: (engine) => engine.commands.removeFromLabel('VIP', 'x'),
  updateExtension: (engine) => engine.commands.updateExtension('x', '{}'),
}

describe.each(Object.entries(ABOUT_NONE))('an id that is none, without asking Tencent: %s', (_name, run) => {
  const error = { code: 'command/invalid', vendorCode: undefined, message: expect.stringContaining('"x" is no id of') }

  it('V2TIM', async () => {
    const w = await v2()
    w.sdk.calls.splice(0)
    await expect(run(w.engine)).rejects.toMatchObject(error)
    expect(w.sdk.calls).toEqual([])
  })

  it('@tencentcloud/chat 3.6.6', async () => {
    const w = await web()
    w.sdk.server.sent.splice(0)
    await expect(run(w.engine)).rejects.toMatchObject(error)
    expect(w.sdk.server.sent).toEqual([])
  })
})

describe.each(PACKAGES)('%s', (_name, start) => {
  it('a deletion that the server refuses for some is reported for those, and they stay', async () => {
    const w = await world({ start, rows: [c2c('ann', { at: 9 }), c2c('bob', { at: 8 }), c2c('eve', { at: 7 })] })
    w.sdk.server.answers['.batch_delete'] = ({ ContactItem }) => ({
      ResultItem: (ContactItem as unknown as { readonly To_Account: string }[]).map((item) =>
        Object.assign({}, item, { ResultCode: item.To_Account === 'bob' ? 51008 : 0 }),
      ),
    })
    const done = w.engine.commands.remove(['C2Cann', 'C2Cbob']).catch((cause: unknown) => cause)
    const error = (await done) as ConvolistError
    expect(error).toMatchObject({ code: 'command/partial' })
    expect([...(error.failed?.keys() ?? [])]).toEqual(['C2Cbob'])
    await w.settle(100)
    expect(w.line()).toBe('C2Cbob C2Ceve')
    await expect(w.engine.commands.remove('C2Cbob')).rejects.toMatchObject({
      message: expect.stringContaining('C2Cbob'),
    })
    expect((await w.engine.commands.remove('C2Ceve')).ids).toEqual(['C2Ceve'])
    await w.settle(100)
    expect(w.line()).toBe('C2Cbob')
  })
})

describe('@tencentcloud/chat 3.6.6', () => {
  it('a pin without an answer holds up the next one no longer than the engine waits for it', async () => {
    const w = await web()
    const { answers, sent } = w.sdk.server
    answers['recentcontact.top'] = () => 'silent'
    const pins = (): number => sent.filter(({ cmd }) => cmd.endsWith('recentcontact.top')).length
    const [first, atOnce] = [true, false].map((on) => w.engine.commands.stickTop('C2Cann', on).catch(codeOf))
    await w.clock.advance(20_000)
    const later = w.engine.commands.stickTop('C2Cann', true)
    delete answers['recentcontact.top']
    await w.clock.advance(10_000)
    expect(await Promise.all([first, atOnce])).toEqual(['command/timeout', 'command/timeout'])
    await w.settle() // the SDK itself waits 16 seconds
    expect(pins()).toBe(2)
    await later
    expect(w.row('C2Cann')?.stickTop).toBe(true)
  })

  it('reads one conversation and all', async () => {
    const w = await web()
    await w.engine.commands.markRead('GROUP7')
    await w.until(() => w.row('GROUP7')?.unreadCount === 0 && w.engine.getState().pendingCount === 0)
    expect(w.row('GROUP7')?.selfReadAt).toBe(w.row('GROUP7')?.activeAt)
    const all = await web()
    await all.engine.commands.markRead('all')
    await all.until(() => all.row('GROUP7')?.unreadCount === 0)
    expect(all.row('GROUP7')?.selfReadAt).toBe(all.row('GROUP7')?.activeAt)
    expect(all.sdk.server.sent.some(({ cmd }) => /read/i.test(cmd))).toBe(true)
  })

  it('removes many with one call, and says which it does not know', async () => {
    const w = await web()
    await w.engine.commands.remove(['C2Cann', 'GROUP7'])
    await w.settle()
    expect(w.engine.view().size).toBe(0)
    const other = await web()
    await expect(other.engine.commands.remove(['C2Cann', 'C2Cnobody'])).rejects.toMatchObject({
      code: 'command/partial',
      vendorCode: 2500,
    })
    expect(other.line()).toBe('GROUP7(3)')
  })

  it('mutes a group, mentions excepted', async () => {
    const w = await web()
    await w.engine.commands.mute('GROUP7', 'mentions')
    await w.settle()
    expect(w.row('GROUP7')?.notify).toBe('mentions')
    await expect(w.engine.commands.mute('C2Cann', 'mentions')).rejects.toMatchObject({ code: 'command/invalid' })
  })

  it('mentions only, asked for a user and a group, is refused for the user alone', async () => {
    const w = await web()
    await onlyTheGroup(w.engine, 'C2Cann', 'GROUP7')
    await expect(w.engine.commands.mute('@TIM#SYSTEM', false)).rejects.toMatchObject({
      code: 'command/invalid',
      message: expect.stringContaining('notices have no setting') as string,
    })
  })

  it('marks with some ids unknown are refused for those only', async () => {
    const w = await web()
    await expect(w.engine.commands.setMark(['C2Cann', 'C2Cnobody'], 'starred', true)).rejects.toMatchObject({
      code: 'command/partial',
    })
    expect(w.row('C2Cann')?.marks).toEqual(['starred'])
  })

  it('an argument that makes the SDK throw at once is a rejection like any other', async () => {
    const w = await web()
    await expect(w.source.execute({ type: 'setMark', ids: [], mark: 'starred', on: true })).rejects.toMatchObject({
      code: 'command/rejected',
      vendorCode: undefined,
    })
  })

  it('creates a row, reads totals, and refuses a total by filter', async () => {
    const w = await web()
    await w.engine.commands.create('C2Czed')
    expect(w.row('C2Czed')).toMatchObject({ kind: 'direct', title: 'ZED' })
    await expect(w.engine.commands.create('zed')).rejects.toMatchObject({ code: 'command/invalid' })
    expect(await w.engine.readUnread()).toBe(3)
    expect(await w.engine.readUnread({ type: 'ids', ids: [w.row('GROUP7')!.id] })).toBe(3)
    await expect(w.engine.readUnread({ type: 'filter', kinds: ['group'] })).rejects.toMatchObject({
      code: 'command/unsupported',
    })
    for (const more of [{ marks: ['starred'] }, { mentioned: true }, { kinds: ['group'], ignoreMuted: true }] as const)
      await expect(w.engine.readUnread({ type: 'filter', ...more })).rejects.toMatchObject({
        code: 'command/unsupported',
      })
    w.engine.watchUnread({ type: 'all' }, 'badge')
    await w.settle()
    expect(w.engine.getState().reported.badge).toBe(3)
  })

  it('its total is the one without what is muted', async () => {
    const rows = [group('7', { at: 8, unread: 3 }), group('8', { at: 7, unread: 4, option: 2 })]
    const w = await world({ rows })
    const query = { type: 'filter', ignoreMuted: true } as const
    expect([await w.engine.readUnread(), await w.engine.readUnread(query)]).toEqual([3, 3])
    w.engine.watchUnread(query, 'badge')
    await w.settle()
    expect(w.engine.getState().reported['badge']).toBe(3)
  })

  it('the count of some rows that is watched follows also those that are muted, which change no total', async () => {
    const w = await world({ rows: [c2c('ann', { at: 9 }), c2c('bob', { at: 8, option: 2 })] })
    w.engine.watchUnread({ type: 'ids', ids: [w.row('C2Cbob')!.id] }, 'bob')
    w.sdk.push(newMessage('bob', 60))
    await expect.poll(() => w.engine.getState().reported.bob).toBe(1)
    await w.engine.commands.markRead('C2Cbob')
    await expect.poll(() => w.engine.getState().reported.bob).toBe(0)
  })

  it('makes a group and renames it; the label keeps its id', async () => {
    const w = await web()
    w.sdk.server.answers['.create_contact_group'] = () => ({
      GroupResultItem: [
        {
          GroupItem: { GroupId: 1, GroupName: 'VIP' },
          ResultItem: [{ ContactItem: { Type: 1, To_Account: 'ann' }, ResultCode: 0 }],
        },
      ],
    })
    w.sdk.server.answers['.update_contact_group'] = () => ({ UpdateGroupResult: { GroupId: 1 } })
    const label = await w.engine.commands.createLabel('VIP', 'C2Cann')
    await w.settle()
    expect(w.row('C2Cann')?.labels).toEqual([label.id])
    await w.engine.commands.renameLabel(label.id, 'Best')
    await w.settle()
    expect(w.row('C2Cann')?.labels).toEqual([label.id])
    expect(w.engine.getState().labels).toEqual([{ id: label.id, name: 'Best' }])
    await expect(w.engine.commands.createLabel('empty')).rejects.toMatchObject({ code: 'command/invalid' })
  })

  it('a group is given the name of one that was deleted', async () => {
    const w = await web()
    const { server } = w.sdk
    server.answers['.create_contact_group'] = ({ GroupContactItem }) => {
      const [asked] = GroupContactItem as unknown as { GroupName: string; ContactItem: object[] }[]
      const id = server.groups.length + 1
      server.groups.push({ id, name: asked!.GroupName })
      const ResultItem = asked!.ContactItem.map((ContactItem) => ({ ContactItem, ResultCode: 0 }))
      return { GroupResultItem: [{ GroupItem: { GroupId: id, GroupName: asked!.GroupName }, ResultItem }] }
    }
    server.answers['.del_contact_group'] = () => {
      const { id, name } = server.groups.pop()!
      return { GroupItem: [{ GroupId: id, GroupName: name }] }
    }
    const asked: unknown[] = []
    server.answers['.update_contact_group'] = ({ UpdateGroup }) => {
      asked.push(UpdateGroup)
      return { UpdateGroupResult: { GroupId: 1 } }
    }
    expect(await reuseName(w, 'C2Cann', 'GROUP7')).toEqual([[{ id: 'Best', name: 'VIP' }], ['Best']])
    await w.engine.commands.addToLabel('Best', 'GROUP7')
    expect(asked.at(-1)).toMatchObject({ OldGroupName: 'VIP' })
  })

  it('a group that takes in no conversation is no label, and is taken away again if the server made it', async () => {
    const w = await web()
    await expect(w.engine.commands.createLabel('VIP', 'C2Cnobody')).rejects.toMatchObject({ vendorCode: 2500 })
    expect(w.engine.getState().labels).toEqual([])
    const GroupItem = { GroupId: 1, GroupName: 'VIP' }
    const ResultItem = [{ ContactItem: { Type: 1, To_Account: 'ann' }, ResultCode: 51008 }]
    w.sdk.server.answers['.create_contact_group'] = () => ({ GroupResultItem: [{ GroupItem, ResultItem }] })
    w.sdk.server.answers['.del_contact_group'] = () => ({ GroupItem: [GroupItem] })
    await expect(w.engine.commands.createLabel('VIP', 'C2Cann')).rejects.toMatchObject({ vendorCode: 51008 })
    await w.settle()
    expect(w.engine.getState().labels).toEqual([])
  })

  it('needs its own messages for receipts, and sends none for own ones', async () => {
    const w = await web()
    await expect(w.engine.commands.sendReceipt('C2Cann', [7])).rejects.toMatchObject({ code: 'command/invalid' })
    await w.engine.commands.sendReceipt('C2Cann', [{ ID: 'x', flow: 'out' }])
    await expect(w.engine.commands.updateExtension('C2Cann', '文'.repeat(86))).rejects.toMatchObject({
      code: 'command/invalid',
    })
  })
})
