import type { Recording } from '../simulator/recording.js'
import { replayOn, type Replay } from '../simulator/replay.js'
import { createSimulatorOn } from '../simulator/simulator.js'
import type { Simulator, SimulatorOptions } from '../simulator/simulator-types.js'
import type { TencentLimits } from './commands.js'
import { namesOfLabels, v2TimExpected } from './expected.js'
import { tencentNames } from './names.js'
import type { TencentCommand, TencentPush, TencentReply, TencentServer } from './protocol.js'
import { createTencentServer } from './server.js'
import { toTarget } from './translate.js'
import { toNativeId, type V2TimSetting } from './v2tim/conversation.js'
import { createV2TimDouble, type V2TimDouble } from './v2tim/create-v2tim-double.js'
import type { V2TimEnvelope } from './v2tim/listeners.js'

export interface TencentV2TimSimulatorOptions extends SimulatorOptions {
  /** How answers are wrapped. Default `h5`: one level deeper than documented. */
  readonly envelope?: V2TimEnvelope | undefined
  /** Methods this module does not have, as older versions and other bindings. */
  readonly without?: readonly string[] | undefined
  /** Settings that its rows do not have, as of bindings that leave some out. */
  readonly unstated?: readonly V2TimSetting[] | undefined
  readonly limits?: Partial<TencentLimits> | undefined
}

/** Tencent Cloud Chat without a network, with a V2TIM module to hand to `createTencentSource`. */
export interface TencentV2TimSimulator extends Simulator<V2TimDouble> {
  readonly server: TencentServer
}

/**
 * Makes a Tencent Cloud Chat that needs no account and no network, as a V2TIM module shows it.
 *
 * @example
 * const simulator = createTencentV2TimSimulator({ seed: 7, conversations: 1_000, profile: 'mobile' })
 * const engine = createEngine({ source: createTencentSource(simulator.sdk) })
 * simulator.start()
 */
export function createTencentV2TimSimulator(options: TencentV2TimSimulatorOptions = {}): TencentV2TimSimulator {
  const simulator = createSimulatorOn<V2TimDouble, TencentPush, TencentCommand, TencentReply>(options, (parts) => {
    const { seed, clock, deviceClock, tally } = parts
    const server = createTencentServer({ clock, seed, tally, limits: options.limits, family: 'v2tim' })
    const sdk = createV2TimDouble(server, {
      clock: deviceClock,
      envelope: options.envelope,
      without: options.without,
      unstated: options.unstated,
      pageSize: options.pageSize,
      onUncaught: options.onUncaught,
    })
    return {
      vendor: 'tencent-v2tim',
      sdk,
      server,
      replay: 'replayTencentV2TimSimulator',
      loginState: () => sdk.state,
      login: (account) => sdk.login({ userID: account }).then(() => undefined),
      logout: () => sdk.logout().then(() => undefined),
      forgetsOnlyAtLogin: false,
      idOf: (_account, row) => toNativeId(toTarget(row)),
      send: (id, text) => sdk.sendText(id, text),
      toExpected: (truth, row) => v2TimExpected(truth, row, options.unstated),
      labelsOf: (truth) => (truth.formerLabelNames.size > 0 ? undefined : namesOfLabels(truth)),
      commands: tencentNames,
      syncs: ['page'],
    }
  })
  return simulator as TencentV2TimSimulator
}

/** Makes a simulator on a virtual clock that is to go through a recorded run; connect to it, then `run()`. */
export const replayTencentV2TimSimulator = (
  recording: Recording<TencentV2TimSimulatorOptions>,
): Replay<TencentV2TimSimulator> => replayOn(createTencentV2TimSimulator, recording)
