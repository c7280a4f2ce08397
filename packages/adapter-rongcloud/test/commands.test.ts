import { isConvolistError, toConversationId, type ConvolistError } from '@convolist/core'
import {
  rongMessage,
  rongRecall,
  rongRow,
  rongSettings,
  type RongAnswerer,
  type RongSent,
  type RongTopic,
} from '@convolist/testing/rongcloud'
import { afterEach, describe, expect, it } from 'vitest'
import { world, type World, type WorldOptions } from './support/world.js'

let w: World
const given = async (options: WorldOptions = {}): Promise<World> =>
  (w = await world({ rows: ROWS, prepare: (sdk) => void (sdk.offline = [...OFFLINE]), ...options }))
afterEach(() => w.close())

const ROWS = [
  rongRow({ target: 'ann', at: 3000 }),
  rongRow({ type: 3, target: 'team', from: 'bob', at: 2000 }),
  rongRow({ target: 'eve', at: 1000 }),
]
const OFFLINE = [ROWS[0]!.msg!, ROWS[1]!.msg!]
const ANN = { conversationType: 1, targetId: 'ann', channelId: '' }

async function refusal(run: Promise<unknown>): Promise<ConvolistError> {
  try {
    await run
  } catch (cause) {
    if (isConvolistError(cause)) return cause
    throw cause
  }
  throw new Error('was not refused')
}
const sent = (topic: RongTopic | 'send'): RongSent[] => w.sdk.sent.filter((one) => one.topic === topic)

/** Each command that asks the server, how it shows, and what it shows if the server refuses. */
const COMMANDS: readonly {
  readonly name: string
  readonly topic: RongTopic
  readonly run: () => Promise<unknown>
  readonly before: string
  readonly after: string
}[] = [
  {
    name: 'stickTop',
    topic: 'setSeAtt',
    run: () => w.engine.commands.stickTop('1__eve', true),
    before: '1__ann(1) 3__team(1) 1__eve',
    after: '^1__eve 1__ann(1) 3__team(1)',
  },
  {
    name: 'mute',
    topic: 'setSeAtt',
    run: () => w.engine.commands.mute('3__team', true),
    before: '1__ann(1) 3__team(1) 1__eve',
    after: '1__ann(1) 3__team(1)~ 1__eve',
  },
  {
    name: 'remove',
    topic: 'delRelationBatch',
    run: () => w.engine.commands.remove(['1__eve', '3__team']),
    before: '1__ann(1) 3__team(1) 1__eve',
    after: '1__ann(1)',
  },
]

describe.each(COMMANDS)('$name', ({ topic, run, before, after }) => {
  it('shows at once and stays, though the SDK raises nothing for it', async () => {
    await given()
    const heard: unknown[] = []
    w.sdk.im.addEventListener(w.sdk.im.Events.CONVERSATION, (event) => heard.push(event))
    const done = run()
    w.engine.flush()
    expect(w.line()).toBe(after)
    await done
    await w.settle()
    await w.clock.advance(60_000)
    expect(w.line()).toBe(after)
    expect(heard).toEqual([])
    expect(w.engine.getState().pendingCount).toBe(0)
    expect(sent(topic)).toHaveLength(1)
  })

  it('is rolled back when it is refused, with RongCloud’s code', async () => {
    await given()
    w.sdk.answers[topic] = () => ({ code: 20607 })
    const error = await refusal(run())
    expect(error).toMatchObject({ code: 'command/rejected', vendorCode: 20607, retryable: true })
    expect(w.line()).toBe(before)
  })

  it('is rolled back when nobody answers', async () => {
    await given()
    w.sdk.answers[topic] = () => 'silent'
    const failing = refusal(run())
    await w.clock.advance(31_000)
    expect((await failing).code).toBe('command/timeout')
    await w.settle()
    expect(w.line()).toBe(before)
  })

  it('is rolled back when the line breaks', async () => {
    await given()
    w.sdk.answers[topic] = () => 'silent'
    const failing = refusal(run())
    await w.settle()
    w.sdk.suspend()
    expect(await failing).toMatchObject({ code: 'command/rejected', vendorCode: 30001, retryable: true })
    expect(w.line()).toBe(before)
  })

  it('shows an answer that came too late after all', async () => {
    await given()
    let answer: (value: object) => void = () => undefined
    w.sdk.answers[topic] = () => new Promise((resolve) => (answer = resolve))
    const failing = refusal(run())
    await w.clock.advance(31_000)
    await failing
    expect(w.line()).toBe(before)
    answer({ data: { version: 9, updateVersion: true } })
    await w.settle()
    expect(w.line()).toBe(after)
  })
})

