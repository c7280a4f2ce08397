// @vitest-environment node
import { describeSourceContract } from '@convolist/testing/source-contract'
import { WebSocket } from 'ws'
import { createRig } from './rig.js'

Object.assign(globalThis, { WebSocket }) // browsers and Node 22 have one

describeSourceContract({
  name: 'example back end, on sockets',
  create: createRig,
  capabilities: {
    commands: {
      markUnread: 'local',
      setMark: 'local',
      saveDraft: 'local',
      updateLocalExtension: 'local',
      updateServerExtension: 'none',
      createLabel: 'local',
      renameLabel: 'local',
      deleteLabel: 'local',
      addToLabel: 'local',
      removeFromLabel: 'local',
      create: 'none',
      sendReceipt: 'none',
      open: 'local',
    },
    news: { peerRead: false },
  },
})
