import { createVirtualClock, installVirtualHost, type TrafficMix, type VirtualClock } from '@convolist/testing'
import {
  createTencentWebSimulator,
  type TencentWebDouble,
  type TencentWebSimulator,
  type WebConversation,
} from '@convolist/testing/tencent'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { linkTencentSdk } from './support/link.js'
import { passOrderedRejections } from './support/sdk-rejections.js'
import type { Sdk } from './support/sdk.js'

vi.setConfig({ testTimeout: 60_000 })

// The packages find these while they load.
const host = installVirtualHost()
const { startChat, startLite } = await import('./support/sdk.js')
afterAll(() => host.restore())
afterAll(passOrderedRejections())

/** One instance of the SDK, double or real, on a server of its own. */
interface World {
  readonly chat: TencentWebDouble
  readonly clock: VirtualClock
  readonly simulator: TencentWebSimulator
  /** Writes a line of the story between the events. */
  say(line: string): void
  /** What the SDK said since it was last asked. */
  events(): readonly string[]
}

/** What the server tells in a way that the harness does not know, or tells nobody. */
const MIX: Partial<TrafficMix> = { send: 0, mute: 0, groupReceipt: 0, readAll: 0 }

function makeWorld(seed: number, start?: (options: object) => Sdk, isLite = false): World {
  const clock = createVirtualClock({ seed })
  host.use(clock)
  const sdk = start?.({ eventThrottling: false })
  const simulator = createTencentWebSimulator({
    seed,
    clock,
    conversations: 15,
    mix: { ...MIX, ...(isLite && { stickTop: 0, revoke: 0 }) },
    faults: { latencyMs: [1, 1] },
    population: { superGroups: 0, labelled: 0.3, unread: 0.5, countable: true, ...(isLite && { pinned: 0 }) },
    eventThrottling: false,
    ...(sdk && { link: (server) => linkTencentSdk(sdk, server) }),
  })
  const chat = (sdk?.chat ?? simulator.sdk) as TencentWebDouble
  return { chat, clock, simulator, ...record(chat) }
}

/** Writes down what a list depends on. A list that says what the one before it said is not news. */
function record(chat: TencentWebDouble): Pick<World, 'say' | 'events'> {
  const lines: string[] = []
  let list = ''
  const on = (
    name: string,
    word: (event: { readonly data: never; readonly isSyncCompleted?: boolean }) => string,
  ): void => chat.on(name, (event: never) => lines.push(`${name} ${word(event)}`))
  chat.on('onConversationListUpdated', (event: { data: WebConversation[]; isSyncCompleted: boolean }) => {
    const told = `${event.isSyncCompleted ? '' : '… '}${event.data.map(wordOf).join(' | ')}`
    if (told !== list) lines.push(told)
    list = told
  })
  on('sdkStateReady', () => '')
  on('sdkStateNotReady', () => '')
  on('kickedOut', ({ data }) => (data as { type: string }).type)
  on('onMessageReceived', ({ data }) => (data as { sequence: number }[]).map((one) => one.sequence).join())
  on('onMessageReadByPeer', ({ data }) => (data as { sequence: number }[]).map((one) => one.sequence).join())
  on('onMessageRevoked', ({ data }) => (data as { sequence: number }[]).map((one) => one.sequence).join())
  return { say: (line) => void lines.push(`-- ${line}`), events: () => lines.splice(0) }
}

/** A row as a list shows it. */
function wordOf(row: WebConversation): string {
  const { lastTime, lastSequence, fromAccount, type, payload, isRevoked, isPeerRead } = row.lastMessage
  const last = [
    lastTime,
    lastSequence,
    fromAccount,
    type,
    payload?.['text'],
    isRevoked && 'revoked',
    isPeerRead === true && 'read',
  ]
  const rest = [
    row.messageRemindType,
    row.markList.join('+'),
    row.customData,
    row.conversationGroupList.join('+'),
    row.draftText,
    row.groupAtInfoList.map((one) => `@${one.messageSequence}`).join('+'),
  ]
  return `${row.isPinned ? '^' : ''}${row.conversationID}(${row.unreadCount}) ${[...last, ...rest].join(' ')}`
}

