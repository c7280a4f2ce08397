import { createNimSource } from '@convolist/adapter-netease-nim'
import { ConvolistError, toConversationId, type Source, type UnreadQuery } from '@convolist/core'
import {
  conversationPush,
  createRecorder,
  groupPush,
  mutePush,
  muteSync,
  type Recorder,
  wireConversation,
  wireGroup,
} from '@convolist/testing'
import { describe, expect, it } from 'vitest'
import { endOfLogin, idOf, startStable, type Nim } from './support/sdk.js'

const bob = toConversationId(idOf('bob'))
const team = toConversationId(idOf('7', 'team'))

async function ready(): Promise<{ h: Nim; r: Recorder; source: Source }> {
  const h = startStable()
  const r = createRecorder()
  const source = createNimSource(h.nim, { service: 'cloud' })
  source.connect(r.sink)
  h.mainSync = [muteSync(['ann'])]
  h.nextSync = {
    full: true,
    rows: [
      wireConversation({ id: bob, version: 1, unread: 1, groupIds: ['g1'] }),
      wireConversation({ id: idOf('ann'), version: 1, unread: 2 }),
      wireConversation({ id: team, version: 1, unread: 4 }),
    ],
  }
  await h.loginAs('me')
  await source.list({ cursor: undefined, limit: 100 }) // mutes are computed when a row is read
  await h.settle()
  r.clear()
  return { h, r, source }
}

const reported = (r: Recorder, scope: string): number[] =>
  r.of('unreadReported').flatMap((event) => (event.scope === scope ? [event.unread] : []))

describe('NIM’s own number', () => {
  it.each<[string, UnreadQuery, number]>([
    ['everything, muted included', { type: 'all' }, 7],
    ['some ids, each once', { type: 'ids', ids: [bob, bob, team] }, 5],
    ['no ids', { type: 'ids', ids: [] }, 0],
    ['without muted', { type: 'filter', ignoreMuted: true }, 5],
    ['kinds', { type: 'filter', kinds: ['direct'] }, 3],
    ['kinds without muted', { type: 'filter', kinds: ['direct'], ignoreMuted: true }, 1],
    ['a label', { type: 'filter', labelId: 'g1' }, 1],
    ['no kinds', { type: 'filter', kinds: [] }, 0],
    ['kinds that NIM does not have', { type: 'filter', kinds: ['system'], ignoreMuted: true }, 0],
    ['a filter that leaves nothing out, which NIM refuses', { type: 'filter' }, 7],
  ])('of %s', async (_name, query, expected) => {
    const { source } = await ready()
    expect(await source.readUnread?.(query)).toBe(expected)
  })

  it.each(['7', Number.NaN, -1, Infinity, null, undefined])('%s is no number of messages', async (answer) => {
    const { h, r, source } = await ready()
    const { V2NIMConversationService: service } = h.nim
    Object.assign(service, {
      getTotalUnreadCount: () => answer,
      getUnreadCountByIds: () => Promise.resolve(answer),
      getUnreadCountByFilter: () => Promise.resolve(answer),
    })
    const queries: UnreadQuery[] = [{ type: 'all' }, { type: 'ids', ids: [bob] }, { type: 'filter', ignoreMuted: true }]
    for (const query of queries) {
      const error: unknown = await source.readUnread?.(query).catch((cause: unknown) => cause)
      expect(error).toBeInstanceOf(ConvolistError)
      expect(error).toMatchObject({ code: 'command/rejected', message: expect.stringContaining('unread') as string })
    }
    source.watchUnread?.({ type: 'ids', ids: [bob] }, 'bob')
    await h.settle()
    expect(reported(r, 'bob')).toEqual([])
    expect(r.notes).toMatchObject([{ code: 'vendor/failed', path: 'watchUnread', vendor: 'netease-nim' }])
  })

  it('is told at login and when it changes, after the row that explains it', async () => {
    const { h, r } = await ready()
    h.feed(conversationPush([wireConversation({ id: bob, version: 2, unread: 3 })]))
    await h.settle()
    expect(r.events.map((event) => event.type)).toEqual(['conversationsUpserted', 'unreadReported'])
    expect(reported(r, 'unread')).toEqual([9])
  })

  it('is not told any more once the account has gone in the same task', async () => {
    const { h, r } = await ready()
    h.feed(conversationPush([wireConversation({ id: bob, version: 2, unread: 3 })]))
    h.kick()
    await h.settle()
    expect(r.of('accountClosed')).toHaveLength(1)
    expect(reported(r, 'unread')).toEqual([])
  })
})

