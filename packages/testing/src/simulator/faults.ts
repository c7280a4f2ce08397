/** What goes wrong, and how often. Shares are from 0 to 1; a mean time of 0 means never. */
export interface Faults {
  /** One way through the network, in ms: drawn evenly between the two. */
  readonly latencyMs: readonly [min: number, max: number]
  /** A push never arrives. */
  readonly drop: number
  /** A push arrives twice, the second time up to `delayMs` later. */
  readonly duplicate: number
  /** A push is held back by up to `delayMs`, so that later ones overtake it. */
  readonly delay: number
  readonly delayMs: number
  /** A push of many rows arrives as many pushes of one. */
  readonly split: number
  /** A push waits up to `mergeMs` for the next one and travels with it. */
  readonly merge: number
  readonly mergeMs: number
  /** Mean time between breaks of the connection, how long each lasts, and how many rows vanish meanwhile. */
  readonly disconnectEveryMs: number
  readonly offlineMs: readonly [min: number, max: number]
  readonly deleteWhileOffline: number
  /** A sync fails, with an error or by silence; half of those have sent a part of their rows before. */
  readonly syncFailure: number
  /** The server refuses a command, or (for batches) a part of it. */
  readonly refuse: number
  /** A command is never answered. In half of those cases it was carried out all the same. */
  readonly unanswered: number
  /** The answer comes after the client has given up. */
  readonly late: number
  readonly lateMs: readonly [min: number, max: number]
  /** The answer comes at once, before anything already under way. */
  readonly early: number
  /** An event with a payload that makes no sense arrives besides the right ones. */
  readonly malformed: number
  /** Mean time between jumps of the client's wall clock, and the farthest jump. */
  readonly clockStepEveryMs: number
  readonly clockStepMs: number
}

export type FaultProfile = 'calm' | 'mobile' | 'hostile'

const calm: Faults = {
  latencyMs: [5, 25],
  drop: 0,
  duplicate: 0,
  delay: 0,
  delayMs: 2_000,
  split: 0,
  merge: 0,
  mergeMs: 100,
  disconnectEveryMs: 0,
  offlineMs: [2_000, 10_000],
  deleteWhileOffline: 0,
  syncFailure: 0,
  refuse: 0,
  unanswered: 0,
  late: 0,
  lateMs: [9_000, 20_000],
  early: 0,
  malformed: 0,
  clockStepEveryMs: 0,
  clockStepMs: 3_600_000,
}

const mobile: Faults = {
  ...calm,
  latencyMs: [40, 400],
  duplicate: 0.01,
  delay: 0.05,
  merge: 0.1,
  split: 0.05,
  disconnectEveryMs: 60_000,
  deleteWhileOffline: 2,
  syncFailure: 0.05,
  unanswered: 0.01,
  late: 0.01,
}

const hostile: Faults = {
  ...calm,
  latencyMs: [0, 800],
  drop: 0.05,
  duplicate: 0.1,
  delay: 0.15,
  delayMs: 4_000,
  split: 0.2,
  merge: 0.2,
  disconnectEveryMs: 15_000,
  deleteWhileOffline: 5,
  syncFailure: 0.25,
  refuse: 0.1,
  unanswered: 0.05,
  late: 0.05,
  early: 0.1,
  malformed: 0.03,
  clockStepEveryMs: 30_000,
}

/** Ready-made weather: `calm` has no faults, `mobile` is a phone on a train, `hostile` is everything at once. */
export const faultProfiles: Readonly<Record<FaultProfile, Faults>> = { calm, mobile, hostile }
