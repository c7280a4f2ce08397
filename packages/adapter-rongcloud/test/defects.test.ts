import { createRongCloudSource } from '@convolist/adapter-rongcloud'
import { createConversation, createEngine, toConversationId, toEpochMs } from '@convolist/core'
import { rongMessage, rongRecall, rongRow, rongSettings, type RongPushedMessage } from '@convolist/testing/rongcloud'
import { afterEach, describe, expect, it } from 'vitest'
import { world, type World } from './support/world.js'

let w: World
afterEach(() => w.close())

/** What the SDK tells in `CONVERSATION`, as `target:preview`. */
async function given(): Promise<string[]> {
  w = await world({ rows: [rongRow({ target: 'ann', at: 3000 }), rongRow({ target: 'eve', at: 2000 })] })
  const told: string[] = []
  w.sdk.im.addEventListener(w.sdk.im.Events.CONVERSATION, ({ conversationList }) => {
    for (const { conversation } of conversationList)
      told.push(`${conversation.targetId}:${conversation.latestMessage?.messageType ?? 'nothing'}`)
  })
  return told
}

it('a recall brings a removed conversation back in the SDK’s events, and not in the list', async () => {
  const told = await given()
  await w.sdk.push(rongMessage({ target: 'eve', at: 4000, uid: 'x', text: 'secret' }))
  await w.settle()
  await w.engine.commands.remove('1__eve')
  told.length = 0
  await w.sdk.push(rongRecall({ target: 'eve', at: Date.now() }, { uid: 'x', at: 4000 }))
  await w.settle()
  expect(told).toEqual(['eve:RC:RcCmd'])
  expect(w.line()).toBe('1__ann')
})

it('a recall in a conversation the SDK knew nothing of leaves alone what the app knows of it', async () => {
  await given()
  const zoe = createConversation({
    id: toConversationId('1__zoe'),
    kind: 'direct',
    targetId: 'zoe',
    title: 'Zoe',
    marks: ['vip'],
  })
  w.engine.dispatch({ type: 'conversationsUpserted', rows: [zoe], at: toEpochMs(Date.now()) })
  await w.sdk.push(rongRecall({ target: 'zoe', at: Date.now() }, { uid: 'x', at: 4000 }))
  await w.settle()
  expect(w.row('1__zoe')).toMatchObject({ title: 'Zoe', marks: ['vip'], lastMessage: { revoked: true } })
})

it('where the server works in realtime mode a message raises no event, and the next reading of the list has it', async () => {
  const rows = [rongRow({ target: 'ann', at: 3000 }), rongRow({ target: 'eve', at: 2000 })]
  w = await world({ navi: { sessionMode: 1 }, rows })
  let told = 0
  w.sdk.im.addEventListener(w.sdk.im.Events.CONVERSATION, () => told++)
  await w.sdk.push(rongMessage({ target: 'eve', at: 4000, uid: 'x', text: 'news' }))
  await w.settle()
  expect([told, w.line()]).toEqual([0, '1__ann 1__eve'])
  await w.engine.commands.refresh()
  await w.settle()
  expect(w.line()).toBe('1__eve 1__ann')
  expect(w.row('1__eve')?.lastMessage?.text).toBe('news')
})

it('a setting of a conversation that is in no list comes as an empty row, and makes none', async () => {
  const told = await given()
  w.sdk.pushSettings(rongSettings({ target: 'nobody', at: 9000 }, { pinned: true }))
  await w.settle()
  expect(told).toEqual(['nobody:nothing'])
  expect(w.line()).toBe('1__ann 1__eve')
})

it('rows of one millisecond at the edge of a page are in none of the SDK’s pages, and all in the list', async () => {
  const rows = [5000, 4000, 4000, 4000, 3000].map((at, index) => rongRow({ target: `u${index}`, at }))
  w = await world({ rows, source: { pageSize: 2 } })
  const paged: string[] = []
  for (let startTime = 0, isLast = false; !isLast;) {
    const { data = [] } = await w.sdk.im.getConversationListByTimestamp({ startTime, count: 2, order: 0 })
    paged.push(...data.map(({ targetId }) => targetId))
    startTime = data.at(-1)?.latestMessage?.sentTime ?? 0
    isLast = data.length < 2
  }
  expect(paged).toHaveLength(3)
  expect(w.engine.view().size).toBe(5)
})

