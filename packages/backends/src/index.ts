import { createNimSource } from '@convolist/adapter-netease-nim'
import { createRongCloudSource } from '@convolist/adapter-rongcloud'
import { createTencentV2TimSource, createTencentWebSource } from '@convolist/adapter-tencent-chat'
import type { Source } from '@convolist/core'
import type { Simulator, SimulatorOptions, SimulatorVendor } from '@convolist/testing'
import { createSimulator } from '@convolist/testing/simulators'
import type { TencentV2TimSimulatorOptions } from '@convolist/testing/tencent'

/** A simulated vendor, and the adapter that an app would use with it. */
export interface Backend {
  readonly vendor: SimulatorVendor
  readonly simulator: Simulator
  readonly source: Source
}

/** Each vendor by its name, and what people call it. */
export const VENDORS: Readonly<Record<SimulatorVendor, string>> = {
  'netease-nim-cloud': 'NIM, cloud',
  'netease-nim-local': 'NIM, local',
  'tencent-v2tim': 'Tencent, V2TIM',
  'tencent-web': 'Tencent, Web',
  rongcloud: 'RongCloud',
}

export const isVendor = (name: string): name is SimulatorVendor => Object.hasOwn(VENDORS, name)

export interface BackendOptions extends SimulatorOptions {
  /** Of Tencent's Web SDK: tell its list at most once a second. Default `true`. */
  readonly eventThrottling?: boolean | undefined
  /** Of V2TIM: settings that its rows do not have, as of bindings that leave some out. */
  readonly unstated?: TencentV2TimSimulatorOptions['unstated']
}

/**
 * @param options.pageSize also the adapter's, as far as it reads pages.
 * @param around stands between the SDK and its adapter, to listen in.
 */
export function openBackend(vendor: SimulatorVendor, options: BackendOptions, around: Around = (sdk) => sdk): Backend {
  return { vendor, ...OPENERS[vendor](options, around) }
}

/** For an adapter whose pages are as large as its vendor advises. */
const inPagesOf = (pageSize: number | undefined, source: Source): Source =>
  pageSize === undefined
    ? source
    : {
        ...source,
        get capabilities() {
          return { ...source.capabilities, pageSize }
        },
      }

type Around = <Sdk extends object>(sdk: Sdk) => Sdk
type Opener = (options: BackendOptions, around: Around) => Omit<Backend, 'vendor'>

const OPENERS: Readonly<Record<SimulatorVendor, Opener>> = {
  'netease-nim-cloud': (options, around) => {
    const simulator = createSimulator({ ...options, vendor: 'netease-nim-cloud' })
    return {
      simulator,
      source: createNimSource(around(simulator.sdk), { service: 'cloud', pageSize: options.pageSize }),
    }
  },
  'netease-nim-local': (options, around) => {
    const simulator = createSimulator({ ...options, vendor: 'netease-nim-local' })
    return {
      simulator,
      source: createNimSource(around(simulator.sdk), { service: 'local', pageSize: options.pageSize }),
    }
  },
  'tencent-v2tim': (options, around) => {
    const simulator = createSimulator({ ...options, vendor: 'tencent-v2tim' })
    return { simulator, source: inPagesOf(options.pageSize, createTencentV2TimSource(around(simulator.sdk))) }
  },
  'tencent-web': (options, around) => {
    const simulator = createSimulator({ ...options, vendor: 'tencent-web' })
    return { simulator, source: createTencentWebSource(around(simulator.sdk)) }
  },
  rongcloud: (options, around) => {
    const simulator = createSimulator({ ...options, vendor: 'rongcloud' })
    return { simulator, source: createRongCloudSource(around(simulator.sdk), { pageSize: options.pageSize }) }
  },
}
