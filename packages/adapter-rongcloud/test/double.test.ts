import { createVirtualClock, type TrafficMix, type VirtualClock } from '@convolist/testing'
import {
  createRongCloudSimulator,
  type RongDouble,
  type RongCloudSimulator,
  toWire,
  type RongPush,
  type RongServer,
  type RongSetting,
  type RongWireState,
} from '@convolist/testing/rongcloud'
import { describe, expect, it, vi } from 'vitest'
import { startSdk } from './support/sdk.js'

vi.setConfig({ testTimeout: 60_000 })

/** What a list does not hear of, or hears of by other events, is left out. */
const MIX: Partial<TrafficMix> = { send: 0, peerReceipt: 0, groupReceipt: 0 }
/** Nor can the harness have missed what this account wrote elsewhere, or took back. */
const MISSED: Partial<TrafficMix> = { ...MIX, ownMessage: 0 }

interface Course {
  readonly seed: number
  readonly mix?: Partial<TrafficMix>
  readonly recallNotes: boolean
}

interface Entry {
  readonly conversation: { readonly conversationType: number; readonly targetId: string }
  readonly updatedItems?: Readonly<Record<string, { readonly time: number; readonly val: unknown }>>
}

/** One line per conversation of a CONVERSATION event: what is said of it. */
function linesOf({ conversationList }: { readonly conversationList: readonly Entry[] }): string[] {
  return conversationList.map(({ conversation, updatedItems = {} }) => {
    const items = Object.entries(updatedItems).map(([name, { val }]) => `${name} ${wordOf(val)}`)
    return `${conversation.conversationType} ${conversation.targetId}: ${items.sort().join(', ')}`
  })
}

function wordOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const { messageUId, messageType, sentTime } = value as Record<string, unknown>
  return messageUId === undefined
    ? JSON.stringify(value)
    : `${String(messageType)} ${String(messageUId)} ${String(sentTime)}`
}

/** The calls that both have. */
type Im = Pick<
  RongDouble,
  | 'setConversationToTop'
  | 'setConversationNotificationLevel'
  | 'clearMessagesUnreadStatus'
  | 'removeConversation'
  | 'saveTextMessageDraft'
  | 'batchSetConversationToTop'
  | 'getUnreadCount'
  | 'getTotalUnreadCount'
>

interface World {
  readonly im: Im
  readonly simulator: RongCloudSimulator
  readonly clock: VirtualClock
  /** What was told since it was last asked. */
  told(): readonly string[]
  settle(): Promise<void>
}

function makeSimulator({ seed, mix = MIX, recallNotes }: Course): {
  clock: VirtualClock
  simulator: RongCloudSimulator
} {
  const clock = createVirtualClock({ seed })
  const population = { superGroups: 0, labelled: 0, unread: 0, pinned: 0, muted: 0 }
  const faults = { latencyMs: [1, 1] as const }
  const simulator = createRongCloudSimulator({ seed, clock, conversations: 12, mix, faults, population, recallNotes })
  return { clock, simulator }
}

async function doubleWorld(course: Course): Promise<World> {
  const { clock, simulator } = makeSimulator(course)
  const lines: string[] = []
  simulator.sdk.addEventListener('CONVERSATION', (event: never) => lines.push(...linesOf(event)))
  void simulator.login()
  await clock.advance(2_000)
  return { im: simulator.sdk, clock, simulator, told: () => lines.splice(0), settle: () => clock.advance(100) }
}

/** The real package as another device on the same kind of server. */
async function realWorld(course: Course): Promise<World & { stop(): Promise<void> }> {
  const { clock, simulator } = makeSimulator(course)
  const sdk = startSdk({ now: () => clock.now(), navi: { supportRecallRefactor: course.recallNotes ? 1 : 0 } })
  const lines: string[] = []
  sdk.im.addEventListener('CONVERSATION' as never, ((event: never) => lines.push(...linesOf(event))) as never)
  const pushes: RongPush[] = []
  let since = 0
  let back = false
  simulator.labels() // fills the account
  const device: Parameters<RongServer['connect']>[1] = {
    push: (push) => pushes.push(push),
    reply: (_serial, _command, { messages = [], settings = [], time = 0 }) => {
      sdk.offline.push(...messages.map(toWire))
      sdk.settings.push(...settings.map(toState))
      back = since > 0
      since = time
    },
    broken: () => sdk.suspend(),
    reconnect: () => pull(),
  }
  const pull = (): void => simulator.server.connect('me', device).request(1, { name: 'pull', since })
  pull()
  await clock.advance(2_000)
  await sdk.connectAs('me')
  await sdk.settle()
  const settle = async (): Promise<void> => {
    await clock.advance(100)
    if (back) await sdk.reconnect()
    back = false
    for (const push of pushes.splice(0)) {
      if (push.type === 'messages') await sdk.push(...push.messages)
      if (push.type === 'settings') sdk.pushSettings(...push.settings.map(toState))
      await sdk.settle(0)
    }
  }
  return { im: sdk.im as unknown as Im, clock, simulator, settle, told: () => lines.splice(0), stop: () => sdk.stop() }
}

