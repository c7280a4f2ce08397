import { createVirtualClock, type VirtualClock } from '../virtual-clock.js'
import type { NimRecording, RecordedCall } from './recording.js'
import { createNimSimulator } from './simulator.js'
import type { NimSimulator } from './simulator-types.js'

export interface NimReplay {
  readonly simulator: NimSimulator
  readonly clock: VirtualClock
  /** Makes the recorded calls at their times, then lets everything under way arrive. */
  run(): Promise<void>
}

/** Makes a simulator on a virtual clock that is to go through a recorded run; connect to it, then `run()`. */
export function replayNimSimulator({ options, calls }: NimRecording): NimReplay {
  const clock = createVirtualClock({ seed: options.seed })
  const simulator = createNimSimulator({ ...options, clock })

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

function make(simulator: NimSimulator, { method, args }: RecordedCall): void {
  const run = simulator[method] as (...args: RecordedCall['args']) => unknown
  run(...args)
}