it('a conversation that nobody has is an empty row to the SDK, and none in the list', async () => {
  await given()
  const { code, data } = await w.sdk.im.getConversation({ conversationType: 1, targetId: 'nobody' })
  expect([code, data?.latestMessage ?? null]).toEqual([0, null])
  expect(await w.source.fetch?.([toConversationId('1__nobody'), toConversationId('nobody')])).toEqual([])
  w.engine.dispatch({
    type: 'conversationsPatched',
    patches: [{ id: toConversationId('1__nobody'), unreadCount: 1 }],
    at: toEpochMs(Date.now()),
  })
  await w.settle()
  expect(w.line()).toBe('1__ann 1__eve')
})

it.each([
  ['command', () => w.engine.commands.stickTop('1__ann', true)],
  ['reading of the list', () => w.engine.commands.refresh()],
])('a destroyed SDK says nothing, and the next %s shows it', async (_name, run) => {
  await given()
  await w.sdk.im.destroy()
  await w.settle()
  expect(w.engine.getState().connection).toBe('connected')
  await expect(run()).rejects.toMatchObject({ vendorCode: 33001 })
  expect(w.engine.getState().connection).toBe('disconnected')
  expect(w.line()).toBe('1__ann 1__eve')
})

it('a mention that is taken back is counted on while anything is unread, here as there', async () => {
  w = await world({ rows: [rongRow({ type: 3, target: 'team', from: 'bob', at: 2000 })] })
  const from = { type: 3, target: 'team', from: 'bob' }
  const content = { content: '@', mentionedInfo: { type: 2, userIdList: ['me'] } }
  await w.sdk.push(rongMessage({ ...from, at: 4000, uid: 'x', content }), rongMessage({ ...from, at: 4100, uid: 'y' }))
  await w.sdk.push(rongRecall({ ...from, at: Date.now() }, { uid: 'x', at: 4000 }))
  await w.settle()
  const { data } = await w.sdk.im.getConversation({ conversationType: 3, targetId: 'team' })
  expect(data).toMatchObject({ unreadMessageCount: 1, unreadMentionedCount: 1 })
  expect(w.row('3__team')).toMatchObject({ unreadCount: 1, mentions: { me: 1, all: 0 } })
  await w.sdk.push(rongRecall({ ...from, at: Date.now() + 1 }, { uid: 'y', at: 4100 }))
  await w.settle()
  expect(w.row('3__team')).toMatchObject({ unreadCount: 0, mentions: { me: 0, all: 0 } })
})

it('a conversation that was deleted comes back with its next message, whatever was told of it meanwhile', async () => {
  await given()
  await w.engine.commands.remove('1__eve')
  await w.sdk.push(rongMessage({ target: 'eve', at: 1500, uid: 'late' })) // older than what was deleted
  await w.settle()
  expect(w.line()).toBe('1__ann')
  await w.sdk.push(rongMessage({ target: 'eve', at: 5000, uid: 'new', text: 'news' }))
  await w.settle()
  expect(w.line()).toMatch(/^1__eve\S* 1__ann$/)
  expect(w.row('1__eve')?.lastMessage?.text).toBe('news')
})

it('a conversation that was deleted while the list was read comes back with its next message', async () => {
  await given()
  const page = { data: { info: [...w.sdk.rows], isFinished: true } }
  let answer: (page: object) => void = () => {}
  w.sdk.answers.qryRelationR = () => new Promise((resolve) => (answer = resolve))
  const refreshed = w.engine.commands.refresh()
  await w.settle()
  await w.engine.commands.remove('1__eve')
  answer(page)
  await refreshed
  await w.settle()
  expect(w.line()).toBe('1__ann')
  await w.sdk.push(rongMessage({ target: 'eve', at: 5000, uid: 'new', text: 'news' }))
  await w.settle()
  expect(w.row('1__eve')?.lastMessage?.text).toBe('news')
})