describe('a label on the local service, which has none', () => {
  const queries: UnreadQuery[] = [
    { type: 'filter', labelId: 'g1' },
    { type: 'filter', labelId: 'g1', kinds: ['direct'] },
  ]
  it.each(queries)('is refused by name, read and watched: %j', async (query) => {
    const h = startStable()
    const r = createRecorder()
    const source = createNimSource(h.nim, { service: 'local' })
    source.connect(r.sink)
    await h.loginAs('me')
    await expect(source.readUnread?.(query)).rejects.toMatchObject({ code: 'command/unsupported' })
    expect(() => source.watchUnread?.(query, 'family')).toThrow('only the cloud has groups')
    expect(r.notes).toEqual([])
  })
})

describe('marks and mentions, which NIM cannot count by', () => {
  it.each<[UnreadQuery, string]>([
    [{ type: 'filter', marks: ['starred'] }, 'unread of a mark'],
    [{ type: 'filter', mentioned: true, kinds: ['group'] }, 'unread of rows that mention me'],
  ])('are refused by name, read and watched: %j', async (query, says) => {
    const { source } = await ready()
    await expect(source.readUnread?.(query)).rejects.toMatchObject({ code: 'command/unsupported' })
    expect(() => source.watchUnread?.(query, 'mine')).toThrow(says)
  })
})

