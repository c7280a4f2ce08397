import { describeSourceContract, type ContractCapabilities } from '@convolist/testing/source-contract'
import { doubleRig } from './support/contract-rig.js'

const cloud: ContractCapabilities = {
  commands: { markUnread: 'local', saveDraft: 'local', setMark: 'local', open: 'local' },
}

const local: ContractCapabilities = {
  commands: {
    ...cloud.commands,
    createLabel: 'none',
    renameLabel: 'none',
    deleteLabel: 'none',
    addToLabel: 'none',
    removeFromLabel: 'none',
    updateServerExtension: 'none',
  },
  news: { removedElsewhere: false },
  refusedInPart: [],
}

describeSourceContract({
  name: 'NIM cloud, simulator',
  create: (options) => doubleRig('cloud', options),
  capabilities: cloud,
})

describeSourceContract({
  name: 'NIM local, simulator',
  create: (options) => doubleRig('local', options),
  capabilities: local,
})
