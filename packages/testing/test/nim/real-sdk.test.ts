// @vitest-environment happy-dom
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createNimDouble, type NimDouble } from '../../src/nim/double/create-double.js'
import { linkNimSdk } from '../../src/nim/link-sdk.js'
import type { V2Message } from '../../src/nim/double/types.js'
import { startNim } from '../../src/nim/sdk-harness.js'
import { createNimServer, type NimServer } from '../../src/nim/server.js'
import { toNimId } from '../../src/nim/translate.js'
import { createPrng } from '../../src/prng.js'
import type { Faults } from '../../src/simulator/faults.js'
import { defaultPopulation, populate } from '../../src/simulator/population.js'
import { createTraffic, defaultMix } from '../../src/simulator/traffic.js'
import { createVirtualClock, type VirtualClock } from '../../src/virtual-clock.js'
import { canonical, record } from './record.js'
import { installVirtualHost } from '../../src/virtual-host.js'

vi.setConfig({ testTimeout: 60_000 })

const START = 1_760_000_000_000

const host = installVirtualHost()
let NIM: unknown

beforeAll(async () => {
  const sdk = await import('nim-web-sdk-ng')
  NIM = sdk.default
})
afterAll(host.restore)

interface World {
  readonly nim: object
  readonly server: NimServer
  readonly clock: VirtualClock
  /** Writes a line of the story between the events. */
  say: (line: string) => void
  login(account: string): Promise<void>
  logout(): Promise<void>
}

const makeServer = (seed: number): { clock: VirtualClock; server: NimServer } => {
  const clock = createVirtualClock({ start: START })
  host.use(clock)
  return { clock, server: createNimServer({ clock, seed }) }
}

function doubleWorld(seed: number): World {
  const { clock, server } = makeServer(seed)
  const nim = createNimDouble(server)
  return {
    nim,
    say: () => {},
    server,
    clock,
    login: (account) => nim.V2NIMLoginService.login(account),
    logout: () => nim.V2NIMLoginService.logout(),
  }
}

function realWorld(seed: number): World {
  const { clock, server } = makeServer(seed)
  const harness = startNim(NIM as never)
  const link = linkNimSdk(harness, server)
  return { nim: harness.nim as object, say: () => {}, server, clock, login: link.login, logout: link.logout }
}

interface Story {
  readonly seed: number
  readonly faults?: Partial<Faults>
  readonly tell: (world: World, happen: (times: number) => void) => Promise<void>
}

/** Tells one story to one world, and gives back what its SDK emitted, and the list it has in the end. */
async function play(world: World, { seed, faults, tell }: Story): Promise<{ events: string[]; rows: unknown }> {
  const truth = world.server.truth('me')
  populate(truth, createPrng(seed).fork('people'), { ...defaultPopulation, conversations: 60, countable: true })
  const traffic = createTraffic({
    truth,
    tally: world.server.tally,
    prng: createPrng(seed).fork('traffic'),
    mix: defaultMix,
    skew: 'zipf',
  })
  world.server.setFaults(faults ?? {})
  const events = record(world.nim)
  world.say = (line) => events.push(`-- ${line}`)
  await world.login('me')
  await world.clock.advance(2_000)
  await tell(world, (times) => {
    for (let done = 0; done < times; done++) traffic.step()
  })
  await world.clock.advance(60_000)
  const page = await (world.nim as NimDouble).V2NIMConversationService.getConversationList(0, 10_000)
  return { events, rows: JSON.parse(JSON.stringify(page)) as unknown }
}

async function expectSame(story: Story): Promise<void> {
  const double = await play(doubleWorld(story.seed), story)
  const real = await play(realWorld(story.seed), story)
  expect(double.events.length).toBeGreaterThan(20)
  // the first difference with what led to it says more than a thousand lines
  const place = double.events.findIndex((line, index) => line !== real.events[index])
  const start = place === -1 ? 0 : Math.max(0, place - 6)
  expect(double.events.slice(start, place + 4)).toEqual(real.events.slice(start, place + 4))
  expect(double.events).toHaveLength(real.events.length)
  expect(double.rows).toEqual(real.rows)
}

