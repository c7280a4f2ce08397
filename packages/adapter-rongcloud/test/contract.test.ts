import { describeSourceContract } from '@convolist/testing/source-contract'
import { rongCloudContract } from './support/contract-capabilities.js'
import { simulatorRig } from './support/simulator-rig.js'

describeSourceContract({ name: 'RongCloud, simulator', create: simulatorRig, capabilities: rongCloudContract })
