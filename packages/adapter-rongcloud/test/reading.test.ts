import { createRongCloudSource } from '@convolist/adapter-rongcloud'
import {
  rongGroupReceipt,
  rongMessage,
  rongReadElsewhere,
  rongReceipt,
  rongRecall,
  rongRow,
  rongSettings,
  type RongPushedMessage,
} from '@convolist/testing/rongcloud'
import { afterEach, describe, expect, it } from 'vitest'
import { world, type World, type WorldOptions } from './support/world.js'

let w: World
const given = async (options: WorldOptions = {}): Promise<World> => (w = await world({ rows: ROWS, ...options }))
afterEach(() => w.close())

/** In both, the newest message is mine. */
const ROWS = [
  rongRow({ target: 'ann', from: 'me', own: true, at: 3000, uid: 'mine' }),
  rongRow({ type: 3, target: 'team', from: 'me', own: true, at: 2000, uid: 'ours' }),
]
const push = async (...messages: RongPushedMessage[]): Promise<void> => {
  await w.sdk.push(...messages)
  await w.settle()
}

describe('receipts of private chats', () => {
  it('of the peer move the watermark, never back', async () => {
    await given()
    await push(rongReceipt({ target: 'ann', at: 4000 }, { uid: 'mine', at: 3000 }))
    expect(w.row('1__ann')).toMatchObject({ peerReadAt: 3000, selfReadAt: undefined })
    await push(rongReceipt({ target: 'ann', at: 4100 }, { uid: 'older', at: 2500 }))
    expect(w.row('1__ann')?.peerReadAt).toBe(3000)
  })

  it('of my own other device are my reading', async () => {
    await given()
    await push(rongMessage({ target: 'ann', at: 5000 }))
    expect(w.row('1__ann')?.unreadCount).toBe(1)
    await push(rongReceipt({ target: 'ann', from: 'me', own: true, at: 5100 }, { uid: 'ann-5000', at: 5000 }))
    expect(w.row('1__ann')).toMatchObject({ unreadCount: 0, selfReadAt: 5000, peerReadAt: undefined })
  })

  it('of version 5 are told by message: of my newest we know the time', async () => {
    await given({ navi: { grpRRVer: 4 } })
    const receipt = (messageUId: string, readCount: number): object => ({
      identifier: { conversationType: 1, targetId: 'ann', channelId: '' },
      messageUId,
      users: [],
      readCount,
      unreadCount: 1 - readCount,
      totalCount: 1,
    })
    w.sdk.pushReceiptsV5([receipt('mine', 0), receipt('unknown', 1)])
    await w.settle()
    expect(w.row('1__ann')?.peerReadAt).toBeUndefined()
    w.sdk.pushReceiptsV5([receipt('mine', 1)])
    await w.settle()
    expect(w.row('1__ann')?.peerReadAt).toBe(3000)
  })
})

describe('receipts of groups', () => {
  it('of version 2 come reader by reader; how many of how many is asked for', async () => {
    await given({ navi: { grpRRVer: 1 } })
    w.sdk.answers.rrList = () => ({ data: { totalMemberNum: 5, list: [{ userId: 'bob' }, { userId: 'eve' }] } })
    await push(rongGroupReceipt({ group: 'team', reader: 'bob', account: 'me', at: 4000 }, ['older']))
    expect(w.row('3__team')?.groupReceipt).toBeUndefined()
    await push(rongGroupReceipt({ group: 'team', reader: 'bob', account: 'me', at: 4100 }, ['ours']))
    expect(w.row('3__team')?.groupReceipt).toEqual({ messageId: 'ours', read: 2, unread: 3 })
    w.sdk.answers.rrList = () => ({ code: 30003 })
    await push(rongGroupReceipt({ group: 'team', reader: 'eve', account: 'me', at: 4200 }, ['ours']))
    expect(w.notes()).toEqual(['vendor/failed getMessageReader'])
  })

  it('of version 5 carry the counts', async () => {
    await given({ navi: { grpRRVer: 4 } })
    const identifier = { conversationType: 3, targetId: 'team', channelId: '' }
    const receipt = { identifier, messageUId: 'ours', users: [], totalCount: 5 }
    w.sdk.pushReceiptsV5([{ ...receipt, readCount: 2, unreadCount: 3 }])
    w.sdk.pushReceiptsV5([{ ...receipt, readCount: 1, unreadCount: 4 }])
    await w.settle()
    expect(w.row('3__team')?.groupReceipt).toEqual({ messageId: 'ours', read: 2, unread: 3 })
  })
})