describe('a number that is watched', () => {
  it('of kinds that NIM does not have is 0', async () => {
    const { r, source } = await ready()
    source.watchUnread?.({ type: 'filter', kinds: ['system'] }, 'mine')
    await source.readUnread?.({ type: 'all' })
    expect(reported(r, 'mine')).toEqual([0])
    expect(r.notes).toEqual([])
  })

  it('is told at once and with each change, until it is no longer watched', async () => {
    const { h, r, source } = await ready()
    const stop = source.watchUnread?.({ type: 'filter', kinds: ['direct'], ignoreMuted: true }, 'mine')
    await h.settle()
    h.feed(conversationPush([wireConversation({ id: bob, version: 2, unread: 5 })]))
    h.feed(conversationPush([wireConversation({ id: team, version: 2, unread: 0 })]))
    await h.settle()
    expect(reported(r, 'mine')).toEqual([1, 5])
    stop?.()
    h.feed(conversationPush([wireConversation({ id: bob, version: 3, unread: 6 })]))
    await h.settle()
    expect(reported(r, 'mine')).toEqual([1, 5])
    expect(r.notes).toEqual([])
  })

  it('by a filter is read again with each mute and each change of a label, which NIM reports no number for', async () => {
    const { h, r, source } = await ready()
    const theirs: number[] = []
    h.nim.V2NIMConversationService.on('onUnreadCountChangedByFilter', (_, unread) => theirs.push(unread))
    source.watchUnread?.({ type: 'filter', ignoreMuted: true }, 'loud')
    source.watchUnread?.({ type: 'filter', labelId: 'g1' }, 'label')
    await h.settle()
    h.feed(mutePush('bob', true))
    await h.settle()
    expect([reported(r, 'loud').at(-1), reported(r, 'label').at(-1)]).toEqual([4, 1])
    h.feed(groupPush('add', wireGroup({ id: 'g1', name: 'VIP' }), { version: 5, conversationIds: [team] }))
    h.feed(conversationPush([wireConversation({ id: team, version: 5, unread: 4, groupIds: ['g1'] })]))
    await h.settle()
    expect(reported(r, 'label').at(-1)).toBe(5)
    h.feed(conversationPush([wireConversation({ id: bob, version: 6, unread: 1, groupIds: [] })]))
    await h.settle()
    expect(reported(r, 'label').at(-1)).toBe(4)
    expect(theirs).toEqual([5, 1])
    expect(r.notes).toEqual([])
  })

  it('by ids, which NIM cannot watch, is read again with each change', async () => {
    const { h, r, source } = await ready()
    source.watchUnread?.({ type: 'ids', ids: [bob] }, 'bob')
    await h.settle()
    h.feed(conversationPush([wireConversation({ id: bob, version: 2, unread: 5 })]))
    await h.settle()
    expect(reported(r, 'bob')).toEqual([1, 5])
  })

  it('of everything is told under its own scope too', async () => {
    const { h, r, source } = await ready()
    source.watchUnread?.({ type: 'filter' }, 'sum')
    await h.settle()
    h.feed(conversationPush([wireConversation({ id: bob, version: 2, unread: 5 })]))
    await h.settle()
    expect(reported(r, 'sum')).toEqual([7, 11])
    expect(reported(r, 'unread')).toEqual([11])
  })

  it('twice with one filter is one subscription, which ends with the second', async () => {
    const { h, r, source } = await ready()
    const stopFirst = source.watchUnread?.({ type: 'filter', ignoreMuted: true }, 'a')
    const stopSecond = source.watchUnread?.({ type: 'filter', ignoreMuted: true }, 'b')
    await h.settle()
    stopFirst?.()
    h.feed(conversationPush([wireConversation({ id: bob, version: 2, unread: 5 })]))
    await h.settle()
    expect([reported(r, 'a'), reported(r, 'b')]).toEqual([[5], [5, 9]])
    stopSecond?.()
    await h.settle()
    expect(() => h.nim.V2NIMConversationService.subscribeUnreadCountByFilter({ ignoreMuted: true })).not.toThrow()
    expect(r.notes).toEqual([])
  })

  it('that the app subscribed itself stays the app’s', async () => {
    const { h, r, source } = await ready()
    h.nim.V2NIMConversationService.subscribeUnreadCountByFilter({ ignoreMuted: true })
    source.watchUnread?.({ type: 'filter', ignoreMuted: true }, 'mine')?.()
    await h.settle()
    expect(() => h.nim.V2NIMConversationService.subscribeUnreadCountByFilter({ ignoreMuted: true })).toThrow(
      expect.objectContaining({ code: 191007 }),
    )
    expect(r.notes).toEqual([])
  })

  it('is watched again after another login, which made NIM forget', async () => {
    const { h, r, source } = await ready()
    const stop = source.watchUnread?.({ type: 'filter', ignoreMuted: true }, 'mine')
    await h.settle()
    await h.logout()
    h.nextSync = { full: true, rows: [] }
    await h.loginAs('you')
    r.clear()
    h.feed(conversationPush([wireConversation({ id: 'you|1|bob', version: 1, unread: 8 })]))
    await h.settle()
    expect(reported(r, 'mine')).toEqual([8])
    await h.logout()
    stop?.()
    await h.settle()
    expect(r.notes).toEqual([])
  })

  it('is ours still after a login that ran out, for which NIM kept it', async () => {
    const { h, source } = await ready()
    const stop = source.watchUnread?.({ type: 'filter', ignoreMuted: true }, 'badge')
    endOfLogin(h)
    await h.loginAs('me')
    stop?.()
    expect(() => h.nim.V2NIMConversationService.subscribeUnreadCountByFilter({ ignoreMuted: true })).not.toThrow()
  })

  it('ends with the connection and starts again with the next', async () => {
    const { h, r, source } = await ready()
    source.watchUnread?.({ type: 'filter', ignoreMuted: true }, 'mine')
    await h.settle()
    const { sink } = r
    source.connect(sink)()
    expect(() => h.nim.V2NIMConversationService.unsubscribeUnreadCountByFilter({ ignoreMuted: true })).toThrow(
      expect.objectContaining({ code: 191006 }),
    )
    source.connect(sink)
    await h.settle()
    h.feed(conversationPush([wireConversation({ id: bob, version: 2, unread: 5 })]))
    await h.settle()
    expect(reported(r, 'mine').at(-1)).toBe(9)
    expect(r.notes).toEqual([])
  })

  it('before anybody is logged in waits for the login', async () => {
    const h = startStable()
    const r = createRecorder()
    const source = createNimSource(h.nim, { service: 'local' })
    source.watchUnread?.({ type: 'filter', kinds: ['direct'] }, 'mine')
    source.connect(r.sink)
    await h.loginAs('me')
    expect(reported(r, 'mine')).toEqual([0])
    expect(r.notes).toEqual([])
  })
})