describe('the double says what the real SDK says, in the same order', () => {
  it('at login', () => expectSame({ seed: 1, tell: () => Promise.resolve() }))

  it.each([2, 3, 4])('while everything happens (seed %i)', (seed) =>
    expectSame({
      seed,
      tell: async ({ clock }, happen) => {
        for (let round = 0; round < 150; round++) {
          happen(1)
          await clock.advance(500)
        }
      },
    }),
  )

  it.each([5, 6, 7, 8])('while pushes are lost, doubled, late, split and merged (seed %i)', (seed) =>
    expectSame({
      seed,
      faults: { drop: 0.1, duplicate: 0.2, delay: 0.2, delayMs: 3_000, split: 0.3, merge: 0.3, malformed: 0.05 },
      tell: async ({ clock }, happen) => {
        for (let round = 0; round < 150; round++) {
          happen(1)
          await clock.advance(300)
        }
      },
    }),
  )

  it('of a packet with several receipts in one callback, and of each message in its own', async () => {
    const story: Story = {
      seed: 16,
      faults: { merge: 1 },
      tell: async ({ server, clock, say }) => {
        const truth = server.truth('me')
        const team = [...truth.rows.values()].find((row) => row.kind === 'group' && row.last !== undefined)
        say('live')
        for (const read of [1, 2]) truth.receipt(team!.key, team!.last!, read, 5 - read)
        for (const text of ['one', 'two'])
          truth.message('direct', 'ann', { senderId: 'ann', kind: 'text', text }, 'peer')
        await clock.advance(2_000)
      },
    }
    await expectSame(story)
    const { events } = await play(realWorld(story.seed), story)
    const live = events.slice(events.indexOf('-- live'))
    const told = (event: string): number => live.filter((line) => line.startsWith(`Message.${event} `)).length
    expect(live.find((line) => line.includes('"readCount":1'))).toContain('"readCount":2')
    expect([told('onReceiveTeamMessageReadReceipts'), told('onReceiveMessages')]).toEqual([1, 2])
  })

  it.each([9, 10, 11])('over breaks, silent deletions and failing syncs (seed %i)', (seed) =>
    expectSame({
      seed,
      faults: { syncFailure: 0.4, drop: 0.05, delay: 0.1 },
      tell: async ({ clock, server }, happen) => {
        for (let round = 0; round < 12; round++) {
          happen(8)
          await clock.advance(700)
          server.disconnect()
          happen(8)
          await clock.advance(5_000)
          server.reconnect()
          await clock.advance(1)
          happen(3) // while the sync is under way
          await clock.advance(round % 3 === 0 ? 12 : 3_000)
        }
      },
    }),
  )

  it('when commands succeed', () => expectSame({ seed: 12, tell: giveCommands }))

  it.each([13, 14])('when commands are refused, ignored, late or early (seed %i)', (seed) =>
    expectSame({ seed, faults: { refuse: 0.3, unanswered: 0.2, late: 0.2, early: 0.2 }, tell: giveCommands }),
  )

  it('when it is kicked, logs out, and becomes somebody else', () =>
    expectSame({
      seed: 15,
      tell: async (world, happen) => {
        const { clock, server } = world
        happen(5)
        await clock.advance(1_000)
        server.kick('me', 2)
        happen(5)
        await clock.advance(1_000)
        await world.login('me')
        await clock.advance(1_000)
        await world.logout()
        await world.login('you')
        await clock.advance(1_000)
        await world.login('me')
        await clock.advance(1_000)
      },
    }))
})

