import { describe, expect, it } from 'vitest'
import { startChat, startLite } from './support/sdk.js'
import { c2c, group, newMessage } from './support/server.js'
import { message, native, type NativeRow } from './support/v2tim.js'
import { v2world, type V2World } from './support/v2tim-world.js'
import { world, type World } from './support/world.js'

// Tencent's total leaves out rows that alert for mentions only; for the list they are not muted.

const MENTIONS = 3

const ROWS = (): NativeRow[] => [
  native('c2c_ann', { orderkey: 30, unreadCount: 1, lastMessage: message('m1', 100, 'hi') }),
  native('group_7', { orderkey: 20, unreadCount: 2, recvOpt: MENTIONS, lastMessage: message('m7', 90, 'yo') }),
]

const reported = (w: V2World | World): number | undefined => w.engine.getState().reported.unreadUnmuted

/** Theirs, ours, and what was noted of a difference. */
const totals = (w: V2World | World): unknown[] => [
  reported(w),
  w.engine.view().counters.unreadUnmuted,
  w.engine.diagnostics.recent.filter((note) => note.code === 'unread/drift'),
]
const agreed = (total: number): unknown[] => [total, total, []]

describe('V2TIM’s total, which is told by no event while only rows change that it leaves out', () => {
  it('is the list’s own after the login, which comes before the rows', async () => {
    expect(totals(await v2world({ rows: ROWS() }))).toEqual(agreed(3))
  })

  it('follows those rows, without another call to the SDK', async () => {
    const w = await v2world({ rows: ROWS() })
    w.sdk.calls.splice(0)
    w.sdk.changed(native('group_7', { orderkey: 34, unreadCount: 9, recvOpt: MENTIONS }))
    await w.settle()
    expect(totals(w)).toEqual(agreed(10))
    const { recvOpt: _, ...unstated } = native('group_7', { orderkey: 35, unreadCount: 0 })
    w.sdk.changed(unstated) // some bindings leave it out: without an alert for mentions from now on
    await w.settle()
    expect(reported(w)).toBe(1)
    w.sdk.fire('conversationListener', 'onConversationsDeleted', ['group_7'], 'onConversationDeleted')
    await w.settle()
    expect(totals(w)).toEqual(agreed(1))
    expect(w.sdk.calls).toEqual([])
  })

  it.each(['before', 'after'])('agrees when V2TIM tells it %s the row', async (order) => {
    const w = await v2world({ rows: ROWS() })
    const total = (): void => w.sdk.fire('conversationListener', 'onTotalUnreadMessageCountChanged', 5)
    if (order === 'before') total()
    w.sdk.changed(
      native('c2c_ann', { orderkey: 40, unreadCount: 5 }),
      native('group_7', { orderkey: 34, unreadCount: 4, recvOpt: MENTIONS }),
    )
    if (order === 'after') total()
    await w.settle()
    expect(totals(w)).toEqual(agreed(9))
  })

  it('is not replaced by the bare one when it is watched under the same name', async () => {
    const w = await v2world({ rows: ROWS() })
    w.engine.watchUnread({ type: 'all' }, 'unreadUnmuted')
    w.engine.watchUnread({ type: 'all' }, 'badge')
    await w.settle()
    expect(totals(w)).toEqual(agreed(3))
    w.sdk.changed(native('c2c_ann', { orderkey: 40, unreadCount: 5 }))
    w.sdk.fire('conversationListener', 'onTotalUnreadMessageCountChanged', 5)
    await w.settle()
    expect(totals(w)).toEqual(agreed(7))
    expect(w.engine.getState().reported.badge).toBe(5) // as Tencent tells it
  })

  it('is the one of an event, whatever was asked for before it and is answered later', async () => {
    const w = await v2world({ login: false, rows: ROWS() })
    const answers: (() => void)[] = []
    const late = (number: number) => () => new Promise((resolve) => answers.push(() => resolve(number)))
    w.sdk.answers = { getTotalUnreadMessageCount: late(1), getUnreadMessageCountByFilter: late(1) }
    w.engine.watchUnread({ type: 'filter', kinds: ['direct'] }, 'direct')
    w.sdk.login()
    await w.settle()
    w.sdk.changed(native('c2c_ann', { orderkey: 40, unreadCount: 5 }))
    w.sdk.fire('conversationListener', 'onTotalUnreadMessageCountChanged', 5)
    const told = { filter: { conversationType: 1 }, totalUnreadCount: 5 }
    w.sdk.fire('conversationListener', 'onUnreadMessageCountChangedByFilter', told)
    await w.settle()
    expect(answers.length).toBeGreaterThan(1)
    answers.forEach((answer) => answer())
    await w.settle()
    expect([totals(w), w.engine.getState().reported.direct]).toEqual([agreed(7), 5])
  })

  it.each(['changed', 'deleted'])('is not set back by a page that is older than an event: %s', async (event) => {
    const w = await v2world({ rows: ROWS() })
    let answer = (): void => undefined
    const page = { nextSeq: '2', isFinished: true, conversationList: ROWS() }
    w.sdk.answers.getConversationList = () => new Promise((resolve) => (answer = () => resolve(page)))
    w.engine.commands.refresh().catch(() => undefined)
    await w.settle()
    if (event === 'changed') w.sdk.changed(native('group_7', { orderkey: 34, unreadCount: 5, recvOpt: MENTIONS }))
    else w.sdk.fire('conversationListener', 'onConversationsDeleted', ['group_7'], 'onConversationDeleted')
    await w.settle()
    answer()
    await w.settle()
    expect(totals(w)).toEqual(agreed(event === 'changed' ? 6 : 1))
  })

  it('forgets a row that was deleted while nobody was told', async () => {
    const w = await v2world({ rows: ROWS() })
    w.sdk.rows.pop()
    w.sdk.sync()
    await w.settle()
    expect(totals(w)).toEqual(agreed(1))
  })

  it('counts a row that was read by its id', async () => {
    const w = await v2world({ rows: ROWS() })
    w.sdk.rows.push(native('group_8', { orderkey: 8, unreadCount: 6, recvOpt: MENTIONS }))
    await w.engine.commands.fetch(['group_8'])
    await w.clock.advance(0)
    expect(totals(w)).toEqual(agreed(9))
  })

  it('follows a reading of which no event tells', async () => {
    const w = await v2world({ rows: ROWS() })
    w.sdk.answers.cleanConversationUnreadMessageCount = () => void (w.sdk.rows[1]!.unreadCount = 0)
    await w.engine.commands.markRead('group_7')
    await w.settle()
    expect(totals(w)).toEqual(agreed(1))
  })
})

// tim-js-sdk 2.27.6 knows no such setting.
it.each([
  ['@tencentcloud/chat 3.6.6', startChat],
  ['@tencentcloud/lite-chat 4.2.1', startLite],
] as const)(
  '%s: the total under the name of the list’s own stays the list’s own when it is watched',
  async (_name, start) => {
    const w = await world({
      start,
      rows: [c2c('ann'), group('7', { at: 8, unread: 3 }), group('8', { unread: 2, option: MENTIONS })],
    })
    w.engine.watchUnread({ type: 'all' }, 'unreadUnmuted')
    w.engine.watchUnread({ type: 'all' }, 'badge')
    await w.settle()
    expect(totals(w)).toEqual(agreed(5))
    w.sdk.push(newMessage('ann', 61))
    await w.until(() => w.row('C2Cann')?.unreadCount === 1)
    await w.until(() => w.engine.getState().reported.badge === 4)
    expect(totals(w)).toEqual(agreed(6))
  },
)
