import type { Clock, CommandName } from '@convolist/core'
import type { FaultProfile, Faults } from '../simulator/faults.js'
import type { Population } from '../simulator/population.js'
import type { LogEntry } from '../simulator/tally.js'
import type { TrafficMix } from '../simulator/traffic.js'
import type { DeviceClock } from '../virtual-clock.js'
import type { NimLimits } from './commands.js'
import type { NimDouble } from './double/create-double.js'
import type { ExpectedRow } from './expected.js'
import type { NimServer } from './server.js'

export interface NimSimulatorOptions {
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
  readonly mix?: Partial<TrafficMix> | undefined
  /** `zipf` (default): a few conversations get most of the traffic. */
  readonly skew?: 'zipf' | 'uniform' | undefined
  readonly population?: Partial<Omit<Population, 'conversations'>> | undefined
  /** The SDK generation the double stands for. Default `10.8`. */
  readonly version?: '10.8' | '10.9' | undefined
  readonly enableV2CloudConversation?: boolean | undefined
  readonly limits?: Partial<NimLimits> | undefined
  readonly onUncaught?: ((error: unknown) => void) | undefined
}

export interface NimSimulatorStats {
  /** Events the SDK emitted. */
  readonly events: number
  /** Things that happened on the server. */
  readonly happenings: number
  /** Faults by name, and how often each struck. */
  readonly injected: Readonly<Record<string, number>>
  /** Everything counted, by name. */
  readonly counts: Readonly<Record<string, number>>
}

/** NetEase NIM without a network: a server with traffic and weather, and an SDK instance to hand to `createNimSource`. */
export interface NimSimulator {
  /** Stands for the instance of `nim-web-sdk-ng` that an app would have. */
  readonly nim: NimDouble
  readonly server: NimServer
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
  kick(reason?: 1 | 2 | 3 | 4): void
  /** Logs out and in as another account, which has a list of its own. */
  switchAccount(account?: string): Promise<void>
  /** Removes the first `count` conversations of the list on the server while this device is cut off, which it stays. */
  deleteWhileOffline(count: number): readonly string[]
  /** The next such command is refused with NIM's own code, or the one given. */
  refuseNext(command: CommandName, code?: number): void
  /** The next such command is never answered. */
  ignoreNext(command: CommandName): void
  /** This device sends a text; NIM shows it as sending, then as sent or failed. */
  send(conversationId: string, text: string): Promise<void>
  readonly stats: NimSimulatorStats
  readonly log: readonly LogEntry[]
  /** Stands for everything that happened: equal for equal seeds and calls. */
  readonly digest: string
  /** The server's rows of the account in list order: what every client should show in the end. */
  truth(): ExpectedRow[]
  /** What was injected, and one line that plays it again. */
  report(): string
}
