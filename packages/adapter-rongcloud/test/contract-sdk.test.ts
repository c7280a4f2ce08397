import { describeSourceContract } from '@convolist/testing/source-contract'
import { rongCloudContract } from './support/contract-capabilities.js'
import { realRig } from './support/contract-rig.js'

describeSourceContract({
  name: 'RongCloud, @rongcloud/imlib-next 5.38.0',
  create: realRig,
  capabilities: rongCloudContract,
})
