import { describe, expect, it, vi } from 'vitest'
import type { V2Conversation } from '../../src/nim/double/types.js'
import type { Recording } from '../../src/simulator/recording.js'
import { replayNimSimulator } from '../../src/nim/simulator.js'
import { createNimSimulator } from '../../src/nim/simulator.js'
import type { NimSimulator, NimSimulatorOptions } from '../../src/nim/simulator-types.js'
import { hostileTitles } from '../../src/simulator/people.js'
import { createVirtualClock, type VirtualClock } from '../../src/virtual-clock.js'

vi.setConfig({ testTimeout: 60_000 })

type Options = Omit<NimSimulatorOptions, 'clock'>

function simulate(options: Options = {}): { clock: VirtualClock; simulator: NimSimulator } {
  const clock = createVirtualClock()
  return { clock, simulator: createNimSimulator({ conversations: 40, ...options, clock }) }
}

async function listOf({ nim }: NimSimulator): Promise<V2Conversation[]> {
  return (await nim.V2NIMConversationService.getConversationList(0, 1_000_000)).conversationList
}

/** What the SDK's own list shows, in the words of the truth, as far as the two can be compared. */
function shownBy(row: V2Conversation, wanted: Readonly<Record<string, unknown>>): object {
  const isLocal = (row.lastMessage?.sendingState ?? 1) !== 1 // failed or still sending: only this device knows of it
  return {
    id: row.conversationId,
    unreadCount: row.unreadCount,
    stickTop: row.stickTop,
    muted: row.mute,
    labels: row.groupIds,
    serverExtension: row.serverExtension === '' ? undefined : row.serverExtension, // '' where the SDK made the row itself
    title: row.name,
    sortKey: isLocal || wanted['lastMessage'] === 'unknown' ? wanted['sortKey'] : row.sortOrder % 1e15,
    lastMessage:
      isLocal || wanted['lastMessage'] === 'unknown'
        ? undefined
        : row.lastMessage && [row.lastMessage.messageRefer.messageClientId, row.lastMessage.lastMessageState === 1],
  }
}

async function expectConverged(simulator: NimSimulator): Promise<void> {
  const rows = new Map((await listOf(simulator)).map((row) => [row.conversationId, row]))
  const truth = simulator.truth()
  expect([...rows.keys()].sort()).toEqual(truth.map((row) => row.id).sort())
  for (const wanted of truth) {
    const row = rows.get(wanted.id) as V2Conversation
    const shown = shownBy(row, { ...wanted })
    const comparable = 'lastMessage' in shown && shown.lastMessage !== undefined
    const message = wanted.lastMessage === 'unknown' ? undefined : wanted.lastMessage
    expect(shown).toEqual({
      id: wanted.id,
      unreadCount: wanted.unreadCount,
      stickTop: wanted.stickTop,
      muted: wanted.notify !== 'all',
      labels: wanted.labels,
      serverExtension: wanted.serverExtension,
      title: wanted.title,
      sortKey: wanted.sortKey,
      lastMessage: comparable && message ? [message.id, message.revoked] : undefined,
    })
  }
}

describe('the list of the SDK', () => {
  it('equals the server’s after calm traffic', async () => {
    const { clock, simulator } = simulate({ eventsPerSecond: 20 })
    simulator.start()
    await clock.advance(60_000)
    simulator.stop()
    await clock.advance(10_000)
    expect(simulator.stats.happenings).toBeGreaterThan(1_000)
    await expectConverged(simulator)
  })

  it.each(['a', 'b', 'c', 'd'])(
    'equals the server’s after hostile weather and one good sync (seed %s)',
    async (seed) => {
      const { clock, simulator } = simulate({ seed, profile: 'hostile', eventsPerSecond: 10 })
      simulator.start()
      await clock.advance(120_000)
      simulator.stop()
      simulator.setProfile('calm')
      await clock.advance(60_000)
      simulator.disconnect()
      simulator.reconnect()
      await clock.advance(30_000)
      const struck = ['dropped', 'duplicated', 'delayed', 'split', 'disconnected', 'malformed']
      expect(Object.keys(simulator.stats.injected)).toEqual(expect.arrayContaining(struck))
      await expectConverged(simulator)
    },
  )
})