describe('stickTop', () => {
  it('an echo is tolerated, and toggles do not flash', async () => {
    await given()
    const lines: string[] = []
    w.engine.subscribe(() => lines.push(w.line()))
    const one = w.engine.commands.stickTop('1__eve', true)
    const two = w.engine.commands.stickTop('1__eve', false)
    w.sdk.pushSettings(rongSettings({ target: 'eve', at: 9000 }, { pinned: true }))
    await Promise.all([one, two])
    w.sdk.pushSettings(rongSettings({ target: 'eve', at: 9001 }, { pinned: false }))
    await w.settle()
    expect(w.row('1__eve')?.stickTop).toBe(false)
    expect(lines.slice(2).filter((line) => line.startsWith('^'))).toEqual([])
  })

  it('many go in twenties, and a call that is refused fails its own', async () => {
    await given({
      rows: Array.from({ length: 45 }, (_, i) => rongRow({ target: `u${i}`, at: 1000 + i })),
      prepare: () => {},
    })
    const refuseSecond: RongAnswerer = () => (sent('setSeAtt').length === 2 ? { code: 30003 } : undefined)
    w.sdk.answers.setSeAtt = refuseSecond
    const error = await refusal(w.engine.commands.stickTop(w.engine.view().ids(), true))
    expect(error.code).toBe('command/partial')
    expect(error.failed?.size).toBe(20)
    expect(sent('setSeAtt').map(({ body }) => (body.state as unknown[]).length)).toEqual([20, 20, 5])
    expect(w.engine.view({ filter: { stickTop: true } }).size).toBe(25)
  })
})

describe('a setting that seems to be so already', () => {
  it('is made all the same: a level of 0 may be muted by a default, and a pin may not have come yet', async () => {
    await given()
    await w.engine.commands.mute('3__team', false)
    await w.engine.commands.stickTop('3__team', false)
    const states = sent('setSeAtt').flatMap(({ body }) => body.state)
    expect(states).toMatchObject([
      { channelId: 'team', stateItem: [{ sessionStateType: 1, value: '-1' }] },
      { channelId: 'team', stateItem: [{ sessionStateType: 2, value: '0' }] },
    ])
    expect(w.line()).toBe('1__ann(1) 3__team(1) 1__eve')
  })
})

describe('a call for many that is refused', () => {
  it('is made again one by one, for it does not say whom it is about', async () => {
    await given()
    w.sdk.answers.delRelationBatch = (body) => {
      const named = (body.relation as { conversationId: string }[]).map(({ conversationId }) => conversationId)
      return named.includes('team') ? { code: 33100 } : undefined
    }
    const error = await refusal(w.engine.commands.remove(['1__eve', '3__team', '1__ann']))
    expect(error).toMatchObject({ code: 'command/partial', vendorCode: 33100 })
    expect([...error.failed!.keys()]).toEqual(['3__team'])
    expect(w.line()).toBe('3__team(1)')
    expect(sent('delRelationBatch')).toHaveLength(4)
  })
})

describe('a command of several calls', () => {
  const ids = ['1__ann', '3__team']

  it.each([
    ['removes nothing more', 'delRelationBatch', () => w.engine.commands.remove(ids), { code: 33100 }],
    ['pins nothing more', 'setSeAtt', () => w.engine.commands.stickTop(ids, true), { code: 33100 }],
    ['labels nothing', 'addSeTag', () => w.engine.commands.createLabel('work', ids), undefined],
  ] as const)('%s once another account is there, or none', async (_what, topic, run, late) => {
    for (const leave of [() => w.sdk.connectAs('you'), async () => w.engine.dispose()]) {
      await given()
      let answer: (late: { code: number } | undefined) => void = () => {}
      w.sdk.answers[topic] = () => new Promise((resolve) => (answer = resolve))
      const failing = refusal(run())
      await w.settle()
      await leave()
      await w.sdk.settle()
      delete w.sdk.answers[topic]
      const before = w.sdk.sent.length
      answer(late)
      await w.sdk.settle()
      expect((await failing).code).toMatch(/account-changed|disposed/)
      expect(w.sdk.sent.slice(before)).toEqual([])
      await w.close()
    }
  })
})

