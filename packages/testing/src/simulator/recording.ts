import type { Simulator, SimulatorOptions } from './simulator-types.js'

/** The methods of a simulator that change what happens, and can be made again from a recording. */
export type SimulatorMethod = Extract<
  keyof Simulator,
  | 'login'
  | 'start'
  | 'stop'
  | 'step'
  | 'setRate'
  | 'setFaults'
  | 'setProfile'
  | 'disconnect'
  | 'reconnect'
  | 'kick'
  | 'switchAccount'
  | 'deleteWhileOffline'
  | 'refuseNext'
  | 'ignoreNext'
  | 'resync'
>

export interface RecordedCall {
  /** Milliseconds since the simulator was made. */
  readonly at: number
  readonly method: SimulatorMethod
  readonly args: readonly (string | number | object | null)[]
}

/** A whole run: the options that can be written down, and what was called when. */
export interface Recording<Options extends SimulatorOptions = SimulatorOptions> {
  readonly options: Omit<Options, 'clock' | 'onUncaught'>
  readonly calls: readonly RecordedCall[]
}

/** One line of code that plays a run again. */
export function describeReplay(replay: string, options: SimulatorOptions, calls: readonly RecordedCall[]): string {
  const { clock: _clock, onUncaught: _onUncaught, ...plain } = options
  return `replay: ${replay}(${JSON.stringify({ options: plain, calls } satisfies Recording)})`
}
