import { rongMessage, rongRow, rongSettings } from '@convolist/testing/rongcloud'
import { toConversationId, type ConversationId, type ListFilter } from '@convolist/core'
import { afterEach, describe, expect, it } from 'vitest'
import { world, type World, type WorldOptions } from './support/world.js'

let w: World
const given = async (options: WorldOptions = {}): Promise<World> => (w = await world({ rows: ROWS, ...options }))
afterEach(() => w.close())

const ROWS = [
  rongRow({ target: 'ann', at: 3000 }),
  rongRow({ type: 3, target: 'team', from: 'bob', at: 2000 }),
  rongRow({ type: 6, target: 'notices', at: 1000 }),
]
const ids = async (filter: ListFilter, limit = 100): Promise<string[]> => {
  const { rows } = await w.source.list({ cursor: undefined, limit, filter })
  return rows.map((row) => row.id)
}

describe('a page by the SDK’s own filter', () => {
  it('of unread conversations', async () => {
    await given()
    await w.sdk.push(rongMessage({ type: 3, target: 'team', from: 'bob', at: 4000 }))
    expect(await ids({ unread: true })).toEqual(['3__team'])
    await w.sdk.push(rongMessage({ target: 'ann', at: 5000 }))
    expect((await ids({ unread: true })).sort()).toEqual(['1__ann', '3__team'])
    expect(await ids({ unread: true, kinds: ['group'] })).toEqual(['3__team'])
  })

  it('of kinds', async () => {
    await given()
    const asked: unknown[] = []
    w.sdk.answers.qryRelationR = ({ channelType }) => void asked.push(channelType)
    await ids({ kinds: ['direct', 'system'] })
    expect(asked).toEqual([[1, 6]])
    expect(await ids({ kinds: ['other'] })).toEqual([])
    expect(asked).toHaveLength(1)
  })

  it('of kinds leaves out those it refuses', async () => {
    await given()
    const asked: unknown[] = []
    w.sdk.answers.qryRelationR = ({ channelType }) => void asked.push(channelType)
    w.sdk.answers.qryRelationFilter = ({ type }) => {
      asked.push(type)
      return { data: { info: [], isFinished: true, pageToken: '' } }
    }
    await w.sdk.push(rongMessage({ target: 'ann', at: 4000 }))
    const both = ['direct', 'customer-service'] as const
    expect(await ids({ kinds: both })).toHaveLength(3) // the server of the tests does not filter
    expect(await ids({ kinds: both, unread: true })).toEqual(['1__ann'])
    expect(await ids({ kinds: ['customer-service'] })).toEqual([])
    expect(await ids({ kinds: ['direct', 'super-group'], labels: ['t1'] })).toEqual([])
    expect(await ids({ kinds: ['super-group'], labels: ['t1'] })).toEqual([])
    expect(asked).toEqual([[1], [1]])
    expect(await w.engine.readUnread({ type: 'filter', kinds: both })).toBe(1)
    expect(await w.engine.readUnread({ type: 'filter', kinds: ['customer-service'] })).toBe(0)
  })

  it('of any of several labels, page by page', async () => {
    await given()
    const asked: unknown[] = []
    w.sdk.answers.qryRelationFilter = ({ tags, type, count, pageToken }) => {
      asked.push({ tags, type, count, pageToken })
      const isFirst = pageToken === ''
      return { data: { info: [ROWS[isFirst ? 0 : 1]], isFinished: !isFirst, pageToken: isFirst ? 'more' : '' } }
    }
    const filter = { labels: ['t1', 't2'], kinds: ['direct', 'group'] } as const
    const first = await w.source.list({ cursor: undefined, limit: 500, filter })
    const second = await w.source.list({ cursor: first.cursor, limit: 500, filter })
    expect([first, second].map(({ rows }) => rows.map(({ id }) => id))).toEqual([['1__ann'], ['3__team']])
    expect(second.cursor).toBeUndefined()
    expect(asked).toEqual([
      { tags: ['t1', 't2'], type: [1, 3], count: 100, pageToken: '' },
      { tags: ['t1', 't2'], type: [1, 3], count: 100, pageToken: 'more' },
    ])
    w.sdk.answers.qryRelationFilter = () => ({ code: 30003 })
    await expect(ids(filter)).rejects.toMatchObject({ code: 'sync/failed', vendorCode: 30003 })
  })

  it('of no label is wider, for RongCloud cannot say that', async () => {
    await given()
    expect(await ids({ labels: [] })).toHaveLength(3)
  })

  it('that is refused says so', async () => {
    await given()
    w.sdk.kick(30007)
    await expect(ids({ unread: true })).rejects.toMatchObject({
      code: 'sync/failed',
      vendorCode: 30002,
      retryable: true,
    })
  })
})

