import type { Engine } from '@convolist/core'
import { describe, expect, it } from 'vitest'
import { PACKAGES, startChat, type Sdk } from './support/sdk.js'
import { c2c, group, newGroupMessage, newMessage } from './support/server.js'
import { message, native } from './support/v2tim.js'
import { v2world, type V2World } from './support/v2tim-world.js'
import { world, type World } from './support/world.js'

const noEcho = (engine: Engine): number => engine.diagnostics.counts['operation/no-echo'] ?? 0

/** One unread message, told; the SDK's throttle is at rest. */
async function unreadOnce(start: (options?: object) => Sdk): Promise<World> {
  const w = await world({ start, sdk: { eventThrottling: true }, rows: [c2c('ann', { at: 5 }), c2c('bob', { at: 4 })] })
  await w.settle(1_100)
  w.sdk.push(newMessage('bob', 60, 'first'))
  await w.until(() => w.row('C2Cbob')?.unreadCount === 1)
  return w
}

async function untilSecond(w: World): Promise<string> {
  await w.until(() => w.row('C2Cbob')?.lastMessage?.text === 'second')
  return w.line()
}

it.each(PACKAGES)('%s: a message right after a read counts, though the count is what it was', async (_name, start) => {
  const w = await unreadOnce(start)
  await w.engine.commands.markRead('C2Cbob')
  w.sdk.push(newMessage('bob', 61, 'second'))
  expect(await untilSecond(w)).toBe('C2Cbob(1) C2Cann')
  await w.clock.advance(6_000)
  expect(noEcho(w.engine)).toBe(0)
})

it.each(PACKAGES)('%s: the app’s own listener reads a message before its row is told', async (_name, start) => {
  const w = await unreadOnce(start)
  await w.engine.commands.markRead('C2Cbob')
  w.sdk.chat.on('onMessageReceived', () => void w.engine.commands.markRead('C2Cbob'))
  w.sdk.push(newMessage('bob', 61, 'second'))
  expect(await untilSecond(w)).toMatch(/^C2Cbob/)
  await w.until(() => w.row('C2Cbob')?.unreadCount === 0)
})

describe('@tencentcloud/chat 3.6.6', () => {
  it('a message that comes while the read is on its way counts', async () => {
    const w = await unreadOnce(startChat)
    w.sdk.server.answers['.msgreaded'] = () => {
      w.sdk.push(newMessage('bob', 61, 'second'))
      return {}
    }
    await w.engine.commands.markRead('C2Cbob')
    expect(await untilSecond(w)).toBe('C2Cbob(1) C2Cann')
  })

  it('a message right after everything was read counts', async () => {
    const w = await unreadOnce(startChat)
    w.sdk.server.answers['.read_all_unread_msg'] = ({ C2CReadAllMsg }) => ({ C2CReadAllMsg })
    await w.engine.commands.markRead('all')
    w.sdk.push(newMessage('bob', 61, 'second'))
    expect(await untilSecond(w)).toBe('C2Cbob(1) C2Cann')
  })

  it('everything is read twice within a second, which the SDK refuses', async () => {
    const w = await world({ rows: [group('7', { at: 9, unread: 3 })] })
    w.sdk.server.answers['.read_all_unread_msg'] = ({ GroupReadInfo }) => ({ GroupReadInfoArray: GroupReadInfo })
    await w.engine.commands.markRead('all')
    w.sdk.push(newGroupMessage('7', 11, 60))
    await w.until(() => w.row('GROUP7')?.unreadCount === 1)
    const again = w.engine.commands.markRead('all')
    expect(w.line()).toBe('GROUP7')
    await w.settle(1_100)
    expect(await again).toEqual({ ids: ['GROUP7'] })
    expect(w.line()).toBe('GROUP7')
  })
})

describe('V2TIM', () => {
  const CLEAN = 'cleanConversationUnreadMessageCount'
  const first = { unreadCount: 1, lastMessage: message('m1', 100, 'first') }
  const second = { unreadCount: 1, lastMessage: message('m2', 101, 'second') }
  const start = (): Promise<V2World> => v2world({ rows: [native('c2c_bob', { orderkey: 9, ...first })] })
  const asked = ({ sdk }: V2World): number => sdk.calls.filter(({ method }) => /ByConv/.test(method)).length

  it('one event for a read and the message after it counts the message', async () => {
    const w = await start()
    w.sdk.answers[CLEAN] = () => void Object.assign(w.sdk.rows[0]!, { unreadCount: 0 })
    await w.engine.commands.markRead('c2c_bob')
    w.sdk.changed(native('c2c_bob', { orderkey: 10, ...second }))
    await w.settle()
    expect(w.line()).toBe('c2c_bob(1)')
    await w.clock.advance(6_000)
    expect(noEcho(w.engine)).toBe(0)
  })

  it('so does one that comes while the read is on its way', async () => {
    const w = await start()
    w.sdk.answers[CLEAN] = () => w.sdk.changed(native('c2c_bob', { orderkey: 10, ...second }))
    await w.engine.commands.markRead('c2c_bob')
    await w.settle()
    expect(w.line()).toBe('c2c_bob(1)')
  })

  it('a row that was told to be read is not asked for, nor taken once something newer was told', async () => {
    const told = await start()
    await told.engine.commands.markRead('c2c_bob')
    expect(asked(told)).toBe(0)
    const w = await start()
    w.sdk.answers[CLEAN] = () => undefined
    w.sdk.answers.getConversationListByConversaionIds = () => {
      const conversationList = [native('c2c_bob', { orderkey: 9, ...first, unreadCount: 0 })]
      w.sdk.changed(native('c2c_bob', { orderkey: 10, ...second, unreadCount: 2 }))
      return { conversationList }
    }
    await w.engine.commands.markRead('c2c_bob')
    await w.settle()
    expect(asked(w)).toBe(1)
    expect(w.line()).toBe('c2c_bob(1)')
  })

  describe.each([
    ['everything', (): 'all' => 'all'],
    ['a kind', ({ engine }: V2World) => engine.view({ filter: { kinds: ['direct'] } })],
  ])('reading %s', (_name, of) => {
    it('one event for it and the message after it counts the message', async () => {
      const w = await start()
      w.sdk.answers[CLEAN] = () => void Object.assign(w.sdk.rows[0]!, { unreadCount: 0 })
      await w.engine.commands.markRead(of(w))
      expect(w.row('c2c_bob')?.selfReadAt).toBe(100_000)
      w.sdk.changed(native('c2c_bob', { orderkey: 10, ...second }))
      await w.settle()
      expect(w.line()).toBe('c2c_bob(1)')
      await w.clock.advance(6_000)
      expect(noEcho(w.engine)).toBe(0)
    })

    it('so does one that comes while it is on its way', async () => {
      const w = await start()
      w.sdk.answers[CLEAN] = () => w.sdk.changed(native('c2c_bob', { orderkey: 10, ...second }))
      await w.engine.commands.markRead(of(w))
      await w.settle()
      expect(w.line()).toBe('c2c_bob(1)')
    })
  })

  it('the rows that everything was are asked for in pages', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => `c2c_${index}`)
    const w = await v2world({ rows: ids.map((id, orderkey) => native(id, { ...first, orderkey })) })
    w.sdk.answers[CLEAN] = () => w.sdk.rows.forEach((row) => Object.assign(row, { unreadCount: 0 }))
    await w.engine.commands.markRead('all')
    await w.settle()
    expect([asked(w), w.engine.getState().pendingCount]).toEqual([3, 0])
  })
})
