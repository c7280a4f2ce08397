import { describeSourceContract } from '@convolist/testing/source-contract'
import { v2TimContract, webContract } from './support/contract-capabilities.js'
import { throttledWebRig, v2TimRig, webRig } from './support/contract-rig.js'

describeSourceContract({
  name: 'Tencent V2TIM, simulator',
  create: v2TimRig,
  capabilities: v2TimContract,
})

describeSourceContract({
  name: 'Tencent Web, simulator',
  create: (options) => webRig(options),
  capabilities: webContract,
})

describeSourceContract({
  name: 'Tencent Web, simulator with its throttle',
  create: throttledWebRig,
  capabilities: webContract,
})
