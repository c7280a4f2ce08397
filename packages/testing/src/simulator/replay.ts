import { createVirtualClock, type VirtualClock } from '../virtual-clock.js'
import type { RecordedCall, Recording } from './recording.js'
import type { Simulator, SimulatorOptions } from './simulator-types.js'

export interface Replay<Made extends Simulator = Simulator> {
  readonly simulator: Made
  readonly clock: VirtualClock
  /** Makes the recorded calls at their times, then lets everything under way arrive. */
  run(): Promise<void>
}

/** Makes a simulator on a virtual clock that is to go through a recorded run; connect to it, then `run()`. */
export function replayOn<Options extends SimulatorOptions, Made extends Simulator>(
  create: (options: Options) => Made,
  { options, calls }: Recording<Options>,
): Replay<Made> {
  const clock = createVirtualClock({ seed: options.seed })
  const simulator = create({ ...options, clock } as unknown as Options)

  async function run(): Promise<void> {
    let now = 0
    for (const call of calls) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      await clock.advance(call.at - now)
      now = call.at
      make(simulator, call)
    }
    await clock.advance(60_000)
  }

  return { simulator, clock, run }
}

function make(simulator: Simulator, { method, args }: RecordedCall): void {
  const run = simulator[method] as (...args: RecordedCall['args']) => unknown
  run(...args)
}
