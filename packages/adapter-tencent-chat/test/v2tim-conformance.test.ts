import { createTencentSource } from '@convolist/adapter-tencent-chat'
import { toConversationId } from '@convolist/core'
import { createRecorder, deepFreeze } from '@convolist/testing'
import { describe, expect, it } from 'vitest'
import { copyOf, message, native, refuse, startV2Tim, type NativeRow } from './support/v2tim.js'
import { LISTENERS, v2world } from './support/v2tim-world.js'

const rows = (): NativeRow[] => [
  native('c2c_bob', { orderkey: 5, isPinned: true }),
  native('c2c_ann', { orderkey: 30, unreadCount: 2, lastMessage: message('m1', 100, 'hi') }),
  native('group_7', { orderkey: 20, unreadCount: 3, recvOpt: 2 }),
]

describe.each(['h5', 'raw', 'printed', 'bare'] as const)('a module that answers in the way called %s', (envelope) => {
  it('gives its whole list after its first sync', async () => {
    const { engine, line } = await v2world({ envelope, rows: rows() })
    expect(line()).toBe('^c2c_bob c2c_ann(2) group_7(3)~')
    expect(engine.getState()).toMatchObject({ account: 'me', connection: 'connected' })
    expect(engine.getState().sync).toMatchObject({ phase: 'synced', complete: true })
    expect(engine.getState().reported.unreadUnmuted).toBe(2)
    expect(engine.diagnostics.recent).toEqual([])
  })

  it('carries out a command, and its refusal rolls back', async () => {
    const { sdk, engine, row } = await v2world({ envelope, rows: rows() })
    await engine.commands.stickTop('c2c_ann', true)
    expect(row('c2c_ann')?.stickTop).toBe(true)
    sdk.answers.pinConversation = () => refuse(7013)
    const done = engine.commands.stickTop('group_7', true)
    expect(row('group_7')?.stickTop).toBe(true)
    await expect(done).rejects.toMatchObject({ code: 'command/rejected', vendorCode: 7013, retryable: false })
    expect(row('group_7')?.stickTop).toBe(false)
  })

  it('reads totals', async () => {
    const { engine } = await v2world({ envelope, rows: rows() })
    expect(await engine.readUnread()).toBe(2)
    expect(await engine.readUnread({ type: 'filter', kinds: ['direct'] })).toBe(2)
  })
})

