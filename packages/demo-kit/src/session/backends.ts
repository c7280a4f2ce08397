import type { Source } from '@convolist/core'
import type { Credentials } from '../account/credentials.js'
import type { SourceName, Vendor, VendorChoice } from '../settings.js'

/** The commands that the panel can have the vendor refuse. */
export const refusable = ['stickTop', 'markRead', 'mute', 'remove', 'updateServerExtension', 'createLabel'] as const
export type Refusable = (typeof refusable)[number]

/** What goes wrong between the simulated server and the page. */
export interface Faults {
  /** The share of events that get lost, 0 to 1. */
  readonly drop: number
  /** The longest an event is held back, in milliseconds. */
  readonly delayMs: number
  readonly refuseAll: boolean
  /** Commands are never answered. */
  readonly silent: boolean
}

export const noFaults: Faults = { drop: 0, delayMs: 0, refuseAll: false, silent: false }

/** One vendor's list: all there is, or a part of a merged one. */
export interface Part {
  /** What the merged list calls it: the vendor, where it is simulated. */
  readonly name: string
  readonly vendor: Vendor
  readonly source: Source
}

/** The simulated vendors as the demo steers them: all together. */
export interface Simulation {
  readonly parts: readonly Part[]
  readonly account: string
  setRate(eventsPerSecond: number): void
  setFaults(faults: Faults): void
  refuseNext(command: Refusable): void
  disconnect(): void
  reconnect(): void
  kick(): void
  switchAccount(): void
  /** Deletes this many conversations from another device. @returns how many there were to delete. */
  deleteElsewhere(count: number): number
  dispose(): void
}

export interface SimulationOptions {
  readonly kind: Exclude<SourceName, 'account'>
  readonly vendor: VendorChoice
  readonly rows: number
  readonly seed: number
  readonly rate: number
  readonly hostile: boolean
}

/** A real account that is logged in. */
export interface Login {
  readonly vendor: Vendor
  readonly source: Source
  logout(): Promise<void>
}

/** Where the demo gets its events from. */
export interface Backends {
  simulate(options: SimulationOptions): Promise<Simulation>
  login(credentials: Credentials): Promise<Login>
}
