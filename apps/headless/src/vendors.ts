import { createNimSource } from '@convolist/adapter-netease-nim'
import { createRongCloudSource } from '@convolist/adapter-rongcloud'
import { createTencentV2TimSource, createTencentWebSource } from '@convolist/adapter-tencent-chat'
import type { Source } from '@convolist/core'
import type { Simulator, SimulatorOptions, SimulatorVendor } from '@convolist/testing'
import { createSimulator } from '@convolist/testing/simulators'

export interface Backend {
  readonly simulator: Simulator
  readonly source: Source
}

/** A simulated vendor, and the adapter that an app would use with it. */
export function openBackend(vendor: SimulatorVendor, options: SimulatorOptions): Backend {
  return OPENERS[vendor](options)
}

const OPENERS: { readonly [Vendor in SimulatorVendor]: (options: SimulatorOptions) => Backend } = {
  'netease-nim-cloud': (options) => {
    const simulator = createSimulator({ ...options, vendor: 'netease-nim-cloud' })
    return { simulator, source: createNimSource(simulator.sdk, { service: 'cloud' }) }
  },
  'netease-nim-local': (options) => {
    const simulator = createSimulator({ ...options, vendor: 'netease-nim-local' })
    return { simulator, source: createNimSource(simulator.sdk, { service: 'local' }) }
  },
  'tencent-v2tim': (options) => {
    const simulator = createSimulator({ ...options, vendor: 'tencent-v2tim' })
    return { simulator, source: createTencentV2TimSource(simulator.sdk) }
  },
  'tencent-web': (options) => {
    const simulator = createSimulator({ ...options, vendor: 'tencent-web' })
    return { simulator, source: createTencentWebSource(simulator.sdk) }
  },
  rongcloud: (options) => {
    const simulator = createSimulator({ ...options, vendor: 'rongcloud' })
    return { simulator, source: createRongCloudSource(simulator.sdk) }
  },
}