describe('a list that is read page by page', () => {
  it('has its pinned rows from the first page on', async () => {
    await given({
      rows: [5000, 4000, 3000, 2000, 1000].map((at) => rongRow({ target: `at${at}`, at })),
      prepare: (sdk) => void (sdk.settings = [rongSettings({ target: 'at1000', at: 500 }, { pinned: true })]),
      source: { pageSize: 2 },
      engine: { sync: 'page' },
    })
    expect(w.line()).toBe('^1__at1000 1__at5000 1__at4000')
    await w.sdk.push(rongMessage({ target: 'at2000', at: 2500 }))
    await w.settle()
    expect(w.line()).toBe('^1__at1000 1__at5000 1__at4000') // it waits for its page, which is to come
    while (w.engine.view().hasMore) await w.engine.view().loadMore()
    await w.settle()
    expect(w.line()).toBe('^1__at1000 1__at5000 1__at4000 1__at3000 1__at2000(1)')
  })
})

describe('single rows', () => {
  it('come also where RongCloud refuses others', async () => {
    await given()
    const [ann, team, service] = ['1__ann', '3__team', '5__cs'].map(toConversationId)
    const read = async (...ids: ConversationId[]): Promise<string[]> =>
      (await w.source.fetch!(ids)).map(({ id }) => id).sort()
    expect(await read(ann!, service!)).toEqual([ann])
    expect(w.notes()).toEqual(['vendor/failed getConversation'])
    await expect(read(service!)).rejects.toMatchObject({ vendorCode: 34209 })
    const { getConversation } = w.sdk.im
    w.sdk.im.getConversation = (target) =>
      target.targetId === 'ann' ? getConversation({ ...target, conversationType: 5 }) : getConversation(target)
    expect(await read(ann!, team!, service!)).toEqual([ann, team]) // what is shown stays
  })

  it('are all read again where one was not answered in time', async () => {
    await given()
    const { getConversation } = w.sdk.im
    w.sdk.im.getConversation = async (target) =>
      target.targetId === 'ann' ? ({ code: 30003 } as never) : getConversation(target)
    await expect(w.source.fetch!(['1__ann', '3__team'].map(toConversationId))).rejects.toMatchObject({
      vendorCode: 30003,
      retryable: true,
    })
  })
})

