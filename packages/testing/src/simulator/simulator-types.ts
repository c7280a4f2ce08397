import type { Clock, CommandName, Conversation, Label } from '@convolist/core'
import type { DeviceClock, VirtualClock } from '../virtual-clock.js'
import type { ExpectedRow } from './expected.js'
import type { FaultProfile, Faults } from './faults.js'
import type { Population } from './population.js'
import type { FailedSync, HeldCommand, SimulatedServer } from './server.js'
import type { LogEntry } from './tally.js'
import type { TrafficMix } from './traffic.js'
import type { TruthKey } from './truth-types.js'

/** The SDKs there are doubles of. NIM has two lists in one SDK. */
export type SimulatorVendor = 'netease-nim-cloud' | 'netease-nim-local' | 'tencent-v2tim' | 'tencent-web' | 'rongcloud'

export interface SimulatorOptions {
  /** Decides everything that happens. Default `convolist`. */
  readonly seed?: string | number | undefined
  /** How many conversations the account has at first. Default 200. */
  readonly conversations?: number | undefined
  /** Real time without it; a virtual clock in tests. */
  readonly clock?: Clock | undefined
  /** Ready-made weather. Default `calm`. */
  readonly profile?: FaultProfile | undefined
  readonly faults?: Partial<Faults> | undefined
  /** Default `me`. */
  readonly account?: string | undefined
  /** What happens per second while it runs. Default 5. */
  readonly eventsPerSecond?: number | undefined
  /**
   * Rows in one page of an SDK's sync with its server. Default: that SDK's own; a small one makes many pages of few rows.
   * NIM then stands for a native SDK, whose lists are read in pages too, and not at once.
   */
  readonly pageSize?: number | undefined
  readonly mix?: Partial<TrafficMix> | undefined
  /** `zipf` (default): a few conversations get most of the traffic. */
  readonly skew?: 'zipf' | 'uniform' | undefined
  readonly population?: Partial<Omit<Population, 'conversations'>> | undefined
  /** Gets what an app's listener threw, where the SDK does not swallow it. */
  readonly onUncaught?: ((error: unknown) => void) | undefined
}

export interface SimulatorStats {
  /** Events the SDK emitted. */
  readonly events: number
  /** Things that happened on the server. */
  readonly happenings: number
  /** Faults by name, and how often each struck. */
  readonly injected: Readonly<Record<string, number>>
  /** Everything counted, by name. */
  readonly counts: Readonly<Record<string, number>>
}

/** A chat vendor without a network: a server with traffic and weather, and an SDK instance to hand to its adapter. */
export interface Simulator<Sdk = unknown> {
  readonly vendor: SimulatorVendor
  /** Stands for the SDK instance that an app would have. */
  readonly sdk: Sdk
  readonly server: SimulatedServer
  readonly clock: Clock
  /** The device's clock, whose wall time the faults may step; hand it to the engine to see that it does not mind. */
  readonly deviceClock: DeviceClock
  readonly account: string
  /** Logs the account in; `start` does it too. */
  login(): Promise<void>
  /** Logs in if need be, and lets traffic and weather run. */
  start(): void
  stop(): void
  readonly running: boolean
  /** Lets so many things happen at once (default 1), whether or not it is running. */
  step(times?: number): void
  readonly rate: number
  setRate(eventsPerSecond: number): void
  readonly faults: Faults
  setFaults(faults: Partial<Faults>): void
  setProfile(profile: FaultProfile): void
  disconnect(): void
  reconnect(): void
  readonly online: boolean
  /** @param reason the vendor's own number; without it: another device has logged in. */
  kick(reason?: number): void
  /** Logs out. Not part of a replay. */
  logout(): Promise<void>
  /** Logs out and in as another account, which has a list of its own. */
  switchAccount(account?: string): Promise<void>
  /** Removes the first `count` conversations of the list on the server while this device is cut off, which it stays. */
  deleteWhileOffline(count: number): readonly string[]
  /**
   * The next such command is refused with the vendor's own code, or the one given. With chats: the next that names one
   * of those, and as far as it does.
   */
  refuseNext(command: CommandName, code?: number, chats?: readonly TruthKey[]): void
  /** The next such command is never answered. */
  ignoreNext(command: CommandName): void
  /** The next such command waits at the server until released. Not part of a replay. */
  holdNext(command: CommandName): HeldCommand
  /** The next time this device reads its list from the server, that fails at once. Not part of a replay. */
  failNextSync(): FailedSync
  /** The vendor's id of a conversation of this account. */
  idOf(chat: TruthKey): string
  /** This device sends a text. */
  send(conversationId: string, text: string): Promise<void>
  /**
   * Has the device learn the whole list anew, in the way that is certain with this SDK: where a reconnect leaves rows
   * behind that the server has no more, it is a new login.
   */
  resync(): void
  readonly stats: SimulatorStats
  readonly log: readonly LogEntry[]
  /** Stands for everything that happened: equal for equal seeds and calls. */
  readonly digest: string
  /** The server's rows of the account in list order: what every client should show in the end. */
  truth(): ExpectedRow[]
  /** The account's labels, by the ids that clients know them by; `undefined` where this list has none, or none for sure. */
  labels(): readonly Pick<Label, 'id' | 'name'>[] | undefined
  /** Where these rows differ from `truth()`, one line each, as far as this vendor's clients can know it; [] at a quiet end. */
  differences(rows: Iterable<Conversation>): string[]
  /** What was injected, and one line that plays it again. */
  report(): string
}

/**
 * Lets everything under way end in calm weather, then syncs once more: after it, `differences` must be empty.
 *
 * @param faults that stay all the same; then there may be differences.
 */
export async function quieten(
  simulator: Simulator,
  clock: VirtualClock,
  faults?: Readonly<Partial<Faults>>,
): Promise<void> {
  simulator.stop()
  simulator.setProfile('calm')
  if (faults) simulator.setFaults(faults)
  await clock.advance(90_000) // late answers, timeouts and retries
  simulator.resync()
  await clock.advance(90_000)
}
