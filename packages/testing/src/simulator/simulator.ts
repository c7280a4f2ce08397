import type { Clock, CommandName, Label } from '@convolist/core'
import { createHostClock } from '../host-clock.js'
import { createPrng } from '../prng.js'
import { createDeviceClock, type DeviceClock } from '../virtual-clock.js'
import { differencesOf } from './differences.js'
import { createOccasional, createRepeater } from './driver.js'
import { expectedRows, type ExpectedRow, type ToExpected } from './expected.js'
import { faultProfiles } from './faults.js'
import { defaultPopulation, populate } from './population.js'
import { describeReplay, type RecordedCall, type SimulatorMethod } from './recording.js'
import type { Named, VendorServer } from './server.js'
import type { Simulator, SimulatorOptions, SimulatorVendor } from './simulator-types.js'
import { reportLines, statsOf } from './stats.js'
import { createTally, type Tally } from './tally.js'
import { createTraffic, defaultMix, type Traffic } from './traffic.js'
import type { AccountTruth } from './truth.js'
import { readTruthKey, type TruthRow } from './truth-types.js'

/** What a vendor's part of a simulator is made with. */
export interface StageParts {
  readonly seed: string | number
  readonly clock: Clock
  readonly deviceClock: DeviceClock
  readonly tally: Tally
}

/** One vendor's part of a simulator: its server, its SDK's double, and what the two are called. */
export interface Stage<Sdk, Push, Command extends Named, Reply> {
  readonly vendor: SimulatorVendor
  readonly sdk: Sdk
  readonly server: VendorServer<Push, Command, Reply>
  /** The function that plays a run again. */
  readonly replay: string
  loginState(): 'out' | 'underway' | 'in'
  login(account: string): Promise<void>
  logout(): Promise<void>
  /** Is a new login needed to learn of what was deleted meanwhile? */
  readonly forgetsOnlyAtLogin: boolean
  idOf(account: string, row: Pick<TruthRow, 'kind' | 'targetId'>): string
  send(conversationId: string, text: string): Promise<void>
  readonly toExpected: ToExpected
  /** The labels as clients know them; `undefined` where they cannot be sure of them. */
  labelsOf(truth: AccountTruth): readonly Pick<Label, 'id' | 'name'>[] | undefined
  /** For a list that is not the server's: what the device itself has. */
  expected?(account: string): ExpectedRow[]
  /** What our commands are called on the way to the server; an adapter may use any of these. */
  readonly commands: Partial<Record<CommandName, readonly Command['name'][]>>
  /** The commands by which a device reads its list. */
  readonly syncs: readonly Command['name'][]
}

/** Puts traffic, weather, knobs and a log around a vendor's double. */
export function createSimulatorOn<Sdk, Push, Command extends Named, Reply>(
  options: SimulatorOptions,
  createStage: (parts: StageParts) => Stage<Sdk, Push, Command, Reply>,
): Simulator<Sdk> {
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
  const deviceClock = createDeviceClock(clock)
  const stage = createStage({ seed, clock, deviceClock, tally })
  const { server, sdk } = stage
  server.setFaults({ ...faultProfiles[profile], ...options.faults })
  const accounts = new Map<string, { truth: AccountTruth; traffic: Traffic }>()
  const calls: RecordedCall[] = []
  let account = first
  let rate = options.eventsPerSecond ?? 5

  function of(name: string): { truth: AccountTruth; traffic: Traffic } {
    const known = accounts.get(name)
    if (known !== undefined) return known
    const truth = server.truth(name)
    const population = {
      ...defaultPopulation,
      sameTime: server.faults.sameTime,
      ...options.population,
      conversations: options.conversations ?? 200,
    }
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
    return stage.send(stage.idOf(account, row), text).catch(() => undefined) // a failed message is shown as one; that is all
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
    if (!server.online || stage.loginState() !== 'in') return
    const { offlineMs, deleteWhileOffline: count } = server.faults
    tally.log('disconnected', `${count} rows are to vanish`)
    removeOffline(count)
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
    const doomed = expectedRows(truth, stage.toExpected).slice(0, count)
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
    return stage.login(account)
  }

  async function loginAnew(): Promise<void> {
    if (stage.loginState() !== 'out') await stage.logout()
    await login()
  }

  const expected = (): ExpectedRow[] => stage.expected?.(account) ?? expectedRows(of(account).truth, stage.toExpected)

  return {
    vendor: stage.vendor,
    sdk,
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
      if (stage.loginState() === 'out') void login()
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
    kick: (reason) => {
      called('kick', ...(reason === undefined ? [] : [reason]))
      server.kick(account, reason)
    },
    switchAccount: async (next = account === first ? `${first}-2` : first) => {
      called('switchAccount', next)
      if (next !== account) tally.count('accountSwitched')
      account = next
      await loginAnew()
    },
    deleteWhileOffline: (count) => {
      called('deleteWhileOffline', count)
      return removeOffline(count)
    },
    refuseNext: (command, code, chats) => {
      called('refuseNext', command, ...(chats ? [code ?? null, chats] : code === undefined ? [] : [code]))
      server.refuseNext(stage.commands[command] ?? [], code ?? undefined, chats)
    },
    ignoreNext: (command) => {
      called('ignoreNext', command)
      server.ignoreNext(stage.commands[command] ?? [])
    },
    holdNext: (command) => server.holdNext(stage.commands[command] ?? []),
    failNextSync: () => server.failNextSync(stage.syncs),
    idOf: (chat) => stage.idOf(account, readTruthKey(chat)),
    logout: () => stage.logout(),
    send: (id, text) => stage.send(id, text),
    resync: () => {
      called('resync')
      clock.clearTimeout(returnTimer)
      if (server.online) server.disconnect()
      if (!server.online) server.reconnect()
      if (stage.forgetsOnlyAtLogin || stage.loginState() === 'out') void loginAnew()
    },
    get stats() {
      return statsOf(tally.counts)
    },
    get log() {
      return tally.recent
    },
    get digest() {
      return tally.digest
    },
    truth: expected,
    labels: () => stage.labelsOf(of(account).truth),
    differences: (rows) => differencesOf(rows, expected()),
    report: () => [...reportLines(tally.counts), describeReplay(stage.replay, options, calls)].join('\n'),
  }
}