describe('labels', () => {
  it('given on another device are shown, and so are those a conversation had', async () => {
    await given()
    await w.sdk.im.addTag({ tagId: 't1', tagName: 'one' })
    w.sdk.raise('TAG')
    await w.settle()
    expect(w.engine.getState().labels).toMatchObject([{ id: 't1', name: 'one' }])
    w.sdk.pushSettings(
      rongSettings({ target: 'ann', at: 9000 }, { tags: ['t1'] }),
      rongSettings({ target: 'zoe', at: 9000 }, { tags: ['t1'] }),
    )
    await w.settle()
    expect(w.row('1__ann')?.labels).toEqual(['t1'])
    w.sdk.pushSettings(rongSettings({ target: 'ann', at: 8000 }, { tags: [] }))
    await w.settle()
    expect(w.row('1__ann')?.labels).toEqual(['t1']) // older
    await w.sdk.push(rongMessage({ target: 'zoe', at: 9100 }))
    await w.settle()
    expect(w.row('1__zoe')?.labels).toEqual(['t1'])
  })

  it('that become known after their rows are put on them', async () => {
    await given()
    const { getTags } = w.sdk.im
    Object.assign(w.sdk.im, { getTags: async () => ({ code: 0, data: [] }) })
    await w.sdk.im.addTag({ tagId: 't1', tagName: 'one' })
    await w.sdk.im.addConversationsToTag('t1', [{ conversationType: 1, targetId: 'ann', channelId: '' }])
    await w.settle()
    await w.engine.commands.refresh()
    expect(w.row('1__ann')?.labels).toEqual([])
    Object.assign(w.sdk.im, { getTags })
    w.sdk.raise('USER_SETTINGS_SYNCED', 0)
    await w.settle()
    expect(w.row('1__ann')?.labels).toEqual(['t1'])
  })

  it('deleted, here or on another device, leave the rows they were on, and do not come back', async () => {
    await given()
    const work = await w.engine.commands.createLabel('Work', ['1__ann', '3__team'])
    const home = await w.engine.commands.createLabel('Home', ['1__ann'])
    const club = await w.engine.commands.createLabel('Club', ['3__team'])
    const labels = (): unknown => [w.row('1__ann')?.labels, w.row('3__team')?.labels]
    expect(labels()).toEqual([[work.id, home.id].sort(), [work.id, club.id].sort()])
    await w.engine.commands.deleteLabel(home.id)
    await w.engine.commands.refresh()
    const { data } = await w.sdk.im.getTagsFromConversation({ conversationType: 1, targetId: 'ann' })
    expect(data?.map(({ tagId }) => tagId)).toContain(home.id)
    expect(labels()).toEqual([[work.id], [work.id, club.id].sort()])
    await w.sdk.im.removeTag(work.id)
    w.sdk.raise('TAG')
    await w.settle()
    expect(w.engine.getState().labels).toMatchObject([{ name: 'Club' }])
    expect(labels()).toEqual([[], [club.id]])
    await w.sdk.push(rongMessage({ target: 'ann', at: 9000 }))
    await w.engine.commands.fetch(['1__ann', '3__team'])
    expect(labels()).toEqual([[], [club.id]])
    expect(w.notes()).toEqual([])
  })

  it('that RongCloud refuses to tell of one conversation stay as they are shown, and are noted once', async () => {
    await given()
    const { id } = await w.engine.commands.createLabel('Work', ['1__ann', '3__team'])
    const { getTagsFromConversation } = w.sdk.im
    w.sdk.im.getTagsFromConversation = (target) =>
      target.targetId === 'team'
        ? getTagsFromConversation(target)
        : getTagsFromConversation({ ...target, targetId: '' })
    await w.engine.commands.refresh()
    expect(w.line()).toBe('1__ann 3__team 6__notices')
    expect([w.row('1__ann')?.labels, w.row('3__team')?.labels]).toEqual([[id], [id]])
    expect(w.notes()).toEqual(['vendor/failed getTagsFromConversation'])
    await w.sdk.push(rongMessage({ target: 'zoe', at: 9000 }), rongMessage({ target: 'eve', at: 9100 }))
    await w.settle()
    expect(w.line()).toBe('1__eve(1) 1__zoe(1) 1__ann 3__team 6__notices')
  })

  it('that cannot be read are noted, and the list comes all the same', async () => {
    await given()
    const before = w.engine.view().size
    w.sdk.kick(30007)
    w.sdk.raise('USER_SETTINGS_SYNCED', 0)
    await w.settle()
    expect(w.notes()).toEqual(['vendor/failed getTags'])
    expect(w.engine.view().size).toBe(before)
  })
})

describe('what the SDK says without a message', () => {
  it('a message that is not to be previewed counts all the same', async () => {
    await given()
    await w.sdk.push(rongMessage({ target: 'ann', at: 9000, text: 'silent' }, { disableUpdateLastMessage: true }))
    await w.settle()
    expect(w.row('1__ann')).toMatchObject({ unreadCount: 1, lastMessage: { text: 'hi' } })
  })

  it('counts that the server filled in silently are read again', async () => {
    await given()
    let asked = 0
    w.sdk.answers.qryRelationR = () => void asked++
    w.sdk.raise('SYNC_SERVER_SAVE_UNREAD_COMPLETED')
    await w.settle()
    expect(asked).toBe(1)
  })
})
