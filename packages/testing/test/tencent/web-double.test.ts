import { describe, expect, it } from 'vitest'
import type { AccountTruth } from '../../src/simulator/truth.js'
import { createTencentServer } from '../../src/tencent/server.js'
import type { WebConversation } from '../../src/tencent/web/conversation.js'
import { createTencentWebDouble, type TencentWebDoubleOptions } from '../../src/tencent/web/create-web-double.js'
import { createVirtualClock } from '../../src/virtual-clock.js'

interface ListEvent {
  readonly data: WebConversation[]
  readonly isSyncCompleted: boolean
}

/** A device of `me` that writes down its events: the list as one word per row, other events by name. */
function device(options: TencentWebDoubleOptions & { before?: (truth: AccountTruth) => void } = {}) {
  const { before, ...rest } = options
  const clock = createVirtualClock()
  const server = createTencentServer({ clock })
  server.setFaults({ latencyMs: [1, 1] })
  const truth = server.truth('me')
  before?.(truth)
  const chat = createTencentWebDouble(server, { eventThrottling: false, ...rest })
  const told: string[] = []
  const lists: ListEvent[] = []
  const word = (row: WebConversation): string =>
    `${row.isPinned ? '^' : ''}${row.conversationID}${row.unreadCount > 0 ? `(${row.unreadCount})` : ''}`
  chat.on('onConversationListUpdated', (event: ListEvent) => {
    lists.push(event)
    told.push(`${event.data.map(word).join(' ')}${event.isSyncCompleted ? '' : ' …'}`)
  })
  for (const name of ['sdkStateReady', 'sdkStateNotReady', 'kickedOut', 'onConversationGroupListUpdated'])
    chat.on(name, () => told.push(name))
  return {
    chat,
    clock,
    server,
    truth,
    lists,
    events: () => told.splice(0),
    rows: async () => (await chat.getConversationList()).data.conversationList,
    settle: (ms = 100) => clock.advance(ms),
  }
}

let messages = 0

/** Each a second after the one before. */
const nextSentAt = (): number => 1_750_000_000_000 + ++messages * 1_000

const hear = (truth: AccountTruth, from: string): void =>
  void truth.message('direct', from, { senderId: from, kind: 'text', text: 'hello', sentAt: nextSentAt() }, 'peer')

const hearGroup = (truth: AccountTruth, group: string, mentions?: readonly string[]): void =>
  void truth.message(
    'group',
    group,
    { senderId: 'bob', kind: 'text', text: 'hello', mentions, sentAt: nextSentAt() },
    'peer',
  )

async function synced(options: Parameters<typeof device>[0] = {}) {
  const made = device(options)
  void made.chat.login({ userID: 'me' })
  await made.settle()
  made.events()
  return made
}

describe('the list events of the Web SDK', () => {
  it('come with every page, one-to-one chats uncounted at first, and are whole only at the end', async () => {
    const made = device({ before: (truth) => (hear(truth, 'ann'), hearGroup(truth, 'g'), hear(truth, 'ann')) })
    void made.chat.login({ userID: 'me' })
    await made.settle()
    const [first, ...rest] = made.events()
    expect(first).toBe('C2Cann GROUPg(1) …')
    expect(rest.at(-1)).toBe('onConversationGroupListUpdated')
    expect(rest.at(-2)).toBe('C2Cann(2) GROUPg(1)')
  })

  it('carry the SDK’s own objects: who writes to one changes its counts', async () => {
    const made = await synced({ before: (truth) => hear(truth, 'ann') })
    const [row] = made.lists.at(-1)?.data ?? []
    expect((await made.rows())[0]).toBe(row)
    expect(made.chat.getTotalUnreadMessageCount()).toBe(1)
    if (row) row.unreadCount = 0
    expect(made.chat.getTotalUnreadMessageCount()).toBe(0)
  })

  it('are throttled: at once after a quiet second, else a second after the last change, with what is so by then', async () => {
    const made = await synced({ eventThrottling: true, before: (truth) => hear(truth, 'ann') })
    await made.settle(5_000)
    made.events()
    hear(made.truth, 'ann')
    await made.settle(100)
    expect(made.events()).toEqual(['C2Cann(2)'])
    hear(made.truth, 'ann')
    await made.settle(500)
    hear(made.truth, 'ann')
    await made.settle(900)
    expect(made.events()).toEqual([])
    await made.settle(200)
    expect(made.events()).toEqual(['C2Cann(4)'])
  })

  it('leave a new conversation without a setting until it was looked up, and out of the total till then', async () => {
    const made = await synced()
    hear(made.truth, 'new')
    await made.settle(1)
    expect((await made.rows())[0]?.messageRemindType).toBeUndefined()
    expect(made.chat.getTotalUnreadMessageCount()).toBe(0)
    await made.settle()
    expect((await made.rows())[0]?.messageRemindType).toBe('AcceptAndNotify')
    expect(made.chat.getTotalUnreadMessageCount()).toBe(1)
  })

  it('carry only what changed in partial mode, and no deletion', async () => {
    const before = (truth: AccountTruth): void => (hear(truth, 'ann'), hear(truth, 'bob'))
    const made = await synced({ partialUpdatedConversations: true, before })
    hear(made.truth, 'ann')
    await made.settle()
    expect(made.events()).toEqual(['C2Cann(2)'])
    made.truth.remove('direct/bob', 'otherDevice')
    await made.settle()
    expect(made.events()).toEqual([])
    expect(await made.rows()).toHaveLength(1)
  })
})

