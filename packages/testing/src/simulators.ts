import { createNimSimulator } from './nim/simulator.js'
import type { NimSimulator } from './nim/simulator-types.js'
import { createRongCloudSimulator, type RongCloudSimulator } from './rongcloud/simulator.js'
import type { SimulatorOptions } from './simulator/simulator-types.js'
import { createTencentV2TimSimulator, type TencentV2TimSimulator } from './tencent/v2tim-simulator.js'
import { createTencentWebSimulator, type TencentWebSimulator } from './tencent/web-simulator.js'

/** The simulator of each vendor, whose `sdk` is what that vendor's adapter takes. */
export interface SimulatorsByVendor {
  'netease-nim-cloud': NimSimulator
  'netease-nim-local': NimSimulator
  'tencent-v2tim': TencentV2TimSimulator
  'tencent-web': TencentWebSimulator
  rongcloud: RongCloudSimulator
}

const creators: {
  readonly [Vendor in keyof SimulatorsByVendor]: (options: SimulatorOptions) => SimulatorsByVendor[Vendor]
} = {
  'netease-nim-cloud': (options) => createNimSimulator(options),
  'netease-nim-local': (options) => createNimSimulator({ ...options, service: 'local' }),
  'tencent-v2tim': createTencentV2TimSimulator,
  'tencent-web': createTencentWebSimulator,
  rongcloud: createRongCloudSimulator,
}

/** The vendors there is a simulator of. */
export const simulatorVendors = Object.keys(creators) as readonly (keyof SimulatorsByVendor)[]

/**
 * Makes the simulator of the vendor named.
 *
 * @throws RangeError naming the vendor, if there is none of that name.
 */
export function createSimulator<Vendor extends keyof SimulatorsByVendor>(
  options: SimulatorOptions & { readonly vendor: Vendor },
): SimulatorsByVendor[Vendor] {
  const { vendor, ...rest } = options
  if (!Object.hasOwn(creators, vendor)) {
    throw new RangeError(`createSimulator: vendor must be one of ${simulatorVendors.join(', ')}, but is "${vendor}".`)
  }
  return creators[vendor](rest)
}