describe('my reading on another device', () => {
  it('zeroes the count, all or nothing, and moves my watermark', async () => {
    await given()
    await push(rongMessage({ target: 'ann', at: 5000 }), rongMessage({ target: 'ann', at: 5100 }))
    await push(rongReadElsewhere({ target: 'ann', account: 'me', at: 5200 }, 5000))
    expect(w.row('1__ann')).toMatchObject({ unreadCount: 0, selfReadAt: 5000 })
  })

  it('before the newest message says nothing to the SDK, and so to us', async () => {
    await given()
    await push(rongMessage({ target: 'ann', at: 5000 }))
    await push(rongReadElsewhere({ target: 'ann', account: 'me', at: 4900 }, 4800))
    expect(w.row('1__ann')?.unreadCount).toBe(1)
  })

  it('is told by SYNC_READ_STATUS in the newer version', async () => {
    await given()
    w.sdk.raise('SYNC_READ_STATUS', { conversationType: 1, targetId: 'ann', channelId: '', timestamp: 5000 })
    await w.settle()
    expect(w.row('1__ann')?.selfReadAt).toBe(5000)
  })
})

describe('an edited message', () => {
  it('changes the preview it is, and no other', async () => {
    await given()
    const edited = (messageUId: string): object => ({
      conversationType: 1,
      targetId: 'ann',
      messageUId,
      messageType: 'RC:TxtMsg',
      content: { content: 'edited' },
      senderUserId: 'me',
      sentTime: 3000,
    })
    w.sdk.raise('MESSAGE_MODIFIED', [edited('another')])
    await w.settle()
    expect(w.row('1__ann')?.lastMessage?.text).toBe('hi')
    w.sdk.raise('MESSAGE_MODIFIED', [edited('mine')])
    await w.settle()
    expect(w.row('1__ann')).toMatchObject({ activeAt: 3000, lastMessage: { text: 'edited' } })
  })
})