describe('rows', () => {
  it('are copied with seconds as milliseconds and both spellings of the order', async () => {
    const { row } = await v2world({
      rows: [
        native('c2c_ann', {
          orderKey: 9,
          showName: 'Ann',
          faceUrl: 'https://a',
          draftText: 'half',
          draftTimestamp: 60,
          markList: [8, 1, 2, 2 ** 32],
          customData: '{"a":1}',
          conversationGroupList: ['VIP'],
          c2cReadTimestamp: 70,
          lastMessage: message('m1', 100, 'hi', { isSelf: true, isPeerRead: true, sender: 'me', nameCard: 'Me' }),
        }),
      ],
    })
    expect(row('c2c_ann')).toMatchObject({
      kind: 'direct',
      targetId: 'ann',
      title: 'Ann',
      avatarUrl: 'https://a',
      sortKey: 9,
      activeAt: 100_000,
      draft: { text: 'half', at: 60_000 },
      marks: ['starred', 'hidden', '4294967296'],
      markedUnread: true,
      serverExtension: '{"a":1}',
      labels: ['VIP'],
      selfReadAt: 70_000,
      peerReadAt: 100_000,
      lastMessage: { id: 'm1', sentAt: 100_000, senderId: 'me', senderName: 'Me', type: 'text', text: 'hi' },
    })
  })

  it('are ordered by the vendor’s key, which is no time, also without a last message', async () => {
    const { sdk, line, settle } = await v2world({ rows: rows() })
    sdk.changed(native('group_7', { orderkey: '99', lastMessage: null }))
    await settle()
    expect(line()).toBe('^c2c_bob group_7 c2c_ann(2)')
  })

  it('count unread mentions, but not those I have read past', async () => {
    const groupAtInfoList = [
      { seq: 5, atType: 1 },
      { seq: 6, atType: 2 },
      { seq: 7, atType: 3 },
    ]
    const { sdk, row, settle } = await v2world({ rows: [native('group_7', { groupAtInfoList, unreadCount: 9 })] })
    expect(row('group_7')?.mentions).toEqual({ me: 2, all: 1 })
    const { groupAtInfoList: _, ...rest } = native('group_7', { groupReadSequence: 5, unreadCount: 4 })
    sdk.changed({ ...rest, groupAtInfolist: groupAtInfoList })
    await settle()
    expect(row('group_7')?.mentions).toEqual({ me: 1, all: 1 })
  })

  it('before 7.1, which goes on listing mentions that were read: those of the unread messages are counted', async () => {
    const at = (unreadCount: number, ...seqs: number[]): NativeRow =>
      native('group_7', { unreadCount, groupAtInfoList: seqs.map((seq) => ({ seq, atType: seq === 6 ? 2 : 1 })) })
    const { sdk, row, settle } = await v2world({ rows: [at(2, 4, 6, 5)] })
    const after = async (next: NativeRow): Promise<unknown> => {
      sdk.changed(next)
      await settle()
      return row('group_7')?.mentions
    }
    expect(row('group_7')?.mentions).toEqual({ me: 1, all: 1 }) // 4 is the oldest
    expect(await after(at(0, 4, 5, 6))).toEqual({ me: 0, all: 0 })
    expect(await after(at(1, 4, 5, 6))).toEqual({ me: 0, all: 0 }) // names nobody
    expect(await after(at(2, 4, 5, 6, 8))).toEqual({ me: 1, all: 0 })
    expect(await after(at(0))).toEqual({ me: 0, all: 0 })
    expect(await after(at(3, 4, 5, 6))).toEqual({ me: 0, all: 0 })
  })

  it('of which a binding leaves fields out keep what it does not say', async () => {
    const { sdk, row, settle } = await v2world({ rows: [native('c2c_ann', { markList: [1], customData: 'x' })] })
    sdk.fire('conversationListener', 'onConversationChanged', [{ conversationID: 'c2c_ann', unreadCount: 4 }])
    await settle()
    expect(row('c2c_ann')).toMatchObject({ unreadCount: 4, marks: ['starred'], serverExtension: 'x', title: 'ANN' })
  })

  it('show no words of a revoked message, whichever way the SDK says so', async () => {
    const secret = (msgID: string): object => message(msgID, 100, 'the secret')
    const { sdk, engine, row, settle } = await v2world({
      rows: [native('c2c_ann', { lastMessage: secret('m1') }), native('c2c_bob', { lastMessage: secret('m2') })],
    })
    sdk.fire('advancedMsgListener', 'onRecvMessageRevoked', 'm1') // the bare id, without a conversation
    sdk.changed(native('c2c_bob', { lastMessage: message('m2', 100, 'the secret', { status: 6 }) }))
    await settle()
    expect([row('c2c_ann'), row('c2c_bob')].map((each) => each?.lastMessage?.revoked)).toEqual([true, true])
    expect(JSON.stringify(engine.serialize())).not.toContain('the secret')
  })
})

