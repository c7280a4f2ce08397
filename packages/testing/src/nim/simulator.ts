import type { CommandName } from '@convolist/core'
import { createHostClock } from '../host-clock.js'
import { createPrng } from '../prng.js'
import { createOccasional, createRepeater } from '../simulator/driver.js'
import { faultProfiles } from '../simulator/faults.js'
import { defaultPopulation, populate } from '../simulator/population.js'
import { createTally } from '../simulator/tally.js'
import { createTraffic, defaultMix, type Traffic } from '../simulator/traffic.js'
import type { AccountTruth } from '../simulator/truth.js'
import type { TruthRow } from '../simulator/truth-types.js'
import { createDeviceClock } from '../virtual-clock.js'
import { createNimDouble } from './double/create-double.js'
import { expectedRows } from './expected.js'
import type { NimCommand } from './protocol.js'
import { describeReplay, type RecordedCall, type SimulatorMethod } from './recording.js'
import { createNimServer } from './server.js'
import type { NimSimulator, NimSimulatorOptions, NimSimulatorStats } from './simulator-types.js'
import { toNimId } from './translate.js'

/**
 * Makes a NIM that needs no account and no network.
 *
 * @example
 * const simulator = createNimSimulator({ seed: 7, conversations: 1_000, profile: 'mobile' })
 * const engine = createEngine({ source: createNimSource(simulator.nim, { service: 'cloud' }) })
 * simulator.start()
 */
export function createNimSimulator(options: NimSimulatorOptions = {}): NimSimulator {
  const {
    seed = 'convolist',
    clock = createHostClock(),
    profile = 'calm',
    account: first = 'me',
    skew = 'zipf',
  } = options
  const prng = createPrng(seed)
  const start = clock.now()
  const tally = createTally(() => clock.now())
  const server = createNimServer({ clock, seed, limits: options.limits, tally })
  server.setFaults({ ...faultProfiles[profile], ...options.faults })
  const deviceClock = createDeviceClock(clock)
  const nim = createNimDouble(server, {
    clock: deviceClock,
    version: options.version,
    enableV2CloudConversation: options.enableV2CloudConversation,
    onUncaught: options.onUncaught,
  })
  const accounts = new Map<string, { truth: AccountTruth; traffic: Traffic }>()
  const calls: RecordedCall[] = []
  let account = first
  let rate = options.eventsPerSecond ?? 5

  function of(name: string): { truth: AccountTruth; traffic: Traffic } {
    const known = accounts.get(name)
    if (known !== undefined) return known
    const truth = server.truth(name)
    const population = { ...defaultPopulation, ...options.population, conversations: options.conversations ?? 200 }
    populate(truth, prng.fork(`people of ${name}`), population)
    const traffic = createTraffic({
      truth,
      tally,
      skew,
      prng: prng.fork(`traffic of ${name}`),
      mix: { ...defaultMix, ...options.mix },
      send: (row, text) => void sendQuietly(row, text),
    })
    const made = { truth, traffic }
    accounts.set(name, made)
    return made
  }

  function sendQuietly(row: TruthRow, text: string): Promise<void> {
    return send(toNimId(account, row), text).catch(() => undefined) // a failed message is shown as one; that is all
  }

  async function send(conversationId: string, text: string): Promise<void> {
    await nim.V2NIMMessageService.sendMessage(nim.V2NIMMessageCreator.createTextMessage(text), conversationId)
  }

  const traffic = createRepeater(
    clock,
    () => rate,
    () => of(account).traffic.step(),
  )
  const weatherPrng = prng.fork('weather')
  const breaks = createOccasional(clock, () => server.faults.disconnectEveryMs, weatherPrng.exponential, breakForAWhile)
  const steps = createOccasional(clock, () => server.faults.clockStepEveryMs, weatherPrng.exponential, stepClock)
  let returnTimer: unknown

  function breakForAWhile(): void {
    if (!server.online || nim.V2NIMLoginService.getLoginStatus() !== 1) return
    const { offlineMs, deleteWhileOffline: count } = server.faults
    tally.log('disconnected', `${removeOffline(count).length} rows vanish`)
    returnTimer = clock.setTimeout(
      () => {
        if (!server.online) server.reconnect()
      },
      weatherPrng.int(...offlineMs),
    )
  }

  function stepClock(): void {
    const { clockStepMs } = server.faults
    const ms = weatherPrng.int(-clockStepMs, clockStepMs)
    deviceClock.step(ms)
    tally.log('clockStepped', String(ms))
  }

  function removeOffline(count: number): string[] {
    if (server.online) server.disconnect()
    const { truth } = of(account)
    const doomed = expectedRows(truth).slice(0, count)
    for (const row of doomed) truth.remove(`${row.kind}/${row.targetId}`, 'otherDevice')
    return doomed.map((row) => row.id)
  }

  /** Notes a call from outside, so that a replay can make it again. */
  function called(method: SimulatorMethod, ...args: RecordedCall['args']): void {
    calls.push({ at: clock.now() - start, method, args })
    tally.log('call', `${method}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`)
  }

  const login = (): Promise<void> => {
    of(account)
    return nim.V2NIMLoginService.login(account, 'any token')
  }

  const simulator: NimSimulator = {
    nim,
    server,
    clock,
    deviceClock,
    get account() {
      return account
    },
    login: () => {
      called('login')
      return login()
    },
    start: () => {
      called('start')
      if (nim.V2NIMLoginService.getLoginStatus() === 0) void login()
      for (const repeater of [traffic, breaks, steps]) repeater.start()
    },
    stop: () => {
      called('stop')
      for (const repeater of [traffic, breaks, steps]) repeater.stop()
    },
    get running() {
      return traffic.running
    },
    step: (times = 1) => {
      called('step', times)
      for (let done = 0; done < times; done++) of(account).traffic.step()
    },
    get rate() {
      return rate
    },
    setRate: (eventsPerSecond) => {
      called('setRate', eventsPerSecond)
      rate = eventsPerSecond
    },
    get faults() {
      return server.faults
    },
    setFaults: (faults) => {
      called('setFaults', faults)
      server.setFaults(faults)
    },
    setProfile: (name) => {
      called('setProfile', name)
      server.setFaults(faultProfiles[name])
    },
    disconnect: () => {
      called('disconnect')
      server.disconnect()
    },
    reconnect: () => {
      called('reconnect')
      clock.clearTimeout(returnTimer)
      if (!server.online) server.reconnect()
    },
    get online() {
      return server.online
    },
    kick: (reason = 1) => {
      called('kick', reason)
      server.kick(account, reason)
    },
    switchAccount: async (next = account === first ? `${first}-2` : first) => {
      called('switchAccount', next)
      account = next
      of(next)
      await nim.V2NIMLoginService.login(next, 'any token')
    },
    deleteWhileOffline: (count) => {
      called('deleteWhileOffline', count)
      return removeOffline(count)
    },
    refuseNext: (command, code) => {
      called('refuseNext', command, ...(code === undefined ? [] : [code]))
      server.refuseNext(nimNames[command] ?? [], code)
    },
    ignoreNext: (command) => {
      called('ignoreNext', command)
      server.ignoreNext(nimNames[command] ?? [])
    },
    send,
    get stats() {
      return statsOf(tally.counts)
    },
    get log() {
      return tally.recent
    },
    get digest() {
      return tally.digest
    },
    truth: () => expectedRows(of(account).truth),
    report: () => [...reportLines(tally.counts), describeReplay(options, calls)].join('\n'),
  }
  return simulator
}