describe('what the Web SDK does over a reconnect', () => {
  it('replaces its objects, forgets drafts and mentions, and keeps rows the server has no more', async () => {
    const before = (truth: AccountTruth): void => (hear(truth, 'ann'), hearGroup(truth, 'g'))
    const made = await synced({ before })
    hearGroup(made.truth, 'g', ['me'])
    await made.settle()
    await made.chat.setConversationDraft({ conversationID: 'GROUPg', draftText: 'half a th' })
    const [old] = await made.rows()
    expect(old).toMatchObject({ draftText: 'half a th', groupAtInfoList: [{ atTypeArray: [1] }] })
    made.server.disconnect()
    made.truth.remove('direct/ann', 'otherDevice')
    made.server.reconnect()
    await made.settle()
    const rows = await made.rows()
    expect(rows.map((row) => row.conversationID)).toEqual(['GROUPg', 'C2Cann'])
    expect(rows[0]).not.toBe(old)
    expect(rows[0]).toMatchObject({ draftText: '', groupAtInfoList: [], unreadCount: 2 })
  })

  it('says no word of a failed sync but that it is not complete, and tries again when it is asked', async () => {
    const made = device({ before: (truth) => hear(truth, 'ann') })
    made.server.failNextSync(['page'])
    void made.chat.login({ userID: 'me' })
    await made.settle()
    expect(made.events()).toEqual(['sdkStateReady', 'C2Cann(1) …'])
    const asked = made.chat.getConversationList()
    await made.settle()
    expect((await asked).data).toMatchObject({ isSyncCompleted: true })
  })
})

describe('how the Web SDK counts', () => {
  it('takes one off for any message taken back, read or not', async () => {
    const made = await synced({ before: (truth) => hear(truth, 'ann') })
    hear(made.truth, 'ann')
    made.truth.message(
      'direct',
      'ann',
      { senderId: 'me', kind: 'text', text: 'mine', sentAt: nextSentAt() },
      'otherDevice',
    )
    await made.settle()
    const mine = made.truth.row('direct/ann')?.last
    made.truth.revoke('direct/ann', mine?.id ?? '', 'me', 'otherDevice')
    await made.settle()
    expect(made.truth.row('direct/ann')?.unread).toBe(2)
    expect((await made.rows())[0]).toMatchObject({ unreadCount: 1, lastMessage: { isRevoked: true, revoker: 'me' } })
  })

  it('clears the groups too when only one-to-one chats are read, if it has not seen their messages', async () => {
    const made = await synced({ before: (truth) => (hear(truth, 'ann'), hearGroup(truth, 'g')) })
    void made.chat.setAllMessageRead({ scope: 'readAllC2CMessage' })
    await made.settle()
    expect(made.events()).toEqual(['GROUPg C2Cann'])
    expect(made.truth.row('group/g')?.unread).toBe(1)
  })
})

describe('the calls of the Web SDK', () => {
  it('reject with 2024 before it is ready, and throw at once on wrong arguments', async () => {
    const { chat } = device()
    await expect(chat.getConversationList()).rejects.toMatchObject({ code: 2024 })
    await expect(chat.getTotalUnreadMessageCount()).rejects.toMatchObject({ code: 2024 })
    expect(() => chat.deleteConversation({ conversationIDList: [] })).toThrow('Params validate failed.')
  })

  it('say that an unpin is done, and do not send it, while the pin before it is under way', async () => {
    const made = await synced({ before: (truth) => hear(truth, 'ann') })
    const pin = made.chat.pinConversation({ conversationID: 'C2Cann', isPinned: true })
    const unpin = made.chat.pinConversation({ conversationID: 'C2Cann', isPinned: false })
    await expect(unpin).resolves.toMatchObject({ code: 0 })
    await made.settle()
    await pin
    expect(made.truth.row('direct/ann')?.stickTop).toBe(true)
  })

  it('report what was refused of many, and what the SDK does not have, in an answer that is a success', async () => {
    const made = await synced({ before: (truth) => (hear(truth, 'ann'), hear(truth, 'bob')) })
    made.server.refuseNext(['mark'], 51_008, ['direct/bob'])
    const ids = ['C2Cann', 'C2Cbob', 'C2Cnobody', 'nonsense']
    const marked = made.chat.markConversation({ conversationIDList: ids, markType: 1, enableMark: true })
    await made.settle()
    expect((await marked).data).toMatchObject({
      successConversationIDList: ['C2Cann'],
      failureConversationIDList: [
        { conversationID: 'C2Cnobody', code: 2500 },
        { conversationID: 'nonsense', code: 2503 },
        { conversationID: 'C2Cbob', code: 51_008 },
      ],
    })
    expect(made.truth.row('direct/ann')?.marks).toEqual(['starred'])
  })

  it('give up after fifteen seconds, and drop what the throttle held back when this device is kicked', async () => {
    const made = await synced({ eventThrottling: true, before: (truth) => hear(truth, 'ann') })
    made.server.ignoreNext(['pin'])
    const pin = made.chat.pinConversation({ conversationID: 'C2Cann', isPinned: true }).catch((error: unknown) => error)
    await made.settle(15_100)
    expect(await pin).toMatchObject({ code: 2801 })
    made.events()
    hear(made.truth, 'ann')
    await made.settle(10)
    hear(made.truth, 'ann')
    await made.settle(10)
    made.server.kick('me')
    await made.settle(5_000)
    expect(made.events()).toEqual(['C2Cann(2)', 'kickedOut', 'sdkStateNotReady'])
    expect(made.chat.getLoginUser()).toBe('')
    expect(made.clock.pending).toBe(0)
  })
})