describe('events', () => {
  it('a conversation nobody has paged in yet is taken in', async () => {
    const { sdk, line, settle } = await v2world({ rows: rows() })
    sdk.fire('conversationListener', 'onNewConversation', [native('c2c_zoe', { orderkey: 50, unreadCount: 1 })])
    await settle()
    expect(line()).toBe('^c2c_bob c2c_zoe(1) c2c_ann(2) group_7(3)~')
  })

  it('two callbacks share the type onConversationsDeleted: what they carry tells them apart', async () => {
    const { sdk, engine, line, settle } = await v2world({ rows: rows() })
    const stop = engine.watchUnread({ type: 'filter', kinds: ['direct'] }, 'direct')
    await settle()
    expect(engine.getState().reported.direct).toBe(2)
    const filter = { conversationType: 1, markType: 0, groupName: '', hasUnreadCount: false }
    for (const handler of ['onConversationDeleted', 'onConversationsDeleted']) {
      sdk.fire('conversationListener', 'onConversationsDeleted', { filter, totalUnreadCount: 9 }, handler)
      await settle()
      expect(engine.getState().reported.direct).toBe(9)
      sdk.fire('conversationListener', 'onConversationsDeleted', { filter, totalUnreadCount: 4 }, handler)
      await settle()
      expect(engine.getState().reported.direct).toBe(4)
    }
    sdk.fire('conversationListener', 'onConversationsDeleted', ['c2c_ann'], 'onUnreadMessageCountChangedByFilter')
    await settle()
    expect(line()).toBe('^c2c_bob group_7(3)~')
    stop()
    await settle()
    expect(sdk.calls.filter((call) => call.method.startsWith('unsubscribe'))).toHaveLength(1)
  })

  it('unread totals of some rows, also muted ones, which change no total', async () => {
    const { sdk, engine, settle } = await v2world({ rows: rows() })
    engine.watchUnread({ type: 'ids', ids: [toConversationId('group_7')] }, 'seven')
    await settle()
    sdk.changed(native('group_7', { orderkey: 40, unreadCount: 4, recvOpt: 2 }))
    await settle()
    expect(engine.getState().reported.seven).toBe(4)
    sdk.calls.splice(0)
    sdk.changed(native('group_7', { orderkey: 41, unreadCount: 5, recvOpt: 0 }))
    sdk.fire('conversationListener', 'onTotalUnreadMessageCountChanged', 7)
    await settle()
    expect(engine.getState().reported.seven).toBe(5)
    expect(sdk.calls).toHaveLength(1)
  })

  it.each(['here', 'elsewhere'])('an unread total of a label goes on when the label is renamed %s', async (place) => {
    const conversationGroupList = ['Work']
    const { sdk, engine, settle } = await v2world({
      rows: [native('c2c_ann', { unreadCount: 2, conversationGroupList })],
    })
    const subscriptions = (): unknown[] =>
      sdk.calls.flatMap(({ method, params }) =>
        /subscribe/.test(method) ? [[method.slice(0, 3), (params.filter as { groupName: string }).groupName]] : [],
      )
    const stops = ['work', 'again'].map((scope) => engine.watchUnread({ type: 'filter', labelId: 'Work' }, scope))
    await settle()
    expect(engine.getState().reported).toMatchObject({ work: 2, again: 2 })
    sdk.rows[0]!.conversationGroupList = ['Job']
    sdk.answers.renameConversationGroup = () => ''
    if (place === 'here') await engine.commands.renameLabel('Work', 'Job')
    else sdk.fire('conversationListener', 'onConversationGroupNameChanged', { oldName: 'Work', newName: 'Job' })
    await settle()
    expect(engine.getState().reported).toMatchObject({ work: 2, again: 2 })
    const filter = { conversationType: 0, markType: 0, groupName: 'Job' }
    sdk.fire('conversationListener', 'onConversationsDeleted', { filter, totalUnreadCount: 5 })
    await settle()
    expect(engine.getState().reported).toMatchObject({ work: 5, again: 5 })
    stops.forEach((stop) => stop())
    expect(subscriptions()).toEqual([
      ['sub', 'Work'],
      ['sub', 'Job'],
      ['uns', 'Work'],
      ['uns', 'Job'],
    ])
  })

  it('unread totals are asked for anew when the same account has logged out and in again, which no callback tells', async () => {
    const { sdk, engine, settle } = await v2world({ rows: rows() })
    engine.watchUnread({ type: 'filter', kinds: ['group'] }, 'groups')
    await settle()
    sdk.calls.splice(0)
    sdk.rows[1]!.unreadCount = 5
    sdk.login('me')
    await settle()
    expect(engine.getState().reported.unreadUnmuted).toBe(5)
    const filter = { conversationType: 2 }
    expect(sdk.calls).toContainEqual({ method: 'subscribeUnreadMessageCountByFilter', params: { filter } })
    expect(sdk.calls).toContainEqual({ method: 'getUnreadMessageCountByFilter', params: { filter } })
  })

  it('unread totals whose subscription is refused are read with each total, and subscribed then', async () => {
    const { sdk, engine, settle } = await v2world({ rows: rows() })
    const subscriptions = (): number =>
      sdk.calls.filter(({ method }) => method === 'subscribeUnreadMessageCountByFilter').length
    const total = async (unreadCount: number): Promise<void> => {
      sdk.rows[2]!.unreadCount = unreadCount
      sdk.fire('conversationListener', 'onTotalUnreadMessageCountChanged', unreadCount)
      await settle()
    }
    sdk.answers.subscribeUnreadMessageCountByFilter = () => Promise.reject({ code: 7013, desc: 'not now' })
    engine.watchUnread({ type: 'filter', kinds: ['group'] }, 'groups')
    await settle()
    await total(5)
    expect([engine.getState().reported.groups, subscriptions()]).toEqual([5, 2])
    delete sdk.answers.subscribeUnreadMessageCountByFilter
    await total(6)
    await total(7)
    expect(subscriptions()).toBe(3)
    expect(engine.getState().reported.groups).toBe(6) // V2TIM tells it from now on
    expect(engine.diagnostics.counts['vendor/failed']).toBe(2)
  })

  it('unread totals of a mark, and of rows that mention me', async () => {
    const at = { groupAtInfoList: [{ seq: '1', atType: 1 }], recvOpt: 0 }
    const { sdk, engine, settle } = await v2world({
      rows: [
        native('c2c_ann', { unreadCount: 2, markList: [1] }),
        native('group_7', { type: 2, unreadCount: 3, ...at }),
      ],
    })
    const asked = (method: string): unknown[] =>
      sdk.calls.flatMap((call) => (call.method === `${method}UnreadMessageCountByFilter` ? [call.params] : []))
    expect(await engine.readUnread({ type: 'filter', marks: ['starred'] })).toBe(2)
    expect(await engine.readUnread({ type: 'filter', mentioned: true })).toBe(3)
    expect(await engine.readUnread({ type: 'filter', mentioned: true, kinds: ['direct'] })).toBe(0)
    expect(asked('get')).toEqual([
      { filter: { markType: 1 } },
      { filter: { hasGroupAtInfo: true } },
      { filter: { conversationType: 1, hasGroupAtInfo: true } },
    ])
    const several = { type: 'filter', marks: ['starred', 'folded'] } as const
    await expect(engine.readUnread(several)).rejects.toMatchObject({ code: 'command/unsupported' })
    expect(() => engine.watchUnread(several, 'several')).toThrow('unread of several marks')
    const none = { type: 'filter', marks: ['of the app'] } as const
    await expect(engine.readUnread(none)).rejects.toMatchObject({ code: 'command/invalid' })

    const stops = [
      engine.watchUnread({ type: 'filter', marks: ['starred'] }, 'starred'),
      engine.watchUnread({ type: 'filter', marks: ['starred'], mentioned: true }, 'both'),
      engine.watchUnread({ type: 'filter', mentioned: true }, 'mentioned'),
    ]
    await settle()
    expect(engine.getState().reported).toMatchObject({ starred: 2, both: 0, mentioned: 3 })
    // V2TIM knows one subscription by a mark, with or without mentions.
    expect(asked('subscribe')).toEqual([{ filter: { markType: 1 } }])
    Object.assign(sdk.rows[1]!, { unreadCount: 4, markList: [1] })
    const filter = { conversationType: 0, markType: 1, groupName: '', hasGroupAtInfo: false }
    sdk.fire('conversationListener', 'onConversationsDeleted', { filter, totalUnreadCount: 6 }, 'onConversationDeleted')
    sdk.fire('conversationListener', 'onTotalUnreadMessageCountChanged', 6)
    await settle()
    expect(engine.getState().reported).toMatchObject({ starred: 6, both: 4, mentioned: 4 })
    stops.forEach((stop) => stop())
    await settle()
    expect(asked('unsubscribe')).toEqual([{ filter: { markType: 1 } }])
  })

  it('native bindings hand over plain arguments', async () => {
    const sdk = startV2Tim('bare')
    sdk.user = 'me'
    const added: Record<string, (...args: unknown[]) => void>[] = []
    const chat = { ...sdk.chat, addConversationListener: (listener: never) => void added.push(listener) }
    const r = createRecorder()
    createTencentSource(chat).connect(r.sink)
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
    added[0]?.onConversationGroupCreated?.('VIP', [native('c2c_ann')])
    added[0]?.onConversationGroupNameChanged?.('VIP', 'Best')
    added[0]?.onUnreadMessageCountChangedByFilter?.({ conversationType: 1 }, 3)
    expect(r.of('labelsChanged').map((event) => event.labels)).toContainEqual([{ id: 'VIP', name: 'Best' }])
    expect(r.of('conversationsUpserted')[0]?.rows[0]).toMatchObject({ id: 'c2c_ann' })
    expect(r.of('conversationsPatched')[0]?.patches).toEqual([{ id: 'c2c_ann', labels: ['VIP'] }])
    expect(r.notes).toEqual([])
  })

  it('a deleted conversation comes back with the next full row', async () => {
    const { sdk, line, settle } = await v2world({ rows: rows() })
    sdk.fire('conversationListener', 'onConversationsDeleted', ['c2c_ann'], 'onConversationDeleted')
    await settle()
    expect(line()).not.toContain('c2c_ann')
    sdk.fire('conversationListener', 'onConversationChanged', [
      { conversationID: 'c2c_ann', unreadCount: 1, orderkey: 60 },
    ])
    await settle()
    expect(line()).toBe('^c2c_bob c2c_ann(1) group_7(3)~')
  })

  it('what was deleted while offline is gone after the sync; while it runs or fails nothing is', async () => {
    const { sdk, engine, line, settle } = await v2world({ rows: rows() })
    sdk.rows = sdk.rows.filter((row) => row.conversationID !== 'c2c_ann')
    sdk.fire('sdkListener', 'onConnectFailed', { code: 9508, err: '' })
    sdk.fire('conversationListener', 'onSyncServerStart', '')
    sdk.fire('conversationListener', 'onSyncServerFailed', '')
    await settle()
    expect(engine.getState().connection).toBe('disconnected')
    expect(engine.getState().sync).toMatchObject({ phase: 'partial', complete: false })
    expect(line()).toContain('c2c_ann')
    sdk.sync()
    await settle()
    expect(line()).toBe('^c2c_bob group_7(3)~')
    expect(engine.getState().sync.complete).toBe(true)
  })

  it('receipts: a watermark for one-to-one, counts of one message for groups; an older one changes nothing', async () => {
    const { sdk, row, settle } = await v2world({ rows: rows() })
    const c2c = (timestamp: number): void =>
      sdk.fire('advancedMsgListener', 'onRecvC2CReadReceipt', [{ userID: 'ann', timestamp }])
    const group = (readCount: number, unreadCount: number): void =>
      sdk.fire('advancedMsgListener', 'onRecvMessageReadReceipts', [
        { groupID: '7', msgID: 'm7', readCount, unreadCount },
        { userID: 'ann', msgID: 'm1', timestamp: 999 }, // of one message: no watermark
      ])
    c2c(200)
    c2c(150)
    group(2, 1)
    group(1, 2)
    await settle()
    expect(row('c2c_ann')?.peerReadAt).toBe(200_000)
    expect(row('group_7')?.groupReceipt).toEqual({ messageId: 'm7', read: 2, unread: 1 })
  })

  it.each([
    ['onKickedOffline', 'kicked'],
    ['onUserSigExpired', 'expired'],
  ])('%s closes the account, and only a new login opens one', async (type) => {
    const { sdk, engine, settle } = await v2world({ rows: rows() })
    sdk.fire('sdkListener', type, '')
    sdk.changed(native('c2c_late', { orderkey: 99 }))
    await settle()
    expect(engine.getState().account).toBeUndefined()
    expect(engine.view().size).toBe(0)
    sdk.login()
    await settle()
    expect(engine.getState().account).toBe('me')
    expect(engine.view().size).toBe(4)
  })

  it('another account has its own list, and events of the change wait until it is known whose they are', async () => {
    const { sdk, engine, line, settle } = await v2world({ rows: rows() })
    sdk.rows = [native('c2c_eve', { orderkey: 1 })]
    sdk.login('you')
    sdk.changed(native('c2c_eve', { orderkey: 2, unreadCount: 1 }))
    await settle()
    expect(engine.getState().account).toBe('you')
    expect(line()).toBe('c2c_eve(1)')
  })

  it.each([
    ['and answered after the first', [0, 1]],
    ['and answered before the first', [1, 0]],
    ['though the first is never answered', [1]],
  ])('a second login is asked about anew, %s', async (_name, order) => {
    const { sdk, engine, line, settle } = await v2world({ login: false })
    const answers: ((user: string) => void)[] = []
    sdk.answers.getLoginUser = () => new Promise((resolve) => answers.push(resolve))
    sdk.login('ann')
    sdk.changed(native('c2c_secret', { orderkey: 2 }))
    sdk.rows = [native('c2c_eve', { orderkey: 1 })]
    sdk.login('bob')
    sdk.changed(native('c2c_eve', { orderkey: 2, unreadCount: 1 }))
    await settle()
    for (const asked of order) {
      answers[asked]?.(asked === 0 ? 'ann' : 'bob')
      await settle()
      expect(line()).not.toContain('c2c_secret')
    }
    expect(engine.getState()).toMatchObject({ account: 'bob', connection: 'connected' })
    expect(line()).toBe('c2c_eve(1)')
  })

  it('a login after a kick is noticed though the SDK fails to say at once whose it is', async () => {
    const { sdk, engine, line, settle } = await v2world({ rows: rows() })
    sdk.fire('sdkListener', 'onKickedOffline', '')
    await settle()
    sdk.answers.getLoginUser = () => refuse(6012)
    sdk.rows = [native('c2c_eve')]
    sdk.fire('conversationListener', 'onSyncServerStart', '')
    await settle()
    delete sdk.answers.getLoginUser
    sdk.fire('conversationListener', 'onSyncServerFinish', '')
    await settle()
    expect([engine.getState().account, line()]).toEqual(['me', 'c2c_eve'])
  })

  it('events wait ten seconds to hear whose they are, and are another’s if the answer comes later', async () => {
    const { sdk, clock, engine, line, settle } = await v2world({ rows: [native('c2c_ann')] })
    let answer = (_user: string): void => undefined
    sdk.answers.getLoginUser = () => new Promise((resolve) => (answer = resolve))
    sdk.sync()
    sdk.changed(native('c2c_ann', { unreadCount: 1 }))
    await clock.advance(9_000)
    expect(line()).toBe('c2c_ann')
    await clock.advance(1_000)
    expect(line()).toBe('c2c_ann(1)')
    sdk.rows = [native('c2c_eve')]
    answer('you')
    await settle()
    expect([engine.getState().account, line()]).toEqual(['you', 'c2c_eve'])
  })

  it('a logout, which no callback tells, is noticed at the next call', async () => {
    const { sdk, engine, settle } = await v2world({ rows: rows() })
    sdk.user = ''
    sdk.answers.pinConversation = () => refuse(6014)
    await expect(engine.commands.stickTop('c2c_ann', true)).rejects.toBeDefined()
    await settle()
    expect(engine.getState().account).toBeUndefined()
    expect(engine.view().size).toBe(0)
  })

  it('a source connected after the login needs no callback', async () => {
    const sdk = startV2Tim()
    sdk.user = 'me'
    sdk.rows = rows()
    const [{ createEngine }, { createVirtualClock }] = await Promise.all([
      import('@convolist/core'),
      import('@convolist/testing'),
    ])
    const clock = createVirtualClock()
    const engine = createEngine({ clock, source: createTencentSource(sdk.chat, { listeners: LISTENERS }) })
    await clock.settle()
    await engine.ready
    expect(engine.view().size).toBe(3)
    await clock.advance(3_000)
    expect(engine.getState().sync.complete).toBe(true)
    engine.dispose()
  })

  it('leave no listener after dispose, and an SDK that goes on working with frozen states', async () => {
    const { sdk, engine, line, settle } = await v2world({ rows: rows() })
    engine.subscribe((state) => deepFreeze(state.parts))
    deepFreeze(engine.view().window(0, 10))
    sdk.rows.forEach((row) => Object.assign(row, { unreadCount: Number(row.unreadCount) + 1 }))
    expect(line()).toBe('^c2c_bob c2c_ann(2) group_7(3)~')
    sdk.changed(...sdk.rows)
    await settle()
    expect(line()).toBe('^c2c_bob(1) c2c_ann(3) group_7(4)~')
    expect(sdk.listeners.size).toBe(3)
    engine.dispose()
    await settle()
    expect(sdk.listeners.size).toBe(0)
  })
})