describe('before the list is there', () => {
  let answer: (page: undefined) => void
  const early = (navi: WorldOptions['navi'] = {}): Promise<World> =>
    given({
      navi,
      prepare: (sdk) => void (sdk.answers.qryRelationR = () => new Promise((resolve) => (answer = resolve))),
    })
  const listed = async (): Promise<void> => {
    await w.settle()
    expect(w.engine.view().size).toBe(0)
    answer(undefined)
    await w.settle()
  }
  const target = { conversationType: 1, targetId: 'ann', channelId: '' }

  it.each([
    ['2', 1],
    ['5', 4],
  ])('the readers of a group, in version %s, are kept for its row', async (_version, grpRRVer) => {
    await early({ grpRRVer })
    let asked = 0
    w.sdk.answers.rrList = () => {
      asked++
      return { data: { totalMemberNum: 5, list: [{ userId: 'bob' }, { userId: 'eve' }] } }
    }
    if (grpRRVer === 4) {
      const identifier = { conversationType: 3, targetId: 'team', channelId: '' }
      w.sdk.pushReceiptsV5([{ identifier, messageUId: 'ours', users: [], readCount: 2, unreadCount: 3, totalCount: 5 }])
    } else {
      for (const reader of ['bob', 'eve'])
        await push(rongGroupReceipt({ group: 'team', reader, account: 'me', at: 4000 }, ['older', 'ours']))
    }
    await listed()
    expect(w.row('3__team')?.groupReceipt).toEqual({ messageId: 'ours', read: 2, unread: 3 })
    expect(asked).toBe(grpRRVer === 4 ? 0 : 1) // for both readers
  })

  it('a receipt of version 5 is kept for the row of its private chat', async () => {
    await early({ grpRRVer: 4 })
    w.sdk.pushReceiptsV5([
      { identifier: target, messageUId: 'mine', users: [], readCount: 1, unreadCount: 0, totalCount: 1 },
    ])
    await listed()
    expect(w.row('1__ann')?.peerReadAt).toBe(3000)
  })

  it('an edit is kept for the page that was asked for before it, the last of them', async () => {
    await early()
    for (const content of ['once', 'twice'])
      w.sdk.raise('MESSAGE_MODIFIED', [
        { ...target, messageUId: 'mine', messageType: 'RC:TxtMsg', content: { content }, sentTime: 3000 },
      ])
    await listed()
    expect(w.row('1__ann')).toMatchObject({ activeAt: 3000, lastMessage: { text: 'twice' } })
  })

  it('a message that is taken back for good is gone from the page that was asked for before', async () => {
    await early()
    const order = rongRecall({ target: 'ann', from: 'me', own: true, at: 4000 }, { uid: 'mine', at: 3000 })
    const { rows } = w.sdk
    await push({ ...order, content: { ...order.content, isDelete: true } })
    w.sdk.rows = rows
    await listed()
    expect(w.row('1__ann')).toMatchObject({ lastMessage: undefined, activeAt: 3000 })
  })

  it('what is told of a row on a page to come is kept for that', async () => {
    let pages = 0
    const hold = (): Promise<undefined> | undefined =>
      ++pages === 2 ? new Promise((resolve) => (answer = resolve)) : undefined
    await given({
      navi: { grpRRVer: 1 },
      source: { pageSize: 1 },
      prepare: (sdk) => {
        sdk.answers.qryRelationR = hold
        sdk.answers.rrList = () => ({ data: { totalMemberNum: 5, list: [{ userId: 'bob' }] } })
      },
    })
    expect(w.line()).toBe('1__ann')
    await push(rongGroupReceipt({ group: 'team', reader: 'bob', account: 'me', at: 4000 }, ['ours']))
    answer(undefined)
    await w.settle()
    expect(w.row('3__team')?.groupReceipt).toEqual({ messageId: 'ours', read: 1, unread: 4 })
  })
})