it('what is unread in an organisation is in the SDK’s total of no kind, and counts by its ids', async () => {
  await given()
  const team = { type: 3, target: 'team', channel: 'org', from: 'bob' }
  await w.sdk.push(rongMessage({ target: 'bob', channel: 'org', at: 4000 }), rongMessage({ ...team, at: 4000 }))
  await w.settle()
  expect(w.engine.view().counters.unread).toBe(2)
  const ids = [toConversationId('1_org_bob'), toConversationId('3_org_team')]
  expect(await w.engine.readUnread({ type: 'ids', ids })).toBe(2)
  expect(await w.engine.readUnread({ type: 'filter', kinds: ['direct', 'group'] })).toBe(0)
  expect(await w.engine.readUnread()).toBe(0)
})

it('an edited message stays edited when the SDK has forgotten it, and the list is read again', async () => {
  const ann = rongRow({ target: 'ann', at: 3000, uid: 'x', text: 'first' })
  const prepare = (sdk: World['sdk']): void => {
    sdk.settings = [rongSettings({ target: 'ann', at: 10 }, { pinned: true })]
  }
  w = await world({ rows: [ann], prepare })
  w.sdk.raise('MESSAGE_MODIFIED', [rongMessage({ target: 'ann', at: 3000, uid: 'x', text: 'edited' })])
  await w.settle()
  w.sdk.rows = []
  await w.engine.commands.refresh()
  await w.settle()
  expect(w.row('1__ann')).toMatchObject({ stickTop: true, lastMessage: { id: 'x', text: 'edited' } })
})

describe.each([{ supportRecallRefactor: 0 }, { supportRecallRefactor: 1 }])(
  'a message taken back that is not the newest, %o',
  (navi) => {
    const from = { type: 3, target: 'team', from: 'bob' }

    it.each([
      ['the list is read again', () => w.engine.commands.refresh()],
      ['the row is read again', () => w.engine.commands.fetch('3__team')],
      [
        'the app is started again, with the list it had',
        async () => {
          const { rows } = w.sdk
          const initialState = w.engine.serialize()
          await w.close()
          w = await world({ navi, rows, engine: { initialState } })
        },
      ],
    ])('leaves the newest one shown when %s', async (_when, run) => {
      w = await world({ navi, rows: [rongRow({ target: 'ann', at: 3000 }), rongRow({ ...from, at: 2000 })] })
      await w.sdk.push(rongMessage({ ...from, at: 8000, uid: 'y' }), rongMessage({ ...from, at: 9000, uid: 'x' }))
      await w.sdk.push(rongRecall({ ...from, at: 9100 }, { uid: 'y', at: 8000 }))
      await w.settle()
      await run()
      await w.settle()
      expect(w.row('3__team')).toMatchObject({ lastMessage: { id: 'x', revoked: false } })
      expect(w.row('3__team')!.activeAt).toBe(9000)
      await w.sdk.push(rongRecall({ ...from, at: 9200 }, { uid: 'x', at: 9000 }))
      await w.settle()
      await w.engine.commands.refresh()
      await w.settle()
      expect(w.row('3__team')?.lastMessage).toMatchObject({ id: 'x', revoked: true })
    })
  },
)

describe.each([{ supportRecallRefactor: 0 }, { supportRecallRefactor: 1 }])(
  'a message taken back for good, %o',
  (navi) => {
    const erase = (uid: string, at: number): RongPushedMessage => {
      const order = rongRecall({ target: 'ann', at: 9000 }, { uid, at })
      return { ...order, content: { ...order.content, isDelete: true } }
    }

    it('goes without a trace, and its row stays where it was', async () => {
      w = await world({ navi, rows: [rongRow({ target: 'ann', at: 3000 }), rongRow({ target: 'eve', at: 2000 })] })
      await w.sdk.push(rongMessage({ target: 'ann', at: 4000, uid: 'x' }))
      await w.settle()
      expect(w.row('1__ann')?.lastMessage?.id).toBe('x')
      await w.sdk.push(erase('x', 4000))
      await w.settle()
      expect(w.row('1__ann')).toMatchObject({ lastMessage: undefined, activeAt: 4000, unreadCount: 0 })
      await w.engine.commands.refresh()
      await w.settle()
      expect(w.row('1__ann')?.lastMessage?.revoked).not.toBe(true)
      expect(w.line()).toBe('1__ann 1__eve')
    })

    it('leaves its row in a list that is read later, without a preview', async () => {
      const content = { messageUId: 'x', sentTime: 4000, isDelete: true }
      const messageType = navi.supportRecallRefactor ? 'RC:RcNtf' : 'RC:RcCmd'
      w = await world({ navi, rows: [rongRow({ target: 'ann', at: 4000, uid: 'x', messageType, content })] })
      expect(w.row('1__ann')).toMatchObject({ lastMessage: undefined, activeAt: 4000 })
    })

    it('that is not the newest changes nothing', async () => {
      w = await world({ navi, rows: [rongRow({ target: 'ann', at: 3000, uid: 'old' })] })
      await w.sdk.push(rongMessage({ target: 'ann', at: 4000, uid: 'x' }))
      await w.sdk.push(erase('old', 3000))
      await w.settle()
      expect(w.row('1__ann')?.lastMessage).toMatchObject({ id: 'x', revoked: false })
    })
  },
)

