import type { ContractCapabilities } from '@convolist/testing/source-contract'

/** RongCloud as its documents have it. */
export const rongCloudContract: ContractCapabilities = {
  commands: {
    markUnread: 'local',
    setMark: 'local',
    updateServerExtension: 'none',
    updateLocalExtension: 'local',
    create: 'none',
    open: 'local',
  },
  news: { removedElsewhere: false },
  list: 'capped',
}
