import type { Recording } from '../simulator/recording.js'
import { replayOn, type Replay } from '../simulator/replay.js'
import { createSimulatorOn } from '../simulator/simulator.js'
import type { Simulator, SimulatorOptions } from '../simulator/simulator-types.js'
import type { TencentLimits } from './commands.js'
import { namesOfLabels, webExpected } from './expected.js'
import { tencentNames } from './names.js'
import type { TencentCommand, TencentPush, TencentReply, TencentServer } from './protocol.js'
import { createTencentServer } from './server.js'
import { toTarget } from './translate.js'
import { toWebId } from './web/conversation.js'
import { createTencentWebDouble, type TencentWebDouble } from './web/create-web-double.js'

export interface TencentWebSimulatorOptions extends SimulatorOptions {
  /** As in the SDK: list and total at most once a second. Default `true`. */
  readonly eventThrottling?: boolean | undefined
  /** As in the SDK: list events carry changed rows only, and deletions none. Default `false`. */
  readonly partialUpdatedConversations?: boolean | undefined
  readonly limits?: Partial<TencentLimits> | undefined
  /** Makes the device that logs in instead of the double: a real package on this server. `sdk` then stays logged out. */
  readonly link?: ((server: TencentServer) => TencentWebLink) | undefined
}

/** How a real package logs in. */
export interface TencentWebLink {
  login(account: string): Promise<void>
  logout(): Promise<void>
}

/** Tencent Cloud Chat without a network, with an instance of its Web SDK to hand to `createTencentSource`. */
export interface TencentWebSimulator extends Simulator<TencentWebDouble> {
  readonly server: TencentServer
}

/**
 * Makes a Tencent Cloud Chat that needs no account and no network, as its Web SDK shows it.
 *
 * @example
 * const simulator = createTencentWebSimulator({ seed: 7, conversations: 300, profile: 'mobile' })
 * const engine = createEngine({ source: createTencentSource(simulator.sdk) })
 * simulator.start()
 */
export function createTencentWebSimulator(options: TencentWebSimulatorOptions = {}): TencentWebSimulator {
  const simulator = createSimulatorOn<TencentWebDouble, TencentPush, TencentCommand, TencentReply>(options, (parts) => {
    const { seed, clock, deviceClock, tally } = parts
    const server = createTencentServer({ clock, seed, tally, limits: options.limits })
    const sdk = createTencentWebDouble(server, {
      clock: deviceClock,
      eventThrottling: options.eventThrottling,
      partialUpdatedConversations: options.partialUpdatedConversations,
      pageSize: options.pageSize,
      onUncaught: options.onUncaught,
    })
    const link = options.link?.(server)
    let isLinked = false
    return {
      vendor: 'tencent-web',
      sdk,
      server,
      replay: 'replayTencentWebSimulator',
      loginState: () => (isLinked ? 'in' : sdk.state),
      login: async (account) => {
        if (link) await link.login(account)
        else await sdk.login({ userID: account })
        isLinked = link !== undefined
      },
      logout: async () => {
        isLinked = false
        await (link ?? sdk).logout()
      },
      forgetsOnlyAtLogin: true,
      idOf: (_account, row) => toWebId(toTarget(row)),
      send: (id, text) => sdk.sendText(id, text).then(() => undefined),
      toExpected: webExpected,
      labelsOf: namesOfLabels,
      commands: tencentNames,
      syncs: ['page'],
    }
  })
  return simulator as TencentWebSimulator
}

/** Makes a simulator on a virtual clock that is to go through a recorded run; connect to it, then `run()`. */
export const replayTencentWebSimulator = (
  recording: Recording<TencentWebSimulatorOptions>,
): Replay<TencentWebSimulator> => replayOn(createTencentWebSimulator, recording)
