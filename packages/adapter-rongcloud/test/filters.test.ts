import { rongMessage, rongRow, rongSettings } from '@convolist/testing/rongcloud'
import type { ListFilter } from '@convolist/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
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

  it('of a label; of several, or of none, the page is wider', async () => {
    await given()
    const { id } = await w.engine.commands.createLabel('work', ['3__team'])
    w.sdk.rows = w.sdk.rows.filter(({ type }) => type === 3)
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined) // of 5.32's newer way, for single pages
    expect(await ids({ labels: [id] })).toEqual(['3__team'])
    expect(warned).toHaveBeenCalledOnce()
    w.sdk.rows = [...ROWS]
    expect(await ids({ labels: [id, 'other'] })).toHaveLength(3)
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