describe('paging', () => {
  const many = (): NativeRow[] =>
    Array.from({ length: 250 }, (_, index) => native(`c2c_u${index}`, { orderkey: 1000 - index }))

  it('follows nextSeq, as a text or as a number, to the end', async () => {
    const { sdk, engine } = await v2world({ rows: many() })
    expect(engine.view().size).toBe(250)
    const asked = sdk.calls.filter((call) => call.method === 'getConversationList').map((call) => call.params.nextSeq)
    expect(asked.slice(-3)).toEqual([0, '100', '200'])
  })

  it('loses nothing that moves between two pages', async () => {
    const { sdk, engine, settle } = await v2world({ rows: many(), login: false })
    let pages = 0
    sdk.answers.getConversationList = ({ nextSeq, count }: Record<string, never>) => {
      const start = Number(nextSeq)
      const page = sdk.rows.slice(start, start + Number(count)).map(copyOf)
      if (++pages === 1) sdk.changed({ ...native('c2c_u150'), orderkey: 5000 })
      return { nextSeq: start + page.length, isFinished: start + Number(count) >= 250, conversationList: page }
    }
    sdk.login()
    await settle()
    expect(engine.view().size).toBe(250)
    expect(engine.view().ids()[0]).toBe('c2c_u150')
  })

  it('leaves out of a filter what is not asked, for its empty values mean different things', async () => {
    const { sdk, source } = await v2world({ rows: rows() })
    const ask = async (filter: object): Promise<unknown> => {
      sdk.calls.length = 0
      await source.list({ cursor: undefined, limit: 50, filter })
      return sdk.calls[0]?.params
    }
    expect(await ask({ unread: true, kinds: ['direct'] })).toEqual({
      filter: { conversationType: 1, hasUnreadCount: true, nextSeq: 0, count: 50 },
    })
    expect(await ask({ labels: ['VIP'] })).toEqual({
      filter: { groupName: 'VIP', conversationGroup: 'VIP', nextSeq: 0, count: 50 },
    })
    expect(await ask({ marks: ['starred'], mentioned: true })).toEqual({
      filter: { markType: 1, hasGroupAtInfo: true, nextSeq: 0, count: 50 },
    })
    expect(await ask({ marks: ['4294967296'] })).toMatchObject({ filter: { markType: 2 ** 32 } })
    const wider = { marks: ['starred', 'folded'], labels: ['VIP', 'Best'], mentioned: false }
    for (const filter of [wider, { marks: ['of the app'] }])
      expect(await ask(filter)).toEqual({ nextSeq: 0, count: 50 })
    expect(await ask({ unread: false, labels: [], kinds: ['direct', 'group'] })).toEqual({ nextSeq: 0, count: 50 })
    expect(await ask({ kinds: ['system'] })).toBeUndefined()
  })

  it.each([
    [
      'with marks, through all rows, for V2TIM counts no row that is marked as unread',
      [],
      ['c2c_marked', 'c2c_unread'],
    ],
    ['without them by V2TIM’s filter', ['markConversation'], ['c2c_unread']],
  ])('reads what is unread %s', async (_name, without, unread) => {
    const all = Array.from({ length: 210 }, (_, at) => native(`c2c_u${at}`, { orderkey: 1000 - at }))
    all.push(
      native('c2c_marked', { orderkey: 2, markList: [2] }),
      native('c2c_unread', { orderkey: 1, unreadCount: 1 }),
    )
    const { sdk, engine } = await v2world({ rows: all, without, engine: { sync: 'page' } })
    const view = engine.view({ filter: { unread: true } })
    sdk.calls.length = 0
    for (let page = 0; page < 10 && view.hasMore; page++) await view.loadMore()
    expect(view.ids().filter((id) => unread.includes(id))).toEqual(unread)
    expect(sdk.calls.map(({ method }) => method)).toContain(
      without.length > 0 ? 'getConversationListByFilter' : 'getConversationList',
    )
  })

  it('reads single rows by the misspelled method, and leaves out what is not there', async () => {
    const { source } = await v2world({ rows: rows() })
    const found = await source.fetch?.([toConversationId('c2c_ann'), toConversationId('c2c_nobody')])
    expect(found?.map((row) => row.id)).toEqual(['c2c_ann'])
  })

  it('a page that is refused fails the sync and is asked for again', async () => {
    const { sdk, engine, clock, settle } = await v2world({ rows: rows(), login: false })
    sdk.answers.getConversationList = () => refuse(6012)
    sdk.login()
    await settle()
    expect(engine.getState().sync.phase).not.toBe('synced')
    delete sdk.answers.getConversationList
    await clock.advance(5000)
    await settle()
    expect(engine.view().size).toBe(3)
  })
})