describe('totals', () => {
  const many = { rows: [...ROWS, rongRow({ target: 'zoe', at: 100 })] }
  const unread = async (): Promise<void> => {
    await push(
      rongMessage({ target: 'zoe', at: 5000 }),
      rongMessage({ type: 3, target: 'team', from: 'bob', at: 5000 }),
    )
    w.sdk.pushSettings(rongSettings({ target: 'zoe', at: 5100 }, { level: 5 }))
    await w.settle()
  }

  it('are read by any condition RongCloud has', async () => {
    await given(many)
    await unread()
    await w.engine.commands.createLabel('work', ['1__zoe'])
    const [{ id: labelId } = { id: '' }] = w.engine.getState().labels
    const read = (query: Parameters<NonNullable<typeof w.source.readUnread>>[0]): Promise<number> =>
      w.source.readUnread!(query)
    expect(await read({ type: 'all' })).toBe(2)
    expect(await read({ type: 'filter', ignoreMuted: true })).toBe(1)
    expect(await read({ type: 'filter', kinds: ['direct'] })).toBe(1)
    expect(await read({ type: 'filter', kinds: ['other'] })).toBe(0)
    expect(await read({ type: 'filter', labelId })).toBe(1)
    expect(await read({ type: 'filter', labelId, ignoreMuted: true })).toBe(0)
    const both = { type: 'filter', labelId, kinds: ['group'] } as const // RongCloud would leave the kinds out
    await expect(read(both)).rejects.toMatchObject({ code: 'command/unsupported' })
    expect(() => w.source.watchUnread!(both, 'work')).toThrow('a tag has one number')
    for (const [query, says] of [
      [{ type: 'filter', marks: ['starred'] }, 'unread of a mark'],
      [{ type: 'filter', mentioned: true }, 'unread of rows that mention me'],
    ] as const) {
      await expect(read(query)).rejects.toMatchObject({ code: 'command/unsupported' })
      expect(() => w.source.watchUnread!(query, 'work')).toThrow(says)
    }
    const listed = w.engine.view().ids()
    expect(await read({ type: 'ids', ids: listed })).toBe(2)
    expect(await read({ type: 'ids', ids: [...listed, ...listed] })).toBe(2)
    w.sdk.kick(30007)
    await expect(read({ type: 'all' })).rejects.toMatchObject({ code: 'command/rejected', vendorCode: 30002 })
  })

  it.each([-1, NaN, 'many', {}])('are refused where RongCloud answers %j', async (data) => {
    await given(many)
    const im = Object.assign({}, w.sdk.im, { getTotalUnreadCount: async () => ({ code: 0, data }) })
    const source = createRongCloudSource(im)
    const reading = source.readUnread!({ type: 'all' })
    await expect(reading).rejects.toMatchObject({ code: 'command/rejected' })
  })

  it('are reported after a sync, and whenever they change if asked for', async () => {
    await given(many)
    await w.engine.commands.refresh()
    await w.settle()
    expect(w.engine.getState().reported).toEqual({ unread: 0 })
    const stop = w.source.watchUnread!({ type: 'filter', kinds: ['group'] }, 'groups')
    await unread()
    expect(w.engine.getState().reported).toEqual({ groups: 1, unread: 2 })
    stop()
    await push(rongMessage({ type: 3, target: 'team', from: 'bob', at: 6000 }))
    expect(w.engine.getState().reported).toEqual({ groups: 1, unread: 3 })
  })

  it('are reported after our own commands, with one question at a time', async () => {
    await given(many)
    await unread()
    let asked = 0
    let most = 0
    const { getTotalUnreadCount } = w.sdk.im
    const im = Object.assign({}, w.sdk.im, {
      async getTotalUnreadCount(...query: Parameters<typeof getTotalUnreadCount>) {
        most = Math.max(most, ++asked)
        const answer = await getTotalUnreadCount(...query)
        asked--
        return answer
      },
    })
    w.engine.connect(createRongCloudSource(im))
    await w.settle()
    w.engine.watchUnread({ type: 'filter', ignoreMuted: true }, 'audible')
    w.engine.watchUnread({ type: 'filter', kinds: ['direct'] }, 'direct')
    const after = async (command: Promise<unknown>): Promise<object> => {
      await w.settle()
      await command
      await w.settle()
      return w.engine.getState().reported
    }
    const { commands } = w.engine
    expect(await after(commands.mute('1__zoe', false))).toEqual({ unread: 2, audible: 2, direct: 1 })
    expect(await after(commands.markRead('3__team'))).toEqual({ unread: 1, audible: 1, direct: 1 })
    expect(await after(commands.mute('1__zoe', true))).toEqual({ unread: 1, audible: 0, direct: 1 })
    expect(await after(commands.markRead('all'))).toEqual({ unread: 0, audible: 0, direct: 0 })
    expect(most).toBe(1)
  })

  it('of an account that has gone meanwhile are not told to the next one', async () => {
    await given(many)
    let release = (): void => undefined
    const late = new Promise<void>((resolve) => (release = resolve))
    let asked = 0
    const im = Object.assign({}, w.sdk.im, {
      async getTotalUnreadCount() {
        if (++asked > 1) return { code: 0, data: 5 }
        await late
        return { code: 0, data: 77 }
      },
    })
    w.engine.connect(createRongCloudSource(im))
    await w.settle()
    expect(asked).toBe(1)
    await w.sdk.logout()
    await w.sdk.connectAs('you')
    await w.settle()
    release()
    await w.settle()
    expect([w.engine.getState().account, w.engine.getState().reported]).toEqual(['you', { unread: 5 }])
  })
})
