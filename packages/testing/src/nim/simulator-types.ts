import type { Simulator, SimulatorOptions } from '../simulator/simulator-types.js'
import type { NimLimits } from './commands.js'
import type { NimDouble } from './double/create-double.js'
import type { NimSdkLink } from './link-sdk.js'
import type { NimServer } from './server.js'

export interface NimSimulatorOptions extends SimulatorOptions {
  /** The SDK generation the double stands for. Default `10.8`. */
  readonly version?: '10.8' | '10.9' | undefined
  readonly enableV2CloudConversation?: boolean | undefined
  readonly limits?: Partial<NimLimits> | undefined
  /** Whose list `truth()` speaks of: the server's (default), or the one that this device makes of its messages. */
  readonly service?: 'cloud' | 'local' | undefined
  /** Makes the device that logs in instead of the double: the real SDK (`linkNimSdk`). `nim` then stays logged out. */
  readonly link?: ((server: NimServer) => NimSdkLink) | undefined
}

/** NetEase NIM without a network: a server with traffic and weather, and an SDK instance to hand to `createNimSource`. */
export interface NimSimulator extends Simulator<NimDouble> {
  /** Stands for the instance of `nim-web-sdk-ng` that an app would have; the same as `sdk`. */
  readonly nim: NimDouble
  readonly server: NimServer
}
