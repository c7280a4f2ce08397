import type { ContractCapabilities } from '@convolist/testing/source-contract'

/** What NIM's two services can do, as NetEase documents them. */
export const cloudContract: ContractCapabilities = {
  commands: { markUnread: 'local', saveDraft: 'local', setMark: 'local', open: 'local' },
}

export const localContract: ContractCapabilities = {
  commands: {
    ...cloudContract.commands,
    createLabel: 'none',
    renameLabel: 'none',
    deleteLabel: 'none',
    addToLabel: 'none',
    removeFromLabel: 'none',
    updateServerExtension: 'none',
  },
  news: { removedElsewhere: false }, // each device has its own list
  refusedInPart: [], // rows are removed and read on the device
}