describe('where the SDK keeps the list in memory, a later login', () => {
  const navi = { ugMsg: 1, sessionCfg: 1 }
  const ann = rongRow({ target: 'ann', at: 3000 })
  const rows = [
    ann,
    rongRow({ type: 3, target: 'team', from: 'bob', at: 2000 }),
    rongRow({ type: 10, target: 'ug', channel: 'c1', from: 'bob', at: 1500 }),
  ]
  const names = ({ data = [] }: { data?: readonly { targetId: string }[] | undefined }): string[] =>
    data.map(({ targetId }) => targetId)
  const again = async (account: string): Promise<void> => {
    await w.settle()
    await w.sdk.connectAs(account)
    await w.settle()
  }

  it.each([
    ['of another account', 'you', () => w.sdk.logout()],
    ['after a logout', 'me', () => w.sdk.logout()],
    ['after a kick', 'me', async () => w.sdk.kick()],
  ])('%s has nothing older in the SDK, and all in the list', async (_name, account, leave) => {
    w = await world({ rows, navi })
    expect(names(await w.sdk.im.getAllConversationList()).sort()).toEqual(['ann', 'team'])
    w.sdk.answers.qryRelationFilter = ({ pageToken }) => {
      return { data: { info: [rows[pageToken ? 1 : 0]], isFinished: pageToken !== '', pageToken: 'more' } }
    }
    await leave()
    await again(account)
    expect(names(await w.sdk.im.getAllConversationList())).toEqual([])
    expect(w.line()).toBe('1__ann 3__team 10_c1_ug')
    expect(w.notes()).toEqual([])
  })

  it('that no source saw begin has nothing older in the SDK, and all in the list', async () => {
    w = await world({ rows, navi, login: false })
    w.engine.dispose()
    await w.sdk.connectAs('you')
    await w.sdk.logout()
    await w.sdk.connectAs('me')
    await w.sdk.settle()
    expect(names(await w.sdk.im.getAllConversationList())).toEqual([])
    w.sdk.answers.qryRelationFilter = () => ({ data: { info: rows.slice(0, 2), isFinished: true, pageToken: '' } })
    const engine = createEngine({ clock: w.clock, source: createRongCloudSource(w.sdk.im) })
    await w.settle()
    engine.flush()
    expect(engine.view().ids()).toEqual(['1__ann', '3__team', '10_c1_ug'])
    engine.dispose()
  })

  it('is read again where the server does not answer, and noted where the SDK cannot ask', async () => {
    w = await world({ rows, navi })
    let asked = 0
    w.sdk.answers.qryRelationFilter = () =>
      asked++ ? { data: { info: [ann], isFinished: true, pageToken: '' } } : { code: 30003 }
    await w.sdk.logout()
    await again('me')
    expect(w.engine.getState().sync.phase).toBe('failed')
    await w.clock.advance(60_000)
    await w.settle()
    expect(w.line()).toBe('1__ann 10_c1_ug')
    Object.assign(w.sdk.im, { createConversationListLoader: undefined })
    await w.sdk.logout()
    await again('me')
    expect(w.line()).toBe('10_c1_ug')
    expect(w.notes().at(-1)).toBe('vendor/failed createConversationListLoader')
  })
})