/** One row per line, so that a difference is seen. */
const rowsOf = (lines: readonly string[] | undefined): string[] | undefined =>
  lines?.flatMap((line) => line.split(' | '))

type Story = (world: World) => Promise<void>

/** Tells one story to both, and compares what they say after each of its steps. */
async function expectSame(start: (options: object) => Sdk, seed: number, story: Story): Promise<void> {
  const play = async (world: World): Promise<string[][]> => {
    const told: string[][] = []
    const { clock } = world
    const advance = clock.advance
    clock.advance = async (ms) => {
      await advance(ms)
      const lines = world.events()
      const isReady = (line: string): boolean => line.startsWith('sdkStateReady')
      // Before the first list or after it: both were seen.
      told.push([...lines.filter(isReady), ...lines.filter((line) => !isReady(line))])
    }
    void world.simulator.login()
    await clock.advance(2_000)
    await story(world)
    const list = world.chat.getConversationList().then(({ data }) => data.conversationList.map(wordOf))
    told.push(await list.catch(() => ['refused']))
    return told
  }
  const double = await play(makeWorld(seed))
  const real = await play(makeWorld(seed, start))
  expect(double.flat().length).toBeGreaterThan(15)
  // the first difference with what led to it says more than a thousand lines
  const place = double.findIndex((lines, index) => JSON.stringify(lines) !== JSON.stringify(real[index]))
  expect({ place, lines: rowsOf(double[place]) }).toEqual({ place, lines: rowsOf(real[place]) })
}

/** Carries out a call while time goes on, and says how it ended. */
async function ended({ clock }: World, call: () => Promise<unknown>): Promise<string> {
  const end = (async () => call())().then(
    (answer) =>
      JSON.stringify((answer as { data: unknown } | undefined)?.data, (key, value: unknown) =>
        known.has(key) ? value : undefined,
      ),
    (error: { code?: number }) => `refused ${error.code ?? 'at once'}`,
  )
  await clock.advance(1_000)
  return end
}

/** The parts of an answer that an app may go by; others are live rows, or wording. */
const known: ReadonlySet<string> = new Set([
  '',
  'conversationID',
  'conversationIDList',
  'successConversationIDList',
  'failureConversationIDList',
  'code',
  ...Array.from({ length: 20 }, (_, index) => String(index)),
])