describe('mute', () => {
  it('to mentions only, in groups, and back to everything', async () => {
    await given()
    const level = async (): Promise<unknown> =>
      (await w.sdk.im.getConversationNotificationLevel({ conversationType: 3, targetId: 'team' })).data
    await w.engine.commands.mute('3__team', 'mentions')
    expect([w.row('3__team')?.notify, await level()]).toEqual(['mentions', 1])
    await w.engine.commands.mute('3__team', false)
    expect([w.row('3__team')?.notify, await level()]).toEqual(['all', -1])
    await w.engine.commands.refresh()
    expect(w.row('3__team')?.notify).toBe('all')
    expect((await refusal(w.engine.commands.mute('1__ann', 'mentions'))).code).toBe('command/invalid')
    expect(w.row('1__ann')?.notify).toBe('all')
  })

  it('to mentions only refuses the direct chats, and does it in the groups beside them', async () => {
    await given()
    const error = await refusal(w.engine.commands.mute(['1__ann', '3__team', '1__eve'], 'mentions'))
    expect(error.code).toBe('command/partial')
    expect([...error.failed!].map(([id, { code }]) => [id, code])).toEqual([
      ['1__ann', 'command/invalid'],
      ['1__eve', 'command/invalid'],
    ])
    expect(['1__ann', '3__team', '1__eve'].map((id) => w.row(id)?.notify)).toEqual(['all', 'mentions', 'all'])
    const before = w.sdk.sent.length
    expect((await refusal(w.engine.commands.mute(['1__ann', '1__eve'], 'mentions'))).code).toBe('command/invalid')
    expect(w.sdk.sent).toHaveLength(before)
  })

  it('to mentions only refuses an id that is none by itself', async () => {
    await given()
    const ids = ['nope', '3__team', '1__ann'].map(toConversationId)
    const { failed = new Map() } = await w.source.execute({ type: 'mute', ids, notify: 'mentions' })
    expect([...failed].map(([id, { code, message }]) => [id, code, message])).toEqual([
      ['nope', 'command/invalid', expect.stringContaining('"nope" is no id')],
      ['1__ann', 'command/invalid', expect.stringContaining('only in groups')],
    ])
    expect(sent('setSeAtt')).toHaveLength(1)
  })
})

describe('markRead', () => {
  it('is done in the browser, and my other devices are told', async () => {
    await given()
    await w.engine.commands.markRead('1__ann')
    expect(w.row('1__ann')).toMatchObject({ unreadCount: 0, selfReadAt: 3000 })
    expect((await w.sdk.im.getUnreadCount(ANN)).data).toBe(0)
    await w.settle()
    expect(sent('send')).toMatchObject([{ target: 'ann', body: { classname: 'RC:SRSMsg' } }])
    expect(String(sent('send')[0]!.body.content)).toContain('3000')
  })

  it('of a row without a preview is told to them, too', async () => {
    await given()
    const order = rongRecall({ target: 'ann', at: 9500 }, { uid: 'ann-9000', at: 9000 })
    await w.sdk.push(rongMessage({ target: 'ann', at: 8000 }), rongMessage({ target: 'ann', at: 9000 }))
    await w.sdk.push({ ...order, content: { ...order.content, isDelete: true } })
    await w.settle()
    expect(w.row('1__ann')?.lastMessage).toBeUndefined()
    await w.engine.commands.markRead('1__ann')
    expect(w.row('1__ann')).toMatchObject({ unreadCount: 0, selfReadAt: 9000 })
    await w.settle()
    expect(sent('send')).toMatchObject([{ target: 'ann', body: { classname: 'RC:SRSMsg' } }])
  })

  it('many: one after the other, for RongCloud takes five messages a second', async () => {
    await given()
    await w.engine.commands.markRead(['1__ann', '3__team'])
    expect(w.engine.view().counters.unread).toBe(0)
    await w.settle()
    expect(sent('send')).toHaveLength(1)
    await w.clock.advance(220)
    await w.settle()
    expect(sent('send').map(({ target }) => target)).toEqual(['ann', 'team'])
    await w.clock.advance(10_000)
    await w.settle()
    expect(sent('send')).toHaveLength(2)
  })

  it('by the app’s own listener of messages, whom the SDK tells before us, reads that message, too', async () => {
    await given()
    await w.engine.commands.markRead('1__ann')
    const read = (): void => void w.engine.commands.markRead('1__ann')
    w.sdk.im.addEventListener('MESSAGES' as never, read as never)
    await w.sdk.push(rongMessage({ target: 'ann', at: 4000 }))
    await w.settle()
    expect(w.row('1__ann')).toMatchObject({ unreadCount: 0, selfReadAt: 4000 })
    expect(w.engine.getState().reported.unread).toBe((await w.sdk.im.getTotalUnreadCount(true)).data)
  })

  it('of everything is one call', async () => {
    await given()
    await w.engine.commands.markRead('all')
    expect(w.engine.view().counters.unread).toBe(0)
    expect((await w.sdk.im.getTotalUnreadCount(true)).data).toBe(0)
  })

  it('that others could not be told of is read here all the same', async () => {
    await given()
    w.sdk.answers.send = () => ({ code: 20604 })
    await w.engine.commands.markRead('1__ann')
    await w.settle()
    expect(w.row('1__ann')?.unreadCount).toBe(0)
    expect(w.notes()).toEqual(['vendor/failed sendSyncReadStatusMessage'])
  })

  it('works while the line is broken, but not once the SDK has given up', async () => {
    await given()
    w.sdk.suspend()
    await w.engine.commands.markRead('3__team')
    expect(w.row('3__team')?.unreadCount).toBe(0)
    w.sdk.kick(30007)
    expect(await refusal(w.engine.commands.markRead('1__ann'))).toMatchObject({ vendorCode: 30002, retryable: true })
    expect(w.row('1__ann')?.unreadCount).toBe(1)
  })

  it('asks the server where the server counts', async () => {
    await given({ navi: { serverSaveUnread: 1 } })
    w.sdk.raise('CONVERSATION', counted('ann', 2))
    await w.settle()
    expect(w.row('1__ann')?.unreadCount).toBe(2)
    await w.engine.commands.markRead('1__ann')
    await w.clock.advance(1000)
    await w.settle()
    expect(w.row('1__ann')?.unreadCount).toBe(0)
    expect(sent('send')).toHaveLength(1) // the SDK's own, which tells the other devices too
    w.sdk.raise('CONVERSATION', counted('ann', 3))
    w.sdk.answers.send = () => ({ code: 30003 })
    expect((await refusal(w.engine.commands.markRead(['1__ann']))).vendorCode).toBe(30003)
    expect(w.row('1__ann')?.unreadCount).toBe(3)
  })
})