/** What our commands are called on the way to the server; an adapter may use any of these. */
const nimNames: Partial<Record<CommandName, readonly NimCommand['name'][]>> = {
  stickTop: ['stickTop', 'localStickTop'],
  markRead: ['clearUnread', 'clearAllUnread', 'clearUnreadOfTypes', 'clearUnreadOfGroup', 'markRead'],
  mute: ['mutePeer', 'muteTeam'],
  remove: ['deleteConversations', 'deleteConversation'],
  createLabel: ['createGroup'],
  renameLabel: ['updateGroup'],
  deleteLabel: ['deleteGroup'],
  addToLabel: ['addToGroup'],
  removeFromLabel: ['removeFromGroup'],
  updateServerExtension: ['updateConversation'],
  create: ['createConversation'],
  sendReceipt: ['sendPeerReceipt', 'sendTeamReceipts'],
}

const faultNames = [
  'dropped',
  'duplicated',
  'delayed',
  'split',
  'merged',
  'disconnected',
  'syncFailed',
  'refused',
  'unanswered',
  'answeredLate',
  'answeredEarly',
  'malformed',
  'clockStepped',
]

function statsOf(counts: Readonly<Record<string, number>>): NimSimulatorStats {
  const sum = (prefix: string): number =>
    Object.entries(counts).reduce((all, [name, count]) => (name.startsWith(prefix) ? all + count : all), 0)
  const injected = Object.fromEntries(
    faultNames.flatMap((name) => (counts[name] === undefined ? [] : [[name, counts[name]]])),
  )
  return { events: sum('event:'), happenings: sum('truth:'), injected, counts: { ...counts } }
}

function reportLines(counts: Readonly<Record<string, number>>): string[] {
  const { events, happenings, injected } = statsOf(counts)
  const faults = Object.entries(injected).map(([name, count]) => `${name} ${count}`)
  return [`${happenings} happenings, ${events} SDK events`, `injected: ${faults.join(', ') || 'nothing'}`]
}
