import { describeSourceContract } from '@convolist/testing/source-contract'
import { cloudContract, localContract } from './support/contract-capabilities.js'
import { doubleRig } from './support/contract-rig.js'

describeSourceContract({
  name: 'NIM cloud, simulator',
  create: (options) => doubleRig('cloud', options),
  capabilities: cloudContract,
})

describeSourceContract({
  name: 'NIM local, simulator',
  create: (options) => doubleRig('local', options),
  capabilities: localContract,
})