describe('remove', () => {
  it('takes the messages along if asked', async () => {
    await given()
    await w.engine.commands.remove('1__eve', { clearMessages: true })
    expect(sent('delRelationBatch')[0]!.body.cleanMsg).toBe(true)
  })

  it('a new message brings the row back, with the pin it had', async () => {
    await given()
    await w.engine.commands.stickTop('1__eve', true)
    await w.engine.commands.remove('1__eve')
    expect(w.row('1__eve')).toBeUndefined()
    w.sdk.pushSettings(rongSettings({ target: 'eve', at: 9000 }, { level: 5 }))
    await w.settle()
    expect(w.row('1__eve')).toBeUndefined() // a setting does not
    await w.sdk.push(rongMessage({ target: 'eve', at: Date.now(), text: 'again' }))
    await w.settle()
    expect(w.row('1__eve')).toMatchObject({ stickTop: true, unreadCount: 1, lastMessage: { text: 'again' } })
  })

  it('a message that arrives meanwhile wins', async () => {
    await given()
    let answer: (value: object) => void = () => undefined
    w.sdk.answers.delRelationBatch = () => new Promise((resolve) => (answer = resolve))
    const done = w.engine.commands.remove('1__eve')
    await w.settle()
    expect(w.row('1__eve')).toBeUndefined()
    await w.sdk.push(rongMessage({ target: 'eve', at: Date.now(), text: 'wait' }))
    await w.settle()
    expect(w.row('1__eve')?.lastMessage?.text).toBe('wait')
    answer({})
    await done
    expect(w.row('1__eve')?.lastMessage?.text).toBe('wait')
    await w.sdk.push(rongMessage({ target: 'eve', at: Date.now() + 1000, text: 'and then' }))
    await w.settle()
    expect(w.row('1__eve')?.lastMessage?.text).toBe('and then')
  })
})

