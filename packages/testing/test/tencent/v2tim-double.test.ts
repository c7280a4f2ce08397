import { describe, expect, it } from 'vitest'
import type { AccountTruth } from '../../src/simulator/truth.js'
import { createTencentServer } from '../../src/tencent/server.js'
import type { V2TimConversation } from '../../src/tencent/v2tim/conversation.js'
import { createV2TimDouble, type V2TimDoubleOptions } from '../../src/tencent/v2tim/create-v2tim-double.js'
import { ConversationListener } from '../../src/tencent/v2tim/listeners.js'
import { createVirtualClock } from '../../src/virtual-clock.js'

interface Payload {
  readonly type: string
  readonly data: unknown
}

const NAMES = [
  'onSyncServerStart',
  'onSyncServerFinish',
  'onSyncServerFailed',
  'onNewConversation',
  'onConversationChanged',
  'onConversationDeleted',
  'onTotalUnreadMessageCountChanged',
  'onUnreadMessageCountChangedByFilter',
  'onConversationGroupCreated',
  'onConversationGroupDeleted',
  'onConversationGroupNameChanged',
]

/** A device of `me` that writes down its callbacks, with the ids of the rows they carry. */
function device(options: V2TimDoubleOptions & { before?: (truth: AccountTruth) => void } = {}) {
  const { before, ...rest } = options
  const clock = createVirtualClock({ start: 1_760_000_000_000 })
  const server = createTencentServer({ clock, family: 'v2tim' })
  server.setFaults({ latencyMs: [1, 1] })
  const truth = server.truth('me')
  before?.(truth)
  const module = createV2TimDouble(server, { envelope: 'raw', ...rest })
  const told: string[] = []
  const payloads: Payload[] = []
  const note =
    (name: string) =>
    (payload: Payload): void => {
      payloads.push(payload)
      const ids = Array.isArray(payload.data)
        ? payload.data.map((row: V2TimConversation | string) => (typeof row === 'string' ? row : row.conversationID))
        : []
      told.push([name, ...ids].join(' '))
    }
  const callbacks = Object.fromEntries(NAMES.map((name) => [name, note(name)]))
  void module.addConversationListener(new ConversationListener(callbacks))
  void module.addIMSDKListener({
    onKickedOffline: () => told.push('onKickedOffline'),
    onUserSigExpired: () => told.push('onUserSigExpired'),
  })
  return {
    module,
    clock,
    server,
    truth,
    payloads,
    events: () => told.splice(0),
    settle: (ms = 100) => clock.advance(ms),
  }
}

let messages = 0

/** Each a second after the one before. */
const nextSentAt = (): number => 1_750_000_000_000 + ++messages * 1_000

const hear = (truth: AccountTruth, from: string): void =>
  void truth.message('direct', from, { senderId: from, kind: 'text', text: 'hello', sentAt: nextSentAt() }, 'peer')

async function synced(options: Parameters<typeof device>[0] = {}) {
  const made = device(options)
  void made.module.login({ userID: 'me' })
  await made.settle()
  made.events()
  return made
}

const dataOf = async (answer: Promise<unknown>): Promise<unknown> => ((await answer) as { data: unknown }).data

describe('V2TIM’s callbacks', () => {
  it('tell the sync, and in it what is new', async () => {
    const made = device({ before: (truth) => (hear(truth, 'ann'), hear(truth, 'bob')) })
    void made.module.login({ userID: 'me' })
    await made.settle()
    expect(made.events()).toEqual(['onSyncServerStart', 'onNewConversation c2c_bob c2c_ann', 'onSyncServerFinish'])
  })

  it('tell the total only once somebody has asked for it', async () => {
    const made = await synced()
    hear(made.truth, 'ann')
    await made.settle()
    expect(made.events()).not.toContain('onTotalUnreadMessageCountChanged')
    expect(await dataOf(made.module.getTotalUnreadMessageCount())).toBe(1)
    hear(made.truth, 'ann')
    await made.settle()
    expect(made.events()).toEqual(['onConversationChanged c2c_ann', 'onTotalUnreadMessageCountChanged'])
  })

  it('give two callbacks one type, and tell them apart by what they carry', async () => {
    const made = await synced({ before: (truth) => hear(truth, 'ann') })
    await made.module.subscribeUnreadMessageCountByFilter({ filter: { conversationType: 1 } })
    made.truth.remove('direct/ann', 'otherDevice')
    await made.settle()
    expect(made.events()).toEqual(['onConversationDeleted c2c_ann', 'onUnreadMessageCountChangedByFilter'])
    expect(made.payloads.slice(-2)).toEqual([
      { method: 'conversationListener', type: 'onConversationsDeleted', data: ['c2c_ann'], listenerUuid: 'listener-1' },
      {
        method: 'conversationListener',
        type: 'onConversationsDeleted',
        data: { filter: { conversationType: 1 }, totalUnreadCount: 0 },
        listenerUuid: 'listener-1',
      },
    ])
  })

  it('say nothing of rows that were removed while the device was away', async () => {
    const made = await synced({ before: (truth) => (hear(truth, 'ann'), hear(truth, 'bob')) })
    made.server.disconnect()
    made.truth.remove('direct/ann', 'otherDevice')
    made.server.reconnect()
    await made.settle()
    expect(made.events()).toEqual(['onSyncServerStart', 'onSyncServerFinish'])
    const page = await dataOf(made.module.getConversationList({ nextSeq: 0, count: 10 }))
    expect(page).toMatchObject({ isFinished: true, conversationList: [{ conversationID: 'c2c_bob' }] })
  })

  it('tell a failed sync, a kick and an expired signature', async () => {
    const made = device()
    made.server.failNextSync(['page'])
    void made.module.login({ userID: 'me' })
    await made.settle()
    expect(made.events()).toEqual(['onSyncServerStart', 'onSyncServerFailed'])
    made.server.kick('me')
    void made.module.login({ userID: 'me' })
    await made.settle()
    made.server.kick('me', 4)
    expect(made.events().filter((name) => !name.startsWith('onSync'))).toEqual(['onKickedOffline', 'onUserSigExpired'])
    expect(made.clock.pending).toBe(0)
  })
})