function toState({ conversationType: type, targetId, time, isTop, level, tagIds }: RongSetting): RongWireState {
  const stateItem = [
    ...(isTop === undefined ? [] : [{ sessionStateType: 2, value: isTop ? '1' : '0' } as const]),
    ...(level === undefined ? [] : [{ sessionStateType: 1, value: String(level) } as const]),
    ...(tagIds === undefined
      ? []
      : [{ sessionStateType: 3, value: '', tags: tagIds.map((tagId) => ({ tagId })) } as const]),
  ]
  return { type, channelId: targetId, busChannel: '', time, stateItem }
}

type Story = (world: World, note: (line: string) => void) => Promise<void>

/** Tells one story to both, and compares what they say after each of its steps. */
async function expectSame(course: Course, story: Story): Promise<void> {
  const play = async (world: World): Promise<string[]> => {
    const lines: string[] = []
    world.told()
    await story(world, (line) => lines.push(...world.told(), `-- ${line}`))
    return lines
  }
  const double = await play(await doubleWorld(course))
  const world = await realWorld(course)
  const real = await play(world)
  await world.stop()
  expect(double.length).toBeGreaterThan(20)
  // the first difference with what led to it says more than a hundred lines
  const place = double.findIndex((line, index) => line !== real[index])
  const start = place === -1 ? 0 : Math.max(0, place - 4)
  expect(double.slice(start, place + 3)).toEqual(real.slice(start, place + 3))
  expect(double).toHaveLength(real.length)
}

describe('the double of the IMLib says what @rongcloud/imlib-next 5.38.0 says', () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 9])('of each thing that happens (seed %i)', (seed) =>
    expectSame({ seed, recallNotes: seed % 2 === 0 }, async (world, note) => {
      for (let step = 0; step < 150; step++) {
        world.simulator.step()
        await world.settle()
        note(`step ${step}`)
        await world.clock.advance(1_000)
      }
    }),
  )

  it('of what it missed', () =>
    expectSame({ seed: 10, mix: MISSED, recallNotes: false }, async (world, note) => {
      const { simulator, clock } = world
      for (let round = 0; round < 8; round++) {
        for (let step = 0; step < 3; step++) {
          simulator.step()
          await world.settle()
          note('live')
          await clock.advance(1_000)
        }
        simulator.disconnect()
        for (let step = 0; step < 5; step++) {
          await clock.advance(1_000)
          simulator.step()
        }
        await clock.advance(1_000)
        simulator.reconnect()
        await world.settle()
        note('back')
        await clock.advance(1_000)
      }
    }))

  it('of its own calls: nothing, but their answers', () =>
    expectSame({ seed: 6, recallNotes: true }, async (world, note) => {
      const { im, simulator } = world
      for (let step = 0; step < 20; step++) {
        simulator.step()
        await world.settle()
        note('before')
        await world.clock.advance(1_000)
      }
      const [first, second] = simulator.truth().map(({ kind, targetId }) => ({
        conversationType: kind === 'direct' ? (1 as const) : (3 as const),
        targetId,
      }))
      const calls: readonly (() => Promise<{ readonly code: number; readonly data?: unknown }>)[] = [
        () => im.setConversationToTop(first!, true),
        () => im.setConversationNotificationLevel(first!, 5),
        () => im.getUnreadCount(first!),
        () => im.getTotalUnreadCount(),
        () => im.getTotalUnreadCount(true),
        () => im.saveTextMessageDraft(first!, 'half a th'),
        () => im.clearMessagesUnreadStatus(first!),
        () => im.getUnreadCount(first!),
        () => im.removeConversation(second!),
        () =>
          im.batchSetConversationToTop(
            Array.from({ length: 21 }, () => first!),
            true,
          ),
      ]
      for (const call of calls) {
        const answer = call()
        await world.settle()
        const { code, data } = await answer
        note(`${code} ${typeof data === 'number' ? data : ''}`)
      }
    }))
})