/** What a user does, with the outcome of each written into the log. */
async function giveCommands(world: World, happen: (times: number) => void): Promise<void> {
  const nim = world.nim as NimDouble
  const { V2NIMConversationService: cloud, V2NIMLocalConversationService: local } = nim
  const direct = world.server.truth('me')
  const ids = [...direct.rows.values()].map((row) => toNimId('me', row))
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = ids
  const peer = [...direct.rows.values()].find((row) => row.kind === 'direct')?.targetId ?? ''
  const team = [...direct.rows.values()].find((row) => row.kind === 'group')?.targetId ?? ''
  const say = world.say

  const commands: (readonly [name: string, run: () => unknown])[] = [
    ['watch', () => cloud.subscribeUnreadCountByFilter({ ignoreMuted: true })],
    ['watch teams', () => cloud.subscribeUnreadCountByFilter({ conversationTypes: [3, 2] })],
    ['watch again', () => cloud.subscribeUnreadCountByFilter({ ignoreMuted: true })],
    ['pin', () => cloud.stickTopConversation(a, true)],
    ['unpin', () => cloud.stickTopConversation(b, false)],
    ['extension', () => cloud.updateConversation(c, { serverExtension: '{"vip":true}' })],
    ['local extension', () => cloud.updateConversationLocalExtension(c, 'mine')],
    ['clear some', () => cloud.clearUnreadCountByIds([a, b, c, d, e, f, 'me|1|nobody'])],
    ['mark', () => cloud.markConversationRead(d)],
    ['mute', () => nim.V2NIMSettingService.setP2PMessageMuteMode(peer, 1)],
    ['mute team', () => nim.V2NIMSettingService.setTeamMessageMuteMode(team, 1, 1)],
    ['unmute', () => nim.V2NIMSettingService.setP2PMessageMuteMode(peer, 0)],
    ['group', () => nim.V2NIMConversationGroupService.createConversationGroup('Work', 'ext', [a, c, 'me|1|nobody'])],
    ['to group', () => nim.V2NIMConversationGroupService.addConversationsToGroup('5001', [a, d])],
    ['clear group', () => cloud.clearUnreadCountByGroupId('5001')],
    ['from group', () => nim.V2NIMConversationGroupService.removeConversationsFromGroup('5001', [d])],
    ['rename group', () => nim.V2NIMConversationGroupService.updateConversationGroup('5002', 'Renamed')],
    ['drop group', () => nim.V2NIMConversationGroupService.deleteConversationGroup('5001')],
    ['groups', () => nim.V2NIMConversationGroupService.getConversationGroupList()],
    ['create', () => cloud.createConversation('me|1|stranger')],
    ['create again', () => cloud.createConversation('me|1|stranger')],
    ['delete', () => cloud.deleteConversation(e, true)],
    ['delete unknown', () => cloud.deleteConversation('me|1|nobody')],
    ['delete some', () => cloud.deleteConversationListByIds([f, a, 'me|1|nobody'], false)],
    ['clear types', () => cloud.clearUnreadCountByTypes([1])],
    ['clear all', () => cloud.clearTotalUnreadCount()],
    ['send', () => send(nim, b, 'one')],
    ['send to nobody yet', () => send(nim, 'me|1|newly', 'two')],
    ['revoke', () => nim.V2NIMMessageService.revokeMessage(own('one', b), { postscript: 'gone' })],
    ['delete message', () => nim.V2NIMMessageService.deleteMessage(own('two', 'me|1|newly'))],
    ['receipts', () => nim.V2NIMMessageService.getTeamMessageReceipts([own('x', `me|2|${team}`)])],
    ['send receipt', () => nim.V2NIMMessageService.sendP2PMessageReceipt({ ...own('x', a), senderId: peer })],
    ['bad id', () => cloud.stickTopConversation('you|1|bob', true)],
    ['unknown', () => cloud.getConversation('me|1|nobody')],
    ['by ids', () => cloud.getConversationListByIds([b, 'me|1|nobody'])],
    ['no ids', () => cloud.getConversationListByIds([])],
    ['empty filter', () => cloud.getUnreadCountByFilter({})],
    ['filter', () => cloud.getUnreadCountByFilter({ conversationTypes: [1, 2], ignoreMuted: true })],
    ['ids twice', () => cloud.getUnreadCountByIds([b, b, c])],
    ['limit 0', () => cloud.getConversationList(0, 0)],
    ['page', () => cloud.getConversationListByOption(0, 5, { conversationTypes: [1], onlyUnread: false })],
    ['ungrouped', () => cloud.getConversationListByOption(0, 500, { conversationGroupIds: [] })],
    ['unwatch', () => cloud.unsubscribeUnreadCountByFilter({ ignoreMuted: true })],
    ['unwatch again', () => cloud.unsubscribeUnreadCountByFilter({ ignoreMuted: true })],
    ['local pin', () => local.stickTopConversation(b, true)],
    ['local clear', () => local.clearUnreadCountByIds([b, c, d, 'you|1|x'])],
    ['local types', () => local.clearUnreadCountByTypes([2])],
    ['local mark', () => local.markConversationRead(c)],
    ['local delete', () => local.deleteConversation(c)],
    ['local delete again', () => local.deleteConversation(c)],
    ['local create', () => local.createConversation('me|2|77')],
    ['local delete some', () => local.deleteConversationListByIds([b, d], true)],
    ['local clear all', () => local.clearTotalUnreadCount()],
    ['local page', () => local.getConversationList(0, 5)],
    ['receipt', () => nim.V2NIMMessageService.getP2PMessageReceipt(`me|1|${peer}`)],
    ['receipt of team', () => nim.V2NIMMessageService.getP2PMessageReceipt(`me|2|${team}`)],
  ]
  for (const [name, run] of commands) {
    happen(1)
    say(name)
    void outcome(run).then((line) => say(`${name}: ${line}`))
    await world.clock.advance(name.length % 2 === 0 ? 200 : 9_500)
  }
}

/** A message of ours that was sent before. */
function own(text: string, conversationId: string): V2Message {
  const [, type = '1', receiverId = ''] = conversationId.split('|')
  return {
    conversationType: Number(type),
    conversationId,
    receiverId,
    senderId: 'me',
    createTime: START,
    messageType: 0,
    text,
    messageClientId: `own-${text}`,
    messageServerId: '700000999',
    isSelf: true,
    sendingState: 1,
    messageStatus: { errorCode: 200 },
  }
}

/** Synchronous throws and rejections are told apart: the SDK has both. */
async function outcome(run: () => unknown): Promise<string> {
  let running: unknown
  try {
    running = run()
  } catch (error) {
    return `threw ${canonical(error)}`
  }
  try {
    return `resolved ${canonical(await running) ?? 'nothing'}`
  } catch (error) {
    return `rejected ${canonical(error)}`
  }
}

async function send(nim: NimDouble, conversationId: string, text: string): Promise<unknown> {
  const message = nim.V2NIMMessageCreator.createTextMessage(text)
  message.messageClientId = `own-${text}`
  const { message: sent } = await nim.V2NIMMessageService.sendMessage(message, conversationId)
  return [sent.sendingState, sent.messageServerId, sent.createTime]
}