describe.each([['@tencentcloud/chat 3.6.6', startChat]] as const)(
  'the double of the Web SDK says what %s says',
  (_name, start) => {
    it('at a login', () => expectSame(start, 1, async ({ clock }) => clock.advance(1_000)))

    it.each([2, 3, 4, 5, 6, 7])('while everything happens (seed %i)', (seed) =>
      expectSame(start, seed, async ({ clock, simulator }) => {
        for (let step = 0; step < 150; step++) {
          simulator.step()
          await clock.advance(1_000)
        }
      }),
    )

    it('when conversation groups are made, renamed, filled and deleted elsewhere', () =>
      expectSame(start, 8, async ({ clock, simulator }) => {
        const truth = simulator.server.truth('me')
        const [key, other] = [...truth.rows.keys()]
        const happenings = [
          () => truth.saveLabel({ id: '7001', name: 'new' }, 'otherDevice'),
          () => truth.setLabelled('7001', [key!, other!], true, 'otherDevice'),
          () => truth.saveLabel({ id: '7001', name: 'newer' }, 'otherDevice'),
          () => truth.setLabelled('7001', [other!], false, 'otherDevice'),
          () => truth.deleteLabel('7001', 'otherDevice'),
          () => truth.setNotify('direct/user3', 'none', 'otherDevice'),
          () => truth.setNotify('direct/user3', 'all', 'otherDevice'),
          () => truth.setExtension(key!, 'mine', 'otherDevice'),
        ]
        for (const happen of happenings) {
          happen()
          await clock.advance(1_000)
        }
      }))

    it('when its own calls change the list, or are refused', () =>
      expectSame(start, 9, async (world) => {
        const { chat, simulator } = world
        const rows = (await chat.getConversationList()).data.conversationList.map((row) => row.conversationID)
        const [one = '', two = '', three = '', four = ''] = rows.filter((id) => id.startsWith('C2C'))
        const group = rows.find((id) => id.startsWith('GROUP')) ?? ''
        const many = [one, group, 'C2Cnobody']
        const calls: (() => Promise<unknown>)[] = [
          () => chat.pinConversation({ conversationID: one, isPinned: true }),
          () => chat.pinConversation({ conversationID: one, isPinned: true }),
          () => chat.pinConversation({ conversationID: one, isPinned: false }),
          () => chat.setMessageRead({ conversationID: two }),
          () => chat.setMessageRead({ conversationID: group }),
          () => chat.setConversationDraft({ conversationID: three, draftText: 'half a th' }),
          () => chat.setConversationCustomData({ conversationIDList: many, customData: 'mine' }),
          () => chat.markConversation({ conversationIDList: many, markType: 1, enableMark: true }),
          () => chat.markConversation({ conversationIDList: many, markType: 1, enableMark: false }),
          () => chat.createConversationGroup({ conversationIDList: many, groupName: 'work' }),
          () => chat.addConversationsToGroup({ conversationIDList: [three], groupName: 'work' }),
          () => chat.renameConversationGroup({ oldName: 'work', newName: 'fun' }),
          () => chat.deleteConversationsFromGroup({ conversationIDList: [three], groupName: 'fun' }),
          () => chat.deleteConversationGroup('fun'),
          () => chat.setMessageRemindType({ userIDList: [four.slice(3)], messageRemindType: 'AcceptNotNotify' }),
          () => chat.deleteConversation({ conversationIDList: [four, 'C2Cnobody'] }),
          () => chat.deleteConversation(three),
          () => chat.setAllMessageRead(),
        ]
        for (const call of calls) world.say(await ended(world, call))
        for (const [command, call] of [
          ['stickTop', calls[0]],
          ['remove', () => chat.deleteConversation(two)],
          ['setMark', calls[7]],
        ] as const) {
          simulator.refuseNext(command)
          world.say(await ended(world, call!))
        }
      }))

    it('after breaks of the line', () =>
      expectSame(start, 10, async (world) => {
        const { clock, simulator } = world
        for (let round = 0; round < 3; round++) {
          simulator.step(5)
          await clock.advance(2_000)
          simulator.disconnect()
          simulator.step(5)
          await clock.advance(3_000)
          world.events() // how the SDK finds its way back is its own affair
          simulator.reconnect()
          await clock.advance(20_000)
          const told = world.events()
          world.say(told.at(-1) ?? '')
        }
      }))
  },
)

describe('lite-chat 4.2.1 has the same list', () => {
  /**
   * What both say of a row; the rest lite-chat reads from other fields of the wire. And it differs: a message taken back is
   * one less only if it was seen, and on this wire a new message ends a pin.
   */
  const brief = ({ isPinned, conversationID, unreadCount, lastMessage }: WebConversation): string =>
    `${isPinned ? '^' : ''}${conversationID}(${unreadCount}) ${lastMessage.lastTime} ${lastMessage.lastSequence}`

  it.each([11, 12, 13, 14])('after each thing that happens (seed %i)', async (seed) => {
    const play = async ({ chat, clock, simulator }: World): Promise<string[][]> => {
      const lists: string[][] = []
      void simulator.login()
      await clock.advance(3_000)
      for (let step = 0; step < 100; step++) {
        simulator.step()
        await clock.advance(1_000)
        lists.push((await chat.getConversationList()).data.conversationList.map(brief))
      }
      return lists
    }
    const [double, real] = [await play(makeWorld(seed, undefined, true)), await play(makeWorld(seed, startLite, true))]
    const place = double.findIndex((list, index) => list.join() !== real[index]?.join())
    expect({ place, list: double[place] }).toEqual({ place, list: real[place] })
  })
})