describe('a run', () => {
  const story = async (seed: string): Promise<NimSimulator> => {
    const { clock, simulator } = simulate({ seed, profile: 'hostile' })
    simulator.start()
    await clock.advance(30_000)
    simulator.deleteWhileOffline(3)
    await clock.advance(2_000)
    simulator.reconnect()
    simulator.setRate(50)
    await clock.advance(20_000)
    simulator.kick()
    simulator.refuseNext('stickTop', 110303)
    await clock.advance(1_000)
    await simulator.switchAccount()
    await clock.advance(10_000)
    simulator.stop()
    await clock.advance(60_000)
    return simulator
  }

  it('is the same for the same seed and calls, and another for another seed', async () => {
    const [one, again, other] = [await story('one'), await story('one'), await story('other')]
    expect(again.digest).toBe(one.digest)
    expect(again.log).toEqual(one.log)
    expect(again.truth()).toEqual(one.truth())
    expect(again.stats).toEqual(one.stats)
    expect(other.digest).not.toBe(one.digest)
  })

  it('tells what it injected, and plays again from its last line', async () => {
    const played = await story('one')
    const lines = played.report().split('\n')
    expect(lines[0]).toMatch(/^\d+ happenings, \d+ SDK events$/)
    expect(lines[1]).toMatch(/^injected: dropped \d+/)
    const recording = /^replay: replayNimSimulator\((.*)\)$/.exec(lines[2] ?? '')?.[1] ?? ''
    const { simulator, run } = replayNimSimulator(JSON.parse(recording) as Recording)
    await run()
    expect(simulator.log).toEqual(played.log)
    expect(simulator.digest).toBe(played.digest)
    expect(simulator.truth()).toEqual(played.truth())
  })

  it('goes on beside another one without either noticing', async () => {
    const alone = await story('one')
    const { clock, simulator } = simulate({ seed: 'x', profile: 'hostile' })
    simulator.start()
    const beside = await story('one')
    await clock.advance(5_000)
    expect(beside.digest).toBe(alone.digest)
  })
})