describe('saveDraft', () => {
  it('is ours, and the SDK’s while the page lives', async () => {
    await given()
    await w.engine.commands.saveDraft('1__ann', 'half a thought')
    expect((await w.sdk.im.getTextMessageDraft(ANN)).data).toBe('half a thought')
    await w.sdk.push(rongMessage({ target: 'ann', at: 9000 }))
    await w.engine.commands.refresh()
    w.sdk.suspend()
    await w.sdk.reconnect()
    await w.settle()
    expect(w.row('1__ann')?.draft?.text).toBe('half a thought')
    await w.engine.commands.saveDraft('1__ann', '')
    expect(w.row('1__ann')?.draft).toBeUndefined()
  })

  it.each([
    ['the line is cut', () => w.sdk.suspend()],
    ['the SDK has given up', () => w.sdk.kick(30007)],
  ])('is ours alone while %s', async (_when, end) => {
    await given()
    end()
    await w.settle()
    await w.engine.commands.saveDraft('1__ann', 'offline')
    expect(w.row('1__ann')?.draft?.text).toBe('offline')
    await w.sdk.reconnect()
    await w.settle()
    expect(w.row('1__ann')?.draft?.text).toBe('offline')
  })

  it('is refused where there is no SDK any more', async () => {
    await given()
    await w.sdk.im.destroy()
    expect((await refusal(w.engine.commands.saveDraft('1__ann', 'too late'))).vendorCode).toBe(33001)
    expect(w.row('1__ann')?.draft).toBeUndefined()
  })
})

describe('labels', () => {
  it('are made, given, taken, renamed and deleted', async () => {
    await given()
    const label = await w.engine.commands.createLabel('work', ['1__ann'])
    await w.settle()
    expect(label.id.length).toBeLessThanOrEqual(10)
    expect(w.row('1__ann')?.labels).toEqual([label.id])
    expect((await w.sdk.im.getTags()).data).toMatchObject([{ tagId: label.id, tagName: 'work' }])
    await w.engine.commands.addToLabel(label.id, '3__team')
    expect(w.row('3__team')?.labels).toEqual([label.id])
    await w.engine.commands.refresh()
    expect(w.row('3__team')?.labels).toEqual([label.id])
    await w.engine.commands.removeFromLabel(label.id, '3__team')
    await w.engine.commands.refresh()
    expect(w.row('3__team')?.labels).toEqual([])
    await w.engine.commands.renameLabel(label.id, 'home')
    expect(w.engine.getState().labels).toMatchObject([{ id: label.id, name: 'home' }])
    await w.engine.commands.deleteLabel(label.id)
    expect(w.engine.getState().labels).toEqual([])
    expect(w.row('1__ann')?.labels).toEqual([])
  })

  it.each([
    ['createLabel', 'addSeTag', () => w.engine.commands.createLabel('more')],
    ['renameLabel', 'addSeTag', () => w.engine.commands.renameLabel('t1', 'other')],
    ['deleteLabel', 'delSeTag', () => w.engine.commands.deleteLabel('t1')],
    ['addToLabel', 'addTag', () => w.engine.commands.addToLabel('t1', '3__team')],
    ['removeFromLabel', 'delTag', () => w.engine.commands.removeFromLabel('t1', '1__ann')],
  ] as const)('%s that is refused, or never answered, changes nothing', async (_name, topic, run) => {
    await given()
    await w.sdk.im.addTag({ tagId: 't1', tagName: 'one' })
    await w.sdk.im.addConversationsToTag('t1', [ANN])
    await w.engine.commands.refresh()
    const state = (): unknown => [w.engine.getState().labels, w.row('1__ann')?.labels, w.row('3__team')?.labels]
    const before = state()
    expect(before).toMatchObject([[{ id: 't1', name: 'one' }], ['t1'], []])
    w.sdk.answers[topic] = () => ({ code: 26004 })
    expect((await refusal(run())).vendorCode).toBe(26004)
    expect(state()).toEqual(before)
    w.sdk.answers[topic] = () => 'silent'
    const failing = refusal(run())
    await w.clock.advance(31_000)
    expect((await failing).code).toBe('command/timeout')
    await w.settle()
    expect(state()).toEqual(before)
  })

  it('that are made are there, whatever comes of their first conversations', async () => {
    await given()
    w.sdk.answers.addTag = () => ({ code: 33100 })
    const { message, vendorCode } = await refusal(w.engine.commands.createLabel('work', ['1__ann']))
    expect(w.engine.getState().labels).toMatchObject([{ name: 'work' }])
    expect([message, vendorCode]).toEqual([expect.stringMatching(/made the tag "\w+", which stays/), 33100])
    expect(w.row('1__ann')?.labels).toEqual([])
  })

  it('are given to all of their first conversations that RongCloud does not refuse', async () => {
    await given()
    w.sdk.answers.addTag = (body) => (JSON.stringify(body).includes('team') ? { code: 26003 } : undefined)
    const { code, failed } = await refusal(w.engine.commands.createLabel('work', ['1__ann', '3__team']))
    expect([code, [...failed!.keys()]]).toEqual(['command/partial', ['3__team']])
    const [label] = w.engine.getState().labels
    expect([w.row('1__ann')?.labels, w.row('3__team')?.labels]).toEqual([[label?.id], []])
  })

  it('are not made for an id that is none', async () => {
    await given()
    const ids = [toConversationId('nope')]
    await expect(w.source.execute({ type: 'createLabel', name: 'work', ids })).rejects.toMatchObject({
      code: 'command/invalid',
    })
    expect((await w.sdk.im.getTags()).data).toEqual([])
    expect(w.engine.getState().labels).toEqual([])
  })

  it('RongCloud’s own limits come back as they are', async () => {
    await given()
    expect((await refusal(w.engine.commands.createLabel('more than fifteen letters'))).vendorCode).toBe(34213)
  })
})