describe('V2TIM’s answers', () => {
  it('are wrapped as the module wraps, also when they are refusals', async () => {
    const logged = async (envelope: V2TimDoubleOptions['envelope']) => (await synced({ envelope })).module
    expect(await (await logged('raw')).getLoginUser()).toEqual({ code: 0, data: 'me', desc: '' })
    const h5 = await logged('h5')
    expect(await h5.getLoginUser()).toEqual({ type: 'getLoginUser', data: { code: 0, data: 'me', desc: '' } })
    expect(await (await logged('bare')).getLoginUser()).toBe('me')
    const unknown = { conversationID: 'c2c_nobody' }
    await expect(h5.getConversation(unknown)).rejects.toMatchObject({ code: 6018 })
    expect(await (await logged('raw')).getConversation(unknown)).toMatchObject({ code: 6018 })
  })

  it('page by nextSeq, pinned ones first, then by an order key that grows with life and not with time', async () => {
    const before = (truth: AccountTruth): void => ['ann', 'bob', 'cid'].forEach((name) => hear(truth, name))
    const made = await synced({ before })
    const pin = made.module.pinConversation({ conversationID: 'c2c_ann', isPinned: true })
    await made.settle()
    await pin
    interface Page {
      readonly nextSeq: string
      readonly isFinished: boolean
      readonly conversationList: readonly V2TimConversation[]
    }
    const first = (await dataOf(made.module.getConversationList({ nextSeq: 0, count: 2 }))) as Page
    const { nextSeq } = first
    const second = (await dataOf(made.module.getConversationList({ nextSeq, count: 2 }))) as Page
    const rows = [...first.conversationList, ...second.conversationList]
    expect([first.isFinished, second.isFinished]).toEqual([false, true])
    expect(rows.map((row) => row.conversationID)).toEqual(['c2c_ann', 'c2c_cid', 'c2c_bob'])
    expect(rows[0]?.orderkey).toBeGreaterThan(rows[1]?.orderkey ?? 0)
  })

  it('keep drafts on this device, whose row they lift', async () => {
    const made = await synced({ before: (truth) => (hear(truth, 'ann'), hear(truth, 'bob')) })
    await made.module.setConversationDraft({ conversationID: 'c2c_ann', draftText: 'half a th' })
    const page = await dataOf(made.module.getConversationList({ nextSeq: 0, count: 1 }))
    expect(page).toMatchObject({ conversationList: [{ conversationID: 'c2c_ann', draftTimestamp: 1_760_000_000 }] })
  })

  it('show an own message as sending at once, then as sent or as failed', async () => {
    const made = await synced({ before: (truth) => hear(truth, 'ann') })
    const statuses = async (): Promise<unknown> => {
      const row = (await dataOf(made.module.getConversation({ conversationID: 'c2c_ann' }))) as V2TimConversation
      return row.lastMessage?.status
    }
    const sent = made.module.sendText('c2c_ann', 'hi')
    expect(await statuses()).toBe(1)
    await made.settle()
    await sent
    expect(await statuses()).toBe(2)
    made.server.refuseNext(['send'])
    const failed = made.module.sendText('c2c_ann', 'again').catch((error: unknown) => error)
    await made.settle()
    expect(await failed).toMatchObject({ code: 2996 })
    expect(await statuses()).toBe(3)
  })
})
