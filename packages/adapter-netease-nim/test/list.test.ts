import { createNimSource } from '@convolist/adapter-netease-nim'
import { toConversationId, type ListFilter, type Source } from '@convolist/core'
import { createRecorder, messagePush, wireConversation, wireMessage, type WireObject } from '@convolist/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idOf, startAlpha, startStable, type Nim } from './support/sdk.js'

async function ready(rows: readonly WireObject[], pageSize?: number): Promise<{ h: Nim; source: Source }> {
  const h = startStable()
  h.nextSync = { full: true, rows }
  const source = createNimSource(h.nim, { service: 'cloud', ...(pageSize && { pageSize }) })
  source.connect(createRecorder().sink)
  await h.loginAs('me')
  return { h, source }
}

/** Walks the list to its end as the engine does, and fails if it does not end. */
async function walk(source: Source, filter?: ListFilter): Promise<{ ids: string[]; pages: number; partial: boolean }> {
  const seen = new Set<string>()
  let cursor: string | undefined
  let pages = 0
  let partial = false
  do {
    const page = await source.list({ cursor, limit: source.capabilities.pageSize, ...(filter && { filter }) })
    page.rows.forEach((row) => seen.add(row.targetId))
    partial ||= page.partial ?? false
    cursor = page.cursor
    if (++pages > 200) throw new Error('does not end')
  } while (cursor !== undefined)
  return { ids: [...seen], pages, partial }
}

const ordered = (orders: readonly number[]): WireObject[] =>
  orders.map((sortOrder, index) => wireConversation({ id: idOf(`u${index}`), version: 1, sortOrder }))

describe('the list', () => {
  it('comes in one call on the Web', async () => {
    const { source } = await ready(ordered(Array.from({ length: 500 }, (_, index) => 1000 + index)))
    expect(await walk(source)).toMatchObject({ pages: 1, partial: false })
  })

  it.each([
    ['equal orders at a page edge', [9, 8, 8, 8, 7], 2],
    ['more equal orders than a page', [9, 8, 8, 8, 8, 8, 8, 8, 7, 6], 3],
    ['only equal orders', [5, 5, 5, 5, 5, 5, 5], 2],
    ['order 0 at a page end', [3, 2, 0, 0, 0, 0], 3],
    ['only order 0', [0, 0, 0, 0, 0], 2],
    ['pinned rows above the others', [1e15 + 3, 1e15 + 3, 5, 4, 3], 2],
    ['an exact end', [4, 3, 2, 1], 2],
  ])('in pages ends, with every row: %s', async (_name, orders, pageSize) => {
    const { source } = await ready(ordered(orders), pageSize)
    expect((await walk(source)).ids.sort()).toEqual(orders.map((_, index) => `u${index}`).sort())
  })

  it('in pages ends, with every row, for any orders and page size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(4), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (orders, pageSize) => {
          const { source } = await ready(ordered(orders), pageSize)
          expect((await walk(source)).ids.sort()).toEqual(orders.map((_, index) => `u${index}`).sort())
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is filtered by the SDK', async () => {
    const { source } = await ready([
      wireConversation({ id: idOf('read'), version: 1 }),
      wireConversation({ id: idOf('unread'), version: 1, unread: 1, groupIds: ['g1'] }),
      wireConversation({ id: idOf('7', 'team'), version: 1, unread: 1 }),
    ])
    const targets = async (filter: ListFilter): Promise<string[]> => (await walk(source, filter)).ids.sort()
    expect(await targets({ unread: true })).toEqual(['7', 'unread'])
    expect(await targets({ unread: true, kinds: ['direct'] })).toEqual(['unread'])
    expect(await targets({ labels: ['g1'] })).toEqual(['unread'])
    expect(await targets({ labels: [] })).toEqual(['7', 'read'])
    expect(await targets({ kinds: ['system'] })).toEqual([])
  })

  it('is partial while the SDK’s sync runs, and after it failed', async () => {
    const { h, source } = await ready(ordered([3, 2, 1]))
    await h.sync({ code: 503 })
    expect(await walk(source)).toMatchObject({ ids: ['u0', 'u1', 'u2'], partial: true })
    let during: Promise<{ partial: boolean }> | undefined
    h.nim.V2NIMConversationService.on('onSyncStarted', () => void (during = walk(source)))
    await h.sync({})
    expect((await during)?.partial).toBe(true)
    expect((await walk(source)).partial).toBe(false)
  })

  it('of the local service is partial once its cap of 10,000 is reached', async () => {
    const h = startStable()
    const source = createNimSource(h.nim, { service: 'local' })
    const inPages = createNimSource(h.nim, { service: 'local', pageSize: 900 })
    source.connect(createRecorder().sink)
    await h.loginAs('me')
    for (let index = 0; index < 9_999; index++)
      await h.nim.V2NIMLocalConversationService.createConversation(idOf(`u${index}`))
    inPages.connect(createRecorder().sink)
    expect(await walk(source)).toMatchObject({ pages: 1, partial: false })
    expect((await walk(inPages)).partial).toBe(false)
    h.feed(messagePush(wireMessage({ from: 'one-more', to: 'me', time: 5 })))
    expect(await walk(source)).toMatchObject({ partial: true })
    expect(await walk(inPages)).toMatchObject({ partial: true })
  })

  it('says why it cannot be read', async () => {
    const h = startStable()
    const source = createNimSource(h.nim, { service: 'cloud' })
    const first = source.list({ cursor: undefined, limit: 10 })
    await expect(first).rejects.toMatchObject({ code: 'sync/failed', retryable: true })
    await expect(first).rejects.toThrow('nobody is logged in')
  })

  it('says that the cloud service is off where only a call can tell', async () => {
    const h = startAlpha({ init: { enableV2CloudConversation: false } })
    // An SDK that does not tell its version, such as node-nim.
    const nim = Object.create(h.nim, { constructor: { value: Object } }) as typeof h.nim
    const source = createNimSource(nim, { service: 'cloud' })
    source.connect(createRecorder().sink)
    await h.loginAs('me')
    const refused = source.list({ cursor: undefined, limit: 10 })
    await expect(refused).rejects.toMatchObject({ code: 'sync/failed', vendorCode: 191001, retryable: false })
    await expect(refused).rejects.toThrow('enableV2CloudConversation')
  })

  it('of another account is refused, not mixed', async () => {
    const { h, source } = await ready(ordered([1]))
    const asked = source.list({ cursor: undefined, limit: 10 })
    h.kick()
    await expect(asked).rejects.toMatchObject({ code: 'sync/failed' })
  })
})

describe('single rows', () => {
  it('are read by id; unknown ones are left out', async () => {
    const { source } = await ready(ordered([2, 1]))
    const rows = await source.fetch?.([toConversationId(idOf('u1')), toConversationId(idOf('nobody'))])
    expect(rows?.map((row) => row.targetId)).toEqual(['u1'])
    expect(await source.fetch?.([])).toEqual([])
  })
})

describe('what comes out of the SDK', () => {
  it('is copied: freezing it does not break the SDK', async () => {
    const { h, source } = await ready(ordered([2, 1]))
    const { rows } = await source.list({ cursor: undefined, limit: 10 })
    rows.forEach((row) => {
      Object.freeze(row)
      Object.freeze(row.labels)
    })
    await h.nim.V2NIMSettingService.setP2PMessageMuteMode('u0', 1)
    expect((await source.list({ cursor: undefined, limit: 10 })).rows[0]).toMatchObject({ notify: 'none' })
  })
})
