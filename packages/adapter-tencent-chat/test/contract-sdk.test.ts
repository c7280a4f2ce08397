import { installVirtualHost } from '@convolist/testing'
import { describeSourceContract } from '@convolist/testing/source-contract'
import { afterAll } from 'vitest'
import { webContract } from './support/contract-capabilities.js'
import { realWebRig } from './support/contract-rig.js'
import { passOrderedRejections } from './support/sdk-rejections.js'

// The SDK gives up on an answer after 15 s, and connects again after a while: by the timers it finds while it loads.
const host = installVirtualHost()
const { startChat } = await import('./support/sdk.js')
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