describe('the knobs', () => {
  it('set how much happens', async () => {
    const { clock, simulator } = simulate({ eventsPerSecond: 0 })
    simulator.start()
    await clock.advance(10_000)
    expect(simulator.stats.happenings).toBe(0)
    simulator.setRate(100)
    await clock.advance(10_000)
    const { happenings } = simulator.stats
    expect(happenings).toBeGreaterThan(800)
    simulator.stop()
    expect(simulator.running).toBe(false)
    await clock.advance(10_000)
    expect(simulator.stats.happenings).toBe(happenings)
    simulator.step(5)
    expect(simulator.stats.happenings).toBeGreaterThan(happenings)
  })

  it('refuse the next command of a kind, once, whichever of NIM’s calls it is', async () => {
    const { clock, simulator } = simulate()
    await simulator.login()
    await clock.advance(1_000)
    const [a, b] = simulator.truth().filter((row) => !row.stickTop)
    const cloud = simulator.nim.V2NIMConversationService
    const code = async (run: Promise<unknown>): Promise<unknown> => {
      const ended = run.then((result) => result).catch((error: { code: number }) => error.code)
      await clock.advance(1_000)
      return ended
    }
    simulator.refuseNext('stickTop')
    expect(await code(cloud.stickTopConversation(a?.id ?? '', true))).toBe(110303)
    expect(await code(cloud.stickTopConversation(a?.id ?? '', true))).toBeUndefined()
    simulator.refuseNext('markRead', 416)
    expect(await code(cloud.clearTotalUnreadCount())).toBe(416)
    expect(await code(cloud.clearUnreadCountByIds([b?.id ?? '']))).toEqual([])
    simulator.refuseNext('remove')
    expect(await code(cloud.deleteConversationListByIds([a?.id ?? '', b?.id ?? '']))).toHaveLength(2)
    simulator.ignoreNext('mute')
    const muted = simulator.nim.V2NIMSettingService.setP2PMessageMuteMode('user0', 1).catch((error: unknown) => error)
    await clock.advance(9_000)
    expect(await muted).toMatchObject({ code: 192004 })
  })

  it('delete rows while the device is cut off, which it learns at the next sync', async () => {
    const { clock, simulator } = simulate()
    await simulator.login()
    await clock.advance(1_000)
    const gone = simulator.deleteWhileOffline(4)
    expect(simulator.online).toBe(false)
    expect(await listOf(simulator)).toHaveLength(40)
    simulator.reconnect()
    await clock.advance(1_000)
    const left = (await listOf(simulator)).map((row) => row.conversationId)
    expect(left).toHaveLength(36)
    expect(gone.some((id) => left.includes(id))).toBe(false)
  })

  it('switch to an account with a list of its own, and back', async () => {
    const { clock, simulator } = simulate()
    await simulator.login()
    await clock.advance(1_000)
    const mine = simulator.truth().map((row) => row.id)
    await simulator.switchAccount()
    await clock.advance(1_000)
    expect(simulator.account).toBe('me-2')
    const rows = await listOf(simulator)
    expect(rows).toHaveLength(40)
    expect(rows.every((row) => row.conversationId.startsWith('me-2|'))).toBe(true)
    await simulator.switchAccount()
    await clock.advance(1_000)
    expect((await listOf(simulator)).map((row) => row.conversationId).sort()).toEqual([...mine].sort())
  })

  it('reconnect a device once, and log a kicked one in again at the next start', async () => {
    const { clock, simulator } = simulate({ eventsPerSecond: 0 })
    simulator.start()
    await clock.advance(1_000)
    simulator.disconnect()
    simulator.disconnect()
    await clock.advance(1_000)
    const before = simulator.stats.counts['event:onSyncStarted'] ?? 0
    simulator.reconnect()
    simulator.reconnect()
    await clock.advance(1_000)
    expect((simulator.stats.counts['event:onSyncStarted'] ?? 0) - before).toBe(3) // both lists, and the teams
    simulator.kick()
    expect(simulator.nim.V2NIMLoginService.getLoginUser()).toBe('')
    simulator.start()
    await clock.advance(1_000)
    expect(await listOf(simulator)).toHaveLength(40)
  })

  it('connect once the network is back, when the login came while it was down', async () => {
    const { clock, simulator } = simulate()
    simulator.disconnect()
    await simulator.login()
    await clock.advance(1_000)
    expect(simulator.nim.V2NIMLoginService.getLoginStatus()).toBe(3)
    simulator.reconnect()
    await clock.advance(1_000)
    expect(await listOf(simulator)).toHaveLength(40)
  })

  it('fill the list with titles that break careless ones', async () => {
    const { clock, simulator } = simulate({ conversations: 200, population: { hostileTitles: 1 } })
    await simulator.login()
    await clock.advance(1_000)
    const names = (await listOf(simulator)).map((row) => row.name ?? '')
    expect(names.some((name) => name.includes('<img'))).toBe(true)
    expect(names.some((name) => name.length > 9_000)).toBe(true)
    expect(hostileTitles.length).toBeGreaterThan(8)
  })

  it('send messages from this device', async () => {
    const { clock, simulator } = simulate()
    await simulator.login()
    await clock.advance(1_000)
    const [row] = simulator.truth()
    void simulator.send(row?.id ?? '', 'hello from here')
    await clock.advance(1_000)
    expect(simulator.truth().find(({ id }) => id === row?.id)?.lastMessage).toMatchObject({ text: 'hello from here' })
    await expect(simulator.send('not an id', 'x')).rejects.toMatchObject({ code: 191004 })
  })
})

describe('a long list', () => {
  it('does not cost more per event than a short one, but for noise', async () => {
    const workOf = async (conversations: number): Promise<number> => {
      const { clock, simulator } = simulate({ conversations, eventsPerSecond: 200, mix: { readAll: 0, read: 0 } })
      await simulator.login()
      await clock.advance(2_000)
      expect(await listOf(simulator)).toHaveLength(conversations)
      simulator.start()
      const rounds: number[] = []
      for (let round = 0; round < 4; round++) {
        const start = Date.now()
        await clock.advance(1_000)
        rounds.push(Date.now() - start)
      }
      return Math.min(...rounds)
    }
    const short = await workOf(500)
    const long = await workOf(50_000)
    // sorting and summing at each push, as the SDK does, would take 200 times 20 ms here
    expect(long).toBeLessThan(short * 10 + 500)
  })
})
