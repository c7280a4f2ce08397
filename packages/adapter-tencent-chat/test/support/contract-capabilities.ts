import type { ContractCapabilities } from '@convolist/testing/source-contract'

/** What the two families can do, as Tencent documents them and as they were seen to behave. */
export const v2TimContract: ContractCapabilities = {
  commands: { updateLocalExtension: 'local', open: 'local', create: 'none' },
  news: { loggedOut: false }, // no callback; noticed at the next login, or by a call that is refused
}

export const webContract: ContractCapabilities = {
  commands: { updateLocalExtension: 'local', open: 'local' },
  news: {
    peerRead: false, // but by a message of one's own that is shown as read
    removedWhileOffline: false, // seen in @tencentcloud/chat 3.6.6
  },
}

/** lite-chat keeps the other side’s mark in its rows, which are read anew at each receipt. */
export const liteContract: ContractCapabilities = { ...webContract, news: { ...webContract.news, peerRead: true } }

/** tim-js-sdk has no call for drafts. */
export const timContract: ContractCapabilities = {
  ...webContract,
  commands: { ...webContract.commands, saveDraft: 'local' },
}
