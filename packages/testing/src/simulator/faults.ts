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
  /** A push waits up to `mergeMs` for the next one and travels with it, if the two can. */
  readonly merge: number
  readonly mergeMs: number
  /** Mean time between breaks of the connection, how long each lasts, and how many rows vanish meanwhile. */
  readonly disconnectEveryMs: number
  readonly offlineMs: readonly [min: number, max: number]
  readonly deleteWhileOffline: number
  /** A sync fails, with an error or by silence, at one of its pages: each is as likely, and those before it arrive. */
  readonly syncFailure: number
  /** A page of the list is held back by up to `pageLateMs` after it was made, so that what changes meanwhile overtakes it. */
  readonly pageLate: number
  readonly pageLateMs: number
  /** A page begins with rows of the page before it. */
  readonly pageRepeat: number
  /** Share of rows that are at first as old as the row before them, to the millisecond: pages end between such rows. */
  readonly sameTime: number
  /** Rows that the list leads to though the server has more, where vendors cap it (RongCloud, Tencent Web); 0: their own cap. */
  readonly listCap: number
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
  // The following are played by whoever drives the simulator, as `apps/sim` does.
  /** Mean time between another device throwing this one out, which logs in again. */
  readonly kickEveryMs: number
  /** Mean time between changes of account, with whatever is open then. */
  readonly switchEveryMs: number
  /** Mean time between the page being hidden, or shown again; a hidden one paints nothing, and its events wait. */
  readonly hideEveryMs: number
  /** How many events wait for a page that stays hidden for long. */
  readonly hiddenEvents: number
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
  mergeMs: 500,
  disconnectEveryMs: 0,
  offlineMs: [2_000, 10_000],
  deleteWhileOffline: 0,
  syncFailure: 0,
  pageLate: 0,
  pageLateMs: 4_000,
  pageRepeat: 0,
  sameTime: 0,
  listCap: 0,
  refuse: 0,
  unanswered: 0,
  late: 0,
  lateMs: [9_000, 20_000],
  early: 0,
  malformed: 0,
  clockStepEveryMs: 0,
  clockStepMs: 3_600_000,
  kickEveryMs: 0,
  switchEveryMs: 0,
  hideEveryMs: 0,
  hiddenEvents: 0,
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
  pageLate: 0.05,
  pageRepeat: 0.02,
  sameTime: 0.1,
  unanswered: 0.01,
  late: 0.01,
  kickEveryMs: 50_000,
  switchEveryMs: 50_000,
  hideEveryMs: 25_000,
  hiddenEvents: 10_000,
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
  pageLate: 0.15,
  pageRepeat: 0.1,
  sameTime: 0.5,
  refuse: 0.1,
  unanswered: 0.05,
  late: 0.05,
  early: 0.1,
  malformed: 0.03,
  clockStepEveryMs: 30_000,
  kickEveryMs: 50_000,
  switchEveryMs: 50_000,
  hideEveryMs: 25_000,
  hiddenEvents: 10_000,
}

/** Ready-made weather: `calm` has no faults, `mobile` is a phone on a train, `hostile` is everything at once. */
export const faultProfiles: Readonly<Record<FaultProfile, Faults>> = { calm, mobile, hostile }
