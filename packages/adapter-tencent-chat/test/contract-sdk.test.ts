import { installVirtualHost } from '@convolist/testing'
import { describeSourceContract } from '@convolist/testing/source-contract'
import { afterAll } from 'vitest'
import { liteContract, timContract, webContract } from './support/contract-capabilities.js'
import { realWebRig } from './support/contract-rig.js'
import { passOrderedRejections } from './support/sdk-rejections.js'

// The SDKs give up on an answer after 15 s, and connect again after a while: by the timers they find while they load.
const host = installVirtualHost()
const { startChat, startLite, startTim } = await import('./support/sdk.js')
afterAll(() => host.restore())
afterAll(passOrderedRejections())

describeSourceContract({
  name: 'Tencent Web, @tencentcloud/chat 3.6.6',
  create: (options) => {
    host.use(options.clock)
    return realWebRig(startChat, options)
  },
  capabilities: webContract,
})

const ADDED = 'after a reconnect lite-chat 4.2.1 adds the server’s count of a one-to-one chat to its own'

describeSourceContract({
  name: 'Tencent Web, lite-chat 4.2.1',
  create: (options) => {
    host.use(options.clock)
    return realWebRig(startLite, options)
  },
  capabilities: liteContract,
  knownGaps: {
    reconnect: ADDED,
    'frozen state and a still-working SDK': ADDED,
    'why an account was closed':
      'lite-chat 4.2.1 says that it is not ready a while before it says why, and we go by the first',
  },
})

describeSourceContract({
  name: 'Tencent Web, tim-js-sdk 2.27.6',
  create: (options) => {
    host.use(options.clock)
    return realWebRig(startTim, options)
  },
  capabilities: timContract,
  knownGaps: {
    'late answer':
      'the rows of tim-js-sdk 2.27.6 know of no pin that its server told by a late answer and after a reconnect',
  },
})