describe('sendReceipt', () => {
  const message = (uid: string, more: object = {}): object => ({
    messageUId: uid,
    sentTime: 3000,
    senderUserId: 'bob',
    messageDirection: 2,
    ...more,
  })

  it('to a private chat: up to the newest', async () => {
    await given()
    await w.engine.commands.sendReceipt('1__ann', [message('a'), message('b', { sentTime: 4000 })])
    expect(sent('send')).toMatchObject([{ target: 'ann', body: { classname: 'RC:ReadNtf' } }])
    expect(String(sent('send')[0]!.body.content)).toContain('"messageUId":"b"')
  })

  it('to a group: by sender, but not for my own', async () => {
    await given()
    const messages = [message('a'), message('b', { senderUserId: 'eve' }), message('c', { messageDirection: 1 })]
    await w.engine.commands.sendReceipt('3__team', messages)
    expect(String(sent('send')[0]!.body.content)).toContain('{"bob":["a"],"eve":["b"]}')
    await w.engine.commands.sendReceipt('3__team', [message('c', { messageDirection: 1 })])
    expect(sent('send')).toHaveLength(1)
  })

  it('of version 5, a hundred at a time', async () => {
    await given({ navi: { grpRRVer: 4 } })
    const messages = Array.from({ length: 101 }, (_, i) => message(`m${i}`))
    await w.engine.commands.sendReceipt('3__team', messages)
    expect(sent('readReceipt').map(({ body }) => (body.msgIds as unknown[]).length)).toEqual([100, 1])
    w.sdk.answers.readReceipt = () => ({ code: 30003 })
    expect((await refusal(w.engine.commands.sendReceipt('3__team', messages))).vendorCode).toBe(30003)
  })

  it('is refused for what is no message, and where RongCloud has none', async () => {
    await given()
    expect((await refusal(w.engine.commands.sendReceipt('1__ann', ['text']))).code).toBe('command/rejected')
    expect((await refusal(w.engine.commands.sendReceipt('6__notices', [message('a')]))).code).toBe('command/invalid')
  })
})

describe('what RongCloud does not have', () => {
  it('is done here, or refused at once with the reason', async () => {
    await given()
    await w.engine.commands.markUnread('1__eve')
    await w.engine.commands.setMark('1__eve', 'starred', true)
    await w.engine.commands.updateExtension('1__eve', 'note', { scope: 'local' })
    expect(w.row('1__eve')).toMatchObject({ markedUnread: true, marks: ['starred'], localExtension: 'note' })
    await w.engine.commands.refresh()
    expect(w.row('1__eve')).toMatchObject({ markedUnread: true, marks: ['starred'], localExtension: 'note' })
    for (const run of [w.engine.commands.create('1__new'), w.engine.commands.updateExtension('1__eve', 'x')]) {
      expect((await refusal(run)).code).toBe('command/unsupported')
    }
    const why = Object.values(w.source.capabilities.commands).filter(({ support, why }) => support !== 'server' && !why)
    expect(why).toEqual([])
  })

  it('an id that is none of RongCloud’s is named', async () => {
    await given()
    const error = await refusal(w.engine.commands.stickTop('ann', true))
    expect(error.code).toBe('command/invalid')
    expect(error.message).toContain('"ann"')
  })
})

/** A CONVERSATION event with nothing but a count. */
const counted = (targetId: string, val: number): object => ({
  conversationList: [
    {
      conversation: { conversationType: 1, targetId, channelId: '', latestMessage: null, unreadMessageCount: val },
      updatedItems: { unreadMessageCount: { time: 0, val } },
    },
  ],
})
