import { toConversationId, type EngineOptions } from '@convolist/core'
import { rongMessage, rongRecall, rongRow, type RongPushedMessage } from '@convolist/testing/rongcloud'
import { afterEach, describe, expect, it } from 'vitest'
import { world, type World, type WorldOptions } from './support/world.js'

let w: World
afterEach(() => w.close())

const OLD = toConversationId('1__old')
const ROWS = [rongRow({ target: 'ann', at: 3000 }), rongRow({ type: 3, target: 'team', from: 'bob', at: 2000 })]

/** An engine that was given back a row ("newest", at 6000) which the server no longer lists. */
async function restored(options: WorldOptions = {}, from = 'old'): Promise<void> {
  w = await world({ rows: [...ROWS, rongRow({ target: 'old', at: 1000 })] })
  await push(rongMessage({ target: 'old', from, at: 6000, uid: 'x', text: 'newest' }))
  const initialState = w.engine.serialize()
  await w.close()
  const engine: EngineOptions = { initialState, ...options.engine }
  w = await world({ rows: ROWS, ...options, engine })
}

async function push(...messages: readonly RongPushedMessage[]): Promise<void> {
  await w.sdk.push(...messages)
  await w.settle()
}

const preview = (): string | undefined => w.row(OLD)?.lastMessage?.text

const edited = (uid: string, text: string): object => ({
  conversationType: 1,
  targetId: 'old',
  channelId: '',
  senderUserId: 'old',
  messageType: 'RC:TxtMsg',
  content: { content: text },
  messageUId: uid,
  sentTime: 6000,
  messageDirection: 2,
  sentStatus: 30,
})

it('a row of a former session keeps its labels while the tags cannot be read', async () => {
  w = await world({ rows: ROWS })
  await w.engine.commands.createLabel('vip', ['1__ann'])
  await w.settle()
  const initialState = w.engine.serialize()
  const labels = w.row('1__ann')!.labels
  await w.close()
  const prepare: WorldOptions['prepare'] = ({ im }) => {
    im.getTags = () => Promise.reject(new Error('not now'))
  }
  w = await world({ rows: ROWS, engine: { initialState }, prepare })
  expect([labels.length, w.row('1__ann')?.labels]).toEqual([1, labels])
  expect(w.notes()).toContain('vendor/failed getTags')
})

describe('a row of a former session that the server no longer lists', () => {
  it('keeps its preview and its place when an older message comes', async () => {
    await restored()
    await push(rongMessage({ target: 'old', at: 4500, text: 'older' }))
    expect(w.row(OLD)).toMatchObject({ lastMessage: { text: 'newest' }, activeAt: 6000 })
    await push(rongMessage({ target: 'old', at: 7000, text: 'newer' }))
    expect(w.row(OLD)).toMatchObject({ lastMessage: { text: 'newer' }, activeAt: 7000 })
    expect(w.notes()).toEqual([])
  })

  it('is read on my other devices too, up to its last message', async () => {
    await restored()
    const before = w.sdk.sent.length
    await w.engine.commands.markRead(OLD)
    await w.settle()
    expect(w.row(OLD)).toMatchObject({ selfReadAt: 6000, unreadCount: 0 })
    expect(w.sdk.sent.slice(before).map(({ topic }) => topic)).toContain('send')
  })

  it('is asked a profile for, when the app says so and with its first message', async () => {
    const asked: string[] = []
    const resolveProfile = (ids: readonly { id: string }[]): { id: string; title: string }[] => {
      asked.push(...ids.map(({ id }) => id))
      return ids.map(({ id }) => ({ id, title: `number ${asked.length}` }))
    }
    await restored({ source: { resolveProfile } })
    expect(asked.splice(0)).toEqual(['1__ann', '3__team'])
    w.source.refreshProfiles([OLD, '1__nobody'])
    await w.settle()
    expect(asked.splice(0)).toEqual([OLD])
    expect(w.row(OLD)?.title).toBe('number 1')
    await w.close()
    await restored({ source: { resolveProfile } })
    asked.length = 0
    await push(rongMessage({ target: 'old', at: 4500 }))
    await push(rongMessage({ target: 'old', at: 4600 }))
    expect(asked).toEqual([OLD])
  })

  it('is read anew with its first message, and once: what was told meanwhile, nobody heard', async () => {
    await restored()
    let reads = 0
    const { getConversation } = w.sdk.im
    w.sdk.im.getConversation = async (target) => {
      reads++
      const answer = await getConversation(target)
      Object.assign(answer.data!, { unreadMessageCount: 7, unreadMentionedCount: 2, isTop: true })
      return answer
    }
    await push(rongMessage({ target: 'old', at: 7000, text: 'newer' }))
    expect(w.row(OLD)).toMatchObject({ unreadCount: 7, stickTop: true, lastMessage: { text: 'newer' } })
    await push(rongMessage({ target: 'old', at: 8000 }), rongMessage({ target: 'ann', at: 9000 }))
    expect(reads).toBe(1)
  })

  it('shows an edit of its last message, and of no other', async () => {
    await restored()
    w.sdk.raise('MESSAGE_MODIFIED', [edited('y', 'another')])
    await w.settle()
    expect(preview()).toBe('newest')
    w.sdk.raise('MESSAGE_MODIFIED', [edited('x', 'edited')])
    await w.settle()
    expect(preview()).toBe('edited')
  })

  it('has no preview once its last message is taken back for good', async () => {
    await restored()
    const order = rongRecall({ target: 'old', at: 9000 }, { uid: 'x', at: 6000 })
    await push({ ...order, content: { ...order.content, isDelete: true } })
    expect(w.row(OLD)).toMatchObject({ lastMessage: undefined, activeAt: 6000 })
  })

  it('shows that my message was read', async () => {
    await restored({}, 'me')
    const receipt = { identifier: { conversationType: 1, targetId: 'old' }, messageUId: 'x', readCount: 1 }
    w.sdk.raise('MESSAGE_RECEIPT_RESPONSE_V5', [receipt])
    await w.settle()
    expect(w.row(OLD)?.peerReadAt).toBe(6000)
  })

  it('is there when it is read again by itself', async () => {
    await restored()
    expect(await w.source.fetch?.([OLD])).toMatchObject([{ id: OLD, lastMessage: { text: 'newest' }, activeAt: 6000 }])
  })

  it('waits with an older message for the page it may be on', async () => {
    const rows = [9000, 8000, 7500].map((at) => rongRow({ target: `at${at}`, at }))
    const listed = rongRow({ target: 'old', at: 7000, text: 'listed' })
    await restored({ rows: [...rows, listed], source: { pageSize: 2 }, engine: { sync: 'page' } })
    await push(rongMessage({ target: 'old', at: 6500, text: 'late' }))
    expect(preview()).toBe('newest')
    while (w.engine.view().hasMore) await w.engine.view().loadMore()
    await w.settle()
    expect(preview()).toBe('listed')
  })

  it('is nobody else’s', async () => {
    await restored({ login: false })
    await w.sdk.connectAs('you')
    await w.settle()
    expect(w.row(OLD)).toBeUndefined()
    await push(rongMessage({ target: 'old', at: 4500, text: 'yours' }))
    expect(preview()).toBe('yours')
  })
})
